/**
 * The app secrets of single accounts: they let in a delivery that none of the Worker's secrets has signed. Until a signature
 * is verified, nothing of such a body is used but the accounts that it names.
 */

import { copiedSecrets } from "../account/tokens.ts";
import type { AccountSecrets, Channel } from "../channels/channel.ts";
import { isSigned } from "../channels/meta/signature.ts";
import { now } from "../clock.ts";
import { nameOf } from "../durable-objects.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { Event, Inbound } from "../model/events.ts";
import { deliveriesIn } from "./deliveries.ts";

/** The number of accounts that are looked at together in a body that is not verified: each is a read of KV. */
const MOST = 10;
/** The time for which a secret is kept in memory, in milliseconds; and the number of secrets that are kept. */
const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;

interface Kept {
  readonly own: AccountSecrets;
  readonly until: number;
}

const kept = new WeakMap<Env, Map<string, Kept>>();

/** The accounts whose own secret has signed a delivery, by their names. */
export type Signers = ReadonlyMap<string, AccountSecrets>;

/**
 * Returns the accounts that have signed a delivery. Only their events in it may be used: one account's app may not send
 * those of another. Never throws.
 * @param signature `X-Hub-Signature-256`
 */
export async function signersOf(env: Env, signature: string, body: Uint8Array<ArrayBuffer>): Promise<Signers> {
  const signers = new Map<string, AccountSecrets>();
  const names = namesIn(body);
  const tried = new Map<string, Promise<boolean>>();
  const check = async (name: string): Promise<void> => {
    const own = await ownOf(env, name);
    if (own?.appSecret === undefined) return;
    const fits = tried.get(own.appSecret) ?? isSigned(signature, body, [own.appSecret]);
    tried.set(own.appSecret, fits);
    if (await fits) signers.set(name, own);
  };
  for (let from = 0; from < names.length; from += MOST) {
    await Promise.all(names.slice(from, from + MOST).map(check));
    if (signers.size === 0) break; // none of the first accounts has signed it: do not read the secrets of the rest
  }
  return signers;
}

/**
 * Returns the events of the accounts that have signed. An account's own app stands for this Worker's app there, so its id is
 * replaced: a message that it sent, and the control that it has, are ours.
 * @param appId the Worker's
 */
export function believed(
  inbound: readonly Inbound[],
  channel: Channel["name"],
  signers: Signers,
  appId: string,
): Inbound[] {
  return inbound.flatMap((one) => {
    const own = signers.get(nameOf({ channel, account: one.account }));
    if (own === undefined) return [];
    return own.appId === undefined ? [one] : [{ ...one, event: ofApp(one.event, own.appId, appId) }];
  });
}

function ofApp(event: Event, own: string, ours: string): Event {
  const named = (app: string) => (app === own ? ours : app);
  if (event.kind === "echo") return event.appId === undefined ? event : { ...event, appId: named(event.appId) };
  if (event.kind !== "control") return event;
  const { from, to } = event;
  return {
    ...event,
    ...(typeof from === "string" ? { from: named(from) } : {}),
    ...(typeof to === "string" ? { to: named(to) } : {}),
  };
}

function namesIn(body: Uint8Array<ArrayBuffer>): string[] {
  try {
    const names = (deliveriesIn(body) ?? []).flatMap(
      ({ channel, delivery }) =>
        channel.accountsIn?.(delivery).map((account) => nameOf({ channel: channel.name, account })) ?? [],
    );
    return [...new Set(names)];
  } catch {
    return [];
  }
}

/** Returns an account's own secrets. A copy that cannot be read counts as none: Meta sends the delivery again. */
async function ownOf(env: Env, name: string): Promise<AccountSecrets | undefined> {
  const before = kept.get(env)?.get(name);
  if (before !== undefined && now() < before.until) return before.own;
  const own = await copiedSecrets(name, settings(env), env.KV).catch((error: unknown): AccountSecrets | null => {
    log("error", "token_unreadable", { error: errorName(error) });
    return null;
  });
  if (own?.appSecret === undefined) return undefined;
  const all = kept.get(env) ?? new Map<string, Kept>();
  if (all.size >= MOST_KEPT) all.clear();
  kept.set(env, all.set(name, { own, until: now() + KEPT_MS }));
  return own;
}
