/** Checks of a platform's own JSON, made from small ones. Each returns the value to send, or throws a ContentError. */
import { ContentError } from "../../model/rendering.ts";
import { type Draft, requireText } from "./draft.ts";
import { isWithin, type Limit, over, overText, type TextLimit } from "./limit.ts";
import { webUrl } from "./url.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A check of one value. @param field its place, in the platform's names: `quick_replies[3].title` */
export type Check = (value: unknown, field: string, draft: Draft) => unknown;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns whether a platform takes a value as not given. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === "";

export function wrong(field: string, detail: string): ContentError {
  return new ContentError("invalid_content", field, detail);
}

export const optional =
  (check: Check): Check =>
  (value, field, draft) =>
    isAbsent(value) ? value : check(value, field, draft);

/** Checks for a text that can be seen, within the limit if there is one. */
export const words =
  (limit?: TextLimit) =>
  (value: unknown, field: string): string => {
    if (!isAbsent(value) && typeof value !== "string") throw wrong(field, "is not text.");
    const text = requireText(value as string | undefined, field);
    if (limit === undefined || isWithin(text, limit)) return text;
    throw new ContentError("content_too_long", field, `${overText(text, limit)}: shorten it.`);
  };

export const matching =
  (pattern: RegExp, shape: string, limit?: TextLimit): Check =>
  (value, field) => {
    const text = words(limit)(value, field);
    if (pattern.test(text)) return text;
    throw wrong(field, `is not ${shape}.`);
  };

/** Checks the address of a page or a file. A path of this Worker's own is completed. */
export const url: Check = (value, field, draft) => webUrl(draft, words()(value, field), field);

/** Checks an id. Both texts and numbers pass, since platforms write ids in both ways. */
export const id: Check = (value, field) => (typeof value === "number" ? value : words()(value, field));

export const number: Check = (value, field) => {
  if (Number.isFinite(value)) return value;
  throw wrong(field, "is not a number.");
};

export const whole =
  (least: number, most: number): Check =>
  (value, field) => {
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return value;
    throw wrong(field, `is not a whole number from ${least} to ${most}.`);
  };

export const oneOf =
  (...known: readonly string[]): Check =>
  (value, field) => {
    if (known.includes(String(value))) return value;
    throw wrong(field, `is none of ${known.join(", ")}.`);
  };

/** Checks the named fields of an object. Other fields pass as they are: platforms add new ones, and judge them themselves. */
export const object =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, field, draft) => {
    if (!isObject(value)) throw wrong(field, "is not an object.");
    const checked = Object.entries(members).map(([name, check]) => [
      name,
      check(value[name], `${field}.${name}`, draft),
    ]);
    return { ...value, ...Object.fromEntries(checked.filter(([, one]) => one !== undefined)) };
  };

export const list =
  (item: Check, limit: Limit, least = 1): Check =>
  (value, field, draft) => {
    if (!Array.isArray(value)) throw wrong(field, "is not a list.");
    if (value.length < least) throw wrong(field, `has ${value.length} items, ${least} is the least: add some.`);
    if (value.length > limit.max) {
      throw new ContentError("too_many_options", field, `${over(value.length, limit)}: send the others by themselves.`);
    }
    return value.map((one, i) => item(one, `${field}[${i}]`, draft));
  };

/** Chooses the check by the value of a key. @param others for the values that are not named; without it they are refused */
export const byKey =
  (key: string, kinds: Readonly<Record<string, Check>>, others?: Check): Check =>
  (value, field, draft) => {
    if (!isObject(value)) throw wrong(field, "is not an object.");
    const kind = String(value[key]);
    const check = Object.hasOwn(kinds, kind) ? kinds[kind] : isAbsent(value[key]) ? undefined : others;
    if (check !== undefined) return check(value, field, draft);
    throw wrong(`${field}.${key}`, `is none of ${Object.keys(kinds).join(", ")}.`);
  };

/** Applies both checks; the second one gets the result of the first. */
export const both =
  (one: Check, other: Check): Check =>
  (value, field, draft) =>
    other(one(value, field, draft), field, draft);

/** Checks that at least one of two fields is given. */
export const needs =
  (one: string, other: string): Check =>
  (value, field) => {
    if ([one, other].some((name) => !isAbsent((value as Json)[name]))) return value;
    throw wrong(field, `has neither ${one} nor ${other}: give one of them.`);
  };

/** Checks for a text of at least `length` characters. */
export const atLeast =
  (length: number): Check =>
  (value, field) => {
    if (String(value).length >= length) return value;
    throw wrong(field, `${String(value).length} characters, ${length} is the least: say more.`);
  };

/** Offers what it checks, so that a typed title counts as the tap. */
export const offered =
  (check: Check): Check =>
  (value, field, draft) => {
    const one = check(value, field, draft) as { readonly title: string; readonly payload: string };
    draft.offer([{ title: one.title, payload: one.payload }]);
    return one;
  };
