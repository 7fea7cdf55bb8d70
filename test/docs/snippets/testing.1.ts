// Written by docs/snippets.ts from docs/testing.md:6. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
// src/bot.ts
import { action, createBot, quick } from "edgewise";

export const bot = createBot({ state: { version: 1, initial: () => ({ orders: [] as number[] }) } });
const buy = action("BUY_:what");

bot.hears("soup", (c) => c.say(quick("Which soup?", buy.as("Hot", { what: "hot" }), buy.as("Cold", { what: "cold" }))));
bot.on(buy, async (c) => {
  const number = await c.once("order", () => Math.ceil(Math.random() * 1000));
  c.state.orders.push(number);
  c.say(`A ${c.params.what} soup. Your order is ${number}.`);
});
bot.otherwise((c) => c.say(`You have ${c.state.orders.length} orders.`));
export { buy, action, createBot, quick };
