// Written by docs/snippets.ts from docs/dialogs.md:195. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { place } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { order } from "./dialogs.1.ts";
import { cafe, coffee } from "./dialogs.5.ts";
it("ends with the conversation it belongs to, and an answer can be corrected", async () => {
  const ana = person(cafe);
  await ana.says("coffee");
  await ana.says("small");
  await ana.replies("large", 1);
  expect(ana.screen()).toMatch(/you: large\nbot: A large coffee\. Shall I place the order\?/);
  await ana.agentSays("Sold out. Shall I call you tomorrow instead?");
  await ana.waits("31m");
  await ana.says("Yes");
  expect(ana.screen()).toMatch(/you: Yes\nbot: I have put your order aside\.\nbot: Write “coffee”\.$/);
  await ana.says("coffee");
  await ana.waits("2h");
  await ana.says("small");
  expect(ana.screen()).toMatch(/you: small\nbot: I have put your order aside\.\nbot: Write “coffee”\.$/);
  await ana.says("coffee");
  await ana.starts();
  await ana.says("small");
  expect(ana.screen()).toMatch(/you: small\nbot: Write “coffee”\.$/);
});
export { place, person, expect, it, order, cafe, coffee };
