// Written by docs/snippets.ts from docs/graph.md:51. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { messenger } from "edgewise/messenger";
import { bot } from "./graph.1.ts";
bot.hears("keep it open", async (c) => {
  await c.once("extend", () => messenger(c).extend("3d"));
  c.say("I keep this conversation for three days.");
});
export { messenger, bot };
