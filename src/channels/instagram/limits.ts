/**
 * Every limit of Instagram's messaging that this project relies on, once. The renderer, the checks, the documents and the
 * simulated Meta read this table. As of 2026-11-29. Its marks: `../adapt/limit.ts`.
 */
import type { Platform } from "../adapt/draft.ts";
import type { Limit } from "../adapt/limit.ts";
import type { Tag } from "../meta/tags.ts";

const SEND = "Instagram messaging, send messages, 2026-06-26";
const QUICK_REPLIES = "Instagram messaging, quick replies, 2026-06-26";
const GENERIC = "Instagram messaging, generic template, 2026-06-26";
const BUTTON = "Instagram messaging, button template, 2026-06-26";
const FEATURES = "Instagram messaging, features, 2026-06-26";
const DAY = 86_400_000;

export const LIMITS = {
  /** The same page says "under 1000 characters" too: bytes are the stricter reading. */
  text: { max: 1000, unit: "bytes", mark: "documented", source: SEND },
  quickReplies: { max: 13, unit: "items", mark: "documented", source: QUICK_REPLIES },
  quickReplyTitle: { max: 20, unit: "characters", mark: "documented", source: QUICK_REPLIES },
  quickReplyPayload: {
    max: 1000,
    unit: "characters",
    mark: "guess",
    source: "Messenger's, no page of Instagram's has one",
  },
  buttonTitle: { max: 20, unit: "characters", mark: "documented", source: BUTTON },
  buttonPayload: {
    max: 1000,
    unit: "characters",
    mark: "guess",
    source: "Messenger's, no page of Instagram's has one",
  },
  buttonTemplateText: { max: 640, unit: "characters", mark: "documented", source: BUTTON },
  buttons: { max: 3, unit: "items", mark: "documented", source: BUTTON },
  elements: { max: 10, unit: "items", mark: "documented", source: GENERIC },
  elementTitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  elementSubtitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  products: { max: 10, unit: "items", mark: "documented", source: "Instagram messaging, product template, 2026-06-26" },
  images: { max: 10, unit: "items", mark: "documented", source: "Instagram messaging, changelog, 2026-05-06" },
  imageBytes: { max: 8_000_000, unit: "bytes", mark: "documented", source: SEND },
  attachmentBytes: { max: 25_000_000, unit: "bytes", mark: "documented", source: SEND },
  tagReach: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: FEATURES },
  privateReplyReach: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: "private replies, 2026-06-26" },
  /** One page says 300 a second with Facebook Login, another 100: the lower one. */
  messageRate: { max: 100, unit: "a second", mark: "documented", source: FEATURES },
  /** Audio and video of one account. */
  mediaRate: { max: 10, unit: "a second", mark: "documented", source: FEATURES },
  /** An answer from an inbox this soon after the person's message is Meta's own instant reply, and no colleague's. */
  instantReply: { max: 10_000, unit: "milliseconds", mark: "guess", source: "Meta gives it at once" },
  url: { max: 2000, unit: "characters", mark: "guess", source: "no page names one" },
  passMetadata: { max: 1000, unit: "characters", mark: "guess", source: "conversation routing names none" },
} as const satisfies Record<string, Limit>;

/**
 * The endings of the files that can be sent. Documented: send messages, 2026-06-26. A gif is named on the page of Instagram
 * Login and on that of uploads alone, so it is no picture here. A file whose name does not tell is sent, and Meta judges.
 */
export const ENDINGS = {
  image: ["png", "jpg", "jpeg"],
  video: ["mp4", "ogg", "ogv", "avi", "mov", "webm"],
  audio: ["aac", "m4a", "wav", "mp4"],
  file: ["pdf"],
} as const;

/** The limits that hold for all content. */
export const PLATFORM: Platform = {
  channel: "instagram",
  name: "Instagram",
  text: LIMITS.text,
  url: LIMITS.url,
  payload: LIMITS.buttonPayload,
  lacks: ["calls", "asks", "replyPictures", "webviews"],
};

/** The 24 hours after a person's last word or tap in which an account may answer freely. */
export const WINDOW = { max: DAY, unit: "milliseconds", mark: "documented", source: SEND } as const satisfies Limit;

/** The app ids of the inboxes where people of the account answer: Instagram's own, and that of the Page beside it. */
export const INBOXES: readonly string[] = ["1217981644879628", "263902037430900"];

/** The tags of Instagram: one, for people. */
export const TAGS = {
  HUMAN_AGENT: {
    use: "An answer that a person wrote, up to 7 days after the last message of whom it is for.",
    mark: "documented",
    source: FEATURES,
  },
} as const satisfies Record<string, Tag>;
