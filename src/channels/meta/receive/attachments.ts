/** The reading of a message's attachments by a channel's table of readers. Nothing is downloaded here. */
import type { Attachment, OtherAttachment } from "../../../model/events.ts";
import { each, type Fields, fields, filled, given, text } from "../values.ts";

/** Reads one attachment. `undefined`: it has data that cannot be used. */
export type AttachmentReader = (attachment: Fields, payload: Fields) => Attachment | undefined;

/** The readers of attachments, by Meta's type. */
export type AttachmentReaders = ReadonlyMap<string, AttachmentReader>;

/** Reads a message's attachments. One that no reader understands is `other`, by its name. */
export function attachmentsBy(readers: AttachmentReaders, value: unknown): Attachment[] {
  return each(value, (attachment) => {
    const name = text(attachment["type"]);
    const payload = fields(attachment["payload"]) ?? {};
    const known = name === undefined ? undefined : readers.get(name)?.(attachment, payload);
    return known ?? given({ ...other("other", attachment, payload), name });
  });
}

/** Reads an attachment with an address. Old deliveries have title and url beside the payload. */
export function other(type: OtherAttachment["type"], attachment: Fields, payload: Fields): OtherAttachment {
  return given({
    type,
    url: text(payload["url"]) ?? text(attachment["url"]),
    title: text(payload["title"]) ?? text(attachment["title"]),
    id:
      filled(payload["reel_video_id"]) ??
      filled(payload["ig_post_media_id"]) ??
      filled(payload["id"]) ??
      filled(payload["attachment_id"]),
  });
}
