// Written by docs/snippets.ts from docs/dialogs.md:26. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { number } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./dialogs.1.ts";
it("asks, checks, skips, cancels, and is interrupted", async () => {
  const ana = person(bot);
  await ana.says("pizza");
  await ana.says("What is the price?");
  expect(ana.screen()).toMatch(/Every pizza is 9 euros\.\nbot: Which pizza\?/);
  await ana.says("hawaii");
  expect(ana.screen()).toMatch(/Please choose one of these: Margherita, Quattro stagioni\./);
  await ana.says("margherita");
  await ana.taps("Bring it");
  await ana.says("Main Street");
  expect(ana.screen()).toMatch(/Street and number, please\./);
  await ana.sends("image", "https://cdn.test/x.jpg");
  expect(ana.screen()).toMatch(/Write “pizza”\.\nbot: To which street and number\?$/);
  await ana.waits("11m");
  expect(ana.screen()).toMatch(/Still hungry\?\nbot: To which street and number\?$/);
  await ana.waits("1h");
  expect(ana.screen().match(/Still hungry/g)).toHaveLength(1);
  await ana.says("Main Street 1");
  expect(ana.screen()).toMatch(/One m, with you in 20 minutes/);
  await ana.says("pizza");
  await ana.says("quattro stagioni!");
  await ana.taps("I fetch it");
  expect(ana.screen()).toMatch(/One q, ready in 20 minutes/);
  await ana.says("pizza");
  await ana.says(" Never mind ");
  expect(ana.screen()).toMatch(/No pizza then\.$/);
});
export { number, person, expect, it, bot };
