/** `npm start -- --pages 2` on the page: each person stands with their Page, and either Page gets more. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launch, open, shoot, start } from "./start.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test("two Pages: people of both in one list, the chat is with the Page of its person", async () => {
  const running = await start({ args: ["--pages", "2"] });
  onTestFinished(() => running.stop());
  const complaints: string[] = [];
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, complaints);
  const head = page.locator(".header-words strong");
  expect(await head.innerText()).toBe("Demo Shop");
  expect(await page.locator(".contact").allInnerTexts()).toEqual([
    expect.stringMatching(/ · Demo Shop$/),
    expect.stringMatching(/ · Demo Shop 2$/),
  ]);
  await page.getByRole("button", { name: "Add a person of Demo Shop 2" }).click();
  await expect.poll(() => head.innerText()).toBe("Demo Shop 2");
  await page.getByLabel("Message", { exact: true }).fill("hello");
  await page.keyboard.press("Enter");
  await page.locator(".message.bot", { hasText: 'You said: "hello"' }).waitFor();
  await shoot(page, "two-pages-1280-light");
  expect(complaints).toEqual([]);
});
