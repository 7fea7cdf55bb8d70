/** The parts of an answer: finding them, and the changes of their states. */
import { now } from "../../clock.ts";
import { log } from "../../log.ts";
import type { PartKey } from "../ids.ts";
import { hasLeft, isAtLeast, isOpen, type Part, type PartStatus, Status } from "../schema.ts";
import type { Scope } from "../scope.ts";
import type { Store } from "../store.ts";

/** The states of a message that the person has got, whatever was told before. */
const COME: ReadonlySet<PartStatus> = new Set(["delivered", "read"]);
/** The reason why a part was not said that was to follow another one. */
const FOLLOWS_UNSENT = "An earlier part of it was not sent.";

/** The number of rows that are searched for a message of which the platform tells nothing but its id. */
const RECENT_ROWS = 50;

/** Returns the parts that stand in a row's `out`. */
export const partsIn = (out: string | null | undefined): Part[] => JSON.parse(out ?? "[]");

export function partsOfRow(store: Store, seq: number): Part[] {
  return partsIn(store.row(seq)?.out);
}

export function partAt(store: Store, { seq, n }: PartKey): Part | undefined {
  return partsOfRow(store, seq).find((part) => part.n === n);
}

/** Returns whether a part was to be said, and was not: it ended unsent, or what it follows did. */
export const isUnsaid = ({ status, why }: Part): boolean =>
  status === "failed" || status === "expired" || (status === "canceled" && why === FOLLOWS_UNSENT);

/** Returns the parts of an answer that were to be said, and were not. */
export const unsaidOf = (store: Store, seq: number): readonly Part[] =>
  store.rowsOf(seq).flatMap(({ out }) => partsIn(out).filter(isUnsaid));

/** Changes one part and writes its row. `due` is the time at which the conversation's next part may be tried. */
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
 * Stores that a part has left, whatever became of the answer to the call, and whatever state was stored. A state that
 * is as far or further stays: echoes and receipts come in any order.
 * @param status the state that it has reached
 * @returns the state until now
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

/**
 * Returns the place of the message with this id of the platform, among those that were said last; null: it has none.
 */
export function keyOf(store: Store, mid: string): PartKey | null {
  for (const { seq, out } of store.latest(RECENT_ROWS)) {
    if (out?.includes(mid) !== true) continue;
    const part = partsOfRow(store, seq).find((one) => one.mid === mid);
    if (part !== undefined) return { seq, n: part.n };
  }
  return null;
}

/**
 * Ends a part unsent, or as failed when it has left: the rest of what was said with it is canceled, later messages go
 * on.
 */
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
    // Nobody took over: the conversation is the bot's again, and the person is told so.
    if (comesBack) store.note({ control: { by: "bot" } });
    if (comesBack) store.save();
    for (const row of store.restOf(seq)) {
      const rest = partsOfRow(store, row.seq);
      if (cancelRest(rest, ended.said)) write(store, row.seq, rest);
    }
    write(store, seq, parts);
  });
}

/** Cancels what is still open of a `say` of which a part was not sent. @returns whether there was any */
function cancelRest(parts: readonly Part[], said: number): boolean {
  const rest = parts.filter((part) => part.said === said && isOpen(part));
  for (const part of rest) Object.assign(part, { status: "canceled", why: FOLLOWS_UNSENT });
  return rest.length > 0;
}
