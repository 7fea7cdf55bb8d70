/** Meta's signatures, with WebCrypto: over webhooks, over the token of a Graph call, and over what an app's callbacks get. */

const utf8 = new TextEncoder();

/** HMAC-SHA256 of a text, as lower-case hex. */
export async function hmacHex(key: string, text: string): Promise<string> {
  // The key is imported for each call: workerd ties such objects to the request that made them.
  const imported = await crypto.subtle.importKey("raw", utf8.encode(key), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8.encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * JSON as Meta writes webhooks: everything outside ASCII as `\uXXXX` with lower-case digits, and `/` as `\/`. The
 * signature is over exactly these bytes, so whoever parses and writes them again breaks it.
 */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");
}

/** How far the clock of a time-stamped `appsecret_proof` may be off, in seconds. */
const PROOF_AGE = 5 * 60;

/** Checks an `appsecret_proof`, plain or time-stamped (`HMAC(token|time)` with `appsecret_time`). */
export async function checkProof(
  given: { readonly proof?: string | undefined; readonly time?: string | undefined },
  token: string,
  appSecret: string,
  now: number,
): Promise<"fine" | "missing" | "wrong" | "expired"> {
  if (!given.proof) return "missing";
  const expected = await hmacHex(appSecret, given.time ? `${token}|${given.time}` : token);
  if (given.proof !== expected) return "wrong";
  if (given.time && !(Math.abs(now / 1000 - Number(given.time)) <= PROOF_AGE)) return "expired";
  return "fine";
}

/** A `signed_request`, as Meta sends it to the callbacks of an app: base64url without padding, signed as it is sent. */
export async function signedRequest(payload: unknown, appSecret: string): Promise<string> {
  const body = base64url(utf8.encode(JSON.stringify(payload)));
  const digits = (await hmacHex(appSecret, body)).match(/../g) ?? [];
  return `${base64url(Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16)))}.${body}`;
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
