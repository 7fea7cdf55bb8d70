import type { Line } from "../../kit/runnable.ts";
import type { Event } from "../../model/events.ts";
import { cutText } from "../../model/split.ts";
import { wordsOfEvent } from "../../model/summary.ts";
import { asideRange, originOf } from "../ids.ts";
import { type EventRow, hasLeft, type Part, Status } from "../schema.ts";
import type { Store } from "../store.ts";
import type { Batch } from "./batch.ts";

/** Who asks: the rows of a turn, between which ids its asides lie, and whether all that belongs to the history. */
export interface HistoryQuery {
  readonly turn: ReadonlySet<number>;
  readonly asides: readonly [from: string, before: string];
  readonly itself: boolean;
}

/** Rows are in the order of arrival, lines in that of time: so many more rows are looked at before they are sorted. */
const MARGIN = 20;
/** So many characters of what somebody wrote are a line: nobody can type more. */
const LONGEST_LINE = 30_000;

/**
 * The last `count` lines that a person can see, oldest first. What still waits for its turn is not among them. A
 * turn that asks without itself sees nothing of what it has said, in this run or in one before.
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

/** When a line came or left, by this Worker's clock. */
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

/** The rows of a turn, and what it has said in its middle, for the history. */
export const historyQueryOf = ({ row, others }: Batch): Pick<HistoryQuery, "turn" | "asides"> => ({
  turn: new Set([row, ...others].map(({ seq }) => seq)),
  asides: asideRange(row.id),
});
