/** The facts that a platform tells of a person. Every field may be missing: people and permissions differ. */
export interface Profile {
  readonly firstName?: string;
  readonly lastName?: string;
  /** The address of their picture. It expires: do not store it. */
  readonly picture?: string;
  /** Language and country, such as `pt_BR`. On Messenger it takes a permission of the app's: docs/languages.md. */
  readonly locale?: string;
}
