// Written by docs/snippets.ts from docs/opt-out.md:3. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, shape, signal } from "edgewise";
export const bot = createBot({
  optOut: true,
  disclose: "I am the restaurant's automated assistant.",
});

const offer = signal("offer", shape({ dish: String }));
bot.hears("menu", (c) => {
  c.say("Soup and bread.");
  c.later("2h", offer, { dish: "cake" });
});
bot.on(offer, (c, { dish }) => c.say(`Today we have ${dish}.`));
export { offer, createBot, shape, signal };
