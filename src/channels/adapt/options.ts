/** Things to tap: as buttons, as quick replies, or printed as numbered lines that can be answered by typing. */
import type { Action, AskAction, ChoiceContent, ReplyAction } from "../../model/content.ts";
import { ContentError, type Offer } from "../../model/rendering.ts";
import {
  callChange,
  callsApart,
  checked,
  describe,
  isReply,
  type Label,
  lineOf,
  linkLines,
  lostImages,
  type Option,
  offersOf,
  shorten,
  titled,
  withDescription,
} from "./actions.ts";
import { chunks, type Draft, filled, requireText } from "./draft.ts";
import type { Forms, Tap } from "./forms.ts";
import { cutTo, isWithin, over, overText } from "./limit.ts";

export interface Line {
  readonly text: string;
  readonly field: string;
}

/** A text with options: the common form of choices, lists, and cards that are too long for an element. */
export interface Question {
  readonly header?: Line | undefined;
  readonly text: Line;
  readonly footer?: Line | undefined;
  readonly groups: readonly { readonly title?: string | undefined; readonly options: readonly Option[] }[];
  readonly asks?: readonly Ask[];
  /** The name of the options' field: `options`. */
  readonly field: string;
  readonly presentation: "auto" | "ephemeral" | "persistent";
  /** Lines of the text that stand for what has no button. */
  readonly lines?: readonly string[];
  /** Every option is printed in the text too. */
  readonly printed?: boolean;
  /** More buttons than fit one template go into further ones, each below this text. */
  readonly again?: string;
}

/** Asks for something that the platform fills in, at its place among the options. */
interface Ask {
  readonly at: number;
  readonly ask: AskAction;
}

/** Says a choice by quick replies or buttons. */
export function sayChoice(draft: Draft, forms: Forms, content: ChoiceContent): void {
  const { header, footer, presentation = "auto" } = content;
  const { name } = draft.platform;
  const isAsk = (option: Action | AskAction): option is AskAction => option.type === "ask";
  const options = content.options.flatMap((action, i) =>
    isAsk(action) ? [] : [checked(draft, action, `options[${i}]`)],
  );
  const asks = content.options.flatMap((ask, at) => (isAsk(ask) && !isLacking(draft, ask, at) ? [{ at, ask }] : []));
  if (new Set(asks.map(({ ask }) => ask.what)).size < asks.length) {
    throw new ContentError("invalid_content", "options", `ask for the same twice: ${name} fills in one of each.`);
  }
  requireText(content.text, "text");
  if (header && "kind" in header) {
    draft.change({ code: "header_as_media", field: "header", detail: `${name} has no headers: sent before the text` });
    forms.addMedia(draft, header, "header");
  }
  ask(draft, forms, {
    header: header && !("kind" in header) ? line(header.text, "header.text") : undefined,
    text: { text: content.text, field: "text" },
    footer: line(footer, "footer"),
    groups: [{ options }],
    asks,
    field: "options",
    presentation,
  });
}

/** Tells whether the platform fills nothing in: the text alone asks for it, and the person writes it. */
function isLacking(draft: Draft, { what }: AskAction, at: number): boolean {
  if (!draft.lacks("asks")) return false;
  const detail = `${draft.platform.name} fills in no ${what}: the text alone asks for it`;
  draft.change({ code: "request_as_text", field: `options[${at}]`, detail });
  return true;
}

/** Returns a line of the text; undefined when it is blank. */
export function line(text: string | undefined, field: string): Line | undefined {
  return filled(text) === undefined ? undefined : { text: text ?? "", field };
}

