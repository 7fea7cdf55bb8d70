// Written by docs/snippets.ts from docs/opt-out.md:17. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./opt-out.1.ts";
it("discloses first, stops, answers, and starts again", async () => {
  const ana = person(bot);
  await ana.says("menu");
  expect(ana.screen()).toBe("you: menu\nbot: I am the restaurant's automated assistant.\nbot: Soup and bread.");
  await ana.says("Stop!");
  await ana.waits("3h");
  expect(ana.screen()).toMatch(/You will get no more messages, only answers to what you write\..*$/);
  await ana.says("menu");
  expect(ana.screen()).toMatch(/you: menu\nbot: Soup and bread\.$/);
  await ana.says("start");
  expect(ana.screen()).toMatch(/Welcome back\. You get messages again\.$/);
  await ana.says("menu");
  await ana.waits("3h");
  expect(ana.screen()).toMatch(/Today we have cake\.$/);
  await ana.waits("25h");
  await ana.says("menu");
  expect(ana.screen()).toMatch(/you: menu\nbot: I am the restaurant's automated assistant\.\nbot: Soup and bread\.$/);
});
export { person, expect, it, bot };
