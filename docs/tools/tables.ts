/** The tables of docs/messages.md and docs/storage.md that stand in the code. Pure. */

import type { Limit } from "../../src/channels/adapt/limit.ts";
import * as instagram from "../../src/channels/instagram/limits.ts";
import { LIMITS, WINDOW } from "../../src/channels/messenger/limits.ts";
import { TAGS } from "../../src/channels/messenger/tags.ts";
import type { Tag } from "../../src/channels/meta/tags.ts";
import { KEEP, type Kept, RETENTION } from "../../src/retention.ts";

const TABLES: Readonly<Record<string, () => string>> = {
  limits: () => limitsTable({ window: WINDOW, ...LIMITS }),
  instagram: () => limitsTable({ window: instagram.WINDOW, ...instagram.LIMITS }),
  tags: () => {
    const all: Readonly<Record<string, Tag>> = TAGS;
    const rows = Object.entries(all).map(([name, { ended, use, mark }]) => [
      `\`${name}\``,
      ended === undefined ? "lives" : `refused since ${ended}`,
      use,
      mark,
    ]);
    return table(["tag", "today", "what it is for, or what replaces it", "known"], rows);
  },
  retention: () => {
    const all: Readonly<Record<string, Kept>> = RETENTION;
    const rows = Object.values(all).map((rule) => [rule.what, time(rule), newest(rule), rule.by, rule.why]);
    return table(["what", "for", "at most", "forgotten by", "why"], rows);
  },
};

function limitsTable(all: Readonly<Record<string, Limit>>): string {
  const rows = Object.entries(all).map(([name, limit]) => [spoken(name), most(limit), limit.mark, limit.source]);
  return table(["what", "at most", "known", "from"], rows);
}

/** The page with its tables as they are in the code. They stand between `<!-- table: name -->` and `<!-- end -->`. */
export function withTables(page: string): string {
  return page.replace(/(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, start: string, name: string, end) => {
    const made = TABLES[name];
    if (made === undefined)
      throw new Error(`There is no table "${name}". There are: ${Object.keys(TABLES).join(", ")}.`);
    return `${start}${made()}\n${end}`;
  });
}

/** `quickReplyTitle` as words. */
const spoken = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function most({ max, unit }: Limit): string {
  const number = (value: number) => value.toLocaleString("en");
  if (unit === "bytes" && max >= 1_000_000) return `${number(max / 1_000_000)} MB`;
  if (unit !== "milliseconds") return `${number(max)} ${max === 1 ? unit.replace(/s$/, "") : unit}`;
  const hours = max / 3_600_000;
  return hours <= 24 ? `${number(hours)} hours` : `${number(hours / 24)} days`;
}

/** `60 days (2 × KEEP_MS)` */
function time({ for: kept }: Kept): string {
  if (kept === undefined) return "";
  if (typeof kept === "number") return spanOf(kept);
  return `${spanOf(kept.times * KEEP.KEEP_MS)} (${kept.times === 1 ? "" : `${kept.times} × `}\`KEEP_MS\`)`;
}

function newest({ newest: most }: Kept): string {
  if (most === undefined) return "";
  return typeof most === "number" ? most.toLocaleString("en") : `${KEEP[most].toLocaleString("en")} (\`${most}\`)`;
}

function spanOf(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 24) return `${hours} ${hours === 1 ? "hour" : "hours"}`;
  return `${hours / 24} ${hours === 24 ? "day" : "days"}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${"---|".repeat(head.length)}`, ...rows.map(row)].join("\n");
}
