// Written by docs/snippets.ts from docs/from-the-send-api.md:44. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, buttons } from "edgewise";
const buy = action("BUY_:sku"); // the same string on the wire
const menu = buttons("How can I help you?", buy.as("Buy a watch", { sku: "WATCH" }));

export const bot = createBot({ state: { version: 1, initial: () => ({ cart: [] as string[] }) } });

bot.on("started", (c) => c.say(menu));
bot.hears("help", (c) => c.say(menu));
bot.on(buy, (c) => {
  c.state.cart.push(c.params.sku);
  c.say(`In your cart: ${c.state.cart.join(", ")}.`);
});
bot.otherwise((c) => c.say(c.stale ? "That button is too old." : "Sorry?"));
export { buy, menu, action, createBot, buttons };
