// Written by docs/snippets.ts from docs/long-answers.md:22. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { when } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./long-answers.1.ts";
it("says each thing once, through a crash", async () => {
  for (const crashAfter of ["accept", "turn", "send"] as const) {
    const ana = person(bot, { crashAfter });
    await ana.says("Why?");
    expect(ana.screen()).toBe("you: Why?\nbot: Let me look that up.\nbot: You asked: Why?");
  }
});

it("folds what comes together", async () => {
  const ana = person(bot);
  await ana.says("Why?", "And when?");
  expect(ana.screen()).toMatch(/You asked: Why\?\nAnd when\?$/);
});
export { when, person, expect, it, bot };
