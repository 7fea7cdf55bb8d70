/** Every HTTP route, on one screen. */
import { type IRequest, Router } from "itty-router";
import { type Env, settings } from "./env.ts";
import { webhookDelivery, webhookHandshake } from "./webhook.ts";

const text = (body: string, status: number, headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
  });

export const router = Router<IRequest, [Env, ExecutionContext]>({
  catch: () => text("Something broke.", 500),
})
  .get("/webhook", (request, env) => webhookHandshake(request, env))
  .post("/webhook", (request, env) => webhookDelivery(request, env))
  .all("/webhook", () => text("GET and POST only.", 405, { allow: "GET, POST" }))
  .get("/health", (_, env) => health(env))
  .all("*", () => text("Not found.", 404));

/** 200 while deliveries can be received, 503 otherwise; what is missing or malformed, all at once. Holds no secret. */
function health(env: Env): Response {
  const { problems, appSecrets, pageToken, graphVersion } = settings(env);
  const receiving = appSecrets.length > 0;
  const body = { name: "edgewise", receiving, sending: pageToken !== "", graph: graphVersion, problems };
  return Response.json(body, { status: receiving ? 200 : 503, headers: { "cache-control": "no-store" } });
}
