/** The readers of messages, echoes and taps: Meta's JSON becomes an event's fields. Pure. */
import type { Attachment, Referral, UnknownEvent } from "../../../model/events.ts";
import { bounded, each, type Fields, fields, filled, given, text } from "../../meta/values.ts";
import { GET_STARTED } from "../events.ts";
import { attachmentsOf, withoutLinks } from "./attachments.ts";
import type { Context, Details } from "./details.ts";

/** Reads an item that Meta calls a message: words, files, the tap on a quick reply, an echo, a deleted message. */
export function message(value: Fields, { fromPage }: Context): Details | undefined {
  const mid = filled(value["mid"]);
  // Before the echo: a message that the Page deleted is marked as an echo too, but was not sent once more.
  if (String(value["is_deleted"]) === "true") return mid === undefined ? undefined : { kind: "deleted", mid };
  if (fromPage) return mid === undefined ? undefined : echo(mid, value);
  const tapped = fields(value["quick_reply"]);
  if (tapped) return quickReply(mid, tapped, value);
  return mid === undefined ? undefined : written(mid, value);
}

function echo(mid: string, value: Fields): Details {
  return given({
    kind: "echo",
    mid,
    appId: filled(value["app_id"]),
    metadata: text(value["metadata"]),
    text: filled(value["text"]),
    attachments: attachmentsOf(value["attachments"]),
    replyTo: replyTo(value),
  });
}

function quickReply(mid: string | undefined, tapped: Fields, value: Fields): Details {
  const payload = text(tapped["payload"]);
  const title = text(value["text"]);
  return given({
    kind: "tap",
    source: "quick_reply",
    mid,
    payload,
    title,
    start: starts(payload),
    // Messenger fills in the person's own number or address, and shows it as their message.
    filled: payload !== undefined && payload === title ? true : undefined,
    replyTo: replyTo(value),
    referral: referralIn(value),
  });
}

function written(mid: string, value: Fields): Details | undefined {
  const words = filled(value["text"]);
  const all = allAttachments(value);
  const shown = words === undefined ? { attachments: all } : withoutLinks(all);
  const from = referralIn(value);
  const commands = each(value["commands"], (command) => filled(text(command["name"])?.replace(/^\//, "")));
  if (words === undefined && all.length === 0 && !from && commands.length === 0) return undefined;
  return given({
    kind: "message",
    mid,
    text: words,
    ...shown,
    replyTo: replyTo(value),
    referral: from,
    commands: commands.length > 0 ? commands : undefined,
  });
}

function allAttachments(value: Fields): readonly Attachment[] {
  const attachments = attachmentsOf(value["attachments"]);
  const said = value["is_unsupported"] !== true || attachments.some((one) => one.type === "unsupported");
  return said ? attachments : [...attachments, { type: "unsupported" }];
}

/** Reads the fields of a message or a tap of any kind. */
export function about(value: Fields): Pick<UnknownEvent, "mid" | "replyTo" | "referral"> {
  return given({ mid: filled(value["mid"]), replyTo: replyTo(value), referral: referralIn(value) });
}

function replyTo(value: Fields): string | undefined {
  return filled(fields(value["reply_to"])?.["mid"]);
}

function referralIn(value: Fields): Referral | undefined {
  const from = fields(value["referral"]);
  return from && referral(from);
}

export function referral(value: Fields): Referral {
  return given({
    ref: text(value["ref"]),
    source: text(value["source"]),
    type: text(value["type"]),
    adId: filled(value["ad_id"]),
    product: filled(fields(value["product"])?.["id"]),
    refererUri: text(value["referer_uri"]),
    ad: fields(bounded(value["ads_context_data"])),
  });
}

export function postback(value: Fields): Details {
  const payload = text(value["payload"]);
  return given({
    kind: "tap",
    source: "postback",
    mid: filled(value["mid"]),
    payload,
    title: text(value["title"]),
    start: starts(payload),
    replyTo: replyTo(value),
    referral: referralIn(value),
  });
}

/** Tells whether a tap is on Get Started, by the payload that the Page's profile gave it. */
const starts = (payload: string | undefined): true | undefined => (payload === GET_STARTED ? true : undefined);
