/** The detection of a tap that came twice: for a trembling finger, Messenger sends two, with ids of their own. */
import type { Event, EventKind } from "../../model/events.ts";
import { originOf } from "../ids.ts";
import { type EventRow, Status } from "../schema.ts";
import type { Store } from "../store.ts";
import { type Batch, isBefore } from "./batch.ts";

/** The kinds of events that, between two taps, make them two. */
const DEEDS: readonly EventKind[] = ["message", "tap", "reaction"];

interface Deed {
  readonly row: EventRow;
  readonly event: Event;
}

/**
 * Returns whether a tap repeats the one before it: the same payload and title within `ms`, by the platform's times,
 * with nothing of the person's between them. A later tap that came first counts, too. A tap that is tried again, was
 * replayed, or died, is looked at by itself.
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

/**
 * Returns the person's last act before a row and first one after it, by the platform's times. Reads back `ms` at most.
 */
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

/** The largest number of rows that are searched. */
const LOOKS = 50;
