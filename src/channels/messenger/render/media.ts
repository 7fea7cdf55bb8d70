/** Files as Messenger's attachments. */
import type { ImagesContent, Media, MediaContent } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { type Draft, filled } from "../../adapt/draft.ts";
import { captionAsText, dropFilename, imageGroups, mediaUrl, requireImages, stickerChange } from "../../adapt/media.ts";
import { MEDIA_TYPES } from "../../meta/render/media.ts";
import { sayText } from "../../meta/render/text.ts";
import type { MediaAttachment } from "../../meta/wire.ts";
import { LIMITS } from "../limits.ts";

export function sayMedia(draft: Draft, content: MediaContent): void {
  addMedia(draft, content.media, "media");
  captionAsText(draft, content.caption, sayText);
}

/** Says the pictures together, in as many messages as that takes. */
export function sayImages(draft: Draft, content: ImagesContent): void {
  requireImages(content);
  const [only] = content.images;
  if (only !== undefined && content.images.length === 1) {
    addMedia(draft, only, "images[0]");
    return;
  }
  const groups = imageGroups(draft, content, LIMITS.images, (image, field) => pictureOf(draft, image, field));
  for (const group of groups) draft.add("images", { attachments: group }, "images");
}

function pictureOf(draft: Draft, media: Media, field: string): MediaAttachment {
  const id = filled(media.mediaId);
  return { type: "image", payload: id === undefined ? { url: mediaUrl(draft, media, field) } : { attachment_id: id } };
}

/** Adds one message with the file alone. */
export function addMedia(draft: Draft, media: Media, field: string): void {
  if (media.kind === "sticker" && filled(media.mediaId) !== undefined) {
    draft.add("sticker", { sticker_id: stickerId(media.mediaId ?? "", `${field}.mediaId`) }, field);
    return;
  }
  const type = MEDIA_TYPES[media.kind];
  // The id comes first: Meta has that file already, and would have to fetch the one at a URL.
  const payload = filled(media.mediaId)
    ? { attachment_id: media.mediaId ?? "" }
    : { url: mediaUrl(draft, media, field), is_reusable: true };
  if (media.kind === "sticker") draft.change(stickerChange(draft, field));
  dropFilename(draft, media, payload.url, field);
  draft.add(type, { attachment: { type, payload } }, field);
}

/** Checks a sticker's id. @throws ContentError for one that is no number */
export function stickerId(id: string, field: string): string {
  if (/^\d+$/.test(id)) return id;
  throw new ContentError("invalid_content", field, "is no sticker's id: digits only.");
}
