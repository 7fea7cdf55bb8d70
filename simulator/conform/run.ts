/** `npm run conform`: the assertions against the simulated Meta; with `-- --live` against a Page of your own. */
import { setTimeout as wait } from "node:timers/promises";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { REFUSALS } from "../core/refusals.ts";
import { ASSERTIONS } from "./assertions.ts";
import { conform, table } from "./conform.ts";
import { type Live, readSettings } from "./settings.ts";
import { simulatedTarget } from "./simulated.ts";

/** Between two requests to Meta, in milliseconds: far below every rate, and the Conversations API takes two a second. */
const PACE = 1000;

/** What Meta says to a Page that somebody has not written to within a day. */
const CLOSED = `${REFUSALS.windowClosed.code}/${REFUSALS.windowClosed.subcode}`;
const WRITE_FIRST = "The tester's 24 hours are not open: write to the Page as TEST_PSID, and ask again.";

/** @returns the process's exit code: 1 when something was seen that was not expected, 2 when it cannot begin */
export async function main(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<number> {
  let live: Live | null;
  try {
    live = readSettings(argv, env);
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if (live) announce(live, print);
  const findings = await conform(live ? liveTarget(live) : inProcess());
  for (const line of table(findings)) print(line);
  const different = findings.filter(({ agrees }) => !agrees).length;
  if (findings.some(({ agrees, seen }) => !agrees && seen.endsWith(CLOSED))) print(WRITE_FIRST);
  print(`${findings.length} asked, ${findings.length - different} as expected, ${different} not.`);
  return different === 0 ? 0 : 1;
}

/** What will be asked for, before anything is. */
function announce({ url, pageId, psid }: Live, print: (line: string) => void): void {
  const writes = Map.groupBy(ASSERTIONS, (one) => one.writes);
  print(`${ASSERTIONS.length} requests to ${url} for Page ${pageId}; those that write are for person ${psid} only:`);
  for (const [what, all] of writes)
    if (what !== undefined) print(`  ${what}: ${all.map(({ name }) => name).join("; ")}`);
}

function liveTarget({ url, ...keys }: Live) {
  const local = new URL(url).protocol === "http:";
  return { ...keys, url, version: NEWEST, fetch, pause: () => (local ? Promise.resolve() : wait(PACE)) };
}

function inProcess() {
  const { meta, ...keys } = simulatedTarget();
  return {
    ...keys,
    url: "https://graph.test",
    version: NEWEST,
    fetch: (request: Request) => meta.handle(request),
    pause: async () => {},
  };
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), process.env, console.log);
