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
 * @param echoMs how long after it an echo may be of the bot's last words: where echoes carry no reference, those cannot be told
 * from a colleague's, since nothing is kept of what was said
 */
export function since(erasedAt: number, { events, received }: Accepted, echoMs = 0): readonly Event[] {
  return events.filter((event) => timeOf(event, received, echoMs) > erasedAt);
}

/** When the newest of it was done. @param echoMs as `since` has it */
export function newest({ events, received }: Accepted, echoMs = 0): number {
  return Math.max(...events.map((event) => timeOf(event, received, echoMs)));
}

const timeOf = ({ at, kind }: Event, received: number, echoMs: number): number =>
  Math.min(at, received) - (kind === "echo" ? echoMs : 0);
