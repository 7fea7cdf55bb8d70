/** What Meta checks in a message before it is sent. Pure; the first thing that is wrong is the answer. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { TAGS, type TagName } from "../../src/channels/messenger/tags.ts";
import type { Tag } from "../../src/channels/meta/tags.ts";
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
    () =>
      sticker === undefined || /^\d+$/.test(String(sticker))
        ? undefined
        : refuse("wrongType", "message[sticker_id]", "a number"),
    () => optionalText(metadata, "message[metadata]", LIMITS.metadata),
  );
}

/** How long after a person's last word or tap a message may be sent, by why it is sent; `null`: at any time. */
export type Reach = "window" | "tag" | null;

/** Which time limit holds for a message, and the tag or type that it comes from. */
export interface Purpose {
  readonly reach: Reach;
  readonly name?: TagName | "UTILITY";
}

/** Checks `messaging_type` and `tag`. A missing type counts as RESPONSE, as on Meta. */
export function checkPurpose(body: Json, message: Json, now: number): Refusal | Purpose {
  const { messaging_type: type, tag } = body;
  const known: Tag | undefined = Object.hasOwn(TAGS, String(tag)) ? TAGS[tag as TagName] : undefined;
  if (known?.ended !== undefined && now >= Date.parse(known.ended)) return refuse("tagDead", String(tag));
  switch (type) {
    case undefined:
    case "RESPONSE":
    case "UPDATE":
      return { reach: "window" };
    case "UTILITY":
      return isObject(message["template"]) && typeof message["template"]["name"] === "string"
        ? { reach: null, name: "UTILITY" }
        : refuse("utilityWithoutTemplate");
    case "MESSAGE_TAG":
      break;
    default:
      return refuse("messagingTypeInvalid", String(type));
  }
  if (tag === undefined) return refuse("tagMissing");
  if (known === undefined) return refuse("tagUnknown", String(tag));
  // While they lived, the old tags let a message through at any time.
  if (known.ended !== undefined) return { reach: null, name: tag as TagName };
  if (tag === "CUSTOMER_FEEDBACK" && templateType(message) !== "customer_feedback") return refuse("tagMisused");
  return { reach: "tag", name: tag as TagName };
}

function templateType({ attachment: one }: Json): unknown {
  const payload = isObject(one) ? one["payload"] : undefined;
  return isObject(payload) ? payload["template_type"] : undefined;
}
