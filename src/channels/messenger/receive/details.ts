import type { Event } from "../../../model/events.ts";
import type { MessengerEvents, PageEvents } from "../events.ts";

/** An event without what all events have. */
export type Details = Event extends infer E
  ? E extends Event
    ? Omit<E, "id" | "at" | "standby" | "cut">
    : never
  : never;

/** Everything that only Messenger tells. */
type Own = MessengerEvents & PageEvents;

/** An event that only Messenger has. The message that it is about is not among what it tells: every channel names it alike. */
export function own<Name extends keyof Own>(name: Name, told: Own[Name]): Extract<Details, { kind: "platform" }> {
  const { mid, ...data } = told as object & { readonly mid?: string };
  return { kind: "platform", channel: "messenger", name, ...(mid !== undefined && { mid }), data };
}

/** What a reader needs to know beside the object that it reads. */
export interface Context {
  /** The Page is the sender. */
  readonly fromPage: boolean;
  /** The time of arrival, in milliseconds. */
  readonly now: number;
}
