/** The type of a file in the Send API. */
import type { Media } from "../../../model/content.ts";
import type { MediaType } from "../wire.ts";

export const MEDIA_TYPES: Readonly<Record<Media["kind"], MediaType>> = {
  image: "image",
  video: "video",
  audio: "audio",
  voice: "audio",
  document: "file",
  sticker: "image",
};
