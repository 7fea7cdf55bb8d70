/** The shop of examples/shop, tried as a person tries it: in the simulated Messenger. */
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Replayed } from "../../simulator/protocol.ts";
import { audit } from "./audit.ts";
import { addPerson, BOTH, eachLook, LOOKS, launch, open, type Running, shoot, start, until } from "./start.ts";

let running: Running;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

/** What the shop has no use for, at the end of its bot: no line of it moves. */
const MORE = `
const native = (payload: object) => ({ type: "native", channel: "messenger", payload }) as never;
const template = (payload: object) => native({ attachment: { type: "template", payload } });
bot.hears("empty", (c) => c.say(""));
bot.hears("too long", (c) => c.say(quick("Which?", browse.as("A title that is much too long for it"))));
bot.hears("templates", (c) => {
  c.say(template({ template_type: "coupon", title: "20% off", subtitle: "Until Sunday", coupon_code: "LOUD20" }));
  const questions = [{ id: "q1", type: "csat", title: "How do you like the watch?" }];
  const asked = { title: "How was it?", subtitle: "One minute", button_title: "Rate us", feedback_screens: [{ questions }] };
  c.say(template({ template_type: "customer_feedback", ...asked, business_privacy: { url: "https://example.com/p" } }));
  const images = [1, 2, 3].map((n) => ({ url: picture, is_hero_image: n === 1 }));
  c.say(template({ template_type: "image_grid", elements: [{ title: "New in", subtitle: "Three", images }] }));
  c.say(template({ template_type: "product", elements: [{ id: "1234" }, { id: "5678" }] }));
  c.say(template({ template_type: "one_time_notif_req", title: "Back in stock?", payload: "STOCK" }));
  c.say(native({ attachments: images.map(({ url }) => ({ type: "image", payload: { url } })) }));
});
const picture = "https://127.0.0.1:1/watch.jpg";
`;

