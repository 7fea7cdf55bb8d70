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
 * @param echoMs how long after it an echo may be of the bot's last words: where echoes carry no reference, those cannot be told
 * from a colleague's, since nothing is kept of what was said
 */
export function since(erasedAt: number, { events, received }: Accepted, echoMs = 0): readonly Event[] {
  return events.filter((event) => timeOf(event, received, echoMs) > erasedAt);
}

/** Returns the time of the newest event of a delivery. @param echoMs as `since` has it */
export function newest({ events, received }: Accepted, echoMs = 0): number {
  return Math.max(...events.map((event) => timeOf(event, received, echoMs)));
}

const timeOf = ({ at, kind }: Event, received: number, echoMs: number): number =>
  Math.min(at, received) - (kind === "echo" ? echoMs : 0);
