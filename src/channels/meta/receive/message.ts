/** The readers of messages, echoes and taps: Meta's JSON becomes an event's fields. A channel says what differs. Pure. */
import type { Attachment, MessageEvent, Referral, TapEvent, UnknownEvent } from "../../../model/events.ts";
import { bounded, each, type Fields, fields, filled, given, text } from "../values.ts";
import type { Details, Reader } from "./details.ts";

/** The rules of a channel for what stands in a message. */
export interface MessageRules {
  readonly attachmentsOf: (value: unknown) => readonly Attachment[];
  /** Tells apart what a person has attached to words, and what the platform has. Missing: all is the person's. */
  readonly besideWords?: (all: readonly Attachment[]) => Pick<MessageEvent, "attachments" | "link" | "links">;
  /** The marks of a tap, from its payload and from the title of a quick reply. Missing: it has none. */
  readonly marks?: (payload: string | undefined, title?: string) => Pick<TapEvent, "start" | "filled">;
}

/** Makes the readers of a channel's messages and taps on buttons. */
export function messageReaders(rules: MessageRules): { readonly message: Reader; readonly postback: Reader } {
  return {
    message: (value, { fromAccount }) => message(value, fromAccount, rules),
    postback: (value) => postback(value, rules),
  };
}

/** Reads an item that Meta calls a message: words, files, the tap on a quick reply, an echo, a deleted message. */
function message(value: Fields, fromAccount: boolean, rules: MessageRules): Details | undefined {
  const mid = filled(value["mid"]);
  // Before the echo: a message that the Page deleted is marked as an echo too, but was not sent once more.
  if (String(value["is_deleted"]) === "true") return mid === undefined ? undefined : { kind: "deleted", mid };
  if (fromAccount) return mid === undefined ? undefined : echo(mid, value, rules);
  const tapped = fields(value["quick_reply"]);
  if (tapped) return quickReply(mid, tapped, value, rules);
  return mid === undefined ? undefined : written(mid, value, rules);
}

function echo(mid: string, value: Fields, { attachmentsOf }: MessageRules): Details {
  return given({
    kind: "echo",
    mid,
    appId: filled(value["app_id"]),
    metadata: text(value["metadata"]),
    text: filled(value["text"]),
    attachments: attachmentsOf(value["attachments"]),
    replyTo: replyTo(value),
    self: value["is_self"] === true ? true : undefined,
  });
}

function quickReply(mid: string | undefined, tapped: Fields, value: Fields, { marks }: MessageRules): Details {
  const payload = text(tapped["payload"]);
  const title = text(value["text"]);
  return given({
    kind: "tap",
    source: "quick_reply",
    mid,
    payload,
    title,
    ...marks?.(payload, title ?? ""),
    replyTo: replyTo(value),
    referral: referralIn(value),
  });
}

function written(mid: string, value: Fields, rules: MessageRules): Details | undefined {
  const words = filled(value["text"]);
  const all = allAttachments(value, rules);
  const shown = words === undefined ? { attachments: all } : (rules.besideWords?.(all) ?? { attachments: all });
  const from = referralIn(value);
  const commands = each(value["commands"], (command) => filled(text(command["name"])?.replace(/^\//, "")));
  const story = filled(fields(fields(value["reply_to"])?.["story"])?.["id"]);
  const said = words ?? all[0] ?? from ?? story ?? commands[0];
  if (said === undefined) return undefined;
  return given({
    kind: "message",
    mid,
    text: words,
    ...shown,
    replyTo: replyTo(value),
    story,
    referral: from,
    commands: commands.length > 0 ? commands : undefined,
  });
}

function allAttachments(value: Fields, { attachmentsOf }: MessageRules): readonly Attachment[] {
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

function postback(value: Fields, { marks }: MessageRules): Details {
  const payload = text(value["payload"]);
  return given({
    kind: "tap",
    source: "postback",
    mid: filled(value["mid"]),
    payload,
    title: text(value["title"]),
    ...marks?.(payload),
    replyTo: replyTo(value),
    referral: referralIn(value),
  });
}
