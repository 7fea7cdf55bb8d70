/** Calls for files: the upload of those that a bot sends often. `fetch-attachment.ts` fetches those that people send. */

import type { Graph, UploadFile } from "../../../model/graph.ts";
import { type Limit, over } from "../../adapt/limit.ts";
import { wholeUrl } from "../../adapt/url.ts";
import { LIMITS, PLATFORM } from "../limits.ts";
import { kept } from "../send/uploads.ts";
import { named } from "./answers.ts";
import { MediaError } from "./media-error.ts";

/** Messenger's type of a file. */
export type FileType = "image" | "video" | "audio" | "file";

/** The Page's own files. */
export interface Uploads {
  /**
   * Uploads a file that messages may show by its id for 90 days: `POST /<page>/message_attachments`. A file that a bot
   * sends by address is uploaded once by itself; this is for files without an address. Documented: saving assets,
   * 2026-04-22.
   * @param file its address, `https://`, from which Meta fetches it, or its bytes: at most 25 MB
   * @returns the id, for `image({ id })` and its like
   * @throws {ContentError} when Meta does not fetch from the address
   * @throws {MediaError} `media_too_large` before anything is sent
   * @throws {GraphError} `media_unreachable`, `media_upload_failed`, `media_too_large`
   */
  upload(type: FileType, file: string | UploadFile): Promise<string>;
}

export function uploads(graph: Graph): Uploads {
  const path = `${graph.account}/message_attachments`;
  return {
    async upload(type, file) {
      if (typeof file === "string") {
        const message = kept(type, wholeUrl(PLATFORM, file, "file"));
        return named(await graph.call("POST", path, { message }), "attachment_id");
      }
      checkSize(file.bytes.byteLength, LIMITS.attachmentBytes);
      return named(await graph.call("POST", path, { message: kept(type) }, file), "attachment_id");
    },
  };
}

function checkSize(size: number, limit: Limit): void {
  if (size > limit.max) throw new MediaError("media_too_large", `The file has ${over(size, limit)}.`);
}
