/** Meta signs each delivery: HMAC-SHA256 over the bytes as they are on the wire, with the app secret. */

const keys = new Map<string, CryptoKey>();
const encoder = new TextEncoder();

/** The key itself is kept, never a promise of it: a promise belongs to the request that made it. */
async function hmacKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign", "verify"]);
  // Page tokens and secrets are few; whatever else comes must not fill the memory.
  if (keys.size >= 100) keys.clear();
  keys.set(secret, key);
  return key;
}

/**
 * Whether a delivery was signed with one of the secrets. `crypto.subtle.verify` compares in constant time, and every
 * secret is tried, so the time does not tell which one fits.
 * @param header `X-Hub-Signature-256`: `sha256=` and 64 hex digits
 * @param body the raw bytes; parsing and writing JSON again would break the signature
 */
export async function isSigned(
  header: string | null,
  body: Uint8Array<ArrayBuffer>,
  secrets: readonly string[],
): Promise<boolean> {
  const digits = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  if (digits === undefined) return false;
  const signature = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const fits = await Promise.all(
    secrets.map(async (secret) => crypto.subtle.verify("HMAC", await hmacKey(secret), signature, body)),
  );
  return fits.includes(true);
}

/** HMAC-SHA256 as 64 lower-case hex digits: the form of `appsecret_proof`. */
export async function hmacHex(secret: string, text: string): Promise<string> {
  return hex(await crypto.subtle.sign("HMAC", await hmacKey(secret), encoder.encode(text)));
}

/** Lower-case hex digits, two a byte. */
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
