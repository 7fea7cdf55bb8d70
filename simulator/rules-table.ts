/** Every rule of the simulated Meta as Markdown: what is refused, how much is taken, what it does by itself. Pure. */

import type { Limit, Mark } from "../src/channels/adapt/limit.ts";
import { LIMITS, WINDOW } from "../src/channels/messenger/limits.ts";
import { TAGS } from "../src/channels/messenger/tags.ts";
import type { Tag } from "../src/channels/meta/tags.ts";
import { BEHAVIOURS } from "./core/behaviours.ts";
import { RATES } from "./core/rates.ts";
import { REFUSALS, type RefusalName, sourceOf } from "./core/refusals.ts";

const BEGIN = "<!-- rules: written by docs/rules.ts -->";
const END = "<!-- rules: end -->";

/** The page with its tables as they should be. @throws {Error} when it has no place for them */
export function withRules(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The page needs the lines ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${rules()}\n\n${END}${after}`;
}

function rules(): string {
  return [
    counted(),
    "### What it does",
    table(
      ["what", "mark", "source"],
      BEHAVIOURS.map(({ does, mark, source }) => [does, mark, source]),
    ),
    "### How often",
    table(
      ["at most", "of what", "mark", "source"],
      Object.values(RATES).map(({ max, period, what, mark, source }) => [`${max} ${span(period)}`, what, mark, source]),
    ),
    "### How much and how long",
    table(["limit", "at most", "mark", "source"], limits()),
    "### Message tags",
    table(["tag", "until", "mark", "source"], tags()),
    "### What it refuses",
    table(["code", "in Meta's words", "mark", "source"], refusals()),
  ].join("\n\n");
}

function counted(): string {
  const marks: readonly Mark[] = [
    ...BEHAVIOURS.map(({ mark }) => mark),
    ...Object.values(RATES).map(({ mark }) => mark),
    ...Object.values(LIMITS).map(({ mark }) => mark),
    ...Object.values(TAGS).map(({ mark }) => mark),
    ...Object.values(REFUSALS).map(({ mark }) => mark),
  ];
  const of = (mark: Mark) => marks.filter((one) => one === mark).length;
  return `${marks.length} rules: ${of("documented")} are documented, ${of("third party")} are known from third parties, ${of("guess")} are guesses.`;
}

const HOUR = 3_600_000;
const SPANS: readonly (readonly [milliseconds: number, name: string])[] = [
  [24 * HOUR, "a day"],
  [HOUR, "an hour"],
  [HOUR / 6, "in 10 minutes"],
  [1000, "a second"],
];
const span = (period: number): string =>
  SPANS.find(([milliseconds]) => milliseconds === period)?.[1] ?? `in ${period} ms`;

function limits(): string[][] {
  const rows: Readonly<Record<string, Limit>> = { ...LIMITS, window: WINDOW };
  return Object.entries(rows).map(([name, { max, unit, mark, source }]) => {
    const much = unit === "milliseconds" ? `${max / HOUR} hours` : `${max.toLocaleString("en")} ${unit}`;
    return [`\`${name}\``, much, mark, source];
  });
}

function tags(): string[][] {
  const rows: Readonly<Record<string, Tag>> = TAGS;
  return Object.entries(rows).map(([name, { ended, mark, source }]) => [`\`${name}\``, ended ?? "lives", mark, source]);
}

function refusals(): string[][] {
  return Object.entries(REFUSALS).map(([name, row]) => [
    `${row.code}${"subcode" in row ? `/${row.subcode}` : ""}`,
    row.message.replaceAll(/\{\d\}/g, "…"),
    row.mark,
    sourceOf(name as RefusalName),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
