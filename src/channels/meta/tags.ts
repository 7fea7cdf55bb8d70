/** A message tag, as a row of a platform's table: what may be said outside of the 24 hours without a template. */
import type { Mark } from "../adapt/limit.ts";

export interface Tag {
  /** The day from which Meta refuses it with code 100; undefined while it lives. */
  readonly ended?: string;
  /** What it is for, or what replaces it. */
  readonly use: string;
  readonly mark: Mark;
  readonly source: string;
}
