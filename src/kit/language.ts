/** The languages in which the library speaks to people and reads their words, and the choice among them. */

/** A language of the library's, by ISO 639. */
export type Language = "en" | "es" | "pt" | "fr" | "de";

/** All languages of the library's. */
export const LANGUAGES: readonly Language[] = ["en", "es", "pt", "fr", "de"];

/** The facts about a person by which the bot chooses words for them. */
export interface PersonContext<State> {
  /** The bot's memory of this person. */
  readonly state: State;
  /**
   * Language and country, such as `pt_BR`, as the platform tells them to `c.profile()`. Missing: not asked for yet, or
   * not told.
   */
  readonly locale?: string;
  /** The language in which the library speaks to them: `createBot({ language })`. */
  readonly language: Language;
}

/** One value for everybody, or a function of the facts about a person. It may be called often, and changes nothing. */
export type PerPerson<State, Value> = Value | ((c: PersonContext<State>) => Value);

/** The language to use, or a function of the facts about a person; undefined: their locale's, else English. */
export type LanguageOption<State> = Language | ((c: Omit<PersonContext<State>, "language">) => Language | undefined);

/** Returns the language of a locale such as `pt_BR`, if it is one of the library's. */
export function languageOfLocale(locale: string | undefined): Language | undefined {
  const code = locale?.split(/[-_]/)[0]?.toLowerCase();
  return LANGUAGES.find((one) => one === code);
}

/** Checks a language. @throws {TypeError} when it is none of the library's */
export function checkedLanguage(where: string, language: string): void {
  if (LANGUAGES.some((one) => one === language)) return;
  throw new TypeError(
    `${where}: "${language}" is no language of the library's. There are: ${LANGUAGES.join(", ")}. Write sentences in another one as createBot({ sentences }).`,
  );
}
