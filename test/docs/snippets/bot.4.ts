// Written by docs/snippets.ts from docs/bot.md:76. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { native } from "edgewise";
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./bot.3.ts";
bot.hears("the old shop", (c) => {
  const reply = (title: string, carried: string) => ({ content_type: "text", title, payload: carried });
  const replies = [reply("Buy", '{"type":"buy","sku":"WATCH"}'), reply("Help", "menu: help"), reply("Large", "size:L")];
  c.say(native({ text: "Which?", quick_replies: replies }));
});
it("answers the buttons of the old shop", async () => {
  const ana = person(bot);
  for (const title of ["Buy", "Help", "Large"]) {
    await ana.says("the old shop");
    await ana.taps(title);
  }
  expect(ana.screen()).toMatch(/bot: Sold: WATCH\n(.|\n)*bot: What can I do for you\?\n(.|\n)*bot: Size L\.$/);
});
export { native, person, expect, it, bot };
