/** The comparison of a Messenger profile with the one that Meta has, and the calls that change it. */
import type { Access } from "../../channel.ts";
import { del, type GraphAnswer, get, post } from "../../meta/graph.ts";
import { each, type Fields, fields, filled, list, text } from "../../meta/values.ts";
import { PROFILE_FIELDS, type ProfileField } from "../limits.ts";
import type { MessengerProfile } from "./profile.ts";

/** A field that is not the same here and at Meta, as lines that a person can read. */
export interface Difference {
  readonly field: ProfileField;
  readonly found: readonly string[];
  readonly wanted: readonly string[];
}

const PROFILE = "me/messenger_profile";

/** Fetches the profile as Meta has it. */
export function readProfile(graph: Access): Promise<GraphAnswer> {
  return get(graph, PROFILE, { fields: PROFILE_FIELDS.join(",") });
}

/**
 * Lists the fields that differ. Meta gives a profile back in an order of its own and with fields that were never set:
 * only the lines that people see are compared.
 * @param answer the body of {@link readProfile}
 */
export function differences(wanted: MessengerProfile, answer: Fields): Difference[] {
  const found = fields(list(answer["data"])[0]) ?? {};
  return PROFILE_FIELDS.map((field) => ({
    field,
    found: LINES[field](found[field]),
    wanted: LINES[field](wanted[field]),
  })).filter((one) => JSON.stringify(one.found) !== JSON.stringify(one.wanted));
}

/**
 * Sets the fields that differ in one call and removes those that are not wanted any more in another. Meta takes ten
 * such calls of a Page in ten minutes. Stops at the first that fails.
 */
export async function apply(
  graph: Access,
  wanted: MessengerProfile,
  changes: readonly Difference[],
): Promise<GraphAnswer> {
  const set = changes.filter(({ field }) => wanted[field] !== undefined).map(({ field }) => [field, wanted[field]]);
  const gone = changes.filter(({ field }) => wanted[field] === undefined).map(({ field }) => field);
  let answer: GraphAnswer = { ended: "done", body: {} };
  if (set.length > 0) answer = await post(graph, PROFILE, Object.fromEntries(set));
  if (gone.length > 0 && answer.ended === "done") answer = await del(graph, PROFILE, { fields: gone });
  return answer;
}

type Lines = (value: unknown) => readonly string[];

/** The lines that people see of each field. Two values with the same lines are the same. */
const LINES: Readonly<Record<ProfileField, Lines>> = {
  get_started: (value) => filledLines(fields(value)?.["payload"]),
  greeting: (value) => byLocale(value, (one) => [text(one["text"]) ?? ""]),
  ice_breakers: (value) =>
    byLocale(withLocale(value), (one) =>
      records(one["call_to_actions"]).map(({ question, payload }) => `${question} → ${payload}`),
    ),
  persistent_menu: (value) =>
    byLocale(value, (one) => [
      ...records(one["call_to_actions"]).flatMap(menuLines),
      ...(one["composer_input_disabled"] === true ? ["nothing can be written"] : []),
    ]),
  commands: (value) =>
    byLocale(value, (one) => records(one["commands"]).map(({ name, description }) => `/${name}: ${description}`)),
  whitelisted_domains: (value) => list(value).map(address).toSorted(),
  account_linking_url: (value) => filledLines(value).map(address),
};

const records = (value: unknown): readonly Fields[] => each(value, (one) => one);

const filledLines = (value: unknown): readonly string[] => list(filled(value)).map(String);

/** Adds a language where there is none: the first version of ice breakers had no languages. */
const withLocale = (value: unknown): unknown =>
  records(value).some((one) => "question" in one) ? { call_to_actions: value } : value;

/** Lists the lines of a menu. Menus in menus may still be there, from a version that had them. */
function menuLines({ type, title, url, payload, call_to_actions, webview_height_ratio }: Fields): string[] {
  if (type === "nested")
    return records(call_to_actions).flatMap((one) => menuLines(one).map((it) => `${title}: ${it}`));
  return [`${title} → ${type === "web_url" ? `${address(url)}${height(webview_height_ratio)}` : payload}`];
}

/**
 * Names the height of a page, where it is not the default. Documented: URL button, 2026-04-22: the default is full
 * height.
 */
const height = (ratio: unknown): string => (ratio === undefined || ratio === "full" ? "" : ` (${ratio})`);

/** Lists the values of a field by language, the default first. */
function byLocale(value: unknown, read: (one: Fields) => readonly string[]): readonly string[] {
  const locales = records(value).map((one) => ({ locale: text(one["locale"]) ?? "default", lines: read(one) }));
  const rank = (locale: string) => (locale === "default" ? "" : locale);
  return locales
    .toSorted((left, right) => (rank(left.locale) < rank(right.locale) ? -1 : 1))
    .flatMap(({ locale, lines }) => lines.map((one) => `${locale}: ${one}`));
}

/** Drops the slash at the end: Meta may write it, or not. */
function address(value: unknown): string {
  const url = text(value) ?? "";
  return URL.canParse(url) ? new URL(url).href.replace(/\/$/, "") : url;
}
