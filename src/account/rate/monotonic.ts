/**
 * Time that does not go back. When the clock does, this goes on from where it was: what was to be in a second is in a
 * second still, and not in an hour and a second.
 */
export class MonotonicClock {
  #last = Number.NEGATIVE_INFINITY;
  #ahead = 0;

  /** @param now what the clock shows, in milliseconds @returns the same, or more once the clock has gone back */
  at(now: number): number {
    this.#ahead += Math.max(0, this.#last - now);
    this.#last = now;
    return now + this.#ahead;
  }

  /** What the clock shows at a steady time. */
  shown(at: number): number {
    return at - this.#ahead;
  }
}
