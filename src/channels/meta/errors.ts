/**
 * The table of Meta's error codes: the meaning of each for the next step, for a program, and for a person. As of
 * 2026-11-22, from Meta's page "Common Error Codes" of 2026-06-25, the Graph API error guide and the pages of single
 * features. Whether to try again is this project's judgement; Meta does not say. A subcode beats its code; a code that
 * is not here is permanent: Meta has looked at the request and said no, and saying it again can only make things worse.
 */
import type { ErrorAction, ErrorCode } from "../../model/errors.ts";
import type { ErrorClass, PlatformError } from "../channel.ts";
import { number } from "./values.ts";

/** The meaning of a code. */
export interface KnownError {
  readonly class: ErrorClass;
  readonly means: ErrorCode;
  readonly action: ErrorAction;
  /** The error as a sentence, for a person. */
  readonly sentence: string;
}

type Row = readonly [ErrorClass, ErrorCode, ErrorAction, string];

const UNKNOWN: Row = [
  "permanent",
  "platform_error",
  "check_status",
  "Meta refused it and this project does not know why.",
];

const TOO_MANY: Row = ["transient", "platform_rate_limited", "wait", "Too many calls were made."];
const DEAD_TOKEN = (why: string): Row => ["token", "account_reauth_required", "reconnect_account", why];
const NOT_ALLOWED = (why: string): Row => ["permanent", "account_permission_missing", "fix_account", why];
const WRONG = (why: string): Row => ["permanent", "invalid_content", "fix_request", why];
const OUTSIDE: Row = ["permanent", "window_closed", "use_template", "The person last wrote more than 24 hours ago."];
const AWAY: Row = ["permanent", "recipient_unreachable", "do_not_retry", "The person has blocked the Page, or left."];
/**
 * A code with two meanings: "Common Error Codes" has it for people who cannot be reached, the page on sending for
 * people outside the window.
 */
const AWAY_OR_OUTSIDE: Row = [
  "permanent",
  "recipient_unreachable",
  "do_not_retry",
  "The person has blocked the Page, or left; or, as another page of Meta's has it, last wrote more than 24 hours ago.",
];
const MEDIA_TEMPLATE = WRONG("Something in the media template is wrong.");
const ELSEWHERE: Row = [
  "permanent",
  "content_not_supported",
  "do_not_retry",
  "This project does not use that part of Meta.",
];
const CALLING: Row = [
  "permanent",
  "platform_error",
  "check_status",
  "It is about calls, which this project does not make.",
];

