/** What the Graph API does to a message instead of just sending it. */
import type { Random } from "./random.ts";

export type Fault =
  | { readonly do: "send"; readonly slow: number }
  | { readonly do: "refuse"; readonly status: number; readonly error: Readonly<Record<string, unknown>> }
  /** The connection is destroyed before or after the message was sent. */
  | { readonly do: "cut"; readonly acts: "before" | "after" };

/** Meta's words for "not now". Documented: Common Error Codes and the Graph API error guide. */
const NOT_NOW = [
  {
    status: 500,
    error: { code: 2, type: "OAuthException", is_transient: true, message: "Service temporarily unavailable" },
  },
  {
    status: 400,
    error: { code: 613, type: "OAuthException", message: "(#613) Calls to this api have exceeded the rate limit." },
  },
  { status: 400, error: { code: 4, type: "OAuthException", message: "(#4) Application request limit reached" } },
  {
    status: 500,
    error: { code: 1, error_subcode: 2_018_012, type: "OAuthException", message: "An unknown error has occurred." },
  },
] as const;

const SHARE = { refused: 0.25, cut: 0.005, slow: 0.02 } as const;

export class Faults {
  readonly counts = { refused: 0, cutBefore: 0, cutAfter: 0 };
  /** While it is true, a quarter of the messages is refused. */
  refusing = false;
  cutting = false;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Fault {
    const random = this.#random;
    if (this.refusing && random.chance(SHARE.refused)) {
      this.counts.refused++;
      return { do: "refuse", ...random.pick(NOT_NOW) };
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
