/** A smooth rate: each reservation gets the next free slot, so nobody has to ask again. In memory, pure arithmetic. */
export class Pace {
  readonly #gap: number;
  #next = 0;

  /** @param rate slots a second; 0 or less means no limit */
  constructor(rate: number) {
    this.#gap = rate > 0 ? 1_000 / rate : 0;
  }

  /** @returns when to go, in milliseconds: now, or the slot that was reserved */
  reserve(now: number): number {
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    return at;
  }
}
