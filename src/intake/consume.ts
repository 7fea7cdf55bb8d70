/** The consumer of both queues: it hands the messages to the objects that store them. */
import { messageOf } from "../account/alerts.ts";
import { isChannelName } from "../channels/registry.ts";
import { nameOf, objectFor } from "../durable-objects.ts";
import { accountsInEnvironment, type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { QueuedEvents } from "../model/events.ts";
import { type Change, isChange, revised } from "../model/revised.ts";
import { QUEUE_VERSION } from "../queue.ts";
import { deliver } from "./deliver.ts";

const DEAD = "edgewise-dead";
const PATIENT_TRIES = 3;

/**
 * Stores a batch of queue messages. Those of `edgewise-events` go to the conversations: one person's messages one after the
 * other, different people at the same time. Those of `edgewise-dead`, and those that another version of the Worker wrote, go
 * to the account's list of exceptions, with their events. A message is only acknowledged when it is stored.
 */
export async function consume(batch: MessageBatch<QueuedEvents>, env: Env): Promise<void> {
  const take = batch.queue === DEAD ? listDeadLetter : deliver;
  const ours = batch.messages.filter(isOurs);
  const people = Map.groupBy(ours, ({ body }) => `${body.channel}:${body.account}:${body.person}`);
  await Promise.all(
    [...people.values()].map(async (messages) => {
      let failed = false;
      for (const message of messages) {
        // The messages after a failed one wait with it, so that one person's messages stay in order where possible. A
        // message that never works must not hold back the others, so this is for the first tries only.
        if (failed && message.attempts <= PATIENT_TRIES) {
          message.retry({ delaySeconds: delayOf(message.attempts) });
          continue;
        }
        try {
          if (message.body.v !== QUEUE_VERSION) await list(env, message);
          else await take(env, message.body);
          message.ack();
        } catch (error) {
          failed = true;
          log("warn", "queue_retry", { queue: batch.queue, attempts: message.attempts, error: errorName(error) });
          message.retry({ delaySeconds: delayOf(message.attempts) });
        }
      }
    }),
  );
}

/** Returns whether the Worker wrote a message. One that was put in by hand must not make the others of its batch fail. */
function isOurs(message: Message<QueuedEvents>): boolean {
  const { v, events } = (message.body ?? {}) as { readonly v?: unknown; readonly events?: unknown };
  if (Array.isArray(events) || (typeof v === "number" && v !== QUEUE_VERSION)) return true;
  log("error", "queue_not_ours", { message: message.id });
  message.ack();
  return false;
}

/** Returns the time to the next try, in seconds: 5, doubling to half an hour. */
function delayOf(attempts: number): number {
  return Math.min(1_800, 5 * 2 ** Math.min(attempts - 1, 10));
}

/**
 * A message of another version, as a deploy and its way back leave them: for the account that it names, else for the one
 * that is configured. Whose it is is read where it says so: whoever is erased has to be found in the list.
 */
async function list(env: Env, { id, body }: Message): Promise<void> {
  const set = settings(env);
  const { v, channel, account, person } = body as Readonly<Record<string, unknown>>;
  const isNamed = isChannelName(channel) && typeof account === "string";
  const home = isNamed ? { channel, account } : accountsInEnvironment(set)[0];
  if (home === undefined) throw new TypeError("The message names no account, and none is configured.");
  await objectFor(env.ACCOUNT, set, home).report({
    kind: "dead_letter",
    conversation: isNamed && typeof person === "string" ? nameOf({ ...home, person }) : "",
    event: id,
    detail: `A queue message of version ${v}; this Worker knows ${QUEUE_VERSION}. It is kept as it came.`,
    body: JSON.stringify(body),
  });
}

/** Lists a message that no conversation could accept. One of a person who was erased since is dropped. */
async function listDeadLetter(env: Env, whole: QueuedEvents): Promise<void> {
  const { channel, account, person, received } = whole;
  const home = objectFor(env.ACCOUNT, settings(env), { channel, account });
  const conversation = person === null ? "" : nameOf({ channel, account, person });
  if (conversation !== "" && (await home.isErased(conversation, received))) {
    return log("info", "erased_dropped", { events: whole.events.length });
  }
  const inIt = whole.events.filter(isChange);
  if (inIt.length > 0) await home.revise(conversation, inIt);
  const events = revised(whole.events, [...inIt, ...(await changesOf(env, whole))]);
  if (events.length === 0) return;
  await home.report({
    kind: "dead_letter",
    conversation,
    // The ids of all events: another dead letter may begin with the same one.
    event: events.map(({ id }) => id).join(" "),
    ...(events[0] !== undefined && events.length === 1 ? messageOf(events[0]) : {}),
    detail: `${events.length} events could not be accepted.`,
    body: JSON.stringify({ ...whole, events }),
  });
}

/** Returns the edits and deletions of these messages that the conversation knows of; none when it does not answer. */
async function changesOf(env: Env, { channel, account, person, events }: QueuedEvents): Promise<Change[]> {
  if (person === null) return [];
  const mids = events.flatMap((event) => ("mid" in event && event.mid !== undefined ? [event.mid] : []));
  const conversation = objectFor(env.CONVERSATION, settings(env), { channel, account, person });
  return conversation.changes(mids).catch(() => []);
}
