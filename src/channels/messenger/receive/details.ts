import type { Event } from "../../../model/events.ts";

/** An event without what all events have. */
export type Details = Event extends infer E
  ? E extends Event
    ? Omit<E, "id" | "at" | "standby" | "cut">
    : never
  : never;

/** What a reader needs to know beside the object that it reads. */
export interface Context {
  /** The Page is the sender. */
  readonly fromPage: boolean;
  /** The time of arrival, in milliseconds. */
  readonly now: number;
}
