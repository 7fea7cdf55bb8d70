/** Mutates the source on its way into the tests: no file is touched, so nothing has to be put back. */
import type { Plugin } from "vitest/config";
import { MUTATION, type Mutation } from "./mutation.ts";

const text = process.env[MUTATION];
const mutation: Mutation | null = text === undefined ? null : JSON.parse(text);
const isMutated = (id: string): boolean => mutation !== null && id.endsWith(`/${mutation.file}`);

/** Does nothing unless the run is told a mutation. */
export const mutated: Plugin = {
  name: "mutated",
  enforce: "pre",
  transform: (code, id) =>
    mutation !== null && isMutated(id) ? code.replace(mutation.from, () => mutation.to) : undefined,
  // vitest keeps what it has transformed, by file: the mutated file is not to be found by another run.
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (isMutated(id) ? false : undefined)),
};
