/** The readers of a message's attachments: Meta's JSON becomes the model's. Nothing is downloaded here. */
import type {
  AppointmentAttachment,
  Attachment,
  LocationAttachment,
  MessageEvent,
  OtherAttachment,
} from "../../../model/events.ts";
import { type AttachmentReader, type AttachmentReaders, attachmentsBy, other } from "../../meta/receive/attachments.ts";
import { each, type Fields, fields, filled, given, number, text, time } from "../../meta/values.ts";

/** The readers of attachments, by Meta's type. */
const READERS: AttachmentReaders = new Map<string, AttachmentReader>([
  ["image", (attachment, payload) => sticker(attachment, payload) ?? other("image", attachment, payload)],
  ["sticker", sticker],
  ["template", (attachment, payload) => product(payload) ?? other("template", attachment, payload)],
  ["appointment_booking", (_, payload) => appointment(payload)],
  ["location", location],
  ["unsupported_type", (attachment, payload) => other("unsupported", attachment, payload)],
  ...(["video", "audio", "file", "reel", "ig_reel", "post", "ig_post", "fallback", "unsupported"] as const).map(
    (type): [string, AttachmentReader] => [type, (attachment, payload) => other(type, attachment, payload)],
  ),
]);

/** Reads a message's attachments. A sticker that came as a picture and as a sticker is one attachment. */
export function attachmentsOf(value: unknown): Attachment[] {
  return oneOfEachSticker(attachmentsBy(READERS, value));
}

/**
 * Tells whether Messenger added it to a text by itself. A product that is shared beside a text is read as a product,
 * and stays.
 */
const isPreview = (one: Attachment): one is OtherAttachment => one.type === "fallback" || one.type === "template";

/** Takes the previews of links out of the attachments of a message with text. */
export function withoutLinks(all: readonly Attachment[]): Pick<MessageEvent, "attachments" | "link" | "links"> {
  const links = all.filter(isPreview).map(({ url, title }) => given({ url, title }));
  return given({
    attachments: all.filter((one) => !isPreview(one)),
    link: links[0],
    links: links.length > 1 ? links : undefined,
  });
}

/**
 * The ids of the thumb beside the text field, in its three sizes. Documented: Messenger Platform, webhook events,
 * messages.
 */
const LIKES: ReadonlySet<string> = new Set(["369239263222822", "369239343222814", "369239383222810"]);

function sticker(attachment: Fields, payload: Fields): Attachment | undefined {
  const stickerId = filled(payload["sticker_id"]) ?? filled(attachment["sticker_id"]);
  if (stickerId === undefined) return undefined;
  const emoji = LIKES.has(stickerId) ? "👍" : undefined;
  return given({ type: "sticker", stickerId, emoji, url: text(payload["url"]) });
}

/**
 * Makes one sticker of a pair. From 2026-06-01 on a sticker came as an `image` and as a `sticker` in one message, and
 * from 2026-08-30 on as a `sticker` only. Both are read as stickers, so a pair is two with the same id.
 */
function oneOfEachSticker(all: readonly Attachment[]): Attachment[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    if (one.type !== "sticker") return true;
    if (seen.has(one.stickerId)) return false;
    seen.add(one.stickerId);
    return true;
  });
}

function product(payload: Fields): Attachment | undefined {
  const shown = fields(payload["product"]);
  if (!shown) return undefined;
  const products = each(shown["elements"], (element) => {
    const id = filled(element["id"]);
    if (id === undefined) return undefined;
    return given({
      id,
      retailerId: text(element["retailer_id"]),
      title: text(element["title"]),
      subtitle: text(element["subtitle"]),
      imageUrl: text(element["image_url"]),
    });
  });
  return { type: "product", products };
}

function appointment(payload: Fields): AppointmentAttachment | undefined {
  const bookingId = filled(payload["booking_id"]);
  if (bookingId === undefined) return undefined;
  return given({
    type: "appointment_booking",
    bookingId,
    status: text(payload["status"]),
    start: time(payload["start_time"]),
    end: time(payload["end_time"]),
    timezone: text(payload["timezone"]),
  });
}

function location(attachment: Fields, payload: Fields): LocationAttachment | undefined {
  const coordinates = fields(payload["coordinates"]);
  const latitude = number(coordinates?.["lat"]);
  const longitude = number(coordinates?.["long"]);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const { title, url } = other("other", attachment, payload);
  return given({ type: "location", latitude, longitude, title, url });
}
