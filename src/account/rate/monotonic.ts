/**
 * A time that never goes back. When the clock does, this goes on from where it was: a slot that was due in a second is still
 * due in a second, and not in an hour and a second.
 */
export class MonotonicClock {
  #last = Number.NEGATIVE_INFINITY;
  #ahead = 0;

  /** Returns the steady time: that of the clock, or more once the clock has gone back. @param now in milliseconds */
  at(now: number): number {
    this.#ahead += Math.max(0, this.#last - now);
    this.#last = now;
    return now + this.#ahead;
  }

  /** Returns the time that the clock shows at a steady time. */
  shown(at: number): number {
    return at - this.#ahead;
  }
}
