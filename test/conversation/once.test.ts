import { expect, it } from "vitest";
import { createBot } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();
const later = <Value>(ms: number, value: Value): Promise<Value> => scheduler.wait(ms).then(() => value);
const fails = () => Promise.reject(new Error("The shop is away."));

it("does not begin again what is still under way from the run that failed beside it", async () => {
  const bot = createBot();
  let paid = 0;
  let tries = 0;
  bot.otherwise(async (c) => {
    const payment = c.once("pay", () => later(2_000, ++paid));
    if (++tries === 1) await Promise.all([payment, fails()]);
    c.say(`paid ${await payment}`);
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("pay");
    await runs();
    await scheduler.wait(1_050); // the second try is due, the payment is not through
    await runs();
  });
  expect(w.screen(psid)).toEqual(["paid 1"]);
  expect({ tries, paid }).toEqual({ tries: 2, paid: 1 });
});

it("keeps what another run has stored meanwhile", async () => {
  const bot = createBot();
  let booked = 0;
  let tries = 0;
  bot.otherwise(async (c) => {
    const nth = ++tries;
    if (nth === 1) await Promise.all([c.once("slow", () => later(1_500, 1)), fails()]);
    await c.once("book", () => ++booked);
    if (nth === 2) {
      await scheduler.wait(1_000); // the first run's result comes
      await fails();
    }
    c.say(`booked ${booked}`);
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("book");
    await runs();
    for (const wait of [1_050, 4_050]) {
      await scheduler.wait(wait);
      await runs();
    }
  });
  expect(w.screen(psid)).toEqual(["booked 1"]);
  expect(tries).toBe(3);
});
