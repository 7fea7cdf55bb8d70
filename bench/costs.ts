/** What each kind of exchange writes, calls and stores, counted, and what a million of them costs. */
import { setTimeout as sleep } from "node:timers/promises";
import { PAGE } from "../test/crash/settings.ts";
import { type Stage, type Theatre, until } from "./stage.ts";

/** Cloudflare's prices in US dollars, as of 2026-11-22: check them before you rely on it. Included amounts are left out. */
export const PRICES = {
  /** developers.cloudflare.com/durable-objects/platform/pricing */
  rowsWritten: 1.0 / 1e6,
  rowsRead: 0.001 / 1e6,
  objectRequest: 0.15 / 1e6,
  gigabyteSecond: 12.5 / 1e6,
  gigabyteMonth: 0.2,
  /** developers.cloudflare.com/workers/platform/pricing */
  workerRequest: 0.3 / 1e6,
  processorMs: 0.02 / 1e6,
} as const;

/** What an object counts for while it is awake. */
const OBJECT_GB = 0.128;
/** So many people do the same, so that a figure is no accident. */
const PEOPLE = 20;
/** Shorter than in production, so that the alarms of an exchange fall into it. */
const RECOVER_MS = 1_000;
const QUIET_MS = 1.6 * RECOVER_MS;

interface Meter {
  readonly rows: number;
  readonly alarms: number;
  readonly read: number;
  readonly requests: number;
  readonly awake: number;
}

export interface Cost {
  readonly name: string;
  /** For one exchange. Alarms that were set are rows, too. */
  readonly rows: number;
  readonly read: number;
  readonly webhooks: number;
  readonly requests: number;
  readonly awakeMs: number;
  readonly graphCalls: number;
  readonly characters: number;
  /** What a person's object takes on disk after it, in bytes. */
  readonly disk: number;
  /** Dollars for a million, without processor time and storage. */
  readonly million: number;
}

type Doing = (stage: Stage, person: string, n: number) => Promise<unknown>;

const says =
  (words: string): Doing =>
  ({ people }, person, n) =>
    people.delivers(people.from(person, { message: { mid: `m_${words}_${n}_${person}`, text: words } }));

/** Each with what comes before it, which is not counted. */
const KINDS: readonly (readonly [name: string, before: readonly Doing[], does: Doing])[] = [
  ["the first text of somebody, answered", [], says("hello")],
  ["a text, answered", [says("hello")], says("hello again")],
  ["a text, answered with three bubbles", [says("hello")], says("three")],
  ["a text, answered with a carousel", [says("hello")], says("carousel")],
  ["a tap, answered with buttons", [says("carousel")], taps],
  ["a step of a dialog", [says("order")], says("Small")],
  ["a hand-over to a person", [says("hello")], says("person")],
  ["an echo", [says("hello")], echoes],
  ["delivered and read", [says("hello")], receipts],
  ["a duplicate", [says("hello"), says("twice")], ({ people }, person) => repeats(people, person)],
];

function taps({ people }: Stage, person: string): Promise<unknown> {
  return people.delivers(people.from(person, { postback: { mid: `m_tap_${person}`, title: "More", payload: "MORE" } }));
}

function echoes({ people }: Stage, person: string): Promise<unknown> {
  const page = { sender: { id: PAGE }, recipient: { id: person }, timestamp: Date.now() };
  return people.delivers({ ...page, message: { mid: `m_echo_${person}`, is_echo: true, app_id: 1, text: "hello" } });
}

async function receipts({ people }: Stage, person: string): Promise<void> {
  const watermark = Date.now();
  await people.delivers(people.from(person, { delivery: { watermark } }));
  await people.delivers(people.from(person, { read: { watermark } }));
}

function repeats(people: Stage["people"], person: string): Promise<unknown> {
  return people.delivers(people.from(person, { message: { mid: `m_twice_1_${person}`, text: "twice" } }));
}

