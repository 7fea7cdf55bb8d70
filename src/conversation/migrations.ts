/**
 * The steps from older versions of a conversation's schema to the present one. No step is ever removed: nobody knows
 * when the object of a silent person starts again. docs/storage.md has the list of versions.
 */

/** A step from one version to the next: changes tables, and returns the facts as they are from then on. */
export type Migration = (
  sql: SqlStorage,
  facts: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

/** The steps, in order. The first leads from version 1 to 2. */
export const MIGRATIONS: readonly Migration[] = [];

/** Returns the version to which a list of steps leads. */
export const versionOf = (migrations: readonly Migration[]): number => migrations.length + 1;

/** Takes all steps from a version on, and returns the facts. Must be called in the storage step that writes them. */
export function migrated(
  sql: SqlStorage,
  from: number,
  facts: Readonly<Record<string, unknown>>,
  migrations: readonly Migration[],
): Readonly<Record<string, unknown>> {
  return migrations.slice(from - 1).reduce((known, migrate) => migrate(sql, known), facts);
}
