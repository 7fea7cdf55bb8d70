/** Which field of a Page's webhooks each event belongs to. Documented: webhook events, 2026. */
import type { EventBody } from "./webhooks.ts";

const FIELDS: Readonly<Record<string, string>> = {
  message: "messages",
  postback: "messaging_postbacks",
  optin: "messaging_optins",
  referral: "messaging_referrals",
  delivery: "message_deliveries",
  read: "message_reads",
  reaction: "message_reactions",
  message_edit: "message_edits",
  account_linking: "messaging_account_linking",
  messaging_feedback: "messaging_feedback",
  pass_thread_control: "messaging_handovers",
  take_thread_control: "messaging_handovers",
  request_thread_control: "messaging_handovers",
  "policy-enforcement": "messaging_policy_enforcement",
};

/** What a Page is subscribed to unless the options say otherwise. */
export const PAGE_FIELDS: readonly string[] = [
  ...new Set(Object.values(FIELDS)),
  "message_echoes",
  "standby",
  "message_template_status_update",
  "feed",
];

/** Everything that can be subscribed to here; `messaging_reactions` is the same as `message_reactions`. */
export const KNOWN_FIELDS: readonly string[] = [
  ...PAGE_FIELDS,
  "messaging_reactions",
  "messaging_game_plays",
  "messaging_customer_information",
  "response_feedback",
  "send_cart",
  "group_feed",
  "conversations",
  "mention",
  "inbox_labels",
  "leadgen",
  "messaging_optouts",
  "message_context",
];

/** The field of an event; undefined for one that nothing can be subscribed to. */
export function fieldOf(event: EventBody, channel: "messaging" | "standby"): string | undefined {
  if (channel === "standby") return "standby";
  const name = Object.keys(FIELDS).find((key) => key in event);
  const { message } = event;
  const echo = typeof message === "object" && message !== null && "is_echo" in message;
  return echo ? "message_echoes" : name && FIELDS[name];
}
