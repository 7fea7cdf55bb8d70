/**
 * Messages in Messenger's own JSON, written by hand or by `builders.ts`. A message that Meta certainly refuses is refused
 * here; unknown fields pass. Limits: `limits.ts`.
 */
import type { NativeContent } from "../../../model/content.ts";
import { checked, isAction, requireOwn } from "../../adapt/actions.ts";
import {
  atLeast,
  both,
  byKey,
  type Check,
  id,
  type Json,
  list,
  matching,
  needs,
  number,
  object,
  oneOf,
  optional,
  url,
  whole,
  words,
  wrong,
} from "../../adapt/checks.ts";
import type { Draft } from "../../adapt/draft.ts";
import { tagged } from "../../meta/render/envelope.ts";
import { checkMessage, checksOf, FILE, type NativeForm, templateOf } from "../../meta/render/native.ts";
import { LIMITS } from "../limits.ts";
import type { TagName } from "../tags.ts";
import { stickerId } from "./media.ts";
import { templateName } from "./utility.ts";

const DAY_MS = 86_400_000;
const LEAST_QUESTION = 5;
const LEAST_GRID_IMAGES = 2;

/** A customer feedback template carries its tag itself: it is the only message that may. */
const FEEDBACK = tagged("CUSTOMER_FEEDBACK" satisfies TagName, LIMITS.tagReach.max);

export function sayNative(draft: Draft, { channel, payload }: NativeContent): void {
  requireOwn(draft, channel, "channel");
  const { kind, message } = checkMessage(draft, payload, FORM);
  if (kind === "utility") draft.add(kind, message, "payload", { approved: true });
  else draft.add(kind, message, "payload", kind === "template.customer_feedback" ? FEEDBACK : {});
}

const { button, buttons, quickReply, templates } = checksOf(LIMITS);

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
  ...templates,
  media: object({ elements: list(mediaElement, LIMITS.mediaElements) }),
  receipt,
  coupon,
  customer_feedback: feedback,
  image_grid: grid,
  one_time_notif_req: object({ title: words(LIMITS.oneTimeTitle), payload: words(LIMITS.buttonPayload) }),
};

const FORM: NativeForm = {
  why: "is set here, so that the message's echo is known again. Leave it out.",
  kinds: { text: "text", attachment: "attachment", attachments: "images", sticker_id: "sticker", template: "utility" },
  message: {
    text: words(LIMITS.text),
    attachment: byKey("type", {
      image: FILE,
      video: FILE,
      audio: FILE,
      file: FILE,
      template: object({ payload: templateOf(TEMPLATES, object({})) }),
    }),
    attachments: list(byKey("type", { image: FILE }), LIMITS.images),
    sticker_id: (value, field) => {
      stickerId(String(value), field);
      return value;
    },
    template: object({ name: (value, field) => templateName(words()(value, field), field) }),
    quick_replies: list(quickReply, LIMITS.quickReplies, 0),
  },
};
