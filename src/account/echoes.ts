import type { KeyValue } from "./facts.ts";

/** The times at which conversations saw that sends work. Each permit request carries them, and each permit returns them. */
export interface EchoEvidence {
  /** The time of the newest send whose echo has come. The echo of a send before it should have come as well. */
  readonly echoed: number;
  /** The time at which a send last succeeded. */
  readonly succeeded: number;
}

export const NO_EVIDENCE: EchoEvidence = { echoed: 0, succeeded: 0 };

/** The newest of these times, of all conversations of an account. Stored, because sends are in doubt just after a restart. */
export class EchoLog {
  readonly #facts: KeyValue;
  /** The time by which the stored row may be behind, in milliseconds: a write for each message would be too many. */
  readonly #behindMs: number;
  #newest: EchoEvidence;
  #stored: number;

  constructor(facts: KeyValue, behindMs: number) {
    this.#facts = facts;
    this.#behindMs = behindMs;
    this.#newest = facts.recall<EchoEvidence>("echoes") ?? NO_EVIDENCE;
    this.#stored = this.#newest.echoed;
  }

  get newest(): EchoEvidence {
    return this.#newest;
  }

  note({ echoed = 0, succeeded = 0 }: Partial<EchoEvidence>): void {
    this.#newest = {
      echoed: Math.max(this.#newest.echoed, echoed),
      succeeded: Math.max(this.#newest.succeeded, succeeded),
    };
    if (this.#newest.echoed < this.#stored + this.#behindMs) return;
    this.#facts.keep("echoes", this.#newest);
    this.#stored = this.#newest.echoed;
  }
}
