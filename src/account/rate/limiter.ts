import type { Usage } from "../../channels/channel.ts";

/** From this share of the platform's allowance on, an account slows down, so that it is never refused. */
export const SLOW_FROM = 75;
/** How many times slower it is just before the end of it. */
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

  /** When the next slot is free, in milliseconds. */
  get next(): number {
    return this.#next;
  }

  /**
   * @param slower how many times longer the way to the next slot is
   * @returns when to go, in milliseconds: now, or the slot that was reserved
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
  /** Those that are taken, in their order: the last one that has passed, and all that come. */
  #taken: number[] = [];

  /** @param rate slots a second; 0 or less means no limit */
  constructor(rate: number) {
    this.#gap = rate > 0 ? 1_000 / rate : 0;
  }

  /**
   * The first slot that is free, which may be one that was left free between others.
   * @param from not before this time, in milliseconds
   * @param slower how many times further it is from its neighbours
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

  /** Whether nothing is to come. */
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
 * So many in any hour: nobody waits until they are used up; then each waits until the oldest of them is an hour old. In
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

  /** @returns when to go, in milliseconds; null when that is not within an hour: then nothing is reserved */
  reserve(now: number): number | null {
    if (this.#most <= 0) return now;
    const at = Math.max(now, (this.#slots.at(-this.#most) ?? 0) + HOUR_MS);
    if (at >= now + HOUR_MS) return null;
    this.#slots = [...this.#slots, at].slice(-this.#most);
    return at;
  }
}

/** What the platform tells of its patience. In memory: the next answer tells it again. */
export class UsageThrottle {
  #percent = 0;
  #told = 0;
  #regainsAt = 0;

  /** Figures of calls that were under way before come late: what the platform said of the end of its patience holds. */
  note({ percent, regainMs }: Usage, now: number): void {
    this.#percent = percent;
    this.#told = now;
    if (regainMs > 0) this.#regainsAt = Math.max(this.#regainsAt, now + regainMs);
  }

  /** Before this time nothing is taken. */
  get regainsAt(): number {
    return this.#regainsAt;
  }

  /** How many times slower to go: 1 while there is room, more towards the end. */
  slower(now: number): number {
    if (now - this.#told > USAGE_MS || this.#percent <= SLOW_FROM) return 1;
    const near = Math.min(1, (this.#percent - SLOW_FROM) / (100 - SLOW_FROM));
    return 1 + near * (SLOWEST - 1);
  }
}
