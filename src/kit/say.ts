/** Short ways to write content. Each returns a plain value of the message model; none sends anything. */
import type {
  Action as ActionButton,
  AskAction,
  CallAction,
  Card,
  CardContent,
  CarouselContent,
  ChoiceContent,
  ImagesContent,
  ListContent,
  ListSection,
  LocationContent,
  Media,
  MediaContent,
  Receipt,
  ReceiptContent,
  ReceiptItem,
  ReplyAction,
  RequestContent,
  TemplateButton,
  TemplateContent,
  TextContent,
  UrlAction,
  Values,
  Webview,
} from "../model/content.ts";
import { amountOf, unitsOf } from "../model/money.ts";

/** Makes a text. One that is longer than the channel takes is split at paragraphs, sentences and words. */
export const text = (words: string): TextContent => ({ type: "text", text: words });

/**
 * Asks a question with options that go away after a tap: Messenger's quick replies, up to 13. `askPhone()` and
 * `askEmail()` may stand among them.
 * @example quick("How fast?", standard.as("Standard"), express.as("Express"))
 */
export const quick = (words: string, ...options: readonly (ActionButton | AskAction)[]): ChoiceContent => ({
  type: "choice",
  text: words,
  options,
  presentation: "ephemeral",
});

/**
 * Asks a question with buttons that stay in the chat, up to 3. Each is made by `action.as("Title")`, `link(…)` or
 * `call(…)`.
 */
export const buttons = (words: string, ...options: readonly ActionButton[]): ChoiceContent => ({
  type: "choice",
  text: words,
  options,
  presentation: "persistent",
});

/**
 * Makes a button that opens a page. `url` may be a path of this Worker's own.
 * @param options `webview`: the part of the chat that the page covers, `"full"` if not given
 */
export const link = (title: string, url: string, options: { readonly webview?: Webview } = {}): UrlAction => ({
  type: "url",
  title,
  url,
  ...options,
});

/**
 * Makes a button that calls a number, written with its country code: `+31201234567`. "(0)", or the zero that is dialled
 * at home only, is refused, and the error names it.
 */
export const call = (title: string, phone: string): CallAction => ({ type: "call", title, phone });

/** Makes an option of `quick` that sends the person's phone number. Messenger writes it on the button. */
export const askPhone = (): AskAction => ({ type: "ask", what: "phone" });

/** Makes an option of `quick` that sends the person's e-mail address. Messenger writes it on the button. */
export const askEmail = (): AskAction => ({ type: "ask", what: "email" });

/**
 * Puts a picture beside the title of an option of `quick`, at least 24 by 24 pixels.
 * @example quick("Which colour?", withImage(standard.as("Red"), "/red.png"))
 */
export const withImage = (option: ReplyAction, image: string): ReplyAction => ({ ...option, imageUrl: image });

/** A card as it is written in a bot: `image` is the address of its picture. */
export interface CardSpec {
  readonly title: string;
  readonly text?: string;
  readonly image?: string;
  /** The page that a tap on the card itself opens. */
  readonly url?: string;
  /** The part of the chat that this page covers. */
  readonly webview?: Webview;
  readonly actions?: readonly ActionButton[];
}

/** Makes one card: a title, and a text, a picture or buttons below it. */
export const card = (spec: CardSpec): CardContent => ({ type: "card", card: cardOf(spec) });

/** Makes cards that stand side by side. */
export const carousel = (...cards: readonly CardSpec[]): CarouselContent => ({
  type: "carousel",
  cards: cards.map(cardOf),
});

function cardOf({ image, ...rest }: CardSpec): Card {
  return image === undefined ? rest : { ...rest, media: { kind: "image", url: image } };
}

/** The place of a file: its `https://` address, a path of this Worker's own, or the id that Meta gave its upload. */
export type FileSource = string | { readonly id: string };

const mediaOf = (kind: Media["kind"], source: FileSource): Media =>
  typeof source === "string" ? { kind, url: source } : { kind, mediaId: source.id };

const media =
  (kind: Media["kind"]) =>
  (source: FileSource, caption?: string): MediaContent => ({
    type: "media",
    media: mediaOf(kind, source),
    ...(caption === undefined ? {} : { caption }),
  });

/** Makes a picture from its `https://` address, a path of this Worker's own, or the id of its upload. */
export const image = media("image");
/** Makes a video, likewise. */
export const video = media("video");
/** Makes a sound, likewise. */
export const audio = media("audio");
/** Makes a document, likewise. */
export const file = media("document");

