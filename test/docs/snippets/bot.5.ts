// Written by docs/snippets.ts from docs/bot.md:112. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot();
bot.on("comment", (c) => c.say(`Thank you, ${c.event.from.name ?? "you"}. A watch costs $299.99.`, { notification: "silent" }));
export { createBot };
