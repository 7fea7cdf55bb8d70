/** The bench's bot: one answer of each kind that the table has a row for. */
import { action, buttons, carousel, choice, createBot, text } from "edgewise";

const more = action("MORE");

export const bot = createBot();

const order = bot
  .dialog("order")
  .ask("size", () => choice("Which size?", { s: "Small", l: "Large" }))
  .ask("colour", () => choice("Which colour?", { b: "Blue", r: "Red" }))
  .done((c) => c.say("It is ordered."));

bot.hears("three", (c) => {
  for (const words of ["This is the first of three.", "This is the second.", "And this is the last."])
    c.say(text(words));
});
bot.hears("carousel", (c) =>
  c.say(
    carousel(
      ...["Blue bike", "Red bike", "Bell"].map((title) => ({
        title,
        text: "In the shop in Utrecht.",
        actions: [more.as("More")],
      })),
    ),
  ),
);
bot.hears("order", (c) => c.start(order));
bot.hears("person", (c) => c.handOver({ say: "A colleague is coming.", reason: "Asked for a person" }));
bot.on(more, (c) => c.say(buttons("It has 21 gears.", more.as("More"))));
bot.otherwise((c) => c.say(`You said: "${c.text}"`));
