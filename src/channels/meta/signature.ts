/** The check of a delivery's signature. Meta signs the bytes as they are on the wire: HMAC-SHA256 with the app secret. */
import { hmacKey } from "../../crypto.ts";

/**
 * Tells whether a delivery was signed with one of the secrets. `crypto.subtle.verify` compares in constant time, and
 * every secret is tried, so the time does not tell which one fits.
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
