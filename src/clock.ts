/** The project's only clock. Tests of bots replace it, and jump. */
export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** Waits in the conversation's own time: the pause between two bubbles, the wait for more words. */
  wait: (ms: number): Promise<void> => scheduler.wait(ms),
};

export const now = (): number => clock.now();

/**
 * Returns the rest of a wait in milliseconds, of one that was set at most `longest` ahead; 0 when it is over. An end
 * further ahead is from before the clock was set back: no wait becomes longer than it was.
 */
export function left(until: number, longest: number, at = now()): number {
  const ms = until - at;
  return ms > longest ? 0 : Math.max(0, ms);
}
