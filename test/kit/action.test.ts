import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Action, action, bySpecificity } from "../../src/kit/action.ts";

describe("as", () => {
  it("builds a reply with the plain payload", () => {
    expect(action("CHECKOUT").as("Checkout")).toEqual({ type: "reply", title: "Checkout", payload: "CHECKOUT" });
  });

  it("fills the parameters in", () => {
    expect(action("BUY_:sku").as("Buy Now", { sku: "WATCH" })).toEqual({
      type: "reply",
      title: "Buy Now",
      payload: "BUY_WATCH",
    });
  });

  it.each<[string, string, string]>([
    ["a _ that is not in the last parameter", "BUY_A%5FB_L", "A_B"],
    ["a % too, so that both come back", "BUY_100%25_L", "100%"],
    ["what looks like a shielded _", "BUY_%255F_L", "%5F"],
  ])("shields %s", (_, payload, sku) => {
    const buy = action("BUY_:sku_:size");
    expect(buy.as("Buy", { sku, size: "L" }).payload).toBe(payload);
    expect(buy.read(payload)).toEqual({ sku, size: "L" });
  });

  it("leaves the last parameter as it is", () => {
    expect(action("BUY_:size_:sku").as("Buy", { size: "L", sku: "A_B%5F" }).payload).toBe("BUY_L_A_B%5F");
  });

  it.each([
    ["missing", {}],
    ["empty", { sku: "" }],
    ["not text", { sku: 7 }],
  ])("refuses a parameter that is %s, and names it", (_, values) => {
    const buy = action("BUY_:sku") as unknown as { as: (title: string, values: object) => unknown };
    expect(() => buy.as("Buy", values)).toThrow(
      new TypeError('action("BUY_:sku").as(): the parameter "sku" is missing or empty.'),
    );
  });
});

describe("read", () => {
  it.each<[string, string, Record<string, string> | null]>([
    ["HELP", "HELP", {}],
    ["HELP", "HELP_ME", null],
    ["HELP", "help", null],
    ["HELP", "HELP\n", null],
    ["HELP", "", null],
    ["BUY_:sku", "BUY_WATCH", { sku: "WATCH" }],
    ["BUY_:sku", "BUY_BLUE_WATCH", { sku: "BLUE_WATCH" }],
    ["BUY_:sku", "BUY_two\nlines", { sku: "two\nlines" }],
    ["BUY_:sku", "BUY_", null],
    ["BUY_:sku", "BUY", null],
    ["BUY_:sku", "XBUY_WATCH", null],
    ["BUY_:sku_:size", "BUY_WATCH_L_XL", { sku: "WATCH", size: "L_XL" }],
    ["BUY_:sku_:size", "BUY_WATCH", null],
    ["BUY_:sku_:size", "BUY__L", null],
    ["BUY_:sku_NOW", "BUY_BLUE_WATCH_NOW", { sku: "BLUE_WATCH" }],
    ["BUY_:sku_NOW", "BUY_WATCH_LATER", null],
    [":any", "whatever it is", { any: "whatever it is" }],
  ])("%s reads %j as %j", (pattern, payload, parameters) => {
    expect(action(pattern).read(payload)).toEqual(parameters);
  });

  const value = fc.string({
    minLength: 1,
    unit: fc.oneof(fc.constantFrom("_", "%", "%5F", "%25", ":"), fc.string({ unit: "binary" })),
  });
  const values = fc.record({ one: value, two: value, three: value }).filter((all) => !Object.values(all).includes(""));

  it("gives back whatever was put in", () => {
    const three = action("DO_:one_WITH_:two_AND_:three");
    const ends = action("DO_:one_:two_:three_END");
    fc.assert(
      fc.property(values, (all) => {
        expect(three.read(three.as("Do", all).payload)).toEqual(all);
        expect(ends.read(ends.as("Do", all).payload)).toEqual(all);
      }),
    );
  });

  it("never reads another action's button", () => {
    const sell = action("SELL_:sku");
    fc.assert(
      fc.property(value.filter(Boolean), (sku) => {
        expect(action("BUY_:sku").read(sell.as("Sell", { sku }).payload)).toBeNull();
      }),
    );
  });
});

describe("action", () => {
  it.each(["", "A B", "A-B", "PRICE_1.50", ":a:b", ":x-:y", "P_:1x"])('refuses the pattern "%s"', (pattern) => {
    expect(() => action(pattern)).toThrow(`action("${pattern}"): a pattern has letters, digits and "_"`);
  });

  it("refuses a parameter that stands twice", () => {
    expect(() => action("MOVE_:sku_:sku")).toThrow(
      'action("MOVE_:sku_:sku"): a parameter stands twice. Give each a name of its own.',
    );
  });
});

describe("bySpecificity", () => {
  it("puts plain actions first, then patterns with more fixed text", () => {
    const patterns = [":any", "BUY_:sku", "BUY_NOW", "BUY_:sku_:size_NOW", "HI", "BUY_BIG_:sku"];
    for (const order of [patterns, patterns.toReversed()]) {
      const sorted = order.map((pattern): Action => action(pattern)).sort(bySpecificity);
      expect(sorted.map(({ pattern }) => pattern)).toEqual([
        "BUY_NOW",
        "HI",
        "BUY_:sku_:size_NOW",
        "BUY_BIG_:sku",
        "BUY_:sku",
        ":any",
      ]);
    }
  });
});
