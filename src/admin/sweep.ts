/**
 * The sweep, which the cron runs every few minutes: it looks at some of the conversations, those of the last days more often, starts
 * stalled work again, and reports work that is older than a minute. Alarms start work too; this helps when one was lost.
 */

import { SWEEPS } from "../account/conversations.ts";
import { everyAccount } from "../account/registry.ts";
import type { SweepReport } from "../account/sweep.ts";
import { now } from "../clock.ts";
import { accountOf, addressOf, aliasOf, objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";

/** The number of objects that are asked at the same time: a Worker has six connections. */
const AT_ONCE = 6;
/** The number of conversations that one run looks at, of all accounts together: the calls of a Worker are limited. */
const MOST_LOOKS = 800;
/**
 * The calls of objects in one run on the free plan. Documented: Cloudflare Workers, limits, 2026: 50 subrequests; that calls
 * of objects are some of them is a guess. Two are for the list of accounts and for HEARTBEAT_URL.
 */
const FREE_CALLS = 48;
/** The number of accounts that one run looks at there; with more of them, the runs take turns. */
const FREE_ACCOUNTS = 8;
/** The time between two runs, as `wrangler.toml` has it. */
const EVERY_MS = 300_000;

/** Runs one sweep of all accounts. Never throws: the next one comes in a few minutes. @returns false when an account could not be looked at */
export async function sweep(env: Env): Promise<boolean> {
  let isDone = true;
  const failed = (error: unknown) => {
    isDone = false;
    log("error", "sweep_failed", { error: errorName(error) });
  };
  try {
    const accounts = await everyAccount(env.KV);
    const { names, share } = partOf(accounts, settings(env).plan);
    const count = Math.min(settings(env).SWEEP_PEOPLE, share);
    for (const name of names) await sweepAccount(env, name, count).catch(failed);
  } catch (error) {
    failed(error);
  }
  return isDone;
}

/** Returns the accounts that this run looks at, and the number of people of each kind that it may look at of each. */
function partOf(accounts: readonly string[], plan: Settings["plan"]): { names: readonly string[]; share: number } {
  if (plan === "paid") {
    return { names: accounts, share: Math.max(1, Math.floor(MOST_LOOKS / SWEEPS.length / accounts.length)) };
  }
  const run = Math.floor(now() / EVERY_MS);
  const rounds = Math.max(1, Math.ceil(accounts.length / FREE_ACCOUNTS));
  const from = (run % rounds) * FREE_ACCOUNTS;
  const names = accounts.slice(from, from + FREE_ACCOUNTS);
  // Two calls an account, and one a person: of each sweep, and of those whose work is listed.
  const share = Math.floor((FREE_CALLS / names.length - 2) / (SWEEPS.length + 1));
  return { names, share: Math.max(1, share) };
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
