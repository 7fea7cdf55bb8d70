// Written by docs/snippets.ts from docs/state.md:23. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./state.1.ts";
it("remembers, and forgets after a year", async () => {
  const ana = person(bot);
  await ana.says("My name is Ana");
  await ana.says("hi");
  expect(ana.screen()).toMatch(/Visit 1, Ana\.$/);
  await ana.waits("366d");
  await ana.says("hi");
  expect(ana.screen()).toMatch(/Visit 1, whoever you are\.$/);
});

it("brings an older person along", async () => {
  const ana = person(bot, { state: { version: 1, data: { visits: 7 } } });
  await ana.says("hi");
  expect(ana.screen()).toMatch(/Visit 8, whoever you are\.$/);
});
export { person, expect, it, bot };