/** Says the text and its options in the best form that the adaptation allows. The options go with the last message. */
export function ask(draft: Draft, forms: Forms, written: Question): void {
  frameAsText(draft, written);
  const { calls } = callsApart(
    draft,
    written.groups.flatMap((group) => group.options),
  );
  for (const option of calls) draft.change(callChange(draft, option));
  const groups = written.groups.map((group) => {
    const { tappable } = callsApart(draft, group.options);
    return { ...group, options: draft.lacks("replyPictures") ? withoutPictures(draft, tappable) : tappable };
  });
  const question = { ...written, groups, lines: calls.map(lineOf) };
  const options = groups.flatMap((group) => group.options);
  const labels = buttonLabels(draft, forms, question, options);
  if (labels) askWithButtons(draft, forms, question, options, labels);
  else askWithReplies(draft, forms, question, options);
}

/** Returns the options without their pictures, with a warning for each. */
function withoutPictures(draft: Draft, options: readonly Option[]): Option[] {
  for (const change of lostImages(options)) draft.change(change);
  return options.map((option) => {
    if (!isReply(option)) return option;
    const { imageUrl: _, ...action } = option.action;
    return { ...option, action };
  });
}

/** Notes that header and footer become lines of the text. {@link bodyOf} puts them there. */
export function frameAsText(draft: Draft, { header, footer }: Question): void {
  if (header)
    draft.change({ code: "header_as_text", field: header.field, detail: "sent as the first line of the text" });
  if (footer)
    draft.change({ code: "footer_appended", field: footer.field, detail: "sent as the last line of the text" });
}

/** Returns the buttons' titles, or undefined if the options are not to be buttons, or would lose something as such. */
function buttonLabels(
  draft: Draft,
  { limits }: Forms,
  { presentation, again, asks = [] }: Question,
  options: readonly Option[],
): Label[] | undefined {
  const wanted = presentation === "persistent" || options.some(({ action }) => action.type !== "reply");
  const isCrowded = options.length > limits.buttons.max && again === undefined;
  if (options.length === 0 || asks.length > 0 || !wanted || isCrowded) return undefined;
  if (!draft.mayLose && options.some(({ action }) => action.type === "reply" && action.imageUrl !== undefined)) {
    return undefined;
  }
  return shorten(draft, options, limits.buttonTitle);
}

function askWithButtons(
  draft: Draft,
  forms: Forms,
  question: Question,
  options: readonly Option[],
  labels: readonly Label[],
): void {
  const { limits, sayButtons } = forms;
  if (question.presentation === "ephemeral") {
    draft.change({
      code: "options_as_buttons",
      field: question.field,
      detail: "beside links and calls, replies are buttons that stay",
    });
  }
  for (const change of [...labels.flatMap((label) => label.change ?? []), ...lostImages(options)]) draft.change(change);
  if (options.length > limits.buttons.max) {
    const detail = `${over(options.length, limits.buttons)}: the others follow in further messages`;
    draft.change({ code: "options_as_buttons", field: question.field, detail, error: "too_many_options" });
  }
  const [first = [], ...further] = chunks(titled(options, labels), limits.buttons.max);
  sayButtons(draft, bodyOf(question, describe(draft, options)), question.text.field, first);
  const again = cutTo((question.again ?? "").trim(), limits.buttonText);
  for (const group of further) sayButtons(draft, again, question.field, group);
  draft.offer(offersOf(options, labels));
}

/** Returns the reason why options are no buttons although they are few enough. */
function lossOf({ limits: { buttonTitle } }: Forms, options: readonly Option[]): string {
  const long = options.find(({ action }) => !isWithin(action.title, buttonTitle));
  if (long === undefined) return "as buttons the options would lose something";
  return `${long.field}.title has ${overText(long.action.title, buttonTitle)}, and would be cut on a button`;
}

