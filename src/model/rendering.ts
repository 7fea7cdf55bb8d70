import type { Content } from "./content.ts";

/** How far a channel may change what was written: see the table of kinds in docs/messages.md. */
export type Adaptation = "best_effort" | "lossless" | "strict";

/** What was changed to fit the channel. A change is never silent. */
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
  | "amount_rounded";

export interface Warning {
  readonly code: WarningCode;
  /** Where in the content: `options[2].title`. */
  readonly field: string;
  /** What happened, with the limit and the value's size. */
  readonly detail: string;
}

/** More messages than this for one thing that is said are a mistake, not an answer. */
export const MAX_PARTS = 20;

/** One message of the platform, ready to be sent. */
export interface RenderedPart {
  /** The platform's own name for it: `text`, `image`, `template.generic`, … */
  readonly kind: string;
  /** The platform's `message` object. */
  readonly message: Readonly<Record<string, unknown>>;
  /** What stands beside the `message` in the call: how it is said. */
  readonly envelope?: Readonly<Record<string, unknown>>;
  /** Approved beforehand: it may be said when free answers are not allowed any more. */
  readonly approved?: true;
  /** How long after the person's last word it may be said, in milliseconds, if longer than free answers. */
  readonly reach?: number;
}

/** How something is said, beside what. */
export interface SendOptions {
  /** The id of the message that it answers: shown above it. */
  readonly replyTo?: string;
  /** Whether the person's phone makes a sound and shows it, shows it only, or does neither. `regular` if not given. */
  readonly notification?: "regular" | "silent" | "none";
  /** The id of the persona that says it: a name and a picture of its own. */
  readonly persona?: string;
  /** `update`: the Page says it of its own accord, within the same time. `response` if not given. */
  readonly purpose?: "response" | "update";
  /** A message tag. No bot may set one: it is refused, with what to do instead. */
  readonly tag?: string;
}

/** An option that the person can see, and what a tap on it sends back. */
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
  /** Whether anything that was written (words, titles, pictures, descriptions) cannot be seen or tapped any more. */
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
}

export interface RenderOptions {
  /** In the person's language. */
  readonly labels: Labels;
  /** Where this Worker is reached from outside (`https://bot.example`): completes paths such as `/demo/x.jpg`. */
  readonly base?: string;
  readonly adaptation?: Adaptation;
  readonly manner?: SendOptions;
  /** Whether a person of the Page wrote it: only their words may carry a tag. */
  readonly byPerson?: boolean;
}

export type ContentErrorCode =
  | "content_not_supported"
  | "content_too_long"
  | "too_many_options"
  | "invalid_content"
  | "media_unreachable";

/**
 * Content that cannot be said on the channel, found before anything is sent. Its message is logged: it names the field, the
 * limit and how much there is, and never quotes the value, which may be what somebody wrote.
 */
export class ContentError extends Error {
  override readonly name = "ContentError";
  readonly code: ContentErrorCode;
  /** Where in the content: `card.actions[3]`. */
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
