/** The readers of a message's attachments on Instagram. Nothing is downloaded here. Documented: webhook examples, 2025-11-24. */
import type { Attachment } from "../../../model/events.ts";
import { type AttachmentReader, type AttachmentReaders, attachmentsBy, other } from "../../meta/receive/attachments.ts";

const named =
  (type: Parameters<typeof other>[0]): AttachmentReader =>
  (attachment, payload) =>
    other(type, attachment, payload);

/** The readers of attachments, by Meta's type. Types that are not here (`story`, `media`) keep their names. */
const READERS: AttachmentReaders = new Map<string, AttachmentReader>([
  ...(["image", "video", "audio", "file", "reel", "ig_reel", "ig_post", "template"] as const).map(
    (type): [string, AttachmentReader] => [type, named(type)],
  ),
  // The older form of a shared post.
  ["share", named("post")],
  // It has no payload, and no other sticker tells what it is.
  ["like_heart", () => ({ type: "sticker", stickerId: "like_heart", emoji: "❤️" })],
  ["ephemeral", () => ({ type: "unsupported", name: "ephemeral" })],
  ["unsupported_type", () => ({ type: "unsupported" })],
]);

/** Reads a message's attachments. A post or a reel that came in two forms is one attachment. */
export function attachmentsOf(value: unknown): Attachment[] {
  const all = attachmentsBy(READERS, value);
  // Of both forms the newer one stays, which tells more: it has the name that begins with `ig_`.
  return all.filter((one, i) => !all.some((two, j) => i !== j && isSameShare(one, two) && isBetter(two, j, one, i)));
}

const SHARES: ReadonlySet<Attachment["type"]> = new Set(["post", "ig_post", "reel", "ig_reel"]);

function isSameShare(one: Attachment, two: Attachment): boolean {
  if (!SHARES.has(one.type) || !SHARES.has(two.type) || !("id" in one || "url" in one)) return false;
  const [a, b] = [one as { id?: string; url?: string }, two as { id?: string; url?: string }];
  return (a.id !== undefined && a.id === b.id) || (a.url !== undefined && a.url === b.url);
}

function isBetter(two: Attachment, j: number, one: Attachment, i: number): boolean {
  const [isNew, wasNew] = [two.type.startsWith("ig_"), one.type.startsWith("ig_")];
  return isNew === wasNew ? j < i : isNew;
}
