/** `npm start` as a program: one address, reloads, broken versions, and nothing left behind. */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { alive, family, launch, open, ROOT, shoot, start, until } from "./start.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test("an edit of src/bot.ts shows in the open chat within seconds; a broken one is shown, and recovers", async () => {
  const running = await start();
  onTestFinished(() => running.stop());
  expect(running.output().match(/http:\/\/\S+/g)).toEqual([running.address]);
  const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  const write = async (text: string) => {
    await page.getByLabel("Message", { exact: true }).fill(text);
    await page.keyboard.press("Enter");
  };
  const file = join(running.root, "src", "bot.ts");
  const source = await readFile(file, "utf8");

  await write("hello");
  await page.locator(".message.bot", { hasText: "You said" }).waitFor();
  await writeFile(file, source.replaceAll("You said", "I heard"));
  const edited = Date.now();
  await page.getByText("The bot was reloaded").waitFor();
  // Two on a machine of its own.
  expect(Date.now() - edited).toBeLessThan(5000);
  await write("hello again");
  await page.locator(".message.bot", { hasText: "I heard" }).waitFor();

  await writeFile(file, `${source}\nconst broken = ;\n`);
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain("src/bot.ts");
  await shoot(page, "broken-1280-light");
  expect(running.output()).toContain("Build failed");
  await write("still there?");
  await page.locator(".progress", { hasText: "Sent" }).waitFor();
  await writeFile(file, source);
  await page.locator(".message.bot", { hasText: "still there?" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);

  // Thrown while it is loaded: wrangler itself ends, and what is written meanwhile waits.
  await writeFile(file, `${source}\nthrow new Error("out of stock");\n`);
  await page.getByText("The bot does not run").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain("out of stock");
  await write("anybody?");
  await page.locator(".progress", { hasText: "Sent" }).waitFor();
  await writeFile(file, source);
  await page.locator(".message.bot", { hasText: "anybody?" }).waitFor({ timeout: 20_000 });
  expect(await page.getByRole("alert").count()).toBe(0);
});

describe("side by side", () => {
  test.concurrent.for(["const broken = ;", "throw new Error('closed today');"])(
    "a first version that is broken (%s) runs once it is repaired",
    async (mistake, { onTestFinished }) => {
      const bot = (root: string) => join(root, "src", "bot.ts");
      const prepare = (root: string) => appendFile(bot(root), `\n${mistake}\n`);
      const running = await start({ prepare });
      onTestFinished(() => running.stop());
      const page = await open(browser, running.address, { width: 390, scheme: "dark" }, []);
      await page.getByRole("alert").waitFor();
      await page.getByRole("button", { name: "help", exact: true }).click();
      await writeFile(bot(running.root), (await readFile(bot(running.root), "utf8")).replace(mistake, ""));
      await page.getByRole("button", { name: "Track Order" }).waitFor({ timeout: 20_000 });
      expect(await page.getByRole("alert").count()).toBe(0);
    },
  );

  test.concurrent("a page whose simulator stops says so, keeps what is written, and comes back with the next one", async ({
    onTestFinished,
  }) => {
    const running = await start();
    onTestFinished(() => running.stop());
    const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
    await page.getByRole("button", { name: "help", exact: true }).click();
    await page.getByRole("button", { name: "Track Order" }).waitFor();
    await running.stop();
    await page.getByRole("alert").filter({ hasText: "The simulator has stopped" }).waitFor();
    const field = page.getByLabel("Message", { exact: true });
    await field.fill("are you there?");
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("are you there?");
    expect(await page.getByRole("button", { name: "+1 h" }).isDisabled()).toBe(true);
    await shoot(page, "stopped-1280-light");
    const again = await start({ port: Number(new URL(running.address).port) });
    onTestFinished(() => again.stop());
    await page.getByRole("heading", { name: "Demo Shop" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await field.press("Enter");
    await page.locator(".message.bot", { hasText: "are you there?" }).waitFor();
  });

  test.concurrent("a scenario is played: duplicates, a reset and a kill, and everything stands there once", async ({
    onTestFinished,
  }) => {
    const running = await start({ args: ["--scenario", join(ROOT, "simulator", "scenarios", "a-bad-day.json")] });
    onTestFinished(() => running.stop());
    await until(() => running.output().includes("The scenario a bad day has been played."), 50_000);
    const page = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
    await page.getByRole("region", { name: /^Receipt for order/ }).waitFor();
    await page.locator(".message.bot", { hasText: "How would you rate your experience today?" }).waitFor();
    for (const once of ["is in your cart", "How fast should it be?", "Shall I place the order?"])
      expect(await page.locator(".message.bot", { hasText: once }).count(), once).toBe(1);
    expect(await page.locator(".carousel").count()).toBe(1);
    expect(await page.getByRole("region", { name: /^Receipt for order/ }).count()).toBe(1);
    expect(await page.locator(".tally").innerText()).toMatch(/1\s*killed\s*0\s*lost\s*0\s*said twice/);
    await shoot(page, "scenario-1280-light");
  });
});

describe("however it ends", () => {
  test.concurrent.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s leaves no process behind", async (signal) => {
    const running = await start();
    const processes = family(running.pid);
    expect(processes.length).toBeGreaterThan(3);
    await running.stop(signal);
    expect(processes.filter(alive)).toEqual([]);
  });

  test.concurrent("nor does a SIGTERM to npm", async () => {
    const running = await start({ by: "npm" });
    const processes = family(running.pid);
    await running.stop();
    await until(() => processes.filter(alive).length === 0);
  });

  test.concurrent("nor does being killed", async () => {
    const running = await start();
    const processes = family(running.pid);
    process.kill(running.pid, "SIGKILL");
    await until(() => processes.filter(alive).length === 0);
    await running.stop();
  });
});