/** Says links and calls as lines, and replies as quick replies or as numbers to be typed. */
function askWithReplies(draft: Draft, forms: Forms, question: Question, options: readonly Option[]): void {
  const { limits, sayText } = forms;
  const isCrowded = options.length > limits.buttons.max;
  const why = isCrowded ? over(options.length, limits.buttons) : lossOf(forms, options);
  const error = isCrowded ? "too_many_options" : "content_not_supported";
  const room = `give at most ${limits.buttons.max} options, with titles up to ${limits.buttonTitle.max} ${limits.buttonTitle.unit}`;
  const links = linkLines(draft, options, { detail: `${why}: sent as a line of the text`, error }, room);
  const replies = options.filter(isReply);
  const { asks = [] } = question;
  const isFew = replies.length + asks.length <= limits.replies.max;
  if (question.presentation === "persistent" && replies.length > 0 && isFew) {
    const detail = `${why}: sent as quick replies, which go away after a tap`;
    draft.change({ code: "options_as_quick_replies", field: question.field, detail, error });
  }
  const labels = isFew ? shorten(draft, replies, limits.replyTitle) : undefined;
  if (labels) {
    askWithTitles(draft, forms, question, replies, labels, links);
    return;
  }

  const long = replies.find(({ action }) => !isWithin(action.title, limits.replyTitle));
  draft.change(
    isFew && long
      ? {
          code: "options_as_numbered_text",
          field: `${long.field}.title`,
          detail: `${overText(long.action.title, limits.replyTitle)}: printed as numbered lines`,
          error: "content_too_long",
        }
      : {
          code: "options_as_numbered_text",
          field: question.field,
          detail: `${over(replies.length + asks.length, limits.replies)}: printed as numbered lines`,
        },
  );
  const taps = isFew ? replies.map((option, i) => ({ option, title: String(i + 1) })) : [];
  if (!isFew) for (const change of lostImages(replies)) draft.change(change);
  const { text, offers } = numbered(draft, question, replies, links);
  sayText(draft, text, question.text.field, withAsks(taps, asks));
  draft.offer(offers);
}

function askWithTitles(
  draft: Draft,
  { sayText }: Forms,
  question: Question,
  replies: readonly Option<ReplyAction>[],
  labels: readonly Label[],
  links: readonly string[],
): void {
  for (const label of labels) if (label.change) draft.change(label.change);
  const lines = [...(question.printed ? printed(question) : describe(draft, replies)), ...links];
  const taps = titled(replies, labels);
  sayText(draft, bodyOf(question, lines), question.text.field, withAsks(taps, question.asks ?? []));
  draft.offer(offersOf(replies, labels));
}

/** Puts each ask where it was written, or at the end if options before it became text. */
function withAsks(taps: readonly Tap[], asks: readonly Ask[]): Tap[] {
  return asks.reduce((all: Tap[], { at, ask }) => all.toSpliced(at, 0, ask), [...taps]);
}

/** Returns the text with header, footer and lines, which have no place of their own. */
export function bodyOf({ header, text, footer, lines: own = [] }: Question, lines: readonly string[]): string {
  return [header?.text, text.text, ...own, ...lines, footer?.text].filter((part) => part !== undefined).join("\n");
}

/** Returns the text with the replies as numbered lines, and the reply of each number. @param links lines that follow */
export function numbered(
  draft: Draft,
  question: Question,
  replies: readonly Option<ReplyAction>[],
  links: readonly string[] = [],
): { readonly text: string; readonly offers: readonly Offer[] } {
  return {
    text: bodyOf(question, [...printed(question, replies), ...links, draft.labels.answerWithNumber]),
    offers: replies.map(({ action }, i) => ({ title: action.title, payload: action.payload, number: i + 1 })),
  };
}

/** Returns the options as lines, below the titles of their groups; numbered if `replies` are given. */
function printed({ groups }: Question, replies?: readonly Option[]): string[] {
  return groups.flatMap((group) => [
    ...(filled(group.title) === undefined ? [] : ["", group.title ?? ""]),
    ...group.options.filter(isReply).map((option) => {
      const mark = replies ? `${replies.indexOf(option) + 1}.` : "•";
      return `${mark} ${withDescription(option.action)}`;
    }),
  ]);
}
