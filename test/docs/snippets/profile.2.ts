// Written by docs/snippets.ts from docs/profile.md:29. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./profile.1.ts";
it("answers what stands beside the chat", async () => {
  const ana = person(bot);
  await ana.taps("What do you sell?");
  await ana.taps("📦 Track Order");
  await ana.says("/help");
  expect(ana.screen()).toBe(
    "you: What do you sell?\nbot: We sell headphones.\nyou: 📦 Track Order\nbot: It is on its way.\n" +
      "you: /help\nbot: Write to me, or tap the menu.",
  );
});
export { person, expect, it, bot };
