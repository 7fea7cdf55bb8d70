/** The readers of Instagram's items and changes: Meta's JSON becomes an event's fields. Pure. */
import type { Context, Details, Reader, Readers } from "../../meta/receive/details.ts";
import { ITEMS_OF_ALL, readAny } from "../../meta/receive/items.ts";
import { messageReaders } from "../../meta/receive/message.ts";
import { type Fields, fields, filled, given, text } from "../../meta/values.ts";
import { attachmentsOf } from "./attachments.ts";
import { own } from "./details.ts";
import { isStoryMention } from "./stories.ts";

const { message, postback } = messageReaders({ attachmentsOf });

/** The readers of items, by key. The first one that understands the item wins. */
const ITEMS: Readers = [["message", storyMention], ["message", message], ["postback", postback], ...ITEMS_OF_ALL];

type ChangeReader = (value: Fields, account: string | undefined) => Details | null | undefined;

/** The readers of changes, by field. */
const CHANGES: ReadonlyMap<unknown, ChangeReader> = new Map<unknown, ChangeReader>([
  ["comments", comment],
  ["live_comments", liveComment],
  ["mentions", mention],
  // Numbers about a story that has ended.
  ["story_insights", () => null],
]);

/** Reads an item of `messaging` or `standby`. `undefined`: this version does not know it. */
export const readItem = (item: Fields, context: Context): Details | undefined => readAny(ITEMS, item, context);

/** Reads an item of `changes`. `undefined`: it is none of these; null: it tells a bot nothing. */
export function readChange(change: Fields, account: string | undefined): Details | null | undefined {
  const value = fields(change["value"]);
  return value && CHANGES.get(change["field"])?.(value, account);
}

function storyMention(...[value, { fromAccount }]: Parameters<Reader>): Details | undefined {
  const mid = filled(value["mid"]);
  const isOne = !fromAccount && value["is_deleted"] !== true && isStoryMention(value);
  return isOne && mid !== undefined ? own("storyMention", { mid }) : undefined;
}

/** Reads a comment. Null for one of the account's own: who answers oneself never ends. */
function comment(value: Fields, account: string | undefined): Extract<Details, { kind: "comment" }> | null | undefined {
  const commentId = filled(value["id"]) ?? filled(value["comment_id"]);
  const from = fields(value["from"]);
  const id = filled(from?.["id"]);
  if (id !== undefined && (id === account || from?.["self_ig_scoped_id"] !== undefined)) return null;
  if (commentId === undefined || id === undefined) return undefined;
  const media = fields(value["media"]);
  return given({
    kind: "comment",
    text: filled(value["text"]),
    commentId,
    postId: filled(media?.["original_media_id"]) ?? filled(media?.["id"]),
    parentId: filled(value["parent_id"]),
    adId: filled(media?.["ad_id"]),
    from: given({ id, name: text(from?.["username"]) }),
  });
}

function liveComment(value: Fields, account: string | undefined): Details | null | undefined {
  const written = comment(value, account);
  return written && { ...written, live: true };
}

function mention(value: Fields): Details | undefined {
  const mediaId = filled(value["media_id"]);
  if (mediaId === undefined) return undefined;
  return own("mention", given({ mediaId, commentId: filled(value["comment_id"]) }));
}
