/** The library's words for one person: in their language, and in the bot's words where it has them. It sends nothing. */
import {
  checkedLanguage,
  LANGUAGES,
  type Language,
  type LanguageOption,
  languageOfLocale,
  type PerPerson,
  type PersonContext,
} from "./language.ts";
import { type Sentence, type SentenceOptions, sentencesOf } from "./sentences.ts";

/** The facts about a person before their language is chosen. */
type Known = Omit<PersonContext<unknown>, "language">;

/** A bot's language and sentences, as its options have them. */
export interface Speech {
  /** Returns the language for a person. Throws what the bot's own function throws. */
  readonly languageFor: (c: Known) => Language;
  readonly sentencesIn: (language: Language) => Sentence;
}

/** Makes the speech of a bot from its options. @throws {TypeError} for an unknown language, key or place */
export function speechOf<State>({
  language,
  sentences,
}: {
  readonly language?: LanguageOption<State>;
  readonly sentences?: SentenceOptions;
}): Speech {
  if (typeof language === "string") checkedLanguage("createBot({ language })", language);
  return {
    languageFor(c) {
      const chosen = typeof language === "function" ? language(c as PersonContext<State>) : language;
      return LANGUAGES.find((one) => one === chosen) ?? byLocale(c);
    },
    sentencesIn: sentencesOf(sentences),
  };
}

const byLocale = ({ locale }: Known): Language => languageOfLocale(locale) ?? "en";

/** The library's words for one person, as they are now: a handler may change their language. */
export class PersonSpeech {
  /** Uses the library's words where a function of the bot's throws: for what nothing may prevent, such as an opt-out. */
  isUnfailing: boolean;
  readonly #speech: Speech;
  readonly #known: () => Known;

  constructor(speech: Speech, known: () => Known, isUnfailing = false) {
    this.#speech = speech;
    this.#known = known;
    this.isUnfailing = isUnfailing;
  }

  get language(): Language {
    const known = this.#known();
    return this.#made(
      () => this.#speech.languageFor(known),
      () => byLocale(known),
    );
  }

  get sentence(): Sentence {
    return this.#speech.sentencesIn(this.language);
  }

  /** Returns what the bot's options give for this person, or `instead` where they give nothing. */
  own<Given>(given: PerPerson<never, Given> | undefined, instead: () => Given): Given {
    if (given === undefined) return instead();
    const { language } = this;
    return this.#made(() => givenFor(given, { ...this.#known(), language }), instead);
  }

  #made<Made>(make: () => Made, instead: () => Made): Made {
    if (!this.isUnfailing) return make();
    try {
      return make();
    } catch {
      return instead();
    }
  }
}

const givenFor = <Given>(given: PerPerson<never, Given>, c: PersonContext<unknown>): Given =>
  typeof given === "function" ? (given as (c: PersonContext<unknown>) => Given)(c) : (given as Given);
