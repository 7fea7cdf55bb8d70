// Written by docs/snippets.ts from README.md:33. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, buttons, createBot, quick } from "edgewise";

// What can be tapped is a value: it builds the button and routes the tap.
const order = action("ORDER_:size");
const support = action("CONTACT_SUPPORT");

export const bot = createBot({ state: { version: 1, initial: () => ({ pizzas: 0 }) } });

bot.on("started", (c) => c.say(buttons("Hungry?", order.as("A small one", { size: "small" }), support.as("Ask a human"))));
bot.hears(/pizza/i, (c) => c.say(quick("Which one?", order.as("Small", { size: "small" }), order.as("Large", { size: "large" }))));
bot.on(order, async (c) => {
  const number = await c.once("order", (key) => placeOrder(c.params.size, key)); // however often this runs: one order
  c.state.pizzas++;
  c.say(`Your ${c.params.size} pizza is on its way. Order ${number}.`);
});
bot.on(support, (c) => c.handOver({ say: "One moment, a colleague is coming.", reason: "Asked for a person" }));
bot.on("image", (c) => c.say("That looks good!"));
bot.otherwise((c) => c.say(c.stale ? "That button is from an older menu." : `You said: "${c.text}". We make pizza.`));
bot.onError((c) => c.say("Something broke on our side. Please write again."));

declare function placeOrder(size: string, idempotencyKey: string): Promise<string>;
export { order, support, placeOrder, action, buttons, createBot, quick };
