/**
 * What a bot says, written once and rendered for the channel that the person is on.
 *
 * These are plain values: they are stored, compared and tested as they are. `edgewise` has a short function for each
 * (`text`, `quick`, `buttons`, `carousel`, `receipt`, …); a channel's `render` turns them into what its platform takes.
 */
export type Content =
  | TextContent
  | MediaContent
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

/** A question with options. */
export interface ChoiceContent {
  readonly type: "choice";
  readonly text: string;
  readonly options: readonly Action[];
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

/** Asks for something that the platform can fill in by itself. */
export interface RequestContent {
  readonly type: "request";
  readonly text: string;
  readonly what: "location" | "phone" | "email";
}

/** A message that the platform has approved beforehand. It may also be said when free answers are not allowed any more. */
export interface TemplateContent {
  readonly type: "template";
  readonly template: {
    /** As it was approved. */
    readonly name: string;
    /** `en_US` if not given. */
    readonly language?: string;
    /** The values of its named parameters. */
    readonly variables: Readonly<Record<string, string>>;
  };
}

/** A channel's own message, sent as it is. */
export interface NativeContent {
  readonly type: "native";
  readonly channel: ChannelName;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The channels that content can be written for. */
export type ChannelName = "messenger";

export interface Media {
  readonly kind: "image" | "video" | "audio" | "voice" | "document" | "sticker";
  /** `https://…`, or a path of this Worker's own (`/demo/x.jpg`). */
  readonly url?: string;
  /** The platform's id of something uploaded before. */
  readonly mediaId?: string;
  readonly filename?: string;
}

export interface Card {
  readonly title: string;
  readonly text?: string;
  readonly media?: Media;
  /** Opened by a tap on the card itself. */
  readonly url?: string;
  readonly actions?: readonly Action[];
  readonly footer?: string;
}

/** Something a person can tap. */
export type Action = ReplyAction | UrlAction | CallAction;

export interface ReplyAction {
  readonly type: "reply";
  readonly title: string;
  /** What comes back when it is tapped. */
  readonly payload: string;
  readonly imageUrl?: string;
  readonly description?: string;
}

export interface UrlAction {
  readonly type: "url";
  readonly title: string;
  readonly url: string;
}

export interface CallAction {
  readonly type: "call";
  readonly title: string;
  /** With country code: `+31201234567`. */
  readonly phone: string;
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
  /** Unique for each order. */
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
  /** When it was ordered, in milliseconds since 1970. */
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
