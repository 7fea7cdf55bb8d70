/** The request for a person's profile: with fewer fields where one may not be read. */
import { now } from "../../../clock.ts";
import { digest } from "../../../digest.ts";
import type { Address } from "../../../model/events.ts";
import type { Profile } from "../../../model/profile.ts";
import type { Access, Usage } from "../../channel.ts";
import { type GraphAnswer, get } from "../../meta/graph.ts";
import { type Fields, filled, given } from "../../meta/values.ts";

/** The fields that the permission to send includes. Documented: Messenger Platform, user profile, 2026-03-18. */
export const PERSON_FIELDS: readonly string[] = ["first_name", "last_name", "profile_pic"];
const NAMES: readonly string[] = ["first_name", "last_name"];

/** The code for a person of whom Meta tells nothing. Documented: Common Error Codes. */
export const NO_PROFILE = 2_018_218;
/** The code for a field that may not be read: then none is told. Documented: Common Error Codes. */
export const FIELD_FORBIDDEN = 2_018_247;

/**
 * Asks for fewer fields when one may not be read.
 * @param ask gets the fields as Meta wants them: `first_name,last_name`
 */
export async function askProfile<Answer>(
  wanted: readonly string[],
  ask: (fields: string) => Promise<Answer>,
  isForbidden: (answer: Answer) => boolean,
): Promise<Answer> {
  let asked = wanted;
  let answer = await ask(asked.join());
  for (const allowed of [PERSON_FIELDS, NAMES]) {
    const fewer = asked.filter((name) => allowed.includes(name));
    if (fewer.length === 0 || fewer.length === asked.length || !isForbidden(answer)) continue;
    asked = fewer;
    answer = await ask(asked.join());
  }
  return answer;
}

/** The field that needs a permission of its own: `pages_user_locale`. */
const LOCALE = "locale";
/** The time that no locale is asked for after a refusal: it is for the app, not for the person. */
const REFUSED_MS = 3_600_000;
/** The end of that time, by a digest of the token. Another instance of the Worker finds it out anew. */
const noLocaleUntil = new Map<string, number>();

/**
 * Fetches a person's name, picture and, where the app may read it, locale; null for people, and Pages, of whom Meta
 * tells nothing. Never throws.
 */
export async function profile(
  { person }: Address,
  graph: Access,
  used: (usage: Usage) => void,
): Promise<Profile | null | "unknown"> {
  if (!/^\d+$/.test(person)) return null;
  const mark = digest(graph.token);
  const mayAsk = now() >= (noLocaleUntil.get(mark) ?? 0);
  let asked = "";
  const ask = async (fields: string) => {
    asked = fields;
    const answer = await get(graph, person, { fields });
    if (answer.usage !== undefined) used(answer.usage);
    return answer;
  };
  // A name is worth more than a locale: after any refusal of both, it is tried without.
  const isForbidden = (answer: GraphAnswer) =>
    asked.includes(LOCALE) ? isNo(answer) && !has(answer, NO_PROFILE) : has(answer, FIELD_FORBIDDEN);
  const answer = await askProfile(mayAsk ? [...PERSON_FIELDS, LOCALE] : PERSON_FIELDS, ask, isForbidden);
  const isRefused = mayAsk && !asked.includes(LOCALE) && answer.ended === "done";
  if (isRefused) noLocaleUntil.set(mark, now() + REFUSED_MS);
  if (isNo(answer)) return null;
  return answer.ended === "done" ? fromMeta(answer.body) : "unknown";
}

const isNo = (answer: GraphAnswer): boolean => answer.ended === "refused" && answer.failure.class === "permanent";

const has = (answer: GraphAnswer, code: number): boolean =>
  answer.ended === "refused" && [answer.failure.subcode, answer.failure.code].includes(code);

export function fromMeta(body: Fields): Profile {
  const { first_name: firstName, last_name: lastName, profile_pic: picture, locale } = body;
  return given({
    firstName: words(firstName),
    lastName: words(lastName),
    picture: words(picture),
    locale: words(locale),
  });
}

const words = (value: unknown): string | undefined => (typeof value === "string" ? filled(value) : undefined);
