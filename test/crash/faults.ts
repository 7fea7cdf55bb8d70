/** What a platform does to a message instead of just sending it. */
import type { Random } from "./random.ts";

export type Fault =
  | { readonly do: "send"; readonly slow: number }
  | ({ readonly do: "refuse" } & Refusal)
  /** The connection is destroyed before or after the message was sent. */
  | { readonly do: "cut"; readonly acts: "before" | "after" };

/** How a platform says no. */
export interface Refusal {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;
}

const SHARE = { refused: 0.25, cut: 0.005, slow: 0.02 } as const;

export class Faults {
  readonly counts = { refused: 0, cutBefore: 0, cutAfter: 0 };
  /** While it is true, a quarter of the messages is refused. */
  refusing = false;
  cutting = false;
  readonly #random: Random;
  readonly #notNow: readonly Refusal[];

  /** @param notNow what the platform says for "not now" */
  constructor(random: Random, notNow: readonly Refusal[]) {
    this.#random = random;
    this.#notNow = notNow;
  }

  next(): Fault {
    const random = this.#random;
    if (this.refusing && random.chance(SHARE.refused)) {
      this.counts.refused++;
      return { do: "refuse", ...random.pick(this.#notNow) };
    }
    if (this.cutting && random.chance(2 * SHARE.cut)) {
      const acts = random.chance(0.5) ? "before" : "after";
      this.counts[acts === "before" ? "cutBefore" : "cutAfter"]++;
      return { do: "cut", acts };
    }
    if (!this.cutting) return { do: "send", slow: 0 };
    return { do: "send", slow: random.chance(SHARE.slow) ? 60 : random.whole(0, 8) };
  }
}
