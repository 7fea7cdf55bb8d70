/** How long the app's webhook has failed without a break. Documented: Messenger Platform, webhooks, 2026-05-05. */
const MINUTE = 60_000;

/** Meta warns the app's developers after this long, in milliseconds. */
export const WARNED_AFTER = 15 * MINUTE;
/** And ends the app's subscription after this long. */
export const ENDED_AFTER = 60 * MINUTE;

export class Trouble {
  readonly #now: () => number;
  #since: number | undefined;
  #warned = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What Meta does after an answer of the webhook, if anything. */
  after(status: number): "warned" | "ended" | undefined {
    if (status === 200) {
      this.#since = undefined;
      this.#warned = false;
      return undefined;
    }
    this.#since ??= this.#now();
    const failing = this.#now() - this.#since;
    if (failing >= ENDED_AFTER) {
      this.#since = undefined;
      this.#warned = false;
      return "ended";
    }
    if (failing < WARNED_AFTER || this.#warned) return undefined;
    this.#warned = true;
    return "warned";
  }
}
