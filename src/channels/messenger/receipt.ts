/** Order confirmations. Meta shows the amounts as they are sent, so they are rounded and added up here. */
import type { Receipt, ReceiptItem } from "../../content/content.ts";
import { ContentError } from "../../content/rendering.ts";
import { type Draft, filled, over, requireText } from "./draft.ts";
import { LIMITS } from "./limits.ts";
import { webUrl } from "./media.ts";
import type { ReceiptAddress, ReceiptElement, ReceiptSummary, ReceiptTemplate } from "./native.ts";

const CURRENCY = /^[A-Z]{3}$/;
const COUNTRY = /^[A-Z]{2}$/;
/** Rounding each figure can shift their sum by a cent; the rest is for what binary fractions leave over. */
const TOLERANCE = 0.01 + 1e-6;

export function sayReceipt(draft: Draft, receipt: Receipt): void {
  draft.addTemplate(templateOf(draft, receipt), "receipt");
}

function templateOf(draft: Draft, receipt: Receipt): ReceiptTemplate {
  const { items, url, merchant, address, at } = receipt;
  if (items.length > LIMITS.receiptItems.max) {
    const detail = `${over(items.length, LIMITS.receiptItems)}: put several into one line.`;
    throw new ContentError("too_many_options", "receipt.items", detail);
  }
  const currency = matching(receipt.currency, CURRENCY, "receipt.currency", "three capital letters (ISO 4217): USD");
  const adjustments = (receipt.adjustments ?? []).map(({ name, amount }, i) => ({
    name: requireText(name, `receipt.adjustments[${i}].name`),
    amount: amountOf(amount, `receipt.adjustments[${i}].amount`),
  }));
  const summary = summaryOf(receipt);
  checkSum(summary, adjustments);
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

function elementOf(draft: Draft, item: ReceiptItem, currency: string, field: string): ReceiptElement {
  const { subtitle, quantity, imageUrl } = item;
  if (quantity !== undefined && !(Number.isSafeInteger(quantity) && quantity > 0)) {
    throw new ContentError("invalid_content", `${field}.quantity`, "is not a whole number above 0.");
  }
  return {
    title: requireText(item.title, `${field}.title`),
    ...(filled(subtitle) !== undefined && { subtitle: subtitle ?? "" }),
    ...(quantity !== undefined && { quantity }),
    price: amountOf(item.price, `${field}.price`),
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

function summaryOf({ totals: { subtotal, shipping, tax, total } }: Receipt): ReceiptSummary {
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
): void {
  if (subtotal === undefined || shipping_cost === undefined || total_tax === undefined) return;
  const taken = rounded(adjustments.reduce((sum, { amount }) => sum + amount, 0));
  const sum = rounded(subtotal + shipping_cost + total_tax - taken);
  if (Math.abs(sum - total_cost) <= TOLERANCE) return;
  throw new ContentError(
    "invalid_content",
    "receipt.totals.total",
    "is not subtotal + shipping + tax − adjustments: correct it, or leave out the figures that it does not follow from.",
  );
}

function amountOf(value: number, field: string): number {
  const amount = rounded(value);
  if (Number.isFinite(amount)) return amount;
  throw new ContentError("invalid_content", field, "is not an amount: give a number in units of the currency.");
}

/** To cents. The factor lifts what is a half in decimal, such as 1.005, and a little less in binary. */
function rounded(value: number): number {
  const cents = Math.round(Math.abs(value) * 100 * (1 + Number.EPSILON));
  return cents === 0 ? 0 : (Math.sign(value) * cents) / 100;
}

function secondsOf(at: number): string {
  if (Number.isFinite(at) && at >= 0) return String(Math.floor(at / 1000));
  throw new ContentError("invalid_content", "receipt.at", "is not a time: give milliseconds since 1970.");
}

function matching(value: string, pattern: RegExp, field: string, shape: string): string {
  if (pattern.test(requireText(value, field))) return value;
  throw new ContentError("invalid_content", field, `is not ${shape}.`);
}
