/** `kill -9`, at moments that a seed chooses. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "./random.ts";

/** What can be aimed at, beside the clock. */
export const MOMENTS = ["acknowledged", "message", "answered", "batch"] as const;
export type Moment = (typeof MOMENTS)[number];

/** How long a life is at the most when the moment that was aimed at does not come. */
const PATIENCE_MS = 200;

export interface Plan {
  /** Before the Worker is ready. */
  readonly inStart: boolean;
  /** Milliseconds from the start. */
  readonly life: number;
  /** The next moment of this kind, after that. */
  readonly aim: Moment | null;
}

/** What a start takes on a machine that is not busy, in milliseconds. A slower one gives longer lives. */
const START_MS = 45;

/** Mostly short lives, so that starting, accepting and sending are all met; now and then a longer one. */
export function planOf(random: Random, startMs: number): Plan {
  const slowness = Math.min(8, Math.max(1, startMs / START_MS));
  const inStart = random.chance(0.04);
  const long = random.chance(0.08);
  const life = inStart ? random.whole(0, 40) : long ? random.whole(500, 1_500) : 10 + random.next() ** 2 * 500;
  return { inStart, life: life * slowness, aim: !inStart && random.chance(0.4) ? random.pick(MOMENTS) : null };
}

export class Moments {
  readonly #waiting = new Map<Moment, () => void>();

  happens(moment: Moment): void {
    const go = this.#waiting.get(moment);
    this.#waiting.delete(moment);
    go?.();
  }

  /** Calls `act` in the very step in which the moment happens, or when patience ends. */
  async at(moment: Moment, act: () => void): Promise<void> {
    const over = new AbortController();
    const met = new Promise<void>((resolve) => {
      this.#waiting.set(moment, () => {
        act();
        resolve();
      });
    });
    const late = sleep(PATIENCE_MS, undefined, { signal: over.signal }).then(
      () => this.happens(moment),
      () => undefined,
    );
    await met;
    over.abort();
    await late;
  }
}
