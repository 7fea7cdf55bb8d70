/**
 * The crash suite: the Worker as deployed, in raw workerd with its storage on disk, killed again and again while people
 * write, their platform retries and its API misbehaves. Everything that it counts, the simulated platform saw.
 */
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkNone } from "../support/legacy-uses.ts";
import { readBooks } from "./books.ts";
import { build } from "./bundle.ts";
import { CHANNELS, type CrashChannel } from "./channels.ts";
import { count, percentile } from "./count.ts";
import { Faults } from "./faults.ts";
import { Graph } from "./graph.ts";
import { Moments, planOf } from "./killer.ts";
import { Meta } from "./meta.ts";
import { type Options, readOptions } from "./options.ts";
import { Platform } from "./platform.ts";
import { Random } from "./random.ts";
import { type Balance, isKept, print, type Run } from "./report.ts";
import { IDENTITY, PAGE, TOKEN, WAITS } from "./settings.ts";
import { Worker } from "./worker.ts";

/** Nothing may take longer, drained or not. */
const CALM_MS = 60_000;
const DRAIN_MS = 180_000;
/** When nothing has been said for so long, nothing will be: longer than the longest back-off and an unknown send. */
const STILL_MS = 20_000;
/** Nobody writes on while so many of their messages, on average, are unanswered: the work is to be done between kills. */
const PATIENCE = 6;
/** How many times as many kills there may be until everything was written. */
const MOST = 3;
/** After the last answer: until anything that could still be said once more would have been. */
const AFTERMATH_MS = WAITS.UNKNOWN_MS + 2 * WAITS.RECOVER_MS + 500;

async function run(options: Options): Promise<Run> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "edgewise-crash-"));
  const storage = join(folder, "storage");
  mkdirSync(storage);
  const worker = new Worker(folder, options.keep);
  if (options.keep) console.log(`The run's folder: ${folder}`);
  const random = new Random(options.seed);
  const channel: CrashChannel = CHANNELS[options.channel];
  const faults = new Faults(new Random(options.seed + 1), channel.notNow);
  const meta = new Meta(worker, random, channel.dialect, options.people, options.echoes);
  const there = channel.platform({
    people: meta.psids,
    random,
    thread: options.thread,
    onArrived: (message) => meta.arrived(message),
  });
  const graph = new Graph(there, faults);
  const platform = new Platform(worker);
  const moments = new Moments();
  meta.onAcknowledged = () => moments.happens("acknowledged");
  graph.onMessage = () => moments.happens("message");
  graph.onAnswered = () => moments.happens("answered");
  platform.onBatch = () => moments.happens("batch");
  try {
    build(folder, undefined, channel.registers);
    const wiring = { storage, platform: await platform.open() };
    const identity = { ...IDENTITY, GRAPH_API_URL: await graph.open() };

    // Left alone, with the waits of production: how long an answer takes.
    worker.configure({ ...wiring, around: null, variables: identity });
    worker.start();
    await worker.ready();
    if (channel.registers !== undefined) await setUp(worker, options.channel);
    await write(meta, options.calm, 60);
    await until(
      () => meta.isAnswered && meta.open === 0,
      CALM_MS,
      () => meta.answers,
    );
    await worker.kill();

    const began = performance.now();
    meta.calm = false;
    worker.configure({ ...wiring, around: "unreliable.js", variables: { ...identity, ...WAITS } });
    const kills = await killAll(options, { worker, meta, faults, moments, random });

    const last = performance.now();
    faults.refusing = false;
    faults.cutting = false;
    const isDone = () => meta.isAnswered && meta.open === 0 && platform.waiting === 0;
    const drained = await until(isDone, DRAIN_MS, () => meta.answers);
    const drainSeconds = (performance.now() - last) / 1_000;
    await sleep(AFTERMATH_MS);
    const seconds = (performance.now() - began) / 1_000;
    const balance = await readBalance(worker, options.channel);
    checkNone();
    meta.stop();
    await worker.kill();
    return {
      options,
      counts: count(meta.events, platform.queued, WAITS.UNKNOWN_MS),
      books: readBooks(storage),
      balance,
      events: meta.events,
      queued: platform.queued.size,
      kills,
      starts: worker.starts,
      seconds,
      drained,
      drainSeconds,
      strange: worker.strange,
      figures: {
        "webhooks sent": meta.counts.attempts,
        "  deliveries / big ones / sent again": `${meta.counts.deliveries} / ${meta.counts.big} / ${meta.counts.again}`,
        "  answered otherwise than 200 / cut by a kill": `${meta.counts.refused} / ${meta.counts.cut}`,
        echoes: meta.counts.echoes,
        "  the slowest, ms": meta.slowestEcho.toFixed(0),
        "queue: messages / tried again / dead": `${platform.counts.messages} / ${platform.counts.retried} / ${platform.counts.buried}`,
        "Graph calls / messages sent": `${graph.counts.calls} / ${there.counts.sends}`,
        "  refused / cut before / cut after": `${faults.counts.refused} / ${faults.counts.cutBefore} / ${faults.counts.cutAfter}`,
        "  answers to nobody's question": meta.counts.unasked,
        "sends in doubt / said again / accepted late": ["send_unknown", "said_again", "accept_queued"]
          .map((what) => worker.said.get(what) ?? 0)
          .join(" / "),
        ...(there.refusals.length > 0 ? { "  refusals that were no fault": there.refusals.length } : {}),
      },
    };
  } finally {
    meta.stop();
    await worker.stop();
    graph.close();
    await platform.close();
  }
}

