import type { Usage } from "../../channels/channel.ts";

/** The percentage of the platform's allowance above which an account slows down, so that it is never refused. */
export const SLOW_FROM = 75;
/** The factor by which it is slower when the allowance is nearly used up. */
const SLOWEST = 20;
/** The platform's figures are of the last hour, and come with every answer: older ones say nothing. */
const USAGE_MS = 300_000;

/** A smooth rate: each reservation gets the next free slot, so nobody has to ask again. In memory, pure arithmetic. */
export class RateLimiter {
  readonly #gap: number;
  #next = 0;

  /** @param rate slots a second; 0 or less means no limit */
  constructor(rate: number) {
    this.#gap = rate > 0 ? 1_000 / rate : 0;
  }

  /** The time at which the next slot is free, in milliseconds. */
  get next(): number {
    return this.#next;
  }

  /**
   * @param slower the factor by which the time to the next slot is longer
   * @returns the time of the slot that was reserved, in milliseconds: now or later
   */
  reserve(now: number, slower = 1): number {
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap * slower;
    return at;
  }
}

/** The slots of the next seconds: so far apart that no second has more than the rate. In memory, pure arithmetic. */
export class SlotCalendar {
  readonly #gap: number;
  /** The taken slots, in their order: the last one that has passed, and all that come. */
  #taken: number[] = [];

  /** @param rate slots a second; 0 or less means no limit */
  constructor(rate: number) {
    this.#gap = rate > 0 ? 1_000 / rate : 0;
  }

  /**
   * The first slot that is free, which may be one that was left free between others.
   * @param from not before this time, in milliseconds
   * @param slower the factor by which it is further from the slots beside it
   */
  free(from: number, slower = 1): number {
    const gap = this.#gap * slower;
    let at = from;
    for (const other of this.#taken) {
      if (other >= at + gap) break;
      if (other > at - gap) at = other + gap;
    }
    return at;
  }

  /** Returns whether no slot after `now` is taken. */
  isEmpty(now: number): boolean {
    return (this.#taken.at(-1) ?? now) <= now;
  }

  take(at: number, now: number): void {
    if (this.#gap === 0) return;
    const passed = this.#taken.findLastIndex((other) => other <= now);
    const after = this.#taken.findIndex((other) => other > at);
    this.#taken = this.#taken.toSpliced(after === -1 ? this.#taken.length : after, 0, at).slice(Math.max(0, passed));
  }
}

const HOUR_MS = 3_600_000;

/**
 * A number of slots for any hour. Nobody waits until they are used up; then each waits until the oldest is an hour old. In
 * memory.
 */
export class SlidingWindow {
  readonly #most: number;
  /** The last slots, the oldest first. */
  #slots: readonly number[] = [];

  /** @param most slots an hour; 0 or less means no limit */
  constructor(most: number) {
    this.#most = Math.ceil(most);
  }

  /** Reserves a slot. @returns its time, in milliseconds; null when it is not within an hour: then nothing is reserved */
  reserve(now: number): number | null {
    if (this.#most <= 0) return now;
    const at = Math.max(now, (this.#slots.at(-this.#most) ?? 0) + HOUR_MS);
    if (at >= now + HOUR_MS) return null;
    this.#slots = [...this.#slots, at].slice(-this.#most);
    return at;
  }
}

/** The platform's own figures of how much of the allowance is used. In memory: the next answer tells them again. */
export class UsageThrottle {
  #percent = 0;
  #told = 0;
  #regainsAt = 0;

  /** Stores the figures. Those of an earlier call may come late, so they never shorten a wait that the platform asked for. */
  note({ percent, regainMs }: Usage, now: number): void {
    this.#percent = percent;
    this.#told = now;
    if (regainMs > 0) this.#regainsAt = Math.max(this.#regainsAt, now + regainMs);
  }

  /** The time before which the platform takes no message, in milliseconds. */
  get regainsAt(): number {
    return this.#regainsAt;
  }

  /** Returns the factor by which to slow down: 1 while there is room, more as the allowance is used up. */
  slower(now: number): number {
    if (now - this.#told > USAGE_MS || this.#percent <= SLOW_FROM) return 1;
    const near = Math.min(1, (this.#percent - SLOW_FROM) / (100 - SLOW_FROM));
    return 1 + near * (SLOWEST - 1);
  }
}
