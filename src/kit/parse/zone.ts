/** Time zones: the date and time that a clock shows there, and the instant that they mean. */
import { daysAfter } from "./days.ts";

/** A day of the week, as `c.time.weekday` and `hours` name it. */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

const WEEKDAYS: readonly Weekday[] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The date and time in a time zone. */
export interface LocalTime {
  /** By its IANA name: `Europe/Madrid`. */
  readonly zone: string;
  /** As `2026-11-29`. */
  readonly date: string;
  /** 0 to 23. */
  readonly hour: number;
  readonly minute: number;
  readonly weekday: Weekday;
}

/** A time of day, as `9:00` or `17:30`. */
export type ClockTime = `${number}:${number}`;

/** Checks a time zone, and returns its name. @throws {TypeError} when it is none */
export function checkedZone(where: string, zone: string): string {
  try {
    clockOf(zone);
    return zone;
  } catch {
    throw new TypeError(`${where}: "${zone}" is not a time zone. Write it by its IANA name, such as "Europe/Madrid".`);
  }
}

/** Reads a time of day as minutes since midnight. @throws {TypeError} when it is none */
export function minutesOf(where: string, time: string): number {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (Number(minute) < 60 && minutes <= 24 * 60) return minutes;
  throw new TypeError(`${where}: "${time}" is not a time of day. Write it as "9:00" or "17:30".`);
}

export function isWeekday(name: string): name is Weekday {
  return WEEKDAYS.some((day) => day === name);
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "sunday";
}

/** Returns the date and time that a clock shows at an instant. @param at milliseconds since 1970 */
export function localTime(at: number, zone: string): LocalTime {
  const wall = new Date(wallOf(at, zone));
  const date = wall.toISOString().slice(0, 10);
  return { zone, date, hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), weekday: weekdayOf(date) };
}

/**
 * Returns the instant at which a clock shows this, in milliseconds since 1970. A time that comes twice, when the clock
 * is put back, means the first one; one that never comes, when it is put forward, is as much later as the clock is put
 * forward.
 * @param minutes since midnight; 24 * 60 is the next midnight
 */
export function instantOf(date: string, minutes: number, zone: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  // No zone is further than 14 hours from UTC: a day before and after are on either side of any change.
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((at) => wallOf(at, zone) - at) as [number, number];
  const found = [wall - before, wall - after].filter((at) => wallOf(at, zone) === wall);
  return found.length === 0 ? wall - before : Math.min(...found);
}

/** Returns the next time that the clock shows this, after `at`. */
export function nextInstant(minutes: number, at: number, zone: string): number {
  const { date } = localTime(at, zone);
  const today = instantOf(date, minutes, zone);
  return today > at ? today : instantOf(daysAfter(date, 1), minutes, zone);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const number = "numeric";
  const parts = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone: zone, calendar: "gregory", hourCycle: "h23", ...parts });
  clocks.set(zone, made);
  return made;
}

/** Returns the time that a clock shows, as if it were UTC. */
function wallOf(at: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day, hour, minute, second] = (
    ["year", "month", "day", "hour", "minute", "second"] as const
  ).map((type) => parts.get(type) ?? 0);
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}
