/** Erasing: the whole messages that remove everything that is stored of the person. The conversation does the removing. */

import { Vocabulary } from "../model/compare.ts";
import type { PerPerson } from "./language.ts";

/** The words of erasing, in your languages. */
export interface EraseOptions<State = unknown> {
  /** Whole messages, compared as all words are: docs/dialogs.md. */
  readonly words?: readonly string[];
  /** The words said last of all, before it is done. Without it: a sentence of the library's. */
  readonly say?: PerPerson<State, string>;
}

export interface Erasing {
  readonly words: Vocabulary<string>;
  readonly say: PerPerson<never, string> | undefined;
}

const WORDS = [
  "delete my data",
  "erase my data",
  "forget me",
  "lösche meine daten",
  "borra mis datos",
  "apague meus dados",
  "apagar meus dados",
  "supprime mes données",
  "verwijder mijn gegevens",
];

export function erasingOf(options: boolean | EraseOptions<never> | undefined): Erasing | null {
  if (options === undefined || options === false) return null;
  const given = options === true ? {} : options;
  return { words: new Vocabulary(given.words ?? WORDS, (word) => word), say: given.say };
}
