// Written by docs/snippets.ts from docs/signals.md:107. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { signal } from "edgewise";
import { expect, it } from "vitest";
import { tellShipped } from "./signals.4.ts";
import { env } from "cloudflare:workers";

it("is refused when nobody answers it", async () => {
  const bindings = env as unknown as Parameters<typeof tellShipped>[0];
  await expect(tellShipped(bindings, "808", crypto.randomUUID(), "7")).rejects.toThrow(/answers no signal "order.shipped"/);
});
export { env, signal, expect, it, tellShipped };
