/** Questions for a time: `time`, and `when` for a day, a time or both, in words. */
import type { Language } from "./language.ts";
import { clockIn, clockOf, isClock, timesIn } from "./parse/clock.ts";
import { type DayLanguage, daysIn } from "./parse/day-words.ts";
import { checkedDay, dayIn, daysAfter, isDay } from "./parse/days.ts";
import { type ClockTime, checkedZone, instantOf, localTime, minutesOf } from "./parse/zone.ts";
import { type Moment, type Question, understood, type Wording } from "./question.ts";

/** A day, and a time of day if one was written. With a time it may be given to `c.later`. */
export interface When {
  /** As `2026-12-24`. */
  readonly date: string;
  /** As `17:00`. */
  readonly time?: ClockTime;
  /** The time zone of both. */
  readonly zone: string;
  /** The instant, in milliseconds since 1970, where there is a time. */
  readonly at?: number;
}

/**
 * Asks for a time of day, answered as `17:00`. Understood in English, Spanish, Portuguese, French and German: `17:00`,
 * `5pm`, `17h30`, `5 de la tarde`, `halb fünf`. An hour of 1 to 7 without am or pm is read back, with both as options.
 * @param range `min` and `max`, such as `9:00`
 * @throws {TypeError} for an invalid range
 */
export function time(
  text: string,
  range: { readonly min?: ClockTime; readonly max?: ClockTime } & Wording = {},
): Question<ClockTime> {
  const where = `time("${text}")`;
  const [min, max] = [minutesOf(where, range.min ?? "0:00"), minutesOf(where, range.max ?? "24:00")];
  const minutes = (answer: ClockTime) => minutesOf(where, answer);
  return understood(text, range, {
    meanings: (typed) => timesIn(typed).map(clockOf),
    wrong: "time",
    fault: (answer, { sentence }) =>
      minutes(answer) >= min && minutes(answer) <= max
        ? null
        : sentence("timeBetween", { min: clockOf(min), max: clockOf(max) }),
    title: (answer) => answer,
    value: (answer) => answer,
    answer: (value) => (isClock(value) ? value : null),
  });
}

/** The languages and limits of `when`. */
export interface WhenOptions extends Wording {
  /** The languages in which days are understood, such as `[english, spanish]`. Each takes room in the bundle. */
  readonly languages: readonly [DayLanguage, ...DayLanguage[]];
  /** The person's time zone, where it is known. Default: the bot's. */
  readonly timeZone?: string;
  /** The first day, as `2026-12-24`. Default: 1900. */
  readonly min?: string;
  /** The last one. Default: 100 years ahead. */
  readonly max?: string;
}

/**
 * Asks for a day, a time of day or both, in words or numbers: "tomorrow at 5pm", "viernes a las 17h", "24/12". The
 * answer counts only if every word was understood. One that has several readings is read back: an hour of 1 to 7
 * without am or pm, `07/08`, "next friday", and a time of day that has passed today. A time without a day is today's.
 * @example when("When?", { languages: [english, spanish] })
 * @throws {TypeError} for an invalid time zone or range
 */
export function when(text: string, options: WhenOptions): Question<When> {
  const where = `when("${text}")`;
  const { languages, min = "1900-01-01" } = options;
  for (const day of [options.min, options.max]) if (day !== undefined) checkedDay(where, day);
  const asked = options.timeZone === undefined ? undefined : checkedZone(where, options.timeZone);
  const zoneOf = ({ time: { zone } }: Moment) => asked ?? zone;
  return understood(text, options, {
    meanings: (typed, moment) => meaningsOf(typed, moment.now, zoneOf(moment), languages).answers,
    isCertain: (_, typed, moment) => meaningsOf(typed, moment.now, zoneOf(moment), languages).isCertain,
    wrong: "when",
    fault({ date }, moment) {
      const max = options.max ?? daysAfter(localTime(moment.now, zoneOf(moment)).date, 36_525);
      if (date >= min && date <= max) return null;
      const { language, sentence } = moment;
      return sentence("dateBetween", { min: dayIn(language, min), max: dayIn(language, max) });
    },
    title: (answer, moment) =>
      titleOf(answer, localTime(moment.now, zoneOf(moment)).date, readableIn(languages, moment.language)),
    value: ({ date, time }) => (time === undefined ? date : `${date} ${time}`),
    answer(value, moment) {
      const [date = "", time] = value.split(" ");
      if (!isDay(date) || (time !== undefined && !isClock(time))) return null;
      return whenOf(date, time === undefined ? undefined : minutesOf(where, time), zoneOf(moment));
    },
  });
}

function meaningsOf(
  typed: string,
  now: number,
  zone: string,
  languages: readonly DayLanguage[],
): { readonly answers: readonly When[]; readonly isCertain: boolean } {
  const today = localTime(now, zone);
  const { times, rest } = clockIn(typed);
  if (times?.length === 0) return { answers: [], isCertain: false };
  if (times !== null && rest.replace(/[\s.,!]|\bplease\b|\bbitte\b|\bsvp\b|por favor/gu, "") === "") {
    const isAhead = (minutes: number) => instantOf(today.date, minutes, zone) > now;
    const answers = times.map((minutes) =>
      whenOf(isAhead(minutes) ? today.date : daysAfter(today.date, 1), minutes, zone),
    );
    return { answers, isCertain: times.every(isAhead) };
  }
  const days = daysIn(rest, today, languages);
  const answers = days.flatMap(({ date, ahead }): When[] => {
    if (ahead !== undefined) return times === null ? [soon(now + ahead * 60_000, zone)] : [];
    return times === null ? [whenOf(date, undefined, zone)] : times.map((minutes) => whenOf(date, minutes, zone));
  });
  return { answers, isCertain: answers.length === 1 };
}

function soon(at: number, zone: string): When {
  const { date, hour, minute } = localTime(at, zone);
  return { date, time: clockOf(hour * 60 + minute), zone, at };
}

function whenOf(date: string, minutes: number | undefined, zone: string): When {
  if (minutes === undefined) return { date, zone };
  return { date, time: clockOf(minutes), zone, at: instantOf(date, minutes, zone) };
}

/** Returns the person's language where days are understood in it, since the option may be typed; else the first one. */
const readableIn = (languages: readonly [DayLanguage, ...DayLanguage[]], spoken: Language): Language =>
  (languages.find(({ code }) => code === spoken) ?? languages[0]).code;

/**
 * Names it short enough for a button: "30 Nov, 17:00" in the person's language; with its year where that is another
 * one.
 */
function titleOf({ date, time }: When, today: string, code: Language): string {
  if (date.slice(0, 4) !== today.slice(0, 4)) return time === undefined ? date : `${date} ${time}`;
  const day = new Intl.DateTimeFormat(code, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(code, { day: "numeric", month: "short", timeZone: "UTC" });
  const at = new Date(`${date}T00:00Z`);
  return time === undefined ? day.format(at) : `${short.format(at)}, ${time}`;
}
