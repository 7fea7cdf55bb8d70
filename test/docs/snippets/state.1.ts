// Written by docs/snippets.ts from docs/state.md:6. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, number } from "edgewise";
export const bot = createBot({
  state: {
    version: 2,
    initial: () => ({ visits: 0, name: "" }),
    migrate: (old) => ({ visits: (old as { visits: number }).visits, name: "" }), // version 1 had no name
    forget: "365d",
  },
});

bot.hears(/^my name is (.+)$/i, (c) => {
  c.state.name = c.text.slice("my name is ".length);
  c.say(`Hello ${c.state.name}!`);
});
bot.otherwise((c) => c.say(`Visit ${++c.state.visits}, ${c.state.name || "whoever you are"}.`));
export { createBot, number };
