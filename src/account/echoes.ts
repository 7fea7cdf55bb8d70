import type { KeyValue } from "./facts.ts";

/** What conversations have seen of their sends. It rides on the permits of an account, there and back. */
export interface EchoEvidence {
  /** The newest send whose echo has come, by when it was tried. What was tried before it has had its chance. */
  readonly echoed: number;
  /** When a send last succeeded. */
  readonly succeeded: number;
}

export const NO_EVIDENCE: EchoEvidence = { echoed: 0, succeeded: 0 };

/** The newest of what all conversations of an account have seen. It survives a restart: sends are in doubt just then. */
export class EchoLog {
  readonly #facts: KeyValue;
  /** How far behind the row may be: it is written every while, not for each message. */
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
