/**
 * What the cron does every few minutes: looks at the conversations of the last days, some at a time, sets stalled work
 * going again, and lists what is older than a minute. Alarms do the same, unless one was lost.
 */
import { INDEX } from "../account/account.ts";
import { now } from "../clock.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { addressOf, objectFor } from "../objects.ts";

/** Work is not older than an answer may be: a day, and the one in which it began. */
const DAYS = 2;
/** How many objects are asked side by side: a Worker has six connections. */
const AT_ONCE = 6;

/** Never throws: the next one comes in a few minutes. */
export async function sweep(env: Env): Promise<void> {
  const failed = (error: unknown) => log("error", "sweep_failed", { error: errorName(error) });
  try {
    const { keys } = await env.KV.list({ prefix: INDEX });
    for (const { name } of keys) await sweepAccount(env, name.slice(INDEX.length)).catch(failed);
  } catch (error) {
    failed(error);
  }
}

async function sweepAccount(env: Env, name: string): Promise<void> {
  const set = settings(env);
  const { channel, account } = addressOf(name);
  const home = objectFor(env.ACCOUNT, set, { channel, account });
  const people = await home.people(await home.sweptTo(), set.SWEEP_PEOPLE, DAYS);
  let revived = 0;
  await eachOf(people, async ({ name, alias }) => {
    const found = await objectFor(env.CONVERSATION, set, addressOf(name)).sweep();
    if (found.revived) revived++;
    if (found.oldest === null || found.oldest > now() - set.STALLED_MS) {
      return home.settle("work_stalled", name);
    }
    const minutes = Math.floor((now() - found.oldest) / 60_000);
    log("warn", "work_stalled", { conversation: alias, minutes, revived: found.revived });
    await home.report({ kind: "work_stalled", conversation: name, detail: `The oldest is ${minutes} minutes old.` });
  });
  // The next sweep goes on from here, and begins again after the last of them.
  await home.sweptTo(people.length < set.SWEEP_PEOPLE ? "" : (people.at(-1)?.name ?? ""));
  if (revived > 0) log("warn", "alarms_revived", { conversations: revived });
}

/** One that fails does not stop the others. */
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
