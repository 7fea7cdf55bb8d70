/** Which field of a Page's webhooks each event belongs to. Documented: webhook events, 2026. */
import { type EventBody, isEcho } from "./webhooks.ts";

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
  // No page says with which field a coupon's tap comes.
  template: "messaging_postbacks",
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

/**
 * Everything about messages that a Page can be subscribed to, simulated or not. Documented: SDK v26, and webhook events;
 * `messaging_reactions` is the one page's name for the other's `message_reactions`.
 */
export const KNOWN_FIELDS: readonly string[] = [
  ...PAGE_FIELDS,
  ...`agent_messages agent_questions business_integrity call_permission_reply call_settings_update calls conversations
  group_feed inbox_labels leadgen marketing_message_clicks marketing_message_deliveries marketing_message_delivery_failed
  marketing_message_echoes marketing_message_reads marketing_messages_subscriber_upload_status mention message_context
  message_mention messaging_appointments messaging_checkout_updates messaging_customer_information
  messaging_direct_sends messaging_fblogin_account_linking messaging_game_plays messaging_in_thread_lead_form_submit
  messaging_integrity messaging_optouts messaging_payments messaging_pre_checkouts messaging_reactions messaging_seen
  messenger_template_status_update response_feedback send_cart story_share user_action`.split(/\s+/),
];

/** What an app hears of while another has the conversation. Documented: standby channel, 2024-09-25. */
const STANDBY = ["message", "postback", "delivery", "read"];

/** The field of an event; undefined for one that nothing can be subscribed to. */
export function fieldOf(event: EventBody, channel: "messaging" | "standby"): string | undefined {
  if (channel === "standby") return STANDBY.some((key) => key in event) ? "standby" : undefined;
  const name = Object.keys(FIELDS).find((key) => key in event);
  return isEcho(event) ? "message_echoes" : name && FIELDS[name];
}
