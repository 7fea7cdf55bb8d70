import type { Channel, Usage } from "../../channels/channel.ts";
import { RateLimiter, SlidingWindow, SlotCalendar, UsageThrottle } from "./limiter.ts";
import { MonotonicClock } from "./monotonic.ts";
import { FAR_MS, LATE_MS, type PermitRequest } from "./permits.ts";

/** The time within which a slot must be for a call that is useful only now. */
const SOON_MS = 100;
/** The longest wait. A slot further away is given to nobody: the message would be stale, and others would wait behind it. */
const LONGEST_MS = 3_600_000;
/** The time after which a place in the queue is given up: a conversation that has not come back by then never does. */
const GONE_MS = 60_000;
/** The most that counts of a delay: a message that was late gets a slot as far ahead as it was late, to be in time for it. */
const SLOWEST_MS = 2_000;

/** A slot and its time; a place in the queue and the time to come back for the slot; or none and the time to ask again. */
export interface Slot {
  readonly is: "slot" | "place" | "none";
  /** In milliseconds. */
  readonly at: number;
  /** The time after which the slot is lost. */
  readonly until: number;
}

type Given = Omit<Slot, "until">;

interface Wanted extends Pick<PermitRequest, "lane" | "soon" | "succeeded" | "late"> {
  /** The name of the one who asks. Without it no place is kept: it gets a slot of the next seconds, or none. */
  readonly whose?: string | undefined;
}

/** A rate that holds beside the account's own. */
type Lane = { readonly smooth: RateLimiter } | { readonly hourly: SlidingWindow };

/**
 * An account's slots, by all the rates that hold for it. Those of the next seconds are given out one by one, and the
 * message waits for its slot. For a later one there is a place in a queue: its conversation comes back at that time and
 * gets the next slot that is free. In memory: after a restart the queue begins anew.
 */
export class Slots {
  readonly #next: SlotCalendar;
  readonly #queue: RateLimiter;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #throttle = new UsageThrottle();
  readonly #steady = new MonotonicClock();
  /** Places in the queue, by the name of the one who has them. */
  readonly #places = new Map<string, number>();

  /** @param lanes the rates of the channel */
  constructor({ message, ...lanes }: ReturnType<Channel["lanes"]>) {
    const perSecond = "perSecond" in message ? message.perSecond : message.perHour / 3_600;
    this.#next = new SlotCalendar(perSecond);
    this.#queue = new RateLimiter(perSecond);
    this.#lanes = new Map(
      Object.entries(lanes).map(([name, rate]) => [
        name,
        "perSecond" in rate ? { smooth: new RateLimiter(rate.perSecond) } : { hourly: new SlidingWindow(rate.perHour) },
      ]),
    );
  }

  /** Stores the figures that the platform has told of the account's allowance. */
  note(usage: Usage, now: number): void {
    this.#throttle.note(usage, this.#steady.at(now));
  }

  reserve(wanted: Wanted, now: number): Slot {
    const steady = this.#steady.at(now);
    const { late = 0 } = wanted;
    // A message that is alone may be as late again as it was: without this a slow one would lose every slot.
    const own = this.#next.isEmpty(steady) ? late : 0;
    const { is, at } = this.#slotFor(wanted, steady);
    const shown = this.#steady.shown(at);
    return { is, at: shown, until: shown + LATE_MS + Math.min(own, SLOWEST_MS) };
  }

  /** Reserves a slot for a look at a thread; false when none is free now. Many want one after an outage: ask again later. */
  forThread(now: number): boolean {
    const at = this.#steady.at(now);
    const lane = this.#lanes.get("thread");
    if (lane === undefined || !("smooth" in lane) || lane.smooth.next > at) return false;
    lane.smooth.reserve(at);
    return true;
  }

  // From here on all times are steady.

  #slotFor({ lane: name = "message", soon, whose, succeeded = 0, late = 0 }: Wanted, now: number): Given {
    const slower = this.#throttle.slower(now);
    // Messages that wait until the platform takes messages again get slots from that time on, so they do not come all at once.
    const from = Math.max(now, this.#throttle.regainsAt);
    // A message that was late has had its turn before, so it does not queue again.
    if (late > 0) return this.#come(from + Math.min(late, SLOWEST_MS), whose, slower, now);
    const place = this.#placeOf(whose, succeeded, now);
    if (place !== undefined) return this.#come(Math.max(from, place), whose, slower, now);
    const free = this.#next.free(from, slower);
    const first = Math.max(free, this.#queue.next);
    const queues = first > now + FAR_MS;
    const lane = this.#lanes.get(name);
    const smooth = lane !== undefined && "smooth" in lane ? lane.smooth : undefined;
    const next = Math.max(queues ? first : free, smooth?.next ?? 0);
    if (soon === true && next > now + SOON_MS) return { is: "none", at: from };
    const hourly = lane !== undefined && "hourly" in lane ? lane.hourly : undefined;
    const inHour = next >= from + LONGEST_MS ? null : hourly === undefined ? 0 : hourly.reserve(from);
    if (inHour === null) return { is: "none", at: from + LONGEST_MS };
    const own = smooth?.reserve(from, slower) ?? 0;
    const at = queues ? this.#queue.reserve(first, slower) : free;
    return this.#come(Math.max(at, own, inHour), whose, slower, now);
  }

  /** Takes a slot when one is free soon; else a place in the queue. */
  #come(from: number, whose: string | undefined, slower: number, now: number): Given {
    const at = this.#next.free(from, slower);
    if (at <= now + FAR_MS) {
      this.#next.take(at, now);
      return { is: "slot", at };
    }
    if (whose !== undefined) this.#keep(whose, at, now);
    return { is: "place", at };
  }

  /**
   * Returns the time of someone's place in the queue, while it holds. A place is for one message. Once its time has come it
   * is removed, and they get the next slot that is free.
   * @param succeeded the time of their last send: when it is after that of the place, they have used the place
   */
  #placeOf(whose: string | undefined, succeeded: number, now: number): number | undefined {
    const at = whose === undefined ? undefined : this.#places.get(whose);
    if (whose === undefined || at === undefined) return undefined;
    const holds =
      at > now - GONE_MS && succeeded < this.#steady.shown(at) && Math.max(now, at) >= this.#throttle.regainsAt;
    if (!holds || at <= now + FAR_MS) this.#places.delete(whose);
    return holds ? at : undefined;
  }

  #keep(whose: string, at: number, now: number): void {
    for (const [other, place] of this.#places) {
      if (place > now - GONE_MS) break; // places given later have later times
      this.#places.delete(other);
    }
    this.#places.set(whose, at);
  }
}
