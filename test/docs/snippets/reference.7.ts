// Written by docs/snippets.ts from docs/reference.md:205. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { GraphError } from "edgewise";
import { bot } from "./reference.5.ts";
bot.hears("who has it", async (c) => {
  try {
    await c.graph.call("GET", `${c.graph.account}/thread_owner`, { recipient: c.person });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    c.say(error.means === "platform_rate_limited" ? "One moment, please." : "I cannot look that up.");
  }
});
export { GraphError, bot };