/** The rows by code, or `code/subcode`, or by a subcode alone where Meta's pages name no code for it. */
const ROWS: Readonly<Record<string, Row>> = {
  // Meta's own trouble.
  "1": ["brief", "platform_unavailable", "wait", "Meta had an error of its own, or the request was wrong."],
  "1/99": NOT_ALLOWED("A permission or an access level is missing."),
  "1/1357046": ["permanent", "platform_timeout", "check_status", "Meta answered with an error although it was sent."],
  "2": ["brief", "platform_unavailable", "wait", "Meta's service is down, or the person has blocked the Page."],
  "2/2018344": [
    "permanent",
    "account_misconfigured",
    "fix_account",
    "An admin of the Page has to accept Meta's terms for custom labels.",
  ],
  "1200": ["transient", "platform_unavailable", "wait", "Meta could not send it just now."],

  // Limits.
  "4": TOO_MANY,
  "4/2018354": ["permanent", "frequency_capped", "wait", "A marketing message came before its interval was over."],
  "9": TOO_MANY,
  "9/2018352": ["transient", "platform_rate_limited", "wait", "Too many requests for a marketing opt-in were made."],
  "17": TOO_MANY,
  "32": TOO_MANY,
  "341": TOO_MANY,
  "613": TOO_MANY,
  "613/2534040": TOO_MANY,
  "613/1893016": ["permanent", "frequency_capped", "do_not_retry", "The person was asked for this opt-in before."],
  "613/2018338": ["permanent", "frequency_capped", "do_not_retry", "The person got too many messages with a tag."],
  ...between(80000, 80009, TOO_MANY),
  "80014": TOO_MANY,

  // Permissions, and what an account may do.
  "3": NOT_ALLOWED("The app may not use this."),
  "10": NOT_ALLOWED("A permission is missing."),
  "10/2018278": OUTSIDE,
  "10/2018065": OUTSIDE,
  "10/2534022": [
    "permanent",
    "window_closed",
    "do_not_retry",
    "The person last wrote more than 24 hours ago: until they write, only a person of the account may answer, within 7 days.",
  ],
  "10/2018108": ["permanent", "recipient_unreachable", "do_not_retry", "The person cannot get messages right now."],
  "10/1893015": ["permanent", "recipient_opted_out", "do_not_retry", "The person has stopped these notifications."],
  "10/1893063": ["blocked", "policy_blocked", "fix_account", "Meta has restricted the Page for a while."],
  "10/2018336": ["permanent", "platform_error", "check_status", "Meta protects this person's conversation."],
  "10/1404170": [
    "permanent",
    "account_restricted",
    "fix_account",
    "Meta has restricted the Page's requests for marketing opt-ins for a while.",
  ],
  "10/2534077": [
    "permanent",
    "account_misconfigured",
    "fix_account",
    "The Instagram account and the Page are not linked, or two-factor sign-in is needed.",
  ],
  "200": NOT_ALLOWED("A permission is missing."),
  "200/2018021": NOT_ALLOWED("The Page or the app may not send this."),
  "200/2018027": NOT_ALLOWED("The app may not write to people who have no role in it."),
  "200/2018028": [
    "permanent",
    "app_not_live",
    "fix_account",
    "The app is in development: it may write to its testers.",
  ],
  "200/2534041": [
    "permanent",
    "account_misconfigured",
    "fix_account",
    "Access to Instagram's messages is switched off.",
  ],
  "200/1545041": AWAY_OR_OUTSIDE,
  "368": ["blocked", "policy_blocked", "fix_account", "Meta has blocked this for a breach of its policies."],
  "2022": ["blocked", "policy_blocked", "fix_account", "Meta has blocked the Page's commerce messages for a breach."],

  // The request.
  "100": WRONG("A parameter is wrong, or a message tag that has ended was used."),
  "100/33": ["permanent", "account_misconfigured", "fix_account", "The object is not there, or may not be seen."],
  "100/2018001": [
    "permanent",
    "recipient_invalid",
    "fix_request",
    "There is nobody of that id who wrote to this Page.",
  ],
  "100/2018008": ["brief", "media_unreachable", "fix_request", "Meta could not fetch the file at that address."],
  "100/2018014": WRONG("A message and a sender action were in one request."),
  "100/2018047": [
    "permanent",
    "media_upload_failed",
    "fix_request",
    "Meta did not take the file: its type does not fit.",
  ],
  "100/2018074": ["upload", "media_not_found", "fix_request", "The uploaded file is gone: it lives for 90 days."],
  "100/2018109": ["permanent", "media_too_large", "fix_request", "The file is too large."],
  "100/2018164": WRONG("The app's id is wrong."),
  "100/2018294": ["brief", "media_unreachable", "fix_request", "Meta needed more than 75 seconds to fetch the video."],
  "100/2018320": WRONG("A product of the product template is wrong."),
  "100/2018328": WRONG("A product of the product template is wrong."),
  "100/2534013": [
    "permanent",
    "account_misconfigured",
    "fix_account",
    "The Page has no Instagram account linked to it.",
  ],
  "100/2534014": ["permanent", "recipient_invalid", "fix_request", "There is nobody of that id on Instagram."],
  "100/2534015": WRONG("The message's data is wrong."),
  "100/2534025": [
    "permanent",
    "comment_reply_expired",
    "do_not_retry",
    "The comment cannot be replied to privately: it is too old, or gone.",
  ],
  "100/2534029": [
    "permanent",
    "recipient_unreachable",
    "do_not_retry",
    "The person or the account has blocked the other.",
  ],
  "100/2534037": [
    "permanent",
    "conversation_taken",
    "wait",
    "Another app, or a person in the inbox, has the conversation.",
  ],
  "100/2534039": ["permanent", "comment_reply_used", "do_not_retry", "The comment was replied to privately before."],
  "100/2534068": ["permanent", "content_not_supported", "fix_request", "This account cannot send several images yet."],
  "506": ["permanent", "invalid_content", "do_not_retry", "The same was posted before."],
  "10303": WRONG("The token of the account linking is wrong."),

  // Tokens.
  "102": DEAD_TOKEN("The session of the token has ended."),
  "190": DEAD_TOKEN("The Page access token does not work any more."),
  "190/458": DEAD_TOKEN("The app was removed by whom the token belongs to."),
  "190/459": DEAD_TOKEN("Whom the token belongs to has to confirm something at Facebook."),
  "190/460": DEAD_TOKEN("Whom the token belongs to has changed their password."),
  "190/463": DEAD_TOKEN("The token has expired."),
  "190/464": DEAD_TOKEN("Whom the token belongs to has not confirmed their account."),
  "190/467": DEAD_TOKEN("The token is not valid."),
  "190/492": DEAD_TOKEN("Whom the token belongs to has no role at the Page any more."),

  // The person, and their conversation.
  "551": AWAY,
  "551/1545041": AWAY_OR_OUTSIDE,
  "40": ["permanent", "comment_reply_expired", "do_not_retry", "The comment cannot be replied to privately any more."],
  "10903": ["permanent", "comment_reply_used", "do_not_retry", "The comment was replied to privately before."],
  "2018300": [
    "permanent",
    "conversation_taken",
    "wait",
    "Another app, or a person in the inbox, has the conversation.",
  ],
  "2018321": ["transient", "conversation_taken", "wait", "Messenger's own automation has the conversation for now."],
  "2018171": WRONG("It belongs to the Handover Protocol, which has ended."),
  "2018234": WRONG("It belongs to the Handover Protocol, which has ended."),
  "2018218": ["permanent", "not_found", "none", "Meta tells nothing of this person."],
  "2018247": NOT_ALLOWED("A field was asked for that needs a permission of its own."),
  "9000001": ["permanent", "not_found", "do_not_retry", "The message is deleted."],

  // Other parts of Meta, which bots of this project do not use, and mistakes in templates.
  "2018144": ELSEWHERE,
  "2018154": ELSEWHERE,
  "2018163": ELSEWHERE,
  "2018166": ELSEWHERE,
  "2018173": MEDIA_TEMPLATE,
  "2018175": MEDIA_TEMPLATE,
  ...between(2018182, 2018188, MEDIA_TEMPLATE),
  ...between(2018389, 2018396, CALLING),
  "24001": ELSEWHERE,
  "24002": ELSEWHERE,
  "24005": ELSEWHERE,
  "36103": ELSEWHERE,
  ...between(2071010, 2071025, ELSEWHERE),
};

