/** The messages that a person had before them when they wrote. */
import type { Sight } from "../../kit/runnable.ts";
import type { EventRow, Part } from "../schema.ts";
import { ROW_PARTS, type Store } from "../store.ts";
import type { Batch } from "./batch.ts";

/**
 * Returns whether they had the last message of an earlier turn: by this Worker's clock, and by the platform's where a
 * delivery came late. One that was sent in the same moment counts as unseen: nobody reads and answers it that fast.
 * @param seq the row of that turn
 */
export function sightOf(store: Store, { row, others }: Batch, seq: number): Sight {
  const asking = store.row(seq);
  if (asking === undefined) return "seen"; // forgotten: that was long ago
  if (store.restOf(seq).length > 0) return "unseen";
  const last = messagesOf(asking).at(-1);
  if (last === undefined) return "seen";
  switch (last.status) {
    case "queued":
      return "unseen";
    case "failed":
    case "canceled":
    case "expired":
      return "never";
    default: {
      const wrote = Math.max(...[row, ...others].map(({ received, at }) => Math.min(received, at)));
      return wrote > (last.firstTriedAt ?? last.triedAt ?? 0) ? "seen" : "unseen";
    }
  }
}

/** Returns whether a message was said in the turn of a row. */
export function isSaidIn(store: Store, mid: string, seq: number): boolean {
  const row = store.row(seq);
  if (row === undefined) return false;
  const own = messagesOf(row);
  const rest = own.length < ROW_PARTS ? [] : store.after(row).flatMap(messagesOf);
  return [...own, ...rest].some((part) => part.mid === mid);
}

const messagesOf = ({ out }: EventRow): Part[] =>
  (JSON.parse(out ?? "[]") as Part[]).filter(({ work }) => work.do === "message");
