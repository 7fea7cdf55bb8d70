/** The person's acts on Instagram that open the window of free answers. Documented: features, 2026-06-26. */
import type { Event, EventKind } from "../../../model/events.ts";
import type { InstagramEvents } from "../events.ts";

const OPENS: ReadonlySet<string> = new Set<EventKind>(["message", "tap", "referral", "comment"]);
const OWN_OPENS: ReadonlySet<string> = new Set<keyof InstagramEvents>(["storyMention"]);

/** Tells whether an event opens the window. No page says that a reaction does, so none does. */
export function opensWindow(event: Event): boolean {
  if (event.kind === "unknown") return event.byPerson === true;
  return event.kind === "platform" ? OWN_OPENS.has(event.name) : OPENS.has(event.kind);
}
