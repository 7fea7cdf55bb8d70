import { expect, it, vi } from "vitest";

it("a Worker does not start with a broken bot, and says everything that is wrong with it at once", async () => {
  const { action, createBot } = await import("../../src/kit/index.ts");
  const shop = action("SHOP_NOW");
  const bot = createBot({ menu: Array.from({ length: 21 }, () => shop.as("Shop")) });
  shop.as("What do we have here?");
  vi.doMock("#bot", () => ({ bot }));
  const failed = await import("../../src/check-bot.ts").catch((error: Error) => String(error.cause ?? error));
  expect(failed).toMatch(/The bot cannot be built:\n- The button "Shop" has no handler/);
  expect(failed).toMatch(/\n- The title "What do we have here\?" has 21 characters/);
  expect(failed).toMatch(/\n- menu: 21 > 20 items: take some away/);
});
