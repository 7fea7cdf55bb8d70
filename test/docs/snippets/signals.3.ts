// Written by docs/snippets.ts from docs/signals.md:60. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { daysAfter } from "edgewise";
import { bot, reminder } from "./signals.1.ts";
bot.hears(/^remind me on (\d{4}-\d\d-\d\d)$/, (c) => {
  const day = c.text.slice(-10);
  c.later({ date: daysAfter(day, -1), time: "9:00" }, reminder, { what: day }); // by createBot({ timeZone })
  c.say("I will, the day before.");
});
export { daysAfter, bot, reminder };
