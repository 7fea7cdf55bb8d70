/** The simulated time: what it is, and how one waits in it. */
import type { MetaOptions } from "./options.ts";

export class Clock {
  readonly #options: Pick<MetaOptions, "now" | "wait">;
  #last = 0;

  constructor(options: Pick<MetaOptions, "now" | "wait">) {
    this.#options = options;
  }

  now(): number {
    return (this.#options.now ?? Date.now)();
  }

  /** The time, and never the same twice: Meta's timestamps order what a bot finds waiting together. */
  tick(): number {
    this.#last = Math.max(this.now(), this.#last + 1);
    return this.#last;
  }

  wait(milliseconds: number): Promise<void> {
    return this.#options.wait?.(milliseconds) ?? new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
