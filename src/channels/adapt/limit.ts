/** A limit of a platform, as a row of a dated table: every channel has one such table. Measures and cuts text by one. */
import { cutText, lengthOf, type TextUnit } from "../../model/split.ts";

/**
 * The source of a limit: `documented` on a page or in an SDK of the platform's, `third party` in well-kept code of others
 * only, `guess` when neither was found.
 */
export type Mark = "documented" | "third party" | "guess";
export interface Limit {
  readonly max: number;
  readonly unit: "characters" | "bytes" | "items" | "milliseconds" | "a second" | "in 10 minutes";
  readonly mark: Mark;
  /** The page that it stands on, and the date of that page's last change. */
  readonly source: string;
}

/** A limit of the length of a text. Platforms count it differently, so `unit` names the unit. */
export interface TextLimit extends Limit {
  readonly unit: TextUnit;
}

/** The size of a text, in the unit of its limit. */
export const sizeOf = (text: string, { unit }: TextLimit): number => lengthOf(text, unit);

export const isWithin = (text: string, limit: TextLimit): boolean => sizeOf(text, limit) <= limit.max;

/** Returns the text if it fits, else as much of its beginning as fits with a final "…". */
export const cutTo = (text: string, { max, unit }: TextLimit): string => cutText(text, max, unit);

/** `31 > 20 characters` */
export function over(size: number, limit: Limit): string {
  return `${size} > ${limit.max} ${limit.unit}`;
}

/** The same for a text that is too long. */
export const overText = (text: string, limit: TextLimit): string => over(sizeOf(text, limit), limit);
