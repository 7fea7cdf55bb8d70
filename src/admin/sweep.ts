/**
 * The work of the cron, every few minutes: it looks at some of the conversations, those of the last days more often, starts
 * stalled work again, and reports work that is older than a minute. Alarms start work too; this helps when one was lost.
 */

import { SWEEPS } from "../account/conversations.ts";
import { everyAccount } from "../account/registry.ts";
import type { SweepReport } from "../account/sweep.ts";
import { now } from "../clock.ts";
import { accountOf, addressOf, aliasOf, objectFor } from "../durable-objects.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";

/** The number of objects that are asked at the same time: a Worker has six connections. */
const AT_ONCE = 6;
/** The number of conversations that one run looks at, of all accounts together: the calls of a Worker are limited. */
const MOST_LOOKS = 800;

/** Runs one sweep of all accounts. Never throws: the next one comes in a few minutes. */
export async function sweep(env: Env): Promise<void> {
  const failed = (error: unknown) => log("error", "sweep_failed", { error: errorName(error) });
  try {
    const accounts = await everyAccount(env.KV);
    const share = Math.max(1, Math.floor(MOST_LOOKS / SWEEPS.length / accounts.length));
    const count = Math.min(settings(env).SWEEP_PEOPLE, share);
    for (const name of accounts) await sweepAccount(env, name, count).catch(failed);
  } catch (error) {
    failed(error);
  }
}

async function sweepAccount(env: Env, name: string, count: number): Promise<void> {
  const home = objectFor(env.ACCOUNT, settings(env), accountOf(name));
  const { people, next } = await home.sweepPage(count);
  const stalled: SweepReport["stalled"][number][] = [];
  const well: string[] = [];
  const empty: string[] = [];
  await eachOf(people, async (person) => {
    const { minutes, isEmpty } = await look(env, person);
    if (minutes === null) well.push(person);
    else stalled.push({ name: person, minutes });
    if (isEmpty) empty.push(person);
  });
  await home.swept({ next, stalled, well, empty });
}

/**
 * Looks at one conversation, and starts its work again where it stalls.
 * @returns the age of its oldest work, in minutes, null when none is too old; and whether nothing of it is stored
 */
async function look(env: Env, name: string): Promise<{ readonly minutes: number | null; readonly isEmpty: boolean }> {
  const set = settings(env);
  const conversation = objectFor(env.CONVERSATION, set, addressOf(name));
  const { oldest, revived, isEmpty } = await conversation.sweep();
  if (revived) log("warn", "alarm_revived", { conversation: aliasOf(conversation.id) });
  if (oldest === null || oldest > now() - set.STALLED_MS) return { minutes: null, isEmpty };
  const minutes = Math.floor((now() - oldest) / 60_000);
  log("warn", "work_stalled", { conversation: aliasOf(conversation.id), minutes });
  return { minutes, isEmpty };
}

/** Does the work for each item, a few at the same time. One that fails does not stop the others. */
export async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        log("warn", "sweep_skipped", { error: errorName(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
