/** A question of a dialog as a value, and the parts that all kinds of questions share. The kinds are in `questions.ts`. */

import type { Content } from "../model/content.ts";
import type { Attachment, Event } from "../model/events.ts";
import type { Language } from "./language.ts";
import type { LocalTime } from "./parse/zone.ts";
import type { Sentence } from "./sentences.ts";

/** The parts of a message or tap that an answer is read from. */
export interface Reply {
  /** The typed text; undefined for a tap and for attachments. */
  readonly typed?: string;
  /** The payload of the tapped button. */
  readonly payload?: string;
  readonly attachments: readonly Attachment[];
}

/** The result of reading a reply to a question. */
export type Reading<Answer> =
  | { readonly answer: Answer }
  /** An answer that cannot be taken: the words to say. */
  | { readonly wrong: string }
  /** An answer with several meanings. */
  | Unclear
  /** A reply that is no answer to this. `possible`: the words for a picture, a voice or a sticker without a handler. */
  | { readonly unrelated: true; readonly possible?: string };

/** The words to say, and the meanings to choose from. */
export interface Unclear {
  readonly unclear: string;
  readonly meanings: readonly Meaning[];
}

/** One of the things that an answer can mean, as an option. */
export interface Meaning {
  readonly title: string;
  /** The payload of a tap on it, behind the question's tag: `checkout.day=2026-08-07`. */
  readonly value: string;
}

/** The time, the time zone and the language in which something is asked or an answer is read. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The same time, as calendar and clock show it in the bot's time zone. */
  readonly time: LocalTime;
  /** The language in which the library speaks to the person. */
  readonly language: Language;
  /** The library's sentences in that language. */
  readonly sentence: Sentence;
}

/** A question of a dialog, with the reading of its answer. */
export interface Question<Answer> {
  /** Makes the question's content. `tag` marks the payloads of its options: `checkout.speed`. */
  readonly ask: (tag: string, moment: Moment) => Content;
  readonly read: (reply: Reply, tag: string, moment: Moment) => Reading<Answer>;
}

/** The words of a question beside the question itself. */
export interface Wording {
  /** The reply to an answer that cannot be read. Without it: a sentence of the library's, in the person's language. */
  readonly wrong?: string;
  /** The words above the options when an answer has several meanings. Without it: `wrong`, or the library's sentence. */
  readonly unclear?: string;
}

/** The values that `ask` takes: a question, or words that are answered with words. */
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

/** Reads a reply without text as none. @param possible the words for a picture, a voice or a sticker */
export const untyped = ({ attachments }: Reply, possible: string) =>
  attachments.length === 0 ? unrelated : ({ unrelated: true, possible } as const);

/** A kind of answer that is typed, and may be written so that it means several things. */
export interface Kind<Answer extends string | number | object> {
  /** Lists everything that the words can mean. Nothing: they cannot be read. */
  readonly meanings: (typed: string, moment: Moment) => readonly Answer[];
  /** Tells whether a single meaning may be taken without asking. Without it: yes. */
  readonly isCertain?: (answer: Answer, typed: string, moment: Moment) => boolean;
  /** The sentence that is said when they cannot be read. */
  readonly wrong: "number" | "date" | "time" | "when";
  /** Returns the reason why an answer that was understood will not do, or null. */
  readonly fault: (answer: Answer, moment: Moment) => string | null;
  /** Names an answer, as an option. */
  readonly title: (answer: Answer, moment: Moment) => string;
  /** Makes the payload of a tap on that option. */
  readonly value: (answer: Answer) => string;
  /** Reads that payload back; null if it is none. */
  readonly answer: (value: string, moment: Moment) => Answer | null;
}

/** Makes a question that takes an answer with one meaning, and lets the person choose where it has several. */
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

/** Makes a question that a button fills in: its tap's payload is the answer itself. */
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
      // The tap is on a meaning that was read back: it is taken as it is.
      if (payload.startsWith(`${tag}=`)) return { answer: payload.slice(tag.length + 1) };
      const reading = read(payload, moment);
      return "answer" in reading ? reading : unrelated;
    },
  });
}
