/**
 * Messages in Messenger's own JSON, written by hand or by `builders.ts`. A message that Meta certainly refuses is refused
 * here; unknown fields pass. Limits: `limits.ts`.
 */
import type { NativeContent } from "../../../model/content.ts";
import type { RenderedPart } from "../../../model/rendering.ts";
import { checked, isAction, requireOwn } from "../../adapt/actions.ts";
import {
  atLeast,
  both,
  byKey,
  type Check,
  id,
  isAbsent,
  isObject,
  type Json,
  list,
  matching,
  needs,
  number,
  object,
  offered,
  oneOf,
  optional,
  url,
  whole,
  words,
  wrong,
} from "../../adapt/checks.ts";
import type { Draft } from "../../adapt/draft.ts";
import { LIMITS } from "../limits.ts";
import { button as buttonOf, quickReply as quickReplyOf } from "./buttons.ts";
import { FEEDBACK } from "./envelope.ts";
import { stickerId } from "./media.ts";
import { templateName } from "./utility.ts";

const DAY_MS = 86_400_000;
const LEAST_QUESTION = 5;
const LEAST_GRID_IMAGES = 2;

/** The fields that hold a message's content: a message has exactly one of them. */
const WHOLES = ["text", "attachment", "attachments", "sticker_id", "template"];
const KINDS: Readonly<Record<string, string>> = { attachments: "images", sticker_id: "sticker", template: "utility" };

export function sayNative(draft: Draft, { channel, payload }: NativeContent): void {
  requireOwn(draft, channel, "channel");
  const message = checkMessage(draft, payload);
  const kind = kindOf(message);
  if (kind === "utility") draft.add(kind, message, "payload", { approved: true });
  else draft.add(kind, message, "payload", kind === "template.customer_feedback" ? FEEDBACK : {});
}

/**
 * Makes a `message` as Meta takes it: paths are completed, and actions become buttons.
 * @throws ContentError for what Meta certainly refuses
 */
export function checkMessage(draft: Draft, payload: Json): Json {
  const given = WHOLES.filter((name) => !isAbsent(payload[name]));
  if (given.length !== 1) {
    const has = given.length === 0 ? "has none of" : `has ${given.join(" and ")}, and takes one of`;
    throw wrong("payload", `${has} ${WHOLES.join(", ")}.`);
  }
  if (payload["metadata"] !== undefined) {
    throw wrong("metadata", "is set here, so that the message's echo is known again. Leave it out.");
  }
  const parts = Object.entries(MESSAGE).filter(([name]) => !isAbsent(payload[name]));
  return { ...payload, ...Object.fromEntries(parts.map(([name, check]) => [name, check(payload[name], name, draft)])) };
}

function kindOf(message: Json): RenderedPart["kind"] {
  const whole = WHOLES.find((name) => !isAbsent(message[name])) ?? "text";
  if (whole !== "attachment") return KINDS[whole] ?? whole;
  const { type, payload } = message[whole] as { readonly type: string; readonly payload: Json };
  return type === "template" ? `template.${payload["template_type"]}` : type;
}

const postback = offered(object({ title: words(LIMITS.buttonTitle), payload: words(LIMITS.buttonPayload) }));
const WEBVIEW = optional(oneOf("compact", "tall", "full"));
const webUrl = object({ title: words(LIMITS.buttonTitle), url, webview_height_ratio: WEBVIEW });

/** Checks a button in Meta's form. Types that are not named here pass: Meta judges them. */
const written = byKey(
  "type",
  {
    postback,
    web_url: webUrl,
    phone_number: object({ title: words(LIMITS.buttonTitle), payload: words(LIMITS.buttonPayload) }),
    account_link: object({ url }),
    account_unlink: object({}),
  },
  object({}),
);

const button: Check = (value, field, draft) => {
  if (!isAction(value)) return written(value, field, draft);
  const option = checked(draft, value, field);
  return written(buttonOf({ option, title: option.action.title }), field, draft);
};

const quickReply: Check = (value, field, draft) => {
  if (isObject(value) && value["type"] === "ask") {
    return quickReplyOf({ type: "ask", what: value["what"] === "email" ? "email" : "phone" });
  }
  const { action } = isAction(value) ? checked(draft, value, field) : { action: undefined };
  const reply = action?.type === "reply" ? quickReplyOf({ option: { action, field }, title: action.title }) : value;
  return byKey("content_type", {
    text: offered(
      object({
        title: words(LIMITS.quickReplyTitle),
        payload: words(LIMITS.quickReplyPayload),
        image_url: optional(url),
      }),
    ),
    user_phone_number: object({}),
    user_email: object({}),
  })(reply, field, draft);
};

const buttons = optional(list(button, LIMITS.buttons, 0));

const BESIDE_TITLE = ["subtitle", "image_url", "default_action", "buttons"];
const element = both(
  object({
    title: words(LIMITS.elementTitle),
    subtitle: optional(words(LIMITS.elementSubtitle)),
    image_url: optional(url),
    default_action: optional(object({ type: oneOf("web_url"), url, webview_height_ratio: WEBVIEW })),
    buttons,
  }),
  (value, field) => {
    if (BESIDE_TITLE.some((name) => !isAbsent((value as Json)[name]))) return value;
    throw wrong(field, `has nothing but a title: add one of ${BESIDE_TITLE.join(", ")}.`);
  },
);

const facebookUrl: Check = (value, field, draft) => {
  const address = String(url(value, field, draft));
  if (/(^|\.)facebook\.com$/.test(new URL(address).hostname)) return address;
  throw wrong(field, "is not on facebook.com: upload the file, and give its attachment_id.");
};

