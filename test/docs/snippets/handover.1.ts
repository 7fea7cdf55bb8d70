// Written by docs/snippets.ts from docs/handover.md:5. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot({ human: { quiet: "30m" } });

bot.hears(["human", "agent"], { anywhere: true }, (c) =>
  c.handOver({
    say: "One moment, a colleague is coming.",
    reason: "Asked for a person",
    ifUnanswered: { after: "15m", say: "Nobody is free just now. We will write to you." },
  }),
);
bot.otherwise((c) => c.say("Write “human” for a person."));
export { createBot };
