// The tests of YOUR BOT: `npm run test:bot` runs them, and `npm run test:bot -- --watch` runs them again on every save.
// These are the shop's: change them with your bot.
import { type Person, person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot } from "../src/bot.ts";

it("says what it is, and then what it can do", async () => {
  const ana = person(bot);
  await ana.starts();
  expect(ana.screen()).toMatch(/automated assistant.*\nbot: How can I help you today\? \[Browse Products\]/);
});

/** Ana writes, and taps what is on the screen, by its title. What can be tapped can be typed, too. */
async function buysHeadphones(ana: Person): Promise<void> {
  await ana.says("Show me your products");
  await ana.taps("Buy Now");
  await ana.taps("Checkout");
  await ana.taps("Express, $12.00");
  await ana.says("yes");
}

it("sells headphones", async () => {
  const ana = person(bot);
  await buysHeadphones(ana);
  expect(ana.screen()).toMatch(/receipt EW-\w+: 1 x Wireless Headphones; total 161.99 USD$/);
});

it.each(["accept", "turn", "send"] as const)(
  "sells them once, also when the Worker dies after: %s",
  async (crashAfter) => {
    const ana = person(bot, { crashAfter });
    await buysHeadphones(ana);
    expect(ana.screen().match(/receipt/g)).toHaveLength(1);
  },
);

it("keeps the cart of somebody who cancels", async () => {
  const ana = person(bot);
  await ana.says("products");
  await ana.taps("Buy Now");
  await ana.taps("Checkout");
  await ana.says("cancel");
  expect(ana.screen()).toMatch(/nothing was ordered\. Your cart is kept\.$/);
});

it("asks an hour after the order how it was", async () => {
  const ana = person(bot);
  await buysHeadphones(ana);
  await ana.waits("1h"); // nobody really waits
  await ana.taps("😄 Great");
  expect(ana.screen()).toMatch(/You rated us 5\/5\.$/);
});

it("fetches a colleague, and is silent until they give the conversation back", async () => {
  const ana = person(bot);
  await ana.says("I want to talk to a human");
  await ana.agentSays("I am Bo. What is it?");
  await ana.says("help");
  expect(ana.screen()).toMatch(/you: help$/);
  await ana.agentReleases();
  await ana.says("help");
  expect(ana.screen()).toMatch(/How can I help you today\?.*$/);
});

it("tells of a shipment", async () => {
  const ana = person(bot);
  await ana.says("hello");
  await ana.waits("3d");
  await ana.signal("order.shipped", { order: "EW-1", tracking: "T-42" }); // from outside: your warehouse says so
  expect(ana.screen()).toMatch(/utility order_shipped EW-1$/);
});
