/** The events that begin a conversation, and those that belong to one that was erased. Pure. */
import type { Channel } from "../channels/channel.ts";
import type { Accepted, Event } from "../model/events.ts";

/**
 * Returns whether an event makes a conversation where there is none. News of messages that are not stored here (they
 * were delivered, they were read, another app has sent them) does not: nothing would ever be done with it.
 * @param apps the apps in which people of the account answer
 */
export function begins(event: Event, channel: Pick<Channel, "isColleague">, apps: readonly string[]): boolean {
  switch (event.kind) {
    case "receipt":
      return false;
    case "echo":
      return channel.isColleague(event, apps);
    default:
      return true;
  }
}

/**
 * Returns the events of a delivery that the person did after they were erased. The time of arrival alone does not tell:
 * the platform delivers again for a day and a half, and a queue keeps even longer.
 * @param erasedAt in milliseconds; 0: never
 */
export function since(erasedAt: number, { events, received }: Accepted): readonly Event[] {
  return events.filter((event) => timeOf(event, received) > erasedAt);
}

/** Returns the time of the newest event of a delivery. */
export function newest({ events, received }: Accepted): number {
  return Math.max(...events.map((event) => timeOf(event, received)));
}

const timeOf = ({ at }: Event, received: number): number => Math.min(at, received);
