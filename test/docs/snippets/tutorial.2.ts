// Written by docs/snippets.ts from docs/tutorial.md:47. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
// src/bot.ts
import { action, buttons, confirm, createBot, date, number } from "edgewise";

// What can be tapped is a value: it makes the button, and it says below what a tap does.
const book = action("BOOK");
const mine = action("MY_TABLES");

export const bot = createBot({
  state: { version: 1, initial: () => ({ tables: [] as string[] }) },
});

const welcome = buttons("Welcome! What can I do for you?", book.as("Book a table"), mine.as("My tables"));

bot.on("started", (c) => c.say(welcome));
bot.hears(/\b(table|book)\b/i, (c) => c.start(reservation));
bot.on(book, (c) => c.start(reservation));
bot.on(mine, (c) => c.say(c.state.tables.join("\n") || "You have no table yet."));
bot.otherwise((c) => c.say(welcome));
bot.onError((c) => c.say("Something broke on our side. Please try again."));

const reservation = bot
  .dialog("reservation")
  .ask("name", () => "In which name?")
  .ask("people", () => number("For how many people?", { min: 1, max: 8 }))
  .ask("day", () => date("For which day? Write it as 2030-12-24."))
  .ask("ok", ({ name, people, day }) => confirm(`A table for ${people} on ${day} for ${name}. Right?`))
  .onCancel((c) => c.say("All right, no table was booked."))
  .done(async (c, { people, day, ok }) => {
    if (!ok) return c.say("All right, no table was booked.");
    // This may run again after a crash. What stands in `once` happens once, and its result is kept.
    const number = await c.once("table", () => 1 + Math.floor(Math.random() * 20));
    c.state.tables.push(`${day}: table ${number}, for ${people}`);
    c.say(`See you on ${day}! You have table ${number}.`);
  });
export { book, mine, welcome, reservation, action, buttons, confirm, createBot, date, number };
