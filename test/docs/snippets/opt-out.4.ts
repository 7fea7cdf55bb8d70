// Written by docs/snippets.ts from docs/opt-out.md:71. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot({ erase: true }); // "delete my data", "forget me", … as whole messages
export { createBot };
