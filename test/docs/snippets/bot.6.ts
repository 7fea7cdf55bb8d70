// Written by docs/snippets.ts from docs/bot.md:117. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./bot.5.ts";
it("answers a comment in the chat", async () => {
  const ana = person(bot, { firstName: "Ana" });
  await ana.comments("How much is the watch?");
  expect(ana.screen()).toBe("bot: Thank you, Ana. A watch costs $299.99.");
});
export { person, expect, it, bot };
