// Written by docs/snippets.ts from docs/dialogs.md:255. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { practice } from "./dialogs.7.ts";
it("looks at the state and the time, and does not ask what is known", async () => {
  const ana = person(practice);
  await ana.says("prices");
  await ana.taps("Book one");
  expect(ana.screen()).toMatch(/bot: On which day\?\n\( \S+ \| \S+ \| \S+ \)$/);
  const [first = "", , third = ""] = /\( (.+) \)$/.exec(ana.screen())?.[1]?.split(" | ") ?? [];
  await ana.says("deutsch");
  await ana.says("morgen");
  expect(ana.screen()).toMatch(/An welchem Tag\?\nyou: morgen\nbot: Bitte wählen Sie einen Tag\.\n\(/);
  await ana.waits("24h");
  await ana.taps(first);
  expect(ana.screen()).toMatch(/That day has begun\./);
  await ana.taps(third);
  expect(ana.screen()).toMatch(/bot: Cleaning, \S+\.$/);
});
export { person, expect, it, practice };
