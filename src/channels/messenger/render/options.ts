/** Things to tap: as buttons, as quick replies, or printed as numbered lines that can be answered by typing. */
import type { Action, AskAction, ChoiceContent, ReplyAction } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { cutText } from "../../../model/split.ts";
import { type Change, chunks, type Draft, filled, over, requireText } from "../../adapt/draft.ts";
import { LIMITS } from "../limits.ts";
import type { QuickReply } from "../wire.ts";
import {
  button,
  checked,
  isDescribed,
  isReply,
  type Label,
  lostDescriptions,
  lostImages,
  type Option,
  offersOf,
  quickReply,
  shorten,
} from "./buttons.ts";
import { addMedia } from "./media.ts";
import { sayButtons, sayText } from "./text.ts";

/** What Messenger fills in by itself. */
const ASKS = {
  phone: { content_type: "user_phone_number" },
  email: { content_type: "user_email" },
} as const satisfies Record<AskAction["what"], QuickReply>;

export interface Line {
  readonly text: string;
  readonly field: string;
}

/** What choices, lists and cards that are too long for a template have in common. */
export interface Question {
  readonly header?: Line | undefined;
  readonly text: Line;
  readonly footer?: Line | undefined;
  readonly groups: readonly { readonly title?: string | undefined; readonly options: readonly Option[] }[];
  readonly asks?: readonly Ask[];
  /** Where the options stand: `options`. */
  readonly field: string;
  readonly presentation: "auto" | "ephemeral" | "persistent";
  /** Every option is printed in the text too. */
  readonly printed?: boolean;
  /** More buttons than fit one template go into further ones, each below this text. */
  readonly again?: string;
}

/** Asks for something that Messenger fills in, at its place among the options. */
interface Ask {
  readonly at: number;
  readonly reply: QuickReply;
}

export function sayChoice(draft: Draft, content: ChoiceContent): void {
  const { header, footer, presentation = "auto" } = content;
  const isAsk = (option: Action | AskAction): option is AskAction => option.type === "ask";
  const options = content.options.flatMap((action, i) =>
    isAsk(action) ? [] : [checked(draft, action, `options[${i}]`)],
  );
  const asks = content.options.flatMap((action, at) => (isAsk(action) ? [{ at, reply: askFor(action.what) }] : []));
  if (new Set(asks.map(({ reply }) => reply)).size < asks.length) {
    throw new ContentError("invalid_content", "options", "ask for the same twice: Messenger fills in one of each.");
  }
  requireText(content.text, "text");
  if (header && "kind" in header) {
    draft.change({
      code: "header_as_media",
      field: "header",
      detail: "Messenger has no headers: sent before the text",
    });
    addMedia(draft, header, "header");
  }
  ask(draft, {
    header: header && !("kind" in header) ? line(header.text, "header.text") : undefined,
    text: { text: content.text, field: "text" },
    footer: line(footer, "footer"),
    groups: [{ options }],
    asks,
    field: "options",
    presentation,
  });
}

export function askFor(what: AskAction["what"]): QuickReply {
  return ASKS[what];
}

export function line(text: string | undefined, field: string): Line | undefined {
  return filled(text) === undefined ? undefined : { text: text ?? "", field };
}

/** Says the text and its options in the best form that the adaptation allows. The options ride on the last message. */
export function ask(draft: Draft, question: Question): void {
  const { header, footer } = question;
  if (header)
    draft.change({ code: "header_as_text", field: header.field, detail: "sent as the first line of the text" });
  if (footer)
    draft.change({ code: "footer_appended", field: footer.field, detail: "sent as the last line of the text" });
  const options = question.groups.flatMap((group) => group.options);
  const labels = buttonLabels(draft, question, options);
  if (labels) askWithButtons(draft, question, options, labels);
  else askWithReplies(draft, question, options);
}

/** The buttons' titles, or undefined if the options are not to be buttons, or would lose something as such. */
function buttonLabels(
  draft: Draft,
  { presentation, again, asks = [] }: Question,
  options: readonly Option[],
): Label[] | undefined {
  const wanted = presentation === "persistent" || options.some(({ action }) => action.type !== "reply");
  if (
    options.length === 0 ||
    asks.length > 0 ||
    !wanted ||
    (options.length > LIMITS.buttons.max && again === undefined)
  )
    return undefined;
  if (!draft.mayLose && options.some(({ action }) => action.type === "reply" && action.imageUrl !== undefined)) {
    return undefined;
  }
  return shorten(draft, options, LIMITS.buttonTitle);
}

function askWithButtons(draft: Draft, question: Question, options: readonly Option[], labels: readonly Label[]): void {
  if (question.presentation === "ephemeral") {
    draft.change({
      code: "options_as_buttons",
      field: question.field,
      detail: "beside links and calls, replies are buttons that stay",
    });
  }
  for (const change of [...labels.flatMap((label) => label.change ?? []), ...lostImages(options)]) draft.change(change);
  if (options.length > LIMITS.buttons.max) {
    const detail = `${over(options.length, LIMITS.buttons)}: the others follow in further messages`;
    draft.change({ code: "options_as_buttons", field: question.field, detail, error: "too_many_options" });
  }
  const buttons = options.map((option, i) => button(option, labels[i]?.text ?? ""));
  const [first = [], ...further] = chunks(buttons, LIMITS.buttons.max);
  sayButtons(draft, bodyOf(question, describe(draft, options)), question.text.field, first);
  const again = cutText((question.again ?? "").trim(), LIMITS.buttonTemplateText.max);
  for (const group of further) sayButtons(draft, again, question.field, group);
  draft.offer(offersOf(options, labels));
}