export function costs(theatre: Theatre): Promise<Cost[]> {
  return theatre.play({ around: "metered.js", variables: { RECOVER_MS } }, async (stage) => {
    stage.people.echoes = false;
    const all: Cost[] = [];
    for (const [name, before, does] of KINDS) all.push(await costOf(stage, name, before, does));
    return all;
  });
}

async function costOf(stage: Stage, name: string, before: readonly Doing[], does: Doing): Promise<Cost> {
  const { graph } = stage;
  const people = Array.from({ length: PEOPLE }, () => stage.people.somebody());
  for (const [n, doing] of before.entries()) {
    await Promise.all(people.map((person) => doing(stage, person, n)));
    await quiet(stage);
  }
  // To ask is to make the object: that is part of the first exchange.
  const { characters } = before.length === 0 ? { characters: 0 } : await sizeOf(stage, people);
  await ask(stage, "/meter");
  const calls = graph.calls;
  await Promise.all(people.map((person) => does(stage, person, before.length)));
  await quiet(stage);
  const { webhooks, Conversation, Account } = (await ask(stage, "/meter")) as {
    webhooks: number;
    Conversation?: Meter;
    Account?: Meter;
  };
  const each = (of: (meter: Meter) => number) =>
    [Conversation, Account].reduce((sum, meter) => sum + (meter === undefined ? 0 : of(meter)), 0) / PEOPLE;
  const size = await sizeOf(stage, people);
  const cost = {
    name,
    rows: each(({ rows, alarms }) => rows + alarms),
    read: each(({ read }) => read),
    webhooks: webhooks / PEOPLE,
    requests: each(({ requests }) => requests),
    awakeMs: each(({ awake }) => awake),
    graphCalls: (graph.calls - calls) / PEOPLE,
    characters: size.characters - characters,
    disk: size.disk,
  };
  const dollars =
    cost.rows * PRICES.rowsWritten +
    cost.read * PRICES.rowsRead +
    cost.requests * PRICES.objectRequest +
    cost.webhooks * PRICES.workerRequest +
    (cost.awakeMs / 1_000) * OBJECT_GB * PRICES.gigabyteSecond;
  return { ...cost, million: dollars * 1e6 };
}

/** Until nothing calls Graph any more, and the alarms have come. */
async function quiet({ graph }: Stage): Promise<void> {
  let calls = -1;
  await until(() => {
    const same = calls === graph.calls;
    calls = graph.calls;
    return same;
  }, 1_000);
  await sleep(QUIET_MS);
}

async function ask({ worker }: Stage, path: string): Promise<unknown> {
  return JSON.parse((await worker.post("bot", path, "")).body);
}

/** For each person, on average. */
async function sizeOf(stage: Stage, people: readonly string[]): Promise<Pick<Cost, "characters" | "disk">> {
  const names = people.map((person) => `name=messenger:${PAGE}:${person}`).join("&");
  const sizes = (await ask(stage, `/size?${names}`)) as Pick<Cost, "characters" | "disk">[];
  const mean = (of: "characters" | "disk") => sizes.reduce((sum, one) => sum + one[of], 0) / sizes.length;
  return { characters: mean("characters"), disk: mean("disk") };
}

export function printCosts(all: readonly Cost[]): void {
  console.log(
    "\nOne exchange of each kind, and a million of it (Cloudflare's list prices of 2026-11-22, nothing included):\n",
  );
  console.log(
    "| | rows written | rows read | webhooks | calls of objects | awake, ms | calls of Graph | characters kept | a million, $ |",
  );
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const { name, rows, read, webhooks, requests, awakeMs, graphCalls, characters, million } of all) {
    const cells = [rows, read, webhooks, requests].map((value) => value.toFixed(1).replace(/\.0$/, ""));
    console.log(
      `| ${[name, ...cells, awakeMs.toFixed(0), graphCalls.toFixed(1).replace(/\.0$/, ""), characters.toFixed(0), million.toFixed(2)].join(" | ")} |`,
    );
  }
  const disk = Math.max(...all.map((one) => one.disk));
  console.log(`\nOn disk a person's object takes ${(disk / 1024).toFixed(0)} KiB, of which most is SQLite's own.`);
}
