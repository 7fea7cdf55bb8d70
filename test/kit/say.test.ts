import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { native } from "../../src/channels/messenger/builders.ts";
import { action } from "../../src/kit/action.ts";
import {
  audio,
  buttons,
  call,
  card,
  carousel,
  file,
  image,
  images,
  link,
  list,
  location,
  quick,
  type ReceiptSpec,
  receipt,
  request,
  text,
  video,
  withImage,
} from "../../src/kit/say.ts";
import type { Content } from "../../src/model/content.ts";
import { type Duration, milliseconds } from "../../src/model/duration.ts";

const help = action("HELP").as("Help");
const picture = { kind: "image", url: "https://bot.test/a.jpg" } as const;

describe("builders", () => {
  it.each<[string, Content, Content]>([
    ["text", text("Hello"), { type: "text", text: "Hello" }],
    [
      "quick",
      quick("Well?", help, action("GO_:to").as("Go", { to: "home" })),
      {
        type: "choice",
        text: "Well?",
        presentation: "ephemeral",
        options: [
          { type: "reply", title: "Help", payload: "HELP" },
          { type: "reply", title: "Go", payload: "GO_home" },
        ],
      },
    ],
    [
      "buttons",
      buttons("Well?", link("Shop", "/shop"), call("Call us", "+31201234567"), help),
      {
        type: "choice",
        text: "Well?",
        presentation: "persistent",
        options: [
          { type: "url", title: "Shop", url: "/shop" },
          { type: "call", title: "Call us", phone: "+31201234567" },
          { type: "reply", title: "Help", payload: "HELP" },
        ],
      },
    ],
    ["a bare card", card({ title: "Watch" }), { type: "card", card: { title: "Watch" } }],
    [
      "a whole card",
      card({ title: "Watch", text: "$299.99", image: picture.url, url: "/p/watch", actions: [help] }),
      { type: "card", card: { title: "Watch", text: "$299.99", media: picture, url: "/p/watch", actions: [help] } },
    ],
    [
      "carousel",
      carousel({ title: "Watch", image: picture.url }, { title: "Phone" }),
      { type: "carousel", cards: [{ title: "Watch", media: picture }, { title: "Phone" }] },
    ],
    ["image", image(picture.url), { type: "media", media: picture }],
    [
      "an image's caption",
      image("/a.jpg", "Look"),
      { type: "media", media: { kind: "image", url: "/a.jpg" }, caption: "Look" },
    ],
    ["an upload", image({ id: "77" }), { type: "media", media: { kind: "image", mediaId: "77" } }],
    [
      "images",
      images("/a.jpg", { id: "77" }),
      {
        type: "images",
        images: [
          { kind: "image", url: "/a.jpg" },
          { kind: "image", mediaId: "77" },
        ],
      },
    ],
    ["video", video("/a.mp4"), { type: "media", media: { kind: "video", url: "/a.mp4" } }],
    ["audio", audio("/a.mp3"), { type: "media", media: { kind: "audio", url: "/a.mp3" } }],
    ["file", file("/a.pdf"), { type: "media", media: { kind: "document", url: "/a.pdf" } }],
    [
      "list",
      list("Which?", { title: "Sizes", rows: [{ title: "Large", payload: "SIZE_L" }] }),
      { type: "list", text: "Which?", sections: [{ title: "Sizes", rows: [{ title: "Large", payload: "SIZE_L" }] }] },
    ],
    ["location", location(52.37, 4.9), { type: "location", latitude: 52.37, longitude: 4.9 }],
    [
      "a named location",
      location(0, 0, "Null Island", "The sea"),
      { type: "location", latitude: 0, longitude: 0, name: "Null Island", address: "The sea" },
    ],
    [
      "an option with a picture",
      quick("Well?", withImage(help, "/h.png")),
      {
        type: "choice",
        text: "Well?",
        presentation: "ephemeral",
        options: [{ type: "reply", title: "Help", payload: "HELP", imageUrl: "/h.png" }],
      },
    ],
    ["request", request("phone", "Your number?"), { type: "request", what: "phone", text: "Your number?" }],
    [
      "native",
      native({ text: "as it is" }),
      { type: "native", channel: "messenger", payload: { text: "as it is" }, words: "as it is" },
    ],
    [
      "native without words",
      native({ sticker_id: 1 }),
      { type: "native", channel: "messenger", payload: { sticker_id: 1 } },
    ],
  ])("%s", (_, built, content) => {
    // Strictly: a field that is absent is not there as undefined either.
    expect(built).toStrictEqual(content);
    expect(JSON.parse(JSON.stringify(built))).toStrictEqual(content);
  });
});

