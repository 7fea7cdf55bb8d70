/** A rendering in the making, for every channel: decides which changes are allowed, and counts the parts. Makes no message. */
import type { ChannelName } from "../../model/content.ts";
import {
  ContentError,
  type ContentErrorCode,
  type Labels,
  MAX_PARTS,
  type Offer,
  type RenderedPart,
  type Rendering,
  type RenderOptions,
  type Warning,
  type WarningCode,
} from "../../model/rendering.ts";
import type { TextLimit } from "./limit.ts";

/** A change that makes content fit. It becomes a warning, or an error where the adaptation does not allow it. */
export interface Change extends Warning {
  /** True when something that was written cannot be seen or tapped any more. */
  readonly lossy?: boolean;
  /** The code of the error, where it is another one than `REFUSALS` has for the warning's code. */
  readonly error?: ContentErrorCode;
}

/** The error of each warning: `strict` throws it instead. */
export const REFUSALS: Record<WarningCode, ContentErrorCode> = {
  text_split: "content_too_long",
  text_truncated: "content_too_long",
  title_truncated: "content_too_long",
  options_as_buttons: "content_not_supported",
  options_as_cards: "content_not_supported",
  options_as_quick_replies: "content_not_supported",
  options_as_numbered_text: "too_many_options",
  options_dropped: "too_many_options",
  url_as_text: "too_many_options",
  call_as_text: "too_many_options",
  caption_as_text: "content_not_supported",
  media_as_image: "content_not_supported",
  card_as_media_and_text: "content_not_supported",
  carousel_split: "too_many_options",
  carousel_as_cards: "content_not_supported",
  images_split: "too_many_options",
  location_as_link: "content_not_supported",
  request_as_text: "content_not_supported",
  header_as_text: "content_not_supported",
  header_as_media: "content_not_supported",
  footer_appended: "content_not_supported",
  image_dropped: "content_not_supported",
  filename_dropped: "content_not_supported",
  description_as_text: "content_not_supported",
  description_dropped: "content_not_supported",
  amount_rounded: "invalid_content",
  media_as_link: "content_not_supported",
  receipt_as_text: "content_not_supported",
  manner_ignored: "content_not_supported",
  not_visible_on_web: "content_not_supported",
};

/** The names and limits of a platform that hold for all content. */
export interface Platform {
  readonly channel: ChannelName;
  /** The name that people use for it, as in warnings: `Messenger`. */
  readonly name: string;
  /** The limit of one text message. */
  readonly text: TextLimit;
  readonly url: TextLimit;
  /** The limit of the payload that comes back when an option is tapped. */
  readonly payload: TextLimit;
  /** The things that it lacks although others with buttons have them. Missing: none. */
  readonly lacks?: readonly Lack[];
}

/**
 * Something that a platform with buttons may lack: a button that dials, an option that fills in the person's own data, a
 * picture on a quick reply, a page that covers a part of the chat.
 */
export type Lack = "calls" | "asks" | "replyPictures" | "webviews";

export class Draft {
  readonly platform: Platform;
  readonly base: string | undefined;
  /** True when something may be lost to make the rest fit. */
  readonly mayLose: boolean;
  readonly #adaptation: NonNullable<RenderOptions["adaptation"]>;
  readonly #parts: RenderedPart[] = [];
  readonly #warnings: Warning[] = [];
  readonly #offers: Offer[] = [];
  readonly #labels: Labels | undefined;
  #lossy = false;

  /** @param options without `labels` for content that prints none: a menu, a file */
  constructor({ base, labels, adaptation = "best_effort" }: Partial<RenderOptions>, platform: Platform) {
    this.base = base;
    this.#labels = labels;
    this.platform = platform;
    this.#adaptation = adaptation;
    this.mayLose = adaptation === "best_effort";
  }

  /** Tells whether the platform lacks something. */
  lacks(what: Lack): boolean {
    return this.platform.lacks?.includes(what) === true;
  }

  /** The words that the channel adds itself, in the person's language. */
  get labels(): Labels {
    if (this.#labels === undefined) throw new TypeError("This draft was made without labels.");
    return this.#labels;
  }

  /** Notes a change. @throws ContentError if the adaptation does not allow it */
  change({ code, field, detail, lossy = false, error }: Change): void {
    if (this.#adaptation === "strict") {
      const way = lossy ? '"best_effort"' : '"lossless" or "best_effort"';
      throw new ContentError(error ?? REFUSALS[code], field, `${detail}. Change it, or allow adaptation ${way}.`);
    }
    if (lossy && !this.mayLose) {
      throw new ContentError(
        error ?? REFUSALS[code],
        field,
        `${detail}. No form keeps it: change it, or allow adaptation "best_effort".`,
      );
    }
    this.#warnings.push({ code, field, detail });
    this.#lossy ||= lossy;
  }

  /** Adds a message. @param extra the manner and the time of sending, where the kind of message decides them */
  add(kind: string, message: object, field: string, extra: Omit<RenderedPart, "kind" | "message"> = {}): void {
    if (this.#parts.length === MAX_PARTS) {
      throw new ContentError(
        "content_too_long",
        field,
        `needs more than ${MAX_PARTS} messages: say it in several turns.`,
      );
    }
    this.#parts.push({ kind, message: { ...message }, ...extra });
  }

  offer(offers: readonly Offer[]): void {
    this.#offers.push(...offers);
  }

  done(): Rendering {
    return { parts: this.#parts, warnings: this.#warnings, lossy: this.#lossy, offers: this.#offers };
  }
}

/** Returns the text. @throws ContentError for text that is missing or blank */
export function requireText(text: string | undefined, field: string): string {
  if (typeof text === "string" && text.trim() !== "") return text;
  throw new ContentError("invalid_content", field, "is empty: it needs at least one visible character.");
}

/** Returns the text if it is more than blank. */
export function filled(text: string | undefined): string | undefined {
  return text?.trim() ? text : undefined;
}

/** Splits a list into groups of at most `size`. */
export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
