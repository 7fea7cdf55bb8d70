/** Single actions: checked, named within the limits, and as Messenger's buttons and quick replies. */
import { callNumber } from "../../../model/call-number.ts";
import type { Action, CallAction, ChannelName, NativeAction, ReplyAction, UrlAction } from "../../../model/content.ts";
import { ContentError, type Offer } from "../../../model/rendering.ts";
import { cutText } from "../../../model/split.ts";
import { type Change, type Draft, filled, over, requireText } from "../../adapt/draft.ts";
import type { Limit } from "../../adapt/limit.ts";
import { webUrl } from "../../adapt/url.ts";
import { LIMITS } from "../limits.ts";
import type { Button, Opened, QuickReply } from "../wire.ts";

/** The same for both today; an option is checked before it is known which it becomes. */
const PAYLOAD: Limit =
  LIMITS.quickReplyPayload.max < LIMITS.buttonPayload.max ? LIMITS.quickReplyPayload : LIMITS.buttonPayload;

/** An action whose values were checked, and where it stands in the content. */
export interface Option<A extends Action = Action> {
  readonly action: A;
  readonly field: string;
}

export interface Label {
  readonly text: string;
  readonly change?: Change;
}

/**
 * Titles that fit. Undefined if one would have to be cut although nothing may be lost, or could then be taken for
 * another one.
 */
export function shorten(draft: Draft, options: readonly Option[], limit: Limit): Label[] | undefined {
  const labels = options.map(({ action, field }): Label => {
    const { title } = action;
    if (title.length <= limit.max) return { text: title };
    const detail = `${over(title.length, limit)}: cut`;
    return {
      text: cutText(title, limit.max),
      change: { code: "title_truncated", field: `${field}.title`, detail, lossy: true },
    };
  });
  const ambiguous = ({ text }: Label) => text === "…" || labels.filter((label) => label.text === text).length > 1;
  const cut = labels.filter((label) => label.change !== undefined);
  return cut.length > 0 && (!draft.mayLose || cut.some(ambiguous)) ? undefined : labels;
}

/** Pictures of options where there is no place for them: on buttons and in numbered lines. */
export function lostImages(options: readonly Option[]): Change[] {
  return options.filter(isReply).flatMap(({ action, field }): Change[] => {
    if (action.imageUrl === undefined) return [];
    return [
      {
        code: "image_dropped",
        field: `${field}.imageUrl`,
        detail: "no place for a picture",
        lossy: true,
        error: "content_not_supported",
      },
    ];
  });
}

export function lostDescriptions(options: readonly Option[]): Change[] {
  return options.filter(isDescribed).map(({ field }) => ({
    code: "description_dropped",
    field: `${field}.description`,
    detail: "Messenger's options have no descriptions",
    lossy: true,
    error: "content_not_supported",
  }));
}

export function offersOf(options: readonly Option[], labels: readonly Label[]): Offer[] {
  return options.flatMap(({ action }, i) =>
    action.type === "reply" ? [{ title: labels[i]?.text ?? action.title, payload: action.payload }] : [],
  );
}

export function button({ action }: Option, title: string): Button {
  switch (action.type) {
    case "reply":
      return { type: "postback", title, payload: action.payload };
    case "url":
      return { type: "web_url", title, url: action.url, ...opened(action) };
    case "call":
      return { type: "phone_number", title, payload: action.phone };
    case "native":
      return action.button as unknown as Button;
  }
}

export function opened({ webview }: Pick<UrlAction, "webview">): Opened {
  return webview === undefined ? {} : { webview_height_ratio: webview };
}

export function quickReply({ action: { payload, imageUrl } }: Option<ReplyAction>, title: string): QuickReply {
  return { content_type: "text", title, payload, ...(imageUrl !== undefined && { image_url: imageUrl }) };
}

export function isDescribed(option: Option): option is Option<ReplyAction> {
  return isReply(option) && filled(option.action.description) !== undefined;
}

export function isReply(option: Option): option is Option<ReplyAction> {
  return option.action.type === "reply";
}

/** @throws ContentError naming the value that cannot be sent in any form */
export function checked(draft: Draft, action: Action, field: string): Option {
  const title = requireText(action.title, `${field}.title`).trim();
  switch (action.type) {
    case "reply":
      return checkedReply(draft, action, field);
    case "url":
      return { action: { ...action, title, url: checkedUrl(draft, action.url, field) }, field };
    case "call":
      return { action: checkedCall({ ...action, title }, field), field };
    case "native":
      return { action: checkedNative(draft, action, field), field };
  }
}

/** @throws ContentError for another channel's own */
export function requireOwn(channel: ChannelName, field: string): void {
  if (channel === "messenger") return;
  throw new ContentError(
    "content_not_supported",
    field,
    "is not messenger: what is another channel's cannot be sent here.",
  );
}

export function checkedReply(draft: Draft, action: ReplyAction, field: string): Option<ReplyAction> {
  const { imageUrl, ...rest } = action;
  const title = requireText(action.title, `${field}.title`).trim();
  const payload = requireText(action.payload, `${field}.payload`);
  if (payload.length > PAYLOAD.max) {
    const detail = `${over(payload.length, PAYLOAD)}: keep the data elsewhere and send a key to it.`;
    throw new ContentError("content_too_long", `${field}.payload`, detail);
  }
  const picture = filled(imageUrl) === undefined ? undefined : webUrl(draft, imageUrl ?? "", `${field}.imageUrl`);
  return { action: { ...rest, title, ...(picture !== undefined && { imageUrl: picture }) }, field };
}

function checkedUrl(draft: Draft, url: string, field: string): string {
  return webUrl(draft, requireText(url, `${field}.url`), `${field}.url`);
}

function checkedNative(draft: Draft, action: NativeAction, field: string): NativeAction {
  requireOwn(action.channel, `${field}.channel`);
  const { url } = action.button;
  if (typeof url !== "string") return action;
  return { ...action, button: { ...action.button, url: checkedUrl(draft, url, field) } };
}

function checkedCall(action: CallAction, field: string): CallAction {
  const dialled = callNumber(requireText(action.phone, `${field}.phone`));
  if ("fault" in dialled) throw new ContentError("invalid_content", `${field}.phone`, dialled.fault);
  return { ...action, phone: dialled.phone };
}
