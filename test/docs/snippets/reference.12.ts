// Written by docs/snippets.ts from docs/reference.md:305. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { payload } from "edgewise";
import { bot } from "./reference.5.ts";
bot.on(payload(/^\{"type":"buy"/), (c) => c.say(`Sold: ${JSON.parse(c.event.payload).sku}`));
export { payload, bot };
