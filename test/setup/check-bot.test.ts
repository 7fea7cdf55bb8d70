import { expect, it } from "vitest";
import { checkBot } from "../../src/check-bot.ts";
import { action, createBot } from "../../src/kit/index.ts";

it("a Worker does not start with a broken bot, and says everything that is wrong with it at once", () => {
  const shop = action("SHOP_NOW");
  const bot = createBot({ menu: Array.from({ length: 21 }, () => shop.as("Shop")) });
  shop.as("What do we have here?");
  let failed = "";
  try {
    checkBot(bot);
  } catch (error) {
    failed = String(error);
  }
  expect(failed).toMatch(/The bot cannot be built:\n- The button "Shop" has no handler/);
  expect(failed).toMatch(/\n- The title "What do we have here\?" has 21 characters/);
  expect(failed).toMatch(/\n- menu: 21 > 20 items: take some away/);
});
