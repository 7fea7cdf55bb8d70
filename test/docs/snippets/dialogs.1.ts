// Written by docs/snippets.ts from docs/dialogs.md:5. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, choice, text } from "edgewise";
export const bot = createBot();

const order = bot
  .dialog("order")
  .ask("pizza", () => choice("Which pizza?", { m: "Margherita", q: "Quattro stagioni" }))
  .ask("how", () => choice("How?", { bring: "Bring it", fetch: "I fetch it" }))
  .ask(
    "street",
    ({ how }) => (how === "bring" ? text("To which street and number?") : null), // null: this one is skipped
    (street) => /\d/.test(street) || "Street and number, please.",
  )
  .idle("10m", (c) => c.say("Still hungry?"))
  .onCancel((c) => c.say("No pizza then."))
  .done((c, { pizza, street }) => c.say(`One ${pizza}, ${street === undefined ? "ready" : "with you"} in 20 minutes.`));

bot.hears("pizza", (c) => c.start(order));
bot.hears(/\bprice/i, { anywhere: true }, (c) => c.say("Every pizza is 9 euros."));
bot.otherwise((c) => c.say("Write “pizza”."));
export { order, createBot, choice, text };
