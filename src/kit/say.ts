/** Short ways to write what is said. Each returns a plain value of the message model. */
import type {
  Action as ActionButton,
  CallAction,
  Card,
  CardContent,
  CarouselContent,
  ChoiceContent,
  ListContent,
  ListSection,
  LocationContent,
  Media,
  MediaContent,
  NativeContent,
  Receipt,
  ReceiptContent,
  ReceiptItem,
  RequestContent,
  TemplateContent,
  TextContent,
  UrlAction,
} from "../content/content.ts";

/** Words. Longer ones than the channel takes are split at paragraphs, sentences and words. */
export const text = (words: string): TextContent => ({ type: "text", text: words });

/**
 * A question with options that go away after a tap: Messenger's quick replies, up to 13.
 * @example quick("How fast?", standard.as("Standard"), express.as("Express"))
 */
export const quick = (words: string, ...options: readonly ActionButton[]): ChoiceContent => ({
  type: "choice",
  text: words,
  options,
  presentation: "ephemeral",
});

/** A question with buttons that stay in the chat, up to 3. Each is made by `action.as("Title")`, `link(…)` or `call(…)`. */
export const buttons = (words: string, ...options: readonly ActionButton[]): ChoiceContent => ({
  type: "choice",
  text: words,
  options,
  presentation: "persistent",
});

/** A button that opens a page. `url` may be a path of this Worker's own. */
export const link = (title: string, url: string): UrlAction => ({ type: "url", title, url });

/** A button that calls a number, written with its country code: `+31201234567`. */
export const call = (title: string, phone: string): CallAction => ({ type: "call", title, phone });

/** A card as it is written in a bot: `image` is the address of its picture. */
export interface CardSpec {
  readonly title: string;
  readonly text?: string;
  readonly image?: string;
  /** Opened by a tap on the card itself. */
  readonly url?: string;
  readonly actions?: readonly ActionButton[];
}

/** One card: a title, and a text, a picture or buttons below it. */
export const card = (spec: CardSpec): CardContent => ({ type: "card", card: cardOf(spec) });

/** Cards side by side. */
export const carousel = (...cards: readonly CardSpec[]): CarouselContent => ({
  type: "carousel",
  cards: cards.map(cardOf),
});

function cardOf({ image, ...rest }: CardSpec): Card {
  return image === undefined ? rest : { ...rest, media: { kind: "image", url: image } };
}

const media =
  (kind: Media["kind"]) =>
  (url: string, caption?: string): MediaContent => ({
    type: "media",
    media: { kind, url },
    ...(caption === undefined ? {} : { caption }),
  });

/** A picture by its `https://` address, or a path of this Worker's own. */
export const image = media("image");
/** A film by its address. */
export const video = media("video");
/** A sound by its address. */
export const audio = media("audio");
/** A document by its address. */
export const file = media("document");

/** Rows to choose from, in sections. */
export const list = (words: string, ...sections: readonly ListSection[]): ListContent => ({
  type: "list",
  text: words,
  sections,
});

/** A place on the map: a card with a link where the channel cannot send places. */
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

/**
 * A utility message: a template that Meta has approved, with its values. It is the way to say something when the person
 * last wrote more than 24 hours ago.
 */
export const utility = (
  name: string,
  variables: Readonly<Record<string, string>>,
  language?: string,
): TemplateContent => ({
  type: "template",
  template: { name, variables, ...(language === undefined ? {} : { language }) },
});

/** A message of Messenger's own, sent as it is. */
export const native = (payload: Readonly<Record<string, unknown>>): NativeContent => ({
  type: "native",
  channel: "messenger",
  payload,
});

/** An order confirmation as it is written in a bot; the totals are added up. */
export interface ReceiptSpec {
  readonly to: string;
  /** The order's number: unique, since Messenger takes each only once. */
  readonly order: string;
  /** ISO 4217: `USD`. */
  readonly currency: string;
  /** As shown: `Visa ****1234`. */
  readonly paidWith: string;
  readonly lines: readonly (Omit<ReceiptItem, "imageUrl"> & { readonly image?: string })[];
  readonly shipping?: number;
  readonly tax?: number;
  readonly adjustments?: NonNullable<Receipt["adjustments"]>;
  readonly address?: NonNullable<Receipt["address"]>;
  readonly url?: string;
  readonly merchant?: string;
  /** When it was ordered, in milliseconds. */
  readonly at?: number;
}

/** An order confirmation. The totals are added up here, in whole cents. */
export function receipt({ to, paidWith, lines, shipping, tax, ...rest }: ReceiptSpec): ReceiptContent {
  // 1.005 is a little less than it looks: the sixth decimal is where such dust ends.
  const cents = (amount: number) => Math.round(Number((amount * 100).toFixed(6)));
  const subtotal = lines.reduce((sum, line) => sum + cents(line.price) * (line.quantity ?? 1), 0);
  const off = (rest.adjustments ?? []).reduce((sum, adjustment) => sum + cents(adjustment.amount), 0);
  const total = subtotal + cents(shipping ?? 0) + cents(tax ?? 0) - off;
  return {
    type: "receipt",
    receipt: {
      ...rest,
      recipient: to,
      payment: paidWith,
      items: lines.map(({ image, ...line }) => (image === undefined ? line : { ...line, imageUrl: image })),
      totals: {
        subtotal: subtotal / 100,
        ...(shipping === undefined ? {} : { shipping: cents(shipping) / 100 }),
        ...(tax === undefined ? {} : { tax: cents(tax) / 100 }),
        total: total / 100,
      },
    },
  };
}
