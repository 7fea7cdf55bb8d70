/** When something that failed is tried again. Pure. */
import { GraphError } from "../content/graph.ts";
import { ContentError } from "../content/rendering.ts";

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

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** 1 s, doubling to 5 min, with a fifth of jitter so that many conversations do not come back together. */
export function backOff(tries: number, random: () => number = Math.random): number {
  const delay = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 20));
  return Math.round(delay * (0.9 + 0.2 * random()));
}