describe("receipt", () => {
  const order: ReceiptSpec = { to: "Ana", order: "1001", currency: "USD", paidWith: "Visa ****1234", lines: [] };

  it("adds up, and gives everything else on", () => {
    const built = receipt({
      ...order,
      lines: [
        { title: "Headphones", subtitle: "Black", price: 149.99, quantity: 2, image: "/h.jpg" },
        { title: "Watch", price: 299.99 },
      ],
      shipping: 4.99,
      tax: 60.1,
      adjustments: [{ name: "Welcome", amount: 10 }],
      address: { street: "Main Street 1", city: "Utrecht", postalCode: "3511", state: "UT", country: "NL" },
      url: "https://bot.test/o/1001",
      merchant: "The Shop",
      at: 1_700_000_000_000,
    });
    expect(built).toStrictEqual({
      type: "receipt",
      receipt: {
        recipient: "Ana",
        order: "1001",
        currency: "USD",
        payment: "Visa ****1234",
        items: [
          { title: "Headphones", subtitle: "Black", price: 149.99, quantity: 2, imageUrl: "/h.jpg" },
          { title: "Watch", price: 299.99 },
        ],
        totals: { subtotal: 599.97, shipping: 4.99, tax: 60.1, total: 655.06 },
        adjustments: [{ name: "Welcome", amount: 10 }],
        address: { street: "Main Street 1", city: "Utrecht", postalCode: "3511", state: "UT", country: "NL" },
        url: "https://bot.test/o/1001",
        merchant: "The Shop",
        at: 1_700_000_000_000,
      },
    });
  });

  it("keeps free shipping, and leaves out what was not given", () => {
    const lines = [{ title: "Sticker", price: 0 }];
    expect(receipt({ ...order, lines }).receipt.totals).toStrictEqual({ subtotal: 0, total: 0 });
    expect(receipt({ ...order, lines, shipping: 0, tax: 0 }).receipt.totals).toStrictEqual({
      subtotal: 0,
      shipping: 0,
      tax: 0,
      total: 0,
    });
  });

  it.each<[string, readonly number[], number]>([
    ["0.1 + 0.2", [0.1, 0.2], 0.3],
    ["ten times 0.1", Array<number>(10).fill(0.1), 1],
    ["4.35 + 1.15", [4.35, 1.15], 5.5],
    ["1.1 + 2.2 + 3.3", [1.1, 2.2, 3.3], 6.6],
  ])("%s has no crumbs of binary fractions", (_, prices, total) => {
    const lines = prices.map((price) => ({ title: "Thing", price }));
    expect(receipt({ ...order, lines }).receipt.totals.total).toBe(total);
  });

  it("is exact to the cent: subtotal + shipping + tax - adjustments = total", () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    const line = fc.record({ cents, quantity: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }) });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 20 }),
        fc.option(cents, { nil: undefined }),
        fc.option(cents, { nil: undefined }),
        fc.array(cents, { maxLength: 3 }),
        (lines, shipping, tax, adjustments) => {
          const { totals, items } = receipt({
            ...order,
            lines: lines.map(({ cents, quantity }) => ({
              title: "Thing",
              price: cents / 100,
              ...(quantity === undefined ? {} : { quantity }),
            })),
            ...(shipping === undefined ? {} : { shipping: shipping / 100 }),
            ...(tax === undefined ? {} : { tax: tax / 100 }),
            adjustments: adjustments.map((amount) => ({ name: "Less", amount: amount / 100 })),
          }).receipt;
          const subtotal = lines.reduce((sum, { cents, quantity }) => sum + cents * (quantity ?? 1), 0);
          const off = adjustments.reduce((sum, amount) => sum + amount, 0);
          // As JSON, because that is what a person reads: no 0.30000000000000004.
          expect(JSON.stringify(totals)).toBe(
            JSON.stringify({
              subtotal: subtotal / 100,
              ...(shipping === undefined ? {} : { shipping: shipping / 100 }),
              ...(tax === undefined ? {} : { tax: tax / 100 }),
              total: (subtotal + (shipping ?? 0) + (tax ?? 0) - off) / 100,
            }),
          );
          expect(String(totals.total)).toMatch(/^-?\d+(\.\d{1,2})?$/);
          expect(items).toHaveLength(lines.length);
        },
      ),
    );
  });
});

describe("milliseconds", () => {
  it.each<[Duration, number]>([
    ["250ms", 250],
    ["1s", 1_000],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
    ["1.5h", 5_400_000],
    ["0.25d", 21_600_000],
    ["7d", 604_800_000],
    ["0m", 0],
  ])("%s is %d", (duration, ms) => {
    expect(milliseconds(duration)).toBe(ms);
  });

  it.each([
    "",
    "30",
    "m",
    "soon",
    "-1m",
    "1e3m",
    "1.m",
    ".5h",
    "1 h",
    "1H",
    "1w",
    "1h30m",
    "1h\n",
    "Infinitys",
    "NaNs",
  ])("%j is none", (text) => {
    expect(() => milliseconds(text as Duration)).toThrow(
      new TypeError(`"${text}" is not a duration: a number and one of ms, s, m, h, d, such as "30m".`),
    );
  });
});
