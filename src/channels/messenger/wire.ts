/** Messenger's own message JSON, as Meta writes it: the `message` of a Send API call. Limits: `limits.ts`. */

export interface Message {
  readonly text?: string;
  readonly attachment?: Attachment;
  /** Pictures, and nothing else. */
  readonly attachments?: readonly MediaAttachment[];
  readonly sticker_id?: string;
  readonly quick_replies?: readonly QuickReply[];
}

export type QuickReply =
  | {
      readonly content_type: "text";
      readonly title: string;
      readonly payload: string;
      readonly image_url?: string;
    }
  /** Messenger fills in the person's own number or address. */
  | { readonly content_type: "user_phone_number" | "user_email" };

export type Attachment = MediaAttachment | TemplateAttachment;

export type MediaType = "image" | "video" | "audio" | "file";

export interface MediaAttachment {
  readonly type: MediaType;
  readonly payload: { readonly url: string; readonly is_reusable?: boolean } | { readonly attachment_id: string };
}

export interface TemplateAttachment {
  readonly type: "template";
  readonly payload: Template;
}

export type Template = GenericTemplate | ButtonTemplate | ReceiptTemplate;

export interface GenericTemplate {
  readonly template_type: "generic";
  readonly elements: readonly GenericElement[];
}

/** Meta refuses an element that has nothing but a title. */
export interface GenericElement {
  readonly title: string;
  readonly subtitle?: string;
  readonly image_url?: string;
  readonly default_action?: { readonly type: "web_url"; readonly url: string } & Opened;
  readonly buttons?: readonly Button[];
}

export interface ButtonTemplate {
  readonly template_type: "button";
  readonly text: string;
  readonly buttons: readonly Button[];
}

export type Button =
  | ({ readonly type: "web_url"; readonly title: string; readonly url: string } & Opened)
  | { readonly type: "postback"; readonly title: string; readonly payload: string }
  /** `payload` is the number, with `+` and country code. */
  | { readonly type: "phone_number"; readonly title: string; readonly payload: string }
  /** Messenger writes "Log In" and "Log Out" on these two. */
  | { readonly type: "account_link"; readonly url: string; readonly title?: never }
  | { readonly type: "account_unlink"; readonly title?: never };

/** The height at which a page opens in the chat. */
export interface Opened {
  readonly webview_height_ratio?: "compact" | "tall" | "full";
}

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
