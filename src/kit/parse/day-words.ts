/**
 * Days in words: "tomorrow", "friday", "24 de diciembre", "in 3 days". Every word must be understood; a part never
 * decides.
 */
import { plain, trimmed } from "../../model/compare.ts";
import type { Language } from "../language.ts";
import { dayAndMonthIn, daysAfter, isDay } from "./days.ts";
import type { LocalTime } from "./zone.ts";

/** Words for days in a language: `english`, `spanish`, `portuguese`, `french`, `german`. */
export interface DayLanguage {
  readonly code: Language;
  /** Finds days in the words, by chrono-node. */
  readonly parse: (words: string, reference: { readonly instant: Date; readonly timezone: number }) => readonly Found[];
  /** Days as they are counted from today. */
  readonly days: readonly (readonly [words: string, ahead: number])[];
  /** Words that may stand around a day and change nothing. */
  readonly fillers: readonly string[];
  /** Words that mean the coming one to some people, and the one after it to others. */
  readonly next: readonly string[];
  /** Words for lengths of time above a day. */
  readonly spans: readonly string[];
}

/** The part of chrono-node's results that counts here. */
interface Found {
  readonly text: string;
  readonly start: Components;
  readonly end?: Components | null;
}
type Component = "year" | "month" | "day" | "weekday" | "hour" | "minute" | "timezoneOffset";
interface Components {
  isCertain(component: Component): boolean;
  get(component: Component): number | null;
}

/** A day, and for "in 2 hours" how many minutes from now. */
export interface DayMeaning {
  readonly date: string;
  readonly ahead?: number;
}

/** Words that name no day, in any of the languages. */
const VAGUE =
  /(?<!\p{L})(few|couple|several|about|around|within|unos|unas|algunos|algunas|varios|alguns|algumas|uns|umas|quelques|plusieurs|environ|vers|einige|einigen|paar|etwa|ungefähr|gegen)(?!\p{L})/u;

const AROUND = /^[\s"'*.,;!()\p{Extended_Pictographic}]$/u;

/** Lists every day that the words can mean, in any of the languages. */
export function daysIn(words: string, now: LocalTime, languages: readonly DayLanguage[]): readonly DayMeaning[] {
  const bare = [words, ...languages.map(({ fillers }) => without(words, fillers))];
  const numeric = bare.map((one) => dayAndMonthIn(one, now.date)).find((one) => one !== null);
  if (numeric !== undefined) return numeric.map((date) => ({ date }));
  const found = languages.flatMap((language) => inLanguage(words, now, language));
  return [...new Map(found.map((one) => [`${one.date} ${one.ahead}`, one])).values()];
}

function inLanguage(words: string, now: LocalTime, language: DayLanguage): readonly DayMeaning[] {
  const { fillers, next, days, spans } = language;
  const text = without(words, fillers);
  const known =
    days.find(([name]) => plain(name) === plain(text)) ?? days.find(([name]) => plain(name) === plain(words));
  if (known !== undefined) return [{ date: daysAfter(now.date, known[1]) }];
  const ofMonth = /^(?:the |el |le |am |den |dia |día )(\d{1,2})\.?$|^(?:the )?(\d{1,2})(?:st|nd|rd|th)$/.exec(words);
  if (ofMonth !== null) return comingDayOfMonth(Number(ofMonth[1] ?? ofMonth[2]), now.date);
  if (VAGUE.test(text)) return [];
  // "07/08" among words, and "friday 5": it is not known which number is what.
  if (/\d[./-]\d/.test(text)) return [];
  const bareDay = without(text, next);
  const isNext = bareDay !== text;
  if (isNext && spans.some((span) => without(bareDay, [span]) !== bareDay)) return [];
  if (!isNext && spans.some((span) => plain(text) === plain(span))) return [];
  const reference = { instant: new Date(wallOf(now)), timezone: 0 };
  const [one, another] = language.parse(bareDay, reference);
  if (one === undefined || another !== undefined || one.end) return [];
  if (without(bareDay.replace(one.text.toLowerCase(), " "), fillers) !== "") return [];
  return meaningsOf(one, now, isNext);
}

function meaningsOf({ text, start }: Found, now: LocalTime, isNext: boolean): readonly DayMeaning[] {
  const date = isoOf(start);
  // "10 minutes" is a length of time and no point in time.
  if (/^\d+ ?\p{L}+\.?$/u.test(text) && (start.isCertain("hour") || start.isCertain("year"))) return [];
  if (start.isCertain("hour")) {
    // "In 2 hours" has an offset; any other time of day was read before.
    if (!start.isCertain("timezoneOffset") || isNext) return [];
    const wall = Date.parse(`${date}T00:00Z`) + ((start.get("hour") ?? 0) * 60 + (start.get("minute") ?? 0)) * 60_000;
    return [{ date, ahead: Math.round((wall - wallOf(now)) / 60_000) }];
  }
  if (!isDay(date)) return [];
  // "5 Dec 17" names a year to some people and an hour to others.
  if (start.isCertain("year") && !start.isCertain("weekday") && /\d/.test(text) && hasShortYear(text, start)) return [];
  const weekday = start.isCertain("weekday") ? (start.get("weekday") ?? 0) : null;
  if (start.isCertain("day")) {
    const isRight = weekday === null || new Date(`${date}T00:00Z`).getUTCDay() === weekday % 7;
    return isRight && !isNext ? [{ date }] : [];
  }
  if (weekday === null || start.isCertain("month") || start.isCertain("year")) return [];
  // "Last Friday" is past, but chrono moves it ahead.
  if (/\s/u.test(text.trim())) return [];
  const today = new Date(`${now.date}T00:00Z`).getUTCDay();
  const ahead = (weekday - today + 7) % 7;
  // "Friday" on a Friday, and "next Friday": the coming one to some people, the one after it to others.
  const coming = ahead === 0 || isNext ? [ahead, ahead + 7] : [ahead];
  const dates = coming.map((days) => daysAfter(now.date, days));
  return dates.map((one) => ({ date: one }));
}

/** Tells whether a year was read from two digits; in "in 3 days" none was written. */
function hasShortYear(text: string, start: Components): boolean {
  const numbers: readonly string[] = text.match(/\d+/g) ?? [];
  return numbers.length > 1 && !numbers.includes(String(start.get("year")));
}

function comingDayOfMonth(day: number, today: string): readonly DayMeaning[] {
  for (let ahead = 0; ahead < 62; ahead++) {
    const date = daysAfter(today, ahead);
    if (Number(date.slice(8)) === day) return [{ date }];
  }
  return [];
}

const isoOf = (start: Components): string =>
  [start.get("year"), start.get("month"), start.get("day")].map((part) => String(part ?? 0).padStart(2, "0")).join("-");

const wallOf = ({ date, hour, minute }: LocalTime): number =>
  Date.parse(`${date}T00:00Z`) + (hour * 60 + minute) * 60_000;

/** Removes some of the words, and punctuation at the ends. */
function without(words: string, some: readonly string[]): string {
  let text = ` ${trimmed(words, AROUND, AROUND)} `;
  for (const one of some) {
    for (const spelling of [one, plain(one)])
      text = text.replaceAll(` ${spelling} `, " ").replaceAll(` ${spelling}, `, " ");
  }
  return trimmed(text.replace(/\s+/gu, " "), AROUND, AROUND);
}
