// Written by docs/snippets.ts from docs/graph.md:139. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { GraphError } from "edgewise";
import { messenger } from "edgewise/messenger";
import { bot } from "./graph.1.ts";
bot.hears("block me", async (c) => {
  try {
    await messenger(c).moderate.block();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    c.say(error.means === "account_permission_missing" ? "I may not do that." : `It did not work: ${error.action}.`);
  }
});
export { GraphError, messenger, bot };
