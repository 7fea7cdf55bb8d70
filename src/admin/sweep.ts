/**
 * What the cron does every few minutes: looks at some of the conversations, those of the last days more often, sets stalled work
 * going again, and lists what is older than a minute. Alarms do the same, unless one was lost.
 */
import type { Account } from "../account/account.ts";
import { everyAccount } from "../account/directory.ts";
import { type Known, SWEEPS } from "../account/people.ts";
import { now } from "../clock.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { addressOf, objectFor } from "../objects.ts";

/** How many objects are asked side by side: a Worker has six connections. */
const AT_ONCE = 6;

/** Never throws: the next one comes in a few minutes. */
export async function sweep(env: Env): Promise<void> {
  const failed = (error: unknown) => log("error", "sweep_failed", { error: errorName(error) });
  try {
    for (const name of await everyAccount(env.KV)) await sweepAccount(env, name).catch(failed);
  } catch (error) {
    failed(error);
  }
}

async function sweepAccount(env: Env, name: string): Promise<void> {
  const set = settings(env);
  const { channel, account } = addressOf(name);
  const home = objectFor(env.ACCOUNT, set, { channel, account });
  await home.tidy();
  for (const which of SWEEPS) {
    const people = await home.people(await home.sweptTo(which), set.SWEEP_PEOPLE, which);
    await eachOf(people, (person) => look(env, home, person));
    // The next sweep goes on from here, and begins again after the last of them.
    await home.sweptTo(which, people.length < set.SWEEP_PEOPLE ? "" : (people.at(-1)?.name ?? ""));
  }
}

async function look(env: Env, home: DurableObjectStub<Account>, { name, alias }: Known): Promise<void> {
  const set = settings(env);
  const { oldest, revived } = await objectFor(env.CONVERSATION, set, addressOf(name)).sweep();
  if (revived) log("warn", "alarm_revived", { conversation: alias });
  if (oldest === null || oldest > now() - set.STALLED_MS) return home.settle("work_stalled", name);
  const minutes = Math.floor((now() - oldest) / 60_000);
  log("warn", "work_stalled", { conversation: alias, minutes });
  await home.report({ kind: "work_stalled", conversation: name, detail: `The oldest is ${minutes} minutes old.` });
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
