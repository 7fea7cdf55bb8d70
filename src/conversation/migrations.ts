/**
 * The way from what an older version of a conversation's schema has stored to the present one. Each step is for good: nobody
 * knows when the object of somebody who is silent starts again. docs/storage.md has the list of versions.
 */

/** From one version to the next: changes tables, and gives back the facts as they are from then on. */
export type Migration = (
  sql: SqlStorage,
  facts: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

/** The first leads from version 1 to 2. */
export const MIGRATIONS: readonly Migration[] = [];

/** @returns the version that this list of steps leads to */
export const versionOf = (migrations: readonly Migration[]): number => migrations.length + 1;

/** All steps from a version on, in their order. To be called in the step that writes their result. */
export function migrated(
  sql: SqlStorage,
  from: number,
  facts: Readonly<Record<string, unknown>>,
  migrations: readonly Migration[],
): Readonly<Record<string, unknown>> {
  return migrations.slice(from - 1).reduce((known, migrate) => migrate(sql, known), facts);
}
