// Written by docs/snippets.ts from docs/opt-out.md:81. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "./opt-out.4.ts";
it("forgets who asks for it", async () => {
  const ana = person(bot);
  await ana.says("delete my data");
  expect(ana.screen()).toMatch(/Everything that I know of you is deleted now/);
});
export { person, expect, it, bot };
