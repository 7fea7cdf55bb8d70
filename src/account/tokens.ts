/**
 * An account's credentials: its token, its app's secret and its address, in one place, as {@link AccountAccess}. They are
 * sealed in the account's own storage, which alone decides; KV has a copy for code that must not ask the account. A token in
 * the environment is taken over once, when the account has not had it yet. Without `TOKEN_ENCRYPTION_KEY` nothing is stored,
 * and only the environment's token is used.
 */

import type { AccountAccess, AccountSecrets } from "../channels/channel.ts";
import { accountAccess } from "../channels/meta/access.ts";
import { now } from "../clock.ts";
import { hmacHex } from "../crypto.ts";
import { addressOf, nameOf } from "../durable-objects.ts";
import { type EnvironmentAccess, type Settings, secretsInEnvironment } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { Address } from "../model/events.ts";
import type { AccountInfo } from "../rpc.ts";
import type { KeyValue } from "./facts.ts";
import { isUnderPrevious, type Keys, keyIdIn, open, seal, Unreadable } from "./sealing.ts";

/** `token:<channel>:<account>`: the copy in KV. */
const keyOf = (account: string): string => `token:${account}`;
/** The copy of credentials that were removed. The key stays: without it the environment's token would count again. */
const REMOVED = "";

/** The name of the one row that holds everything: it is written whole, or not at all. */
const ROW = "access";

type Secrets = Keys & EnvironmentAccess;

/** The stored row of an account's credentials. */
interface Row {
  /** Null: it has never had any, or they were removed. */
  readonly stored: Stored | null;
  readonly fingerprints: Fingerprints | null;
  /** KV does not have the newest state yet. */
  readonly isCopyDue: boolean;
}

const EMPTY: Row = { stored: null, fingerprints: null, isCopyDue: false };

/** The sealed secrets, and beside them the facts that may be shown. */
interface Stored {
  readonly source: "environment" | "admin";
  /** In milliseconds. */
  readonly setAt: number;
  readonly name: string | null;
  /** {@link AccountSecrets}, as JSON. */
  readonly sealed: string;
}

/** Digests of the tokens that the account has had, made with a key of its own: each token of the environment counts once. */
interface Fingerprints {
  /** The key of the digests, sealed, so that it stays the same when `TOKEN_ENCRYPTION_KEY` changes. */
  readonly sealed: string;
  readonly had: readonly string[];
}

/** The things that the credentials depend on, and the account that they are of. */
export interface CredentialsHome {
  /** `messenger:<Page id>`. */
  readonly account: string;
  readonly settings: Secrets & Pick<Settings, "PAUSE_MS">;
  readonly kv: Pick<KVNamespace, "put">;
  readonly facts: KeyValue;
  /** Takes work that nobody waits for. */
  readonly aside: (work: Promise<void>) => void;
  /** Called after a start or a change, when there is a token. */
  readonly found: () => void;
  /** Called when another token is used from now on. */
  readonly changed: () => void;
}

/** The credentials, or the reason why there are none. */
export type Found = { readonly access: AccountAccess } | { readonly access: null; readonly why: string };

/** One account's credentials. They are kept in memory, so that not every message decrypts them. */
export class Credentials {
  readonly #home: CredentialsHome;
  #found: Found | null = null;
  /** The time at which credentials that were not found are looked for again, in milliseconds. */
  #againAt = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #copies: Promise<void> = Promise.resolve();

  constructor(home: CredentialsHome) {
    this.#home = home;
  }

  /** Returns the credentials. Never throws: those that cannot be read count as missing. */
  async current(): Promise<Found> {
    return this.#known() ?? this.#alone(() => this.#look());
  }

  /** Returns the facts that may be shown: no secret. */
  async info(): Promise<AccountInfo> {
    const { access } = await this.current();
    const { stored } = this.#row();
    if (stored !== null) {
      return { name: stored.name, source: stored.source, tokenSetAt: stored.setAt, keyId: keyIdIn(stored.sealed) };
    }
    return { name: null, source: access === null ? null : "environment", tokenSetAt: null, keyId: null };
  }

  /** Sets the credentials, in place of all that was there. Needs `tokenKey`. Throws what storage throws. */
  async set(secrets: AccountSecrets, name: string | null): Promise<void> {
    await this.#alone(() => this.#store(secrets, "admin", name));
    await this.#copy();
  }

