// Written by docs/snippets.ts from docs/reference.md:1313. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { messenger } from "edgewise/messenger";
import { bot } from "./reference.5.ts";
bot.hears("my thread", async (c) => {
  await c.once("extend", () => messenger(c).extend("3d"));
  const owner = await messenger(c).owner();
  c.say(owner === null ? "Nobody has it." : `It is kept until ${new Date(owner.until ?? 0).toISOString()}.`);
});
export { messenger, bot };
