/**
 * The content of a message, written once and rendered for the channel that the person is on.
 *
 * These are plain values: they are stored, compared and tested as they are. `edgewise` has a short function for each
 * (`text`, `quick`, `buttons`, `carousel`, `receipt`, …); a channel's `render` turns them into its platform's form.
 */
export type Content =
  | TextContent
  | MediaContent
  | ImagesContent
  | ChoiceContent
  | CardContent
  | CarouselContent
  | ListContent
  | LocationContent
  | ReceiptContent
  | RequestContent
  | TemplateContent
  | NativeContent;

export interface TextContent {
  readonly type: "text";
  readonly text: string;
}

export interface MediaContent {
  readonly type: "media";
  readonly media: Media;
  /** Said after the media, as a message of its own where the channel has no captions. */
  readonly caption?: string;
}

/** Several pictures in one message. */
export interface ImagesContent {
  readonly type: "images";
  readonly images: readonly Media[];
}

/** A question with options. */
export interface ChoiceContent {
  readonly type: "choice";
  readonly text: string;
  readonly options: readonly (Action | AskAction)[];
  /**
   * `ephemeral` (default for replies): the options go away after a tap. `persistent`: they stay in the chat.
   * `auto` lets the channel decide.
   */
  readonly presentation?: "auto" | "ephemeral" | "persistent";
  readonly header?: Media | { readonly text: string };
  readonly footer?: string;
}

export interface CardContent {
  readonly type: "card";
  readonly card: Card;
}

export interface CarouselContent {
  readonly type: "carousel";
  readonly text?: string;
  readonly cards: readonly Card[];
}

export interface ListContent {
  readonly type: "list";
  readonly text: string;
  /** The label of the button that opens the list, where a channel has one. */
  readonly button?: string;
  readonly sections: readonly ListSection[];
  readonly header?: string;
  readonly footer?: string;
}

export interface ListSection {
  readonly title?: string;
  readonly rows: readonly Row[];
}

export interface LocationContent {
  readonly type: "location";
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
}

export interface ReceiptContent {
  readonly type: "receipt";
  readonly receipt: Receipt;
}

/** Asks for data that the platform can fill in by itself. */
export interface RequestContent {
  readonly type: "request";
  readonly text: string;
  readonly what: "location" | "phone" | "email";
}

/** A message that the platform has approved beforehand. It may also be said after the window for free answers. */
export interface TemplateContent {
  readonly type: "template";
  readonly template: {
    /** The template's name, as it was approved. */
    readonly name: string;
    /** The template's language; `en_US` if not given. */
    readonly language?: string;
    /** The values of the placeholders of its body. */
    readonly variables: Values;
    /** The values of the placeholders of its header. A header's picture was approved with it. */
    readonly header?: Values;
    /** The values of the placeholders of its buttons, in their order. */
    readonly buttons?: readonly TemplateButton[];
    /** Puts it beside the message, and not inside of it. */
    readonly beside?: boolean;
  };
}

/** Values by the names of the placeholders, or in the order of numbered ones. */
export type Values = Readonly<Record<string, string>> | readonly string[];

/** The payload of an approved button that replies; or the end of the address of one that opens a page. */
export type TemplateButton = ReplyAction | string;

/**
 * A channel's own message, in its platform's words: checked, and not adapted. Where the platform has buttons or quick
 * replies, actions may stand too.
 */
export interface NativeContent {
  readonly type: "native";
  readonly channel: ChannelName;
  readonly payload: Readonly<Record<string, unknown>>;
  /** A line with the words that a person sees of it: for histories. */
  readonly words?: string;
}

/** The channels that content can be written for. */
export type ChannelName = "messenger" | "instagram";

export interface Media {
  readonly kind: "image" | "video" | "audio" | "voice" | "document" | "sticker";
  /** `https://…`, or a path of this Worker's own (`/demo/x.jpg`). */
  readonly url?: string;
  /** The platform's id of an earlier upload, or of one of its own stickers. */
  readonly mediaId?: string;
  readonly filename?: string;
}

export interface Card {
  readonly title: string;
  readonly text?: string;
  readonly media?: Media;
  /** The address that a tap on the card itself opens. */
  readonly url?: string;
  readonly webview?: Webview;
  readonly actions?: readonly Action[];
  readonly footer?: string;
}

/** A thing that a person can tap. */
export type Action = ReplyAction | UrlAction | CallAction | NativeAction;

export interface ReplyAction {
  readonly type: "reply";
  readonly title: string;
  /** The text that comes back when it is tapped. */
  readonly payload: string;
  readonly imageUrl?: string;
  readonly description?: string;
}

export interface UrlAction {
  readonly type: "url";
  readonly title: string;
  readonly url: string;
  readonly webview?: Webview;
}

/** The part of the chat that is covered by a page opened in it. */
export type Webview = "compact" | "tall" | "full";

export interface CallAction {
  readonly type: "call";
  readonly title: string;
  /** With country code: `+31201234567`. */
  readonly phone: string;
}

/** A button that one channel alone has, in its platform's words. It is no quick reply, and no other channel takes it. */
export interface NativeAction {
  readonly type: "native";
  readonly channel: ChannelName;
  /** The title that the platform writes on it, fixed by the platform. */
  readonly title: string;
  readonly button: Readonly<Record<string, unknown>>;
}

/** An option that sends the person's data as the platform knows it. Only among options that go away after a tap. */
export interface AskAction {
  readonly type: "ask";
  readonly what: "phone" | "email";
}

export interface Row {
  readonly title: string;
  readonly description?: string;
  readonly payload: string;
  readonly imageUrl?: string;
}

/** An order confirmation. Amounts are in units of the currency (`149.99`), not in cents. */
export interface Receipt {
  readonly recipient: string;
  /** The order's number: unique for each order. */
  readonly order: string;
  /** ISO 4217: `USD`. */
  readonly currency: string;
  /** As shown: `Visa ****1234`. */
  readonly payment: string;
  readonly items: readonly ReceiptItem[];
  readonly totals: {
    readonly subtotal?: number;
    readonly shipping?: number;
    readonly tax?: number;
    readonly total: number;
  };
  readonly adjustments?: readonly { readonly name: string; readonly amount: number }[];
  readonly address?: {
    readonly street: string;
    readonly street2?: string;
    readonly city: string;
    readonly postalCode: string;
    readonly state: string;
    /** Two letters: `NL`. */
    readonly country: string;
  };
  readonly url?: string;
  readonly merchant?: string;
  /** The time of the order, in milliseconds since 1970. */
  readonly at?: number;
}

export interface ReceiptItem {
  readonly title: string;
  readonly subtitle?: string;
  readonly quantity?: number;
  /** Of one piece. */
  readonly price: number;
  readonly imageUrl?: string;
}
