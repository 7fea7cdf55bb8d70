/** Days as `2026-12-24`, and as people write them in numbers. */

import { folded, trimmed } from "../../model/compare.ts";
import type { Language } from "../language.ts";

const DAY_MS = 86_400_000;

/** Tells whether it is a day of the calendar, written as `2026-12-24`. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** Checks a day. @throws {TypeError} when it is none */
export function checkedDay(where: string, day: string): void {
  if (!isDay(day)) throw new TypeError(`${where}: "${day}" is not a day. Write it as "2026-12-24".`);
}

/**
 * Returns the day so many days after another: `daysAfter("2026-12-31", 1)` is `2027-01-01`. Before it if negative.
 * @throws {TypeError} for an invalid day
 */
export function daysAfter(day: string, days: number): string {
  checkedDay("daysAfter()", day);
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Writes a day in numbers, in the order of the language; in English, where two orders are in use, as it is. */
export function dayIn(language: Language, day: string): string {
  if (language === "en") return day;
  const numbers = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, numbers).format(new Date(`${day}T00:00Z`));
}

/** Makes a day of its numbers, if there is such a day. */
function dayOf(year: string, month: string, day: string): string[] {
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(iso) ? [iso] : [];
}

const ORNAMENT = /^[\s"'*()[\].,;!\p{Extended_Pictographic}]$/u;

/**
 * Lists every day that the words can mean: a year of four digits, and day and month in either order where signs other
 * than a point stand between them. With points the day comes first.
 */
export function datesIn(text: string): readonly string[] {
  const written = trimmed(folded(text), ORNAMENT, ORNAMENT);
  const chinese = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(written);
  const [, y, m, d] = chinese ?? /^(\d{4})(?:-|\/|\. ?)(\d{1,2})(?:-|\/|\. ?)(\d{1,2})$/.exec(written) ?? [];
  if (y !== undefined && m !== undefined && d !== undefined) return dayOf(y, m, d);
  const [, a, sign, b, year] = /^(\d{1,2}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{4})$/.exec(written) ?? [];
  if (a === undefined || b === undefined || year === undefined) return [];
  return either(sign === ".", (month, day) => dayOf(year, month, day), a, b);
}

/** Makes days in both orders of day and month, or with the day first only. */
function either(
  dayFirst: boolean,
  make: (month: string, day: string) => string[],
  first: string,
  second: string,
): readonly string[] {
  return [...new Set([...make(second, first), ...(dayFirst ? [] : make(first, second))])];
}

/**
 * Lists days that are written in numbers, with a year or without one: then the next such day. Null: it is not written
 * so.
 * @param today the day from which the next one is counted
 */
export function dayAndMonthIn(text: string, today: string): readonly string[] | null {
  const whole = datesIn(text);
  if (whole.length > 0) return whole;
  const written = folded(text);
  const [, first, sign, second, short] = /^(\d{1,2}) ?([-/.]) ?(\d{1,2})(?: ?\2 ?(\d{2})?)?$/.exec(written) ?? [];
  if (first === undefined || second === undefined) return null;
  const isPoint = sign === ".";
  const century = today.slice(0, 2);
  const year = Number(today.slice(0, 4));
  const next = (month: string, day: string) =>
    [year, year + 1, year + 4, year + 8]
      .flatMap((one) => dayOf(String(one), month, day))
      .filter((one) => one >= today)
      .slice(0, 1);
  if (short === undefined) return either(isPoint, next, first, second);
  // "26-12-24" may begin with the year; a day that has passed was not meant.
  const found = [
    ...either(isPoint, (month, day) => dayOf(century + short, month, day), first, second),
    ...(isPoint ? [] : dayOf(century + first.padStart(2, "0"), second, short)),
  ];
  return [...new Set(found)].filter((one) => one >= today);
}
