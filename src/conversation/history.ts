import type { Event } from "../content/events.ts";
import { wordsOfEvent } from "../content/words.ts";
import type { Line } from "../kit/turn.ts";
import type { EventRow, Part } from "./schema.ts";

const NONE: ReadonlySet<number> = new Set();

/**
 * The last `count` lines that a person can see, oldest first.
 * @param rows newest first
 * @param answering the events being answered, which are not part of their own history
 */
export function historyOf(
  rows: readonly EventRow[],
  count: number,
  answering: ReadonlySet<number> = NONE,
): readonly Line[] {
  const newestFirst = rows.flatMap((row) => {
    const said = (JSON.parse(row.out ?? "[]") as Part[])
      .filter((part) => part.words !== "" && part.status === "sent")
      .map((part): Line => ({ from: "bot", text: part.words, at: part.sentAt ?? row.received }));
    return [...said.reverse(), ...(answering.has(row.seq) ? [] : heard(row))];
  });
  return newestFirst.slice(0, count).reverse();
}

function heard(row: EventRow): Line[] {
  const event = JSON.parse(row.body) as Partial<Event>;
  if (event.kind === undefined) return []; // pruned: only its id is kept
  const text = wordsOfEvent(event as Event);
  return text === "" ? [] : [{ from: event.kind === "echo" ? "human" : "person", text, at: row.at }];
}
