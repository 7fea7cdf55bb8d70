/** What a person's own deed changes about the conversation, before the bot has answered it. Pure. */
import type { Channel } from "../../channels/channel.ts";
import type { Event } from "../../model/events.ts";
import type { Facts } from "../schema.ts";
import { prolonged } from "./control.ts";

/** Whether a person has done what opens the window: their channel says. */
export type OpensWindow = Channel["opensWindow"];

/**
 * What a person does opens the window of free answers, and prolongs a control that was passed. To know it twice, or later
 * than something newer, changes nothing.
 * @param opensWindow as their channel has it
 */
export function active(facts: Facts, event: Event, received: number, opensWindow: OpensWindow): Facts {
  if (!opensWindow(event)) return facts;
  const { windowOpenedAt, lastUserMessageAt, control } = facts;
  return {
    ...facts,
    // By the platform's clock, which it counts by: a delivery may have come late.
    windowOpenedAt: Math.max(windowOpenedAt, Math.min(received, event.at)),
    lastUserMessageAt: Math.max(lastUserMessageAt, event.at),
    control: prolonged(control, received),
  };
}
