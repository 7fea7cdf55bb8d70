/** Messenger's own template JSON, as Meta writes it. Limits: `limits.ts`. */

export interface ReceiptTemplate {
  readonly template_type: "receipt";
  readonly recipient_name: string;
  readonly merchant_name?: string;
  readonly order_number: string;
  readonly currency: string;
  readonly payment_method: string;
  readonly order_url?: string;
  /** Whole seconds since 1970, as a string. */
  readonly timestamp?: string;
  readonly elements?: readonly ReceiptElement[];
  readonly address?: ReceiptAddress;
  readonly summary: ReceiptSummary;
  readonly adjustments?: readonly { readonly name: string; readonly amount: number }[];
}

export interface ReceiptElement {
  readonly title: string;
  readonly subtitle?: string;
  readonly quantity?: number;
  readonly price: number;
  readonly currency?: string;
  readonly image_url?: string;
}

export interface ReceiptAddress {
  readonly street_1: string;
  readonly street_2?: string;
  readonly city: string;
  readonly postal_code: string;
  readonly state: string;
  readonly country: string;
}

export interface ReceiptSummary {
  readonly subtotal?: number;
  readonly shipping_cost?: number;
  readonly total_tax?: number;
  readonly total_cost: number;
}
