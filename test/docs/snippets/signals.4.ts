// Written by docs/snippets.ts from docs/signals.md:88. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { expect, it } from "vitest";
import { tellShipped } from "./signals.3.ts";
import { env } from "cloudflare:workers";

it("arrives once", async () => {
  const bindings = env as unknown as Parameters<typeof tellShipped>[0];
  const psid = crypto.randomUUID();
  expect(await tellShipped(bindings, "808", psid, "7")).toBe(1);
  expect(await tellShipped(bindings, "808", psid, "7")).toBe(0);
});
export { env, expect, it, tellShipped };
