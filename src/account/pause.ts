import { left, now } from "../clock.ts";
import type { KeyValue } from "./facts.ts";

/** Why an account sends nothing, until somebody has repaired it or the platform has let it go. */
export interface Paused {
  readonly why: "token" | "blocked";
  readonly detail: string;
  /** The platform's own code. */
  readonly code?: number | string;
  readonly since: number;
}

/** Whether an account's sending is paused, and who tries meanwhile whether it works again: one message every while. */
export class Pause {
  readonly #facts: KeyValue;
  readonly #againMs: number;
  #paused: Paused | null;
  #probeAt = 0;
  /** Who is to come back at that time. */
  #next: string | undefined;

  constructor(facts: KeyValue, againMs: number) {
    this.#facts = facts;
    this.#againMs = againMs;
    this.#paused = facts.recall<Paused>("pause");
  }

  get paused(): Paused | null {
    return this.#paused;
  }

  /** When the next message may try. */
  get probeAt(): number {
    return this.#probeAt;
  }

  /** @returns why it is paused: the first reason stays */
  begin(reason: Omit<Paused, "since">): Paused {
    if (left(this.#probeAt, this.#againMs) === 0) this.#probeAt = now() + this.#againMs;
    if (this.#paused !== null) return this.#paused;
    const paused = { ...reason, since: now() };
    this.#facts.keep("pause", paused);
    this.#paused = paused;
    return paused;
  }

  /**
   * Whether a message may try now. The others wait for what becomes of it, those too that ask while it is under way.
   * @param whose if it fails, they try the next time, too
   */
  tries(whose?: string): boolean {
    if (left(this.#probeAt, this.#againMs) > 0) return false;
    this.#probeAt = now() + this.#againMs;
    this.#next = whose;
    return true;
  }

  /** Whether somebody comes back when the next message may try. The others need not come all at that moment. */
  isNext(whose: string): boolean {
    this.#next ??= whose;
    return this.#next === whose;
  }

  /** The next message tries at once. */
  tryAgain(): void {
    this.#probeAt = 0;
  }

  /** @returns what has ended; null when it was not paused */
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
