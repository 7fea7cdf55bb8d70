/** The bar: the clock, a kill, an outage, a colleague, a replay, and faults. Each in real Chromium, around a real Worker. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FAULT_NAMES } from "../../simulator/core/faults.ts";
import { addPerson, BOTH, eachLook, launch, open, ROOT, type Running, shoot, start, until } from "./start.ts";

let running: Running;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [running, browser] = await Promise.all([start(), launch()]);
  page = await open(browser, running.address, { width: 1280, scheme: "light" }, complaints);
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

/** Somebody new for each test. */
beforeEach(async () => {
  await addPerson(page);
});

afterEach(async () => {
  await faults("DELETE");
  await page.keyboard.press("Escape");
});

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
const fromBot = (text: string) => page.locator(".message.bot:not(.typing)", { hasText: text });
/** Its answer has gone all the way: whatever is said twice would have been said by then. */
const read = (text: string) =>
  page.locator(".life", { hasText: text }).getByRole("button", { name: "Read" }).last().waitFor();
const write = async (text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};
/** Whatever Meta and the bot have to do by then has been done when it is answered. */
const pass = (ms: number) => page.request.post(`${running.address}/api/do`, { data: { do: "clock", ms } });
const faults = (method: string, body?: unknown, query = "") =>
  fetch(`${running.address}/api/faults${query}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
/** At both widths, whatever the page shows now. */
const shootAll = async (name: string, prepare?: () => Promise<void>) => {
  await eachLook(page, BOTH, async ({ width, scheme }) => {
    await prepare?.();
    await shoot(page, `${name}-${width}-${scheme}`);
    if (prepare) await page.keyboard.press("Escape");
  });
};

test("Kill the bot: it dies in mid-sentence and comes back; the sentence stands there once", async () => {
  await button("Kill the bot").click();
  // A bot that has not answered within four seconds dies before it has said anything, and says it afterwards.
  await fromBot("automated assistant").waitFor({ timeout: 40_000 });
  // Its death is counted at once; its restart is told when it has ended. Nothing that passes by is waited for.
  await page.locator(".tally", { hasText: "1 killed" }).waitFor();
  await write("still there?");
  await page.getByText("The bot is back, with what it had stored").waitFor({ timeout: 40_000 });
  // Seconds, if the echo settles what was cut off; should it be late on a busy machine, the stated wait.
  await fromBot("still there?").waitFor({ timeout: 50_000 });
  expect(await fromBot("automated assistant").count()).toBe(1);
  expect(await page.locator(".message.bot .card-text", { hasText: "How can I help you today?" }).count()).toBe(1);
  expect(await page.locator(".tally").innerText()).toMatch(/1\s*killed\s*0\s*lost\s*0\s*said twice/);
  // Both stand there: that it died, and that it came back.
  expect(await page.getByText("The bot was killed in mid-sentence").count()).toBe(1);
  await shootAll("killed");
});

test("+1 h and +25 h: what falls due on the way happens, by the clock of both", async () => {
  for (const name of ["products", "Buy Now", "Checkout", "Standard, $4.99", "Yes"]) {
    await button(name).first().click();
  }
  await page.getByRole("region", { name: /^Receipt for order/ }).waitFor();
  await button("+1 h").click();
  await fromBot("How would you rate your experience today?").waitFor({ timeout: 20_000 });
  await page.locator(".life", { hasText: "Something that was due" }).waitFor();
  await button("+25 h").click();
  await page.locator(".clock-time", { hasText: "+26 h" }).waitFor({ timeout: 20_000 });
  await write("hello after a day");
  // After a long silence it says again that it is automated: the Worker's clock has moved too.
  await fromBot("hello after a day").waitFor();
  expect(await fromBot("automated assistant").count()).toBe(2);
  await shootAll("clock");

  // The same, saved as a test, runs and passes: a day of pretended time included.
  const psid = await page.locator(".contact[aria-current]").getAttribute("data-key");
  const command = { do: "save", psid, name: "A day", overwrite: false };
  const saved = await page.request.post(`${running.address}/api/do`, { data: command });
  expect(await saved.json()).toEqual({ result: { path: "test/chats/a-day.test.ts", written: true } });
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const args = [vitest, "run", "--project", "bot", "test/chats/a-day.test.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: running.root });
  expect(stdout).toContain("1 passed");
});

test("Meta is down: errors, broken connections and silence; when it is back, everything goes out in its order", async () => {
  await button("Meta is down").click();
  await page.getByRole("button", { name: "Meta is down", pressed: true }).waitFor();
  await page.locator(".header .status", { hasText: "Meta is down" }).waitFor();
  await write("first");
  await write("second");
  const problem = page.locator(".problem", { hasText: "Meta refused a message" });
  await problem.waitFor();
  expect(await problem.first().innerText()).toMatch(/Service temporarily unavailable\s+Code 2\s*Asked for/);
  // The error is tried again, and then the connection breaks.
  await page
    .getByText(/503, code 2/)
    .first()
    .waitFor();
  await page.getByText("No answer").first().waitFor();
  await shootAll("down");
  await button("Meta is down").click();
  await page.getByText("Meta answers again: what waits goes out").waitFor();
  await fromBot("second").waitFor({ timeout: 50_000 });
  const said = await page.locator(".message.bot:not(.problem) .bubble").allInnerTexts();
  expect(said.filter((text) => /first|second/.test(text)).map((text) => /first|second/.exec(text)?.[0])).toEqual([
    "first",
    "second",
  ]);
});

test("each thing in the bar says in a sentence what it does", async () => {
  const tools = page.locator("#bar .tool");
  const tips: string[] = [];
  for (let index = 0; index < (await tools.count()); index++) {
    await tools.nth(index).hover();
    const tip = page.locator(".tip:popover-open");
    await tip.waitFor();
    tips.push(await tip.innerText());
    expect(await tools.nth(index).getAttribute("aria-description")).toContain(tips.at(-1));
  }
  expect(tips.length).toBe(8);
  expect(new Set(tips).size).toBe(8);
  await shoot(page, "tip-1280-light");
  await page.locator(".header").hover();
});

test("A colleague answers: the bot hears it and keeps quiet", async () => {
  await write("hello");
  await fromBot("hello").waitFor();
  // An answer within ten seconds would be one of Meta's instant replies.
  await pass(11_000);
  await button("A colleague answers").click();
  await shoot(page, "colleague-1280-light");
  await page.getByLabel("What the colleague says").fill("Sam here.");
  await page.keyboard.press("Enter");
  await page.locator(".message.colleague", { hasText: "Sam here." }).waitFor();
  // The bot hears it by an echo, which draws no line.
  await pass(1000);
  await write("thank you, Sam");
  const life = page.locator(".life", { hasText: "thank you, Sam" });
  await life.getByText("The bot hears it and keeps quiet").waitFor();
  await pass(5000);
  expect(await life.locator(".step.turn").count()).toBe(0);
  expect(await fromBot("thank you, Sam").count()).toBe(0);
});

test("a colleague whose echo names no app quiets the bot too, and a saved chat says so", async () => {
  const psid = await page.locator(".contact[aria-current]").getAttribute("data-key");
  await write("hello");
  await fromBot("hello").waitFor();
  await pass(11_000);
  await button("A colleague answers").click();
  await page.getByRole("checkbox", { name: /^Without an app id/ }).check();
  await page.getByLabel("What the colleague says").fill("Sam, from a tool.");
  await page.keyboard.press("Enter");
  await page.locator(".message.colleague", { hasText: "Sam, from a tool." }).waitFor();
  await pass(1000);
  await write("thank you");
  const life = page.locator(".life", { hasText: "thank you" });
  await life.getByText("The bot hears it and keeps quiet").waitFor();
  await pass(5000);
  expect(await fromBot("thank you").count()).toBe(0);
  const saved = await page.request.post(`${running.address}/api/do`, { data: { do: "test", psid } });
  expect(((await saved.json()) as { result: string }).result).toContain(
    '.agentSays("Sam, from a tool.", { unnamed: true });',
  );
});

test("what is written before the bot has heard any of it is one burst in a saved chat", async () => {
  const psid = await page.locator(".contact[aria-current]").getAttribute("data-key");
  await faults("POST", { fault: "delayed", ms: 1500 });
  for (const text of ["hi!", "sure", "Ana"]) {
    await write(text);
    await page.locator(".message.person", { hasText: text }).waitFor();
  }
  await faults("DELETE");
  await fromBot("Ana").waitFor();
  await write("and this");
  await fromBot("and this").waitFor();
  const saved = await page.request.post(`${running.address}/api/do`, { data: { do: "test", psid } });
  const { result: text } = (await saved.json()) as { result: string };
  expect([...text.matchAll(/await \w+\.(.*);/g)].map(([, one]) => one)).toEqual([
    ...['says("hi!", "sure", "Ana")', 'says("and this")'],
  ]);
});

test("a reset after Meta has acted: the echo settles it, and it is said once", async () => {
  const bad = await faults("POST", { fault: "reboot" });
  expect(bad.status).toBe(400);
  expect(((await bad.json()) as { error: string }).error).toContain("There are: latency");
  await faults("POST", { fault: "reset", acts: true, times: 1 });
  await write("say it once");
  await fromBot("say it once").waitFor();
  await read("say it once");
  expect(await page.locator(".message.bot .bubble", { hasText: "say it once" }).count()).toBe(1);
  await page.getByText("No answer").waitFor();
  expect(await (await faults("GET")).json()).toEqual({ faults: [] });
});

test("a refused message is a bubble with Meta's error, our sentence and the way out", async () => {
  await faults("POST", { fault: "code", code: 10, subcode: 2018278, times: 1 });
  await write("hello");
  const problem = page.locator(".problem");
  await problem.waitFor();
  await fromBot("You said").waitFor();
  expect(await problem.innerText()).toMatch(/outside of allowed window[\s\S]*Code 10, subcode 2018278[\s\S]*24 hours/);
  expect(await problem.innerText()).toContain("utility template");
  await shootAll("refused");
  await problem.getByRole("button", { name: "Asked for" }).click();
  const legend = page.getByRole("dialog", { name: "How sure a rule is" });
  expect(await legend.locator("li .mark").allInnerTexts()).toEqual(["Documented", "Third party", "Guess", "Asked for"]);
  await shoot(page, "marks-1280-light");
  await page.keyboard.press("Escape");

  // A server that fails has not refused it: the bot goes on by itself, and the bubble says so.
  await faults("POST", { fault: "status", status: 502, body: false, times: 1 });
  await write("hello again");
  const failure = page.locator(".problem", { hasText: "HTTP 502" });
  await failure.waitFor();
  expect(await failure.innerText()).toMatch(/Status 502[\s\S]*sends it again if it did not/);
  await fromBot("hello again").waitFor();
});

test("Happens outside: a signal's template that nobody made is refused, approved here, and sent again", async () => {
  await button("+25 h").click();
  await button("Happens outside").click();
  const drawer = page.getByRole("dialog", { name: "Happens outside" });
  await drawer.getByLabel("Signal", { exact: true }).selectOption("order.shipped");
  const data = drawer.getByLabel("Data, as JSON");
  expect(JSON.parse(await data.inputValue())).toEqual({ order: "order", tracking: "tracking" });
  const happens = () => drawer.getByRole("button", { name: /^Let it happen/ }).click();
  await data.fill('{"order": 7}');
  await happens();
  await drawer.getByText("order must be a text, and is of type number.").waitFor();
  await data.fill('{"order": "1001", "tracking": "1Z"}');
  await happens();
  const problem = page.locator(".problem", { hasText: "no approved utility template" });
  await problem.waitFor();
  expect(await problem.innerText()).toMatch(/No message template with the name order_shipped in the language en_US/);
  expect(await problem.innerText()).toMatch(/Business Manager/);
  await page.locator(".life", { hasText: "Outside: order.shipped" }).waitFor();
  await shootAll("template");
  await problem.getByRole("button", { name: "Approve it here" }).click();
  await button("Send it again").click();
  const sent = page.getByRole("region", { name: "Utility template order_shipped" });
  await sent.waitFor();
  expect(await sent.innerText()).toMatch(/order\s+1001/);
  expect(await problem.getByRole("button", { name: "Approve it here" }).count()).toBe(0);
  // From now on it exists.
  await button("Happens outside").click();
  await drawer.getByLabel("Signal", { exact: true }).selectOption("order.shipped");
  await happens();
  await until(async () => (await sent.count()) === 2);
  await shootAll("outside", () => button("Happens outside").click());
});

test("an hour of failing webhooks ends the app's subscription, and a button begins it again", async () => {
  await faults("POST", { fault: "wrong secret" });
  await write("anybody?");
  await button("+1 h").click();
  await page.getByText("Webhooks Disabled").waitFor({ timeout: 20_000 });
  await faults("DELETE");
  await button("Subscribe again").click();
  await write("hello again");
  await fromBot("hello again").waitFor({ timeout: 20_000 });
  expect(await page.getByText("Webhooks Disabled").count()).toBe(1);
});

test("the drawer of faults switches them on and off", async () => {
  await button("Faults").click();
  const drawer = page.getByRole("dialog", { name: "Faults" });
  await drawer.getByLabel("Slow: Milliseconds").fill("400");
  await drawer.getByLabel(/^Slow/).first().check();
  await drawer.getByLabel(/^Duplicated/).check();
  const on = async () => ((await (await faults("GET")).json()) as { faults: { fault: string }[] }).faults;
  await until(async () => (await on()).length === 2);
  expect(await on()).toEqual([{ fault: "latency", ms: 400 }, { fault: "duplicated" }]);
  await page.keyboard.press("Escape");
  await button("Faults (2)").waitFor();
  await write("twice?");
  await fromBot("twice?").waitFor();
  await read("twice?");
  expect(await page.locator(".message.bot .bubble", { hasText: "twice?" }).count()).toBe(1);
  await shootAll("faults", () => button(/^Faults/).click());
  await faults("DELETE", undefined, "?fault=latency");
  await button("Faults (1)").waitFor();
  await faults("DELETE");
  await button("Faults").waitFor();
  // Every fault that there is has a box.
  await button("Faults").click();
  const names = new Set<string>();
  for (const box of await drawer.getByRole("checkbox").all()) {
    await box.click();
    await until(async () => (await on()).length === 1);
    for (const { fault } of await on()) names.add(fault);
    await faults("DELETE");
    await until(async () => !(await box.isChecked()));
  }
  expect([...names].toSorted()).toEqual([...FAULT_NAMES].toSorted());
});

test("Replay after an edit shows what changed, and saves the chat as a test; a failing handler shows its line", async () => {
  await write("help");
  await fromBot("How can I help you today?").waitFor();
  await write("good morning");
  await fromBot("good morning").waitFor();
  const file = join(running.root, "src", "bot.ts");
  const source = await readFile(file, "utf8");
  await writeFile(file, source.replaceAll("You said", "I heard"));
  await page.getByText("The bot was reloaded").waitFor();
  await button("Replay").click();
  const drawer = page.getByRole("dialog");
  await drawer.waitFor({ timeout: 40_000 });
  expect(await drawer.getByRole("heading").first().innerText()).toBe("Replay: 2 lines changed");
  expect((await drawer.locator(".gone").allInnerTexts()).join()).toContain("You said");
  expect((await drawer.locator(".new").allInnerTexts()).join()).toContain("I heard");
  await shoot(page, "replay-1280-light");
  await drawer.getByRole("button", { name: "Save as test" }).click();
  const text = await page.getByRole("region", { name: "The test" }).innerText();
  expect(text).toContain('import { person } from "edgewise/test";');
  expect(text).toContain('.says("good morning");');
  expect(await page.getByRole("link", { name: "Download" }).getAttribute("download")).toBe("chat.test.ts");
  await drawer.getByLabel("Name of the test").fill("Good morning!");
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  const path = "test/chats/good-morning.test.ts";
  await drawer.getByText(`Written to ${path}. npm test runs it.`).waitFor();
  expect((await readFile(join(running.root, path), "utf8")).trim()).toBe(text.trim());
  // A second one of this name asks first.
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await drawer.getByText(`${path} is there already.`).waitFor();
  await shoot(page, "test-1280-light");
  await drawer.getByRole("button", { name: "Overwrite" }).click();
  await drawer.getByText(`Written to ${path}`).waitFor();
  await page.keyboard.press("Escape");

  const lines = source.split("\n");
  const at = lines.findIndex((line) => line.startsWith("bot.hears(/\\bproducts"));
  lines[at] = 'bot.hears(/\\bproducts\\b/i, () => { throw new TypeError("no shelf"); });';
  await writeFile(file, lines.join("\n"));
  // What was edited since the last replay asks for one.
  await page.locator(".tool.fresh", { hasText: "Replay" }).waitFor();
  await write("products");
  const problem = page.locator(".problem", { hasText: "A handler failed" });
  await problem.waitFor();
  expect(await problem.innerText()).toContain("TypeError: no shelf");
  expect(await problem.innerText()).toContain(`src/bot.ts:${at + 1}`);
  await fromBot("Something broke on our side").waitFor();
  await shootAll("failed");
  await writeFile(file, source);
});

test("an edit of the menu is on the page at once; commands stand in its place", async () => {
  const file = join(running.root, "src", "bot.ts");
  const source = await readFile(file, "utf8");
  await writeFile(file, source.replace("Order History", "What I bought"));
  await button("Menu").click();
  await page.getByRole("button", { name: "What I bought" }).waitFor();
  await page.keyboard.press("Escape");
  await writeFile(
    file,
    source.replace(
      "  page: {",
      '  page: {\n    commands: { products: "All that is in the shop" },\n    iceBreakers: [browse.as("What do you sell?")],',
    ),
  );
  // Questions stand in Get Started's place, as on Meta.
  await button("What do you sell?").waitFor({ timeout: 20_000 });
  expect(await button("Get Started").count()).toBe(0);
  const field = page.getByLabel("Message", { exact: true });
  await until(async () => {
    await field.fill("");
    await field.pressSequentially("/p");
    return page.getByRole("group", { name: "Commands" }).isVisible();
  }, 20_000);
  await shootAll("commands");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await field.inputValue()).toBe("/products");
  await page.keyboard.press("Enter");
  await page.locator(".carousel").waitFor();
  await page.locator(".life", { hasText: "/products" }).getByRole("button", { name: "Signed webhook" }).click();
  expect(await page.getByRole("dialog").innerText()).toMatch(/"commands": \[\s*\{\s*"name": "products"/);
  await page.keyboard.press("Escape");
  await writeFile(file, source);
});

test("the page complained about nothing", () => {
  // A connection that is cut on purpose, and the bot's pictures while it is dead, are no complaints of the page's own.
  expect(complaints.filter((text) => !/ERR_CONNECTION|ERR_ABORTED/.test(text))).toEqual([]);
});
