/** Links and files: which URLs Meta and people can open, and media as attachments. */
import type { ImagesContent, Media, MediaContent } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { type Change, chunks, type Draft, filled, over } from "../../adapt/draft.ts";
import { webUrl } from "../../adapt/url.ts";
import { LIMITS } from "../limits.ts";
import type { MediaAttachment, MediaType } from "../wire.ts";
import { sayText } from "./text.ts";

const TYPES: Record<Media["kind"], MediaType> = {
  image: "image",
  video: "video",
  audio: "audio",
  voice: "audio",
  document: "file",
  sticker: "image",
};

export function sayMedia(draft: Draft, content: MediaContent): void {
  addMedia(draft, content.media, "media");
  const caption = filled(content.caption);
  if (caption === undefined) return;
  draft.change({
    code: "caption_as_text",
    field: "caption",
    detail: "Messenger has no captions: sent after the media",
  });
  sayText(draft, caption, "caption");
}

/** The pictures together, in as many messages as that takes. */
export function sayImages(draft: Draft, { images }: ImagesContent): void {
  if (images.length === 0) throw new ContentError("invalid_content", "images", "is empty: give at least one picture.");
  const [only] = images;
  if (only !== undefined && images.length === 1) {
    addMedia(draft, only, "images[0]");
    return;
  }
  if (images.length > LIMITS.images.max) {
    const detail = `${over(images.length, LIMITS.images)}: sent in several messages`;
    draft.change({ code: "images_split", field: "images", detail });
  }
  const attachments = images.map((image, i) => pictureOf(draft, image, `images[${i}]`));
  for (const group of chunks(attachments, LIMITS.images.max)) draft.add("images", { attachments: group }, "images");
}

function pictureOf(draft: Draft, media: Media, field: string): MediaAttachment {
  if (media.kind !== "image") {
    const detail = "is no picture: only pictures go together in one message.";
    throw new ContentError("content_not_supported", field, detail);
  }
  const id = filled(media.mediaId);
  return { type: "image", payload: id === undefined ? { url: mediaUrl(draft, media, field) } : { attachment_id: id } };
}

/** One message with the file alone. */
export function addMedia(draft: Draft, media: Media, field: string): void {
  if (media.kind === "sticker" && filled(media.mediaId) !== undefined) {
    draft.add("sticker", { sticker_id: stickerId(media.mediaId ?? "", `${field}.mediaId`) }, field);
    return;
  }
  const type = TYPES[media.kind];
  // What was uploaded before is there already; a URL would have to be fetched again.
  const payload = filled(media.mediaId)
    ? { attachment_id: media.mediaId ?? "" }
    : { url: mediaUrl(draft, media, field), is_reusable: true };
  if (media.kind === "sticker") draft.change(stickerChange(field));
  if (media.kind === "document" && media.filename && !endsInName(payload.url, media.filename)) {
    draft.change({
      code: "filename_dropped",
      field: `${field}.filename`,
      detail: "Messenger shows the name at the end of the URL",
      lossy: true,
    });
  }
  draft.add(type, { attachment: { type, payload } }, field);
}

/** @throws ContentError for what is no sticker's id: they are numbers */
export function stickerId(id: string, field: string): string {
  if (/^\d+$/.test(id)) return id;
  throw new ContentError("invalid_content", field, "is no sticker's id: digits only.");
}

/** The URL of a picture that can stand inside a card; undefined for anything that needs a message of its own. */
export function pictureUrl(draft: Draft, media: Media, field: string): string | undefined {
  if ((media.kind !== "image" && media.kind !== "sticker") || filled(media.url) === undefined) return undefined;
  return mediaUrl(draft, media, field);
}

export function stickerChange(field: string): Change {
  return {
    code: "media_as_image",
    field: `${field}.kind`,
    detail: "Messenger takes no stickers by URL: sent as an image",
  };
}

function mediaUrl(draft: Draft, media: Media, field: string): string {
  if (filled(media.url) === undefined) {
    throw new ContentError("invalid_content", field, "has neither a url nor a mediaId: give one of them.");
  }
  return webUrl(draft, media.url ?? "", `${field}.url`);
}

function endsInName(url: string | undefined, filename: string): boolean {
  return url !== undefined && new URL(url).pathname.endsWith(`/${encodeURIComponent(filename)}`);
}
