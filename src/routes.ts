/** All HTTP routes of the Worker, on one screen. The work of each is elsewhere. */
import { type IRequest, Router } from "itty-router";
import { admin } from "./admin/routes.ts";
import { versionNotice } from "./channels/meta/versions.ts";
import { now } from "./clock.ts";
import { objectFor } from "./durable-objects.ts";
import { type Env, settings } from "./env.ts";
import { webhookDelivery, webhookHandshake } from "./intake/webhook.ts";
import type { Runnable } from "./kit/runnable.ts";
import { errorName, log } from "./log.ts";

const text = (body: string, status: number, headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
  });

/** Makes the router. @param bot answers signals, and decides which comments it answers */
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
    .all("*", () => text("Not found.", 404));

/**
 * Answers `/health`: 200 while deliveries can be received, else 503; all missing or malformed settings; and the number
 * of open alerts of each kind. It holds no secret, and no person's id.
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
  return Response.json(body, { status: receiving ? 200 : 503, headers: { "cache-control": "no-store" } });
}

/** The time-out for the account's figures: a monitor must not hang on an account that does not answer. */
const ATTENTION_MS = 1_000;
/** The time that the figures are kept: the route is open to all, and the account has messages to send. */
const ATTENTION_KEPT_MS = 5_000;

type Attention = Partial<Record<string, number>>;

const counted = new WeakMap<Env, { readonly at: number; readonly attention: Attention | null }>();

/** Returns the account's figures; null while it does not answer, or no Page is configured. */
async function attentionOf(env: Env): Promise<Attention | null> {
  const set = settings(env);
  if (set.pageId === "" || set.jurisdiction === null) return null;
  const before = counted.get(env);
  if (before !== undefined && now() < before.at + ATTENTION_KEPT_MS) return before.attention;
  // Other requests get the old figures meanwhile.
  counted.set(env, { at: now(), attention: before?.attention ?? null });
  const asked = objectFor(env.ACCOUNT, set, { channel: "messenger", account: set.pageId }).attention();
  const attention = await Promise.race([asked.catch(() => null), scheduler.wait(ATTENTION_MS).then(() => null)]);
  counted.set(env, { at: now(), attention });
  return attention;
}