function between(first: number, last: number, row: Row): Record<string, Row> {
  return Object.fromEntries(Array.from({ length: last - first + 1 }, (_, n) => [String(first + n), row]));
}

/** The error that Meta describes as "sent, although an error came back": every message of the call went out. */
export const SENT_ALL_THE_SAME = { code: 1, subcode: 1_357_046 } as const;

/** Another app, or a person in the inbox, has the conversation. Documented: conversation routing, of Messenger and Instagram. */
export const OTHER_APP_HAS_IT: readonly (number | undefined)[] = [2_018_300, 2_534_037];

/** The lowest subcode with a meaning of its own: below it one needs its code too: 33, 99, 463. */
const OWN_SUBCODES = 10_000;

/** Returns the meaning of a code, by the table alone. */
export function known(code: number, subcode?: number): KnownError {
  const own = subcode !== undefined && subcode >= OWN_SUBCODES ? ROWS[String(subcode)] : undefined;
  const row = ROWS[`${code}/${subcode}`] ?? own ?? ROWS[String(code)] ?? (isPermission(code) ? ROWS["200"] : undefined);
  const [kind, means, action, sentence] = row ?? UNKNOWN;
  return { class: kind, means, action, sentence };
}

/** Tells whether a code is about permissions. Documented: the Graph API error guide gives them 200 to 299. */
const isPermission = (code: number): boolean => code >= 200 && code <= 299;

