/**
 * Every limit of the Messenger Platform that this project relies on, once. The renderer, the checks, the documents and
 * the simulated Meta read this table. As of 2026-11-22.
 *
 * `mark` says how well a limit is known: `documented` on a page or in an SDK of Meta's, `third party` in well-kept code
 * of others only, `guess` when neither was found.
 */
export type Mark = "documented" | "third party" | "guess";

export interface Limit {
  readonly max: number;
  readonly unit: "characters" | "bytes" | "items" | "milliseconds";
  readonly mark: Mark;
  /** Where on Meta's pages it stands, and when that page was last changed. */
  readonly source: string;
}

const SEND = "Messenger Platform, Send API reference, 2026";
const QUICK_REPLIES = "Messenger Platform, quick replies, 2026-04-22";
const BUTTON = "Messenger Platform, button template, 2026-04-22";
const GENERIC = "Messenger Platform, generic template, 2026";
const RECEIPT = "Messenger Platform, receipt template, 2026";
const ATTACHMENTS = "Messenger Platform, saving assets, 2026-04-22";

export const LIMITS = {
  /** "Less than 2000": 1,999 is the longest. Which unit Meta counts is not said; UTF-16 code units are the strictest. */
  text: { max: 1999, unit: "characters", mark: "documented", source: SEND },
  metadata: { max: 999, unit: "characters", mark: "documented", source: SEND },
  quickReplies: { max: 13, unit: "items", mark: "documented", source: QUICK_REPLIES },
  quickReplyTitle: { max: 20, unit: "characters", mark: "documented", source: QUICK_REPLIES },
  quickReplyPayload: { max: 1000, unit: "characters", mark: "documented", source: QUICK_REPLIES },
  buttonTitle: { max: 20, unit: "characters", mark: "documented", source: BUTTON },
  buttonPayload: { max: 1000, unit: "characters", mark: "documented", source: BUTTON },
  buttonTemplateText: { max: 640, unit: "characters", mark: "documented", source: BUTTON },
  buttons: { max: 3, unit: "items", mark: "documented", source: BUTTON },
  elements: { max: 10, unit: "items", mark: "documented", source: GENERIC },
  elementTitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  elementSubtitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  receiptItems: { max: 100, unit: "items", mark: "documented", source: RECEIPT },
  imageBytes: { max: 8_000_000, unit: "bytes", mark: "documented", source: ATTACHMENTS },
  attachmentBytes: { max: 25_000_000, unit: "bytes", mark: "documented", source: ATTACHMENTS },
  images: { max: 30, unit: "items", mark: "documented", source: "Messenger Platform, changelog, 2025-03-19" },
  url: { max: 2000, unit: "characters", mark: "guess", source: "no page names one" },
  passMetadata: { max: 1000, unit: "characters", mark: "guess", source: "conversation routing names none" },
} as const satisfies Record<string, Limit>;

/** The 24 hours after a person's last word or tap in which a Page may answer freely. */
export const WINDOW = {
  max: 24 * 3_600_000,
  unit: "milliseconds",
  mark: "documented",
  source: "Messenger Platform, send messages, 2026-05-05",
} as const satisfies Limit;

/** The app id of the Page inbox, where people of the Page answer. */
export const PAGE_INBOX = "263902037430900";
