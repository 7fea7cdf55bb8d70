// Written by docs/snippets.ts from docs/graph.md:18. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./graph.1.ts";
it("asks the simulated Meta", async () => {
  const ana = person(bot);
  await ana.says("who has it");
  expect(ana.screen()).toMatch(/I have it\.$/);
});
export { person, expect, it, bot };
