/** How the work grows with what comes in or is said: ten times as much may take at most fifteen times the processor. */

import { decode } from "../src/channels/messenger/receive/decode.ts";
import { parseExact } from "../src/channels/meta/json.ts";
import { splitText } from "../src/model/split.ts";

/** Characters that one message takes. */
const LIMIT = 2_000;
const TEXTS = [10_000, 100_000, 1_000_000] as const;
const ITEMS = [5_000, 50_000, 500_000] as const;
const TIMES = 3;
const LEAST_MS = 40;
export const MOST = 15;

interface Input {
  readonly name: string;
  readonly sizes: readonly number[];
  /** What is worked on, so large; then the work. */
  readonly make: (size: number) => () => unknown;
}

/** Text of which a small thing is repeated. */
const text = (name: string, piece: string): Input => ({
  name: `splitText: ${name}`,
  sizes: TEXTS,
  make: (size) => {
    const whole = piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
    return () => splitText(whole, LIMIT);
  },
});

/** A delivery of so many items, from its JSON to its events. */
const delivery = (name: string, item: (n: number) => string): Input => ({
  name: `a delivery of ${name}`,
  sizes: ITEMS,
  make: (size) => {
    const items = Array.from({ length: size }, (_, n) => item(n)).join(",");
    const body = `{"object":"page","entry":[{"id":"1","messaging":[${items}]}]}`;
    return () => decode(parseExact(body), 0);
  },
});

const INPUTS: readonly Input[] = [
  text("sentences", "Hello there, my friend. "),
  text("one word", "x"),
  text("lines", "a\n"),
  text("addresses", "https://shop.test/a?b=c "),
  text("Chinese", "汉字"),
  text("Thai", "ภาษาไทยง่ายนิดเดียว"),
  text("families", "👨‍👩‍👧‍👦"),
  text("combining marks", "e\u0301\u0301\u0301"),
  text("questions", "?!"),
  text("blank", " \n \t"),
  delivery("empty items", () => "{}"),
  delivery("items that nobody knows", (n) => `{"a":${n}}`),
];

/** Milliseconds of processor time for each size, the least of a few runs. */
export interface Growth {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
}

export function inputGrowth(): Growth[] {
  return INPUTS.map(({ name, sizes, make }) => ({ name, sizes, ms: sizes.map((size) => least(make(size))) }));
}

function least(work: () => unknown): number {
  return Math.min(...Array.from({ length: TIMES }, () => meanOf(work)));
}

/** Over so many runs that the processor's clock, which ticks in milliseconds, tells something. */
function meanOf(work: () => unknown): number {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    work();
    const ms = process.cpuUsage(before).user / 1_000;
    if (ms >= LEAST_MS) return ms / runs;
  }
}

export function printInputGrowth(all: readonly Growth[]): void {
  console.log(
    `\nProcessor time as the input grows, and how many times more the last tenfold takes (at most ${MOST}):\n`,
  );
  console.log("| | size | ms | ten times | ms | ten times | ms | grows |");
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|");
  for (const { name, sizes, ms } of all) {
    const cells = sizes.flatMap((size, n) => [size.toLocaleString("en"), (ms[n] ?? 0).toFixed(2)]);
    console.log(`| ${[name, ...cells, ((ms.at(-1) ?? 0) / (ms.at(-2) ?? 1)).toFixed(1)].join(" | ")} |`);
  }
}
