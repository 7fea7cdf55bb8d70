/** A tap that came twice: Messenger sends two for a finger that trembles, with ids of their own. */
import type { Event, EventKind } from "../../model/events.ts";
import { originOf } from "../ids.ts";
import { type EventRow, Status } from "../schema.ts";
import type { Store } from "../store.ts";
import { type Batch, isBefore } from "./batch.ts";

/** What somebody does between two taps that makes them two. */
const DEEDS: readonly EventKind[] = ["message", "tap", "reaction"];

interface Deed {
  readonly row: EventRow;
  readonly event: Event;
}

/**
 * Whether a tap is the one before it once more: the same payload and title within `ms`, by the platform's times, with nothing of
 * the person's between them. One that came first although it is the later one counts, too. What is being tried again, replayed,
 * or died, is looked at by itself.
 */
export function isDoubleTap(store: Pick<Store, "newest">, { row, event }: Batch, ms: number): boolean {
  if (event.kind !== "tap" || event.payload === undefined || row.tries > 0 || originOf(row.id) !== row.id) return false;
  const { before, after } = beside(store, row, ms);
  const isIt = (one: Deed | undefined): boolean =>
    one !== undefined &&
    one.event.kind === "tap" &&
    one.event.payload === event.payload &&
    one.event.title === event.title &&
    one.row.dead === 0 &&
    Math.abs(one.row.at - row.at) <= ms;
  return isIt(before) || (after?.row.status !== Status.waiting && isIt(after));
}

/** What the person did just before and just after a row, by the platform's times. Reads no further back than `ms`. */
function beside(
  store: Pick<Store, "newest">,
  row: EventRow,
  ms: number,
): { readonly before?: Deed; readonly after?: Deed } {
  let [before, after]: (Deed | undefined)[] = [];
  for (const one of store.newest(LOOKS)) {
    if (one.seq === row.seq) continue;
    if (one.seq < row.seq && one.at < row.at - ms && one.received < row.received - ms) break;
    const event: Event = JSON.parse(one.body);
    if (!DEEDS.includes(event.kind) || event.standby === true || originOf(one.id) !== one.id) continue;
    if (isBefore(one, row)) {
      if (before === undefined || isBefore(before.row, one)) before = { row: one, event };
    } else if (after === undefined || isBefore(one, after.row)) after = { row: one, event };
  }
  return { ...(before && { before }), ...(after && { after }) };
}

/** So many rows are looked through at most. */
const LOOKS = 50;
