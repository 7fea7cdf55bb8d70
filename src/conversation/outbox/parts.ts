/** The parts of an answer: their ids, and how they move. */
import { now } from "../../clock.ts";
import { log } from "../../log.ts";
import type { PartKey } from "../ids.ts";
import { hasLeft, isAtLeast, isOpen, type Part, type PartStatus, Status } from "../schema.ts";
import type { Scope } from "../scope.ts";
import type { Store } from "../store.ts";

/** What the person has got, whatever was told before. */
const COME: ReadonlySet<PartStatus> = new Set(["delivered", "read"]);
/** Why a part was not said that was to follow another one. */
const FOLLOWS_UNSENT = "An earlier part of it was not sent.";

/** How many rows are looked through for a message of which the platform tells nothing but its id. */
const RECENT_ROWS = 50;

/** What stands in a row's `out`. */
export const partsIn = (out: string | null | undefined): Part[] => JSON.parse(out ?? "[]");

export function partsOfRow(store: Store, seq: number): Part[] {
  return partsIn(store.row(seq)?.out);
}

export function partAt(store: Store, { seq, n }: PartKey): Part | undefined {
  return partsOfRow(store, seq).find((part) => part.n === n);
}

/** Whether a part was to be said, and was not: it ended, or what it follows did. */
export const isUnsaid = ({ status, why }: Part): boolean =>
  status === "failed" || status === "expired" || (status === "canceled" && why === FOLLOWS_UNSENT);

/** What an answer has of them. */
export const unsaidOf = (store: Store, seq: number): readonly Part[] =>
  store.rowsOf(seq).flatMap(({ out }) => partsIn(out).filter(isUnsaid));

/** Changes one part and writes its row. `due` is when the conversation's next part may be tried. */
export function move(store: Store, { seq, n }: PartKey, change: Partial<Part>, due = 0): void {
  const parts = partsOfRow(store, seq);
  const part = parts.find((one) => one.n === n);
  if (part === undefined) return;
  Object.assign(part, change);
  delete part.waits;
  if (due > now()) part.waits = due - now();
  write(store, seq, parts, due);
}

export function write(store: Store, seq: number, parts: readonly Part[], due = 0): void {
  store.sent(seq, parts, parts.some(isOpen) ? Status.answered : Status.done, due);
}

/**
 * It is known that the part has left: whatever became of the answer to the call, and whatever was thought of it. What is known
 * of it already, or more, stays: what is told comes in any order.
 * @param status how far it has come
 * @returns what it was until now
 */
export function settle(
  store: Store,
  key: PartKey,
  mid: string | undefined,
  status: PartStatus = "sent",
): PartStatus | undefined {
  const part = partAt(store, key);
  const was = part?.status;
  if (part === undefined) return was;
  if (isAtLeast(part, status)) {
    // Known to be sent without being named: now it has its name.
    if (mid !== undefined && part.mid === undefined) move(store, key, { mid });
    return was;
  }
  if (part.failedThere === true && !COME.has(status)) return was;
  const { sentAt = now() } = part;
  move(store, key, { status, sentAt, ...(mid === undefined ? {} : { mid }) });
  return was;
}

/** Where the message is that the platform calls so, among those that were said last. */
export function keyOf(store: Store, mid: string): PartKey | null {
  for (const { seq, out } of store.latest(RECENT_ROWS)) {
    if (out?.includes(mid) !== true) continue;
    const part = partsOfRow(store, seq).find((one) => one.mid === mid);
    if (part !== undefined) return { seq, n: part.n };
  }
  return null;
}

/** A part ends unsent, or fails when it has left: the rest of what was said with it is canceled, later messages go on. */
export function end(
  { store, settings, alias }: Pick<Scope, "store" | "settings" | "alias">,
  { seq, n }: PartKey,
  status: "failed" | "canceled" | "expired",
  why: string,
): void {
  const parts = partsOfRow(store, seq);
  const ended = parts.find((part) => part.n === n);
  const mayEnd = ended !== undefined && (isOpen(ended) || (status === "failed" && hasLeft(ended)));
  if (!mayEnd) return; // it is known to have left meanwhile
  Object.assign(ended, { status, why });
  cancelRest(parts, ended.said);
  const comesBack = ended.work.do === "pass" && status !== "canceled" && store.facts.control.by === "passing";
  if (ended.work.do === "pass" && comesBack) {
    const expires = now() + settings.EXPIRE_MS;
    for (const rendered of ended.work.ifFailed) {
      const work = { do: "message", rendered } as const;
      const last = parts.at(-1) ?? ended;
      const part = { n: last.n + 1, said: ended.said, status: "queued", tries: 0, expires, work, words: "" } as const;
      parts.push(ended.unasked === undefined ? part : { ...part, unasked: true });
    }
  }
  if (status !== "canceled") log("warn", `send_${status}`, { conversation: alias, why });
  store.step(() => {
    // Nobody took over: the conversation is the bot's again, and the person hears so.
    if (comesBack) store.note({ control: { by: "bot" } });
    if (comesBack) store.save();
    for (const row of store.restOf(seq)) {
      const rest = partsOfRow(store, row.seq);
      if (cancelRest(rest, ended.said)) write(store, row.seq, rest);
    }
    write(store, seq, parts);
  });
}

/** What was said with a part that was not sent. @returns whether there was any */
function cancelRest(parts: readonly Part[], said: number): boolean {
  const rest = parts.filter((part) => part.said === said && isOpen(part));
  for (const part of rest) Object.assign(part, { status: "canceled", why: FOLLOWS_UNSENT });
  return rest.length > 0;
}
