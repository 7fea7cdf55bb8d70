import type { Line } from "../../kit/runnable.ts";
import type { Event } from "../../model/events.ts";
import { cutText } from "../../model/split.ts";
import { wordsOfEvent } from "../../model/summary.ts";
import { asideRange, originOf } from "../ids.ts";
import { type EventRow, hasLeft, type Part, Status } from "../schema.ts";
import type { Store } from "../store.ts";
import type { Batch } from "./batch.ts";

/** The turn that asks: its rows, the range of ids of its asides, and whether all that belongs to the history. */
export interface HistoryQuery {
  readonly turn: ReadonlySet<number>;
  readonly asides: readonly [from: string, before: string];
  readonly itself: boolean;
}

/**
 * The number of lines that are read beyond those asked for: rows are in the order of arrival, lines in that of time.
 */
const MARGIN = 20;
/** The largest number of characters of a person's words in a line: nobody can type more. */
const LONGEST_LINE = 30_000;

/**
 * Returns the last `count` lines that a person can see, oldest first. Words that still wait for their turn are not
 * among them. A turn that asks without itself sees nothing of what it has said, in this run or in one before.
 */
export function historyOf(store: Pick<Store, "spoken">, count: number, asking: HistoryQuery): readonly Line[] {
  const { turn, itself } = asking;
  const [from, before] = asking.asides;
  const lines: Timed[] = [];
  for (const row of store.spoken()) {
    if (lines.length >= count + MARGIN) break;
    const isOwn = turn.has(row.seq) || (row.id >= from && row.id < before);
    if (isOwn && !itself) continue;
    const isSeen = isOwn || row.status !== Status.waiting;
    lines.push(...said(row), ...(isSeen ? heard(row) : []));
  }
  lines.sort((left, right) => left.time - right.time || left.seq - right.seq);
  return lines.slice(-count).map(({ line }) => line);
}

/** A line, and the time at which it came or left by this Worker's clock. */
interface Timed {
  readonly line: Line;
  readonly time: number;
  readonly seq: number;
}

function said(row: EventRow): Timed[] {
  return (JSON.parse(row.out ?? "[]") as Part[])
    .filter((part) => part.words !== "" && hasLeft(part))
    .map((part) => {
      const time = part.sentAt ?? row.received;
      return {
        line: { from: part.by === "person" ? "human" : "bot", text: part.words, at: time },
        time,
        seq: row.seq + part.n / 1000,
      };
    });
}

function heard(row: EventRow): Timed[] {
  const event = JSON.parse(row.body) as Partial<Event>;
  if (event.kind === undefined) return []; // pruned: only its id is kept
  if (originOf(row.id) !== row.id) return []; // replayed: they said it once
  const text = wordsOfEvent(event as Event);
  const from = event.kind === "echo" ? "human" : "person";
  return text === ""
    ? []
    : [{ line: { from, text: cutText(text, LONGEST_LINE), at: row.at }, time: row.received, seq: row.seq }];
}

/** Returns the rows of a turn, and the range of what it has said in its middle, for the history. */
export const historyQueryOf = ({ row, others }: Batch): Pick<HistoryQuery, "turn" | "asides"> => ({
  turn: new Set([row, ...others].map(({ seq }) => seq)),
  asides: asideRange(row.id),
});
