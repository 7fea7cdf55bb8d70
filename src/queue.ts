/** The queue `edgewise-events`: events that a conversation could not accept in time. `intake/consume.ts` reads it. */

import type { Env } from "./env.ts";
import { errorName, log } from "./log.ts";
import type { Event, QueuedEvents } from "./model/events.ts";
import { bytesOf, headOf } from "./model/head.ts";

/** The version of a message's shape. A message of another version is not read: it is listed, for a Worker that knows it. */
export const QUEUE_VERSION = 1;

/**
 * The most bytes of a message. A queue takes 128,000 a message and 256,000 bytes or 100 messages a call; some of it is
 * overhead.
 */
export const MESSAGE_BYTES = 120_000;
const CALL_BYTES = 240_000;
const CALL_MESSAGES = 100;

/**
 * Splits events so that each message fits; of an event that is larger than a message, the head is kept. The order
 * within a person is kept from message to message, but the queue promises none.
 */
export function pack(whole: QueuedEvents): QueuedEvents[] {
  const room = MESSAGE_BYTES - bytesOf({ ...whole, events: [] });
  const messages: QueuedEvents[] = [];
  let events: Event[] = [];
  let size = 0;
  for (const event of whole.events.map((one) => headOf(one, room - 1))) {
    const bytes = bytesOf(event) + 1;
    if (size + bytes > room) {
      messages.push({ ...whole, events });
      events = [];
      size = 0;
    }
    events.push(event);
    size += bytes;
  }
  if (events.length > 0) messages.push({ ...whole, events });
  return messages;
}

/** Groups messages into calls of `sendBatch`. */
export function batches(messages: readonly QueuedEvents[]): QueuedEvents[][] {
  const calls: QueuedEvents[][] = [];
  let size = CALL_BYTES + 1;
  for (const message of messages) {
    const bytes = bytesOf(message);
    const last = calls.at(-1);
    if (last === undefined || size + bytes > CALL_BYTES || last.length === CALL_MESSAGES) {
      calls.push([message]);
      size = bytes;
    } else {
      last.push(message);
      size += bytes;
    }
  }
  return calls;
}

/** Sends events to the queue. @returns true when the queue has all of them */
export async function sendToQueue(env: Env, groups: readonly QueuedEvents[]): Promise<boolean> {
  try {
    for (const call of batches(groups.flatMap(pack))) {
      await env.EVENTS.sendBatch(call.map((body) => ({ body })));
    }
    return true;
  } catch (error) {
    log("error", "queue_failed", { error: errorName(error) });
    return false;
  }
}
