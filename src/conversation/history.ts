import type { Event } from "../content/events.ts";
import { wordsOfEvent } from "../content/words.ts";
import type { Line } from "../kit/turn.ts";
import { type EventRow, type Part, Status } from "./schema.ts";
import type { Store } from "./store.ts";

/** The events of the turn that asks, and whether what they say belongs to the history. */
export interface Asking {
  readonly turn: ReadonlySet<number>;
  readonly itself: boolean;
}

/** The last `count` lines that a person can see, oldest first. What still waits for its turn is not among them. */
export function historyOf(store: Pick<Store, "spoken">, count: number, { turn, itself }: Asking): readonly Line[] {
  const newestFirst: Line[] = [];
  for (const row of store.spoken()) {
    if (newestFirst.length >= count) break;
    const isSeen = turn.has(row.seq) ? itself : row.status !== Status.waiting;
    newestFirst.push(...said(row).reverse(), ...(isSeen ? heard(row) : []));
  }
  return newestFirst.slice(0, count).reverse();
}

function said(row: EventRow): Line[] {
  return (JSON.parse(row.out ?? "[]") as Part[])
    .filter((part) => part.words !== "" && part.status === "sent")
    .map((part): Line => ({ from: "bot", text: part.words, at: part.sentAt ?? row.received }));
}

function heard(row: EventRow): Line[] {
  const event = JSON.parse(row.body) as Partial<Event>;
  if (event.kind === undefined) return []; // pruned: only its id is kept
  const text = wordsOfEvent(event as Event);
  return text === "" ? [] : [{ from: event.kind === "echo" ? "human" : "person", text, at: row.at }];
}
