/** The limits of messages to one person: a guard against loops, and the platform's own pace for a person. Pure. */
import type { PersonRate } from "../../channels/channel.ts";

/** A bucket that fills evenly; `left` was true at `at`. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** A limit of one person's: how much its bucket holds, and how long one more takes, in milliseconds. */
export interface Limit {
  readonly name: "hour" | "person";
  readonly holds: number;
  readonly everyMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Returns the limits that hold for a person.
 * @param perHour the Worker's guard against loops, in messages an hour; 0: none
 * @param rate the platform's own
 */
export function limitsOf(perHour: number, rate: PersonRate | undefined): readonly Limit[] {
  return [
    ...(perHour > 0 ? [{ name: "hour", holds: Math.max(1, perHour), everyMs: HOUR_MS / perHour } as const] : []),
    ...(rate === undefined ? [] : [{ name: "person", holds: rate.burst, everyMs: rate.everyMs } as const]),
  ];
}

/** Returns the allowance with what was regained by now. @param allowance missing: nothing was said yet */
export function refilled(allowance: Allowance | undefined, now: number, { holds, everyMs }: Limit): Allowance {
  const { left, at } = allowance ?? { left: holds, at: now };
  return { left: Math.min(holds, left + Math.max(0, now - at) / everyMs), at: now };
}

/** Returns the time that the next message has to wait, in milliseconds; 0: it need not wait. */
export function waitOf(allowance: Allowance | undefined, now: number, limit: Limit): number {
  const { left } = refilled(allowance, now, limit);
  return left >= 1 ? 0 : Math.ceil((1 - left) * limit.everyMs);
}

/** Returns the allowance that is left after one more message. */
export function spent(allowance: Allowance | undefined, now: number, limit: Limit): Allowance {
  const { left } = refilled(allowance, now, limit);
  return { left: left - 1, at: now };
}
