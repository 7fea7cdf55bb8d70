// Written by docs/snippets.ts from docs/bot.md:52. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./bot.1.ts";
it("sells", async () => {
  const ana = person(bot);
  await ana.says("hello");
  await ana.taps("Buy Now");
  expect(ana.screen()).toMatch(/Sold: WATCH/);
});
export { person, expect, it, bot };
