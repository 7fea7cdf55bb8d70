// Written by docs/snippets.ts from docs/dialogs.md:179. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, choice, confirm } from "edgewise";
export const cafe = createBot({ dialogs: { expires: "12h" } });

const coffee = cafe
  .dialog("coffee")
  .ask("cup", () => choice("Which cup?", { s: "Small", l: "Large" }))
  .ask("ok", ({ cup }) => confirm(`A ${cup === "l" ? "large" : "small"} coffee. Shall I place the order?`))
  .expires("1h")
  .idle("15m", (c) => c.say("Your coffee is waiting for you."))
  .onExpired((c) => c.say("I have put your order aside."))
  .done((c, { ok }) => c.say(ok ? "It is on its way." : "No coffee then."));

cafe.hears("coffee", (c) => c.start(coffee));
cafe.otherwise((c) => c.say("Write “coffee”."));
export { coffee, createBot, choice, confirm };
