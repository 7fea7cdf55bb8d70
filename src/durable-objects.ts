/** How the objects are named. A name is an object's identity: it never changes once somebody has written. */

import type { Settings } from "./env.ts";
import type { ChannelName } from "./model/content.ts";
import type { Address } from "./model/events.ts";

/** `messenger:<Page id>` for an account's object, `messenger:<Page id>:<PSID>` for a person's. */
export function nameOf(where: Omit<Address, "person"> & { readonly person?: string }): string {
  const account = `${where.channel}:${where.account}`;
  return where.person === undefined ? account : `${account}:${where.person}`;
}

/** How a conversation is called in the log and by the admin routes: nobody can get back to the person from it alone. */
export function aliasOf(id: DurableObjectId): string {
  return id.toString().slice(0, 12);
}

export function addressOf(name: string): Address {
  const [channel = "", account = "", ...person] = name.split(":");
  return { channel: channel as ChannelName, account, person: person.join(":") };
}

/** The account's part of a name. */
export function accountOf(name: string): Omit<Address, "person"> {
  const { channel, account } = addressOf(name);
  return { channel, account };
}

/** The object of an account or a person, in the jurisdiction that the Worker is set to. */
export function objectFor<Class extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Class>,
  { jurisdiction }: Pick<Settings, "jurisdiction">,
  where: Omit<Address, "person"> & { readonly person?: string },
): DurableObjectStub<Class> {
  if (jurisdiction === null) throw new TypeError("JURISDICTION is set to something unknown: no object can be named.");
  return (jurisdiction === "" ? namespace : namespace.jurisdiction(jurisdiction)).getByName(nameOf(where));
}
