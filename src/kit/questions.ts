/** The kinds of questions of a dialog: their words, and how their answers are read. */

import { typedAmong } from "../model/compare.ts";
import type { Content, ReplyAction } from "../model/content.ts";
import type { Language } from "./language.ts";
import { addressIn } from "./parse/address.ts";
import { checkedDay, datesIn, dayIn, isDay } from "./parse/days.ts";
import { numbersIn } from "./parse/numbers.ts";
import { languageOf, thumbOf, yesOrNo } from "./parse/yes-no.ts";
import {
  filledIn,
  type Moment,
  type Question,
  type Reply,
  understood,
  unrelated,
  untyped,
  type Wording,
  worded,
} from "./question.ts";

/** Asks for words: any text is an answer. */
export function words(content: Content): Question<string> {
  return {
    ask: () => content,
    read: ({ typed }) => (typed === undefined || typed.trim() === "" ? unrelated : { answer: typed.trim() }),
  };
}

/** Options by their keys: `{ std: "Standard" }`, or in a list of pairs: `[["std", "Standard"]]`. */
export type Options = Readonly<Record<string, string>> | readonly (readonly [key: string, title: string])[];
/** The keys of the options. */
export type KeyOf<Given extends Options> = Given extends readonly (readonly [infer Key, string])[]
  ? Key & string
  : keyof Given & string;

/**
 * Asks for one of several options, answered by its key. They stand in the order in which they are written. A title
 * counts when it is typed; a key does not, since the person cannot see it.
 * @param options by key; as a list of pairs where keys look like numbers, which JavaScript would sort
 * @throws {TypeError} for keys that JavaScript has sorted, and for a key that stands twice
 * @example choice("How fast?", { std: "Standard, $4.99", exp: "Express, $12" }) // answers "std" or "exp"
 * @example choice("How many?", [["4", "Four"], ["2", "Two"]])
 */
export function choice<const Given extends Options>(
  text: string,
  options: Given,
  wording: Wording = {},
): Question<KeyOf<Given>> {
  type Key = KeyOf<Given>;
  const pairs = inOrder(text, options) as readonly (readonly [Key, string])[];
  return worded(wording, {
    ask(tag) {
      // A question without options cannot be answered.
      if (pairs.length === 0) throw new TypeError(`choice("${text}") has no options. Give null to skip the question.`);
      return {
        type: "choice",
        text,
        presentation: "ephemeral",
        options: pairs.map(([key, title]): ReplyAction => ({ type: "reply", title, payload: `${tag}=${key}` })),
      };
    },
    read(reply, tag, { sentence }) {
      const { payload, typed } = reply;
      if (payload !== undefined) {
        const found = pairs.find(([key]) => payload === `${tag}=${key}`);
        return found === undefined ? unrelated : { answer: found[0] };
      }
      const wrong = sentence("chooseOne", { options: pairs.map(([, title]) => title).join(", ") });
      if (typed === undefined) return untyped(reply, wrong);
      const [found, another] = typedAmong(typed, pairs, ([, title]) => title);
      return found === undefined || another !== undefined ? { wrong } : { answer: found[0] };
    },
  });
}

function inOrder(text: string, options: Options): readonly (readonly [string, string])[] {
  const pairs = isPairs(options) ? options : Object.entries(options);
  const keys = pairs.map(([key]) => key);
  if (new Set(keys).size < keys.length) throw new TypeError(`choice("${text}"): a key stands twice.`);
  const sorted = isPairs(options) ? undefined : keys.find((key) => /^(0|[1-9]\d{0,9})$/.test(key));
  if (sorted === undefined || keys.length === 1) return pairs;
  throw new TypeError(
    `choice("${text}"): JavaScript sorts keys that look like numbers ("${sorted}"), so their order is not the written one. Give a list of pairs: [["${sorted}", "…"], …].`,
  );
}

const isPairs = (options: Options): options is readonly (readonly [string, string])[] => Array.isArray(options);

/** The titles of `confirm`: both of the bot's own, or the library's. */
export type ConfirmOptions = (Titles | { readonly yes?: never; readonly no?: never }) & {
  /** The language of titles that are no plain yes and no. */
  readonly language?: Language;
} & Wording;

/** The titles of yes and no. */
interface Titles {
  readonly yes: string;
  readonly no: string;
}

/**
 * Asks for yes or no. Without titles they are the library's, in the person's language. Typed, the titles count, and so
 * do the other words for yes and no of their language ("yep", "no thanks"), and 👍 and 👎 in every one, Messenger's thumb
 * too. The language is known by the titles (`Sí` and `No` are Spanish) in English, Spanish, Portuguese, French and
 * German; `language` names it for titles of another kind. Anything else that is typed is asked again.
 * @example confirm("¿Lo pido?", { yes: "Pedir", no: "Todavía no", language: "es" })
 */
