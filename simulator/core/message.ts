/** Meta's `message` object as it is sent to a person, after the rules have passed it. Names are Meta's. */

export interface SentMessage {
  readonly text?: string;
  readonly attachment?: Attachment;
  readonly attachments?: readonly Attachment[];
  readonly sticker_id?: string | number;
  readonly quick_replies?: readonly QuickReply[];
  readonly metadata?: string;
  /** An approved utility template. */
  readonly template?: UtilityTemplate;
}

export interface QuickReply {
  readonly content_type: "text" | "user_phone_number" | "user_email";
  readonly title?: string;
  readonly payload?: string;
  readonly image_url?: string;
}

export type Attachment = MediaAttachment | TemplateAttachment | LocationAttachment | StickerAttachment;

export interface MediaAttachment {
  readonly type: "image" | "video" | "audio" | "file";
  readonly payload: { readonly url?: string; readonly attachment_id?: string; readonly is_reusable?: boolean };
}

export interface TemplateAttachment {
  readonly type: "template";
  readonly payload: Template;
}

/** Only from a person. */
export interface LocationAttachment {
  readonly type: "location";
  readonly title?: string;
  readonly payload: { readonly coordinates: { readonly lat: number; readonly long: number } };
}

/** Only from a person. */
export interface StickerAttachment {
  readonly type: "sticker";
  readonly payload: { readonly url: string; readonly sticker_id: number };
}

export type Template =
  | ButtonTemplate
  | GenericTemplate
  | MediaTemplate
  | ReceiptTemplate
  | CouponTemplate
  | FeedbackTemplate
  | ImageGridTemplate
  | ProductTemplate
  | OneTimeRequest;

export interface ButtonTemplate {
  readonly template_type: "button";
  readonly text: string;
  readonly buttons: readonly Button[];
}

export interface GenericTemplate {
  readonly template_type: "generic";
  readonly elements: readonly Element[];
}

export interface MediaTemplate {
  readonly template_type: "media";
  readonly elements: readonly {
    readonly media_type: "image" | "video";
    readonly url?: string;
    readonly attachment_id?: string;
    readonly buttons?: readonly Button[];
  }[];
}

export interface Element {
  readonly title: string;
  readonly subtitle?: string;
  readonly image_url?: string;
  readonly default_action?: { readonly type: "web_url"; readonly url: string };
  readonly buttons?: readonly Button[];
}

export interface ReceiptTemplate {
  readonly template_type: "receipt";
  readonly recipient_name: string;
  readonly order_number: string;
  readonly currency: string;
  readonly payment_method: string;
  readonly merchant_name?: string;
  readonly order_url?: string;
  /** In seconds. */
  readonly timestamp?: string | number;
  readonly elements?: readonly {
    readonly title: string;
    readonly subtitle?: string;
    readonly quantity?: number;
    readonly price: number;
    readonly currency?: string;
    readonly image_url?: string;
  }[];
  readonly address?: {
    readonly street_1: string;
    readonly street_2?: string;
    readonly city: string;
    readonly postal_code: string;
    readonly state: string;
    readonly country: string;
  };
  readonly summary: {
    readonly subtotal?: number;
    readonly shipping_cost?: number;
    readonly total_tax?: number;
    readonly total_cost: number;
  };
  readonly adjustments?: readonly { readonly name: string; readonly amount: number }[];
}

export interface CouponTemplate {
  readonly template_type: "coupon";
  readonly title: string;
  readonly subtitle?: string;
  readonly coupon_code?: string;
  readonly coupon_url?: string;
  readonly coupon_url_button_title?: string;
  readonly coupon_pre_message?: string;
  readonly image_url?: string;
  readonly payload?: string;
}

export interface FeedbackTemplate {
  readonly template_type: "customer_feedback";
  readonly title: string;
  readonly subtitle?: string;
  readonly button_title: string;
  readonly feedback_screens: readonly { readonly questions: readonly FeedbackQuestion[] }[];
  readonly business_privacy: { readonly url: string };
  readonly expires_in_days?: number;
}

export interface FeedbackQuestion {
  readonly id: string;
  readonly type: "csat" | "nps" | "ces" | "free_form";
  readonly title?: string;
  readonly score_label?: string;
  readonly score_option?: string;
  readonly follow_up?: { readonly type: "free_form"; readonly placeholder?: string };
}

export interface ImageGridTemplate {
  readonly template_type: "image_grid";
  readonly elements: readonly {
    readonly title?: string;
    readonly subtitle?: string;
    readonly images: readonly {
      readonly url: string;
      readonly is_hero_image?: boolean;
      readonly action?:
        | { readonly type: "web_url"; readonly url: string }
        | { readonly type: "postback"; readonly payload: string; readonly text?: string };
    }[];
    readonly buttons?: readonly Button[];
  }[];
}

export interface ProductTemplate {
  readonly template_type: "product";
  readonly elements: readonly { readonly id: string | number }[];
}

export interface OneTimeRequest {
  readonly template_type: "one_time_notif_req";
  readonly title: string;
  readonly payload: string;
}

export type Button =
  | { readonly type: "postback"; readonly title: string; readonly payload: string }
  | { readonly type: "web_url"; readonly title: string; readonly url: string }
  | { readonly type: "phone_number"; readonly title: string; readonly payload: string }
  | { readonly type: "account_link"; readonly url: string }
  | { readonly type: "account_unlink" };

export interface UtilityTemplate {
  readonly name: string;
  readonly language?: { readonly code: string };
  readonly components?: readonly unknown[];
  /** Not sent: what Meta makes of it, from the words that were approved. */
  readonly shown?: ShownTemplate;
}

/** A utility template as a person sees it. Without words when only Meta has them. */
export interface ShownTemplate {
  readonly header?: string;
  readonly body?: string;
  readonly buttons: readonly Button[];
}

/** What a test reads on it, and taps it by. Messenger itself writes on what has no title. */
export function titleOf(one: Button | QuickReply): string {
  if ("content_type" in one) return one.title ?? one.content_type;
  if ("title" in one) return one.title;
  return one.type === "account_link" ? "Log In" : "Log Out";
}