beforeAll(async () => {
  const prepare = (root: string) => appendFile(join(root, "src", "bot.ts"), MORE);
  [running, browser] = await Promise.all([start({ prepare }), launch()]);
  page = await open(browser, running.address, { width: 1280, scheme: "light" }, complaints);
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

const write = async (text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};
const tap = (name: string) => page.getByRole("button", { name, exact: true }).last().click();
const fromBot = () => page.locator(".message.bot:not(.typing)");
/** The words that the bot said last, once there are new ones. */
const answer = async (act: () => Promise<void>) => {
  const before = await fromBot().count();
  await act();
  await until(async () => (await fromBot().count()) > before);
  return (await fromBot().last().innerText()).trim();
};

test("a chat begins with a greeting, Get Started and three suggestions", async () => {
  await page.getByRole("heading", { name: "Demo Shop" }).waitFor();
  for (const name of ["Get Started", "products", "help", "talk to a human"])
    expect(await page.getByRole("button", { name, exact: true }).isVisible()).toBe(true);
  await eachLook(page, LOOKS, ({ width, scheme }) => shoot(page, `welcome-${width}-${scheme}`));
  await tap("Get Started");
  await page.getByRole("button", { name: "Track Order" }).waitFor();
  expect(await page.locator(".message.person").first().innerText()).toBe("Get Started");
  expect(await page.locator(".welcome").count()).toBe(0);
});

test("what is written is shown as seen while the bot types, and answered", async () => {
  const seen = page.locator(".progress", { hasText: "Seen" }).waitFor();
  const said = await answer(() => write("Good morning! See https://example.com/a?b=c."));
  await seen;
  expect(said).toContain("Good morning!");
  const link = page.locator(".message.person a").last();
  expect(await link.getAttribute("href")).toBe("https://example.com/a?b=c");
  expect(await link.getAttribute("rel")).toContain("noopener");
});

test("each message draws its life as one line, and each dot opens what went over the wire", async () => {
  const life = page.locator(".life", { hasText: "Good morning!" });
  await life.getByRole("button", { name: "Read" }).waitFor();
  const labels = await life.locator(".dot-label").allInnerTexts();
  expect(labels.slice(0, 7)).toEqual([
    "Signed webhook",
    expect.stringMatching(/^200 in \d+ ms$/),
    expect.stringMatching(/^src\/bot\.ts:\d+$/),
    ...["Graph send", "Echo", "Delivered", "Read"],
  ]);
  const [, line = ""] = /:(\d+)/.exec(labels[2] ?? "") ?? [];
  const source = (await readFile(join(running.root, "src", "bot.ts"), "utf8")).split("\n");
  expect(source[Number(line) - 1]).toContain("bot.otherwise");
  expect(await fromBot().last().locator(".way").innerText()).toBe(labels[2]);
  await life.getByRole("button", { name: "Signed webhook" }).click();
  const drawer = page.getByRole("dialog", { name: "Signed webhook" });
  expect(await drawer.innerText()).toContain("Meta posts what the person did to the Worker's /webhook, signed.");
  expect(await drawer.innerText()).toContain("x-hub-signature-256");
  expect(await drawer.innerText()).toContain("Good morning!");
  await shoot(page, "drawer-1280-light");
  await page.keyboard.press("Escape");
  // What it means is said where a mouse rests on it, too.
  await life.getByRole("button", { name: "Echo" }).hover();
  await page.locator(".tip:popover-open", { hasText: "what was sent in the Page's name" }).waitFor();
  await eachLook(page, LOOKS, async ({ width, scheme }) => {
    if (width < 721) await page.locator(".message.bot .way").last().click();
    await page.getByRole("heading", { name: "The way of a message" }).waitFor();
    await shoot(page, `timeline-${width}-${scheme}`);
    await page.keyboard.press("Escape");
  });
});

test("the menu is always at hand, and an empty chat has questions to begin with", async () => {
  await page.getByRole("button", { name: "Menu" }).click();
  const menu = page.getByRole("group", { name: "Menu" });
  expect(await menu.getByRole("button").allInnerTexts()).toContain("Order History");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  expect(await menu.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Menu" }).click();
  expect(await answer(() => menu.getByRole("button", { name: "Order History" }).click())).toContain("none yet");
  await eachLook(page, BOTH, async ({ width, scheme }) => {
    await page.getByRole("button", { name: "Menu" }).click();
    await shoot(page, `menu-${width}-${scheme}`);
    await page.keyboard.press("Escape");
  });
});

test("a reaction stands on its bubble, reaches the bot, and can be taken back", async () => {
  await answer(() => write("Nice to meet you"));
  const bubble = page.locator(".message.bot", { hasText: "Nice to meet you" });
  const react = async () => {
    await bubble.hover();
    await bubble.getByRole("button", { name: "React or reply" }).click();
    await page.getByRole("button", { name: "React: love" }).click();
  };
  await react();
  await bubble.getByRole("img", { name: "Reaction ❤️" }).waitFor();
  await page
    .locator(".life", { hasText: "Reaction to" })
    .last()
    .getByRole("button", { name: "Signed webhook" })
    .click();
  expect(await page.getByRole("dialog").innerText()).toMatch(/"reaction": "love",\s+"emoji": "❤️"/);
  await page.keyboard.press("Escape");
  await eachLook(page, BOTH, async ({ width, scheme }) => {
    await bubble.hover();
    await bubble.getByRole("button", { name: "React or reply" }).click();
    await shoot(page, `reactions-${width}-${scheme}`);
    await page.keyboard.press("Escape");
  });
  await react();
  await until(async () => (await bubble.getByRole("img", { name: /Reaction/ }).count()) === 0);
  await until(async () => (await page.locator(".life", { hasText: "Reaction to" }).count()) === 2);
});

test("an answer quotes what it answers: by button, by swipe, and by a long press", async () => {
  const said = page.locator(".message.bot", { hasText: "Nice to meet you" });
  await said.hover();
  await said.getByRole("button", { name: "React or reply" }).click();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  expect(await page.locator(".answering").innerText()).toContain("Replying to Demo Shop");
  await page.keyboard.type("That too");
  await answer(() => page.keyboard.press("Enter"));
  const own = page.locator(".message.person", { hasText: "That too" });
  expect(await own.locator(".quoted").innerText()).toContain("Nice to meet you");
  expect(await page.locator(".answering").isVisible()).toBe(false);

  const finger = (type: string, clientX: number) =>
    said.locator(".content").dispatchEvent(type, { pointerType: "touch", clientX, clientY: 300, bubbles: true });
  await finger("pointerdown", 100);
  await finger("pointermove", 180);
  await page.locator(".answering", { hasText: "Replying to Demo Shop" }).waitFor();
  await shoot(page, "answering-1280-light");
  await page.getByRole("button", { name: "Do not reply to it" }).click();
  await finger("pointerdown", 100);
  await page.getByRole("group", { name: "React or reply" }).waitFor();
  await page.keyboard.press("Escape");
});

test("what was changed to fit stands under its bubble, and what cannot be said is a failure with its line", async () => {
  await answer(() => write("too long"));
  const changed = fromBot().last().getByRole("list", { name: "Changed to fit Messenger" });
  await changed.waitFor();
  expect(await changed.innerText()).toMatch(/options\[0\]\.title: .*20 characters/);
  await write("empty");
  const problem = page.locator(".problem", { hasText: "A handler failed" });
  await problem.waitFor();
  const source = (await readFile(join(running.root, "src", "bot.ts"), "utf8")).split("\n");
  const line = source.findIndex((one) => one.startsWith('bot.hears("empty"')) + 1;
  expect(await problem.innerText()).toMatch(/ContentError: text: is empty/);
  expect(await problem.innerText()).toContain(`src/bot.ts:${line}`);
  await fromBot().filter({ hasText: "Something broke on our side" }).waitFor();
  await eachLook(page, BOTH, ({ width, scheme }) => shoot(page, `changed-${width}-${scheme}`));
});

test("“help” shows three buttons", async () => {
  await answer(() => write("help"));
  expect(await fromBot().last().locator(".content").getByRole("button").allInnerTexts()).toEqual([
    "Browse Products",
    "Track Order",
    "Contact Support",
  ]);
});

test("“products” shows two cards with their pictures", async () => {
  await answer(() => write("products"));
  const cards = fromBot().last().locator(".track > .card");
  expect(await cards.count()).toBe(2);
  await until(async () => {
    const widths = await cards
      .locator("img")
      .evaluateAll((images) => images.map((image) => (image as { naturalWidth?: number }).naturalWidth ?? 0));
    return widths.length === 2 && widths.every((width) => width > 0);
  });
  expect(await cards.first().getByRole("button").allInnerTexts()).toEqual(["Buy Now", "More Info"]);
  expect(await cards.first().locator("a.card-top").getAttribute("target")).toBe("_blank");
});

test("Buy Now, Checkout and a way of shipping end in a receipt that adds up", async () => {
  await answer(() => page.getByRole("button", { name: "Buy Now" }).first().click());
  const replies = page.getByRole("group", { name: "Quick replies" });
  expect(await replies.getByRole("button").allInnerTexts()).toEqual(["Checkout", "Keep shopping"]);
  await answer(() => tap("Checkout"));
  expect(await replies.getByRole("button").allInnerTexts()).toEqual(["Standard, $4.99", "Express, $12.00"]);
  await answer(() => tap("Express, $12.00"));
  // A question is said by the line that asks it.
  const source = (await readFile(join(running.root, "src", "bot.ts"), "utf8")).split("\n");
  const asked = fromBot().filter({ hasText: "Shall I place the order?" }).last().locator(".way");
  await until(async () => /:\d+$/.test(await asked.innerText()));
  expect(source[Number((await asked.innerText()).split(":")[1]) - 1]).toContain('.ask("ok"');
  await answer(() => tap("Yes"));
  const receipt = page.getByRole("region", { name: /^Receipt for order/ }).last();
  await receipt.waitFor();
  const amounts = (texts: string[]) => texts.map((text) => Number(text.replace(/[^\d.-]/g, "")));
  const items = amounts(await receipt.locator(".receipt-price").allInnerTexts());
  const sums = Object.fromEntries(
    (await receipt.locator(".receipt-sums .row").allInnerTexts()).map((row) => {
      const [name = "", amount = ""] = row.split("\n");
      return [name.trim(), amounts([amount])[0] ?? Number.NaN];
    }),
  );
  const { Total = Number.NaN, Subtotal = Number.NaN, Shipping = 0, Tax = 0 } = sums;
  expect(Shipping).toBe(12);
  expect(items.reduce((a, b) => a + b, 0)).toBeCloseTo(Subtotal, 2);
  expect(Subtotal + Shipping + Tax).toBeCloseTo(Total, 2);
});

test("a location is read back, a picture is thanked for", async () => {
  const more = page.getByRole("button", { name: "Send something else" });
  await more.click();
  expect(await answer(() => page.getByRole("button", { name: "Location: Nairobi" }).click())).toMatch(
    /-1\.2864.*36\.8172/,
  );
  await more.click();
  await answer(() => page.getByRole("button", { name: "Sample picture" }).click());
  await more.click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /^Picture from this computer/ }).click();
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwAEAgH/q842iQAAAABJRU5ErkJggg==",
    "base64",
  );
  await answer(async () => (await chooser).setFiles({ name: "dot.png", mimeType: "image/png", buffer: png }));
  await until(() =>
    page
      .locator(".message.person img")
      .last()
      .evaluate((image) => (image as { naturalWidth?: number }).naturalWidth === 1),
  );
});

