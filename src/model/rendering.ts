/** Rendered content: its messages, warnings and errors, the same for every channel. Each channel does the rendering. */
import type { Content } from "./content.ts";

/** The freedom of a channel to change content: see the table of kinds in docs/messages.md. */
export type Adaptation = "best_effort" | "lossless" | "strict";

/** A change that was made so that content fits the channel. Each one is told. */
export type WarningCode =
  | "text_split"
  | "text_truncated"
  | "title_truncated"
  | "options_as_buttons"
  | "options_as_cards"
  | "options_as_quick_replies"
  | "options_as_numbered_text"
  | "options_dropped"
  | "url_as_text"
  | "call_as_text"
  | "caption_as_text"
  | "media_as_image"
  | "card_as_media_and_text"
  | "carousel_split"
  | "carousel_as_cards"
  | "images_split"
  | "location_as_link"
  | "request_as_text"
  | "header_as_text"
  | "header_as_media"
  | "footer_appended"
  | "image_dropped"
  | "filename_dropped"
  | "description_as_text"
  | "description_dropped"
  | "amount_rounded"
  | "media_as_link"
  | "receipt_as_text"
  | "manner_ignored"
  | "not_visible_on_web";

export interface Warning {
  readonly code: WarningCode;
  /** The place in the content: `options[2].title`. */
  readonly field: string;
  /** The change itself, with the limit and the value's size. */
  readonly detail: string;
}

/** The most messages for one thing that is said: more are a mistake, not an answer. */
export const MAX_PARTS = 20;

/** One message of the platform, ready to be sent. */
export interface RenderedPart {
  /** The platform's own name for it: `text`, `image`, `template.generic`, … */
  readonly kind: string;
  /** The platform's `message` object. */
  readonly message: Readonly<Record<string, unknown>>;
  /** The fields beside the `message` in the call, from the send options. */
  readonly envelope?: Readonly<Record<string, unknown>>;
  /** Set for words that were approved beforehand: they may be said after the window for free answers. */
  readonly approved?: true;
  /** The time after the person's last word in which it may be said, in milliseconds, if longer than for free answers. */
  readonly reach?: number;
}

/** The manner of saying something. */
export interface SendOptions {
  /** The id of the message that it answers: shown above it. */
  readonly replyTo?: string;
  /** The notification on the person's phone: with a sound, shown without one, or none. `regular` if not given. */
  readonly notification?: "regular" | "silent" | "none";
  /** The id of the persona that says it: a name and a picture of its own. */
  readonly persona?: string;
  /** `update`: the Page says it of its own accord, within the same time. `response` if not given. */
  readonly purpose?: "response" | "update";
  /** A message tag. No bot may set one: it is refused, with what to do instead. */
  readonly tag?: string;
}

/** An option that the person can see, and the payload of a tap on it. */
export interface Offer {
  readonly title: string;
  readonly payload: string;
  /** Set when the option was printed as a numbered line. */
  readonly number?: number;
}

export interface Rendering {
  /** Sent in this order, one at a time. */
  readonly parts: readonly RenderedPart[];
  readonly warnings: readonly Warning[];
  /** Tells whether any words, titles, pictures or descriptions of the content cannot be seen or tapped any more. */
  readonly lossy: boolean;
  readonly offers: readonly Offer[];
}

/** Words that a channel writes itself, where its platform lacks a form of its own. */
export interface Labels {
  /** Below options that are printed as numbered lines. */
  readonly answerWithNumber: string;
  /** On the button of each row, for a list without a label of its own. */
  readonly choose: string;
  /** On the button that opens a map. */
  readonly map: string;
  /** Before the figures of a receipt as text. */
  readonly receipt: ReceiptLabels;
}

/** What stands before the figures of a receipt, where it is text. */
export interface ReceiptLabels {
  readonly order: string;
  readonly subtotal: string;
  readonly shipping: string;
  readonly tax: string;
  readonly total: string;
  readonly payment: string;
}

export interface RenderOptions {
  /** The channel's own words, in the person's language. */
  readonly labels: Labels;
  /** This Worker's public address (`https://bot.example`): completes paths such as `/demo/x.jpg`. */
  readonly base?: string;
  readonly adaptation?: Adaptation;
  readonly manner?: SendOptions;
  /** Set when a person of the Page wrote it: only their words may carry a tag. */
  readonly byPerson?: boolean;
}

export type ContentErrorCode =
  | "content_not_supported"
  | "content_too_long"
  | "too_many_options"
  | "invalid_content"
  | "media_unreachable";

/**
 * Content that cannot be said on the channel, found before anything is sent. Its message is logged: it names the field,
 * the limit and the size, and never quotes the value, which may be a person's words.
 */
export class ContentError extends Error {
  override readonly name = "ContentError";
  readonly code: ContentErrorCode;
  /** The place in the content: `card.actions[3]`. */
  readonly field: string;

  /** @param message What is wrong, with the limit and the way out, and without the value. */
  constructor(code: ContentErrorCode, field: string, message: string) {
    super(`${field}: ${message}`);
    this.code = code;
    this.field = field;
  }
}

/** A pure function: the same content always gives the same parts. Throws {@link ContentError}. */
export type Render = (content: Content, options: RenderOptions) => Rendering;