  /** Removes the credentials. The token that the environment has now does not come back by itself. */
  async remove(): Promise<void> {
    await this.#alone(async () => {
      await this.#look(); // takes over the environment's token first, so that it is removed too
      this.#write({ stored: null, isCopyDue: true });
      this.#found = null;
    });
    await this.#copy();
  }

  /** Seals again what is sealed under another key than the present one, and writes to KV what is not there. Never throws. */
  async tend(): Promise<void> {
    await this.#alone(async () => {
      try {
        await this.#reseal();
      } catch (error) {
        log("error", "token_not_resealed", { error: errorName(error) });
      }
    });
    await this.#copy();
  }

  #known(): Found | null {
    return this.#found === null || (this.#found.access === null && now() >= this.#againAt) ? null : this.#found;
  }

  /** Runs one work after the other: a decision made after a read must still hold when its result is written. */
  #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #look(): Promise<Found> {
    const known = this.#known(); // many may have asked at once
    if (known !== null) return known;
    const found = await this.#read().catch((error: unknown): Found => {
      log("error", "token_unreadable", { error: errorName(error) });
      return { access: null, why: error instanceof Unreadable ? error.message : "It cannot be read." };
    });
    this.#found = found;
    this.#againAt = now() + this.#home.settings.PAUSE_MS;
    if (found.access !== null) this.#home.found();
    return found;
  }

  async #read(): Promise<Found> {
    const { account, settings, aside } = this.#home;
    const fresh = secretsInEnvironment(settings, addressOf(account))?.secrets;
    const { stored } = this.#row();
    if (settings.tokenKey === "") {
      // Without the key nobody can tell which token was replaced, so one that was set by hand is not overruled.
      if (stored?.source === "admin")
        return { access: null, why: "TOKEN_ENCRYPTION_KEY is not set, and it is sealed." };
      if (fresh === undefined) return NOTHING;
      return { access: accountAccess(settings, fresh) };
    }
    if (fresh !== undefined && (await this.#isNew(fresh.token))) {
      await this.#store(fresh, "environment", null).catch((error: unknown) => {
        log("error", "token_not_stored", { error: errorName(error) }); // it is used all the same, and new after a restart
      });
      aside(this.#copy());
      return { access: accountAccess(settings, fresh) };
    }
    if (stored === null) return NOTHING;
    return { access: accountAccess(settings, await this.#opened(stored)) };
  }

  /** Returns whether the account has not had this token of the environment yet. */
  async #isNew(token: string): Promise<boolean> {
    const { stored, fingerprints } = this.#row();
    if (fingerprints === null) return true;
    try {
      return !fingerprints.had.includes(await this.#fingerprint(token, fingerprints));
    } catch (error) {
      // The key is lost, and so is all that was sealed. To begin anew is safe only where nobody has set another token.
      if (!(error instanceof Unreadable) || stored?.source !== "environment") throw error;
      return true;
    }
  }

  /** Writes the whole row in one step, and uses these secrets from now on. */
  async #store(secrets: AccountSecrets, source: Stored["source"], name: string | null): Promise<void> {
    const { account, settings, found, changed } = this.#home;
    const sealed = await seal(JSON.stringify(secrets), settings, { what: "access", account });
    const environment = secretsInEnvironment(settings, addressOf(account))?.secrets.token;
    // The environment's token that is replaced by hand counts as had, even if it was never used.
    const fingerprints = await this.#withHad([secrets.token, ...(environment === undefined ? [] : [environment])]);
    const isFirst = source === "environment" && this.#row().stored === null;
    this.#write({ stored: { source, setAt: now(), name, sealed }, fingerprints, isCopyDue: true });
    this.#found = { access: accountAccess(settings, secrets) };
    found();
    if (!isFirst) changed();
  }

  async #withHad(tokens: readonly string[]): Promise<Fingerprints> {
    const label = { what: "fingerprints", account: this.#home.account } as const;
    const before = this.#row().fingerprints;
    const opens = before !== null && (await open(before.sealed, this.#home.settings, label).catch(() => null)) !== null;
    const base = opens
      ? before
      : { sealed: await seal(crypto.randomUUID() + crypto.randomUUID(), this.#home.settings, label), had: [] };
    const digests = await Promise.all(tokens.map((token) => this.#fingerprint(token, base)));
    return { ...base, had: [...new Set([...base.had, ...digests])] };
  }

  async #fingerprint(token: string, { sealed }: Fingerprints): Promise<string> {
    const { account, settings } = this.#home;
    const key = await open(sealed, settings, { what: "fingerprints", account });
    return (await hmacHex(key, token)).slice(0, 32);
  }

  async #opened({ sealed }: Stored): Promise<AccountSecrets> {
    const { account, settings } = this.#home;
    return JSON.parse(await open(sealed, settings, { what: "access", account })) as AccountSecrets;
  }

  async #reseal(): Promise<void> {
    const { account, settings } = this.#home;
    if (settings.tokenKey === "") return;
    const { stored, fingerprints } = this.#row();
    if (fingerprints !== null && (await isUnderPrevious(fingerprints.sealed, settings))) {
      const sealed = await this.#again(fingerprints.sealed, "fingerprints");
      this.#write({ fingerprints: { ...fingerprints, sealed } });
    }
    if (stored !== null && (await isUnderPrevious(stored.sealed, settings))) {
      const sealed = await this.#again(stored.sealed, "access");
      this.#write({ stored: { ...stored, sealed }, isCopyDue: true });
      log("info", "token_resealed", { account, keyId: keyIdIn(sealed) });
    }
  }

  async #again(sealed: string, what: "access" | "fingerprints"): Promise<string> {
    const { account, settings } = this.#home;
    return seal(await open(sealed, settings, { what, account }), settings, { what, account });
  }

  /** Writes the copy; one that cannot be written is written with the next sweep. One at a time, so that the newest is last. */
  #copy(): Promise<void> {
    this.#copies = this.#copies.then(() => this.#copyOnce());
    return this.#copies;
  }

  async #copyOnce(): Promise<void> {
    const { account, kv } = this.#home;
    const { stored, isCopyDue } = this.#row();
    if (!isCopyDue) return;
    try {
      await kv.put(keyOf(account), stored?.sealed ?? REMOVED);
      // Otherwise somebody has changed it meanwhile, and that copy is still due.
      if (this.#row().stored?.sealed === stored?.sealed) this.#write({ isCopyDue: false });
    } catch (error) {
      log("warn", "token_not_copied", { error: errorName(error) });
    }
  }

  #row(): Row {
    return this.#home.facts.recall<Row>(ROW) ?? EMPTY;
  }

  #write(change: Partial<Row>): void {
    this.#home.facts.keep(ROW, { ...this.#row(), ...change });
  }
}

