/**
 * Page tokens. The secret `FACEBOOK_PAGE_ACCESS_TOKEN` is the token of the configured Page; an encrypted copy of it is
 * kept in KV, so that it outlives the secret and other parts of the system can be handed tokens the same way. A secret
 * that differs from the one last seen beats the copy.
 */
import type { Settings } from "../env.ts";

/** The account's own small memory: which secret was last copied. */
export interface Facts {
  readonly read: (name: string) => string | undefined;
  readonly write: (name: string, value: string) => void;
}

const keyOf = (account: string): string => `token:${account}`;
const SEEN = "token_seen";

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
  facts: Facts,
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
