// Written by docs/snippets.ts from docs/graph.md:9. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot();

bot.hears("who has it", async (c) => {
  const { data } = await c.graph.call("GET", `${c.graph.account}/thread_owner`, { recipient: c.person });
  c.say(Array.isArray(data) && data.length > 0 ? "I have it." : "Nobody has it.");
});
export { createBot };