test("sounds and files are sent from this computer", async () => {
  const send = (label: string, name: string, mimeType: string) =>
    page.getByLabel(label, { exact: true }).setInputFiles({ name, mimeType, buffer: Buffer.from("abc") });
  expect(await answer(() => send("Sound", "hello.mp3", "audio/mpeg"))).toContain("Received your audio");
  expect(await page.locator(".message.person audio").count()).toBe(1);
  expect(await answer(() => send("File", "offer.pdf", "application/pdf"))).toContain("Received your file");
  const file = page.locator(".message.person .document");
  expect(await file.innerText()).toBe("offer.pdf");
  const served = await page.request.get((await file.getAttribute("href")) ?? "");
  expect(served.headers()["content-type"]).toBe("application/octet-stream");
});

test("another person has a chat of their own, and an unread dot", async () => {
  const psid = await addPerson(page);
  const jonas = page.getByRole("button", { name: /Jonas Lindqvist/ });
  await page.getByRole("button", { name: /Mira Okafor/ }).click();
  // As if from another telephone: this page shows somebody else's chat.
  await page.request.post(`${running.address}/api/do`, { data: { do: "say", psid, text: "help" } });
  await jonas.getByLabel("Unread").waitFor();
  await jonas.click();
  await page.locator(".message.bot").first().waitFor();
  expect(await page.getByLabel("Unread").count()).toBe(0);
  await page.getByRole("button", { name: /Mira Okafor/ }).click();
});

