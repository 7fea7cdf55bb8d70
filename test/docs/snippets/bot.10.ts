// Written by docs/snippets.ts from docs/bot.md:220. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, shape, signal } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./bot.9.ts";
it("knows the time, and until when it may speak", async () => {
  const ana = person(bot);
  await ana.says("time");
  expect(ana.screen()).toMatch(/bot: \w+day, \d{4}-\d\d-\d\d, \d+ h in Europe\/Madrid$/);
  await ana.says("open");
  expect(ana.screen()).toMatch(/We are here( on (mon|fri)day)?\.$/);
  const window = createBot();
  const left = signal("left", shape({ n: Number }));
  window.hears("hello", (c) => c.say(`${Math.round((c.window - c.now) / 60_000)} minutes`));
  window.on(left, (c) => c.say(`${Math.round((c.window - c.now) / 60_000)} minutes left`));
  const bea = person(window);
  await bea.says("hello");
  expect(bea.screen()).toMatch(/bot: 1440 minutes$/);
  await bea.waits("20h");
  await bea.signal(left, { n: 1 });
  expect(bea.screen()).toMatch(/bot: 240 minutes left$/);
});

it("is somewhere", async () => {
  const closed = createBot({ timeZone: "Asia/Tokyo", hours: {} });
  closed.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked for a person" }));
  const ana = person(closed);
  await ana.says("human");
  expect(ana.screen()).toMatch(/Nobody is here just now\. A colleague will read this\.\n-- inbox has the conversation --$/);
});
export { createBot, shape, signal, person, expect, it, bot };
