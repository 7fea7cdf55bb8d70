/** Every HTTP route, on one screen. */
import { type IRequest, Router } from "itty-router";
import { admin } from "./admin/routes.ts";
import { versionNotice } from "./channels/meta/versions.ts";
import { now } from "./clock.ts";
import { objectFor } from "./durable-objects.ts";
import { type Env, settings } from "./env.ts";
import { json, notFound, text } from "./http.ts";
import { webhookDelivery, webhookHandshake } from "./intake/webhook.ts";
import type { Runnable } from "./kit/runnable.ts";
import { errorName, log } from "./log.ts";

/** @param bot answers signals, and says which comments are its own to answer */
export const createRouter = (bot: Runnable) =>
  Router<IRequest, [Env, ExecutionContext]>({
    catch: (error: unknown) => {
      log("error", "route_failed", { error: errorName(error) });
      return text("Something broke.", 500);
    },
  })
    .get("/webhook", (request, env) => webhookHandshake(request, env))
    .post("/webhook", (request, env) => webhookDelivery(request, env, bot))
    .all("/webhook", () => text("GET and POST only.", 405, { allow: "GET, POST" }))
    .get("/health", (_, env) => health(env))
    .all("/admin/*", (request, env) => admin(request, env, bot))
    .all("*", notFound);

/**
 * 200 while deliveries can be received, 503 otherwise; what is missing or malformed, all at once; and how many things of
 * each kind wait for a person's eyes. Holds no secret, and nobody's id.
 */
async function health(env: Env): Promise<Response> {
  const { problems, appSecrets, jurisdiction, pageToken, graphVersion } = settings(env);
  const receiving = appSecrets.length > 0 && jurisdiction !== null;
  const attention = await attentionOf(env);
  const notice = versionNotice(graphVersion, now());
  const body = {
    name: "edgewise",
    receiving,
    sending: pageToken !== "",
    graph: graphVersion,
    problems: notice === null ? problems : [...problems, notice],
    attention,
  };
  return json(body, receiving ? 200 : 503);
}

/** A monitor must not hang on a silent account. */
const ATTENTION_MS = 1_000;
/** Anybody may ask, and the account has messages to send: it is asked once in a while. */
const ATTENTION_KEPT_MS = 5_000;

type Attention = Partial<Record<string, number>>;

const counted = new WeakMap<Env, { readonly at: number; readonly attention: Attention | null }>();

/** Null while the account does not answer, or no Page is configured. */
async function attentionOf(env: Env): Promise<Attention | null> {
  const set = settings(env);
  if (set.pageId === "" || set.jurisdiction === null) return null;
  const before = counted.get(env);
  if (before !== undefined && now() < before.at + ATTENTION_KEPT_MS) return before.attention;
  // Whoever asks meanwhile gets what was known before.
  counted.set(env, { at: now(), attention: before?.attention ?? null });
  const asked = objectFor(env.ACCOUNT, set, { channel: "messenger", account: set.pageId }).attention();
  const attention = await Promise.race([asked.catch(() => null), scheduler.wait(ATTENTION_MS).then(() => null)]);
  counted.set(env, { at: now(), attention });
  return attention;
}
