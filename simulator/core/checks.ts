/** Small checks of a single value, as Meta makes them. The first thing that is wrong is the answer. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { type Refusal, refuse } from "./refusals.ts";

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How long or how many; of a row of the limits only this matters here. */
export interface Most {
  readonly max: number;
}

/** What is wrong, or nothing. */
export type Verdict = Refusal | undefined;

/** The first refusal among checks; later ones are not run. */
export function first(...checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const refusal = check();
    if (refusal) return refusal;
  }
  return undefined;
}

function each(list: readonly unknown[], check: (item: unknown, index: number) => Verdict): Verdict {
  return first(...list.map((item, index) => () => check(item, index)));
}

export function textField(value: unknown, field: string, limit?: Most): Verdict {
  if (value === undefined || value === null || value === "") return refuse("required", field);
  if (typeof value !== "string") return refuse("wrongType", field, "a string");
  return limit && value.length > limit.max ? refuse("tooLong", field, limit.max) : undefined;
}

export function optionalText(value: unknown, field: string, limit?: Most): Verdict {
  return value === undefined || value === null || value === "" ? undefined : textField(value, field, limit);
}

export function list(value: unknown, field: string, limit: Most, atLeast = 1): Verdict | readonly unknown[] {
  if (value === undefined) return atLeast > 0 ? refuse("required", field) : [];
  if (!Array.isArray(value)) return refuse("wrongType", field, "an array");
  if (value.length < atLeast) return refuse("tooFew", field, atLeast);
  return value.length > limit.max ? refuse("tooMany", field, limit.max) : value;
}

export function eachOf(
  value: Verdict | readonly unknown[],
  check: (item: Json, index: number) => Verdict,
  field: string,
): Verdict {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return value as Refusal;
  return each(value, (item, index) =>
    isObject(item) ? check(item, index) : refuse("wrongType", `${field}[${index}]`, "an object"),
  );
}

export function number(value: unknown, field: string): Verdict {
  if (value === undefined) return refuse("required", field);
  return typeof value === "number" && Number.isFinite(value) ? undefined : refuse("wrongType", field, "a number");
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Meta fetches media over https. Mark: guess as a rule for every field; documented for saved assets. `http` is allowed
 * for loopback hosts only, and only here: on a laptop the bot's own pictures have no certificate.
 */
export function mediaUrl(value: unknown, field: string): Verdict {
  const wrong = textField(value, field, LIMITS.url);
  if (wrong) return wrong;
  const url = URL.parse(String(value));
  const fit = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  return fit ? undefined : refuse("urlUnfit", field);
}

/** Where Meta takes https only, from this machine too: nothing is fetched from it. */
export function httpsUrl(value: unknown, field: string): Verdict {
  const wrong = textField(value, field, LIMITS.url);
  if (wrong) return wrong;
  return URL.parse(String(value))?.protocol === "https:" ? undefined : refuse("urlUnfit", field);
}

/** Links that people open: http is fine there. */
export function linkUrl(value: unknown, field: string): Verdict {
  const wrong = textField(value, field, LIMITS.url);
  if (wrong) return wrong;
  return /^https?:$/.test(URL.parse(String(value))?.protocol ?? "") ? undefined : refuse("urlUnfit", field);
}
