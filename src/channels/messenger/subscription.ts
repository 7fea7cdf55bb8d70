/** The kinds of a Page's events that its app subscribes to. */

/**
 * The kinds of events that this project understands and uses, as of 2026-11-22. A bot that answers comments needs
 * `feed`, too. Documented: webhook events, 2026, and SDK v26.
 */
export const PAGE_FIELDS: readonly string[] = [
  "messages",
  "messaging_postbacks",
  "messaging_optins",
  "messaging_referrals",
  "message_deliveries",
  "message_reads",
  "message_echoes",
  "message_reactions",
  "message_edits",
  "messaging_handovers",
  "standby",
  "messaging_account_linking",
  "messaging_policy_enforcement",
  "messaging_feedback",
  "message_template_status_update",
];
