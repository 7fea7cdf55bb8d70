// Written by docs/snippets.ts from docs/signals.md:24. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { utility } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot, shipped } from "./signals.1.ts";
it("reminds, is replaced, is forgotten, and goes out as a template after a day", async () => {
  const ana = person(bot);
  await ana.says("remind me of the milk");
  await ana.says("remind me of the bread");
  await ana.waits("3h");
  expect(ana.screen()).toMatch(/You wanted to think of the bread\.$/);
  expect(ana.screen()).not.toMatch(/You wanted to think of the milk/);
  await ana.says("remind me of the eggs");
  await ana.says("forget it");
  await ana.waits("1d");
  expect(ana.screen()).toMatch(/All right\.$/);
  await ana.waits("1h");
  await ana.signal(shipped, { order: "7" });
  expect(ana.screen()).toMatch(/utility order_shipped 7$/);
});

it("waits until a colleague has left", async () => {
  const ana = person(bot);
  await ana.says("remind me of the milk");
  await ana.waits("119m");
  await ana.agentSays("Hello?");
  await ana.waits("10m");
  expect(ana.screen()).not.toMatch(/You wanted/);
  await ana.waits("30m");
  expect(ana.screen()).toMatch(/You wanted to think of the milk\.$/);
});
export { utility, person, expect, it, bot, shipped };
