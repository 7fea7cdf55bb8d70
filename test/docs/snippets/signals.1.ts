// Written by docs/snippets.ts from docs/signals.md:6. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, utility, shape, signal } from "edgewise";
export const bot = createBot();

const reminder = signal("reminder", shape({ what: String }));
const shipped = signal("order.shipped", shape({ order: String }));

bot.hears(/^remind me of (.+)$/i, (c) => {
  c.later("2h", reminder, { what: c.text.slice("remind me of ".length) }, { key: "reminder" });
  c.say("I will.");
});
bot.hears("forget it", (c) => {
  c.forget("reminder"); // or c.forget(reminder): all of them
  c.say("All right.");
});
bot.on(reminder, (c, { what }) => c.say(`You wanted to think of ${what}.`));
bot.on(shipped, (c, { order }) => c.say(utility("order_shipped", { order })));
export { reminder, shipped, createBot, utility, shape, signal };