export function confirm(text: string, given: ConfirmOptions = {}): Question<boolean> {
  const own: Titles | null = given.yes === undefined ? null : { yes: given.yes, no: given.no };
  const titlesIn = ({ sentence }: Moment): Titles => own ?? { yes: sentence("yes"), no: sentence("no") };
  const eitherIn = (moment: Moment) => {
    const { yes, no } = titlesIn(moment);
    return choice(text, { yes, no }, given);
  };
  return {
    ask: (tag, moment) => eitherIn(moment).ask(tag, moment),
    read(reply, tag, moment) {
      const reading = eitherIn(moment).read(reply, tag, moment);
      if ("answer" in reading) return { answer: reading.answer === "yes" };
      const titles = titlesIn(moment);
      const spoken = given.language ?? (own === null ? moment.language : languageOf(own));
      const meant = reply.typed === undefined || spoken === null ? null : yesOrNo(reply.typed, spoken);
      const answer = thumbOf(saidBy(reply), titles) ?? meant;
      return answer === null ? reading : { answer };
    },
  };
}

/** Returns the typed words, or the sticker that stands for them. */
function saidBy({ typed, payload, attachments }: Reply): string {
  if (payload !== undefined) return "";
  const [sticker] = attachments;
  return typed ?? (sticker?.type === "sticker" ? (sticker.emoji ?? "") : "");
}

/**
 * Asks for a number, with the digits of any script and the signs of any country: `1.234,50`, `1,234.50`, `1 234,5`. One
 * that has two readings (`1,000`) is read back, with both as options.
 */
export function number(
  text: string,
  range: { readonly min?: number; readonly max?: number } & Wording = {},
): Question<number> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  const fault = ({ sentence }: Moment): string => {
    if (max === Number.POSITIVE_INFINITY) return sentence("numberAtLeast", { min });
    return min === Number.NEGATIVE_INFINITY
      ? sentence("numberAtMost", { max })
      : sentence("numberBetween", { min, max });
  };
  return understood(text, range, {
    meanings: numbersIn,
    wrong: "number",
    fault: (value, moment) => (value >= min && value <= max ? null : fault(moment)),
    title: String,
    value: String,
    answer: (value) => (value !== "" && Number.isFinite(Number(value)) ? Number(value) : null),
  });
}

/**
 * Asks for a day with its year, answered as `2026-12-24`. Understood: `2026-12-24`, `24.12.2026`, `24/12/2026`,
 * `12/24/2026`, with the digits of any script. One that has two readings (`07/08/2026`) is read back, with both as
 * options.
 * @param range `min` and `max` as `2026-12-24`; from 1900 to 100 years ahead if not given
 */
export function date(
  text: string,
  range: { readonly min?: string; readonly max?: string } & Wording = {},
): Question<string> {
  const { min = "1900-01-01" } = range;
  for (const day of [range.min, range.max]) if (day !== undefined) checkedDay(`date("${text}")`, day);
  return understood(text, range, {
    meanings: datesIn,
    wrong: "date",
    fault(day, { time, language, sentence }) {
      const max = range.max ?? `${Number(time.date.slice(0, 4)) + 100}-12-31`;
      if (day >= min && day <= max) return null;
      return sentence("dateBetween", { min: dayIn(language, min), max: dayIn(language, max) });
    },
    title: (day) => day,
    value: (day) => day,
    answer: (value) => (isDay(value) ? value : null),
  });
}

/**
 * Asks for an e-mail address; Messenger offers the person's own as a button. Signs around it are taken away: `mailto:`,
 * brackets, quotes, a full stop, emoji, invisible marks. An address among words is asked again.
 */
export function email(text: string, wording: Wording = {}): Question<string> {
  return filledIn("email", text, wording, (typed, { sentence }) => {
    const answer = addressIn(typed);
    return answer === null ? { wrong: sentence("email") } : { answer };
  });
}

/** Asks for a place that the person shares from the map. */
export function place(
  text: string,
  wording: Wording = {},
): Question<{ readonly latitude: number; readonly longitude: number }> {
  return worded(wording, {
    ask: () => ({ type: "request", what: "location", text }),
    read(reply, _, { sentence }) {
      const found = reply.attachments.find((one) => one.type === "location");
      if (found !== undefined) return { answer: { latitude: found.latitude, longitude: found.longitude } };
      const wrong = sentence("place");
      return reply.typed === undefined ? untyped(reply, wrong) : { wrong };
    },
  });
}

/** Asks for a picture, answered as its address. The address expires: fetch it soon. */
export function picture(text: string, wording: Wording = {}): Question<string> {
  return worded(wording, {
    ask: () => ({ type: "text", text }),
    read(reply, _, { sentence }) {
      const found = reply.attachments.find((one) => one.type === "image");
      if (found?.type === "image" && found.url !== undefined) return { answer: found.url };
      const wrong = sentence("picture");
      return reply.typed === undefined ? untyped(reply, wrong) : { wrong };
    },
  });
}
