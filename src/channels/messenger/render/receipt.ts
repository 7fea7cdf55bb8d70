/** Order confirmations. Meta shows the amounts as they are sent, so they are rounded and added up here. */

import type { Receipt, ReceiptItem } from "../../../model/content.ts";
import { decimalsOf, isLossy, rounded } from "../../../model/money.ts";
import { ContentError } from "../../../model/rendering.ts";
import { type Draft, filled, over, requireText } from "../../adapt/draft.ts";
import { webUrl } from "../../adapt/url.ts";
import { LIMITS } from "../limits.ts";
import type { ReceiptAddress, ReceiptElement, ReceiptSummary, ReceiptTemplate } from "../wire.ts";
import { addTemplate } from "./text.ts";

const CURRENCY = /^[A-Z]{3}$/;
const COUNTRY = /^[A-Z]{2}$/;
/** What binary fractions leave over when figures are added up. */
const DUST = 1e-6;

export function sayReceipt(draft: Draft, receipt: Receipt): void {
  addTemplate(draft, templateOf(draft, receipt), "receipt");
}

function templateOf(draft: Draft, receipt: Receipt): ReceiptTemplate {
  const { items, url, merchant, address, at } = receipt;
  if (items.length > LIMITS.receiptItems.max) {
    const detail = `${over(items.length, LIMITS.receiptItems)}: put several into one line.`;
    throw new ContentError("too_many_options", "receipt.items", detail);
  }
  const currency = matching(receipt.currency, CURRENCY, "receipt.currency", "three capital letters (ISO 4217): USD");
  const money = (value: number, field: string) => moneyOf(draft, value, currency, field);
  const adjustments = (receipt.adjustments ?? []).map(({ name, amount }, i) => ({
    name: requireText(name, `receipt.adjustments[${i}].name`),
    amount: money(amount, `receipt.adjustments[${i}].amount`),
  }));
  const summary = summaryOf(receipt, money);
  checkSum(summary, adjustments, currency);
  return {
    template_type: "receipt",
    recipient_name: requireText(receipt.recipient, "receipt.recipient"),
    ...(filled(merchant) !== undefined && { merchant_name: merchant ?? "" }),
    order_number: requireText(receipt.order, "receipt.order"),
    currency,
    payment_method: requireText(receipt.payment, "receipt.payment"),
    ...(filled(url) !== undefined && { order_url: webUrl(draft, url ?? "", "receipt.url") }),
    ...(at !== undefined && { timestamp: secondsOf(at) }),
    ...(items.length > 0 && {
      elements: items.map((item, i) => elementOf(draft, item, currency, `receipt.items[${i}]`)),
    }),
    ...(address && { address: addressOf(address) }),
    summary,
    ...(adjustments.length > 0 && { adjustments }),
  };
}

/** An amount of the receipt as it is sent. */
type Money = (value: number, field: string) => number;

function elementOf(draft: Draft, item: ReceiptItem, currency: string, field: string): ReceiptElement {
  const { subtitle, quantity, imageUrl } = item;
  if (quantity !== undefined && !(Number.isSafeInteger(quantity) && quantity > 0)) {
    throw new ContentError("invalid_content", `${field}.quantity`, "is not a whole number above 0.");
  }
  return {
    title: requireText(item.title, `${field}.title`),
    ...(filled(subtitle) !== undefined && { subtitle: subtitle ?? "" }),
    ...(quantity !== undefined && { quantity }),
    price: moneyOf(draft, item.price, currency, `${field}.price`),
    currency,
    ...(filled(imageUrl) !== undefined && { image_url: webUrl(draft, imageUrl ?? "", `${field}.imageUrl`) }),
  };
}

function addressOf(address: NonNullable<Receipt["address"]>): ReceiptAddress {
  const field = "receipt.address";
  return {
    street_1: requireText(address.street, `${field}.street`),
    ...(filled(address.street2) !== undefined && { street_2: address.street2 ?? "" }),
    city: requireText(address.city, `${field}.city`),
    postal_code: requireText(address.postalCode, `${field}.postalCode`),
    state: requireText(address.state, `${field}.state`),
    country: matching(address.country, COUNTRY, `${field}.country`, "two capital letters: NL"),
  };
}

function summaryOf({ totals: { subtotal, shipping, tax, total } }: Receipt, amountOf: Money): ReceiptSummary {
  return {
    ...(subtotal !== undefined && { subtotal: amountOf(subtotal, "receipt.totals.subtotal") }),
    ...(shipping !== undefined && { shipping_cost: amountOf(shipping, "receipt.totals.shipping") }),
    ...(tax !== undefined && { total_tax: amountOf(tax, "receipt.totals.tax") }),
    total_cost: amountOf(total, "receipt.totals.total"),
  };
}

/** Only a receipt that names every figure can be added up: prices may include tax, or shipping be free. */
function checkSum(
  { subtotal, shipping_cost, total_tax, total_cost }: ReceiptSummary,
  adjustments: readonly { readonly amount: number }[],
  currency: string,
): void {
  if (subtotal === undefined || shipping_cost === undefined || total_tax === undefined) return;
  const taken = adjustments.reduce((sum, { amount }) => sum + amount, 0);
  const sum = rounded(subtotal + shipping_cost + total_tax - taken, currency);
  // Rounding each figure can shift their sum by one of the currency's smallest coins.
  if (Math.abs(sum - total_cost) <= 10 ** -decimalsOf(currency) + DUST) return;
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

function secondsOf(at: number): string {
  if (Number.isFinite(at) && at >= 0) return String(Math.floor(at / 1000));
  throw new ContentError("invalid_content", "receipt.at", "is not a time: give milliseconds since 1970.");
}

function matching(value: string, pattern: RegExp, field: string, shape: string): string {
  if (pattern.test(requireText(value, field))) return value;
  throw new ContentError("invalid_content", field, `is not ${shape}.`);
}