/** Why options are no buttons, if there are few enough of them. */
function lossOf(options: readonly Option[]): string {
  const long = options.find(({ action }) => action.title.length > LIMITS.buttonTitle.max);
  if (long === undefined) return "as buttons the options would lose something";
  return `${long.field}.title has ${over(long.action.title.length, LIMITS.buttonTitle)}, and would be cut on a button`;
}

/** Links and calls become lines; replies become quick replies, or numbers to be typed. */
function askWithReplies(draft: Draft, question: Question, options: readonly Option[]): void {
  const isCrowded = options.length > LIMITS.buttons.max;
  const why = isCrowded ? over(options.length, LIMITS.buttons) : lossOf(options);
  const error = isCrowded ? "too_many_options" : "content_not_supported";
  const links = linkLines(draft, options, { detail: `${why}: sent as a line of the text`, error });
  const replies = options.filter(isReply);
  const { asks = [] } = question;
  const isFew = replies.length + asks.length <= LIMITS.quickReplies.max;
  if (question.presentation === "persistent" && replies.length > 0 && isFew) {
    const detail = `${why}: sent as quick replies, which go away after a tap`;
    draft.change({ code: "options_as_quick_replies", field: question.field, detail, error });
  }
  const labels = isFew ? shorten(draft, replies, LIMITS.quickReplyTitle) : undefined;
  if (labels) {
    askWithTitles(draft, question, replies, labels, links);
    return;
  }

  const long = replies.find(({ action }) => action.title.length > LIMITS.quickReplyTitle.max);
  draft.change(
    isFew && long
      ? {
          code: "options_as_numbered_text",
          field: `${long.field}.title`,
          detail: `${over(long.action.title.length, LIMITS.quickReplyTitle)}: printed as numbered lines`,
          error: "content_too_long",
        }
      : {
          code: "options_as_numbered_text",
          field: question.field,
          detail: `${over(replies.length + asks.length, LIMITS.quickReplies)}: printed as numbered lines`,
        },
  );
  const lines = [...printed(question, replies), ...links, draft.labels.answerWithNumber];
  const quick = isFew ? replies.map((reply, i) => quickReply(reply, String(i + 1))) : [];
  if (!isFew) for (const change of lostImages(replies)) draft.change(change);
  sayText(draft, bodyOf(question, lines), question.text.field, withAsks(quick, asks));
  draft.offer(replies.map(({ action }, i) => ({ title: action.title, payload: action.payload, number: i + 1 })));
}

function askWithTitles(
  draft: Draft,
  question: Question,
  replies: readonly Option<ReplyAction>[],
  labels: readonly Label[],
  links: readonly string[],
): void {
  for (const label of labels) if (label.change) draft.change(label.change);
  const lines = [...(question.printed ? printed(question) : describe(draft, replies)), ...links];
  const quick = replies.map((reply, i) => quickReply(reply, labels[i]?.text ?? ""));
  sayText(draft, bodyOf(question, lines), question.text.field, withAsks(quick, question.asks ?? []));
  draft.offer(offersOf(replies, labels));
}

/** Each ask where it was written, or at the end if what stood before it became text. */
function withAsks(quick: readonly QuickReply[], asks: readonly Ask[]): QuickReply[] {
  return asks.reduce((all: QuickReply[], { at, reply }) => all.toSpliced(at, 0, reply), [...quick]);
}

/** The text with everything that has no place of its own on Messenger. */
function bodyOf({ header, text, footer }: Question, lines: readonly string[]): string {
  return [header?.text, text.text, ...lines, footer?.text].filter((part) => part !== undefined).join("\n");
}

/** Descriptions of options that are not printed: dropped if something may be lost, otherwise a line each. */
function describe(draft: Draft, options: readonly Option[]): string[] {
  const lost = lostDescriptions(options);
  if (draft.mayLose) {
    for (const change of lost) draft.change(change);
    return [];
  }
  for (const { field, detail } of lost) {
    draft.change({ code: "description_as_text", field, detail: `${detail}: sent as a line of the text` });
  }
  return options.filter(isDescribed).map(({ action }) => withDescription(action));
}

/** The options as lines, below the titles of their groups; numbered if `replies` are given. */
function printed({ groups }: Question, replies?: readonly Option[]): string[] {
  return groups.flatMap((group) => [
    ...(filled(group.title) === undefined ? [] : ["", group.title ?? ""]),
    ...group.options.filter(isReply).map((option) => {
      const mark = replies ? `${replies.indexOf(option) + 1}.` : "•";
      return `${mark} ${withDescription(option.action)}`;
    }),
  ]);
}

function withDescription({ title, description }: ReplyAction): string {
  return filled(description) === undefined ? title : `${title} — ${description}`;
}

function linkLines(draft: Draft, options: readonly Option[], why: Pick<Change, "detail" | "error">): string[] {
  return options.flatMap(({ action, field }) => {
    if (action.type === "reply") return [];
    if (action.type === "native") {
      const detail = `it is Messenger's own, and a button only: give at most ${LIMITS.buttons.max} options, with titles up to ${LIMITS.buttonTitle.max} characters.`;
      throw new ContentError("content_not_supported", field, detail);
    }
    draft.change({ code: action.type === "call" ? "call_as_text" : "url_as_text", field, ...why });
    return [`${action.title}: ${action.type === "call" ? action.phone : action.url}`];
  });
}
