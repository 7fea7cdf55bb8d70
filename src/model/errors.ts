/** The project's words for a platform's refusals: their meaning and the remedy. The same on every channel. */

/** The meaning of a refusal, in one word that is the same on every channel. */
export type ErrorCode =
  | "invalid_content"
  | "content_not_supported"
  | "media_too_large"
  | "media_unreachable"
  | "media_upload_failed"
  | "media_not_found"
  | "recipient_invalid"
  | "recipient_unreachable"
  | "recipient_opted_out"
  | "window_closed"
  | "comment_reply_used"
  | "comment_reply_expired"
  | "conversation_taken"
  | "frequency_capped"
  | "not_found"
  | "policy_blocked"
  | "account_restricted"
  | "account_reauth_required"
  | "account_permission_missing"
  | "account_misconfigured"
  | "app_not_live"
  | "platform_rate_limited"
  | "platform_unavailable"
  | "platform_timeout"
  | "platform_error";

/** The remedy, for a program that decides; {@link ACTION_HINTS} has it for a person. */
export type ErrorAction =
  | "fix_request"
  | "use_template"
  | "wait"
  | "reconnect_account"
  | "fix_account"
  | "contact_user"
  | "do_not_retry"
  | "check_status"
  | "none";

/** The remedies as sentences. */
export const ACTION_HINTS: Readonly<Record<ErrorAction, string>> = {
  fix_request: "Change the request.",
  use_template: "Send an approved utility template, or wait until they write.",
  wait: "Try again later.",
  reconnect_account: "Set a new access token of the account.",
  fix_account: "Look at the settings and permissions of the app, and of the account at the platform.",
  contact_user: "Reach the person another way.",
  do_not_retry: "Do not try it again.",
  check_status: "Look whether it was done before you try it again.",
  none: "There is nothing to do.",
};
