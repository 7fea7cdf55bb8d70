// Written by docs/snippets.ts from docs/graph.md:63. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { messenger, fetchAttachment } from "edgewise/messenger";
import { bot } from "./graph.1.ts";
bot.on("image", async (c) => {
  const { bytes, type } = await fetchAttachment(c.event.url, { maxBytes: 5_000_000, types: ["image/*"] });
  const known = await messenger(c).profile(["locale"]);
  c.say(`Thank you, ${known?.firstName ?? "you"}: ${bytes.length} bytes of ${type}.`);
});
export { messenger, fetchAttachment, bot };
