// Written by docs/snippets.ts from docs/dialogs.md:79. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, choice, number, buttons } from "edgewise";
const days = (now: number) => [1, 2, 3].map((n) => new Date(now + n * 86_400_000).toISOString().slice(0, 10));
const visit = action("VISIT_:what");

export const practice = createBot({ state: { version: 1, initial: () => ({ german: false, offered: [] as string[] }) } });

const booking = practice
  .dialog("booking")
  .ask("what", () => "What is it about?")
  .ask("day", (_, c) =>
    choice(
      c.state.german ? "An welchem Tag?" : "On which day?",
      Object.fromEntries(c.state.offered.map((day) => [day, day])),
      { wrong: c.state.german ? "Bitte wählen Sie einen Tag." : "Please choose a day." },
    ),
    (day, _, c) => Date.parse(day) > c.now || "That day has begun.", // a choice of last week can still be typed
  )
  .done((c, { what, day }) => c.say(`${what}, ${day}.`));

practice.hears("prices", (c) => c.say(buttons("A cleaning is €120.", visit.as("Book one", { what: "Cleaning" }))));
practice.on(visit, (c) => {
  c.state.offered = days(c.now); // what was offered, until it is answered
  c.start(booking, { what: c.params.what });
});
practice.hears("deutsch", { anywhere: true }, (c) => {
  c.state.german = true; // the open question is asked again, in German
});
export { days, visit, booking, action, createBot, choice, number, buttons };
