/** What Meta checks in its templates. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import {
  eachOf,
  first,
  isObject,
  type Json,
  linkUrl,
  list,
  type Most,
  mediaUrl,
  number,
  optionalText,
  textField,
  type Verdict,
} from "./checks.ts";
import { coupon, customerFeedback, imageGrid, oneTimeRequest } from "./engagement-templates.ts";
import { refuse } from "./refusals.ts";

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

/** The address of a picture or video on Facebook: a media template takes no other. */
const FACEBOOK = /(^|\.)facebook\.com$/;

function mediaElement(value: Json, field: string): Verdict {
  const url = typeof value["url"] === "string" ? URL.parse(value["url"]) : null;
  return first(
    () =>
      value["media_type"] === "image" || value["media_type"] === "video"
        ? undefined
        : refuse("unknownValue", `${field}[media_type]`, "{image, video}"),
    () =>
      value["attachment_id"] !== undefined || (url !== null && FACEBOOK.test(url.hostname))
        ? undefined
        : refuse("mediaTemplateUnfit", field),
    () => buttons(value["buttons"], `${field}[buttons]`, 0),
  );
}

type Check = (value: Json, field: string) => Verdict;

/** A list of elements, each with the same rules. */
const elements =
  (limit: Most, check: Check): Check =>
  (value, field) =>
    eachOf(
      list(value["elements"], `${field}[elements]`, limit),
      (item, index) => check(item, `${field}[elements][${index}]`),
      `${field}[elements]`,
    );

const TEMPLATES: Readonly<Record<string, Check>> = {
  button: (value, field) =>
    first(
      () => textField(value["text"], `${field}[text]`, LIMITS.buttonTemplateText),
      () => buttons(value["buttons"], `${field}[buttons]`, 1),
    ),
  generic: elements(LIMITS.elements, genericElement),
  media: elements(LIMITS.mediaElements, mediaElement),
  receipt,
  coupon,
  customer_feedback: customerFeedback,
  image_grid: elements(LIMITS.gridElements, (value, field) => imageGrid(value, field, buttons)),
  product: elements(LIMITS.products, (value, field) =>
    typeof value["id"] === "number" ? undefined : textField(value["id"], `${field}[id]`),
  ),
  one_time_notif_req: oneTimeRequest,
};

/** Checks the payload of a template. */
export function checkTemplate(value: Json, field: string): Verdict {
  const type = String(value["template_type"]);
  const check = Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
  return check
    ? check(value, field)
    : refuse("unknownValue", `${field}[template_type]`, `{${Object.keys(TEMPLATES).join(", ")}}`);
}
