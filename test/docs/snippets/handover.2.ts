// Written by docs/snippets.ts from docs/handover.md:18. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, shape, signal } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./handover.1.ts";
it("hands over, is silent, and comes back when released", async () => {
  const ana = person(bot);
  await ana.says("human");
  expect(ana.screen()).toMatch(/a colleague is coming\.\n-- inbox has the conversation --$/);
  await ana.says("hello?");
  expect(ana.screen()).toMatch(/you: hello\?$/);
  await ana.agentSays("Here I am.");
  await ana.waits("5h");
  await ana.says("Thanks");
  expect(ana.screen()).toMatch(/you: Thanks$/);
  await ana.agentReleases();
  await ana.says("hello");
  expect(ana.screen()).toMatch(/for a person\.$/);
});

it("hears a stop meanwhile", async () => {
  const stopping = createBot({ optOut: true });
  const news = signal("news", shape({ what: String }));
  stopping.on(news, (c, { what }) => c.say(what));
  const ana = person(stopping);
  await ana.says("hello");
  await ana.agentSays("Hi!");
  await ana.says("stop");
  await ana.waits("31m");
  await ana.signal(news, { what: "Still here." });
  expect(ana.screen()).toMatch(/you: stop$/);
});

it("says that nobody came", async () => {
  const ana = person(bot);
  await ana.says("human");
  await ana.waits("16m");
  expect(ana.screen()).toMatch(/We will write to you\.$/);
});

it("is quiet while a colleague just writes", async () => {
  const ana = person(bot);
  await ana.says("hello");
  await ana.agentSays("Hi!");
  await ana.says("hello");
  expect(ana.screen()).toMatch(/you: hello$/);
  await ana.waits("31m");
  await ana.says("hello");
  expect(ana.screen()).toMatch(/for a person\.$/);
});
export { createBot, shape, signal, person, expect, it, bot };
