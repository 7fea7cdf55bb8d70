/**
 * Everything that the simulated Meta refuses, with Meta's own code, subcode and sentence, once. As of 2026-11-22.
 *
 * `mark` says how well the refusal is known: `documented` on a page of Meta's, `third party` in bug reports and code of
 * others, `guess` when Meta certainly refuses it (or should) and nobody wrote down with which words.
 */
import type { Mark } from "../../src/channels/adapt/limit.ts";

interface Row {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly type: "OAuthException" | "GraphMethodException";
  /** `{0}`, `{1}`, … stand for what was wrong with this call. */
  readonly message: string;
  readonly mark: Mark;
}

const bad = (message: string, mark: Mark, subcode?: number): Row => ({
  status: 400,
  code: 100,
  type: "OAuthException",
  message: `(#100) ${message}`,
  mark,
  ...(subcode === undefined ? {} : { subcode }),
});

const denied = (code: number, message: string, mark: Mark): Row => ({
  status: 400,
  code,
  type: "OAuthException",
  message,
  mark,
});

export const REFUSALS = {
  pathUnknown: {
    status: 400,
    code: 2500,
    type: "OAuthException",
    message: "Unknown path components: {0}",
    mark: "third party",
  },
  objectUnknown: {
    status: 400,
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message:
      "Unsupported get request. Object with ID '{0}' does not exist, cannot be loaded due to missing permissions, or does not support this operation",
    mark: "documented",
  },
  tokenInvalid: {
    status: 401,
    code: 190,
    type: "OAuthException",
    message: "Invalid OAuth access token - Cannot parse access token",
    mark: "documented",
  },
  proofMissing: {
    status: 400,
    code: 100,
    type: "GraphMethodException",
    message: "API calls from the server require an appsecret_proof argument",
    mark: "documented",
  },
  proofInvalid: {
    status: 400,
    code: 100,
    type: "GraphMethodException",
    message: "Invalid appsecret_proof provided in the API argument",
    mark: "third party",
  },
  proofExpired: {
    status: 400,
    code: 100,
    type: "GraphMethodException",
    message: "Invalid appsecret_proof provided in the API argument: appsecret_time is more than 5 minutes away",
    mark: "guess",
  },
  bodyUnreadable: bad("The body of the request could not be parsed as {0}", "guess"),
  fieldUnknown: bad("Tried accessing nonexistent field ({0})", "third party"),
  fieldForbidden: bad("Insufficient permission to access user profile: {0}", "documented", 2018247),
  profileUnavailable: bad("No profile available for this user.", "guess", 2018218),

  recipientMissing: bad("The parameter recipient is required", "third party"),
  recipientUnknown: bad("No matching user found", "documented", 2018001),
  messageAndAction: bad("Cannot send both message and state at the same time.", "documented", 2018014),
  messageMissing: bad("The parameter message is required", "third party"),
  messageEmpty: bad("Param message[text] must be a non-empty UTF8 string", "third party"),
  textAndAttachment: bad("Param message must have either text or an attachment, not both", "guess"),
  messagingTypeInvalid: bad(
    "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY} - got {0}",
    "guess",
  ),
  tagMissing: bad("Param tag is required for messaging_type MESSAGE_TAG", "guess"),
  tagUnknown: bad("Param tag must be one of {HUMAN_AGENT, CUSTOMER_FEEDBACK} - got {0}", "guess"),
  tagDead: bad("Invalid parameter: the message tag {0} is no longer supported", "documented"),
  tagMisused: bad("The tag CUSTOMER_FEEDBACK can only be used with the customer feedback template", "documented"),
  utilityWithoutTemplate: bad("Messages of messaging_type UTILITY must use an approved utility template", "guess"),
  actionUnknown: bad("Param sender_action must be one of {0}", "guess"),
  reactionInvalid: bad("Param payload[{0}] is required", "guess"),
  messageUnknown: bad("No message with the id {0} in this conversation", "guess"),

  tooLong: bad("Length of param {0} must be less than or equal to {1}", "third party"),
  tooMany: bad("Param {0} must have at most {1} elements", "guess"),
  tooFew: bad("Param {0} must have at least {1} element(s)", "guess"),
  required: bad("The parameter {0} is required", "third party"),
  wrongType: bad("Param {0} must be {1}", "third party"),
  unknownValue: bad("Param {0} must be one of {1}", "third party"),
  elementBare: bad("Param {0} must have at least one property set in addition to title", "documented"),
  orderNumberUsed: bad("Param {0} must be unique: this order number was used before", "guess"),
  urlUnfit: bad("Param {0} should represent a valid https URL", "third party"),
  attachmentUnknown: bad("Invalid attachment id: {0}", "documented", 2018074),
  mediaUnreachable: bad("Failed to fetch the file from the url: {0}", "documented", 2018008),
  mediaTooLarge: bad("Attachment size exceeds allowable limit", "documented", 2018109),

  windowClosed: {
    status: 400,
    code: 10,
    subcode: 2018278,
    type: "OAuthException",
    message:
      "(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview",
    mark: "documented",
  },
  otherAppControls: {
    status: 400,
    code: 10,
    subcode: 2018300,
    type: "OAuthException",
    message: "(#10) Message failed to send because another app is controlling this thread now.",
    mark: "third party",
  },
  appUnknown: bad("Incorrect App ID.", "documented", 2018164),
  takeBlocked: denied(10, "(#10) Only the default app can take this conversation while another app has it", "guess"),
  requestPointless: bad("request_thread_control needs a default app on this Page", "guess"),
  extensionUnfit: bad("Param duration must be between 1 and {0} seconds", "guess"),

  permissionMissing: denied(200, "(#200) Requires {0} permission to manage the object", "third party"),
  featureMissing: denied(10, "(#10) Application does not have permission for this action: {0}", "documented"),
  policyBlocked: denied(
    368,
    "(#368) The action attempted has been deemed abusive or is otherwise disallowed",
    "documented",
  ),
  personUnavailable: {
    ...denied(551, "(#551) This person isn't available right now.", "documented"),
    subcode: 1545041,
  },

  pageRate: denied(613, "(#613) Calls to this api have exceeded the rate limit.", "guess"),
  appRate: denied(4, "(#4) Application request limit reached", "documented"),
  businessRate: denied(
    80006,
    "(#80006) There have been too many calls to this Page account. Wait a bit and try again.",
    "guess",
  ),

  menuWithoutGetStarted: bad(
    "You must set a Get Started button if you also wish to use persistent menu",
    "third party",
    2018145,
  ),
  menuNested: bad("Param {0}[type] must be one of {web_url, postback}: nested menus are not supported", "documented"),
  localeMissing: bad("Param {0} must have an element with the locale default", "documented"),
  commandSlash: bad("Param {0} must not begin with /", "documented"),

  attachmentMismatch: bad("The file does not match the attachment type {0}", "documented", 2018047),
  videoTimeout: bad("Fetching the video took longer than 75 seconds: {0}", "documented", 2018294),
  mediaTemplateUnfit: bad("Param {0} must be an attachment_id or a url of facebook.com", "documented"),
  couponWithoutCode: bad("Param {0} must have a coupon_code or a coupon_url", "documented"),
  couponCodeUnfit: bad("Param {0} must not contain spaces", "documented"),
  valueUnfit: bad("Param {0} must be {1}", "documented"),
  personaUnknown: bad("Invalid persona id: {0}", "guess"),
  personaActs: bad("With a persona_id sender_action must be one of {typing_on, typing_off}", "documented"),
  messageDeleted: { ...denied(9000001, "(#9000001) This message was deleted.", "documented") },

  templateUnknown: bad("No message template with the name {0} in the language {1}", "guess"),
  templateNotApproved: bad("The message template {0} is {1}: only approved templates can be sent", "guess"),
  templateParameters: bad("The message template {0} has {1} parameters, and {2} were given", "guess"),
  templateButton: bad("The message template {0} has no button {1} of the type {2}", "guess"),
  templateNameUnfit: bad("Param name must be lower-case letters, digits and underscores", "guess"),
  templateExists: bad("There is a message template with the name {0} in the language {1} already", "guess"),
  tokenUsed: bad("This one-time notification token is unknown, used or expired", "guess"),

  privateReplyUsed: denied(10903, "(#10903) This user can't reply to this activity", "third party"),
  privateReplyExpired: denied(40, "(#40) The comment is older than 7 days: it cannot be replied to any more", "guess"),
  commentUnknown: bad("No comment or post with the id {0}", "guess"),

  legacyUse: denied(12, "(#12) {0} is deprecated for apps created since November 4, 2026", "guess"),

  batchReference: bad("This part of the batch refers to one that failed, or that does not exist: {0}", "guess"),
  debugForbidden: bad("You must provide an app access token, or the token of the same app", "guess"),
} as const satisfies Record<string, Row>;

