// Written by docs/snippets.ts from docs/bot.md:69. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, payload } from "edgewise";
export const bot = createBot();
bot.on(payload("menu: help"), (c) => c.say("What can I do for you?")); // the whole payload
bot.on(payload(/^\{"type":"buy"/), (c) => c.say(`Sold: ${JSON.parse(c.event.payload).sku}`)); // anywhere in it
bot.on(payload(/^size:(?<size>\w+)$/), (c) => c.say(`Size ${c.params["size"]}.`)); // with named groups
export { createBot, payload };
