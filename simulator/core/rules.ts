/** What Meta checks in a message before it is sent. Pure; the first thing that is wrong is the answer. */
import { LIMITS, type Limit } from "../../src/channels/messenger/limits.ts";
import { type Refusal, refuse } from "./refusals.ts";

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Verdict = Refusal | undefined;

/** The first refusal among checks; later ones are not run. */
function first(...checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const refusal = check();
    if (refusal) return refusal;
  }
  return undefined;
}

function each(list: readonly unknown[], check: (item: unknown, index: number) => Verdict): Verdict {
  return first(...list.map((item, index) => () => check(item, index)));
}

function textField(value: unknown, field: string, limit?: Limit): Verdict {
  if (value === undefined || value === null || value === "") return refuse("required", field);
  if (typeof value !== "string") return refuse("wrongType", field, "a string");
  return limit && value.length > limit.max ? refuse("tooLong", field, limit.max) : undefined;
}

function optionalText(value: unknown, field: string, limit?: Limit): Verdict {
  return value === undefined || value === null || value === "" ? undefined : textField(value, field, limit);
}

function list(value: unknown, field: string, limit: Limit, atLeast = 1): Verdict | readonly unknown[] {
  if (value === undefined) return atLeast > 0 ? refuse("required", field) : [];
  if (!Array.isArray(value)) return refuse("wrongType", field, "an array");
  if (value.length < atLeast) return refuse("tooFew", field, atLeast);
  return value.length > limit.max ? refuse("tooMany", field, limit.max) : value;
}

function eachOf(
  value: Verdict | readonly unknown[],
  check: (item: Json, index: number) => Verdict,
  field: string,
): Verdict {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return value as Refusal;
  return each(value, (item, index) =>
    isObject(item) ? check(item, index) : refuse("wrongType", `${field}[${index}]`, "an object"),
  );
}

