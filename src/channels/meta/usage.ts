/** The used part of an app's or a Page's allowance, as Meta tells it with its answers. The account slows down by it. */
import type { Usage } from "../channel.ts";
import { parseExact } from "./json.ts";
import { each, type Fields, fields, list, number } from "./values.ts";

/**
 * The headers with the figures. Documented: Graph API, rate limiting. `X-Page-Usage` is older and comes near the limit
 * only (third party). Each figure is a percentage of an allowance of its own, and the first to reach 100 stops
 * everything.
 */
const HEADERS = ["x-app-usage", "x-page-usage", "x-business-use-case-usage"] as const;
const PERCENTAGES = ["call_count", "total_time", "total_cputime"] as const;
const MINUTE = 60_000;
/**
 * The longest wait that is believed: Meta's allowances are of an hour or a day, and a longer one would stop an account
 * for ever.
 */
const LONGEST_MS = 86_400_000;

/** Reads the figures of an answer; undefined when it has none. An unreadable header counts as none. Never throws. */
export function usageOf(headers: Headers): Usage | undefined {
  const figures = HEADERS.flatMap((name) => figuresOf(headers.get(name)));
  const percents = figures.flatMap((one) => PERCENTAGES.flatMap((name) => number(one[name]) ?? []));
  if (percents.length === 0) return undefined;
  const minutes = figures.flatMap((one) => number(one["estimated_time_to_regain_access"]) ?? []);
  return { percent: Math.max(0, ...percents), regainMs: Math.min(LONGEST_MS, Math.max(0, ...minutes) * MINUTE) };
}

/** Reads a header: one object, or lists of objects by the id of a business or Page. */
function figuresOf(header: string | null): readonly Fields[] {
  if (header === null) return [];
  try {
    const top = fields(parseExact(header)) ?? {};
    return [top, ...Object.values(top).flatMap((value) => each(list(value), (one) => one))];
  } catch {
    return [];
  }
}
