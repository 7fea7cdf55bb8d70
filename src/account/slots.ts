import type { Usage } from "../channels/channel.ts";
import type { Settings } from "../env.ts";
import { Hourly, Pace, Patience } from "./pace.ts";
import type { Asking } from "./permits.ts";

/** A slot further away is no use to what is worth it only now. */
const SOON_MS = 100;
/** A slot further away than an hour is given to nobody: what waited for it would be stale, and others would wait behind it. */
const LONGEST_MS = 3_600_000;
/** Whoever waits for longer sleeps, and may have forgotten the slot when it comes. */
const FAR_MS = 5_000;
/** Whoever was promised a slot comes for it by then, or not at all. */
const LATE_MS = 60_000;

/** When to go, in milliseconds; or, without a slot, when it is worth asking again. */
export interface Slot {
  readonly at: number;
  readonly isReserved: boolean;
}

interface Wanted extends Pick<Asking, "heavy" | "soon" | "succeeded"> {
  /** Whose message it is. Without a name, a slot is for now or never. */
  readonly whose?: string | undefined;
  /** It is the one private reply that a comment allows. */
  readonly isReply?: boolean;
}

/** An account's slots, by all the paces that hold for it. In memory: after a restart the queue for them begins anew. */
export class Slots {
  readonly #pace: Pace;
  readonly #heavy: Pace;
  readonly #threads: Pace;
  readonly #replies: Hourly;
  readonly #patience = new Patience();
  /** Slots that are far away, by whose they are. Whoever asks again gets theirs, and does not queue once more. */
  readonly #promised = new Map<string, number>();
  /** When a slot was last asked for. */
  #asked = 0;

  constructor({ PAGE_RATE, MEDIA_RATE, THREAD_RATE, REPLY_RATE }: Settings) {
    this.#replies = new Hourly(REPLY_RATE);
    this.#pace = new Pace(PAGE_RATE);
    this.#heavy = new Pace(MEDIA_RATE);
    this.#threads = new Pace(THREAD_RATE);
  }

  /** What the platform has told of the account's allowance. */
  note(usage: Usage, now: number): void {
    this.#follow(now);
    this.#patience.note(usage, now);
  }

  /** A clock that was set back takes all of it with it: nobody waits longer for that. */
  #follow(now: number): void {
    const back = this.#asked - now;
    this.#asked = now;
    if (back <= 0) return;
    for (const one of [this.#pace, this.#heavy, this.#threads, this.#replies, this.#patience]) one.setBack(back);
    for (const [whose, at] of this.#promised) this.#promised.set(whose, at - back);
  }

  reserve({ heavy, soon, whose, isReply, succeeded = 0 }: Wanted, now: number): Slot {
    this.#follow(now);
    const slower = this.#patience.slower(now);
    // What waits for the platform to take messages again has slots of its own there, and does not come back all at once.
    const from = Math.max(now, this.#patience.regainsAt);
    const promised = this.#promisedTo(whose, succeeded, now);
    if (promised !== undefined) return { at: promised, isReserved: true };
    const next = Math.max(from, this.#pace.next, heavy === true ? this.#heavy.next : 0);
    if (soon === true && next > now + SOON_MS) return { at: from, isReserved: false };
    const reply = next >= from + LONGEST_MS ? null : isReply === true ? this.#replies.reserve(from) : 0;
    if (reply === null) return { at: from + LONGEST_MS, isReserved: false };
    const slot = this.#pace.reserve(from, slower);
    const heavySlot = heavy === true ? this.#heavy.reserve(from, slower) : 0;
    const at = Math.max(slot, heavySlot, reply);
    if (whose !== undefined && at > now + FAR_MS) this.#promise(whose, at, now);
    return { at, isReserved: true };
  }

  /** @param succeeded when they last sent something: after their slot, they have used it */
  #promisedTo(whose: string | undefined, succeeded: number, now: number): number | undefined {
    const slot = whose === undefined ? undefined : this.#promised.get(whose);
    if (whose === undefined || slot === undefined) return undefined;
    const at = Math.max(now, slot);
    const holds = slot > now - LATE_MS && succeeded < slot && at >= this.#patience.regainsAt;
    if (!holds || slot <= now) this.#promised.delete(whose);
    return holds ? at : undefined;
  }

  #promise(whose: string, at: number, now: number): void {
    for (const [other, slot] of this.#promised) {
      if (slot > now - LATE_MS) break; // what was promised later is for later
      this.#promised.delete(other);
    }
    this.#promised.set(whose, at);
  }

  /** Whether there is a slot now for a look at a thread. After an outage many want one: who gets none looks again later. */
  forThread(now: number): boolean {
    this.#follow(now);
    if (this.#threads.next > now) return false;
    this.#threads.reserve(now);
    return true;
  }
}
