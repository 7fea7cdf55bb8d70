/** The project's one clock. Tests of bots replace it, and jump. */
export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** Lets time pass that belongs to the conversation: the pause between two bubbles, the wait for more words. */
  wait: (ms: number): Promise<void> => scheduler.wait(ms),
};

export const now = (): number => clock.now();
