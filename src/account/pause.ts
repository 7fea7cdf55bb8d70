import { left, now } from "../clock.ts";
import type { KeyValue } from "./facts.ts";

/** The reason why an account sends nothing, until somebody has repaired it or the platform has ended the block. */
export interface Paused {
  readonly why: "token" | "blocked";
  readonly detail: string;
  /** The platform's own code. */
  readonly code?: number | string;
  readonly since: number;
}

/** The pause of an account's sending. From time to time one message tries whether it works again. */
export class Pause {
  readonly #facts: KeyValue;
  readonly #againMs: number;
  #paused: Paused | null;
  #probeAt = 0;
  /** The name of the conversation that comes back at that time. */
  #next: string | undefined;

  constructor(facts: KeyValue, againMs: number) {
    this.#facts = facts;
    this.#againMs = againMs;
    this.#paused = facts.recall<Paused>("pause");
  }

  get paused(): Paused | null {
    return this.#paused;
  }

  /** The time at which the next message may try. */
  get probeAt(): number {
    return this.#probeAt;
  }

  /** Begins the pause; one that is there already keeps its reason. @returns the reason */
  begin(reason: Omit<Paused, "since">): Paused {
    if (left(this.#probeAt, this.#againMs) === 0) this.#probeAt = now() + this.#againMs;
    if (this.#paused !== null) return this.#paused;
    const paused = { ...reason, since: now() };
    this.#facts.keep("pause", paused);
    this.#paused = paused;
    return paused;
  }

  /**
   * Returns whether a message may try now. The others wait for its result, also those that ask while it is being sent.
   * @param whose the conversation of the message: if it fails, it tries the next time too
   */
  tries(whose?: string): boolean {
    if (left(this.#probeAt, this.#againMs) > 0) return false;
    this.#probeAt = now() + this.#againMs;
    this.#next = whose;
    return true;
  }

  /**
   * Returns whether a conversation is the one that comes back when the next message may try; the first one that asks becomes
   * it. One is enough: the others need not all come at that time.
   */
  isNext(whose: string): boolean {
    this.#next ??= whose;
    return this.#next === whose;
  }

  /** Lets the next message try at once. */
  tryAgain(): void {
    this.#probeAt = 0;
  }

  /** Ends the pause. @returns its reason; null when it was not paused */
  end(): Paused | null {
    const ended = this.#paused;
    this.tryAgain();
    if (ended === null) return null;
    this.#facts.forget("pause");
    this.#paused = null;
    this.#next = undefined;
    return ended;
  }
}
