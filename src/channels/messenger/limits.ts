/**
 * Every limit of the Messenger Platform that this project relies on, once. The renderer, the checks, the documents and
 * the simulated Meta read this table. As of 2026-11-22. Its marks: `../adapt/limit.ts`.
 */
import type { Platform } from "../adapt/draft.ts";
import type { Limit } from "../adapt/limit.ts";

const SEND = "Messenger Platform, Send API reference, 2026";
const QUICK_REPLIES = "Messenger Platform, quick replies, 2026-04-22";
const BUTTON = "Messenger Platform, button template, 2026-04-22";
const GENERIC = "Messenger Platform, generic template, 2026";
const RECEIPT = "Messenger Platform, receipt template, 2026";
const ATTACHMENTS = "Messenger Platform, saving assets, 2026-04-22";
const MEDIA = "Messenger Platform, media template, 2026";
const COUPON = "Messenger Platform, coupon template, 2026-03-17";
const FEEDBACK = "Messenger Platform, customer feedback template, 2026-03-23";
const GRID = "Messenger Platform, image grid template, 2026-06-30";
const MENU = "Messenger Platform, persistent menu, 2026";
const COMMANDS = "Messenger Platform, commands, 2026";
const RATES = "Messenger Platform, rate limits, 2026-03-23";
const ROUTING = "Messenger Platform, conversation routing, 2025-09-24";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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
  products: { max: 10, unit: "items", mark: "guess", source: "the product template's page was not read" },
  elementTitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  elementSubtitle: { max: 80, unit: "characters", mark: "documented", source: GENERIC },
  receiptItems: { max: 100, unit: "items", mark: "documented", source: RECEIPT },
  imageBytes: { max: 8_000_000, unit: "bytes", mark: "documented", source: ATTACHMENTS },
  attachmentBytes: { max: 25_000_000, unit: "bytes", mark: "documented", source: ATTACHMENTS },
  images: { max: 30, unit: "items", mark: "documented", source: "Messenger Platform, changelog, 2025-03-19" },
  mediaElements: { max: 1, unit: "items", mark: "documented", source: MEDIA },
  couponTitle: { max: 80, unit: "characters", mark: "documented", source: COUPON },
  couponSubtitle: { max: 80, unit: "characters", mark: "documented", source: COUPON },
  feedbackTitle: { max: 65, unit: "characters", mark: "documented", source: FEEDBACK },
  feedbackSubtitle: { max: 80, unit: "characters", mark: "documented", source: FEEDBACK },
  feedbackButton: { max: 20, unit: "characters", mark: "documented", source: FEEDBACK },
  feedbackScreens: { max: 1, unit: "items", mark: "documented", source: FEEDBACK },
  feedbackQuestions: { max: 1, unit: "items", mark: "documented", source: FEEDBACK },
  feedbackQuestionId: { max: 80, unit: "characters", mark: "documented", source: FEEDBACK },
  /** At least 5. */
  feedbackQuestion: { max: 85, unit: "characters", mark: "documented", source: FEEDBACK },
  feedbackPlaceholder: { max: 65, unit: "characters", mark: "documented", source: FEEDBACK },
  /** At least 1 day. */
  feedbackExpiry: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: FEEDBACK },
  /** At least 2. */
  gridElements: { max: 1, unit: "items", mark: "documented", source: GRID },
  gridImages: { max: 6, unit: "items", mark: "documented", source: GRID },
  gridTitle: { max: 45, unit: "characters", mark: "documented", source: GRID },
  gridSubtitle: { max: 80, unit: "characters", mark: "documented", source: GRID },
  oneTimeTitle: {
    max: 65,
    unit: "characters",
    mark: "documented",
    source: "Messenger Platform, one-time notification, beta",
  },
  utilityName: { max: 512, unit: "characters", mark: "guess", source: "WhatsApp's templates have it" },
  utilityButtons: { max: 3, unit: "items", mark: "third party", source: "builders of others" },
  moderatedPeople: { max: 10, unit: "items", mark: "documented", source: "moderate conversations, 2026-07-02" },
  menuItems: { max: 20, unit: "items", mark: "documented", source: MENU },
  menuTitle: { max: 30, unit: "characters", mark: "documented", source: MENU },
  menuPayload: { max: 1000, unit: "characters", mark: "documented", source: MENU },
  commands: { max: 100, unit: "items", mark: "documented", source: COMMANDS },
  commandName: { max: 32, unit: "characters", mark: "documented", source: COMMANDS },
  commandDescription: { max: 64, unit: "characters", mark: "documented", source: COMMANDS },
  iceBreakers: { max: 4, unit: "items", mark: "documented", source: "Messenger Platform, ice breakers, 2026" },
  iceBreakerQuestion: { max: 80, unit: "characters", mark: "third party", source: "builders of others" },
  iceBreakerPayload: { max: 1000, unit: "characters", mark: "third party", source: "builders of others" },
  greeting: { max: 160, unit: "characters", mark: "third party", source: "not on a page of Meta's any more" },
  whitelistedDomains: { max: 50, unit: "items", mark: "third party", source: "not on a page of Meta's any more" },
  getStartedPayload: { max: 1000, unit: "characters", mark: "third party", source: "builders of others" },
  profileCalls: { max: 10, unit: "in 10 minutes", mark: "documented", source: "Messenger Platform, profile, 2026" },
  batchParts: { max: 50, unit: "items", mark: "documented", source: "Graph API, batch requests" },
  attachmentAge: { max: 90 * DAY, unit: "milliseconds", mark: "documented", source: ATTACHMENTS },
  /** Texts, links, reactions and stickers of one Page. */
  messageRate: { max: 300, unit: "a second", mark: "documented", source: RATES },
  /** Audio and video of one Page. */
  mediaRate: { max: 10, unit: "a second", mark: "documented", source: RATES },
  tagReach: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: "Messenger Platform, message tags" },
  privateReplyReach: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: "private replies, 2026-04-16" },
  controlLapse: { max: DAY, unit: "milliseconds", mark: "documented", source: ROUTING },
  /** An answer from the inbox this soon after the person's message is Meta's own instant reply, and no colleague's. */
  instantReply: { max: 10_000, unit: "milliseconds", mark: "guess", source: "Meta gives it at once" },
  controlExtension: { max: 7 * DAY, unit: "milliseconds", mark: "documented", source: ROUTING },
  url: { max: 2000, unit: "characters", mark: "guess", source: "no page names one" },
  passMetadata: { max: 1000, unit: "characters", mark: "guess", source: "conversation routing names none" },
} as const satisfies Record<string, Limit>;

