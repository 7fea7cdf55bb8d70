/** Questions of a dialog: what is asked, and how its answer is read. */
import { typedAmong } from "../content/compare.ts";
import type { Content, ReplyAction } from "../content/content.ts";
import type { Attachment, Event } from "../content/events.ts";
import { type Language, languageOf, yesOrNo } from "./yes-no.ts";

/** What an answer is read from. */
export interface Reply {
  /** What the person typed; undefined for a tap and for attachments. */
  readonly typed?: string;
  /** What the tapped button carries. */
  readonly payload?: string;
  readonly attachments: readonly Attachment[];
}

export type Reading<Answer> =
  | { readonly answer: Answer }
  /** It was meant as an answer, and is none: what to say. */
  | { readonly wrong: string }
  /** It was not meant as an answer to this. */
  | { readonly unrelated: true };

/** Something that a dialog asks, and how its answer is read. */
export interface Question<Answer> {
  /** What is asked. `tag` marks the payloads of its options: `checkout.speed`. */
  readonly ask: (tag: string) => Content;
  readonly read: (reply: Reply, tag: string) => Reading<Answer>;
}

/** How a question speaks. */
export interface Wording {
  /** What is said to an answer that cannot be read, in the person's language. Without it: a sentence in English. */
  readonly wrong?: string;
}

/** What `ask` takes: a question, or words that are answered with words. */
export type Asked = Question<unknown> | Content | string;
/** The type of the answer. */
export type AnswerTo<Q> = Q extends Question<infer Answer> ? Answer : string;

export function isQuestion(asked: Asked): asked is Question<unknown> {
  return typeof asked === "object" && "ask" in asked;
}

export function replyOf(event: Event): Reply | null {
  if (event.kind === "tap") {
    return { attachments: [], ...(event.payload === undefined ? {} : { payload: event.payload }) };
  }
  if (event.kind !== "message") return null;
  return { attachments: event.attachments, ...(event.text === undefined ? {} : { typed: event.text }) };
}

const unrelated = { unrelated: true } as const;

/** Words, answered with words. */
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
 * One of several options, answered by its key. They stand in the order in which they are written. What the person cannot
 * see decides nothing: a title answers when it is typed, its key does not.
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
      // Nobody could ever answer it.
      if (pairs.length === 0) throw new TypeError(`choice("${text}") has no options. Give null to skip the question.`);
      return {
        type: "choice",
        text,
        presentation: "ephemeral",
        options: pairs.map(([key, title]): ReplyAction => ({ type: "reply", title, payload: `${tag}=${key}` })),
      };
    },
    read({ payload, typed }, tag) {
      if (payload !== undefined) {
        const found = pairs.find(([key]) => payload === `${tag}=${key}`);
        return found === undefined ? unrelated : { answer: found[0] };
      }
      if (typed === undefined) return unrelated;
      const [found, another] = typedAmong(typed, pairs, ([, title]) => title);
      return found === undefined || another !== undefined
        ? { wrong: `Please choose one of these: ${pairs.map(([, title]) => title).join(", ")}.` }
        : { answer: found[0] };
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

/**
 * Yes or no. The titles are in the person's language; typed, they count, and so do the other words for yes and no of that
 * language ("yep", "no thanks"). It is known by the titles (`Sí` and `No` are Spanish) in English, Spanish, Portuguese,
 * French and German; `language` says it for titles of another kind. Whatever else is typed is asked again.
 * @example confirm("¿Lo pido?", { yes: "Pedir", no: "Todavía no", language: "es" })
 */
export function confirm(
  text: string,
  {
    yes,
    no,
    language,
    ...wording
  }: { readonly yes: string; readonly no: string; readonly language?: Language } & Wording = YES_NO,
): Question<boolean> {
  const either = choice(text, { yes, no }, wording);
  const spoken = language ?? languageOf({ yes, no });
  return {
    ask: either.ask,
    read(reply, tag) {
      const reading = either.read(reply, tag);
      if ("answer" in reading) return { answer: reading.answer === "yes" };
      if (reply.typed === undefined || spoken === null) return reading;
      const meant = yesOrNo(reply.typed, spoken);
      return meant === null ? reading : { answer: meant };
    },
  };
}

const YES_NO = { yes: "Yes", no: "No" };

/** A number, typed with a point or a comma. */
export function number(
  text: string,
  range: { readonly min?: number; readonly max?: number } & Wording = {},
): Question<number> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  return typed(text, range, (answer) => {
    // "1,000" is a thousand to some and one to others.
    if (/^[+-]?\d{1,3}[.,]\d{3}$/.test(answer)) {
      return { wrong: `Please write it without "${/[.,]/.exec(answer)?.[0]}", such as ${answer.replace(/[.,]/, "")}.` };
    }
    const value = /^[+-]?\d{1,15}([.,]\d{1,6})?$/.test(answer) ? Number(answer.replace(",", ".")) : Number.NaN;
    if (Number.isNaN(value)) return { wrong: "Please write a number, such as 3." };
    if (value >= min && value <= max) return { answer: value };
    const sides = [Number.isFinite(min) ? `at least ${min}` : "", Number.isFinite(max) ? `at most ${max}` : ""];
    return { wrong: `Please write a number of ${sides.filter((side) => side !== "").join(" and ")}.` };
  });
}

