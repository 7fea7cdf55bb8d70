/**
 * Order confirmations: figures rounded to their currency and added up, since a platform shows them as they are sent. As text,
 * where the platform has no form for them.
 */
import type { Receipt, ReceiptItem } from "../../model/content.ts";
import { decimalsOf, isLossy, rounded } from "../../model/money.ts";
import { ContentError, type ReceiptLabels } from "../../model/rendering.ts";
import { type Draft, filled, requireText } from "./draft.ts";
import { type Limit, over } from "./limit.ts";
import { webUrl } from "./url.ts";

const CURRENCY = /^[A-Z]{3}$/;
const COUNTRY = /^[A-Z]{2}$/;
/** The rounding error of binary fractions that is ignored when figures are added up. */
const DUST = 1e-6;

/** An amount of the receipt as it is sent. */
type Money = (value: number, field: string) => number;

/**
 * Returns the same receipt: each figure rounded, each address whole, and nothing in it that is blank.
 * @param most the largest number of items that the platform takes; missing: any number
 * @throws ContentError naming the value that cannot be sent in any form
 */
export function checkReceipt(draft: Draft, receipt: Receipt, most?: Limit): Receipt {
  const { items, url, merchant, address, at } = receipt;
  if (most !== undefined && items.length > most.max) {
    const detail = `${over(items.length, most)}: put several into one line.`;
    throw new ContentError("too_many_options", "receipt.items", detail);
  }
  const currency = matching(receipt.currency, CURRENCY, "receipt.currency", "three capital letters (ISO 4217): USD");
  const money = (value: number, field: string) => moneyOf(draft, value, currency, field);
  const adjustments = (receipt.adjustments ?? []).map(({ name, amount }, i) => ({
    name: requireText(name, `receipt.adjustments[${i}].name`),
    amount: money(amount, `receipt.adjustments[${i}].amount`),
  }));
  const totals = totalsOf(receipt, money);
  checkSum(totals, adjustments, currency);
  return {
    recipient: requireText(receipt.recipient, "receipt.recipient"),
    ...(filled(merchant) !== undefined && { merchant: merchant ?? "" }),
    order: requireText(receipt.order, "receipt.order"),
    currency,
    payment: requireText(receipt.payment, "receipt.payment"),
    ...(filled(url) !== undefined && { url: webUrl(draft, url ?? "", "receipt.url") }),
    ...(at !== undefined && { at: checkedTime(at) }),
    items: items.map((item, i) => itemOf(draft, item, money, `receipt.items[${i}]`)),
    ...(address && { address: addressOf(address) }),
    totals,
    adjustments,
  };
}

function itemOf(draft: Draft, item: ReceiptItem, money: Money, field: string): ReceiptItem {
  const { subtitle, quantity, imageUrl } = item;
  if (quantity !== undefined && !(Number.isSafeInteger(quantity) && quantity > 0)) {
    throw new ContentError("invalid_content", `${field}.quantity`, "is not a whole number above 0.");
  }
  return {
    title: requireText(item.title, `${field}.title`),
    ...(filled(subtitle) !== undefined && { subtitle: subtitle ?? "" }),
    ...(quantity !== undefined && { quantity }),
    price: money(item.price, `${field}.price`),
    ...(filled(imageUrl) !== undefined && { imageUrl: webUrl(draft, imageUrl ?? "", `${field}.imageUrl`) }),
  };
}

type ReceiptAddress = NonNullable<Receipt["address"]>;

function addressOf(address: ReceiptAddress): ReceiptAddress {
  const field = "receipt.address";
  return {
    street: requireText(address.street, `${field}.street`),
    ...(filled(address.street2) !== undefined && { street2: address.street2 ?? "" }),
    city: requireText(address.city, `${field}.city`),
    postalCode: requireText(address.postalCode, `${field}.postalCode`),
    state: requireText(address.state, `${field}.state`),
    country: matching(address.country, COUNTRY, `${field}.country`, "two capital letters: NL"),
  };
}

