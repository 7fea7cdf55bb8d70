// Written by docs/snippets.ts from docs/reference.md:1288. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { fetchAttachment } from "edgewise/messenger";
import { bot } from "./reference.5.ts";
bot.on("image", async (c) => {
  const { bytes, type } = await fetchAttachment(c.event.url, { maxBytes: 5_000_000, types: ["image/*"] });
  c.say(`Thank you for ${bytes.length} bytes of ${type}.`);
});
export { fetchAttachment, bot };
