/**
 * The forms of a platform that has quick replies, buttons and elements: what the ladders of options, cards and lists make
 * of content ends in one of these calls. The channel makes its JSON there. A platform with other forms (lists, one link)
 * has a ladder of its own, of the same rungs.
 */
import type { AskAction, Media, ReplyAction, UrlAction } from "../../model/content.ts";
import type { Titled } from "./actions.ts";
import type { Draft } from "./draft.ts";
import type { Limit, TextLimit } from "./limit.ts";

/** An option that goes away after a tap, or what the platform fills in by itself. */
export type Tap = Titled<ReplyAction> | AskAction;

/** One card as the platform shows it: within its limits. */
export interface Element {
  readonly title: string;
  readonly subtitle?: string;
  readonly picture?: string;
  /** Opened by a tap on the element itself. */
  readonly opens?: Pick<UrlAction, "url" | "webview">;
  readonly buttons: readonly Titled[];
}

/** What the platform takes, and how it is said there. */
export interface Forms {
  readonly limits: {
    /** Quick replies below one text. */
    readonly replies: Limit;
    readonly replyTitle: TextLimit;
    /** Buttons below one text, or on one element. */
    readonly buttons: Limit;
    readonly buttonTitle: TextLimit;
    /** Of the text above buttons. */
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
  /** Elements in one message. */
  readonly sayElements: (draft: Draft, elements: readonly Element[], field: string) => void;
  /** One message with the file alone. */
  readonly addMedia: (draft: Draft, media: Media, field: string) => void;
}
