/** Checks of Meta's own JSON, made from small ones. Each gives back what is to be sent, or throws a ContentError. */
import { ContentError } from "../../model/rendering.ts";
import { type Draft, over, requireText } from "./draft.ts";
import type { Limit } from "./limit.ts";
import { webUrl } from "./url.ts";

export type Json = Readonly<Record<string, unknown>>;

/** @param field where the value stands, in Meta's names: `quick_replies[3].title` */
export type Check = (value: unknown, field: string, draft: Draft) => unknown;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What Meta takes as not given. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === "";

export function wrong(field: string, detail: string): ContentError {
  return new ContentError("invalid_content", field, detail);
}

export const optional =
  (check: Check): Check =>
  (value, field, draft) =>
    isAbsent(value) ? value : check(value, field, draft);

/** Text that can be seen, within the limit if there is one. */
export const words =
  (limit?: Limit) =>
  (value: unknown, field: string): string => {
    if (!isAbsent(value) && typeof value !== "string") throw wrong(field, "is not text.");
    const text = requireText(value as string | undefined, field);
    if (limit === undefined || text.length <= limit.max) return text;
    throw new ContentError("content_too_long", field, `${over(text.length, limit)}: shorten it.`);
  };

export const matching =
  (pattern: RegExp, shape: string, limit?: Limit): Check =>
  (value, field) => {
    const text = words(limit)(value, field);
    if (pattern.test(text)) return text;
    throw wrong(field, `is not ${shape}.`);
  };

/** A page or a file. A path of this Worker's own is completed. */
export const url: Check = (value, field, draft) => webUrl(draft, words()(value, field), field);

/** Meta's ids come as text and as numbers. */
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

/** What is not named passes as it is: Meta adds fields, and knows best. */
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

/** What holds for the value of a key. @param others for the values that are not named; without it they are refused */
export const byKey =
  (key: string, kinds: Readonly<Record<string, Check>>, others?: Check): Check =>
  (value, field, draft) => {
    if (!isObject(value)) throw wrong(field, "is not an object.");
    const kind = String(value[key]);
    const check = Object.hasOwn(kinds, kind) ? kinds[kind] : isAbsent(value[key]) ? undefined : others;
    if (check !== undefined) return check(value, field, draft);
    throw wrong(`${field}.${key}`, `is none of ${Object.keys(kinds).join(", ")}.`);
  };

/** Both must hold; the second one sees what the first one gave back. */
export const both =
  (one: Check, other: Check): Check =>
  (value, field, draft) =>
    other(one(value, field, draft), field, draft);
