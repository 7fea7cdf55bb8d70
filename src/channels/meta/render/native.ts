/**
 * Checks of the JSON that Messenger and Instagram share: what Meta certainly refuses is refused here, fields that are not
 * known pass. Each platform has its limits, and forms of its own beside.
 */
import type { RenderedPart } from "../../../model/rendering.ts";
import { checked, isAction } from "../../adapt/actions.ts";
import {
  both,
  byKey,
  type Check,
  id,
  isAbsent,
  isObject,
  type Json,
  list,
  needs,
  object,
  offered,
  oneOf,
  optional,
  url,
  words,
  wrong,
} from "../../adapt/checks.ts";
import type { Draft } from "../../adapt/draft.ts";
import type { Limit, TextLimit } from "../../adapt/limit.ts";
import { button as buttonOf, quickReply as quickReplyOf } from "./buttons.ts";

/** What a message of a platform's own may be. */
export interface NativeForm {
  /** Why no `metadata` may stand in it. */
  readonly why: string;
  /** The keys of which a message has exactly one, by what a part of it is called. */
  readonly kinds: Readonly<Record<string, string>>;
  /** The checks of its keys. */
  readonly message: Readonly<Record<string, Check>>;
}

/**
 * Makes a `message` as Meta takes it, and its name: paths are completed, and actions are buttons.
 * @throws ContentError for what Meta certainly refuses
 */
export function checkMessage(
  draft: Draft,
  payload: Json,
  { why, kinds, message }: NativeForm,
): { readonly kind: RenderedPart["kind"]; readonly message: Json } {
  const wholes = Object.keys(kinds);
  const given = wholes.filter((name) => !isAbsent(payload[name]));
  const [whole = ""] = given;
  if (given.length !== 1) {
    const has = given.length === 0 ? "has none of" : `has ${given.join(" and ")}, and takes one of`;
    throw wrong("payload", `${has} ${wholes.join(", ")}.`);
  }
  if (payload["metadata"] !== undefined) throw wrong("metadata", why);
  const parts = Object.entries(message).filter(([name]) => !isAbsent(payload[name]));
  const made = {
    ...payload,
    ...Object.fromEntries(parts.map(([name, check]) => [name, check(payload[name], name, draft)])),
  };
  return { kind: whole === "attachment" ? attachmentKind(made) : (kinds[whole] ?? whole), message: made };
}

function attachmentKind({ attachment }: Json): string {
  const { type, payload } = attachment as { readonly type: string; readonly payload: Json };
  return type === "template" ? `template.${payload["template_type"]}` : type;
}

const WEBVIEW = optional(oneOf("compact", "tall", "full"));
const BESIDE_TITLE = ["subtitle", "image_url", "default_action", "buttons"];

/** A file by its address or its upload's id. */
const file = both(object({ attachment_id: optional(id), url: optional(url) }), needs("attachment_id", "url"));
export const FILE = object({ payload: file });

/** The limits of one platform. */
type Limits = Readonly<
  Record<"buttons" | "elements" | "products", Limit> &
    Record<
      | "buttonTitle"
      | "buttonPayload"
      | "buttonTemplateText"
      | "quickReplyTitle"
      | "quickReplyPayload"
      | "elementTitle"
      | "elementSubtitle",
      TextLimit
    >
>;

/** The checks of what both platforms have, by the limits of one. */
export interface SharedChecks {
  readonly button: Check;
  /** Up to as many as go below one text; none is fine. */
  readonly buttons: Check;
  readonly quickReply: Check;
  /** By `template_type`. */
  readonly templates: Readonly<Record<"button" | "generic" | "product", Check>>;
}

export function checksOf(limits: Limits): SharedChecks {
  const button = buttonCheck(limits);
  const buttons = optional(list(button, limits.buttons, 0));
  const element = elementCheck(limits, buttons);
  return {
    button,
    buttons,
    quickReply: quickReplyCheck(limits),
    templates: {
      button: object({ text: words(limits.buttonTemplateText), buttons: list(button, limits.buttons) }),
      generic: object({ elements: list(element, limits.elements) }),
      product: object({ elements: list(object({ id }), limits.products) }),
    },
  };
}

/** Its types that are not named here are Meta's to judge. */
function buttonCheck({ buttonTitle, buttonPayload }: Limits): Check {
  const written = byKey(
    "type",
    {
      postback: offered(object({ title: words(buttonTitle), payload: words(buttonPayload) })),
      web_url: object({ title: words(buttonTitle), url, webview_height_ratio: WEBVIEW }),
      phone_number: object({ title: words(buttonTitle), payload: words(buttonPayload) }),
      account_link: object({ url }),
      account_unlink: object({}),
    },
    object({}),
  );
  return (value, field, draft) => {
    if (!isAction(value)) return written(value, field, draft);
    const option = checked(draft, value, field);
    if (option.action.type === "call" && draft.lacks("calls")) {
      throw wrong(field, `is a call, and ${draft.platform.name} has no button that dials.`);
    }
    return written(buttonOf({ option, title: option.action.title }), field, draft);
  };
}

function quickReplyCheck({ quickReplyTitle, quickReplyPayload }: Limits): Check {
  return (value, field, draft) => {
    const kinds = {
      text: offered(
        object({ title: words(quickReplyTitle), payload: words(quickReplyPayload), image_url: optional(url) }),
      ),
      ...(draft.lacks("asks") ? {} : { user_phone_number: object({}), user_email: object({}) }),
    };
    if (isObject(value) && value["type"] === "ask" && !draft.lacks("asks")) {
      return quickReplyOf({ type: "ask", what: value["what"] === "email" ? "email" : "phone" });
    }
    const { action } = isAction(value) ? checked(draft, value, field) : { action: undefined };
    const reply = action?.type === "reply" ? quickReplyOf({ option: { action, field }, title: action.title }) : value;
    return byKey("content_type", kinds)(reply, field, draft);
  };
}

function elementCheck({ elementTitle, elementSubtitle }: Limits, buttons: Check): Check {
  return both(
    object({
      title: words(elementTitle),
      subtitle: optional(words(elementSubtitle)),
      image_url: optional(url),
      default_action: optional(object({ type: oneOf("web_url"), url, webview_height_ratio: WEBVIEW })),
      buttons,
    }),
    (value, field) => {
      if (BESIDE_TITLE.some((name) => !isAbsent((value as Json)[name]))) return value;
      throw wrong(field, `has nothing but a title: add one of ${BESIDE_TITLE.join(", ")}.`);
    },
  );
}

/** A template's fields are named from its type on: a message has only one. @param templates by their types; the others are Meta's to judge */
export function templateOf(templates: Readonly<Record<string, Check>>, others?: Check): Check {
  return (value, field, draft) => {
    const type = isObject(value) ? String(value["template_type"]) : "";
    const where = Object.hasOwn(templates, type) ? type : field;
    return byKey("template_type", templates, others)(value, where, draft);
  };
}
