/** A promise, broken on purpose: one place of the source says something else. */
export interface Mutation {
  /** What would not hold any more. */
  readonly breaks: string;
  /** Below the project's folder. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** The tests that must notice, below `test/`. */
  readonly tests: readonly string[];
  /** One of the few that CI tries at each change. */
  readonly often?: true;
}

/** The name of the variable in which a run of the tests is told its mutation, as JSON. */
export const MUTATION = "MUTATION";
