import type { Usage } from "../channels/channel.ts";
import type { Settings } from "../env.ts";
import { Hourly, Pace, Patience } from "./pace.ts";
import type { Asking } from "./permits.ts";

/** A slot further away is no use to what is worth it only now. */
const SOON_MS = 100;
/** Whoever gets no slot within an hour asks again then. */
const AGAIN_MS = 3_600_000;

/** When to go, in milliseconds; or, without a slot, when it is worth asking again. */
export interface Slot {
  readonly at: number;
  readonly isReserved: boolean;
}

interface Wanted extends Pick<Asking, "heavy" | "soon"> {
  /** It is the one private reply that this comment allows. */
  readonly replyTo?: string | undefined;
}

/** An account's slots, by all the paces that hold for it. In memory: a restart costs nothing but a few of them. */
export class Slots {
  readonly #pace: Pace;
  readonly #heavy: Pace;
  readonly #threads: Pace;
  readonly #replies: Hourly;
  readonly #patience = new Patience();

  constructor({ PAGE_RATE, MEDIA_RATE, THREAD_RATE, REPLY_RATE }: Settings) {
    this.#replies = new Hourly(REPLY_RATE);
    this.#pace = new Pace(PAGE_RATE);
    this.#heavy = new Pace(MEDIA_RATE);
    this.#threads = new Pace(THREAD_RATE);
  }

  /** What the platform has told of the account's allowance. */
  note(usage: Usage, now: number): void {
    this.#patience.note(usage, now);
  }

  reserve({ heavy, soon, replyTo }: Wanted, now: number): Slot {
    const slower = this.#patience.slower(now);
    // What waits for the platform to take messages again has slots of its own there, and does not come back all at once.
    const from = Math.max(now, this.#patience.regainsAt);
    if (soon === true && Math.max(from, this.#pace.next) > now + SOON_MS) return { at: from, isReserved: false };
    const replySlot = replyTo === undefined ? 0 : this.#replies.reserve(replyTo, from);
    if (replySlot === null) return { at: from + AGAIN_MS, isReserved: false };
    const slot = this.#pace.reserve(from, slower);
    const heavySlot = heavy === true ? this.#heavy.reserve(from, slower) : 0;
    return { at: Math.max(slot, heavySlot, replySlot), isReserved: true };
  }

  /** Whether there is a slot now for a look at a thread. After an outage many want one: who gets none looks again later. */
  forThread(now: number): boolean {
    if (this.#threads.next > now) return false;
    this.#threads.reserve(now);
    return true;
  }
}
