// Written by docs/snippets.ts from docs/signals.md:60. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { bot, reminder } from "./signals.1.ts";
bot.hears(/^remind me on (\d{4}-\d\d-\d\d)$/, (c) => {
  const day = c.text.slice(-10);
  const dayBefore = new Date(Date.parse(`${day}T09:00Z`) - 86_400_000); // at 9:00, by UTC
  c.later(dayBefore, reminder, { what: day });
  c.say("I will, the day before.");
});
export { bot, reminder };
