/** When something that failed is tried again. Pure. */
import type { Sightings } from "../account/account.ts";
import { GraphError } from "../content/graph.ts";
import { ContentError } from "../content/rendering.ts";
import type { Settings } from "../env.ts";
import type { Part } from "./schema.ts";

const HANDLER_DELAYS_MS = [1_000, 4_000, 10_000];

export const nextTry = {
  /** When a failed handler runs again; null when the person has waited long enough. */
  at(row: { readonly received: number }, tries: number, now: number, turnMs: number): number | null {
    const delay = HANDLER_DELAYS_MS[tries - 1];
    if (delay === undefined || now + delay >= row.received + turnMs) return null;
    return now + delay;
  },
  /** How long a run of the handler may take. */
  left(row: { readonly received: number }, now: number, turnMs: number, shortestMs: number): number {
    return Math.max(shortestMs, row.received + turnMs - now);
  },
};

/** What no second try can mend: a mistake in the bot's own code, content that the channel cannot say, a call it refuses. */
export function isProgrammingError(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    error instanceof ContentError ||
    (error instanceof GraphError && !error.retryable)
  );
}

/** How long the echo of a send may take at most, while echoes of later sends come. */
const EVIDENCE_MS = 20_000;
/** How often a send may end in doubt before nothing but evidence is trusted. */
const DOUBTS = 2;
type Doubtful = Pick<Part, "triedAt" | "doubtedAt" | "doubts" | "careful">;

/** What to do with a send whose outcome nobody knows. `when` is the next time to look. */
export type Doubt =
  | { readonly is: "again"; readonly isProven: boolean }
  | { readonly is: "give up" }
  | { readonly is: "wait"; readonly when: number };

/** Whether the platform can be asked by now: what went out stands in the thread. */
export function mayAsk({ doubtedAt = 0 }: Doubtful, now: number, unknownMs: number): boolean {
  return now >= doubtedAt + Math.min(EVIDENCE_MS, unknownMs);
}

/**
 * An echo would have settled it. It counts as not sent when the echo of a send has come that was tried well after it.
 * Without that evidence an answer is said once more after a while, and then held until there is some. When nothing else was
 * said meanwhile, no echo could tell: it is then said a last time where echoes come, since its own would have come by now,
 * and given up where they do not. What is not to be said twice is given up at once.
 */
export function resolveDoubt(
  { triedAt: tried = 0, doubtedAt: since = tried, doubts = 0, careful }: Doubtful,
  { echoed, succeeded }: Sightings,
  now: number,
  { UNKNOWN_MS: unknownMs, HOLD_MS }: Pick<Settings, "UNKNOWN_MS" | "HOLD_MS">,
): Doubt {
  const evidenceMs = Math.min(EVIDENCE_MS, unknownMs);
  // Echoes may overtake each other, but not by so much.
  if (echoed >= tried + evidenceMs && now >= since + evidenceMs) return { is: "again", isProven: true };
  if (now < since + unknownMs) return { is: "wait", when: Math.min(since + unknownMs, now + evidenceMs) };
  if (careful === true) return { is: "give up" };
  if (doubts < DOUBTS) return { is: "again", isProven: false };
  // Where echoes come, the next one tells; while nothing of the account gets through, there is nothing to tell.
  const mayTell = echoed > 0 || succeeded < tried;
  if (mayTell && now < since + HOLD_MS) return { is: "wait", when: now + evidenceMs };
  const echoesCome = echoed > 0 && succeeded < echoed + unknownMs;
  return echoesCome && doubts === DOUBTS ? { is: "again", isProven: false } : { is: "give up" };
}

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** 1 s, doubling to 5 min, with a fifth of jitter so that many conversations do not come back together. */
export function backOff(tries: number, random: () => number = Math.random): number {
  const delay = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 20));
  return Math.round(delay * (0.9 + 0.2 * random()));
}
