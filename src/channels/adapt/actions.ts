/** Single actions: checked, titled within a limit, and as lines of text. Makes no platform's buttons. */
import { callNumber } from "../../model/call-number.ts";
import type { Action, CallAction, ChannelName, NativeAction, ReplyAction, UrlAction } from "../../model/content.ts";
import { ContentError, type Offer } from "../../model/rendering.ts";
import { isObject } from "./checks.ts";
import { type Change, type Draft, filled, requireText } from "./draft.ts";
import { cutTo, isWithin, overText, type TextLimit } from "./limit.ts";
import { webUrl } from "./url.ts";

/** An action whose values were checked, and its place in the content. */
export interface Option<A extends Action = Action> {
  readonly action: A;
  readonly field: string;
}

/** The title of an option as it is shown, and the change that this made. */
export interface Label {
  readonly text: string;
  readonly change?: Change;
}

/** An option with the title that is shown. */
export interface Titled<A extends Action = Action> {
  readonly option: Option<A>;
  readonly title: string;
}

const ACTIONS: readonly string[] = ["reply", "url", "call", "native"] satisfies Action["type"][];

/** Returns whether a value is an action, and not a platform's own button. */
export const isAction = (value: unknown): value is Action => isObject(value) && ACTIONS.includes(String(value["type"]));

export function isReply(option: Option): option is Option<ReplyAction> {
  return option.action.type === "reply";
}

export function isDescribed(option: Option): option is Option<ReplyAction> {
  return isReply(option) && filled(option.action.description) !== undefined;
}

/** Checks an action. @throws ContentError naming the value that cannot be sent in any form */
export function checked(draft: Draft, action: Action, field: string): Option {
  const title = requireText(action.title, `${field}.title`).trim();
  switch (action.type) {
    case "reply":
      return checkedReply(draft, action, field);
    case "url": {
      const { webview, ...rest } = action;
      const opened = webview === undefined || draft.lacks("webviews") ? {} : { webview };
      return { action: { ...rest, title, url: checkedUrl(draft, action.url, field), ...opened }, field };
    }
    case "call":
      return { action: checkedCall({ ...action, title }, field), field };
    case "native":
      return { action: checkedNative(draft, action, field), field };
  }
}

/** Checks that a value is not another channel's own. @throws ContentError if it is */
export function requireOwn(draft: Draft, channel: ChannelName, field: string): void {
  if (channel === draft.platform.channel) return;
  const detail = `is not ${draft.platform.channel}: what is another channel's cannot be sent here.`;
  throw new ContentError("content_not_supported", field, detail);
}

/** Checks a reply in the same way: its payload fits the platform, and its picture has a whole address. */
export function checkedReply(draft: Draft, action: ReplyAction, field: string): Option<ReplyAction> {
  const { imageUrl, ...rest } = action;
  const title = requireText(action.title, `${field}.title`).trim();
  const payload = requireText(action.payload, `${field}.payload`);
  const limit = draft.platform.payload;
  if (!isWithin(payload, limit)) {
    const detail = `${overText(payload, limit)}: keep the data elsewhere and send a key to it.`;
    throw new ContentError("content_too_long", `${field}.payload`, detail);
  }
  const picture = filled(imageUrl) === undefined ? undefined : webUrl(draft, imageUrl ?? "", `${field}.imageUrl`);
  return { action: { ...rest, title, ...(picture !== undefined && { imageUrl: picture }) }, field };
}

function checkedUrl(draft: Draft, url: string, field: string): string {
  return webUrl(draft, requireText(url, `${field}.url`), `${field}.url`);
}

function checkedNative(draft: Draft, action: NativeAction, field: string): NativeAction {
  requireOwn(draft, action.channel, `${field}.channel`);
  const { url } = action.button;
  if (typeof url !== "string") return action;
  return { ...action, button: { ...action.button, url: checkedUrl(draft, url, field) } };
}

function checkedCall(action: CallAction, field: string): CallAction {
  const dialled = callNumber(requireText(action.phone, `${field}.phone`));
  if ("fault" in dialled) throw new ContentError("invalid_content", `${field}.phone`, dialled.fault);
  return { ...action, phone: dialled.phone };
}

/**
 * Returns titles that fit. Undefined if one would have to be cut although nothing may be lost, or would then look like
 * another one.
 */
