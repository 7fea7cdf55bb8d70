// Written by docs/snippets.ts from docs/dialogs.md:222. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, daysAfter, choice, buttons } from "edgewise";
const days = (today: string) => [1, 2, 3].map((n) => daysAfter(today, n)); // in the bot's time zone
const visit = action("VISIT_:what");

export const practice = createBot({
  timeZone: "Europe/Berlin",
  state: { version: 1, initial: () => ({ german: false, offered: [] as string[] }) },
});

const booking = practice
  .dialog("booking")
  .ask("what", () => "What is it about?")
  .ask("day", (_, c) =>
    choice(
      c.state.german ? "An welchem Tag?" : "On which day?",
      Object.fromEntries(c.state.offered.map((day) => [day, day])),
      { wrong: c.state.german ? "Bitte wählen Sie einen Tag." : "Please choose a day." },
    ),
    (day, _, c) => day > c.time.date || "That day has begun.", // a choice of last week can still be typed
  )
  .expires("7d") // nobody decides on a day within one
  .done((c, { what, day }) => c.say(`${what}, ${day}.`));

practice.hears("prices", (c) => c.say(buttons("A cleaning is €120.", visit.as("Book one", { what: "Cleaning" }))));
practice.on(visit, (c) => {
  c.state.offered = days(c.time.date); // what was offered, until it is answered
  c.start(booking, { what: c.params.what });
});
practice.hears("deutsch", { anywhere: true }, (c) => {
  c.state.german = true; // the open question is asked again, in German
});
export { days, visit, booking, action, createBot, daysAfter, choice, buttons };
