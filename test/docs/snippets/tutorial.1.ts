// Written by docs/snippets.ts from docs/tutorial.md:21. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
// src/bot.ts
import { createBot } from "edgewise";

export const bot = createBot();

bot.hears(/hello/i, (c) => c.say("Hello! We are a restaurant."));
bot.otherwise((c) => c.say("Sorry, I did not get that."));
export { createBot };
