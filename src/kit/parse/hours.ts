/** Hours at which people of the Page are there, and the words for the time until then. */

import type { Language } from "../language.ts";
import type { Sentence } from "../sentences.ts";
import { checkedDay, daysAfter } from "./days.ts";
import { instantOf, isWeekday, type LocalTime, localTime, minutesOf, type Weekday, weekdayOf } from "./zone.ts";

/**
 * The time from one hour to another: `"9:00-17:00"`. It may go past midnight: `"18:00-2:00"`; all day is
 * `"0:00-24:00"`.
 */
export type Span = `${number}:${number}-${number}:${number}`;

/** The hours at which people of the Page are there, by the bot's time zone. A day that is not given is closed. */
export type Hours = { readonly [Day in Weekday]?: Span | readonly Span[] } & {
  /** Days that are different, as `2026-12-24`; an empty list for a day that is closed. */
  readonly except?: Readonly<Record<string, Span | readonly Span[]>>;
};

interface Minutes {
  readonly from: number;
  /** The end, in minutes; more than a day where it goes past midnight. */
  readonly to: number;
}

/** The hours in the form in which they are looked up. */
export interface Opening {
  readonly days: ReadonlyMap<string, readonly Minutes[]>;
}

const DAY_MINUTES = 24 * 60;
/** The furthest day that is looked at: an opening after it is not told. */
const FURTHEST_DAYS = 370;

/** Reads hours as the bot's options have them. @throws {TypeError} for invalid hours */
export function openingOf({ except = {}, ...week }: Hours): Opening {
  const where = "createBot({ hours })";
  for (const day of Object.keys(except)) checkedDay(where, day);
  for (const day of Object.keys(week)) if (!isWeekday(day)) throw new TypeError(`${where}: "${day}" is not a day.`);
  const all = Object.entries({ ...week, ...except });
  return { days: new Map(all.map(([day, spans]) => [day, listOf(spans).map((span) => minutesIn(where, span))])) };
}

const listOf = (spans: Span | readonly Span[]): readonly Span[] => (typeof spans === "string" ? [spans] : spans);

function minutesIn(where: string, span: string): Minutes {
  const [from = "", to = "", ...more] = span.split("-");
  if (more.length > 0) throw new TypeError(`${where}: "${span}" is not from a time to a time, such as "9:00-17:00".`);
  const [opens, closes] = [minutesOf(where, from), minutesOf(where, to)];
  return { from: opens, to: closes <= opens ? closes + DAY_MINUTES : closes };
}

/** Tells whether people are there. */
export function isOpenAt(opening: Opening, at: number, zone: string): boolean {
  return nextOpening(opening, at, zone) === at;
}

/**
 * Returns the time at which people are there next, in milliseconds since 1970: `at` itself if they are; null if not
 * within a year.
 */
export function nextOpening({ days }: Opening, at: number, zone: string): number | null {
  const { date } = localTime(at, zone);
  // Yesterday's hours may go past midnight.
  for (let ahead = -1; ahead <= FURTHEST_DAYS; ahead++) {
    const day = daysAfter(date, ahead);
    const spans = days.get(day) ?? days.get(weekdayOf(day)) ?? [];
    const found = spans
      .map(({ from, to }) => ({ opens: instantOf(day, from, zone), closes: endOf(day, to, zone) }))
      .filter(({ closes }) => closes > at)
      .map(({ opens }) => Math.max(opens, at));
    if (found.length > 0) return Math.min(...found);
  }
  return null;
}

const endOf = (day: string, to: number, zone: string): number =>
  to > DAY_MINUTES ? instantOf(daysAfter(day, 1), to - DAY_MINUTES, zone) : instantOf(day, to, zone);

/** Says that no one is there until then: by the time today, by the weekday within a week, and by its date later. */
export function nobodyUntil(
  { date, hour, minute }: LocalTime,
  today: string,
  { language, sentence }: { readonly language: Language; readonly sentence: Sentence },
): string {
  const time = `${hour}:${String(minute).padStart(2, "0")}`;
  if (date === today) return sentence("nobodyUntil", { time });
  const isNear = date <= daysAfter(today, 6);
  const isThisYear = date.slice(0, 4) === today.slice(0, 4);
  const day = new Intl.DateTimeFormat(language, {
    weekday: "long",
    timeZone: "UTC",
    ...(isNear ? {} : { day: "numeric", month: "long" }),
    ...(isNear || isThisYear ? {} : { year: "numeric" }),
  });
  return sentence("nobodyUntilDay", { day: day.format(new Date(`${date}T00:00Z`)), time });
}
