/** The view of a conversation for the people who run the bot: counts and states, no person's words. */

import { now } from "../clock.ts";
import type { Event } from "../model/events.ts";
import type { Shown, ShownEvent } from "../rpc.ts";
import { controlAt } from "./control/control.ts";
import { partsOfRow } from "./outbox/parts.ts";
import type { EventRow } from "./schema.ts";
import type { Store } from "./store.ts";

const STATES = ["waiting", "answered", "done"] as const;
export function show(store: Store, count: number): Shown {
  const { control, windowOpenedAt, humanAt } = store.facts;
  return {
    ...store.count(),
    control: controlAt(control, now()).by,
    windowOpenedAt,
    humanAt,
    events: store.latest(count).map((row) => shownEvent(store, row)),
  };
}
export function shownEvent(store: Store, { seq, id, body, received, status, dead, tries }: EventRow): ShownEvent {
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
