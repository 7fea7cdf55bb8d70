/**
 * The revision of stored messages: words that were taken back are removed, edited ones replaced, wherever they stand.
 */
import type { Event } from "../model/events.ts";
import { edited, isChange, outcomeOf } from "../model/revised.ts";
import { wordsOfEvent } from "../model/summary.ts";
import { RETENTION } from "../retention.ts";
import { rowId } from "./ids.ts";
import { type EventRow, type Part, Status } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { relined } from "./turn/render.ts";

const WORDS: ReadonlySet<string | undefined> = new Set(["message", "tap", "echo", "edit", "unknown"]);

/** A row with its event, which is empty where its words are forgotten. */
interface Stored {
  readonly row: EventRow;
  readonly event: Event | { readonly kind?: undefined };
}

/**
 * Brings what is stored of a message up to date with its edits and deletion. It may be called again: a message that
 * comes after its edit is revised when it comes. A turn that is under way keeps what it has read; but it is not tried
 * again.
 */
export function revise({ store, ctx, account }: Pick<Scope, "store" | "ctx" | "account">, mid: string): void {
  store.step(() => {
    const rows = store.about(mid).map((row): Stored => ({ row, event: JSON.parse(row.body) }));
    const own = rows.filter(({ row, event }) => row.id === rowId(mid) || ("mid" in event && event.mid === mid));
    const { isGone, text } = outcomeOf(own.flatMap(({ event }) => (event.kind && isChange(event) ? [event] : [])));
    const isHere =
      rows.some(({ row }) => row.id === rowId(mid) || row.out?.includes(mid)) ||
      own.some(({ event }) => event.kind === "echo" || event.kind === "tap" || event.kind === "message");
    const others = store.facts.ahead.filter((one) => one !== mid);
    store.note({ ahead: isHere ? others : [...others, mid].slice(-RETENTION.changedAhead.newest) });
    if (!isGone && text === undefined) return;
    const lines = new Map<string, string>();
    for (const { row, event } of own) {
      if (event.kind === undefined || !WORDS.has(event.kind)) continue;
      const fresh = isGone ? null : edited(event, text ?? "");
      if (event.kind !== "edit") lines.set(wordsOfEvent(event), fresh === null ? "" : wordsOfEvent(fresh));
      if (fresh !== null) store.rewrite(row.seq, fresh);
      else drop(store, row, event);
      if (isGone && row.dead === 1) ctx.waitUntil(account.settle("handler_failed", row.id));
    }
    for (const { row } of rows) {
      if (row.out === null) continue;
      const parts = (JSON.parse(row.out) as Part[]).map((part) => later(part, isGone ? mid : null, lines));
      if (JSON.stringify(parts) !== row.out) store.sent(row.seq, parts, row.status, row.due);
    }
  });
}

/** Returns a part with its quotes of the message revised, and without its own words if it was taken back itself. */
function later(part: Part, gone: string | null, lines: ReadonlyMap<string, string>): Part {
  if (part.work.do === "pass") {
    return { ...part, work: { ...part.work, metadata: relined(part.work.metadata, lines) } };
  }
  if (gone === null || part.mid !== gone || part.work.do !== "message") return part;
  return { ...part, words: "", work: { ...part.work, rendered: { kind: part.work.rendered.kind, message: {} } } };
}

/**
 * Forgets the words of a row. When its turn answers others, too, the row holds what was done once for all of them: then
 * it goes on waiting without words, and is emptied with the last of them.
 */
function drop(store: Scope["store"], row: EventRow, event: Event): void {
  const group = row.upto === null ? [] : store.waiting().filter(({ upto }) => upto === row.upto);
  const rest = group.filter(({ seq, body }) => seq !== row.seq && !isEmpty(body));
  if (rest.length > 0 && row.upto === row.seq && row.status === Status.waiting && event.kind === "message") {
    const { kind, id, at, mid } = event;
    store.rewrite(row.seq, { kind, id, at, mid, attachments: [] });
    return;
  }
  store.empty(row.seq);
  if (rest.length === 0) for (const { seq, body } of group) if (isEmpty(body)) store.empty(seq);
}

/** Returns whether nothing is left of a message that waits. */
function isEmpty(body: string): boolean {
  const { text, attachments = [] } = JSON.parse(body) as { readonly text?: string; readonly attachments?: unknown[] };
  return text === undefined && attachments.length === 0;
}
