/** `edgewise/worker`: makes the Worker of a bot. */
import { Account } from "./account/account.ts";
import { cron } from "./admin/cron.ts";
import { checkBot } from "./check-bot.ts";
import { Conversation as AnyConversation } from "./conversation/conversation.ts";
import type { Env } from "./env.ts";
import { consume } from "./intake/consume.ts";
import { type AnyBot, runnable } from "./kit/runnable.ts";
import type { QueuedEvents } from "./model/events.ts";
import { createRouter } from "./routes.ts";

/**
 * Makes the Worker of a bot: the exports of its module. The names of the two classes are those of `wrangler.toml`, for
 * good: the stored data belongs to them.
 * @throws Error when something is wrong with the bot as a whole: in `npm start`, and before a deploy goes live
 * @example
 * const { Conversation, Account, handler } = createWorker(bot);
 * export { Account, Conversation };
 * export default handler;
 */
export function createWorker(bot: AnyBot) {
  checkBot(bot);
  const router = createRouter(bot[runnable]);
  /** One person's conversation. */
  class Conversation extends AnyConversation {
    /** The bot that answers here. */
    static readonly bot = bot;

    constructor(ctx: DurableObjectState, env: Env) {
      super(ctx, env, bot);
    }
  }
  const handler = {
    fetch: (request, env, ctx) => router.fetch(request, env, ctx),
    queue: consume,
    scheduled: (_, env) => cron(env),
  } satisfies ExportedHandler<Env, QueuedEvents>;
  return { Conversation, Account, handler };
}
