/** The languages in which the library speaks to people and reads what they write. */

/** A language of the library's, by ISO 639. */
export type Language = "en" | "es" | "pt" | "fr" | "de";

/** All of them. */
export const LANGUAGES: readonly Language[] = ["en", "es", "pt", "fr", "de"];

/** What is known of a person, where the bot decides which words they read. */
export interface PersonContext<State> {
  /** What the bot remembers of this person. */
  readonly state: State;
  /**
   * Language and country, such as `pt_BR`, as the platform tells them with `c.profile()`. Missing: it was not asked, or does
   * not tell.
   */
  readonly locale?: string;
  /** The language in which the library speaks to them: `createBot({ language })`. */
  readonly language: Language;
}

/** The same for everybody, or a function of what is known of the person. It may be called often, and changes nothing. */
export type PerPerson<State, Value> = Value | ((c: PersonContext<State>) => Value);

/** The language to use, or a function of what is known of the person; undefined: their locale's, else English. */
export type LanguageOption<State> = Language | ((c: Omit<PersonContext<State>, "language">) => Language | undefined);

/** The language of a locale such as `pt_BR`, if it is one of the library's. */
export function languageOfLocale(locale: string | undefined): Language | undefined {
  const code = locale?.split(/[-_]/)[0]?.toLowerCase();
  return LANGUAGES.find((one) => one === code);
}

/** @throws {TypeError} for what is no language of the library's */
export function checkedLanguage(where: string, language: string): void {
  if (LANGUAGES.some((one) => one === language)) return;
  throw new TypeError(
    `${where}: "${language}" is no language of the library's. There are: ${LANGUAGES.join(", ")}. Write sentences in another one as createBot({ sentences }).`,
  );
}
