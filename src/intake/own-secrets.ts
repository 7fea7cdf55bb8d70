/**
 * The app secrets that accounts have of their own: by them a delivery is accepted that none of the Worker's secrets has
 * signed. Of such a body nothing is used but the accounts that it names, before a signature holds.
 */

import { copiedSecrets } from "../account/tokens.ts";
import type { AccountSecrets } from "../channels/meta/access.ts";
import { parseExact } from "../channels/meta/json.ts";
import { isSigned } from "../channels/meta/signature.ts";
import { channelOf } from "../channels/registry.ts";
import { now } from "../clock.ts";
import { nameOf } from "../durable-objects.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";

/** How many accounts of a body are looked at that nobody has verified: each is a read of KV. */
const MOST = 10;
/** How long a secret is used without another look, in milliseconds, and how many at most. */
const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;

interface Kept {
  readonly secret: string;
  readonly until: number;
}

const kept = new WeakMap<Env, Map<string, Kept>>();

/**
 * The accounts whose own secret has signed a delivery, by their names. Their events may be believed, and nobody else's in the
 * same body: one account's app does not speak for another. Never throws.
 * @param signature `X-Hub-Signature-256`
 */
export async function signersOf(
  env: Env,
  signature: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<ReadonlySet<string>> {
  const signers = new Set<string>();
  const names = namesIn(body);
  const tried = new Map<string, Promise<boolean>>();
  const signs = async (name: string): Promise<boolean> => {
    const secret = await secretOf(env, name);
    if (secret === undefined) return false;
    const known = tried.get(secret) ?? isSigned(signature, body, [secret]);
    tried.set(secret, known);
    return known;
  };
  for (let from = 0; from < names.length; from += MOST) {
    const some = names.slice(from, from + MOST);
    const fits = await Promise.all(some.map(signs));
    for (const [n, name] of some.entries()) if (fits[n] === true) signers.add(name);
    if (signers.size === 0) break; // nobody of the first ones has sent it: the rest is not worth a read
  }
  return signers;
}

function namesIn(body: Uint8Array<ArrayBuffer>): string[] {
  try {
    const delivery = parseExact(new TextDecoder().decode(body)) as { readonly object?: unknown } | null;
    const channel = channelOf(delivery?.object);
    return channel?.accountsIn(delivery).map((account) => nameOf({ channel: channel.name, account })) ?? [];
  } catch {
    return [];
  }
}

/** A copy that cannot be read counts as none: whoever has sent it sends it again. */
async function secretOf(env: Env, name: string): Promise<string | undefined> {
  const before = kept.get(env)?.get(name);
  if (before !== undefined && now() < before.until) return before.secret;
  const found = await copiedSecrets(name, settings(env), env.KV).catch((error: unknown): AccountSecrets | null => {
    log("error", "token_unreadable", { error: errorName(error) });
    return null;
  });
  if (found?.appSecret === undefined) return undefined;
  const all = kept.get(env) ?? new Map<string, Kept>();
  if (all.size >= MOST_KEPT) all.clear();
  kept.set(env, all.set(name, { secret: found.appSecret, until: now() + KEPT_MS }));
  return found.appSecret;
}
