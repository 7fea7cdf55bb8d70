/**
 * Comparison of typed words with known ones. A word is the same from any keyboard, app or habit; signs that change its
 * meaning ("A+" and "A-", "C" and "C++") count.
 */
import { latinDigits } from "./digits.ts";

const APOSTROPHES = /[\u2018\u2019\u201A\u201B\u2032\u02B9\u02BB\u02BC\u02BD\uFF07`\u00B4]/g;
const QUOTES = /[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB\u2039\u203A\u300C-\u300F\uFF02]/g;
const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
/** Zero-width signs, direction marks, soft hyphens, and marks that only choose how an emoji is drawn. */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|\u034F|[\u115F\u1160\u3164]/gu;

/**
 * Writes words in one spelling: Unicode NFKC, one case, one kind of apostrophes, quotes and dashes, the digits 0 to 9,
 * no invisible marks, single spaces and none at the ends.
 */
export function folded(text: string): string {
  const one = straightened(text);
  // By way of capitals "ß" becomes "ss", as it is typed in capitals.
  return one.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC").trim().replace(/\s+/gu, " ");
}

/** Writes a text in that spelling, but with its case, its lines and its spaces as they are. */
export function straightened(text: string): string {
  const straight = text.replace(APOSTROPHES, "'").replace(QUOTES, '"').replace(DASHES, "-");
  return latinDigits(straight.normalize("NFKC").replace(INVISIBLE, "").replace(DASHES, "-"));
}

/** Signs that carry no meaning at the ends of an answer. Not `+`, `-`, `$`, `%`, `#` or `/`: those do. */
const ORNAMENT =
  /^[\s.,!?;:'"()[\]{}*_~\u00A1\u00BF\u2026\u2022\u00B7\u3001\u3002\u060C\u061B\u061F\u0964\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$|^\u20E3$/u;

/** Takes punctuation and emoji away from around `folded` words; words that are nothing else stay as they are. */
export function bare(text: string): string {
  const whole = folded(text);
  return trimmed(whole, ORNAMENT, ORNAMENT) || whole;
}

/** Takes away the signs at the ends of a text that `before` and `after` match. */
export function trimmed(text: string, before: RegExp, after: RegExp): string {
  const signs = Array.from(text);
  // One pattern for both ends would begin anew at each space of a long text.
  let start = 0;
  let end = signs.length;
  while (start < end && before.test(signs[start] ?? "")) start++;
  while (end > start && after.test(signs[end - 1] ?? "")) end--;
  return signs.slice(start, end).join("");
}

/** Takes the accents away from `bare` words: people in a hurry, or with another keyboard, type none. */
export function plain(text: string): string {
  return bare(text)
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFC");
}

/** Each one finds words that the one before it does not: as they are; without signs around them; without accents. */
const SPELLINGS = [folded, bare, plain];

/**
 * A set of known things, found by their words as people type them. The first spelling that finds any decides, so that
 * "papa" and "papá" stay apart where both are known.
 */
export class Vocabulary<One> {
  readonly #known: readonly One[];
  readonly #words: (one: One) => string;
  readonly #spelled = new Map<(text: string) => string, Map<string, One[]>>();

  /** @param words returns the words by which a known thing is found */
  constructor(known: readonly One[], words: (one: One) => string) {
    this.#known = known;
    this.#words = words;
  }

  /** Finds those that were typed. "Blue?" is a question of the person's own, and not the word "Blue". */
  among(typed: string): readonly One[] {
    return this.#found(typed, isAsking(typed) ? [folded] : SPELLINGS);
  }

  /** Finds those that were typed, where a question about a word means the word: "Price?" */
  about(typed: string): readonly One[] {
    return this.#found(typed, SPELLINGS);
  }

  #found(typed: string, spellings: readonly ((text: string) => string)[]): readonly One[] {
    for (const spelling of spellings) {
      const text = spelling(typed);
      const found = text === "" ? undefined : this.#by(spelling).get(text);
      if (found !== undefined) return found;
    }
    return [];
  }

  #by(spelling: (text: string) => string): Map<string, One[]> {
    const known = this.#spelled.get(spelling) ?? Map.groupBy(this.#known, (one) => spelling(this.#words(one)));
    this.#spelled.set(spelling, known);
    return known;
  }
}

/** Finds those of the known ones that were typed: a vocabulary that is used once. */
export const typedAmong = <One>(typed: string, known: readonly One[], words: (one: One) => string): readonly One[] =>
  new Vocabulary(known, words).among(typed);

const isAsking = (text: string): boolean => /[?\uFF1F\u061F]/.test(text);
