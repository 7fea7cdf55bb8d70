/**
 * The addresses of stories, which Meta's terms forbid to keep: they are taken out of an item before anything of it is read,
 * so that no event, no list and no text of an unknown item can hold one. Pure.
 */
import { type Fields, fields, given, list } from "../../meta/values.ts";

/** The attachments that show a story. */
const STORIES: ReadonlySet<unknown> = new Set(["story_mention", "story", "ig_story"]);

/** Returns the item without the address of any story. */
export function withoutStories(item: unknown): unknown {
  const known = fields(item);
  const message = fields(known?.["message"]);
  if (message === undefined) return item;
  const answered = fields(message["reply_to"]);
  const story = fields(answered?.["story"]);
  const attachments = message["attachments"];
  return {
    ...known,
    message: {
      ...message,
      ...(attachments !== undefined && { attachments: list(attachments).map(bare) }),
      ...(story && { reply_to: { ...answered, story: given({ id: story["id"] }) } }),
    },
  };
}

function bare(attachment: unknown): unknown {
  const type = fields(attachment)?.["type"];
  return STORIES.has(type) ? { type } : attachment;
}

/** Tells whether a message is nothing but the mention of the account in a story. */
export const isStoryMention = (message: Fields): boolean => {
  const types = list(message["attachments"]).map((one) => fields(one)?.["type"]);
  return types.length > 0 && types.every((type) => type === "story_mention") && !message["text"];
};
