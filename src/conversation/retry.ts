/** When something that failed is tried again. Pure. */
import { GraphError } from "../model/graph.ts";
import { ContentError } from "../model/rendering.ts";

const HANDLER_DELAYS_MS = [1_000, 4_000, 10_000];
/** How often an event is tried that waits for a newer version of the bot: no turn is put off for longer. */
export const NEWER_STATE_MS = 60_000;

/** The times of somebody who waits for a turn, in milliseconds. */
export interface Waited {
  readonly wrote: number;
  /** When the bot last said something to them; 0: not in this object's life. */
  readonly heard: number;
  /** When the turn's first try began. */
  readonly begun: number;
}

/**
 * Since when their patience counts: since they wrote, or last heard something. What came too late for that, after an
 * outage, counts from its first try: a promise that is broken before anybody could keep it takes no try from a handler.
 */
export function waitsSince({ wrote, heard, begun }: Waited, turnMs: number): number {
  const since = Math.max(wrote, heard);
  return begun < since + turnMs ? Math.min(since, begun) : begun;
}

export const nextTry = {
  /** When a failed handler runs again; null when the person has waited long enough. */
  at(since: number, tries: number, now: number, turnMs: number): number | null {
    const delay = HANDLER_DELAYS_MS[tries - 1];
    if (delay === undefined || now + delay >= since + turnMs) return null;
    return now + delay;
  },
  /** How long a run of the handler may take. */
  left(since: number, now: number, turnMs: number, shortestMs: number): number {
    return Math.max(shortestMs, Math.min(turnMs, since + turnMs - now));
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
