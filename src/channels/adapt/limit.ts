/** A limit of a platform, as a row of a dated table: every channel has one such table. */

/**
 * How well a limit is known: `documented` on a page or in an SDK of the platform's, `third party` in well-kept code of others
 * only, `guess` when neither was found.
 */
export type Mark = "documented" | "third party" | "guess";
export interface Limit {
  readonly max: number;
  readonly unit: "characters" | "bytes" | "items" | "milliseconds" | "a second" | "in 10 minutes";
  readonly mark: Mark;
  /** Where on Meta's pages it stands, and when that page was last changed. */
  readonly source: string;
}
