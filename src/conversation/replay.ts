/** Replays: people have an event, or the parts of an answer, done again from the account's list of alerts. */
import { now } from "../clock.ts";
import type { Replayed } from "../rpc.ts";
import { mayTurn } from "./control/control.ts";
import { replayId, replayRange } from "./ids.ts";
import { isUnsaid, partsOfRow, write } from "./outbox/parts.ts";
import type { Part } from "./schema.ts";
import type { Scope } from "./scope.ts";
import type { Store } from "./store.ts";

/** Gives an event whose handler failed its turn again; what `c.once` has done for it is not done again. */
export function replayEvent({ store }: Pick<Scope, "store">, id: string): Replayed {
  const row = store.byId(id);
  if (row === undefined || row.body === "{}") return "gone";
  if (row.dead !== 1) return "nothing to replay";
  // Texts that were merged died together: they come together again, and the first of them has what was done once.
  for (const one of row.turn === null ? [row] : store.deadOf(row.turn)) store.replay(one, nextId(store, one.id), now());
  return "replayed";
}

/** Puts what was said and not sent into the outbox again: it is sent as far as the rules allow it today. */
export function replayParts({ store, settings }: Pick<Scope, "store" | "settings">, id: string): Replayed {
  const row = store.byId(id);
  if (row === undefined || row.out === null) return "gone";
  const rows = [row, ...store.after(row)].map(({ seq }) => ({ seq, parts: partsOfRow(store, seq) }));
  const parts = rows.flatMap((one) => one.parts);
  const broken = new Set(parts.filter(isUnsaid).map(({ said }) => said));
  const again = parts.filter((part) => broken.has(part.said) && (isUnsaid(part) || part.status === "canceled"));
  if (again.length === 0) return "nothing to replay";
  const at = now();
  const fresh = again.map(({ said, work, words, careful, unasked }, n): Part => {
    const expires = at + (careful === true ? settings.EXPIRE_RECEIPT_MS : settings.EXPIRE_MS);
    const part = { n, said, work, words, expires, status: "queued", tries: 0 } as const;
    return { ...part, ...(careful === undefined ? {} : { careful }), ...(unasked === undefined ? {} : { unasked }) };
  });
  store.said(nextId(store, id), at, fresh);
  if (fresh.some(({ work }) => work.do === "pass") && mayTurn(store.facts.control, at)) {
    store.note({ control: { by: "passing" } });
  }
  for (const part of again) Object.assign(part, { status: "canceled", why: "It was replayed." });
  for (const one of rows) write(store, one.seq, one.parts);
  store.save();
  return "replayed";
}

function nextId(store: Store, id: string): string {
  return replayId(id, store.countIn(replayRange(id)) + 1);
}