function number(value: unknown, field: string): Verdict {
  if (value === undefined) return refuse("required", field);
  return typeof value === "number" && Number.isFinite(value) ? undefined : refuse("wrongType", field, "a number");
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Meta fetches media over https. Mark: guess as a rule for every field; documented for saved assets. `http` is allowed
 * for loopback hosts only, and only here: on a laptop the bot's own pictures have no certificate.
 */
function mediaUrl(value: unknown, field: string): Verdict {
  const wrong = textField(value, field, LIMITS.url);
  if (wrong) return wrong;
  const url = URL.parse(String(value));
  const fit = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  return fit ? undefined : refuse("urlUnfit", field);
}

/** Links that people open: http is fine there. */
function linkUrl(value: unknown, field: string): Verdict {
  const wrong = textField(value, field, LIMITS.url);
  if (wrong) return wrong;
  return /^https?:$/.test(URL.parse(String(value))?.protocol ?? "") ? undefined : refuse("urlUnfit", field);
}

const BUTTONS = ["postback", "web_url", "phone_number", "account_link", "account_unlink"];

function button(value: Json, field: string): Verdict {
  const title = () => textField(value["title"], `${field}[title]`, LIMITS.buttonTitle);
  const payload = () => textField(value["payload"], `${field}[payload]`, LIMITS.buttonPayload);
  const url = () => linkUrl(value["url"], `${field}[url]`);
  switch (value["type"]) {
    case "postback":
      return first(title, payload);
    case "web_url":
      return first(title, url);
    case "phone_number":
      return first(title, payload);
    case "account_link":
      return url();
    case "account_unlink":
      return undefined;
    default:
      return refuse("unknownValue", `${field}[type]`, `{${BUTTONS.join(", ")}}`);
  }
}

function buttons(value: unknown, field: string, atLeast: number): Verdict {
  return eachOf(
    list(value, field, LIMITS.buttons, atLeast),
    (item, index) => button(item, `${field}[${index}]`),
    field,
  );
}

function genericElement(value: Json, field: string): Verdict {
  return first(
    () => textField(value["title"], `${field}[title]`, LIMITS.elementTitle),
    () => optionalText(value["subtitle"], `${field}[subtitle]`, LIMITS.elementSubtitle),
    () => (value["image_url"] === undefined ? undefined : mediaUrl(value["image_url"], `${field}[image_url]`)),
    () => defaultAction(value["default_action"], `${field}[default_action]`),
    () => buttons(value["buttons"], `${field}[buttons]`, 0),
    () =>
      ["subtitle", "image_url", "default_action", "buttons"].some(
        (name) => value[name] !== undefined && value[name] !== "",
      )
        ? undefined
        : refuse("elementBare", field),
  );
}

/** A web_url button without a title. */
function defaultAction(value: unknown, field: string): Verdict {
  if (value === undefined) return undefined;
  if (!isObject(value)) return refuse("wrongType", field, "an object");
  if (value["type"] !== "web_url") return refuse("unknownValue", `${field}[type]`, "{web_url}");
  return linkUrl(value["url"], `${field}[url]`);
}

function receipt(value: Json, field: string): Verdict {
  const summary = value["summary"];
  const address = value["address"];
  return first(
    ...["recipient_name", "order_number", "currency", "payment_method"].map(
      (name) => () => textField(value[name], `${field}[${name}]`),
    ),
    () =>
      isObject(summary)
        ? number(summary["total_cost"], `${field}[summary][total_cost]`)
        : refuse("required", `${field}[summary]`),
    () =>
      eachOf(
        list(value["elements"], `${field}[elements]`, LIMITS.receiptItems, 0),
        (item, index) =>
          first(
            () => textField(item["title"], `${field}[elements][${index}][title]`),
            () => number(item["price"], `${field}[elements][${index}][price]`),
            () =>
              item["image_url"] === undefined
                ? undefined
                : mediaUrl(item["image_url"], `${field}[elements][${index}][image_url]`),
          ),
        `${field}[elements]`,
      ),
    () =>
      address === undefined || !isObject(address)
        ? undefined
        : first(
            ...["street_1", "city", "postal_code", "state", "country"].map(
              (name) => () => textField(address[name], `${field}[address][${name}]`),
            ),
          ),
    () =>
      eachOf(
        list(value["adjustments"], `${field}[adjustments]`, LIMITS.receiptItems, 0),
        (item, index) =>
          first(
            () => textField(item["name"], `${field}[adjustments][${index}][name]`),
            () => number(item["amount"], `${field}[adjustments][${index}][amount]`),
          ),
        `${field}[adjustments]`,
      ),
  );
}

const ONE_ELEMENT = { ...LIMITS.elements, max: 1 };
const SHOWN_BY_NAME = ["coupon", "customer_feedback", "product", "one_time_notif_req", "image_grid"];

function template(value: Json, field: string): Verdict {
  switch (value["template_type"]) {
    case "button":
      return first(
        () => textField(value["text"], `${field}[text]`, LIMITS.buttonTemplateText),
        () => buttons(value["buttons"], `${field}[buttons]`, 1),
      );
    case "generic":
      return eachOf(
        list(value["elements"], `${field}[elements]`, LIMITS.elements),
        (item, index) => genericElement(item, `${field}[elements][${index}]`),
        `${field}[elements]`,
      );
    case "media":
      return eachOf(
        list(value["elements"], `${field}[elements]`, ONE_ELEMENT),
        (item, index) =>
          first(
            () =>
              item["media_type"] === "image" || item["media_type"] === "video"
                ? undefined
                : refuse("unknownValue", `${field}[elements][${index}][media_type]`, "{image, video}"),
            () =>
              item["attachment_id"] === undefined
                ? linkUrl(item["url"], `${field}[elements][${index}][url]`)
                : undefined,
            () => buttons(item["buttons"], `${field}[elements][${index}][buttons]`, 0),
          ),
        `${field}[elements]`,
      );
    case "receipt":
      return receipt(value, field);
    default:
      // Meta has rules for these too; a bot that needs them tried here adds them above.
      return SHOWN_BY_NAME.includes(String(value["template_type"]))
        ? undefined
        : refuse(
            "unknownValue",
            `${field}[template_type]`,
            `{button, generic, media, receipt, ${SHOWN_BY_NAME.join(", ")}}`,
          );
  }
}

const MEDIA = ["image", "video", "audio", "file"];

function attachment(value: unknown, field: string, kinds: readonly string[]): Verdict {
  if (!isObject(value)) return refuse("wrongType", field, "an object");
  if (!kinds.includes(String(value["type"]))) return refuse("unknownValue", `${field}[type]`, `{${kinds.join(", ")}}`);
  const payload = value["payload"];
  if (!isObject(payload)) return refuse("required", `${field}[payload]`);
  if (value["type"] === "template") return template(payload, `${field}[payload]`);
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
