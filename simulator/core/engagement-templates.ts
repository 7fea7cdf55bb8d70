/** What Meta checks in its templates beyond words, cards and receipts: coupons, feedback, image grids, one-time requests. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import {
  eachOf,
  first,
  isObject,
  type Json,
  linkUrl,
  list,
  mediaUrl,
  optionalText,
  textField,
  type Verdict,
} from "./checks.ts";
import { refuse } from "./refusals.ts";

export function coupon(value: Json, field: string): Verdict {
  const { coupon_code: code, coupon_url: url, image_url: image } = value;
  return first(
    () => textField(value["title"], `${field}[title]`, LIMITS.couponTitle),
    () => optionalText(value["subtitle"], `${field}[subtitle]`, LIMITS.couponSubtitle),
    () => (code === undefined && url === undefined ? refuse("couponWithoutCode", field) : undefined),
    () => optionalText(code, `${field}[coupon_code]`),
    () => (/\s/.test(String(code ?? "")) ? refuse("couponCodeUnfit", `${field}[coupon_code]`) : undefined),
    () => (url === undefined ? undefined : linkUrl(url, `${field}[coupon_url]`)),
    () => (image === undefined ? undefined : mediaUrl(image, `${field}[image_url]`)),
  );
}

const DAY = 24 * 3_600_000;
const QUESTIONS = ["csat", "nps", "ces", "free_form"];
/** The shortest question. Documented, as its longest. */
const SHORTEST_QUESTION = 5;

export function customerFeedback(value: Json, field: string): Verdict {
  const screens = `${field}[feedback_screens]`;
  const { business_privacy: privacy, expires_in_days: days } = value;
  const most = LIMITS.feedbackExpiry.max / DAY;
  return first(
    () => textField(value["title"], `${field}[title]`, LIMITS.feedbackTitle),
    () => optionalText(value["subtitle"], `${field}[subtitle]`, LIMITS.feedbackSubtitle),
    () => textField(value["button_title"], `${field}[button_title]`, LIMITS.feedbackButton),
    () =>
      eachOf(
        list(value["feedback_screens"], screens, LIMITS.feedbackScreens),
        (screen, index) =>
          eachOf(
            list(screen["questions"], `${screens}[${index}][questions]`, LIMITS.feedbackQuestions),
            (item, place) => question(item, `${screens}[${index}][questions][${place}]`),
            `${screens}[${index}][questions]`,
          ),
        screens,
      ),
    () =>
      isObject(privacy)
        ? linkUrl(privacy["url"], `${field}[business_privacy][url]`)
        : refuse("required", `${field}[business_privacy]`),
    () =>
      days === undefined || (Number.isInteger(days) && Number(days) >= 1 && Number(days) <= most)
        ? undefined
        : refuse("valueUnfit", `${field}[expires_in_days]`, `between 1 and ${most}`),
  );
}

function question(value: Json, field: string): Verdict {
  const { follow_up: more } = value;
  return first(
    () => textField(value["id"], `${field}[id]`, LIMITS.feedbackQuestionId),
    () =>
      /^\w+$/.test(String(value["id"]))
        ? undefined
        : refuse("valueUnfit", `${field}[id]`, "letters, digits and underscores"),
    () =>
      QUESTIONS.includes(String(value["type"]))
        ? undefined
        : refuse("unknownValue", `${field}[type]`, `{${QUESTIONS.join(", ")}}`),
    () => optionalText(value["title"], `${field}[title]`, LIMITS.feedbackQuestion),
    () =>
      typeof value["title"] === "string" && value["title"] !== "" && value["title"].length < SHORTEST_QUESTION
        ? refuse("valueUnfit", `${field}[title]`, `at least ${SHORTEST_QUESTION} characters long`)
        : undefined,
    () =>
      isObject(more)
        ? first(
            () =>
              more["type"] === "free_form"
                ? undefined
                : refuse("unknownValue", `${field}[follow_up][type]`, "{free_form}"),
            () => optionalText(more["placeholder"], `${field}[follow_up][placeholder]`, LIMITS.feedbackPlaceholder),
          )
        : undefined,
  );
}

const FEWEST_IMAGES = 2;

export function imageGrid(
  value: Json,
  field: string,
  buttons: (value: unknown, field: string, atLeast: number) => Verdict,
): Verdict {
  const images = `${field}[images]`;
  const { images: given } = value;
  return first(
    () => optionalText(value["title"], `${field}[title]`, LIMITS.gridTitle),
    () => optionalText(value["subtitle"], `${field}[subtitle]`, LIMITS.gridSubtitle),
    () =>
      eachOf(
        list(given, images, LIMITS.gridImages, FEWEST_IMAGES),
        (item, index) =>
          first(
            () => mediaUrl(item["url"], `${images}[${index}][url]`),
            () =>
              item["action"] === undefined ? undefined : gridAction(item["action"], `${images}[${index}][action]`),
          ),
        images,
      ),
    () =>
      (given as readonly Json[]).filter((item) => item["is_hero_image"] === true).length > 1
        ? refuse("valueUnfit", images, "a list with at most one hero image")
        : undefined,
    () => buttons(value["buttons"], `${field}[buttons]`, 0),
    () => (Array.isArray(value["buttons"]) ? gridButtons(value["buttons"], `${field}[buttons]`) : undefined),
  );
}

/** What a grid's pictures and buttons may do. */
const GRID_ACTIONS = ["web_url", "postback"];

const gridButtons = (list: readonly unknown[], field: string): Verdict =>
  eachOf(
    list,
    (item, index) =>
      GRID_ACTIONS.includes(String(item["type"]))
        ? undefined
        : refuse("unknownValue", `${field}[${index}][type]`, `{${GRID_ACTIONS.join(", ")}}`),
    field,
  );

function gridAction(value: unknown, field: string): Verdict {
  if (!isObject(value)) return refuse("wrongType", field, "an object");
  switch (value["type"]) {
    case "web_url":
      return linkUrl(value["url"], `${field}[url]`);
    case "postback":
      return textField(value["payload"], `${field}[payload]`, LIMITS.buttonPayload);
    default:
      return refuse("unknownValue", `${field}[type]`, `{${GRID_ACTIONS.join(", ")}}`);
  }
}

/** A request for leave to write once, later. Documented: one-time notification, whose page is marked as a beta. */
export function oneTimeRequest(value: Json, field: string): Verdict {
  return first(
    () => textField(value["title"], `${field}[title]`, LIMITS.oneTimeTitle),
    () => textField(value["payload"], `${field}[payload]`, LIMITS.buttonPayload),
  );
}
