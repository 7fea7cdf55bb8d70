/** The types that the readers share: an event's fields, and the facts that a reader gets. */
import type { Event } from "../../../model/events.ts";
import type { MessengerEvents, PageEvents } from "../events.ts";

/** An event without the fields that all events have. */
export type Details = Event extends infer E
  ? E extends Event
    ? Omit<E, "id" | "at" | "standby" | "cut">
    : never
  : never;

/** The events that only Messenger has. */
type Own = MessengerEvents & PageEvents;

/** Makes an event that only Messenger has. The message that it is about is no field of its own: every channel has `mid`. */
export function own<Name extends keyof Own>(name: Name, told: Own[Name]): Extract<Details, { kind: "platform" }> {
  const { mid, ...data } = told as object & { readonly mid?: string };
  return { kind: "platform", channel: "messenger", name, ...(mid !== undefined && { mid }), data };
}

/** The facts that a reader needs beside the object that it reads. */
export interface Context {
  /** True when the Page is the sender. */
  readonly fromPage: boolean;
  /** The time of arrival, in milliseconds. */
  readonly now: number;
}
