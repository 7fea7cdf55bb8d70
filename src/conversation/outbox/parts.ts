/** The parts of an answer: their ids, and how they move. */
import { now } from "../../clock.ts";
import { log } from "../../log.ts";
import type { PartKey } from "../ids.ts";
import { isOpen, type Part, type PartStatus, Status } from "../schema.ts";
import type { Scope } from "../scope.ts";
import type { Store } from "../store.ts";

export function partsOfRow(store: Store, seq: number): Part[] {
  return JSON.parse(store.row(seq)?.out ?? "[]");
}

export function partAt(store: Store, { seq, n }: PartKey): Part | undefined {
  return partsOfRow(store, seq).find((part) => part.n === n);
}

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
 * An echo of ours has come: the part is sent, whatever became of the answer to the call, and whatever was thought of it.
 * @returns what it was until now
 */
export function settle(store: Store, key: PartKey, mid: string): PartStatus | undefined {
  const part = partAt(store, key);
  const was = part?.status;
  if (part !== undefined && was !== "sent") move(store, key, { status: "sent", mid, sentAt: now() });
  return was;
}

/** A part ends unsent: the rest of what was said with it is canceled, later messages go on. */
export function end(
  { store, settings, alias }: Pick<Scope, "store" | "settings" | "alias">,
  { seq, n }: PartKey,
  status: "failed" | "canceled" | "expired",
  why: string,
): void {
  const parts = partsOfRow(store, seq);
  const ended = parts.find((part) => part.n === n);
  if (ended === undefined || !isOpen(ended)) return; // its echo has come meanwhile
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
  for (const part of rest) Object.assign(part, { status: "canceled", why: "An earlier part of it was not sent." });
  return rest.length > 0;
}
