/** The types that the readers share: an event's fields, and the facts that a reader gets. */
import type { ChannelName } from "../../../model/content.ts";
import type { Event } from "../../../model/events.ts";
import type { Fields } from "../values.ts";

/** An event without the fields that all events have. */
export type Details = Event extends infer E
  ? E extends Event
    ? Omit<E, "id" | "at" | "standby" | "cut">
    : never
  : never;

/** The facts that a reader needs beside the object that it reads. */
export interface Context {
  /** True when the account is the sender. */
  readonly fromAccount: boolean;
  /** The time of arrival, in milliseconds. */
  readonly now: number;
}

/** Reads the object under an item's key. `undefined`: it lacks a field that an event of its kind needs. */
export type Reader = (value: Fields, context: Context) => Details | undefined;

/** The readers of items, by key. The first one that understands the item wins. */
export type Readers = readonly (readonly [key: string, read: Reader])[];

/** Makes an event that one channel alone has. Its message is no field of its own: every channel has `mid`. */
export function platformEvent(
  channel: ChannelName,
  name: string,
  told: object & { readonly mid?: string },
): Extract<Details, { kind: "platform" }> {
  const { mid, ...data } = told;
  return { kind: "platform", channel, name, ...(mid !== undefined && { mid }), data };
}
