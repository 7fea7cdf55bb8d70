/**
 * The forms of a platform that has quick replies, buttons and elements. `options.ts`, `cards.ts` and `list.ts` choose a form
 * for content and end in one of these calls; the channel makes its JSON there. A platform with other forms (lists, one link)
 * chooses by code of its own, from the same parts.
 */
import type { AskAction, Media, ReplyAction, UrlAction } from "../../model/content.ts";
import type { Titled } from "./actions.ts";
import type { Draft } from "./draft.ts";
import type { Limit, TextLimit } from "./limit.ts";

/** An option that goes away after a tap, or a value that the platform fills in by itself. */
export type Tap = Titled<ReplyAction> | AskAction;

/** One card as the platform shows it: within its limits. */
export interface Element {
  readonly title: string;
  readonly subtitle?: string;
  readonly picture?: string;
  /** The page that a tap on the element itself opens. */
  readonly opens?: Pick<UrlAction, "url" | "webview">;
  readonly buttons: readonly Titled[];
}

/** The limits of the platform's forms, and the calls that make its messages. */
export interface Forms {
  readonly limits: {
    /** Quick replies below one text. */
    readonly replies: Limit;
    readonly replyTitle: TextLimit;
    /** Buttons below one text, or on one element. */
    readonly buttons: Limit;
    readonly buttonTitle: TextLimit;
    /** The text above buttons. */
    readonly buttonText: TextLimit;
    /** Elements beside each other. */
    readonly elements: Limit;
    readonly elementTitle: TextLimit;
    readonly elementSubtitle: TextLimit;
  };
  /** Says text in as many messages as it needs, with the taps on the last one. */
  readonly sayText: (draft: Draft, text: string, field: string, taps?: readonly Tap[]) => void;
  /** Says text with buttons below its last message. */
  readonly sayButtons: (draft: Draft, text: string, field: string, buttons: readonly Titled[]) => void;
  /** Says elements in one message. */
  readonly sayElements: (draft: Draft, elements: readonly Element[], field: string) => void;
  /** Adds one message with the file alone. */
  readonly addMedia: (draft: Draft, media: Media, field: string) => void;
}
