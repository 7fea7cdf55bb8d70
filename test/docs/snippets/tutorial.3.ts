// Written by docs/snippets.ts from docs/tutorial.md:91. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
// test/bot.test.ts
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./tutorial.2.ts";

it("books a table", async () => {
  const ana = person(bot);
  await ana.starts();
  await ana.taps("Book a table");
  await ana.says("Ana");
  await ana.says("20");
  expect(ana.screen()).toMatch(/between 1 and 8/);
  await ana.says("4");
  await ana.says("24.12.2030");
  expect(ana.screen()).toMatch(/A table for 4 on 2030-12-24 for Ana/);
  await ana.taps("Yes");
  expect(ana.screen()).toMatch(/See you on 2030-12-24/);
});

it("books it once, also when the Worker dies in the middle", async () => {
  const ana = person(bot, { crashAfter: "send" });
  for (const words of ["book", "Ana", "4", "2030-12-24", "yes", "hello"]) await ana.says(words);
  await ana.taps("My tables");
  expect(ana.screen().match(/for 4$/gm)).toHaveLength(1);
});

it("drops it on a cancel", async () => {
  const ana = person(bot);
  await ana.says("book");
  await ana.says("cancel");
  expect(ana.screen()).toMatch(/no table was booked/);
});
export { person, expect, it, bot };
