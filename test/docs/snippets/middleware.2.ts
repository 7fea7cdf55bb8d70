// Written by docs/snippets.ts from docs/middleware.md:21. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { closed, bot } from "./middleware.1.ts";
it("lets pass, or not", async () => {
  const ana = person(bot);
  await ana.says("hello");
  closed.add(ana.psid);
  await ana.says("hello");
  expect(ana.screen()).toBe("you: hello\nbot: Hello!\nyou: hello\nbot: This chat is closed.");
});
export { person, expect, it, closed, bot };
