/** The objects and values that inbox, turns and outbox of one conversation share. */

import type { Access, AccountAccess, Channel } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { now } from "../clock.ts";
import type { Env, Settings } from "../env.ts";
import type { KnownPerson, Runnable, Stored } from "../kit/runnable.ts";
import type { Address } from "../model/events.ts";
import type { AccountClient } from "./account-client.ts";
import type { Store } from "./store.ts";

/** The signs that a conversation shows beside its messages: "seen" and the typing dots. */
export interface SenderActionsOf {
  show(what: "seen" | "typing" | "typed", over?: AbortSignal): Promise<void>;
  /** Notes that a message is on its way, which ends the dots. */
  said(): void;
  /** Ends the dots, if they are shown, since nothing more is said. */
  end(): Promise<void>;
  /** Shows the dots from `after` milliseconds on, until `over` is aborted. */
  typeUntil(over: AbortSignal, after: number): Promise<void>;
}

export interface Scope {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly settings: Settings;
  readonly address: Address;
  readonly channel: Channel;
  readonly bot: Runnable;
  readonly store: Store;
  readonly account: Pick<AccountClient, Exclude<keyof AccountClient, "keepIn">>;
  /** "Seen" and the typing dots. */
  readonly senderActions: SenderActionsOf;
  /** Removes everything that is stored of the person, when all before it was done. Work under way is dropped. */
  readonly erase: () => Promise<void>;
  /** The replacement of the network in tests of bots. */
  readonly fetch?: typeof fetch;
  /** The name of the conversation in the log. Nobody can find the person from it. */
  readonly alias: string;
  /** Makes sure that the object is woken at `at` or before. The write is part of the step in which it is called. */
  readonly arm: (at: number) => void;
}

/** Returns the account's access in the form that a call of this conversation needs. */
export function accessOf({ settings, fetch }: Pick<Scope, "settings" | "fetch">, access: AccountAccess): Access {
  return accessFrom(settings, access, fetch);
}

/** Returns the known facts of the person. @param stored the bot's memory of them, if it is not written yet */
export function knownPerson({ store }: Pick<Scope, "store">, stored: Stored | null = store.state): KnownPerson {
  const locale = store.facts.profile?.found?.locale;
  return { stored, now: now(), ...(locale === undefined ? {} : { locale }) };
}

/** Returns the apps in which people of this account answer: those of the settings, else the channel's. */
export function peopleApps({ settings, channel }: Pick<Scope, "settings" | "channel">): readonly string[] {
  return settings.peopleApps.length > 0 ? settings.peopleApps : (channel.handOver?.apps ?? []);
}
