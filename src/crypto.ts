/** HMAC-SHA256 and comparisons in constant time, by WebCrypto. It stores no secret. */

const keys = new Map<string, CryptoKey>();
const encoder = new TextEncoder();

/** Imports a key, and caches it: the key itself, not a promise, since a promise belongs to the request that made it. */
export async function hmacKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign", "verify"]);
  // Page tokens and secrets are few; any other input must not fill the memory.
  if (keys.size >= 100) keys.clear();
  keys.set(secret, key);
  return key;
}

/** Makes an HMAC-SHA256 as 64 lower-case hex digits: the form of `appsecret_proof`. */
export async function hmacHex(secret: string, text: string): Promise<string> {
  return hex(await crypto.subtle.sign("HMAC", await hmacKey(secret), encoder.encode(text)));
}

/** Writes bytes as lower-case hex digits, two a byte. */
export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares two texts in a time that does not depend on where they differ. */
export async function isSame(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([
    crypto.subtle.digest("SHA-256", encoder.encode(left)),
    crypto.subtle.digest("SHA-256", encoder.encode(right)),
  ]);
  return crypto.subtle.timingSafeEqual(a, b);
}