export function shorten(draft: Draft, options: readonly Option[], limit: TextLimit): Label[] | undefined {
  const labels = options.map(({ action, field }): Label => {
    const { title } = action;
    if (isWithin(title, limit)) return { text: title };
    const detail = `${overText(title, limit)}: cut`;
    return {
      text: cutTo(title, limit),
      change: { code: "title_truncated", field: `${field}.title`, detail, lossy: true },
    };
  });
  const ambiguous = ({ text }: Label) => text === "…" || labels.filter((label) => label.text === text).length > 1;
  const cut = labels.filter((label) => label.change !== undefined);
  return cut.length > 0 && (!draft.mayLose || cut.some(ambiguous)) ? undefined : labels;
}

/** Joins options with the titles that were found for them. */
export const titled = <A extends Action>(options: readonly Option<A>[], labels: readonly Label[]): Titled<A>[] =>
  options.map((option, i) => ({ option, title: labels[i]?.text ?? "" }));

/** Returns each reply's payload under the title that is shown, so that a typed title counts as the tap. */
export function offersOf(options: readonly Option[], labels: readonly Label[]): Offer[] {
  return options.flatMap(({ action }, i) =>
    action.type === "reply" ? [{ title: labels[i]?.text ?? action.title, payload: action.payload }] : [],
  );
}

/** Splits options into those that are buttons, and calls that are lines of text, since the platform has no button that dials. */
export function callsApart(
  draft: Draft,
  options: readonly Option[],
): { readonly tappable: readonly Option[]; readonly calls: readonly Option<CallAction>[] } {
  const isLine = (option: Option): option is Option<CallAction> =>
    option.action.type === "call" && draft.lacks("calls");
  return { tappable: options.filter((option) => !isLine(option)), calls: options.filter(isLine) };
}

/** Returns the change for a call where no button dials. */
export const callChange = ({ platform }: Draft, { field }: Option): Change => ({
  code: "call_as_text",
  field,
  detail: `${platform.name} has no buttons that dial: sent as a line of the text`,
  error: "content_not_supported",
});

/** Writes a link or a call in one line: `Shop: https://…`. */
export const lineOf = ({ action }: Option<UrlAction | CallAction>): string =>
  `${action.title}: ${action.type === "call" ? action.phone : action.url}`;

/** Returns the loss of options' pictures where there is no place for them: on buttons and in numbered lines. */
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

/** Returns the loss of options' descriptions where there is no place for them. */
export function lostDescriptions({ platform }: Draft, options: readonly Option[]): Change[] {
  return options.filter(isDescribed).map(({ field }) => ({
    code: "description_dropped",
    field: `${field}.description`,
    detail: `${platform.name}'s options have no descriptions`,
    lossy: true,
    error: "content_not_supported",
  }));
}

/** Drops descriptions that have no place if something may be lost; otherwise returns a line for each. */
export function describe(draft: Draft, options: readonly Option[]): string[] {
  const lost = lostDescriptions(draft, options);
  if (draft.mayLose) {
    for (const change of lost) draft.change(change);
    return [];
  }
  for (const { field, detail } of lost) {
    draft.change({ code: "description_as_text", field, detail: `${detail}: sent as a line of the text` });
  }
  return options.filter(isDescribed).map(({ action }) => withDescription(action));
}

/** Returns a reply as one line: its title and its description. */
export function withDescription({ title, description }: ReplyAction): string {
  return filled(description) === undefined ? title : `${title} — ${description}`;
}

/**
 * Returns the options that are no replies as lines of the text: `Shop: https://…`.
 * @param why the reason why they cannot be buttons
 * @param how the way to make room for a button: a platform's own button has no other form
 */
export function linkLines(
  draft: Draft,
  options: readonly Option[],
  why: Pick<Change, "detail" | "error">,
  how: string,
): string[] {
  return options.flatMap(({ action, field }) => {
    if (action.type === "reply") return [];
    if (action.type === "native") {
      const detail = `it is ${draft.platform.name}'s own, and a button only: ${how}.`;
      throw new ContentError("content_not_supported", field, detail);
    }
    draft.change({ code: action.type === "call" ? "call_as_text" : "url_as_text", field, ...why });
    return [lineOf({ action, field })];
  });
}
