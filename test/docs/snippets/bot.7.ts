// Written by docs/snippets.ts from docs/bot.md:138. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot();
bot.on("optin", (c) => c.say("Thank you for your order. Write to me when you want to know where it is."));
bot.hears(/where/i, (c) => {
  const form = c.event.prior?.identifier; // your site made it, so it knows whose order that was
  c.say(form === undefined ? "Which order?" : `The order of form ${form} is on its way.`);
});
export { createBot };
