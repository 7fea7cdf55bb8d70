/**
 * Encryption at rest: AES-GCM under `TOKEN_ENCRYPTION_KEY`. The stored form names the key, so that a rotation knows what to
 * encrypt again. The purpose, the account, the form and the key are authenticated with it, so that no stored value can be
 * put in the place of another. Stores nothing itself.
 */
import { hex } from "../crypto.ts";
import type { Settings } from "../env.ts";

/** `<form>.<key id>.<nonce>.<box>`, the last two in base64. */
const FORM = "1";

/** The keys that open; the first one seals. `TOKEN_ENCRYPTION_KEY_PREVIOUS` only opens. */
export type Keys = Pick<Settings, "tokenKey" | "tokenKeyPrevious">;

/** The purpose of a sealed value, and its account: `messenger:<Page id>`. */
export interface Label {
  readonly what: "access" | "fingerprints";
  readonly account: string;
}

/** The error of a sealed value that cannot be opened: its key is not set, or it was changed or moved. Holds nothing of it. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Encrypts a text under the present key. The result is different each time. */
export async function seal(text: string, { tokenKey }: Keys, label: Label): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const keyId = await keyIdOf(tokenKey);
  const box = await crypto.subtle.encrypt(algorithm(iv, label, keyId), await aesKey(tokenKey), encoder.encode(text));
  return [FORM, keyId, toBase64(iv), toBase64(new Uint8Array(box))].join(".");
}

/** Decrypts with the present key or the previous one, whichever the sealed value names. @throws {Unreadable} */
export async function open(sealed: string, { tokenKey, tokenKeyPrevious }: Keys, label: Label): Promise<string> {
  const [form, keyId = "", iv = "", box = ""] = sealed.split(".");
  if (form !== FORM) throw new Unreadable(`It has form "${form}", this version knows ${FORM}.`);
  for (const key of [tokenKey, tokenKeyPrevious]) {
    if (key === "" || (await keyIdOf(key)) !== keyId) continue;
    try {
      const bytes = await crypto.subtle.decrypt(
        algorithm(fromBase64(iv), label, keyId),
        await aesKey(key),
        fromBase64(box),
      );
      return new TextDecoder().decode(bytes);
    } catch {
      throw new Unreadable(`It was changed, or is not the ${label.what} of ${label.account}.`);
    }
  }
  throw new Unreadable(`It is sealed under key ${keyId}, which is neither of those that are set.`);
}

/** Returns the id of the key that a value is sealed under. */
export const keyIdIn = (sealed: string): string => sealed.split(".")[1] ?? "";

/** Returns whether a value is sealed under another key than the present one. */
export async function isUnderPrevious(sealed: string, { tokenKey }: Keys): Promise<boolean> {
  return keyIdIn(sealed) !== (await keyIdOf(tokenKey));
}

/** Returns the id of a key: 8 hex digits of a SHA-256, which tell two keys apart and say nothing of either. */
export async function keyIdOf(key: string): Promise<string> {
  const bytes = encoder.encode(`edgewise key id ${key}`);
  return hex(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8);
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, { what, account }: Label, keyId: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: encoder.encode(`edgewise|${what}|${FORM}|${keyId}|${account}`),
});

const aesKey = (key: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", fromBase64(key), "AES-GCM", false, ["encrypt", "decrypt"]);

const encoder = new TextEncoder();
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
