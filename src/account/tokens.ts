/**
 * Page tokens. The secret `FACEBOOK_PAGE_ACCESS_TOKEN` is the token of the configured Page; an encrypted copy of it is
 * kept in KV, so that it outlives the secret and other parts of the system can be handed tokens the same way. A secret
 * that differs from the one last seen beats the copy.
 */
import { now } from "../clock.ts";
import type { Settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { KeyValue } from "./facts.ts";

/** How often the copy is looked after. */
const COPY_AGAIN_MS = 60_000;

const keyOf = (account: string): string => `token:${account}`;
const SEEN = "token_seen";

type Secrets = Pick<Settings, "pageId" | "pageToken" | "tokenKey" | "PAUSE_MS">;

/** What a token depends on, and whom it concerns. */
export interface TokenHome {
  readonly account: string;
  readonly settings: Secrets;
  readonly kv: Pick<KVNamespace, "get" | "put">;
  readonly facts: KeyValue;
  /** Sees to work that nobody waits for. */
  readonly aside: (work: Promise<void>) => void;
  /** Hears of every look: what there is, or that there is none. */
  readonly looked: (token: string | null) => void;
}

/** One account's token, at hand for every message: KV is not read for each of them. */
export class Token {
  readonly #home: TokenHome;
  #copyAgain = 0;
  /** A token from KV, for a while. */
  #opened: { readonly token: string | null; readonly until: number } | null = null;
  #look: Promise<string | null> | null = null;

  constructor(home: TokenHome) {
    this.#home = home;
  }

  /** The token; null when there is none that can be read. Never throws. Asked by many at once, KV is read once. */
  async current(): Promise<string | null> {
    if (this.#opened !== null && this.#opened.until > now()) return this.#opened.token;
    this.#look ??= this.#read().finally(() => {
      this.#look = null;
    });
    return this.#look;
  }

  /** The next one who asks looks again. */
  lookAgain(): void {
    if (this.#opened !== null) this.#opened = { ...this.#opened, until: 0 };
  }

  async #read(): Promise<string | null> {
    const { account, settings, kv, looked } = this.#home;
    try {
      const token = await tokenOf(account, settings, kv);
      if (token !== null && token === settings.pageToken) this.#keepCopy();
      else this.#keep(token);
      looked(token);
      return token;
    } catch (error) {
      log("error", "token_unreadable", { error: errorName(error) });
      // The last one works as long as Meta takes it, and a store that is away stops no answer.
      const last = this.#opened?.token ?? null;
      this.#keep(last);
      return last;
    }
  }

  #keep(token: string | null): void {
    this.#opened = { token, until: now() + this.#home.settings.PAUSE_MS };
  }

  /** Sending does not wait for the copy, nor depend on it: what cannot be written is tried again after a while. */
  #keepCopy(): void {
    const { account, settings, kv, facts, aside } = this.#home;
    if (settings.tokenKey === "" || now() < this.#copyAgain) return;
    this.#copyAgain = now() + COPY_AGAIN_MS;
    aside(
      copyToken(account, settings, kv, facts).catch((error: unknown) =>
        log("warn", "token_not_copied", { error: errorName(error) }),
      ),
    );
  }
}

/** The token of an account, or null when there is none. Throws when the copy cannot be read. */
export async function tokenOf(
  account: string,
  { pageId, pageToken, tokenKey }: Pick<Settings, "pageId" | "pageToken" | "tokenKey">,
  kv: Pick<KVNamespace, "get">,
): Promise<string | null> {
  if (pageToken !== "" && (pageId === "" || pageId === account)) return pageToken;
  if (tokenKey === "") return null;
  const sealed = await kv.get(keyOf(account));
  return sealed === null ? null : open(sealed, tokenKey, account);
}

/** Writes the encrypted copy of a token, if it is not the one that was written last. Throws what KV throws. */
export async function copyToken(
  account: string,
  { pageToken, tokenKey }: Pick<Settings, "pageToken" | "tokenKey">,
  kv: Pick<KVNamespace, "put">,
  facts: Pick<KeyValue, "read" | "write">,
): Promise<void> {
  const seen = await fingerprint(`${pageToken}|${tokenKey}`);
  if (facts.read(SEEN) === seen) return;
  await kv.put(keyOf(account), await seal(pageToken, tokenKey, account));
  facts.write(SEEN, seen);
}

async function fingerprint(token: string): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))));
}

/** AES-GCM; the account is authenticated with it, so that a copy cannot be moved to another account's key. */
export async function seal(token: string, key: string, account: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt(algorithm(iv, account), await aesKey(key), new TextEncoder().encode(token));
  return `1.${toBase64(iv)}.${toBase64(new Uint8Array(box))}`;
}

export async function open(sealed: string, key: string, account: string): Promise<string> {
  const [version, iv = "", box = ""] = sealed.split(".");
  if (version !== "1") throw new TypeError(`A token in KV has format "${version}", this version knows 1.`);
  const bytes = await crypto.subtle.decrypt(algorithm(fromBase64(iv), account), await aesKey(key), fromBase64(box));
  return new TextDecoder().decode(bytes);
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, account: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(account),
});

const aesKey = (key: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", fromBase64(key), "AES-GCM", false, ["encrypt", "decrypt"]);

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
