import type { Channel, Usage } from "../../channels/channel.ts";
import { RateLimiter, SlidingWindow, SlotCalendar, UsageThrottle } from "./limiter.ts";
import { MonotonicClock } from "./monotonic.ts";
import { FAR_MS, LATE_MS, type PermitRequest } from "./permits.ts";

/** A slot further away is no use to what is worth it only now. */
const SOON_MS = 100;
/** A slot further away than an hour is given to nobody: what waited for it would be stale, and others would wait behind it. */
const LONGEST_MS = 3_600_000;
/** Whoever was told when to come back does so by then, or not at all. */
const GONE_MS = 60_000;
/** Whoever comes late gets a slot that is as far ahead as they were late, so that they are in time for it; to a limit. */
const SLOWEST_MS = 2_000;

/** A slot, and when; a place in the queue, and when to come back for the slot; or none, and when it is worth asking again. */
export interface Slot {
  readonly is: "slot" | "place" | "none";
  /** In milliseconds. */
  readonly at: number;
  /** When a slot is lost. */
  readonly until: number;
}

type Given = Omit<Slot, "until">;

interface Wanted extends Pick<PermitRequest, "lane" | "soon" | "succeeded" | "late"> {
  /** Who asks. Without a name, a slot is for the next seconds or never. */
  readonly whose?: string | undefined;
}

/** Beside the account's own rate. */
type Lane = { readonly smooth: RateLimiter } | { readonly hourly: SlidingWindow };

/**
 * An account's slots, by all the paces that hold for it. Those of the next seconds are given out one by one, and whoever
 * has one waits for it. What is further away is a place in a queue: whoever has one comes back at its time, and gets the
 * next slot that is free. In memory: after a restart the queue begins anew.
 */
export class Slots {
  readonly #next: SlotCalendar;
  readonly #queue: RateLimiter;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #patience = new UsageThrottle();
  readonly #steady = new MonotonicClock();
  /** Places in the queue, by whose they are. */
  readonly #places = new Map<string, number>();

  /** @param lanes the channel's */
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

  /** What the platform has told of the account's allowance. */
  note(usage: Usage, now: number): void {
    this.#patience.note(usage, this.#steady.at(now));
  }

  reserve(wanted: Wanted, now: number): Slot {
    const steady = this.#steady.at(now);
    const { late = 0 } = wanted;
    // Whoever is alone may be as late as they were, and is not sent round and round for it.
    const own = this.#next.isEmpty(steady) ? late : 0;
    const { is, at } = this.#slotFor(wanted, steady);
    const shown = this.#steady.shown(at);
    return { is, at: shown, until: shown + LATE_MS + Math.min(own, SLOWEST_MS) };
  }

  /** Whether there is a slot now for a look at a thread. After an outage many want one: who gets none looks again later. */
  forThread(now: number): boolean {
    const at = this.#steady.at(now);
    const lane = this.#lanes.get("thread");
    if (lane === undefined || !("smooth" in lane) || lane.smooth.next > at) return false;
    lane.smooth.reserve(at);
    return true;
  }

  // From here on all times are steady.

  #slotFor({ lane: name = "message", soon, whose, succeeded = 0, late = 0 }: Wanted, now: number): Given {
    const slower = this.#patience.slower(now);
    // What waits for the platform to take messages again has slots of its own there, and does not come back all at once.
    const from = Math.max(now, this.#patience.regainsAt);
    // Their turn was before, so they do not queue again.
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

  /** A slot when one is free soon; else a place in the queue. */
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
   * A place is for one message. What has passed is none any more, but they are the next.
   * @param succeeded when they last sent something: after their time, they have used it
   */
  #placeOf(whose: string | undefined, succeeded: number, now: number): number | undefined {
    const at = whose === undefined ? undefined : this.#places.get(whose);
    if (whose === undefined || at === undefined) return undefined;
    const holds =
      at > now - GONE_MS && succeeded < this.#steady.shown(at) && Math.max(now, at) >= this.#patience.regainsAt;
    if (!holds || at <= now + FAR_MS) this.#places.delete(whose);
    return holds ? at : undefined;
  }

  #keep(whose: string, at: number, now: number): void {
    for (const [other, place] of this.#places) {
      if (place > now - GONE_MS) break; // what was given later is for later
      this.#places.delete(other);
    }
    this.#places.set(whose, at);
  }
}