export type RefusalName = keyof typeof REFUSALS;

/** A call that Meta says no to, as a value: `name` for us, the rest for the caller. */
export interface Refusal {
  readonly name: RefusalName;
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly type: string;
  readonly message: string;
}

/** Fills in a refusal of the table: `refuse("tooLong", "message[text]", 1999)`. */
export function refuse(name: RefusalName, ...details: readonly (string | number)[]): Refusal {
  const row: Row = REFUSALS[name];
  const filled = row.message.replace(/\{(\d)\}/g, (_, index: string) => String(details[Number(index)] ?? ""));
  return {
    name,
    status: row.status,
    code: row.code,
    ...(row.subcode === undefined ? {} : { subcode: row.subcode }),
    type: row.type,
    message: filled,
  };
}

const ERRORS = "Messenger Platform, common error codes, 2026-06-25";

/** Where a documented refusal stands, if it is not on the page of the codes. */
const SOURCES: Readonly<Partial<Record<RefusalName, string>>> = {
  proofMissing: "Graph API, securing requests",
  tokenInvalid: "Graph API, error handling",
  objectUnknown: "Graph API, error handling",
  policyBlocked: "Graph API, error handling",
  tagDead: "Messenger Platform, changelog, 2026-03-27",
  tagMisused: "Messenger Platform, customer feedback template, 2026",
  elementBare: "Messenger Platform, generic template, 2026",
  menuNested: "Messenger Platform, persistent menu, 2026",
  localeMissing: "Messenger Platform, persistent menu, 2026",
  commandSlash: "Messenger Platform, commands, 2026",
  mediaTemplateUnfit: "Messenger Platform, media template, 2026",
  couponWithoutCode: "Messenger Platform, coupon template, 2026",
  couponCodeUnfit: "Messenger Platform, coupon template, 2026",
  valueUnfit: "Messenger Platform, customer feedback template, 2026",
  personaActs: "Messenger Platform, personas, 2026",
};

/** Where a refusal is from. */
export function sourceOf(name: RefusalName): string {
  const { mark } = REFUSALS[name];
  if (mark === "documented") return SOURCES[name] ?? ERRORS;
  return mark === "third party" ? "bug reports and code of others" : "nobody wrote it down";
}

/** How well a refusal is known, for whoever shows it. */
export const markOf = (name: RefusalName): Mark => REFUSALS[name].mark;

/** The body of Meta's answer to a refused call. */
export function errorBody(refusal: Refusal, traceId: string): { readonly error: Readonly<Record<string, unknown>> } {
  return {
    error: {
      message: refusal.message,
      type: refusal.type,
      code: refusal.code,
      ...(refusal.subcode === undefined ? {} : { error_subcode: refusal.subcode }),
      fbtrace_id: traceId,
    },
  };
}
