/** The maker of the events that only Messenger has. */
import { type Details, platformEvent } from "../../meta/receive/details.ts";
import type { MessengerEvents, PageEvents } from "../events.ts";

/** The events that only Messenger has. */
type Own = MessengerEvents & PageEvents;

/** Makes an event that only Messenger has. */
export function own<Name extends keyof Own>(name: Name, told: Own[Name]): Extract<Details, { kind: "platform" }> {
  return platformEvent("messenger", name, told);
}
