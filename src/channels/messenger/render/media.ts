/** Links and files: which URLs Meta and people can open, and media as attachments. */
import type { ImagesContent, Media, MediaContent } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { LIMITS } from "../limits.ts";
import type { MediaAttachment, MediaType } from "../wire.ts";
import { type Change, chunks, Draft, filled, over, sayText } from "./text.ts";

const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

const TYPES: Record<Media["kind"], MediaType> = {
  image: "image",
  video: "video",
  audio: "audio",
  voice: "audio",
  document: "file",
  sticker: "image",
};

/**
 * The whole URL of something that Meta or a person's browser is to fetch. A path of this Worker's own is completed.
 * `http:` is let through for this machine only: that is where the simulated Meta of development fetches from.
 */
export function webUrl(draft: Draft, value: string, field: string): string {
  const url = isOwnPath(value) ? complete(draft.base, value, field) : value;
  if (url.length > LIMITS.url.max) {
    throw new ContentError("content_too_long", field, `${over(url.length, LIMITS.url)}: use a shorter URL.`);
  }
  if (/\s/.test(url) || !URL.canParse(url)) {
    throw new ContentError(
      "invalid_content",
      field,
      'is not a URL: write "https://…" or a path from "/", a space as %20.',
    );
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname))) return url;
  throw new ContentError("invalid_content", field, "does not begin with https:, which is needed.");
}

/** The same for the calls beside messages, which nothing completes a path for. */
export function wholeUrl(value: string, field: string): string {
  if (!isOwnPath(value)) return webUrl(new Draft({}), value, field);
  throw new ContentError("invalid_content", field, "is a path: write the whole https:// URL.");
}

function isOwnPath(value: string): boolean {
  return value.startsWith("/") && !value.startsWith("//");
}

function complete(base: string | undefined, path: string, field: string): string {
  if (filled(base) !== undefined) return `${base?.replace(/\/+$/, "")}${path}`;
  throw new ContentError(
    "media_unreachable",
    field,
    "is a path, and where this Worker is reached is not known: set PUBLIC_URL, or write the whole https:// URL.",
  );
}

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