const NOTHING: Found = { access: null, why: "It has no token." };

/**
 * Returns the copy in KV of an account's secrets, at most a minute old, for code that must not ask the account itself. Null
 * when there is none, or none that can be read. Throws what KV throws.
 * @param account `messenger:<Page id>`
 */
export async function copiedSecrets(
  account: string,
  settings: Keys,
  kv: Pick<KVNamespace, "get">,
): Promise<AccountSecrets | null> {
  const sealed = settings.tokenKey === "" ? null : await kv.get(keyOf(account));
  return sealed === null ? null : openedCopy(sealed, settings, account);
}

/** Returns the credentials of an account that does not answer, from KV and the environment. Throws what KV throws. */
export async function copiedAccess(
  address: Pick<Address, "channel" | "account">,
  settings: Secrets,
  kv: Pick<KVNamespace, "get">,
): Promise<AccountAccess | null> {
  const account = nameOf(address);
  const sealed = settings.tokenKey === "" ? null : await kv.get(keyOf(account));
  // Without a copy the account has never been looked at, and the environment's token counts.
  const first = secretsInEnvironment(settings, address)?.secrets ?? null;
  const secrets = sealed === null ? first : await openedCopy(sealed, settings, account);
  return secrets === null ? null : accountAccess(settings, secrets);
}

async function openedCopy(sealed: string, settings: Keys, account: string): Promise<AccountSecrets | null> {
  if (sealed === REMOVED) return null;
  try {
    return JSON.parse(await open(sealed, settings, { what: "access", account })) as AccountSecrets;
  } catch (error) {
    log("error", "token_unreadable", { error: errorName(error) });
    return null;
  }
}
