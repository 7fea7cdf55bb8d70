/**
 * The check of a `signed_request`, by which Meta tells what a person has done to the app. Documented: Facebook Login,
 * parsing a signed request; app dashboard, data deletion callback.
 */
import { hmacKey } from "../../crypto.ts";
import { parseExact } from "./json.ts";
import { type Fields, fields, filled, number } from "./values.ts";

/** The age at which a request is a replay, in milliseconds: a rule of this project's own, Meta names none. */
const OLDEST_MS = 86_400_000;
/** The time that Meta's clock may be ahead. */
const AHEAD_MS = 300_000;

/** The person, by an id that belongs to the app and not to a Page; `at` in milliseconds. */
export interface SignedRequest {
  readonly user: string;
  readonly at: number;
}

/** Reads a request that one of the secrets has signed lately; null for any other. Never throws. */
export async function readSignedRequest(
  value: string,
  secrets: readonly string[],
  now: number,
): Promise<SignedRequest | null> {
  const [signature, payload, ...more] = value.split(".");
  const bytes = bytesOf(signature ?? "");
  if (bytes === null || payload === undefined || more.length > 0) return null;
  // The text as it was sent is signed, and not what it stands for.
  const signed = new TextEncoder().encode(payload);
  const fits = await Promise.all(
    secrets.map(async (secret) => crypto.subtle.verify("HMAC", await hmacKey(secret), bytes, signed)),
  );
  const body = fits.includes(true) ? jsonOf(payload) : undefined;
  if (body?.["algorithm"] !== "HMAC-SHA256") return null;
  const user = filled(body["user_id"]);
  const at = (number(body["issued_at"]) || 0) * 1_000;
  return user === undefined || at < now - OLDEST_MS || at > now + AHEAD_MS ? null : { user, at };
}

function jsonOf(payload: string): Fields | undefined {
  const bytes = bytesOf(payload);
  try {
    return bytes === null ? undefined : fields(parseExact(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Reads base64url without padding; null for what is none. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}
