/** What a run prints. */
import type { Books } from "./books.ts";
import { type Counts, percentile } from "./count.ts";
import type { Heard } from "./events.ts";
import type { Options } from "./options.ts";
import { WAITS } from "./settings.ts";

/** The answer of `GET /admin/balance`: the account's own sum over all conversations. */
export interface Balance {
  readonly conversations: number;
  readonly acknowledged: number;
  readonly handled: number;
  readonly dead: number;
  readonly pending: number;
}

export interface Run {
  readonly options: Options;
  readonly counts: Counts;
  readonly books: Books;
  readonly balance: Balance;
  readonly events: readonly Heard[];
  readonly queued: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly starts: readonly number[];
  readonly seconds: number;
  readonly drained: boolean;
  readonly drainSeconds: number;
  /** What workerd printed that is no line of the Worker's log. */
  readonly strange: readonly string[];
  readonly figures: Readonly<Record<string, string | number>>;
}

/** With evidence: by echoes in time, or by the thread itself. */
const PROVEN = { givenUp: 0, handledTwice: 0, saidTwice: 0, mostSaid: 1, outOfOrder: 0 };
/** The same, where nothing is said again on a guess: what was cut off before it was sent is given up, and listed. */
const NEVER_GUESSED = { ...PROVEN, givenUp: Number.POSITIVE_INFINITY };
const GUESSED = {
  givenUp: Number.POSITIVE_INFINITY,
  handledTwice: 0,
  saidTwice: Number.POSITIVE_INFINITY,
  mostSaid: 2,
  outOfOrder: 0,
};

/** What the documents promise: the most that may be seen. Infinity: it may be, and is only counted. */
function promisedFor({ options: { channel, echoes, thread }, counts: { lateEcho } }: Pick<Run, "options" | "counts">) {
  if (thread) return PROVEN;
  if (channel === "fake") return NEVER_GUESSED;
  if (echoes !== "prompt") return GUESSED;
  // Where the machine was too slow for an echo, nothing is promised of that message, and the run says how many those are.
  return lateEcho.length === 0 ? PROVEN : { ...PROVEN, saidTwice: lateEcho.length, mostSaid: GUESSED.mostSaid };
}

const shown = (most: number): string => (Number.isFinite(most) ? String(most) : "possible");

export function print({ options, counts, books, balance, events, ...run }: Run): void {
  const promised = promisedFor({ options, counts });
  const row = (name: string, value: string | number, promise = "") =>
    console.log(`  ${name.padEnd(44)} ${String(value).padStart(9)}   ${promise}`.trimEnd());
  console.log(
    `\nChannel ${options.channel}, echoes or statuses ${options.echoes}, thread ${options.thread ? "shown" : "not shown"}, seed ${options.seed}. What the platform saw:\n`,
  );
  row("", "seen", "promised");
  row("events", events.length);
  row(
    "kills",
    Object.values(run.kills).reduce((sum, one) => sum + one, 0),
  );
  const { lost, givenUp } = missing(counts, books);
  row("lost", lost.length, "0");
  row("given up in doubt, and listed", givenUp.length, shown(promised.givenUp));
  row("handled twice", counts.handledTwice.length, shown(promised.handledTwice));
  row("said twice", counts.saidTwice.length, shown(promised.saidTwice));
  row(`  of these, without an echo in ${WAITS.UNKNOWN_MS} ms`, counts.lateEcho.length, "nothing is promised of them");
  row("  the most often that anything was said", counts.mostSaid, shown(promised.mostSaid));
  row("out of order", counts.outOfOrder.length, shown(promised.outOfOrder));
  row("overtaken while they were in the queue", counts.overtakenInQueue.length, "the queue keeps no order");
  row("never acknowledged", counts.unacknowledged.length, "0");
  row("turns stored and never seen", counts.silentTurns);
  console.log();
  row("time, s", run.seconds.toFixed(0));
  row("  of it to drain after the last kill, s", run.drainSeconds.toFixed(1));
  row("starts of the Worker", run.starts.length);
  row(
    "  ms until it takes requests, p50 / p99",
    `${percentile(run.starts, 0.5).toFixed(0)} / ${percentile(run.starts, 0.99).toFixed(0)}`,
  );
  for (const [moment, kills] of Object.entries(run.kills)) row(`  kills: ${moment}`, kills);
  row("events through the queue", run.queued);
  for (const [name, value] of Object.entries(run.figures)) row(name, value);
  const times = events.flatMap(({ calm, offeredAt, said }) => (calm && said[0] ? [said[0].at - offeredAt] : []));
  if (times.length > 0) {
    const share = (part: number) => percentile(times, part).toFixed(0);
    row("ms from webhook to answer without kills, p50 / p99", `${share(0.5)} / ${share(0.99)}`);
  }
  const { waiting, answered, done, dead } = books.events;
  console.log(
    `\nThe Worker's own books: ${waiting + answered + done + dead} events = ${done} done + ${dead} dead + ${waiting + answered} pending`,
  );
  console.log(
    `The account's sum over ${balance.conversations} conversations: ${balance.acknowledged} acknowledged = ` +
      `${balance.handled} handled + ${balance.dead} dead + ${balance.pending} pending`,
  );
  console.log(`  parts: ${list(books.parts)}\n  exceptions: ${list(books.exceptions)}`);
  if (run.strange.length > 0) {
    console.log(
      `  workerd's own lines: ${run.strange.length}, such as:\n    ${run.strange.slice(0, 5).join("\n    ")}`,
    );
  }
  for (const [name, some] of [
    ["lost", lost],
    ["given up", promised.givenUp === 0 ? givenUp : []],
    ["handled twice", counts.handledTwice],
    ["said twice", Number.isFinite(promised.saidTwice) ? counts.saidTwice : []],
    ["out of order", counts.outOfOrder],
    ["never acknowledged", counts.unacknowledged],
  ] as const) {
    for (const event of some.slice(0, 10)) {
      console.log(`\n${name}: ${JSON.stringify(event)}\n  its row: ${books.notes.get(event.mid) ?? "none"}`);
    }
  }
}

/** An answer that never came is lost, unless it stands on the list of what needs eyes. */
function missing(
  { lost }: Counts,
  { listed }: Books,
): { readonly lost: readonly Heard[]; readonly givenUp: readonly Heard[] } {
  return { lost: lost.filter(({ mid }) => !listed.has(mid)), givenUp: lost.filter(({ mid }) => listed.has(mid)) };
}

/** Whether everything is as promised. */
export function isKept({ options, counts, books, balance, drained, events }: Run): boolean {
  const promised = promisedFor({ options, counts });
  const { waiting, answered, done, dead } = books.events;
  const { lost, givenUp } = missing(counts, books);
  return (
    (drained || givenUp.length > 0) &&
    lost.length === 0 &&
    givenUp.length <= promised.givenUp &&
    counts.handledTwice.length <= promised.handledTwice &&
    counts.saidTwice.length <= promised.saidTwice &&
    counts.mostSaid <= promised.mostSaid &&
    counts.outOfOrder.length <= promised.outOfOrder &&
    counts.unacknowledged.length === 0 &&
    waiting + answered === 0 &&
    balance.acknowledged === balance.handled + balance.dead + balance.pending &&
    balance.acknowledged >= events.length &&
    done + dead === events.length
  );
}

const list = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, value]) => `${name} ${value}`).join(", ") || "none";
