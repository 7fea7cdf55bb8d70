/** The times at which something that failed is tried again. Pure. */
import { GraphError } from "../model/graph.ts";
import { ContentError } from "../model/rendering.ts";

const HANDLER_DELAYS_MS = [1_000, 4_000, 10_000];
/** The time between two tries of an event that waits for a newer version of the bot. No turn is put off for longer. */
export const NEWER_STATE_MS = 60_000;

/** The times of a person who waits for a turn, in milliseconds since 1970. */
export interface Waited {
  readonly wrote: number;
  /** The last time that the bot said something to them; 0: not since this object started. */
  readonly heard: number;
  /** The start of the turn's first try. */
  readonly begun: number;
}

/**
 * Returns the time from which a person's wait counts: when they wrote, or last heard something. A turn whose time was
 * over before its first try, after an outage, counts from that try: such a delay must not take a try from a handler.
 */
export function waitsSince({ wrote, heard, begun }: Waited, turnMs: number): number {
  const since = Math.max(wrote, heard);
  return begun < since + turnMs ? Math.min(since, begun) : begun;
}

export const nextTry = {
  /**
   * Returns the time at which a failed handler runs again; null after the last try, or when the person has waited long
   * enough.
   */
  at(since: number, tries: number, now: number, turnMs: number): number | null {
    const delay = HANDLER_DELAYS_MS[tries - 1];
    if (delay === undefined || now + delay >= since + turnMs) return null;
    return now + delay;
  },
  /** Returns the longest time that a run of the handler may take, in milliseconds. */
  left(since: number, now: number, turnMs: number, shortestMs: number): number {
    return Math.max(shortestMs, Math.min(turnMs, since + turnMs - now));
  },
};

/**
 * Returns whether a second try cannot help: after a mistake in the bot's own code, content that the channel cannot say,
 * or a call that the platform refuses.
 */
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

/**
 * Returns the wait before the next try, in milliseconds: 1 s, doubling to 5 min, with a fifth of jitter, so that many
 * conversations do not come back together.
 */
export function backOff(tries: number, random: () => number = Math.random): number {
  const delay = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 20));
  return Math.round(delay * (0.9 + 0.2 * random()));
}
