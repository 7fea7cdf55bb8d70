/** What a person does on Messenger that opens the window of free answers. Documented: messaging window, 2026. */
import type { Event, EventKind } from "../../../model/events.ts";

const OPENS: ReadonlySet<EventKind> = new Set([
  "message",
  "tap",
  "reaction",
  "referral",
  "optin",
  "cart",
  "coupon",
  "comment",
]);

/** Whoever takes a reaction back, or wants no more news, has not written. */
export function opensWindow(event: Event): boolean {
  if (event.kind === "reaction") return event.action === "react";
  if (event.kind === "unknown") return event.byPerson === true;
  if (event.kind === "optin") return event.status !== "STOP NOTIFICATIONS";
  return OPENS.has(event.kind);
}
