/** Erasing: a whole message that is one of these words removes everything that is stored of the person. */
import { Vocabulary } from "../model/compare.ts";

/** The words of erasing, in your languages. */
export interface EraseOptions {
  /** As whole messages, compared as all words are: docs/dialogs.md. */
  readonly words?: readonly string[];
  /** Said last of all, before it is done. */
  readonly say?: string;
}

export interface Erasing {
  readonly words: Vocabulary<string>;
  readonly say: string;
}

const WORDS = [
  "delete my data",
  "erase my data",
  "forget me",
  "lösche meine daten",
  "borra mis datos",
  "supprime mes données",
  "verwijder mijn gegevens",
];

export function erasingOf(options: boolean | EraseOptions | undefined): Erasing | null {
  if (options === undefined || options === false) return null;
  const given = options === true ? {} : options;
  return {
    words: new Vocabulary(given.words ?? WORDS, (word) => word),
    say: given.say ?? "Everything that I know of you is deleted now. If you write again, we start anew.",
  };
}
