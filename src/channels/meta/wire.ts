/** The message JSON that Messenger and Instagram share, as Meta writes it. Each has limits of its own. */

export type QuickReply =
  | {
      readonly content_type: "text";
      readonly title: string;
      readonly payload: string;
      readonly image_url?: string;
    }
  /** Messenger fills in the person's own number or address. */
  | { readonly content_type: "user_phone_number" | "user_email" };

export type MediaType = "image" | "video" | "audio" | "file";

export interface MediaAttachment {
  readonly type: MediaType;
  readonly payload: { readonly url: string; readonly is_reusable?: boolean } | { readonly attachment_id: string };
}

/** Meta refuses an element that has nothing but a title. */
export interface GenericElement {
  readonly title: string;
  readonly subtitle?: string;
  readonly image_url?: string;
  readonly default_action?: { readonly type: "web_url"; readonly url: string } & Opened;
  readonly buttons?: readonly Button[];
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
