// Written by docs/snippets.ts from docs/from-the-send-api.md:59. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./from-the-send-api.1.ts";
it("does what the old one did", async () => {
  const ana = person(bot);
  await ana.starts();
  await ana.taps("Buy a watch");
  await ana.says("HELP");
  await ana.says("blah");
  expect(ana.screen()).toMatch(/In your cart: WATCH\.\nyou: HELP\nbot: How can I help you\? \[Buy a watch\]\nyou: blah\nbot: Sorry\?$/);
});
export { person, expect, it, bot };
