/** Opt-out: a whole message that is one of the stop words ends everything that the bot would say by itself. */
import { Vocabulary } from "../model/compare.ts";

/** The words of opt-out, in your languages. */
export interface OptOutOptions {
  /**
   * The languages that the bot speaks, by ISO 639; `["en"]` if not given. Of the library's words those of another language
   * count as well, but not while a question waits for an answer: "Baja" is also a place.
   */
  readonly languages?: readonly OptLanguage[];
  /** Words that stop, as whole messages, compared as all words are: docs/dialogs.md. They replace the library's. */
  readonly stop?: readonly string[];
  /** Words that undo it. */
  readonly start?: readonly string[];
  /** Said once when somebody stops. */
  readonly stopped?: string;
  /** Said when somebody starts again. */
  readonly started?: string;
}

/** The languages of the library's stop and start words. */
export type OptLanguage = "en" | "es" | "pt" | "fr" | "de" | "nl";

interface OptWord {
  readonly is: "stop" | "start";
  readonly word: string;
}

export interface OptOut {
  /** The words that count always. */
  readonly own: Vocabulary<OptWord>;
  /** The words of languages that the bot does not speak. */
  readonly foreign: Vocabulary<OptWord>;
  readonly stopped: string;
  readonly started: string;
}

const WORDS: Readonly<Record<OptLanguage, Readonly<Record<OptWord["is"], readonly string[]>>>> = {
  en: {
    stop: ["stop", "stop all", "unsubscribe", "opt out"],
    start: ["start", "unstop", "subscribe", "opt in"],
  },
  es: { stop: ["baja", "parar"], start: ["alta"] },
  pt: { stop: ["parar"], start: [] },
  fr: { stop: ["arrêter", "arrêt"], start: ["démarrer"] },
  de: { stop: ["stopp", "abmelden"], start: ["anmelden"] },
  nl: { stop: ["afmelden"], start: ["aanmelden"] },
};

export function optOutOf(options: boolean | OptOutOptions | undefined): OptOut | null {
  if (options === undefined || options === false) return null;
  const given = options === true ? {} : options;
  const spoken = given.languages ?? ["en"];
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
    stopped: given.stopped ?? 'You will get no more messages by yourself. Write "start" if you change your mind.',
    started: given.started ?? "Welcome back. You get messages again.",
  };
}

/**
 * Whether a message is one of the words, and which.
 * @param isAsked whether a question waits for an answer
 */
export function optWord(text: string, { own, foreign }: OptOut, isAsked: boolean): OptWord["is"] | null {
  const [found] = own.among(text);
  const [other] = isAsked ? [] : foreign.among(text);
  return (found ?? other)?.is ?? null;
}
