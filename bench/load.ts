/** How long people wait: one after another, a thousand at once, and beside somebody who does not stop. */
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../test/crash/count.ts";
import type { Trip } from "./people.ts";
import { type Stage, type Theatre, until } from "./stage.ts";

export interface Waits {
  readonly name: string;
  readonly people: number;
  /** Who was answered. */
  readonly answered: number;
  readonly acknowledged: readonly number[];
  readonly waited: readonly number[];
  readonly refused: number;
  /** How often the Worker's log said what. */
  readonly said: ReadonlyMap<string, number>;
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  /** Milliseconds of processor time for each person's message. */
  readonly processor: number;
  readonly flood?: { readonly written: number; readonly heard: number };
}

const CALM = { people: 200, withinMs: 10_000 } as const;
const CROWD = { people: 1_000, withinMs: 1_000 } as const;
/** What one person writes: from a second before the others on. */
const FLOODS = {
  calm: { messages: 1_100, withinMs: 11_000 },
  crowd: { messages: 2_000, withinMs: 2_000 },
} as const;
const BEFORE_MS = 1_000;
/** When whoever is not answered by then counts as not answered. */
const PATIENCE_MS = 30_000;
/** Until memory is looked at again, when all is quiet. */
const QUIET_MS = 1_500;

type Variables = Readonly<Record<string, number>>;

export function calm(theatre: Theatre, name: string): Promise<Waits> {
  return theatre.play({}, (stage) => measured(name, stage, () => write(stage, CALM)));
}

export function crowd(theatre: Theatre, name: string, variables: Variables): Promise<Waits> {
  return theatre.play({ variables }, (stage) => measured(name, stage, () => write(stage, CROWD)));
}

/** The same, while one person does not stop. */
export function flood(theatre: Theatre, name: string, others: "calm" | "crowd", variables: Variables): Promise<Waits> {
  const { messages, withinMs } = FLOODS[others];
  return theatre.play({ variables }, async (stage) => {
    const one = stage.people.somebody();
    const flooding = spread(messages, withinMs, () => stage.people.writes(one));
    await sleep(BEFORE_MS);
    const waits = await measured(name, stage, () => write(stage, others === "calm" ? CALM : CROWD), one);
    await flooding;
    return { ...waits, flood: { written: messages, heard: stage.people.heard.get(one) ?? 0 } };
  });
}

function write({ people: all }: Stage, { people, withinMs }: { people: number; withinMs: number }): Promise<void> {
  return spread(people, withinMs, () => all.writes(all.somebody()));
}

/** Calls so often, evenly over a time, without waiting for the ends. */
async function spread(count: number, withinMs: number, act: () => Promise<void>): Promise<void> {
  const began = performance.now();
  for (let done = 0; done < count; ) {
    const due = Math.min(count, Math.ceil((count * (performance.now() - began)) / withinMs));
    for (; done < due; done++) void act();
    await sleep(5);
  }
}

/** @param except whoever's own waits do not count */
async function measured(name: string, stage: Stage, writing: () => Promise<void>, except = ""): Promise<Waits> {
  const { people, memory } = stage;
  const processor = memory.processor;
  const before = memory.now;
  await writing();
  const ours = () => people.trips.filter(({ person }) => person !== except);
  await until(
    () => ours().every(({ answered, acknowledged }) => answered !== null && acknowledged !== null),
    PATIENCE_MS,
  );
  const used = memory.processor - processor;
  await sleep(QUIET_MS);
  const trips = ours();
  const told = (which: "answered" | "acknowledged") => trips.flatMap((trip: Trip) => trip[which] ?? []);
  return {
    name,
    people: trips.length,
    answered: told("answered").length,
    acknowledged: told("acknowledged"),
    waited: told("answered"),
    refused: [...people.refused.values()].reduce((sum, one) => sum + one, 0),
    said: stage.worker.said,
    memory: { before, peak: memory.peak, after: memory.now },
    processor: used / people.trips.length,
  };
}

export function printWaits(all: readonly Waits[]): void {
  console.log("\nMilliseconds from the webhook to its 200, and to the message's arrival at Graph:\n");
  console.log(
    "| | people | answered | 200: p50 | p90 | p99 | answer: p50 | p90 | p99 | workerd MiB: before | peak | after |",
  );
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const one of all) {
    const shares = (some: readonly number[]) => [0.5, 0.9, 0.99].map((part) => whole(percentile(some, part)));
    const { before, peak, after } = one.memory;
    const cells = [one.people, one.answered, ...shares(one.acknowledged), ...shares(one.waited)];
    console.log(`| ${[one.name, ...cells, ...[before, peak, after].map(whole)].join(" | ")} |`);
  }
  console.log();
  for (const { name, refused, flood, processor, said } of all) {
    if (said.size > 0) console.log(`${name}: the log says ${[...said].map((one) => one.join(" ")).join(", ")}.`);
    if (refused > 0) console.log(`${name}: ${refused} deliveries were not answered with 200.`);
    if (flood) console.log(`${name}: whose ${flood.written} messages got ${flood.heard} answers meanwhile.`);
    console.log(
      `${name}: ${processor.toFixed(1)} ms of workerd's processor time a message, echoes and receipts included.`,
    );
  }
}

const whole = (value: number): string => value.toFixed(0);
