// Written by docs/snippets.ts from docs/bot.md:44. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, buttons } from "edgewise";
export const bot = createBot();
const buy = action("BUY_:sku");
const offer = buttons("A watch?", buy.as("Buy Now", { sku: "WATCH" })); // sends BUY_WATCH when tapped
bot.on(buy, (c) => c.say(`Sold: ${c.params.sku}`)); // the parameter is typed
bot.otherwise((c) => c.say(c.stale ? "That button is from an older menu." : offer));
export { buy, offer, action, createBot, buttons };
