// Written by docs/snippets.ts from docs/bot.md:206. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, utility, shape, signal } from "edgewise";
export const bot = createBot({
  timeZone: "Europe/Madrid",
  hours: { monday: "9:00-17:00", friday: ["9:00-12:00", "13:00-16:00"], except: { "2026-12-25": [] } },
});
const call = signal("call", shape({ what: String }));
bot.on(call, (c, { what }) => c.say(c.now < c.window ? `Time for ${what}.` : utility("reminder", { what })));

bot.hears("time", (c) => c.say(`${c.time.weekday}, ${c.time.date}, ${c.time.hour} h in ${c.time.zone}`));
bot.hears("open", (c) => c.say(c.isOpen ? "We are here." : `We are here on ${c.opens?.weekday}.`));
bot.hears("tomorrow", (c) => c.later({ days: 1, time: "9:00" }, call, { what: "the dentist" }));
bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked for a person" }));
export { call, createBot, utility, shape, signal };
