/** The way of a delivery's events to the objects that store them. Nothing here is acknowledged before it is durable. */

import { objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { type Address, type Event, type Inbound, LONGEST_ID, type QueuedEvents } from "../model/events.ts";
import { QUEUE_VERSION, sendToQueue } from "../queue.ts";

/** Groups a delivery by person (or account), in the order of the delivery. An event that stands in it twice is one. */
export function group(
  channel: Address["channel"],
  inbound: readonly Inbound[],
  origin: string,
  received: number,
): QueuedEvents[] {
  const groups = new Map<string, Omit<QueuedEvents, "events"> & { readonly events: Map<string, Event> }>();
  for (const { account, person: named, event } of inbound) {
    const person = named !== null && named.length <= LONGEST_ID ? named : null;
    const key = JSON.stringify([account, person]);
    const known = groups.get(key);
    const events = known?.events ?? new Map<string, Event>();
    const id = `${event.standby === true}:${event.id}`; // a tap may come on standby and on messaging
    if (!events.has(id)) events.set(id, event);
    if (known === undefined) groups.set(key, { v: QUEUE_VERSION, channel, account, person, origin, received, events });
  }
  return [...groups.values()].map(({ events, ...group }) => ({ ...group, events: [...events.values()] }));
}

/** Hands one person's events to their conversation, or the account's to the account. Throws what the object throws. */
export async function deliver(env: Env, { v: _, channel, account, person, ...accepted }: QueuedEvents): Promise<void> {
  const set = settings(env);
  if (person === null) await objectFor(env.ACCOUNT, set, { channel, account }).accept(accepted);
  else await objectFor(env.CONVERSATION, set, { channel, account, person }).accept(accepted);
}

/**
 * Makes every group durable: in its object, all at once, or in the queue for what an object could not accept in time.
 * An event that arrives both ways is recognised by its id.
 * @returns whether all of it is durable; if not, the platform must send the delivery again
 */
export async function makeDurable(env: Env, groups: readonly QueuedEvents[]): Promise<boolean> {
  const deadline = deadlineOf(settings(env));
  const tries = await Promise.all(
    groups.map(async (one) => {
      const direct = deliver(env, one).then(
        () => true,
        (error: unknown) => {
          log("warn", "accept_failed", { error: errorName(error) });
          return false;
        },
      );
      return { one, direct, inTime: await Promise.race([direct, deadline]) };
    }),
  );
  const late = tries.filter(({ inTime }) => inTime !== true);
  if (late.length === 0) return true;
  log("warn", "accept_queued", { people: late.length });
  if (
    await sendToQueue(
      env,
      late.map(({ one }) => one),
    )
  )
    return true;
  // The queue failed too: the delivery can be acknowledged only if the late objects were slow, and still accept it.
  const settled = await Promise.all(
    late.map(({ direct }) => Promise.race([direct, scheduler.wait(1_000).then(() => false)])),
  );
  return settled.every(Boolean);
}

async function deadlineOf({ ACCEPT_MS }: Settings): Promise<"late"> {
  await scheduler.wait(ACCEPT_MS);
  return "late";
}
