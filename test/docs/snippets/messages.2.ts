// Written by docs/snippets.ts from docs/messages.md:24. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./messages.1.ts";
it("says it", async () => {
  const ana = person(bot);
  await ana.says("new");
  await ana.says("coupon");
  await ana.says("contact");
  expect(ana.screen()).toBe(
    [
      "you: new",
      "bot: [2 images]",
      "bot: Anything else? [Buy a watch] [Our shop]",
      "you: coupon",
      "bot: coupon 10% off everything [Reveal code]",
      "you: contact",
      "bot: How can we reach you?",
      "( user_phone_number | user_email )",
    ].join("\n"),
  );
});
export { person, expect, it, bot };