/**
 * The limits that hold for all content. An option is checked before it is known whether it becomes a button or a quick reply,
 * so its payload has the smaller limit of the two.
 */
export const PLATFORM: Platform = {
  channel: "messenger",
  name: "Messenger",
  text: LIMITS.text,
  url: LIMITS.url,
  payload: LIMITS.quickReplyPayload.max < LIMITS.buttonPayload.max ? LIMITS.quickReplyPayload : LIMITS.buttonPayload,
};

/** The 24 hours after a person's last word or tap in which a Page may answer freely. */
export const WINDOW = {
  max: DAY,
  unit: "milliseconds",
  mark: "documented",
  source: "Messenger Platform, send messages, 2026-05-05",
} as const satisfies Limit;

/** The app id of the Page inbox, where people of the Page answer. */
export const PAGE_INBOX = "263902037430900";

/** The same as Meta's page on message echoes prints it, a zero short: heard as the inbox too, and never passed to. */
export const PAGE_INBOX_IN_ECHOES = "26390203743090";

/** Everything that a Messenger profile can have, in the order in which it is shown. Documented: Messenger Platform, profile, 2026. */
export const PROFILE_FIELDS = [
  "get_started",
  "greeting",
  "ice_breakers",
  "persistent_menu",
  "commands",
  "whitelisted_domains",
  "account_linking_url",
] as const;

export type ProfileField = (typeof PROFILE_FIELDS)[number];
