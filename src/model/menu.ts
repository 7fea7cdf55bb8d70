/**
 * What a Page shows of its bot before and beside the chat. Written in `createBot`; a channel makes its platform's own
 * settings of it.
 */
import type { ReplyAction, UrlAction } from "./content.ts";

/** A line of the menu: `action.as("Title")`, `link(…)`, or several of them under a title. */
export type MenuItem = ReplyAction | UrlAction | MenuGroup;

/** Lines that belong together. Messenger has no menus in menus any more: they stand one by one, and you are told so. */
export interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** What people read, in one language. */
export interface LocalProfile {
  /** What can always be tapped: up to 20. */
  readonly menu?: readonly MenuItem[];
  /** `false` takes the field to write in away: people can only tap. It needs a menu. */
  readonly composer?: boolean;
  /** Stands in the chat before the first word: up to 160 characters. `{{user_first_name}}` becomes the person's name. */
  readonly greeting?: string;
  /** Questions that can be tapped before the first word, up to 4: `action.as("What do you sell?")`. */
  readonly iceBreakers?: readonly ReplyAction[];
  /**
   * What is offered when somebody writes "/": a name without the slash and what it does. `bot.hears("/help", …)` answers
   * the command `help`.
   */
  readonly commands?: Readonly<Record<string, string>>;
}

/** Everything that a Page shows of its bot. */
export interface PageProfile extends LocalProfile {
  /** The same in other languages, by Meta's names for them (`de_DE`). What is missing there is as it is here. */
  readonly locales?: Readonly<Record<string, LocalProfile>>;
  /** Sites, with `https://`, whose pages may open inside Messenger and know who is there. */
  readonly domains?: readonly string[];
  /** The page on which people connect their account with you: an `https://` address. */
  readonly accountLinking?: string;
}