function totalsOf({ totals: { subtotal, shipping, tax, total } }: Receipt, amountOf: Money): Receipt["totals"] {
  return {
    ...(subtotal !== undefined && { subtotal: amountOf(subtotal, "receipt.totals.subtotal") }),
    ...(shipping !== undefined && { shipping: amountOf(shipping, "receipt.totals.shipping") }),
    ...(tax !== undefined && { tax: amountOf(tax, "receipt.totals.tax") }),
    total: amountOf(total, "receipt.totals.total"),
  };
}

/** Checks the total. Only a receipt that names every figure can be added up: prices may include tax, or shipping be free. */
function checkSum(
  { subtotal, shipping, tax, total }: Receipt["totals"],
  adjustments: readonly { readonly amount: number }[],
  currency: string,
): void {
  if (subtotal === undefined || shipping === undefined || tax === undefined) return;
  const taken = adjustments.reduce((sum, { amount }) => sum + amount, 0);
  const sum = rounded(subtotal + shipping + tax - taken, currency);
  // Rounding each figure can shift their sum by one of the currency's smallest coins.
  if (Math.abs(sum - total) <= 10 ** -decimalsOf(currency) + DUST) return;
  throw new ContentError(
    "invalid_content",
    "receipt.totals.total",
    "is not subtotal + shipping + tax − adjustments: correct it, or leave out the figures that it does not follow from.",
  );
}

function moneyOf(draft: Draft, value: number, currency: string, field: string): number {
  const amount = rounded(value, currency);
  if (!Number.isFinite(amount)) {
    throw new ContentError("invalid_content", field, "is not an amount: give a number in units of the currency.");
  }
  if (isLossy(value, currency)) {
    const detail = `rounded: ${currency} has ${decimalsOf(currency)} decimals`;
    draft.change({ code: "amount_rounded", field, detail, lossy: true });
  }
  return amount;
}

function checkedTime(at: number): number {
  if (Number.isFinite(at) && at >= 0) return at;
  throw new ContentError("invalid_content", "receipt.at", "is not a time: give milliseconds since 1970.");
}

function matching(value: string, pattern: RegExp, field: string, shape: string): string {
  if (pattern.test(requireText(value, field))) return value;
  throw new ContentError("invalid_content", field, `is not ${shape}.`);
}

/** Returns a checked receipt as text: items, totals, payment, and address. */
export function receiptText(receipt: Receipt, words: ReceiptLabels): string {
  const { merchant, order, currency, items, totals, adjustments = [], payment, recipient, address, url } = receipt;
  const amount = (value: number) => `${value.toFixed(decimalsOf(currency))} ${currency}`;
  const figure = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name}: ${amount(value)}`];
  const blocks = [
    [merchant, `${words.order}: ${order}`],
    items.map(({ title, subtitle, quantity = 1, price }) => {
      const name = subtitle === undefined ? title : `${title} (${subtitle})`;
      return `${quantity} × ${name}: ${amount(price)}`;
    }),
    [
      ...figure(words.subtotal, totals.subtotal),
      ...figure(words.shipping, totals.shipping),
      ...figure(words.tax, totals.tax),
      ...adjustments.flatMap(({ name, amount: taken }) => figure(name, -taken)),
      ...figure(words.total, totals.total),
      `${words.payment}: ${payment}`,
    ],
    [recipient, ...(address === undefined ? [] : addressLines(address))],
    [url],
  ];
  return blocks
    .map((lines) => lines.filter((text) => text !== undefined).join("\n"))
    .filter((block) => block !== "")
    .join("\n\n");
}

function addressLines({ street, street2, city, postalCode, state, country }: ReceiptAddress): string[] {
  return [street, ...(street2 === undefined ? [] : [street2]), `${postalCode} ${city}`, `${state}, ${country}`];
}
