/** What the rooms of one conversation (inbox, turns, outbox) share. */

import type { Access, Channel } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { now } from "../clock.ts";
import type { Env, Settings } from "../env.ts";
import type { KnownPerson, Runnable, Stored } from "../kit/runnable.ts";
import type { Address } from "../model/events.ts";
import type { AccountClient } from "./account-client.ts";
import type { Store } from "./store.ts";

/** What a conversation shows of itself beside what it says. */
export interface SenderActionsOf {
  show(what: "seen" | "typing" | "typed", over?: AbortSignal): Promise<void>;
  /** A message is on its way: it puts the dots out. */
  said(): void;
  /** Nothing more is said: dots that are shown go out. */
  end(): Promise<void>;
  /** Dots from `after` milliseconds on, until the work is over. */
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
  /** Removes everything that is stored of the person, when all before it was done. What is under way comes to nothing. */
  readonly erase: () => Promise<void>;
  /** Stands in for the network, in tests of bots. */
  readonly fetch?: typeof fetch;
  /** How the conversation is called in the log: nobody can get back to the person from it. */
  readonly alias: string;
  /** Makes sure that the object is woken by then. The write joins the step that it is called in. */
  readonly arm: (at: number) => void;
}

export function accessOf({ settings, fetch }: Pick<Scope, "settings" | "fetch">, token: string): Access {
  return accessFrom(settings, token, fetch);
}

/** What is known of the person. @param stored what is remembered of them, if that is not written yet */
export function knownPerson({ store }: Pick<Scope, "store">, stored: Stored | null = store.state): KnownPerson {
  const locale = store.facts.profile?.found?.locale;
  return { stored, now: now(), ...(locale === undefined ? {} : { locale }) };
}

/** The apps in which people of this account answer. */
export function peopleApps({ settings, channel }: Pick<Scope, "settings" | "channel">): readonly string[] {
  return settings.peopleApps.length > 0 ? settings.peopleApps : (channel.handOver?.apps ?? []);
}
