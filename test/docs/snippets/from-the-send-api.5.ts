// Written by docs/snippets.ts from docs/from-the-send-api.md:169. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { utility } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./from-the-send-api.1.ts";
import { shipped, alert } from "./from-the-send-api.4.ts";
it("reaches people days after their last word", async () => {
  const ana = person(bot);
  await ana.starts();
  await ana.waits("3d");
  await ana.signal(shipped, { order: "1001", tracking: "T1" });
  await ana.signal(alert, { what: "a new phone" });
  expect(ana.screen()).toMatch(/\nbot: utility order_shipped 1001\nbot: utility security_alert a new phone$/);
});
export { utility, person, expect, it, bot, shipped, alert };