/** A day, answered as `2026-12-24`. Understood: `2026-12-24` and `24.12.2026`. */
export function date(text: string, wording: Wording = {}): Question<string> {
  return typed(text, wording, (answer) => {
    const found =
      /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$|^(?<d>\d{1,2})\.\s?(?<m>\d{1,2})\.\s?(?<y>\d{4})$/.exec(
        answer,
      );
    const { year, month, day, d, m, y } = found?.groups ?? {};
    const iso = `${year ?? y}-${(month ?? m ?? "").padStart(2, "0")}-${(day ?? d ?? "").padStart(2, "0")}`;
    const at = new Date(`${iso}T00:00:00Z`);
    const exists = found !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
    return exists ? { answer: iso } : { wrong: "Please write a day such as 2026-12-24." };
  });
}

/** An e-mail address. Messenger offers the person's own as a button. */
export function email(text: string, wording: Wording = {}): Question<string> {
  return filledIn("email", text, wording, (answer) =>
    /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(answer) && answer.length <= 254
      ? { answer }
      : { wrong: "That does not look like an e-mail address. Please write it as name@example.com." },
  );
}

/** A phone number, answered as `+31201234567`. Messenger offers the person's own as a button. */
export function phone(text: string, wording: Wording = {}): Question<string> {
  return filledIn("phone", text, wording, (answer) => {
    const digits = answer
      .replace(/\(0\)/, "")
      .replace(/[\s()./-]/g, "")
      .replace(/^00/, "+");
    return /^\+\d{7,15}$/.test(digits)
      ? { answer: digits }
      : { wrong: "Please write the number with its country code, such as +31 20 123 4567." };
  });
}

/** A place that the person shares from the map. */
export function place(
  text: string,
  wording: Wording = {},
): Question<{ readonly latitude: number; readonly longitude: number }> {
  return worded(wording, {
    ask: () => ({ type: "request", what: "location", text }),
    read({ attachments, typed }) {
      const found = attachments.find((one) => one.type === "location");
      if (found !== undefined) return { answer: { latitude: found.latitude, longitude: found.longitude } };
      return typed === undefined ? unrelated : { wrong: "Please share the place from the map." };
    },
  });
}

/** A picture that the person sends, answered as its address. The address expires: fetch it soon. */
export function picture(text: string, wording: Wording = {}): Question<string> {
  return worded(wording, {
    ask: () => ({ type: "text", text }),
    read({ attachments, typed }) {
      const found = attachments.find((one) => one.type === "image");
      if (found?.type === "image" && found.url !== undefined) return { answer: found.url };
      return typed === undefined ? unrelated : { wrong: "Please send a picture." };
    },
  });
}

function typed<Answer>(text: string, wording: Wording, read: (answer: string) => Reading<Answer>): Question<Answer> {
  return worded(wording, {
    ask: () => ({ type: "text", text }),
    read: (reply) => (reply.typed === undefined ? unrelated : read(reply.typed.trim())),
  });
}

/** Says the bot's own sentence in place of the library's. */
function worded<Answer>({ wrong }: Wording, question: Question<Answer>): Question<Answer> {
  if (wrong === undefined) return question;
  return {
    ask: question.ask,
    read(reply, tag) {
      const reading = question.read(reply, tag);
      return "wrong" in reading ? { wrong } : reading;
    },
  };
}

/** A button fills it in, and its tap carries the value itself. */
function filledIn(
  what: "email" | "phone",
  text: string,
  wording: Wording,
  read: (answer: string) => Reading<string>,
): Question<string> {
  return worded(wording, {
    ask: () => ({ type: "request", what, text }),
    read({ payload, typed }) {
      if (typed !== undefined) return read(typed.trim());
      if (payload === undefined) return unrelated;
      const reading = read(payload);
      return "answer" in reading ? reading : unrelated;
    },
  });
}
