import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { replayEvent } from "../../../src/conversation/replay.ts";
import { createBot } from "../../../src/kit/index.ts";
import { inRoom } from "../../support/room.ts";
import { world } from "../../support/world.ts";

const w = world();
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

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

const circle: Record<string, unknown> = {};
circle["itself"] = circle;

it.each<[string, unknown, string]>([
  [
    "is larger than is kept",
    "x".repeat(2_500_000),
    "makes 2500012 characters as JSON, with the event's other results; 100000 are kept",
  ],
  ["JSON cannot hold", circle, "cannot be written as JSON"],
  ["JSON leaves out", () => 1, "cannot be written as JSON"],
])("does nothing again whose result %s, and says so", async (_, result, why) => {
  const bot = createBot();
  const errors: unknown[] = [];
  let orders = 0;
  bot.otherwise(async (c) => {
    await c.once("order", () => {
      orders++;
      return result;
    });
    c.say("ordered");
  });
  bot.onError((c, error) => {
    errors.push(error);
    c.say("sorry");
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ scope, says, runs, row }) => {
    const { seq, id } = says("order");
    await runs();
    expect(replayEvent(scope, id)).toBe("replayed");
    await runs();
    expect(row(seq).once?.length).toBeLessThan(500);
  });
  const told = `c.once("order"): its result ${why}. It was done, and is not done again: return an id, and keep the rest elsewhere.`;
  expect(errors).toEqual([new TypeError(told), new TypeError(told)]);
  expect(w.screen(psid)).toEqual(["sorry", "sorry"]);
  expect(orders).toBe(1);
});

it("stores what was done and could not be stored, and does not do it again", async () => {
  const bot = createBot();
  let orders = 0;
  bot.otherwise(async (c) => c.say(`order ${await c.once("order", () => ++orders)}`));
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ scope, says, runs, row }) => {
    const remember = vi.spyOn(scope.store, "remember").mockImplementationOnce(() => {
      throw new Error("database or disk is full: SQLITE_FULL");
    });
    const { seq } = says("order");
    await runs();
    expect(row(seq)).toMatchObject({ once: null, tries: 1 });
    await scheduler.wait(1_050);
    await runs();
    expect(row(seq).once).toBe('{"order":1}');
    remember.mockRestore();
  });
  expect(w.screen(psid)).toEqual(["order 1"]);
  expect(orders).toBe(1);
});
