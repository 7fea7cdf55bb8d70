/** How long people wait: one after another, a thousand at once, and beside somebody who does not stop; and the rate. */
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
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
  /** Messages that arrived at Graph in the second in which the most did. */
  readonly fastest: number;
  /** How often the Worker's log said what. */
  readonly said: ReadonlyMap<string, number>;
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  /** Milliseconds of processor time for each person's message. */
  readonly processor: number;
  readonly flood?: { readonly written: number; readonly heard: number };
}

const CALM = { people: 200, withinMs: 10_000 } as const;
const CROWD = { people: 1_000, withinMs: 1_000 } as const;
const AT_ONCE = { people: 600, withinMs: 0 } as const;
/** More than the Page's rate, for longer than ten seconds. */
const QUEUE = { people: 900, withinMs: 12_000, rate: 50, seconds: 10 } as const;
/** How long the other work of a busy machine goes on at most. */
const BUSY_MS = 30_000;
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

/** Many at the very same moment. @param busy every core has other work too */
export function atOnce(theatre: Theatre, name: string, busy: boolean): Promise<Waits> {
  return theatre.play({}, async (stage) => {
    const cores = Array.from({ length: busy ? availableParallelism() : 0 }, burn);
    try {
      return await measured(name, stage, () => write(stage, AT_ONCE));
    } finally {
      await Promise.all(cores.map((core) => core.terminate()));
    }
  });
}

const burn = (): Worker => new Worker(new URL("./burn.ts", import.meta.url), { workerData: BUSY_MS });

/** How much of a rate is used while enough waits, that is less than this machine takes: a part of 1; and the most. */
export function used(theatre: Theatre): Promise<{ readonly part: number; readonly fastest: number }> {
  const { rate, seconds } = QUEUE;
  return theatre.play({ variables: { PAGE_RATE: rate } }, async (stage) => {
    const { arrivals } = stage.graph;
    await write(stage, QUEUE);
    await until(() => arrivals.length >= rate * (seconds + 1), PATIENCE_MS);
    const from = (arrivals[0] ?? 0) + 1_000;
    const count = arrivals.filter((at) => at >= from && at < from + seconds * 1_000).length;
    return { part: count / (rate * seconds), fastest: mostInASecond(arrivals) / rate };
  });
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
    fastest: mostInASecond(stage.graph.arrivals),
    refused: [...people.refused.values()].reduce((sum, one) => sum + one, 0),
    said: stage.worker.said,
    memory: { before, peak: memory.peak, after: memory.now },
    processor: used / people.trips.length,
  };
}

/** In the second, beginning anywhere, in which the most came. */
function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  return Math.max(
    0,
    ...sorted.map((at, n) => {
      while ((sorted[first] ?? at) <= at - 1_000) first++;
      return n - first + 1;
    }),
  );
}

export function printUsed({ part, fastest }: { readonly part: number; readonly fastest: number }): void {
  const { rate, seconds } = QUEUE;
  console.log(
    `\nPAGE_RATE ${rate}, of which more waits for ${seconds} s: ${part.toFixed(3)} of it is used, and ${fastest.toFixed(3)} in the fastest second.`,
  );
}

export function printWaits(all: readonly Waits[]): void {
  console.log("\nMilliseconds from the webhook to its 200, and to the message's arrival at Graph:\n");
  console.log(
    "| | people | answered | 200: p50 | p90 | p99 | answer: p50 | p90 | p99 | messages in a second, the most | workerd MiB: before | peak | after |",
  );
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const one of all) {
    const shares = (some: readonly number[]) => [0.5, 0.9, 0.99].map((part) => whole(percentile(some, part)));
    const { before, peak, after } = one.memory;
    const cells = [one.people, one.answered, ...shares(one.acknowledged), ...shares(one.waited), one.fastest];
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