const mediaElement = both(
  object({
    media_type: oneOf("image", "video"),
    attachment_id: optional(id),
    url: optional(facebookUrl),
    buttons,
  }),
  needs("attachment_id", "url"),
);

const receiptItem = object({ title: words(), price: number, image_url: optional(url) });
const receipt = object({
  recipient_name: words(),
  order_number: words(),
  currency: words(),
  payment_method: words(),
  order_url: optional(url),
  summary: object({ total_cost: number }),
  elements: optional(list(receiptItem, LIMITS.receiptItems, 0)),
  adjustments: optional(list(object({ name: words(), amount: number }), LIMITS.receiptItems, 0)),
  address: optional(
    object({ street_1: words(), city: words(), postal_code: words(), state: words(), country: words() }),
  ),
});

const coupon = both(
  object({
    title: words(LIMITS.couponTitle),
    subtitle: optional(words(LIMITS.couponSubtitle)),
    coupon_code: optional(matching(/^\S+$/, "a code without spaces")),
    coupon_url: optional(url),
    coupon_url_button_title: optional(words()),
    coupon_pre_message: optional(words()),
    image_url: optional(url),
    payload: optional(words()),
  }),
  needs("coupon_code", "coupon_url"),
);

const scored = (...options: readonly string[]): Check => object({ score_option: optional(oneOf(...options)) });
const question = both(
  object({
    id: matching(/^\w+$/, "an id of letters, digits and _", LIMITS.feedbackQuestionId),
    title: optional(both(words(LIMITS.feedbackQuestion), atLeast(LEAST_QUESTION))),
    follow_up: optional(object({ type: oneOf("free_form"), placeholder: optional(words(LIMITS.feedbackPlaceholder)) })),
  }),
  byKey("type", {
    csat: scored("one_to_five", "five_stars", "five_emojis"),
    nps: scored("zero_to_ten"),
    ces: scored("one_to_seven"),
    free_form: object({}),
  }),
);

const feedback = object({
  title: words(LIMITS.feedbackTitle),
  subtitle: words(LIMITS.feedbackSubtitle),
  button_title: words(LIMITS.feedbackButton),
  feedback_screens: list(object({ questions: list(question, LIMITS.feedbackQuestions) }), LIMITS.feedbackScreens),
  business_privacy: object({ url }),
  expires_in_days: optional(whole(1, LIMITS.feedbackExpiry.max / DAY_MS)),
});

/** Checks the action of a tap on one picture of a grid. `text` holds the words that the person appears to say. */
const gridAction: Check = (value, field, draft) => {
  const action = isAction(value) ? checked(draft, value, field).action : undefined;
  const tap =
    action?.type === "reply" ? { type: "postback", payload: action.payload, text: action.title } : (action ?? value);
  return byKey("type", {
    web_url: object({ url }),
    postback: object({ payload: words(LIMITS.buttonPayload), text: words() }),
  })(tap, field, draft);
};

const gridButton = both(button, byKey("type", { web_url: object({}), postback: object({}) }));
const grid = object({
  elements: list(
    object({
      title: optional(words(LIMITS.gridTitle)),
      subtitle: optional(words(LIMITS.gridSubtitle)),
      images: both(
        list(object({ url, action: optional(gridAction) }), LIMITS.gridImages, LEAST_GRID_IMAGES),
        (value, field) => {
          const heroes = (value as readonly Json[]).filter((image) => image["is_hero_image"] === true);
          if (heroes.length <= 1) return value;
          throw wrong(field, `${heroes.length} of them are heroes: one at most.`);
        },
      ),
      buttons: optional(list(gridButton, LIMITS.buttons, 0)),
    }),
    LIMITS.gridElements,
  ),
});

/** The checks by `template_type`. Other types pass: Meta judges them. */
const TEMPLATES: Readonly<Record<string, Check>> = {
  button: object({ text: words(LIMITS.buttonTemplateText), buttons: list(button, LIMITS.buttons) }),
  generic: object({ elements: list(element, LIMITS.elements) }),
  media: object({ elements: list(mediaElement, LIMITS.mediaElements) }),
  receipt,
  coupon,
  customer_feedback: feedback,
  image_grid: grid,
  product: object({ elements: list(object({ id }), LIMITS.products) }),
  one_time_notif_req: object({ title: words(LIMITS.oneTimeTitle), payload: words(LIMITS.buttonPayload) }),
};

/** Checks a template. Its errors name a field from the type on, such as `coupon.title`: a message has only one template. */
const template: Check = (value, field, draft) => {
  const type = isObject(value) ? String(value["template_type"]) : "";
  return byKey("template_type", TEMPLATES, object({}))(value, Object.hasOwn(TEMPLATES, type) ? type : field, draft);
};

const file = both(object({ attachment_id: optional(id), url: optional(url) }), needs("attachment_id", "url"));
const FILE = object({ payload: file });
const attachment = byKey("type", {
  image: FILE,
  video: FILE,
  audio: FILE,
  file: FILE,
  template: object({ payload: template }),
});

const MESSAGE: Readonly<Record<string, Check>> = {
  text: words(LIMITS.text),
  attachment,
  attachments: list(byKey("type", { image: FILE }), LIMITS.images),
  sticker_id: (value, field) => {
    stickerId(String(value), field);
    return value;
  },
  template: object({ name: (value, field) => templateName(words()(value, field), field) }),
  quick_replies: list(quickReply, LIMITS.quickReplies, 0),
};
