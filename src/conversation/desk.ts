/** What the rooms of one conversation (inbox, turns, outbox) share. */
import { graphAccess } from "../access.ts";
import type { Access, Channel, GraphAccess } from "../channels/channel.ts";
import type { Address } from "../content/events.ts";
import type { Env, Settings } from "../env.ts";
import type { Runnable } from "../kit/turn.ts";
import type { AccountLink } from "./account-link.ts";
import type { Gestures } from "./gestures.ts";
import type { Store } from "./store.ts";

export interface Desk {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly settings: Settings;
  readonly address: Address;
  readonly channel: Channel;
  readonly bot: Runnable;
  readonly store: Store;
  readonly account: Pick<AccountLink, Exclude<keyof AccountLink, "keepIn">>;
  readonly gestures: Gestures;
  /** Removes everything that is stored of the person, when all before it was done. What is under way comes to nothing. */
  readonly erase: () => Promise<void>;
  /** Stands in for the network, in tests of bots. */
  readonly fetch?: typeof fetch;
  /** How the conversation is called in the log: nobody can get back to the person from it. */
  readonly alias: string;
  /** Makes sure that the object is woken by then. The write joins the step that it is called in. */
  readonly arm: (at: number) => void;
}

/** The account's access, as a call of this conversation needs it. */
export function callOf({ settings, fetch }: Pick<Desk, "settings" | "fetch">, access: Access): GraphAccess {
  return graphAccess(settings, access, fetch);
}

/** The apps in which people of this account answer. */
export function peopleApps({ settings, channel }: Pick<Desk, "settings" | "channel">): readonly string[] {
  return settings.peopleApps.length > 0 ? settings.peopleApps : channel.inboxApps;
}
