/** The actions of the admin routes: replay an alert, erase a person, count the work. They answer no request themselves. */

import { ALERTS, type ListedAlert } from "../account/alerts.ts";
import { addressOf, objectFor } from "../durable-objects.ts";
import type { Env, Settings } from "../env.ts";
import { deliver } from "../intake/deliver.ts";
import type { Runnable } from "../kit/runnable.ts";
import type { QueuedEvents } from "../model/events.ts";
import { QUEUE_VERSION } from "../queue.ts";
import type { AccountObject, Replayed } from "../rpc.ts";
import { eachOf } from "./sweep.ts";

/** The account that an action is about, and this Worker. */
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

/** The result of a replay. A dead letter of another version of the Worker stays in the list: that version can deliver it. */
type ReplayResult = Replayed | "of another version";

/** Does the work of an alert again, and takes the alert from the list. */
export async function replay(
  scope: AdminScope,
  { seq, kind, conversation, event, body }: ListedAlert & { readonly body: string | null },
): Promise<ReplayResult> {
  if (!ALERTS[kind].replay) return "nothing to replay";
  if (kind === "sending_paused") {
    await scope.home.tryAgain(); // the alert leaves the list by itself when a message is sent
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
 * Erases a person. Only a digest is left, by which later events of the queues are dropped; it is stored first. The account
 * removes them last: an erasure that was interrupted can be found and done again, and running work has reported by then.
 */
export async function erase(scope: AdminScope, name: string): Promise<void> {
  await scope.home.willForget(name);
  await conversationOf(scope, name).erase();
  await scope.home.forget(name);
}

/** Adds up the counts of one page of conversations; `next` names the last of them, null when there are no more. */
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
