/** What a conversation begins with, and what belongs to one that was erased. Pure. */
import type { Channel } from "../channels/channel.ts";
import type { Accepted, Event } from "../model/events.ts";

/**
 * Whether an event makes a conversation where there is none. What is told of messages that nobody has here (they were
 * delivered, they were read, another app has sent them) does not: nothing would ever be done with it.
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
 * What is left of a delivery when the person was erased: what they did after it. The platform delivers again for a day and
 * a half, and a queue keeps longer; the time of arrival alone tells nothing of the former.
 * @param erasedAt in milliseconds; 0: never
 */
export function since(erasedAt: number, { events, received }: Accepted): readonly Event[] {
  return events.filter((event) => timeOf(event, received) > erasedAt);
}

/** When the newest of it was done. */
export function newest({ events, received }: Accepted): number {
  return Math.max(...events.map((event) => timeOf(event, received)));
}

const timeOf = ({ at }: Event, received: number): number => Math.min(at, received);
