/** The time of a test, which stands until something waits for it. */
import { afterEach, beforeEach, vi } from "vitest";
import { clock } from "../../src/clock.ts";

export interface Time {
  /** How long the conversation has waited, each time. */
  readonly waits: number[];
  /** What happens while it waits. */
  meanwhile: ((ms: number) => void) | undefined;
  /** From now on time passes only while the conversation waits, and then at once. @returns when that was */
  readonly stops: () => number;
  /** Lets time pass, and stop there. */
  readonly passes: (ms: number) => void;
}

/** For each test of the file. */
export function time(): Time {
  const { wait } = clock;
  const here: Time = {
    waits: [],
    meanwhile: undefined,
    stops() {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
      clock.wait = async (ms) => {
        here.waits.push(ms);
        const end = Date.now() + ms;
        here.meanwhile?.(ms);
        vi.setSystemTime(end);
      };
      return Date.now();
    },
    passes: (ms) => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms }),
  };
  beforeEach(() => {
    here.waits.length = 0;
    here.meanwhile = undefined;
  });
  afterEach(() => {
    clock.wait = wait;
    vi.useRealTimers();
  });
  return here;
}
