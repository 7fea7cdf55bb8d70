/** The maker of the events that only Instagram has. */
import { type Details, platformEvent } from "../../meta/receive/details.ts";
import type { AccountEvents, InstagramEvents } from "../events.ts";

/** The events that only Instagram has. */
type Own = InstagramEvents & AccountEvents;

/** Makes an event that only Instagram has. */
export function own<Name extends keyof Own>(name: Name, told: Own[Name]): Extract<Details, { kind: "platform" }> {
  return platformEvent("instagram", name, told);
}
