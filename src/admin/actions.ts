/** What can be done about what needs eyes. */

import { ALERTS, type ListedAlert } from "../account/alerts.ts";
import { addressOf, objectFor } from "../durable-objects.ts";
import type { Env, Settings } from "../env.ts";
import { deliver } from "../intake/deliver.ts";
import type { Runnable } from "../kit/runnable.ts";
import type { QueuedEvents } from "../model/events.ts";
import { QUEUE_VERSION } from "../queue.ts";
import type { AccountObject, Replayed } from "../rpc.ts";
import { eachOf } from "./sweep.ts";

/** Where something is done: an account, and this Worker. */
export interface AdminScope {
  readonly env: Env;
  readonly bot: Runnable;
  readonly set: Settings;
  /** `messenger:<Page id>`. */
  readonly account: string;
  readonly home: DurableObjectStub<AccountObject>;
}

export const conversationOf = ({ env, set }: Pick<AdminScope, "env" | "set">, name: string) =>
  objectFor(env.CONVERSATION, set, addressOf(name));

/** What comes of a replay. What another version of the Worker has written stays in the list: that one can deliver it. */
type ReplayResult = Replayed | "of another version";

/** Does again what is on the list, and takes it from there. */
export async function replay(
  scope: AdminScope,
  { seq, kind, conversation, event, body }: ListedAlert & { readonly body: string | null },
): Promise<ReplayResult> {
  if (!ALERTS[kind].replay) return "nothing to replay";
  if (kind === "sending_paused") {
    await scope.home.tryAgain(); // it goes from the list by itself, when a message gets through
    return "replayed";
  }
  const outcome = kind === "dead_letter" ? await deliverAgain(scope, body) : await sayAgain();
  if (outcome === "replayed") await scope.home.drop(seq);
  return outcome;

  function sayAgain(): Promise<Replayed> {
    return conversationOf(scope, conversation).replay(kind === "handler_failed" ? "event" : "parts", event);
  }
}

async function deliverAgain({ env }: AdminScope, body: string | null): Promise<ReplayResult> {
  if (body === null) return "gone";
  const whole = JSON.parse(body) as QueuedEvents;
  if (whole.v !== QUEUE_VERSION) return "of another version";
  await deliver(env, whole);
  return "replayed";
}

/**
 * Removes a person: what is left is a digest, by which the queues know what to drop. It is there first; and the account
 * forgets them last, so that what was cut off can be found and done again, and what was under way has reported by then.
 */
export async function erase(scope: AdminScope, name: string): Promise<void> {
  await scope.home.willForget(name);
  await conversationOf(scope, name).erase();
  await scope.home.forget(name);
}

/** Adds up the conversations of one page of names: `next` is where the next page begins. */
export async function balance({ env, set, home }: AdminScope, after: string, count: number) {
  const people = await home.conversations(after, count);
  const sum = { conversations: 0, acknowledged: 0, handled: 0, dead: 0, pending: 0 };
  let oldest: number | null = null;
  await eachOf(people, async ({ name }) => {
    const found = await conversationOf({ env, set }, name).count();
    sum.conversations++;
    for (const key of ["acknowledged", "handled", "dead", "pending"] as const) sum[key] += found[key];
    if (found.oldest !== null) oldest = Math.min(oldest ?? found.oldest, found.oldest);
  });
  const next = people.length < count ? null : (people.at(-1)?.alias ?? null);
  return { ...sum, unknown: people.length - sum.conversations, oldest, next };
}
