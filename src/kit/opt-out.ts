/**
 * Opt-out: the whole messages that stop all that the bot would say by itself, and those that undo it. The turn does the
 * stopping.
 */

import { Vocabulary } from "../model/compare.ts";
import type { Language, LanguageOption, PerPerson } from "./language.ts";

/** The words of opt-out, in your languages. */
export interface OptOutOptions<State = unknown> {
  /**
   * The languages that the bot speaks, by ISO 639. If not given: English, and `createBot({ language })` where that is
   * one. The library's words in other languages count as well, but not while a question waits for an answer: "Baja" is
   * also a place.
   */
  readonly languages?: readonly OptLanguage[];
  /** Words that stop, as whole messages, compared as all words are: docs/dialogs.md. They replace the library's. */
  readonly stop?: readonly string[];
  /** Words that undo it. */
  readonly start?: readonly string[];
  /** The words said once when a person stops. Without it: a sentence of the library's. */
  readonly stopped?: PerPerson<State, string>;
  /** The words said when a person starts again. Without it: a sentence of the library's. */
  readonly started?: PerPerson<State, string>;
}

/** The languages of the library's stop and start words. */
export type OptLanguage = Language | "nl";

interface OptWord {
  readonly is: "stop" | "start";
  readonly word: string;
}

export interface OptOut {
  /** The words that always count. */
  readonly own: Vocabulary<OptWord>;
  /** The words in languages that the bot does not speak. */
  readonly foreign: Vocabulary<OptWord>;
  /** The bot's own start words, if it has any. */
  readonly start: readonly string[] | undefined;
  readonly stopped: PerPerson<never, string> | undefined;
  readonly started: PerPerson<never, string> | undefined;
}

const WORDS: Readonly<Record<OptLanguage, Readonly<Record<OptWord["is"], readonly string[]>>>> = {
  en: {
    stop: ["stop", "stop all", "unsubscribe", "opt out"],
    start: ["start", "unstop", "subscribe", "opt in"],
  },
  es: { stop: ["baja", "parar"], start: ["alta"] },
  pt: { stop: ["parar"], start: ["ativar"] },
  fr: { stop: ["arrêter", "arrêt"], start: ["démarrer"] },
  de: { stop: ["stopp", "abmelden"], start: ["anmelden"] },
  nl: { stop: ["afmelden"], start: ["aanmelden"] },
};

export function optOutOf(
  options: boolean | OptOutOptions<never> | undefined,
  language: LanguageOption<never> | undefined,
): OptOut | null {
  if (options === undefined || options === false) return null;
  const given: OptOutOptions<never> = options === true ? {} : options;
  const spoken = given.languages ?? [
    ...new Set<OptLanguage>(["en", ...(typeof language === "string" ? [language] : [])]),
  ];
  const all = Object.keys(WORDS) as OptLanguage[];
  for (const one of spoken) {
    if (!all.includes(one)) {
      throw new TypeError(
        `createBot({ optOut: { languages } }): there are no words in "${one}". There are: ${all.join(", ")}. Give your own as stop and start.`,
      );
    }
  }
  const words = (languages: readonly OptLanguage[], is: OptWord["is"]): OptWord[] =>
    [...new Set(languages.flatMap((one) => WORDS[one][is]))].map((word) => ({ is, word }));
  const foreign = all.filter((one) => !spoken.includes(one));
  const vocabulary = (stop: readonly OptWord[], start: readonly OptWord[]) =>
    new Vocabulary([...stop, ...start], ({ word }) => word);
  const own = (is: OptWord["is"]) => given[is]?.map((word): OptWord => ({ is, word })) ?? words(spoken, is);
  const others = (is: OptWord["is"]) => (given[is] === undefined ? words(foreign, is) : []);
  return {
    own: vocabulary(own("stop"), own("start")),
    foreign: vocabulary(others("stop"), others("start")),
    start: given.start,
    stopped: given.stopped,
    started: given.started,
  };
}

/** Returns the word that undoes a stop, in a person's language. */
export const startWord = ({ start }: OptOut, language: Language): string =>
  (start ?? WORDS[language].start)[0] ?? "start";

/**
 * Tells whether a message is one of the words, and which.
 * @param isAsked tells whether a question waits for an answer
 */
export function optWord(text: string, { own, foreign }: OptOut, isAsked: boolean): OptWord["is"] | null {
  const [found] = own.among(text);
  const [other] = isAsked ? [] : foreign.among(text);
  return (found ?? other)?.is ?? null;
}