/** Makes one message of pictures: Messenger takes up to 30, and more become further messages. */
export const images = (...sources: readonly FileSource[]): ImagesContent => ({
  type: "images",
  images: sources.map((source) => mediaOf("image", source)),
});

/** Makes rows to choose from, in sections. */
export const list = (words: string, ...sections: readonly ListSection[]): ListContent => ({
  type: "list",
  text: words,
  sections,
});

/** Makes a place on the map: a card with a link where the channel cannot send places. */
export const location = (latitude: number, longitude: number, name?: string, address?: string): LocationContent => ({
  type: "location",
  latitude,
  longitude,
  ...(name === undefined ? {} : { name }),
  ...(address === undefined ? {} : { address }),
});

/** Asks for a phone number or an e-mail address with a button that fills it in, or for a location in words. */
export const request = (what: RequestContent["what"], words: string): RequestContent => ({
  type: "request",
  what,
  text: words,
});

/** The parts of a utility template beside the values of its body. */
export interface UtilityOptions {
  /** The language of the template, as it was approved: `en_US` if not given. */
  readonly language?: string;
  /** The values of the placeholders of its header. The picture of a header was approved with it and is not sent. */
  readonly header?: Values;
  /**
   * The values of its buttons, in their order: an action for one that replies, the end of its address for one that
   * opens a page. Their titles are those that were approved. Let the payload in the template be its placeholder and
   * nothing else, so that the action's payload comes back as it is.
   */
  readonly buttons?: readonly TemplateButton[];
  /**
   * Sends `template` beside `recipient`, as one example on Meta's page has it, and not inside of `message`, as all the
   * others do: for a Page, if Meta refuses the usual way. It has no metadata then, so its echo is known by
   * Meta's answer alone.
   */
  readonly beside?: boolean;
}

/**
 * Makes a utility message: a template that Meta has approved, with its values. It is the way to say something when the
 * person last wrote more than 24 hours ago.
 * @param variables the values of its body, by name, or as a list if the template's placeholders are numbered
 * @example utility("order_shipped", { order: "1001" }, { buttons: [buy.as("Buy again", { sku: "WATCH" }), "1001"] })
 */
export const utility = (name: string, variables: Values, options: UtilityOptions = {}): TemplateContent => ({
  type: "template",
  template: { name, variables, ...options },
});

/** An order confirmation as it is written in a bot; the totals are added up. */
export interface ReceiptSpec {
  readonly to: string;
  /** The order's number: unique, since Messenger takes each only once. */
  readonly order: string;
  /** The currency, by ISO 4217: `USD`. */
  readonly currency: string;
  /** The means of payment, as shown: `Visa ****1234`. */
  readonly paidWith: string;
  readonly lines: readonly (Omit<ReceiptItem, "imageUrl"> & { readonly image?: string })[];
  readonly shipping?: number;
  readonly tax?: number;
  readonly adjustments?: NonNullable<Receipt["adjustments"]>;
  readonly address?: NonNullable<Receipt["address"]>;
  readonly url?: string;
  readonly merchant?: string;
  /** The time of the order, in milliseconds since 1970. */
  readonly at?: number;
}

/** Makes an order confirmation. The totals are added up here, in whole cents. */
export function receipt({ to, paidWith, lines, shipping, tax, ...rest }: ReceiptSpec): ReceiptContent {
  const { currency } = rest;
  const units = (amount: number) => unitsOf(amount, currency);
  const subtotal = lines.reduce((sum, line) => sum + units(line.price) * (line.quantity ?? 1), 0);
  const off = (rest.adjustments ?? []).reduce((sum, adjustment) => sum + units(adjustment.amount), 0);
  const total = subtotal + units(shipping ?? 0) + units(tax ?? 0) - off;
  return {
    type: "receipt",
    receipt: {
      ...rest,
      recipient: to,
      payment: paidWith,
      items: lines.map(({ image, ...line }) => (image === undefined ? line : { ...line, imageUrl: image })),
      totals: {
        subtotal: amountOf(subtotal, currency),
        // Not rounded here: rendering rounds, and its warning names the value that was given.
        ...(shipping === undefined ? {} : { shipping }),
        ...(tax === undefined ? {} : { tax }),
        total: amountOf(total, currency),
      },
    },
  };
}
