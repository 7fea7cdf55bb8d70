// Written by docs/snippets.ts from docs/bot.md:184. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { bot } from "./bot.7.ts";
bot.hears("order", async (c) => {
  const number = await c.once("order", (key) => placeOrder(c.person, key));
  c.say(`Your order is ${number}.`);
});

async function placeOrder(person: string, idempotencyKey: string): Promise<string> {
  return `${person.length}-${idempotencyKey.length}`; // here you would call your shop
}
export { placeOrder, person, bot };
