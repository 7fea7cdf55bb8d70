// Written by docs/snippets.ts from docs/testing.md:22. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
// test/bot.test.ts
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./testing.1.ts";

it("sells soup", async () => {
  const ana = person(bot, { firstName: "Ana" });
  await ana.says("soup");
  expect(ana.screen()).toBe("you: soup\nbot: Which soup?\n( Hot | Cold )");
  await ana.taps("Hot"); // by its title, as a person does
  expect(ana.screen()).toMatch(/A hot soup/);
  await ana.says("soup");
  await ana.says("cold"); // an option can be typed, too
  expect(ana.screen()).toMatch(/A cold soup/);
});

it.each(["accept", "turn", "send"] as const)("sells once, also when the Worker dies after: %s", async (crashAfter) => {
  const ana = person(bot, { crashAfter });
  await ana.says("soup");
  await ana.taps("Hot");
  await ana.waits("1h"); // nobody really waits
  await ana.says("How many?");
  expect(ana.screen()).toMatch(/You have 1 orders\.$/);
});
export { person, expect, it, bot };
