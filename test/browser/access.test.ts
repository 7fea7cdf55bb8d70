/** Whether the page can be used by everybody: names, roles, contrast, landmarks, and the way of the focus. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit } from "./audit.ts";
import { eachLook, LOOKS, launch, open, type Running, start } from "./start.ts";

let running: Running;
let browser: Browser;
beforeAll(async () => {
  [running, browser] = await Promise.all([start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

const write = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};

test("an empty chat has no serious finding", async () => {
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  await eachLook(page, LOOKS, async (look) => expect(await page.evaluate(audit), JSON.stringify(look)).toEqual([]));
  await page.context().close();
});

test("nor has a chat with everything in it, its timeline and its drawers", async () => {
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  await write(page, "products");
  await page.locator(".carousel").waitFor();
  await fetch(`${running.address}/api/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ fault: "code", code: 551, times: 1 }),
  });
  await write(page, "hello");
  await page.locator(".problem").waitFor();
  await write(page, "help");
  await page.locator(".card-text").last().waitFor();
  await write(page, "talk to a human");
  await page.getByText("A colleague has this conversation").waitFor();
  await page.locator(".progress").waitFor();
  await eachLook(page, LOOKS, async (look) => {
    const check = async (what: string) =>
      expect(await page.evaluate(audit), `${what}, ${JSON.stringify(look)}`).toEqual([]);
    await check("the chat");
    await page.getByRole("button", { name: "Menu" }).click();
    await check("the menu");
    await page.keyboard.press("Escape");
    await page.locator(".gesture:visible").last().click();
    await check("reactions");
    await page.keyboard.press("Escape");
    await page.locator(".problem .mark").first().click();
    await check("how sure a rule is");
    await page.keyboard.press("Escape");
    await page.locator(".way").first().click();
    await page.locator(".life.chosen").waitFor();
    await check("a message's way");
    await page.locator(".life.chosen .step.webhook button").click();
    await check("a dot's JSON");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Faults" }).click();
    await check("the faults");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Happens outside" }).click();
    await check("what happens outside");
    await page.keyboard.press("Escape");
  });
  await page.context().close();
});

test("more contrast is given where it is asked for, and a system's own colours leave every edge", async () => {
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  await page.locator(".life .dot.failed").first().waitFor();
  const style = (selector: string, property: string) =>
    page.evaluate(`getComputedStyle(document.querySelector("${selector}")).${property}`);
  const soft = await style(".way", "color");
  await page.emulateMedia({ contrast: "more" });
  expect(await style(".way", "color")).not.toBe(soft);
  expect(await page.evaluate(audit)).toEqual([]);
  const [failed, fine] = [await style(".dot.failed", "backgroundColor"), await style(".dot.fine", "backgroundColor")];
  await page.emulateMedia({ contrast: "no-preference", forcedColors: "active" });
  expect(await style(".message.bot .bubble", "borderTopWidth")).toBe("1px");
  expect(await style(".dot.failed", "backgroundColor")).toBe(failed);
  expect(await style(".dot.fine", "backgroundColor")).toBe(fine);
  await page.getByRole("button", { name: "Faults" }).click();
  // What a number means stands beside it.
  expect(await page.locator(".number-label small").allInnerTexts()).toContain("Minutes to regain");
  await page.context().close();
});

test("the focus goes from the bar to the people, the chat and the timeline, and can be seen", async () => {
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  await page.locator(".lives .life").first().waitFor();
  await page.evaluate("document.activeElement.blur()");
  const rooms: string[] = [];
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press("Tab");
    const at = (await page.evaluate(`(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one);
      const seen = (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
      return { room: one.closest("#bar, #people, #phone, #timeline")?.id ?? "nowhere", seen, what: one.outerHTML.slice(0, 80) };
    })()`)) as { room: string; seen: boolean; what: string } | null;
    if (at === null) break;
    expect(at.seen, at.what).toBe(true);
    if (rooms.at(-1) !== at.room) rooms.push(at.room);
  }
  expect(rooms).toEqual(["bar", "people", "phone", "timeline"]);
  await page.context().close();
});

test("a drawer takes the focus, keeps it, and gives it back", async () => {
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  const opener = page.getByRole("button", { name: "Faults" });
  await opener.focus();
  await page.keyboard.press("Enter");
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
    );
    expect(inside).toBe(true);
  }
  // The bar is drawn anew meanwhile: a fault is on.
  const fault = { fault: "duplicated" };
  await page.request.post(`${running.address}/api/faults`, { data: fault });
  await page.locator("#bar .tool", { hasText: "Faults (1)" }).waitFor();
  await page.keyboard.press("Escape");
  const focused = "document.activeElement.getAttribute('data-key')";
  await page.waitForFunction(`${focused} !== null`); // a dialog tells a moment later that it was closed
  expect(await page.evaluate(focused)).toBe("faults");
  await page.request.delete(`${running.address}/api/faults`);
  await page.context().close();
});
