/** The changes of a conversation's facts by an action of the person, before the bot has answered it. Pure. */
import type { Channel } from "../../channels/channel.ts";
import type { Event } from "../../model/events.ts";
import type { Facts } from "../schema.ts";
import { prolonged } from "./control.ts";

/** The channel's test: whether an event opens the window of free answers. */
export type OpensWindow = Channel["opensWindow"];

/**
 * Returns the facts after an event. What a person does opens the window of free answers, and prolongs a control that
 * was passed. An event that is given twice, or after a newer one, changes nothing.
 * @param opensWindow the test of the person's channel
 */
export function active(facts: Facts, event: Event, received: number, opensWindow: OpensWindow): Facts {
  if (!opensWindow(event)) return facts;
  const { windowOpenedAt, lastUserMessageAt, control } = facts;
  return {
    ...facts,
    // By the platform's clock, since the platform counts by it: a delivery may have come late.
    windowOpenedAt: Math.max(windowOpenedAt, Math.min(received, event.at)),
    lastUserMessageAt: Math.max(lastUserMessageAt, event.at),
    control: prolonged(control, received),
  };
}
