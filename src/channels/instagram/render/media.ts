/** Files as Instagram's attachments; a file that it does not take goes as a link. */
import type { ImagesContent, Media, MediaContent } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { type Draft, filled } from "../../adapt/draft.ts";
import {
  captionAsText,
  dropFilename,
  endingOf,
  imageGroups,
  mediaAsLink,
  mediaUrl,
  requireImages,
  stickerChange,
} from "../../adapt/media.ts";
import { MEDIA_TYPES } from "../../meta/render/media.ts";
import { sayText } from "../../meta/render/text.ts";
import type { MediaAttachment } from "../../meta/wire.ts";
import { ENDINGS, LIMITS } from "../limits.ts";

export function sayMedia(draft: Draft, content: MediaContent): void {
  addMedia(draft, content.media, "media");
  captionAsText(draft, content.caption, sayText);
}

/** Says the pictures together, in as many messages as that takes; then the links to those that cannot be sent. */
export function sayImages(draft: Draft, content: ImagesContent): void {
  requireImages(content);
  const [only] = content.images;
  if (only !== undefined && content.images.length === 1) {
    addMedia(draft, only, "images[0]");
    return;
  }
  const links: { readonly image: Media; readonly field: string }[] = [];
  const groups = imageGroups(draft, content, LIMITS.images, (image, field) => {
    if (isTaken(image)) return attachmentOf(draft, image, field);
    links.push({ image, field });
    return undefined;
  });
  for (const [first, ...others] of groups) {
    if (first !== undefined && others.length === 0) draft.add("image", { attachment: first }, "images");
    else draft.add("images", { attachments: [first, ...others] }, "images");
  }
  for (const { image, field } of links) mediaAsLink(draft, image, field, sayText);
}

/** Adds one message with the file alone. */
export function addMedia(draft: Draft, media: Media, field: string): void {
  if (media.kind === "sticker" && filled(media.mediaId) !== undefined) {
    const detail = "is a sticker of another platform's: Instagram has none but the heart.";
    throw new ContentError("content_not_supported", `${field}.mediaId`, detail);
  }
  if (!isTaken(media)) {
    mediaAsLink(draft, media, field, sayText);
    return;
  }
  const attachment = attachmentOf(draft, media, field);
  if (media.kind === "sticker") draft.change(stickerChange(draft, field));
  dropFilename(draft, media, "url" in attachment.payload ? attachment.payload.url : undefined, field);
  draft.add(attachment.type, { attachment }, field);
}

function attachmentOf(draft: Draft, media: Media, field: string): MediaAttachment {
  const id = filled(media.mediaId);
  const payload = id === undefined ? { url: mediaUrl(draft, media, field) } : { attachment_id: id };
  return { type: MEDIA_TYPES[media.kind], payload };
}

/** Tells whether Instagram takes a file of this type, as far as its name tells. What was uploaded before, it took. */
function isTaken(media: Media): boolean {
  const ending = filled(media.mediaId) === undefined ? endingOf(media) : undefined;
  const taken: readonly string[] = ENDINGS[MEDIA_TYPES[media.kind]];
  return ending === undefined || taken.includes(ending);
}
