/**
 * What the simulated Meta does beside refusing, once: each with how well it is known of Meta. As of 2026-11-22. What is
 * refused stands in `refusals.ts`, how often what may be done in `rates.ts`.
 */
import type { Mark } from "../../src/channels/adapt/limit.ts";

export interface Behaviour {
  readonly does: string;
  readonly mark: Mark;
  readonly source: string;
}

const WEBHOOKS = "Messenger Platform, webhooks, 2026-05-05";
const ROUTING = "Messenger Platform, conversation routing, 2025-09-24";
const UTILITY = "Messenger Platform, utility messages, 2026-03-13";
const VERSIONS = "Graph API, versioning";
const RATES = "Graph API, rate limiting";
const PROFILE = "Messenger Platform, profile, 2026-03-18";
const NOBODY = "no page says";

const documented = (does: string, source: string): Behaviour => ({ does, mark: "documented", source });
const thirdParty = (does: string, source: string): Behaviour => ({ does, mark: "third party", source });
const guess = (does: string, source = NOBODY): Behaviour => ({ does, mark: "guess", source });

export const BEHAVIOURS: readonly Behaviour[] = [
  documented("Webhooks are signed over their very bytes: escaped unicode in lower case, escaped slashes.", WEBHOOKS),
  documented("What is not answered with 200 is sent again, at once and a few more times.", WEBHOOKS),
  guess("The next try comes after 100 ms, then more slowly, then every second for ten minutes; then it is lost."),
  documented("After 15 minutes of failure without a break the developers are warned.", WEBHOOKS),
  documented("After an hour the app is unsubscribed; `POST subscribed_apps` begins again.", WEBHOOKS),
  guess("What waits when the app is unsubscribed is lost, and what is said meanwhile is never sent."),
  documented(
    "Webhooks are sent for the fields that the Page is subscribed to, and for no others.",
    "webhook events, 2026",
  ),
  guess("One person's webhooks come in order, one at a time; people do not wait for each other.", "messages: in order"),
  documented("An item an entry while Meta is not behind.", "webhook events, 2026"),
  documented("A sticker is one attachment of the type `sticker`.", "Messenger Platform, changelog, 2026-06"),
  documented("An echo has the `metadata` of its send, and the app's id as a number.", "message echoes, 2026"),
  guess("An echo of a colleague may name no app, whatever tool the words are from."),
  guess("A message that a person took back is told by its `mid` and `is_deleted`, as on Instagram."),
  guess("The conversations of a Page are listed with the newest first.", "fits every sample"),
  documented(
    "A `signed_request` is `<signature>.<payload>`, both base64url; the signature is over the payload as it is sent.",
    "app dashboard, data deletion callback, 2025",
  ),
  documented("A message can be edited five times.", "message_edits webhook event, 2026"),
  guess("It can be for 15 minutes, as Messenger's apps allow. Taking it back has no limit."),
  guess("A double tap is two events, each with a `mid` of its own."),
  guess("An echo's `mid` is the `message_id` of the send.", "fits every sample"),
  documented("In an echo a file has its address only, and an upload's id is a number.", "message echoes, 2026"),
  documented("On standby come messages, taps, receipts and echoes, and nothing else.", "standby channel, 2024-09-25"),
  documented("On standby the payloads of taps are left out.", "standby channel, 2024-09-25"),
  thirdParty("Typing ends by itself after 20 seconds.", "code of others"),

  documented("A conversation that nobody has is the default app's with the person's first word.", ROUTING),
  documented("Control lapses 24 hours after the last word, or when its extension ends.", ROUTING),
  documented("Where another app is the default one, only that app may write while nobody has it.", ROUTING),
  documented("The default app may take a conversation at any time.", ROUTING),
  documented("Without a default app taking is blocked, and everybody hears what is said while it is idle.", ROUTING),
  guess("Without a default app whoever answers first has the conversation."),
  documented("Only the owner and the default app see who has a conversation.", ROUTING),
  documented("`thread_control` in a send hands over once the message is sent.", ROUTING),

  documented(
    "Words, taps, reactions and links into a chat that there is open the 24 hours.",
    "Messenger Platform, send messages, 2026-05-05",
  ),
  guess("Opting in and taking a coupon do too; answering for feedback and linking an account do not."),
  documented(
    "A link's `ref` comes by itself in a chat that there is, else with Get Started.",
    "messaging referrals, 2026",
  ),

  documented("The usage headers tell the calls of the last 24 hours in percent.", RATES),
  documented("Throttled, they tell the minutes until there is room again.", RATES),
  guess(
    "A call that is refused for its rate does not count, and a message that is refused for anything does not either.",
  ),
  guess("Only the day's calls of the app show in the headers; the rates a second do not.", RATES),
  guess("A reaction counts as a message, typing dots do not.", "rate limits names reactions"),

  documented("A call to a version that has ended is served by the oldest that lives.", VERSIONS),
  documented("A call without a version is served by the app's own.", VERSIONS),
  thirdParty("A version that never was is part of an unknown path.", "a probe of 2026-09-21"),
  thirdParty(
    "A token is taken from the `Authorization` header or from `access_token`, and from nowhere else.",
    "code of others",
  ),
  documented(
    "An app made since 4 November 2026 may use no method override, `ids`, `date_format`, `.as()`, `callback` or " +
      "asynchronous batch, in any version, alone or as a part of a batch; this app is one (but `olderApp`).",
    "Introducing Graph API v27.0, 2026-11-04",
  ),
  thirdParty("In an older app a POST with `method` stands for a GET or a DELETE.", "code of others"),
  documented("Lists come in pages of 25, or of `limit`, and at most of 100.", "Graph API, paginated results"),
  documented(
    "Each part of a batch counts by itself, and fails by itself; the batch does not count.",
    "Graph API, batch requests",
  ),
  guess("A batch may be sent with the app's own token, and `debug_token` be a part of it."),
  documented(
    "A part may refer to one before it, and fails with it: `depends_on`, `{result=name:$.path}`.",
    "Graph API, batch requests",
  ),

  documented("A person's own menu stands before the Page's, and is shown at once.", PROFILE),
  guess("The Page's profile is shown at once too, where Meta takes up to a day.", "the simulator's own"),
  documented("Ice breakers are offered before Get Started.", PROFILE),

  documented("A utility template stands inside of the message, or, as in one example, beside the recipient.", UTILITY),
  documented("A new utility template is PENDING, then APPROVED or REJECTED, told by a webhook.", UTILITY),
  guess("It is reviewed as soon as it is made, where Meta takes seconds.", "the simulator's own"),
  guess("INCORRECT_PARAMS: names that are none, or positions that do not count from 1.", UTILITY),
  guess("PARAMS_TO_WORD_RATIO_EXCEED_LIMIT: fewer than three words for each parameter.", UTILITY),
  guess("TAG_SHOULD_BE_MARKETING: words of advertisements.", UTILITY),
  guess("The library has three invented templates.", "the simulator's own"),
  thirdParty("The webhook of a review has the shape of WhatsApp's.", "WhatsApp Cloud API, webhooks"),

  documented(
    "Of the last 20 messages of a conversation everything is told, of older ones their ids.",
    "conversations, 2026-02-11",
  ),
  documented("A comment or a visitor's post gets one private reply, within 7 days.", "private replies, 2026-04-16"),
  documented("A private reply opens no window; the answer to it does.", "private replies, 2026-04-16"),
  guess("Whom the Page has blocked is not heard, and cannot be written to."),
  documented("A one-time token lets one message through, within a year.", "one-time notification, beta"),
  documented("Uploads belong to their Page and end after 90 days.", "saving assets, 2026-04-22"),
  guess(
    "The Page has a past: a thousand people whom it can message beside those of the simulation.",
    "the simulator's own",
  ),
];
