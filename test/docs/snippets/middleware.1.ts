// Written by docs/snippets.ts from docs/middleware.md:5. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, logging } from "edgewise";

const closed = new Set<string>();

export const bot = createBot();

bot.use(logging()); // the kind of event, and how long it took; never what somebody wrote
bot.use(async (c, next) => {
  if (closed.has(c.person)) return c.say("This chat is closed."); // no next(): the handler does not run
  await next();
});

bot.otherwise((c) => c.say("Hello!"));
export { closed, createBot, logging };
