/** An order in five questions, for conversations that move on. */
import { confirm, createBot, number, shape, signal } from "../../src/kit/index.ts";

export const shipped = signal("shipped", shape({ order: String }));

export function orders() {
  const bot = createBot();
  const order = bot
    .dialog("order")
    .ask("name", () => "Your name?")
    .ask("street", () => "Your street?")
    .ask("city", () => "Your city?")
    .ask("people", () => number("How many?"))
    .ask("ok", (a) => confirm(`${a.name}; ${a.street}; ${a.city}; ${a.people}. Shall I place the order?`))
    .done((c, { ok }) => c.say(ok ? "Placed." : "Dropped."));
  bot.hears("order", (c) => c.start(order));
  bot.on(shipped, (c, { order }) => c.say(`${order} is on its way.`));
  bot.otherwise((c) => c.say(`Nothing: ${c.text}`));
  return bot;
}
