/**
 * What the cron looks after between two messages: whether what people write still arrives, and whether the platform
 * still has the subscription. Both die in silence. It asks the platform every quarter of an hour, two calls an account.
 */
import { type AccountAccess, type CallFailure, type Channel, describe } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { now } from "../clock.ts";
import type { Settings } from "../env.ts";
import { log } from "../log.ts";
import type { Alert, AlertKind } from "./alerts.ts";
import type { KeyValue } from "./facts.ts";
import type { Paused } from "./pause.ts";

const LOOK_MS = 900_000;
/** Words that are younger may still be on their way: the platform tries again what was refused. */
const ON_ITS_WAY_MS = 300_000;
/** Older words tell of the past. */
const NEWS_MS = 86_400_000;
/** The difference that two clocks may have. */
const CLOCKS_MS = 60_000;

export interface UpkeepHome {
  readonly account: string;
  readonly channel: Channel;
  readonly settings: Settings;
  readonly facts: KeyValue;
  /** Returns the time at which anything last came of a person, in milliseconds; `Infinity` for one who was erased since. */
  readonly heard: (person: string, at: number) => Promise<number>;
  readonly report: (alert: Alert) => void;
  readonly settle: (kind: AlertKind) => void;
  readonly pause: (why: Paused["why"], detail: string, code: number) => void;
}

/** One account's upkeep. */
export class Upkeep {
  readonly #home: UpkeepHome;

  constructor(home: UpkeepHome) {
    this.#home = home;
  }

  /** Looks, unless it was a short while ago. Throws what the objects of conversations throw. */
  async look(known: AccountAccess): Promise<void> {
    const { channel, facts, settings } = this.#home;
    if (channel.upkeep === undefined) return;
    const before = facts.recall<{ readonly at: number; readonly since: number }>("looked");
    if (before !== null && Math.abs(now() - before.at) < LOOK_MS) return;
    // What was written before the first look may have come to another tool.
    const since = before?.since ?? now();
    facts.keep("looked", { at: now(), since });
    const access = accessFrom(settings, known);
    const words = await channel.upkeep.newestWords(this.#home.account, access);
    if (words.ended !== "done") return this.#failed(words);
    await this.#compare(words.people, since);
    const appId = known.appId ?? (settings.appSecrets.includes(known.appSecret) ? settings.appId : "");
    if (appId !== "") await this.#subscription(access, appId);
  }

  async #compare(people: readonly { readonly person: string; readonly at: number }[], since: number): Promise<void> {
    const { heard, report, settle } = this.#home;
    const from = Math.max(since, now() - NEWS_MS);
    const news = people.filter(({ at }) => at > from).toSorted((one, other) => other.at - one.at);
    const due = news.filter(({ at }) => at < now() - ON_ITS_WAY_MS);
    // Where many write, all of the newest are young: then the oldest of them tells.
    const asked = due.length > 0 ? due : news.slice(-1).filter(({ at }) => at < now() - CLOCKS_MS);
    for (const { person, at } of asked) {
      if ((await heard(person, at)) + CLOCKS_MS >= at) return settle("nothing_received");
    }
    const [newest] = asked;
    if (newest === undefined) return;
    const minutes = Math.floor((now() - newest.at) / 60_000);
    const detail = `The platform has ${asked.length} newer conversations, the newest of ${minutes} minutes ago.`;
    report({ kind: "nothing_received", conversation: "", detail });
  }

  async #subscription(access: ReturnType<typeof accessFrom>, appId: string): Promise<void> {
    const { account, channel, facts, report, settle } = this.#home;
    const before = facts.recall<readonly string[]>("subscribed");
    const found = await channel.upkeep?.keepSubscribed(account, access, appId, before ?? []);
    if (found === undefined) return;
    switch (found.ended) {
      case "done":
        facts.keep("subscribed", found.fields);
        settle("subscription_lost");
        if (found.missing.length === 0) return;
        log("warn", "subscription_renewed", { account, missing: found.missing.length });
        // The first one of all was never lost.
        if (before === null) return;
        return report({
          kind: "subscription_renewed",
          conversation: "",
          detail: `There was none any more to: ${found.missing.join(", ")}.`,
        });
      case "lost":
        this.#failed({ ended: "refused", failure: found.failure });
        return report({
          kind: "subscription_lost",
          conversation: "",
          code: found.failure.code,
          detail: `There is none to: ${found.missing.join(", ")}. ${describe(found.failure)}`,
        });
      default:
        return this.#failed(found);
    }
  }

  /** A dead token is found here before anybody is to be answered. */
  #failed(failed: CallFailure): void {
    if (failed.ended !== "refused") return;
    const { class: why, code } = failed.failure;
    log("warn", "upkeep_refused", { account: this.#home.account, code });
    if (why === "token" || why === "blocked") this.#home.pause(why, describe(failed.failure), code);
  }
}
