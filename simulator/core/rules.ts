/** What Meta checks in a message before it is sent. Pure; the first thing that is wrong is the answer. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { eachOf, first, isObject, type Json, list, mediaUrl, optionalText, textField, type Verdict } from "./checks.ts";
import { type Refusal, refuse } from "./refusals.ts";
import { checkTemplate } from "./templates.ts";

const MEDIA = ["image", "video", "audio", "file"];

function attachment(value: unknown, field: string, kinds: readonly string[]): Verdict {
  if (!isObject(value)) return refuse("wrongType", field, "an object");
  if (!kinds.includes(String(value["type"]))) return refuse("unknownValue", `${field}[type]`, `{${kinds.join(", ")}}`);
  const payload = value["payload"];
  if (!isObject(payload)) return refuse("required", `${field}[payload]`);
  if (value["type"] === "template") return checkTemplate(payload, `${field}[payload]`);
  return payload["attachment_id"] === undefined ? mediaUrl(payload["url"], `${field}[payload][url]`) : undefined;
}

function quickReply(value: Json, field: string): Verdict {
  const image = () =>
    value["image_url"] === undefined ? undefined : mediaUrl(value["image_url"], `${field}[image_url]`);
  switch (value["content_type"]) {
    case "text":
      return first(
        () => textField(value["title"], `${field}[title]`, LIMITS.quickReplyTitle),
        () => textField(value["payload"], `${field}[payload]`, LIMITS.quickReplyPayload),
        image,
      );
    case "user_phone_number":
    case "user_email":
      return image();
    default:
      return refuse("unknownValue", `${field}[content_type]`, "{text, user_phone_number, user_email}");
  }
}

/** Checks a whole `message` object. */
export function checkMessage(message: Json): Refusal | undefined {
  const { text, attachment: one, attachments: many, sticker_id: sticker, metadata, template: utility } = message;
  const wholes = [one, many, sticker].filter((value) => value !== undefined);
  return first(
    () => (text !== undefined && wholes.length > 0 ? refuse("textAndAttachment") : undefined),
    () => {
      if (wholes.length > 0 || utility !== undefined) return undefined;
      if (typeof text !== "string" || text.trim() === "") return refuse("messageEmpty");
      return textField(text, "message[text]", LIMITS.text);
    },
    () => (one === undefined ? undefined : attachment(one, "message[attachment]", [...MEDIA, "template"])),
    () =>
      many === undefined
        ? undefined
        : eachOf(
            list(many, "message[attachments]", LIMITS.images),
            (item, index) => attachment(item, `message[attachments][${index}]`, ["image"]),
            "message[attachments]",
          ),
    () =>
      eachOf(
        list(message["quick_replies"], "message[quick_replies]", LIMITS.quickReplies, 0),
        (item, index) => quickReply(item, `message[quick_replies][${index}]`),
        "message[quick_replies]",
      ),
    () => optionalText(metadata, "message[metadata]", LIMITS.metadata),
  );
}

/** Ended on 27 April 2026 for every version of the API. Documented: Messenger Platform, changelog, 2026-03-27. */
const DEAD_TAGS = ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];

/** How long after a person's last word or tap a message may be sent, by why it is sent; `null`: at any time. */
export type Reach = "window" | "tag" | null;

/** Checks `messaging_type` and `tag`, and says which time limit holds. A missing type counts as RESPONSE, as on Meta. */
export function checkPurpose(body: Json, message: Json): Refusal | { readonly reach: Reach } {
  const { messaging_type: type, tag } = body;
  if (typeof tag === "string" && DEAD_TAGS.includes(tag)) return refuse("tagDead", tag);
  switch (type) {
    case undefined:
    case "RESPONSE":
    case "UPDATE":
      return { reach: "window" };
    case "UTILITY":
      return isObject(message["template"]) && typeof message["template"]["name"] === "string"
        ? { reach: null }
        : refuse("utilityWithoutTemplate");
    case "MESSAGE_TAG":
      break;
    default:
      return refuse("messagingTypeInvalid", String(type));
  }
  if (tag === undefined) return refuse("tagMissing");
  if (tag === "HUMAN_AGENT") return { reach: "tag" };
  if (tag !== "CUSTOMER_FEEDBACK") return refuse("tagUnknown", String(tag));
  const one = message["attachment"];
  const payload = isObject(one) ? one["payload"] : undefined;
  return isObject(payload) && payload["template_type"] === "customer_feedback"
    ? { reach: "tag" }
    : refuse("tagMisused");
}
