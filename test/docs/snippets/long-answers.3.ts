// Written by docs/snippets.ts from docs/long-answers.md:42. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const slow = createBot({ limit: "2m", patience: "I am still looking, one moment." }); // after 20 seconds
export { createBot };