/** All codes of the table, for the documents and the tests. */
export const CODES: readonly string[] = Object.keys(ROWS);

interface GraphErrorBody {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly error_subcode?: unknown;
  /** Meta's sentence for people. It often names the fault where `message` is only "Invalid parameter". */
  readonly error_user_msg?: unknown;
  readonly is_transient?: unknown;
  readonly fbtrace_id?: unknown;
}

/** Reads Meta's error body. Null when it is none: then the outcome is not known. */
export function readFailure(status: number, body: unknown): PlatformError | null {
  const error = (body as { error?: GraphErrorBody } | null)?.error;
  if (typeof error !== "object" || error === null) return null;
  const code = number(error.code);
  if (code === undefined) return null;
  const subcode = number(error.error_subcode);
  // While a secret is rotated, Graph may not know the one of our proof yet, or not any more.
  const isProof = code === 100 && typeof error.message === "string" && error.message.includes("appsecret_proof");
  const found = isProof ? WRONG_PROOF : known(code, subcode);
  return {
    ...found,
    class: classOf(found.class, status >= 500, error.is_transient === true),
    status,
    code,
    ...(subcode === undefined ? {} : { subcode }),
    message: withoutSecrets(wordsOf(error)).slice(0, LONGEST),
    ...(isTrace(error.fbtrace_id) ? { trace: error.fbtrace_id } : {}),
  };
}

const wordsOf = ({ message, error_user_msg: shown }: GraphErrorBody): string =>
  [...new Set([message, shown])].filter((one) => typeof one === "string" && one !== "").join(" ");

/** Chooses the class: Meta's own `is_transient` beats a no, and a "perhaps"; only what stops a whole account beats it. */
function classOf(found: ErrorClass, isDown: boolean, isTransient: boolean): ErrorClass {
  if (found === "brief" && isDown) return "transient";
  return isTransient && (found === "permanent" || found === "brief") ? "transient" : found;
}

const WRONG_PROOF: KnownError = {
  class: "token",
  means: "account_misconfigured",
  action: "fix_account",
  sentence: "Meta does not accept the proof that is made with FACEBOOK_APP_SECRET.",
};

/** Makes the failure of a clear no that is not in Graph's own words: a redirect, or a proxy's page. */
export function foreignFailure(status: number): PlatformError {
  const [kind, means, action] = status === 429 ? TOO_MANY : UNKNOWN;
  const sentence = "Something on the way to Meta refused it.";
  return { class: kind, means, action, sentence, status, code: 0, message: `HTTP ${status} without a Graph error` };
}

/** The most characters of Meta's own words that are kept. */
const LONGEST = 500;

/** Tells whether a trace id has the form of one: it is logged. */
const isTrace = (id: unknown): id is string => typeof id === "string" && /^[\w+/=-]{1,200}$/.test(id);

/** Takes secrets out of Meta's words: they may quote the token that is refused, and an unknown person's id. */
const withoutSecrets = (message: string): string =>
  message.replace(/EAA[\w-]+/g, "[token]").replace(/\d{10,}/g, "[id]");
