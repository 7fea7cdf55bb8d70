/** How often and from which seed the properties run: briefly by themselves, long with `npm run fuzz -- --runs 100000`. */
import fc from "fast-check";
import { worker } from "../support/world.ts";

const STANDARD = 150;

/** Milliseconds that a run may take: a busy machine is slow. */
const MS_A_RUN = 250;

const asked = (name: string): number | undefined => {
  const value = worker[name];
  return typeof value === "string" && value !== "" ? Number(value) : undefined;
};

/** How often a property runs. What takes longer has a smaller share of the runs that were asked for. */
const runsFor = (share: number): number => Math.max(5, Math.ceil((asked("FUZZ_RUNS") ?? STANDARD) * share));

export const timeoutFor = (share: number): { readonly timeout: number } => ({
  timeout: 60_000 + runsFor(share) * MS_A_RUN,
});

/** Throws with the smallest counterexample, and with the seed and path that bring it back. */
export async function holds(share: number, property: fc.IRawProperty<unknown>): Promise<void> {
  const seed = asked("FUZZ_SEED");
  const result = await fc.check(property, { numRuns: runsFor(share), ...(seed === undefined ? {} : { seed }) });
  // A text that is no Unicode would break the line to the program that prints it.
  if (result.failed) throw new Error(`${fc.defaultReportMessage(result)}\n${result.errorInstance}`.toWellFormed());
}
