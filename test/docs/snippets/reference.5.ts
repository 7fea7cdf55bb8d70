// Written by docs/snippets.ts from docs/reference.md:119. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
const bot = createBot({ state: { version: 1, initial: () => ({ visits: 0 }) } });
bot.hears(/hello/i, (c) => c.say(`Hello! Visit ${++c.state.visits}.`));
export { bot, createBot };
