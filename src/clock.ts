/** The project's one clock. Tests of bots replace it, and jump. */
export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** Lets time pass that belongs to the conversation: the pause between two bubbles, the wait for more words. */
  wait: (ms: number): Promise<void> => scheduler.wait(ms),
};

export const now = (): number => clock.now();

/**
 * How long it still takes, in milliseconds, until a time that was set at most `longest` ahead; 0 when it has come. A time
 * further ahead is from before the clock was set back: nobody waits longer than the wait itself.
 */
export function left(until: number, longest: number, at = now()): number {
  const ms = until - at;
  return ms > longest ? 0 : Math.max(0, ms);
}
