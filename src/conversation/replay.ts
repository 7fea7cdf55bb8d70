/** What people and the sweep do to a conversation from outside: look, show, replay. */
import { now } from "../clock.ts";
import type { Event } from "../model/events.ts";
import { replayPrefix } from "./ids.ts";
import { partsOfRow, write } from "./outbox/parts.ts";
import { controlAt, mayTurn } from "./outbox/policy.ts";
import type { EventRow, Part } from "./schema.ts";
import type { Desk } from "./scope.ts";
import type { Counted, Store } from "./store.ts";

/** A conversation as it is shown to those who run the bot: nobody's words. */
export interface Shown extends Counted {
  readonly control: string;
  /** When the person last wrote, and a person of the Page last had the conversation, in milliseconds; 0: never. */
  readonly opened: number;
  readonly humanAt: number;
  /** The newest first. */
  readonly events: readonly ShownEvent[];
}

export interface ShownEvent {
  readonly id: string;
  readonly kind: string;
  readonly received: number;
  readonly state: "waiting" | "answered" | "done" | "dead";
  readonly tries: number;
  readonly parts: readonly Pick<Part, "n" | "status" | "tries" | "mid" | "why" | "sentAt">[];
}

const STATES = ["waiting", "answered", "done"] as const;

export function show(store: Store, count: number): Shown {
  const { control, opened, humanAt } = store.facts;
  return {
    ...store.count(),
    control: controlAt(control, now()).by,
    opened,
    humanAt,
    events: store.latest(count).map((row) => shownEvent(store, row)),
  };
}

function shownEvent(store: Store, { seq, id, body, received, status, dead, tries }: EventRow): ShownEvent {
  const { kind = "forgotten" } = JSON.parse(body) as Partial<Event>;
  const parts = partsOfRow(store, seq).map(({ n, status, tries, mid, why, sentAt }) => ({
    n,
    status,
    tries,
    ...(mid === undefined ? {} : { mid }),
    ...(why === undefined ? {} : { why }),
    ...(sentAt === undefined ? {} : { sentAt }),
  }));
  return { id, kind, received, state: dead === 1 ? "dead" : (STATES[status] ?? "done"), tries, parts };
}

/** Why something cannot be replayed. */
export type Replayed = "replayed" | "gone" | "nothing to replay";

/** An event whose handler failed gets its turn again; what `c.once` has done for it stays done. */
export function replayEvent({ store }: Pick<Desk, "store">, id: string): Replayed {
  const row = store.byId(id);
  if (row === undefined || row.body === "{}") return "gone";
  if (row.dead !== 1) return "nothing to replay";
  // Texts that were folded died together: they come together again, and the first of them has what was done once.
  for (const one of row.turn === null ? [row] : store.deadOf(row.turn)) store.replay(one, nextId(store, one.id), now());
  return "replayed";
}

/** What was said and not sent is sent again, as far as the rules allow it today. */
export function replayParts({ store, settings }: Pick<Desk, "store" | "settings">, id: string): Replayed {
  const row = store.byId(id);
  if (row === undefined || row.out === null) return "gone";
  const rows = [row, ...store.after(row)].map(({ seq }) => ({ seq, parts: partsOfRow(store, seq) }));
  const parts = rows.flatMap((one) => one.parts);
  const broken = new Set(parts.filter(isLost).map(({ said }) => said));
  const again = parts.filter((part) => broken.has(part.said) && (isLost(part) || part.status === "canceled"));
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

const isLost = ({ status }: Part): boolean => status === "failed" || status === "expired";

function nextId(store: Store, id: string): string {
  const prefix = replayPrefix(id);
  return `${prefix}${store.countOf(prefix) + 1}`;
}
