import { describe, expect, it, test } from "vitest";
import { receipt } from "../../src/kit/index.ts";
import { decimalsOf, isLossy, rounded } from "../../src/model/money.ts";
import { render } from "../support/render.ts";

test.each([
  ["USD", 2],
  ["EUR", 2],
  ["JPY", 0],
  ["KRW", 0],
  ["VND", 0],
  ["CLP", 0],
  ["ISK", 0],
  ["KWD", 3],
  ["BHD", 3],
  ["TND", 3],
  ["XQQ", 2],
  ["no currency", 2],
])("%s has %i decimals", (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

test.each([
  [1.005, "USD", 1.01, true],
  [-1.005, "USD", -1.01, true],
  [0.1 + 0.2, "USD", 0.3, false],
  [19.99 * 3, "EUR", 59.97, false],
  [99.5, "JPY", 100, true],
  [1200, "JPY", 1200, false],
  [1.2345, "KWD", 1.235, true],
  [1.234, "KWD", 1.234, false],
  [1e9 + 0.5, "JPY", 1e9 + 1, true],
  [123_456_789.01, "USD", 123_456_789.01, false],
])("%d %s is %d", (amount, currency, expected, lossy) => {
  expect(rounded(amount, currency)).toBe(expected);
  expect(isLossy(amount, currency)).toBe(lossy);
});

describe("a receipt", () => {
  const of = (currency: string, prices: readonly number[], shipping: number) =>
    render(
      receipt({
        ...{ to: "Ana", order: "1", paidWith: "cash", currency, shipping, tax: 0 },
        lines: prices.map((price, n) => ({ title: `${n}`, price, quantity: n + 1 })),
      }),
      {},
    );

  it.each([
    ["JPY", [100.5, 99.5, 333.33], 500.4],
    ["KWD", [1.2345, 0.0005, 2.5], 0.75],
    ["USD", [0.335, 19.99, 1.005], 4.955],
    ["CLP", [990.9, 1.5, 10], 0.5],
    ["EUR", [1 / 3, 2 / 3, 0.1], 0.005],
  ])("in %s shows lines that add up to its total, and tells what was rounded", (currency, prices, shipping) => {
    const { parts, warnings, lossy } = of(currency, prices, shipping);
    const [{ message }] = parts as never as [{ message: Sent }];
    const { elements, summary } = message.attachment.payload;
    const sum = elements.reduce((all, { price, quantity }) => all + price * quantity, 0) + summary.shipping_cost;
    expect(summary.total_cost).toBeCloseTo(sum, 6);
    expect(summary.total_cost).toBe(rounded(summary.total_cost, currency));
    expect(lossy).toBe(true);
    expect(warnings.map(({ code, field }) => `${code} ${field}`)).toContain("amount_rounded receipt.items[0].price");
  });

  it("whose amounts fit says nothing", () => {
    expect(of("KWD", [1.235, 0.005], 0.75).warnings).toEqual([]);
    expect(of("JPY", [1200, 80], 500).warnings).toEqual([]);
  });
});

interface Sent {
  readonly attachment: {
    readonly payload: {
      readonly elements: readonly { readonly price: number; readonly quantity: number }[];
      readonly summary: { readonly total_cost: number; readonly shipping_cost: number };
    };
  };
}
