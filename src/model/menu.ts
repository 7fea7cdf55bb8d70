/**
 * The Page's appearance before and beside the chat: its menu and texts, as `createBot` takes them. A channel makes its
 * platform's own settings of them.
 */
import type { ReplyAction, UrlAction } from "./content.ts";

/** A line of the menu: `action.as("Title")`, `link(…)`, or several of them under a title. */
export type MenuItem = ReplyAction | UrlAction | MenuGroup;

/** A group of lines. Messenger has no menus in menus any more: they stand one by one, and a warning says so. */
export interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** The texts and buttons in one language. */
export interface LocalProfile {
  /** The buttons beside the chat: up to 20. */
  readonly menu?: readonly MenuItem[];
  /** `false` removes the text field: people can only tap. It needs a menu. */
  readonly composer?: boolean;
  /** The text in the chat before the first word: up to 160 characters. `{{user_first_name}}` becomes the person's name. */
  readonly greeting?: string;
  /** Questions that can be tapped before the first word, up to 4: `action.as("What do you sell?")`. */
  readonly iceBreakers?: readonly ReplyAction[];
  /**
   * The commands offered to a person who types "/": each a name without the slash, with a description.
   * `bot.hears("/help", …)` answers the command `help`.
   */
  readonly commands?: Readonly<Record<string, string>>;
}

/** The appearance of a Page in all its languages. */
export interface PageProfile extends LocalProfile {
  /** The same in other languages, by Meta's names for them (`de_DE`). A value that is missing there is taken from here. */
  readonly locales?: Readonly<Record<string, LocalProfile>>;
  /** Sites, with `https://`: their pages may open inside Messenger and know the person. */
  readonly domains?: readonly string[];
  /** The page on which people connect their account with you: an `https://` address. */
  readonly accountLinking?: string;
}
