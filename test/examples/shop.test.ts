import { person } from "edgewise/test";
import { describe, expect, it } from "vitest";
import { alert, bot, shipped } from "../../examples/shop/bot.ts";
import type { ReceiptTemplate } from "../../simulator/core/message.ts";
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { AUTOMATED, PAGE, postSigned, world } from "../support/world.ts";

const w = world();

/** The native message that was said last. */
const last = (psid: string) => w.meta.said(psid).at(-1)?.message;

describe("the guide's shop", () => {
  it("shows the help menu on Get Started, and says first of all what it is", async () => {
    const { psid } = w.joins();
    w.meta.getStarted(psid);
    expect(await w.hears(psid, 1)).toEqual(["[button] How can I help you today?"]);
    expect(w.meta.said(psid).map(({ message }) => message.text)).toEqual([AUTOMATED, undefined]);
  });

  it("shows the help menu with the guide's three buttons", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "Can you HELP me?");
    await w.hears(psid, 1);
    expect(last(psid)).toMatchObject({
      attachment: {
        type: "template",
        payload: {
          template_type: "button",
          text: "How can I help you today?",
          buttons: [
            { type: "postback", title: "Browse Products", payload: "BROWSE_PRODUCTS" },
            { type: "postback", title: "Track Order", payload: "TRACK_ORDER" },
            { type: "postback", title: "Contact Support", payload: "CONTACT_SUPPORT" },
          ],
        },
      },
    });
  });

  it.each(["products", "tap BROWSE_PRODUCTS", "tap SHOP_NOW"])("shows the catalog: %s", async (how) => {
    const { psid } = w.joins();
    if (how.startsWith("tap ")) w.meta.taps(psid, { type: "postback", title: "Shop", payload: how.slice(4) });
    else w.meta.says(psid, `show me ${how} please`);
    await w.hears(psid, 1);
    expect(last(psid)).toMatchObject({
      attachment: {
        payload: {
          template_type: "generic",
          elements: [
            {
              title: "Wireless Headphones",
              subtitle: "$149.99 - Premium sound quality",
              image_url: "https://bot.test/demo/HEADPHONES.jpg",
              default_action: { type: "web_url", url: "https://bot.test/p/HEADPHONES" },
              buttons: [
                { type: "postback", title: "Buy Now", payload: "BUY_HEADPHONES" },
                { type: "postback", title: "More Info", payload: "INFO_HEADPHONES" },
              ],
            },
            { title: "Smart Watch", image_url: "https://bot.test/demo/WATCH.jpg" },
          ],
        },
      },
    });
  });

  it("sells: cart, checkout, a receipt that adds up, survey, order history", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "products");
    await w.hears(psid, 1);
    for (const [title, count] of [
      ["Buy Now", 2],
      ["Keep shopping", 3],
      ["Buy Now", 4],
      ["Checkout", 5],
    ] as const) {
      w.meta.taps(psid, title);
      await w.hears(psid, count);
    }
    w.meta.taps(psid, "Express, $12.00");
    await w.hears(psid, 6);
    w.meta.taps(psid, "Yes");
    expect((await w.hears(psid, 7)).at(-1)).toBe("[receipt]");
    const receipt = w.meta.said(psid).at(-1)?.message.attachment?.payload;
    const { firstName, lastName } = w.meta.person(psid);
    expect(receipt).toMatchObject({
      recipient_name: `${firstName} ${lastName}`,
      currency: "USD",
      payment_method: "Visa ****1234",
      elements: [{ title: "Wireless Headphones", quantity: 2, price: 149.99 }],
      summary: { subtotal: 299.98, shipping_cost: 12, total_cost: 311.98 },
    });
    const { order_number: order } = receipt as ReceiptTemplate;
    w.meta.says(psid, "survey");
    await w.hears(psid, 8);
    w.meta.taps(psid, "😄 Great");
    await w.hears(psid, 9);
    w.meta.taps(psid, { type: "postback", title: "Track Order", payload: "TRACK_ORDER" });
    await w.hears(psid, 10);
    w.meta.taps(psid, { type: "postback", title: "Orders", payload: "ORDER_HISTORY" });
    await w.hears(psid, 11);
    expect(w.screen(psid).slice(-3)).toEqual([
      "Thank you for your feedback! You rated us 5/5.",
      `Your order ${order} is on its way.`,
      `Your orders: ${order}.`,
    ]);
  });

  it.each([
    ["INFO_WATCH", "[button] Smart Watch: Track your fitness. $299.99."],
    ["INFO_GONE", "That one is not in the shop any more, sorry."],
    ["BUY_toString", "That one is not in the shop any more, sorry."],
    ["CHECKOUT", "Your cart is empty."],
    ["checkout.speed=std", "How can I help you?"],
    ["TRACK_ORDER", "You have no order yet."],
    ["ORDER_HISTORY", "Your orders: none yet."],
    ["RETURNS", "[button] Send anything back within 30 days."],
    ["RATING_5", "Thank you for your feedback! You rated us 5/5."],
    ["SOMETHING_FROM_2019", "How can I help you?"],
  ])("answers the tap %s", async (payload, answer) => {
    const { psid } = w.joins();
    w.meta.taps(psid, { type: "postback", title: "A button", payload });
    expect(await w.hears(psid, 1)).toEqual([answer]);
  });

  it("thanks for an image, reads a location back, names another attachment", async () => {
    const { psid } = w.joins();
    w.meta.sends(psid, "image", "https://cdn.test/x.jpg");
    await w.hears(psid, 1);
    w.meta.sendsLocation(psid, 52.37, 4.89);
    await w.hears(psid, 2);
    w.meta.sends(psid, "file", "https://cdn.test/x.pdf");
    await w.hears(psid, 3);
    w.meta.sendsSticker(psid);
    expect(await w.hears(psid, 4)).toEqual([
      "Thanks for the image!",
      "Got your location: 52.37, 4.89",
      "Received your file",
      "Received your sticker",
    ]);
  });

  it("answers a link's preview as the text that it came with", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    const link = { type: "fallback", payload: { url: "https://example.com/", title: "Example" } };
    const message = { mid: "m_link", text: "https://example.com/", attachments: [link] };
    const item = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now(), message };
    await postSigned({ object: "page", entry: [{ id: PAGE, time: 1, messaging: [item] }] });
    expect((await w.hears(psid, 2)).at(-1)).toBe('You said: "https://example.com/". How can I help you today?');
  });

  it("echoes any other text, unicode intact", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "Grüße 👩‍👩‍👧 aus Köln");
    expect(await w.hears(psid, 1)).toEqual(['You said: "Grüße 👩‍👩‍👧 aus Köln". How can I help you today?']);
  });

  it("hands over: says so, passes with reason and last lines, is silent, and comes back", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    w.meta.taps(psid, { type: "postback", title: "Contact Support", payload: "CONTACT_SUPPORT" });
    await w.hears(psid, 2);
    expect(w.screen(psid).at(-1)).toBe("I'm connecting you with a human agent. Please hold on a moment.");
    await w.settled();
    const pass = w.meta.calls.find(({ name }) => name === "pass_thread_control");
    expect(pass?.body).toMatchObject({ recipient: { id: psid }, target_app_id: PAGE_INBOX });
    expect(JSON.parse(String(pass?.body["metadata"]))).toEqual({
      reason: "User requested support",
      history: [
        "person: hello",
        `bot: ${AUTOMATED}`,
        'bot: You said: "hello". How can I help you today?',
        "person: Contact Support",
      ],
    });
    const calls = w.meta.calls.length;
    w.meta.says(psid, "are you still there?");
    await w.settled();
    w.meta.agentSays(psid, "Yes, what can I do?");
    await w.settled();
    w.meta.says(psid, "products");
    await w.settled();
    expect(w.meta.calls.length).toBe(calls);

    w.meta.agentReleases(psid);
    await w.settled();
    w.meta.says(psid, "help");
    expect((await w.hears(psid, 4)).at(-1)).toBe("[button] How can I help you today?");
  });

  it("answers what is tapped on the alert", async () => {
    const { psid } = w.joins();
    w.meta.taps(psid, { type: "postback", title: "That was me", payload: "THAT_WAS_ME" });
    expect(await w.hears(psid, 1)).toEqual(["Thank you. Nothing to do, then."]);
    w.meta.taps(psid, { type: "postback", title: "Not me", payload: "NOT_ME" });
    expect((await w.hears(psid, 2)).at(-1)).toBe("A colleague secures your account with you.");
  });
});

// Last of all: the clock of `person` jumps, and every test behind it would have the later time.
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
