/** All HTTP routes of the Worker, on one screen. The work of each is elsewhere. */
import { type IRequest, Router } from "itty-router";
import { admin } from "./admin/routes.ts";
import type { Env } from "./env.ts";
import { frontPage } from "./front-page.ts";
import { health } from "./health.ts";
import { notFound, text } from "./http.ts";
import { deauthorized, deletionAsked, deletionStatus } from "./intake/callbacks.ts";
import { webhookDelivery, webhookHandshake } from "./intake/webhook.ts";
import type { Runnable } from "./kit/runnable.ts";
import { errorName, log } from "./log.ts";

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
    .get("/", (request, env) => frontPage(request, env))
    .get("/health", (request, env) => health(request, env))
    .post("/deauthorize", (request, env, ctx) => deauthorized(request, env, ctx))
    .post("/deletion", (request, env) => deletionAsked(request, env))
    .get("/deletion/:code", ({ params }, env) => deletionStatus(params["code"] ?? "", env))
    .all("/admin/*", (request, env) => admin(request, env, bot))
    .all("*", notFound);
