import { person } from "edgewise/test";
import { describe, expect, it } from "vitest";
import { alert, bot, shipped } from "../src/bot.ts";

// With a clock that jumps: in a file of its own, since all tests of a file share it.
describe("the guide's shop, days later", () => {
  it("tells of a shipment and of a sign-in days later, with templates", async () => {
    const ana = person(bot);
    await ana.says("hello");
    await ana.waits("3d");
    await ana.signal(shipped, { order: "EW-1", tracking: "T-42" });
    expect(ana.screen()).toMatch(/utility order_shipped EW-1/);
    await ana.signal(alert, { what: "a new phone" });
    expect(ana.screen()).toMatch(/utility security_alert a new phone/);
  });

  it("forgets who asks for it", async () => {
    const ana = person(bot);
    await ana.says("products");
    await ana.taps("Buy Now");
    await ana.says("forget me");
    await ana.taps("📦 Track Order");
    expect(ana.screen()).toMatch(/deleted now[\s\S]*You have no order yet\.$/);
  });
});
