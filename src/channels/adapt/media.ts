/** Files in messages: their addresses, and captions, file names and stickers for which the platform has no form. */
import type { ImagesContent, Media } from "../../model/content.ts";
import { ContentError } from "../../model/rendering.ts";
import { type Change, chunks, type Draft, filled } from "./draft.ts";
import { type Limit, over } from "./limit.ts";
import { webUrl } from "./url.ts";

/** Returns the address of a file that was not uploaded before. */
export function mediaUrl(draft: Draft, media: Media, field: string): string {
  if (filled(media.url) === undefined) {
    throw new ContentError("invalid_content", field, "has neither a url nor a mediaId: give one of them.");
  }
  return webUrl(draft, media.url ?? "", `${field}.url`);
}

/** Returns the URL of a picture that can stand inside a card; undefined for a file that needs a message of its own. */
export function pictureUrl(draft: Draft, media: Media, field: string): string | undefined {
  if ((media.kind !== "image" && media.kind !== "sticker") || filled(media.url) === undefined) return undefined;
  return mediaUrl(draft, media, field);
}

/** Says a caption as text after the file, where the platform has no captions. */
export function captionAsText(
  draft: Draft,
  caption: string | undefined,
  sayText: (draft: Draft, text: string, field: string) => void,
): void {
  const text = filled(caption);
  if (text === undefined) return;
  const detail = `${draft.platform.name} has no captions: sent after the media`;
  draft.change({ code: "caption_as_text", field: "caption", detail });
  sayText(draft, text, "caption");
}

/** Says a file of a type that the platform does not take: its address as text, below its name. */
export function mediaAsLink(
  draft: Draft,
  media: Media,
  field: string,
  sayText: (draft: Draft, text: string, field: string) => void,
): void {
  const detail = `${draft.platform.name} takes no such file: sent as a link`;
  draft.change({ code: "media_as_link", field, detail });
  const lines = [filled(media.filename), mediaUrl(draft, media, field)].filter((part) => part !== undefined);
  sayText(draft, lines.join("\n"), `${field}.url`);
}

/** Returns the ending of a file's name in small letters, by its name or its address; undefined where neither tells. */
export function endingOf({ filename, url }: Media, base = "https://here.invalid"): string | undefined {
  const path = url !== undefined && URL.canParse(url, base) ? new URL(url, base).pathname : "";
  const ending = [filename ?? "", path].map((name) => /\.([a-z0-9]{2,5})$/i.exec(name)?.[1]).find(Boolean);
  return ending?.toLowerCase();
}

/** Returns the change for a sticker by its address, where the platform takes its own only. */
export function stickerChange({ platform }: Draft, field: string): Change {
  return {
    code: "media_as_image",
    field: `${field}.kind`,
    detail: `${platform.name} takes no stickers by URL: sent as an image`,
  };
}

/** Notes that a file's name is lost: the platform shows the end of its address. @param url undefined for a file by its id */
export function dropFilename(draft: Draft, media: Media, url: string | undefined, field: string): void {
  if (media.kind !== "document" || !media.filename || endsInName(url, media.filename)) return;
  draft.change({
    code: "filename_dropped",
    field: `${field}.filename`,
    detail: `${draft.platform.name} shows the name at the end of the URL`,
    lossy: true,
  });
}

function endsInName(url: string | undefined, filename: string): boolean {
  return url !== undefined && new URL(url).pathname.endsWith(`/${encodeURIComponent(filename)}`);
}

/**
 * Splits pictures that go together into groups of as many as one message takes.
 * @param made returns a picture as it is sent; undefined for one that goes in another way
 */
export function imageGroups<Sent>(
  draft: Draft,
  { images }: ImagesContent,
  limit: Limit,
  made: (image: Media, field: string) => Sent | undefined,
): Sent[][] {
  const all = images.flatMap((image, i) => {
    const field = `images[${i}]`;
    if (image.kind === "image") return made(image, field) ?? [];
    const detail = "is no picture: only pictures go together in one message.";
    throw new ContentError("content_not_supported", field, detail);
  });
  if (all.length > limit.max) {
    const detail = `${over(all.length, limit)}: sent in several messages`;
    draft.change({ code: "images_split", field: "images", detail });
  }
  return chunks(all, limit.max);
}

/** Checks that there are pictures. @throws ContentError when there are none */
export function requireImages({ images }: ImagesContent): void {
  if (images.length === 0) throw new ContentError("invalid_content", "images", "is empty: give at least one picture.");
}
