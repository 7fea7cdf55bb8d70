/** Order confirmations as Messenger's receipt template. */
import type { Receipt, ReceiptItem } from "../../../model/content.ts";
import type { Draft } from "../../adapt/draft.ts";
import { checkReceipt } from "../../adapt/receipt.ts";
import { addTemplate } from "../../meta/render/text.ts";
import { LIMITS } from "../limits.ts";
import type { ReceiptAddress, ReceiptElement, ReceiptSummary, ReceiptTemplate } from "../wire.ts";

export function sayReceipt(draft: Draft, receipt: Receipt): void {
  addTemplate(draft, templateOf(checkReceipt(draft, receipt, LIMITS.receiptItems)), "receipt");
}

function templateOf(receipt: Receipt): ReceiptTemplate {
  const { items, url, merchant, address, at, currency, adjustments = [] } = receipt;
  return {
    template_type: "receipt",
    recipient_name: receipt.recipient,
    ...(merchant !== undefined && { merchant_name: merchant }),
    order_number: receipt.order,
    currency,
    payment_method: receipt.payment,
    ...(url !== undefined && { order_url: url }),
    ...(at !== undefined && { timestamp: String(Math.floor(at / 1000)) }),
    ...(items.length > 0 && { elements: items.map((item) => elementOf(item, currency)) }),
    ...(address && { address: addressOf(address) }),
    summary: summaryOf(receipt),
    ...(adjustments.length > 0 && { adjustments }),
  };
}

function elementOf({ title, subtitle, quantity, price, imageUrl }: ReceiptItem, currency: string): ReceiptElement {
  return {
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...(quantity !== undefined && { quantity }),
    price,
    currency,
    ...(imageUrl !== undefined && { image_url: imageUrl }),
  };
}

function addressOf({
  street,
  street2,
  city,
  postalCode,
  state,
  country,
}: NonNullable<Receipt["address"]>): ReceiptAddress {
  return {
    street_1: street,
    ...(street2 !== undefined && { street_2: street2 }),
    city,
    postal_code: postalCode,
    state,
    country,
  };
}

function summaryOf({ totals: { subtotal, shipping, tax, total } }: Receipt): ReceiptSummary {
  return {
    ...(subtotal !== undefined && { subtotal }),
    ...(shipping !== undefined && { shipping_cost: shipping }),
    ...(tax !== undefined && { total_tax: tax }),
    total_cost: total,
  };
}
