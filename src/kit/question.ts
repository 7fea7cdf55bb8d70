/** What a question of a dialog is: what is asked, and how its answer is read. */

import type { Content } from "../model/content.ts";
import type { Attachment, Event } from "../model/events.ts";
import type { Language } from "./language.ts";
import type { LocalTime } from "./parse/zone.ts";
import type { Sentence } from "./sentences.ts";

/** What an answer is read from. */
export interface Reply {
  /** What the person typed; undefined for a tap and for attachments. */
  readonly typed?: string;
  /** What the tapped button carries. */
  readonly payload?: string;
  readonly attachments: readonly Attachment[];
}

/** What a question makes of a reply. */
export type Reading<Answer> =
  | { readonly answer: Answer }
  /** It was meant as an answer, and is none: what to say. */
  | { readonly wrong: string }
  /** It means one thing to some and another to others. */
  | Unclear
  /** It was not meant as an answer to this. For pictures, voices and stickers: what is possible, if nobody else answers. */
  | { readonly unrelated: true; readonly possible?: string };

/** What to say, and what to choose from. */
export interface Unclear {
  readonly unclear: string;
  readonly meanings: readonly Meaning[];
}

/** One of the things that an answer can mean, as an option. */
export interface Meaning {
  readonly title: string;
  /** What a tap on it carries behind the question's tag: `checkout.day=2026-08-07`. */
  readonly value: string;
}

/** When and where something is asked or an answer is read, and in which language. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The same, as calendar and clock show it in the bot's time zone. */
  readonly time: LocalTime;
  /** The language in which the library speaks to the person. */
  readonly language: Language;
  /** The library's sentences in it. */
  readonly sentence: Sentence;
}

/** Something that a dialog asks, and how its answer is read. */
export interface Question<Answer> {
  /** What is asked. `tag` marks the payloads of its options: `checkout.speed`. */
  readonly ask: (tag: string, moment: Moment) => Content;
  readonly read: (reply: Reply, tag: string, moment: Moment) => Reading<Answer>;
}

/** How a question speaks. */
export interface Wording {
  /** What is said to an answer that cannot be read. Without it: a sentence of the library's, in the person's language. */
  readonly wrong?: string;
  /** What is said above the options when an answer can mean several things. Without it: `wrong`, or the library's sentence. */
  readonly unclear?: string;
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

export const unrelated = { unrelated: true } as const;

/** Nothing was typed. @param possible what can be done, for who has sent a picture, a voice or a sticker instead */
export const untyped = ({ attachments }: Reply, possible: string) =>
  attachments.length === 0 ? unrelated : ({ unrelated: true, possible } as const);

/** A kind of answer that is typed, and may be written so that it means several things. */
export interface Kind<Answer extends string | number | object> {
  /** Everything that the words can mean. Nothing: they cannot be read. */
  readonly meanings: (typed: string, moment: Moment) => readonly Answer[];
  /** Whether the only thing that the words can mean may be taken without asking. Without it: yes. */
  readonly isCertain?: (answer: Answer, typed: string, moment: Moment) => boolean;
  /** Which sentence is said when they cannot be read. */
  readonly wrong: "number" | "date" | "time" | "when";
  /** Why an answer that was understood will not do, or null. */
  readonly fault: (answer: Answer, moment: Moment) => string | null;
  /** Names an answer, as an option. */
  readonly title: (answer: Answer, moment: Moment) => string;
  /** What a tap on that option carries. */
  readonly value: (answer: Answer) => string;
  /** Reads it back; null for what is none of them. */
  readonly answer: (value: string, moment: Moment) => Answer | null;
}

/** A question that takes an answer where it has one meaning, and lets the person choose where it has several. */
export function understood<Answer extends string | number | object>(
  text: string,
  wording: Wording,
  kind: Kind<Answer>,
): Question<Answer> {
  return worded(wording, {
    ask: () => ({ type: "text", text }),
    read(reply, tag, moment) {
      const { typed, payload } = reply;
      const wrong = moment.sentence(kind.wrong);
      if (payload !== undefined) {
        const value = payload.startsWith(`${tag}=`) ? payload.slice(tag.length + 1) : undefined;
        const answer = value === undefined ? null : kind.answer(value, moment);
        return answer === null || kind.fault(answer, moment) !== null ? unrelated : { answer };
      }
      if (typed === undefined) return untyped(reply, wrong);
      const meanings = kind.meanings(typed, moment);
      const possible = meanings.filter((answer) => kind.fault(answer, moment) === null);
      const [first] = meanings;
      const [answer] = possible;
      if (first === undefined) return { wrong };
      if (answer === undefined) return { wrong: kind.fault(first, moment) ?? wrong };
      if (meanings.length === 1 && (kind.isCertain?.(answer, typed, moment) ?? true)) return { answer };
      const named = possible.map((one) => ({ title: kind.title(one, moment), value: kind.value(one) }));
      return { unclear: moment.sentence(named.length === 1 ? "meansThis" : "meansWhich"), meanings: named };
    },
  });
}

/** Says the bot's own sentences in place of the library's. */
export function worded<Answer>(wording: Wording, question: Question<Answer>): Question<Answer> {
  const { wrong, unclear = wrong } = wording;
  return {
    ask: question.ask,
    read(reply, tag, moment) {
      const reading = question.read(reply, tag, moment);
      if ("wrong" in reading) return { wrong: wrong ?? reading.wrong };
      if ("possible" in reading) return { ...reading, possible: wrong ?? reading.possible };
      return "unclear" in reading ? { ...reading, unclear: unclear ?? reading.unclear } : reading;
    },
  };
}

/** A button fills it in, and its tap carries the value itself. */
export function filledIn(
  what: "email" | "phone",
  text: string,
  wording: Wording,
  read: (answer: string, moment: Moment) => Reading<string>,
): Question<string> {
  return worded(wording, {
    ask: () => ({ type: "request", what, text }),
    read(reply, tag, moment) {
      const { payload, typed } = reply;
      if (typed !== undefined) return read(typed, moment);
      if (payload === undefined) {
        const nothing = read("", moment);
        return untyped(reply, "wrong" in nothing ? nothing.wrong : "");
      }
      // The person has said so by the tap: what was read back is what they mean.
      if (payload.startsWith(`${tag}=`)) return { answer: payload.slice(tag.length + 1) };
      const reading = read(payload, moment);
      return "answer" in reading ? reading : unrelated;
    },
  });
}
