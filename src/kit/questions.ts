/** Questions of a dialog: what is asked, and how its answer is read. */
import type { Content, ReplyAction } from "../content/content.ts";
import type { Attachment, Event } from "../content/events.ts";

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

const fold = (text: string): string => text.trim().toLowerCase();
const unrelated = { unrelated: true } as const;

/** Words, answered with words. */
export function words(content: Content): Question<string> {
  return {
    ask: () => content,
    read: ({ typed }) => (typed === undefined || typed.trim() === "" ? unrelated : { answer: typed.trim() }),
  };
}

/**
 * One of several options, by its key.
 * @example choice("How fast?", { std: "Standard, $4.99", exp: "Express, $12" }) // answers "std" or "exp"
 */
export function choice<const Options extends Readonly<Record<string, string>>>(
  text: string,
  options: Options,
  wording: Wording = {},
): Question<keyof Options & string> {
  const keys = Object.keys(options) as (keyof Options & string)[];
  return worded(wording, {
    ask(tag) {
      // Nobody could ever answer it.
      if (keys.length === 0) throw new TypeError(`choice("${text}") has no options. Give null to skip the question.`);
      return {
        type: "choice",
        text,
        presentation: "ephemeral",
        options: keys.map(
          (key): ReplyAction => ({ type: "reply", title: options[key] ?? key, payload: `${tag}=${key}` }),
        ),
      };
    },
    read({ payload, typed }, tag) {
      if (payload !== undefined) {
        const key = keys.find((one) => payload === `${tag}=${one}`);
        return key === undefined ? unrelated : { answer: key };
      }
      if (typed === undefined) return unrelated;
      const key = keys.find((one) => fold(options[one] ?? one) === fold(typed) || fold(one) === fold(typed));
      return key === undefined
        ? { wrong: `Please choose one of these: ${keys.map((one) => options[one]).join(", ")}.` }
        : { answer: key };
    },
  });
}

/** Yes or no. The titles can be given in the person's language; both are understood when typed, too. */
export function confirm(
  text: string,
  { yes, no, ...wording }: { readonly yes: string; readonly no: string } & Wording = YES_NO,
): Question<boolean> {
  const either = choice(text, { yes, no }, wording);
  return {
    ask: either.ask,
    read(reply, tag) {
      const reading = either.read(reply, tag);
      return "answer" in reading ? { answer: reading.answer === "yes" } : reading;
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
