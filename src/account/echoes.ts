import type { Facts } from "./facts.ts";

/** What conversations have seen of their sends. It rides on the permits of an account, there and back. */
export interface Sightings {
  /** The newest send whose echo has come, by when it was tried. What was tried before it has had its chance. */
  readonly echoed: number;
  /** When a send last succeeded. */
  readonly succeeded: number;
}

export const UNSEEN: Sightings = { echoed: 0, succeeded: 0 };

/** The newest of what all conversations of an account have seen. It survives a restart: sends are in doubt just then. */
export class Seen {
  readonly #facts: Facts;
  /** How far behind the row may be: it is written every while, not for each message. */
  readonly #behindMs: number;
  #newest: Sightings;
  #stored: number;

  constructor(facts: Facts, behindMs: number) {
    this.#facts = facts;
    this.#behindMs = behindMs;
    this.#newest = facts.recall<Sightings>("seen") ?? UNSEEN;
    this.#stored = this.#newest.echoed;
  }

  get newest(): Sightings {
    return this.#newest;
  }

  note({ echoed = 0, succeeded = 0 }: Partial<Sightings>): void {
    this.#newest = {
      echoed: Math.max(this.#newest.echoed, echoed),
      succeeded: Math.max(this.#newest.succeeded, succeeded),
    };
    if (this.#newest.echoed < this.#stored + this.#behindMs) return;
    this.#facts.keep("seen", this.#newest);
    this.#stored = this.#newest.echoed;
  }
}
