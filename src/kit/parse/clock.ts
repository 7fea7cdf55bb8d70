/**
 * Times of day as people write them in English, Spanish, Portuguese, French and German. A time that is not certain has
 * several meanings or none: "at 5" is five in the morning or in the afternoon.
 */
import { folded, trimmed } from "../../model/compare.ts";
import { grammar, HOURS, type Part, SPAN } from "./clock-words.ts";

/** The times that were found in the words. */
export interface ClockReading {
  /** Minutes since midnight: each time that it can mean. Null: no time of day was written. */
  readonly times: readonly number[] | null;
  /** The words without it. */
  readonly rest: string;
}

/** The most characters that are read. A longer message is a story, and names no time. */
const LONGEST = 200;

/** Finds the one time of day in the words. More than one, or one outside of its part of the day: no meaning. */
export function clockIn(text: string): ClockReading {
  if (text.length > LONGEST) return { times: [], rest: "" };
  const { parts: known, midnight } = grammar();
  let rest = folded(text).replace(/([ap])\.? ?m\.?(?![\p{L}\p{N}])/gu, (whole, half, at, all) =>
    /[\d\s]/.test(all[at - 1] ?? "") ? `${half}m` : whole,
  );
  if (midnight.test(rest)) return { times: [], rest };
  const parts: Part[] = [];
  for (const { shape, part, day } of known) {
    const found = shape.exec(rest);
    if (found === null) continue;
    const [whole, hour] = found;
    parts.push(part);
    rest = tidy(rest.replace(whole, ` ${day} ${hour === undefined ? "" : `${hour} h`} `));
  }
  const found = firstTime(rest, parts);
  if (found === null) return parts.length === 0 ? { times: null, rest } : { times: [], rest };
  if (parts.length > 1 || firstTime(found.rest, []) !== null) return { times: [], rest: found.rest };
  return found;
}

function firstTime(text: string, [part]: readonly Part[]): { times: readonly number[]; rest: string } | null {
  const { forms, noon } = grammar();
  const midday = noon.exec(text);
  if (midday !== null && part === undefined) return { times: [12 * 60], rest: tidy(text.replace(midday[0], " ")) };
  for (const { shape, add } of forms) {
    const found = shape.exec(text);
    if (found === null) continue;
    const [whole, hour = "", minute, half] = found;
    const adds = add === undefined ? [Number(minute)] : typeof add === "number" ? [add] : add;
    const times = adds.flatMap((minutes) => timesOf(hour, minutes, half, part));
    return { times: [...new Set(times)], rest: tidy(text.replace(whole, " ")) };
  }
  return null;
}

const tidy = (text: string): string => text.replace(/\s+/gu, " ").trim();

/** Lists everything that the hour can mean, in minutes since midnight. */
function timesOf(written: string, minutes: number, half: string | undefined, part: Part | undefined): number[] {
  const hour = /^\d/.test(written) ? Number(written) : HOURS.findIndex((words) => words.split("|").includes(written));
  if (hour > 23 || minutes > 59) return [];
  const at = (clock: number) => (clock * 60 + minutes + 24 * 60) % (24 * 60);
  if (half !== undefined) {
    const clock = (hour % 12) + (half === "pm" ? 12 : 0);
    return hour >= 1 && hour <= 12 && isIn(clock, part) ? [at(clock)] : [];
  }
  const both = hour >= 1 && hour <= 11 ? [hour, hour + 12] : [hour];
  if (part !== undefined) {
    const fits = both.filter((clock) => isIn(clock, part));
    // "2 at night", "9 in the afternoon".
    return fits.length === 1 && fits[0] !== undefined ? [at(fits[0])] : [];
  }
  // A zero before it is the clock of 24 hours. "Quarter to eight" is an hour of seven.
  const isClear = hour === 0 || hour > 12 || at(hour) >= 8 * 60 || written.startsWith("0");
  return (isClear ? [hour] : both).map(at);
}

function isIn(clock: number, part: Part | undefined): boolean {
  const [from, to] = part === undefined ? [0, 23] : SPAN[part];
  return clock >= from && clock <= to;
}

const AROUND = /^[\s"'*.,;!()\p{Extended_Pictographic}]$/u;

/** Lists everything that the words can mean as a time of day, in minutes since midnight; a number alone is an hour here. */
export function timesIn(text: string): readonly number[] {
  const { times, rest } = clockIn(trimmed(text, AROUND, AROUND));
  const alone = trimmed(rest.replace(grammar().fillers, " "), AROUND, AROUND);
  if (times !== null) return alone === "" ? times : [];
  const [, hour, minute = "00"] = /^(\d{1,2})(?:\.(\d{2}))?$/.exec(alone) ?? /^(\d{2})(\d{2})$/.exec(alone) ?? [];
  return hour === undefined ? [] : timesOf(hour, Number(minute), undefined, undefined);
}

/** Writes minutes since midnight as a time: 1020 are `17:00`. */
export function clockOf(minutes: number): `${number}:${number}` {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${hour}:${minute}` as `${number}:${number}`;
}

/** Tells whether a value has the form that `clockOf` writes. */
export function isClock(value: string): value is `${number}:${number}` {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}
