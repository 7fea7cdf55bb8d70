/**
 * Calls to the two addresses of whoever runs the bot, `ALERT_URL` and `HEARTBEAT_URL`. An address of this kind is often a
 * secret itself, so it stands in no log and in no error. Tries once: who wants more asks again.
 */
import { errorName } from "./log.ts";

/** The time-out of such a call: nothing of the bot's may depend on a chat tool. */
const HOOK_MS = 5_000;

/**
 * Makes one call, and follows no redirect, which would carry the body elsewhere. Never throws.
 * @param body POSTs it as JSON; missing: a GET
 * @returns null when the other side has taken it, else the reason: `HTTP 404`, `TimeoutError`
 */
export async function callHook(url: string, body?: unknown): Promise<string | null> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(url, {
      ...(body === undefined ? {} : post),
      redirect: "manual",
      signal: AbortSignal.timeout(HOOK_MS),
    });
    await response.body?.cancel();
    return response.ok ? null : `HTTP ${response.status}`;
  } catch (error) {
    return errorName(error);
  }
}
