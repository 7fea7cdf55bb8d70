import { sweep } from "./admin/sweep.ts";
import { versionNotice } from "./channels/meta/versions.ts";
import { now } from "./clock.ts";
import { consume } from "./intake/consume.ts";
import "./check-bot.ts";
import { type Env, settings } from "./env.ts";
import type { QueuedEvents } from "./intake/queue.ts";
import { log } from "./log.ts";
import { router } from "./routes.ts";

export { Account } from "./account/account.ts";
export { Conversation } from "./conversation/conversation.ts";

export default {
  fetch: (request, env, ctx) => router.fetch(request, env, ctx),
  queue: consume,
  scheduled: async (_, env) => {
    const notice = versionNotice(settings(env).graphVersion, now());
    if (notice !== null) log("warn", "graph_version", { notice });
    await sweep(env);
  },
} satisfies ExportedHandler<Env, QueuedEvents>;