test("everything can be done with the keyboard", async () => {
  await answer(() => write("help"));
  await page.getByLabel("Message", { exact: true }).focus();
  let reached = "";
  for (let step = 0; step < 60 && reached !== "Track Order"; step++) {
    await page.keyboard.press("Shift+Tab");
    reached = await page.evaluate("document.activeElement?.textContent ?? ''");
  }
  expect(reached).toBe("Track Order");
  await answer(() => page.keyboard.press("Enter"));
  expect(await page.locator(".message.person").last().innerText()).toBe("Track Order");
});

test("Contact Support hands over: the bot is silent, a colleague answers and gives back", async () => {
  await answer(() => write("help"));
  await answer(() => tap("Contact Support"));
  await page.getByText("A colleague has this conversation").waitFor();
  await page.locator(".told summary").last().click();
  expect(await page.locator(".told-more").last().innerText()).toContain("Reason");
  const before = await fromBot().count();
  await write("Are you there?");
  await page.getByLabel("Answer as a colleague").fill("Hello, this is Sam. How can I help?");
  await page.keyboard.press("Enter");
  await page.locator(".message.colleague", { hasText: "this is Sam" }).waitFor();
  const asked = page.locator(".life", { hasText: "Are you there?" });
  await asked.getByText("The bot hears it and keeps quiet").waitFor();
  // Whatever falls due by then has been done when it is answered.
  await page.request.post(`${running.address}/api/do`, { data: { do: "clock", ms: 5000 } });
  expect(await fromBot().count()).toBe(before);
  await page.getByRole("button", { name: "Add a person" }).waitFor();
  await eachLook(page, BOTH, async ({ width, scheme }) => {
    await shoot(page, `handover-${width}-${scheme}`);
    await page.locator(".carousel").last().scrollIntoViewIfNeeded();
    await shoot(page, `products-${width}-${scheme}`);
    await page.locator(".receipt").last().scrollIntoViewIfNeeded();
    await shoot(page, `receipt-${width}-${scheme}`);
  });
  await page.getByRole("button", { name: "Give back to the bot" }).click();
  await page.getByText("The bot has this conversation again").waitFor();
  expect(await page.getByText("A colleague has this conversation").count()).toBe(0);
});

