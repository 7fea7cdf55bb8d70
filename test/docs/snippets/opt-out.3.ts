// Written by docs/snippets.ts from docs/opt-out.md:44. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const polite = createBot({
  optOut: {
    stop: ["stop", "basta"],
    start: ["start", "ancora"],
    stopped: "You get no more messages. Write “ancora” to get them again.",
    started: "Welcome back!",
  },
});
export { createBot };
