// Written by docs/snippets.ts from docs/simulator.md:116. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { expect, it, vi } from "vitest";
import { exports, appId, appSecret, pageId, pageToken, SimulatedMeta } from "./simulator.1.ts";
it("answers", async () => {
  const meta = new SimulatedMeta({
    ...{ appId, appSecret, pageId, pageToken, pageName: "Shop" },
    webhooks: "on settle", // inside workerd: nothing that one request starts is awaited by another
    deliver: async ({ body, headers }) =>
      (await exports.default.fetch("https://bot.test/webhook", { method: "POST", body, headers })).status,
  });
  // With GRAPH_API_URL=https://graph.test
  vi.stubGlobal("fetch", (input: Request, init: RequestInit) => meta.handle(new Request(input, init)));

  const { psid } = meta.joins();
  meta.says(psid, "hello");
  await vi.waitFor(async () => {
    await meta.settle(); // sends the webhooks, and those that came of them
    expect(meta.said(psid)).not.toHaveLength(0);
  });
  vi.unstubAllGlobals();
});
export { expect, it, vi, exports, appId, appSecret, pageId, pageToken, SimulatedMeta };
