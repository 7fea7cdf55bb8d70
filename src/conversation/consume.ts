/** What comes out of the queues. */
import type { Env } from "../env.ts";
import { settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { nameOf, objectFor } from "../objects.ts";
import { deliver } from "./accept.ts";
import type { QueuedEvents } from "./queue.ts";

const DEAD = "edgewise-dead";
const PATIENT_TRIES = 3;

/**
 * `edgewise-events` goes to the conversations: one person's messages one after the other, different people side by
 * side. `edgewise-dead` goes to the account's list of exceptions, with its events. A message is only acknowledged when
 * it is stored.
 */
export async function consume(batch: MessageBatch<QueuedEvents>, env: Env): Promise<void> {
  const take = batch.queue === DEAD ? bury : deliver;
  const ours = batch.messages.filter(isOurs);
  const people = Map.groupBy(ours, ({ body }) => `${body.channel}:${body.account}:${body.person}`);
  await Promise.all(
    [...people.values()].map(async (messages) => {
      let failed = false;
      for (const message of messages) {
        // What follows a failure waits with it, so that one person's messages stay in order where they can. A message
        // that never works must not take the others with it, so that holds for the first tries only.
        if (failed && message.attempts <= PATIENT_TRIES) {
          message.retry({ delaySeconds: delayOf(message.attempts) });
          continue;
        }
        try {
          await take(env, message.body);
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

/** What somebody has put into the queue by hand must not take the events with it that came in the same batch. */
function isOurs(message: Message<QueuedEvents>): boolean {
  if (Array.isArray((message.body as Partial<QueuedEvents> | null)?.events)) return true;
  log("error", "queue_not_ours", { message: message.id });
  message.ack();
  return false;
}

/** 5 s, doubling to half an hour. */
function delayOf(attempts: number): number {
  return Math.min(1_800, 5 * 2 ** Math.min(attempts - 1, 10));
}

/** A message that no conversation could accept. That of a person who was erased since is not looked at any more. */
async function bury(env: Env, whole: QueuedEvents): Promise<void> {
  const { channel, account, person, received, events } = whole;
  const home = objectFor(env.ACCOUNT, settings(env), { channel, account });
  const conversation = person === null ? "" : nameOf({ channel, account, person });
  if (conversation !== "" && (await home.isErased(conversation, received))) {
    return log("info", "erased_dropped", { events: events.length });
  }
  await home.report({
    kind: "dead_letter",
    conversation,
    // All of them: another dead letter may begin with the same event.
    event: events.map(({ id }) => id).join(" "),
    detail: `${events.length} events could not be accepted.`,
    body: JSON.stringify(whole),
  });
}
