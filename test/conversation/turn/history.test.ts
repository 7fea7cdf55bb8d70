import { expect, it } from "vitest";
import { createBot } from "../../../src/kit/index.ts";
import { inRoom } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const w = world();
const t = time();

it("the history has what was said at once before what was said at the end", async () => {
  let lines: string[] = [];
  const bot = createBot();
  bot.hears("q", async (c) => {
    await c.sayNow("first");
    c.say("second");
  });
  bot.otherwise((c) => {
    lines = c.history(10).map((l) => l.text);
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
    says("q");
    await runs();
    says("x");
    await runs();
  });
  expect(lines).toEqual(["q", "first", "second"]);
});

it("the history has merged texts in their order, before the answer", async () => {
  t.stops();
  let lines: string[] = [];
  const bot = createBot({ batch: "1s" });
  bot.otherwise((c) => {
    lines = c.history(10).map((l) => l.text);
    c.say("answer");
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
    says("one");
    says("two");
    await runs();
    t.passes(5000);
    says("x");
    await runs();
  });
  expect(lines).toEqual(["one", "two", "answer"]);
});