/** The environment has a token for Messenger only: another channel's account gets its own, as anybody would give it. */
async function setUp(worker: Worker, channel: Options["channel"]): Promise<void> {
  const headers = { authorization: `Bearer ${IDENTITY.ADMIN_TOKEN}` };
  const { status, body } = await worker.put(
    "bot",
    `/admin/accounts/${channel}/${PAGE}`,
    JSON.stringify({ token: TOKEN }),
    headers,
  );
  if (status !== 200) throw new Error(`PUT /admin/accounts answered ${status}: ${body}`);
}

/** What the Worker says itself, through the admin routes, of everything that it has acknowledged. */
async function readBalance(worker: Worker, channel: Options["channel"]): Promise<Balance> {
  const headers = { authorization: `Bearer ${IDENTITY.ADMIN_TOKEN}` };
  const { status, body } = await worker.get("bot", `/admin/balance?limit=200&account=${channel}:${PAGE}`, headers);
  if (status !== 200) throw new Error(`GET /admin/balance answered ${status}: ${body}`);
  return JSON.parse(body) as Balance;
}

/** People write, spread over `every` milliseconds a thing. */
async function write(meta: Meta, events: number, every: number): Promise<void> {
  for (let left = events; left > 0; ) {
    left -= meta.something(0);
    await sleep(every);
  }
}

interface Stage {
  readonly worker: Worker;
  readonly meta: Meta;
  readonly faults: Faults;
  readonly moments: Moments;
  readonly random: Random;
}

/** Lives and deaths, with the events spread evenly over them. @returns how many kills met which moment */
async function killAll(options: Options, stage: Stage): Promise<Record<string, number>> {
  const { kills, events } = options;
  const { worker, meta, faults, moments, random } = stage;
  const counted: Record<string, number> = {};
  const before = meta.events.length;
  faults.cutting = true;
  for (let n = 0; n < MOST * kills && (n < kills || meta.events.length - before < events); n++) {
    // A while in ten lives: one of these whiles is three lives long.
    faults.refusing = n % 10 >= 7;
    const { inStart, life, aim } = planOf(random, percentile(worker.starts.slice(-15), 0.5));
    const room = PATIENCE * options.people - meta.unanswered;
    for (let due = Math.min(room, (events * (n + 1)) / kills - (meta.events.length - before)); due > 0; ) {
      due -= meta.something(due);
    }
    worker.start();
    const name = inStart ? "while it starts" : (aim ?? "at a random time");
    counted[name] = (counted[name] ?? 0) + 1;
    if (!inStart) await worker.ready();
    await sleep(life);
    if (aim === null) await worker.kill();
    else {
      let killed: Promise<void> | undefined;
      await moments.at(aim, () => {
        killed = worker.kill();
      });
      await killed;
    }
    if (random.chance(0.1)) await sleep(random.whole(0, 300));
    if ((n + 1) % 100 === 0)
      console.log(`${n + 1} kills, ${meta.events.length - before} events, ${meta.answers} answers`);
  }
  worker.start();
  await worker.ready();
  return counted;
}

/** @returns whether it came to be within `ms`; when nothing moves for a while, it will not */
async function until(check: () => boolean, ms: number, progress: () => number): Promise<boolean> {
  let seen = progress();
  const bound = performance.now() + ms;
  let end = performance.now() + STILL_MS;
  while (!check()) {
    if (performance.now() > Math.min(end, bound)) return false;
    const now = progress();
    if (now !== seen) end = performance.now() + STILL_MS;
    seen = now;
    await sleep(20);
  }
  return true;
}

const result = await run(readOptions(process.argv.slice(2)));
print(result);
const kept = isKept(result);
console.log(kept ? "\nEverything is as promised." : "\nNOT AS PROMISED.");
process.exitCode = kept ? 0 : 1;
