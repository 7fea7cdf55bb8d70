/** What a person's own deed changes about the conversation, before the bot has answered it. Pure. */
import type { Event, EventKind } from "../../model/events.ts";
import type { Facts } from "../schema.ts";
import { prolonged } from "./control.ts";

/** What a person does; it opens the window of free answers. */
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
function opens(event: Event): boolean {
  if (event.kind === "reaction") return event.action === "react";
  if (event.kind === "unknown") return event.byPerson === true;
  if (event.kind === "optin") return event.status !== "STOP NOTIFICATIONS";
  return OPENS.has(event.kind);
}

/**
 * What a person does opens the window of free answers, and prolongs a control that was passed. To know it twice, or later
 * than something newer, changes nothing.
 */
export function active(facts: Facts, event: Event, received: number): Facts {
  if (!opens(event)) return facts;
  const { windowOpenedAt, lastUserMessageAt, control } = facts;
  return {
    ...facts,
    // By the platform's clock, which it counts by: a delivery may have come late.
    windowOpenedAt: Math.max(windowOpenedAt, Math.min(received, event.at)),
    lastUserMessageAt: Math.max(lastUserMessageAt, event.at),
    control: prolonged(control, received),
  };
}
