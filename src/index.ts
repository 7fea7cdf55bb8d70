import { consume } from "./conversation/consume.ts";
import "./built.ts";
import type { QueuedEvents } from "./conversation/queue.ts";
import type { Env } from "./env.ts";
import { router } from "./routes.ts";

export { Account } from "./account/account.ts";
export { Conversation } from "./conversation/conversation.ts";

export default {
  fetch: (request, env, ctx) => router.fetch(request, env, ctx),
  queue: consume,
} satisfies ExportedHandler<Env, QueuedEvents>;