test("every template is drawn", async () => {
  await addPerson(page);
  await write("templates");
  await page.getByRole("group", { name: "3 pictures" }).waitFor();
  expect(await page.getByRole("region", { name: "Coupon: 20% off" }).innerText()).toContain("LOUD20");
  const stars = page.getByRole("region", { name: "Feedback: How was it?" }).getByRole("button");
  expect(await stars.count()).toBe(5);
  expect(await page.getByRole("region", { name: "New in" }).locator(".picture-grid a").count()).toBe(3);
  expect(await page.getByRole("list", { name: "2 products" }).getByRole("listitem").count()).toBe(2);
  await eachLook(page, BOTH, async ({ width, scheme }) => {
    await page.getByRole("region", { name: "Coupon: 20% off" }).scrollIntoViewIfNeeded();
    await shoot(page, `templates-${width}-${scheme}`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.evaluate(audit), `${width}, ${scheme}`).toEqual([]);
  });
  await stars.nth(3).click();
  await page.locator(".life", { hasText: "Feedback" }).waitFor();
  await page.getByRole("button", { name: "Take it" }).click();
  await page.locator(".life", { hasText: "Coupon taken" }).waitFor();
  await page.getByRole("button", { name: "Notify me" }).click();
  await page.locator(".life", { hasText: "Notify me" }).waitFor();
  await page.getByRole("button", { name: /Mira Okafor/ }).click();
});

