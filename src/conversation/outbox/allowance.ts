/** How much the bot may still say to one person: a guard against loops, not a pace. Pure. */

const HOUR_MS = 3_600_000;

/** A bucket that fills evenly; `left` was true at `at`. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** @param perHour how much the bucket holds, and gets back in an hour; 0: there is no limit */
export function refilled({ left, at }: Allowance, now: number, perHour: number): Allowance {
  return { left: Math.min(Math.max(1, perHour), left + (Math.max(0, now - at) / HOUR_MS) * perHour), at: now };
}

/** How long the next message has to wait, in milliseconds; 0: not at all. */
export function waitOf(allowance: Allowance, now: number, perHour: number): number {
  if (perHour <= 0) return 0;
  const { left } = refilled(allowance, now, perHour);
  return left >= 1 ? 0 : Math.ceil(((1 - left) * HOUR_MS) / perHour);
}

/** What is left after one more message. */
export function spent(allowance: Allowance, now: number, perHour: number): Allowance {
  const { left } = refilled(allowance, now, perHour);
  return { left: left - 1, at: now };
}
