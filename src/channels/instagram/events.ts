/**
 * The events that only Instagram has: what each tells, and the values by which a bot hears them. The decoder makes them of
 * what Meta sends; everything else takes them as `platform` events.
 */
import type { PlatformEventName } from "../../model/events.ts";

/** The events of a person that only Instagram has, and what `c.event` has in each. */
export interface InstagramEvents {
  /** The person has mentioned the account in their story, which opens the window. Without a handler it gets no answer. */
  storyMention: StoryMention;
}

/** The events of the account as a whole that only Instagram has. No handler gets them: they stand in the account's list. */
export interface AccountEvents {
  /** Somebody has mentioned the account below or in a post of their own. Who it was, Meta tells only to whom fetches it. */
  mention: {
    readonly mediaId: string;
    /** Missing: the mention stands in the post's own text. */
    readonly commentId?: string;
  };
}

/** What `instagram.storyMention` tells. Meta's terms forbid to keep a story, so its address is not here. */
export interface StoryMention {
  /** The message that shows the story. */
  readonly mid: string;
}

/** A value for each event of a person, for `bot.on`. */
export type HeardEvents = { readonly [Name in keyof InstagramEvents]: PlatformEventName<InstagramEvents[Name]> };

export const EVENTS: HeardEvents = {
  storyMention: { channel: "instagram", platformEvent: "storyMention" },
};
