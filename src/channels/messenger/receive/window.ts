/** The person's acts on Messenger that open the window of free answers. Documented: messaging window, 2026. */
import type { Event, EventKind } from "../../../model/events.ts";
import type { MessengerEvents, OptIn } from "../events.ts";

const OPENS: ReadonlySet<string> = new Set<EventKind>(["message", "tap", "reaction", "referral", "comment"]);
const OWN_OPENS: ReadonlySet<string> = new Set<keyof MessengerEvents>(["optin", "cart", "coupon"]);

/** Tells whether an event opens the window. Taking a reaction back, or ending a subscription, does not. */
export function opensWindow(event: Event): boolean {
  if (event.kind === "reaction") return event.action === "react";
  if (event.kind === "unknown") return event.byPerson === true;
  if (event.kind !== "platform") return OPENS.has(event.kind);
  return OWN_OPENS.has(event.name) && (event.data as Partial<OptIn>).status !== "STOP NOTIFICATIONS";
}