test("on a phone nothing sticks out, and people are a sheet", async () => {
  const phone = await open(browser, running.address, { width: 390, scheme: "light" }, complaints);
  await phone.getByRole("button", { name: /You are/ }).click();
  await phone.getByRole("button", { name: /Jonas Lindqvist/ }).waitFor();
  await shoot(phone, "people-390-light");
  await phone.getByRole("button", { name: /Jonas Lindqvist/ }).click();
  expect(await phone.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await phone.context().close();
});

test("between phone and desktop nothing is out of reach, and the timeline stands beside the phone", async () => {
  const edge = (selector: string, side: "right" | "left") =>
    page.evaluate(
      `Math.max(...[...document.querySelectorAll("${selector}")].map((one) => one.getBoundingClientRect().${side}))`,
    );
  const looks = [1280, 721, 768, 901, 1024].map((width) => ({ width, scheme: "light" }) as const);
  await eachLook(page, looks, async ({ width }) => {
    expect(await page.evaluate("document.documentElement.scrollWidth"), String(width)).toBe(width);
    expect(await edge("#bar .tool", "right"), String(width)).toBeLessThanOrEqual(width);
    expect(await edge("#timeline", "left"), String(width)).toBeGreaterThan(Number(await edge("#phone", "right")));
    // No dot, however many there are.
    expect(await edge("#timeline .step", "right"), String(width)).toBeLessThanOrEqual(width);
    await shoot(page, `between-${width}-light`);
  });
});

test("what is written from right to left stands that way", async () => {
  await answer(() => write("שלום!"));
  const [first = 0, last] = (await page.evaluate(`(() => {
    const text = [...document.querySelectorAll(".message.person .bubble")].at(-1).firstChild;
    return [0, 4].map((at) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().left;
    });
  })()`)) as number[];
  expect(last).toBeLessThan(first);
});

test("a tab that is loaded again shows the same chat", async () => {
  const tab = await open(browser, running.address, { width: 1280, scheme: "light" }, []);
  const psid = await addPerson(tab);
  await tab.reload();
  await tab.locator(".contact[aria-current]").waitFor();
  expect(await tab.locator(".contact[aria-current]").getAttribute("data-key")).toBe(psid);
  await tab.context().close();
});

test("who reads further up is led back to the end", async () => {
  const end = page.getByRole("button", { name: "To the newest message" });
  expect(await end.isVisible()).toBe(false);
  await page.evaluate("document.getElementById('scroll').scrollTo(0, 0)");
  await end.waitFor();
  await shoot(page, "newest-1280-light");
  await end.click();
  await end.waitFor({ state: "hidden" });
  const rest = "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)";
  expect(await page.evaluate(`${rest}(document.getElementById('scroll'))`)).toBeLessThan(2);
});

test("on a phone the way of a message stays open while it goes on", async () => {
  const phone = await open(browser, running.address, { width: 390, scheme: "light" }, complaints);
  const fault = { fault: "status", status: 503, body: true };
  await page.request.post(`${running.address}/api/faults`, { data: fault });
  await write("on its way?");
  await phone.locator(".message.person", { hasText: "on its way?" }).locator(".way").click();
  await phone.locator(".life.chosen .step.failed").waitFor();
  await page.request.delete(`${running.address}/api/faults`);
  await phone.locator(".life.chosen .step.echo").waitFor();
  expect(await phone.locator(".life.chosen").innerText()).toContain("on its way?");
  await phone.context().close();
});

test("one's own words are edited and taken back, as on a phone, and a double tap acts once", async () => {
  const phone = await open(browser, running.address, { width: 1280, scheme: "light" }, complaints);
  const psid = await addPerson(phone);
  await phone.setViewportSize({ width: 390, height: 844 });
  const bots = phone.locator(".message.bot:not(.typing)");
  const field = phone.getByLabel("Message", { exact: true });
  const send = async (text: string) => {
    await field.fill(text);
    await phone.keyboard.press("Enter");
  };
  await send("helo");
  await bots.nth(1).waitFor();
  const own = phone.locator(".message.person").first();
  const choose = async (name: string) => {
    await own.locator(".content").dispatchEvent("pointerdown", { pointerType: "touch", clientX: 300, clientY: 300 });
    const choices = phone.getByRole("group", { name: "Reply or change" });
    await choices.waitFor();
    expect(await choices.getByRole("button").allInnerTexts()).toEqual(["Reply", "Edit", "Take back"]);
    await shoot(phone, "own-390-light");
    const { x = 0, width = 0 } = (await choices.boundingBox()) ?? {};
    expect([x >= 0, x + width <= 390]).toEqual([true, true]);
    await choices.getByRole("button", { name, exact: true }).click();
  };
  // What stood in the field waits until the edit is over.
  await field.fill("and then");
  await choose("Edit");
  await phone.locator(".answering", { hasText: "Editing your message" }).waitFor();
  expect(await field.inputValue()).toBe("helo");
  await shoot(phone, "editing-390-light");
  await send("hello");
  await own.getByText("Edited").waitFor();
  expect(await own.locator(".bubble").innerText()).toBe("hello");
  expect(await field.inputValue()).toBe("and then");
  await field.fill("");
  await choose("Take back");
  await own.getByText("This message was taken back").waitFor();
  expect(await own.locator(".gesture").count()).toBe(0);

  await send("help");
  await phone.getByRole("button", { name: "Browse Products" }).dblclick();
  await phone.locator(".life", { hasText: "the bot takes both for one" }).waitFor({ state: "attached" });
  await phone.locator(".carousel").waitFor();
  // Whatever the second tap would do has been done when it is answered.
  await phone.request.post(`${running.address}/api/do`, { data: { do: "clock", ms: 5000 } });
  const result = await phone.request.post(`${running.address}/api/do`, { data: { do: "test", psid } });
  const { result: text } = (await result.json()) as { result: string };
  expect([...text.matchAll(/await \w+\.(.*);/g)].map(([, one]) => one)).toEqual([
    ...['says("helo")', 'edits("helo", "hello")', 'takesBack("hello")', 'says("help")'],
    ...['doubleTaps("Browse Products")', 'waits("1m")'],
  ]);
  expect(text.match(/you: Browse Products/g)).toHaveLength(2);
  expect(text.match(/bot: \[Wireless/g)).toHaveLength(1);
  // A replay does all of it again: what was typed, what was changed, and what was tapped twice.
  const again = await phone.request.post(`${running.address}/api/do`, { data: { do: "replay", psid } });
  const { result: replayed } = (await again.json()) as { result: Replayed };
  expect(replayed.lines.filter(({ is }) => is !== "same")).toEqual([]);
  const wire = phone.locator(".life", { hasText: "Took a message back" });
  await wire.getByText(/^200 in/).waitFor({ state: "attached" });
  await phone.context().close();
});

test("the page complained about nothing", () => {
  // The pictures of the grid are nowhere.
  expect(complaints.filter((text) => !/127\.0\.0\.1:1\/|ERR_UNSAFE_PORT|ERR_CONNECTION/.test(text))).toEqual([]);
});
