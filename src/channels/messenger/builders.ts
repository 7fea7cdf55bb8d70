/**
 * Builders of content that only Messenger has. Each returns Messenger's own message, which is checked when it is said: one
 * that Meta would refuse is a `ContentError` that names field, limit, value and remedy.
 */
import type {
  Action as ActionButton,
  MediaContent,
  NativeAction,
  NativeContent,
  ReplyAction,
  UrlAction,
} from "../../model/content.ts";

/**
 * A message in Messenger's own JSON: the `message` of a Send API call. Unknown fields pass. Paths such as `/demo/x.jpg`
 * are completed, and where Meta has buttons and quick replies, `action.as(…)`, `link(…)` and the others may stand.
 * @param words the words that histories show for it; missing: its text, if it has one
 * @example native({ attachment: { type: "audio", payload: { attachment_id: "1234567890" } } })
 */
export const native = (payload: Readonly<Record<string, unknown>>, words?: string): NativeContent => {
  const seen = words ?? payload["text"];
  return { type: "native", channel: "messenger", payload, ...(typeof seen === "string" ? { words: seen } : {}) };
};

const template = (type: string, words: string, fields: Readonly<Record<string, unknown>>): NativeContent =>
  native({ attachment: { type: "template", payload: { template_type: type, ...fields } } }, words);

/** One of Messenger's own stickers, by its id. */
export const sticker = (id: string): MediaContent => ({ type: "media", media: { kind: "sticker", mediaId: id } });

const ownButton = (title: string, button: NativeAction["button"]): NativeAction => ({
  type: "native",
  channel: "messenger",
  title,
  button,
});

/**
 * A button "Log In": opens the page on which people sign in to your own service, to link that account with the chat.
 * Messenger writes its title.
 */
export const accountLink = (url: string): NativeAction => ownButton("Log In", { type: "account_link", url });

/** A button "Log Out": takes the link to the account away. Messenger writes its title. */
export const accountUnlink = (): NativeAction => ownButton("Log Out", { type: "account_unlink" });

/** A picture or film that Meta already has: by the id of its upload, or by its address on facebook.com. */
export type MediaSource = { readonly kind: "image" | "video" } & ({ readonly id: string } | { readonly url: string });

/**
 * A picture or film with up to 3 buttons below it: Messenger's media template.
 * @example mediaCard({ kind: "image", id: "1234567890" }, buy.as("Buy Now", { sku: "WATCH" }))
 */
export const mediaCard = (media: MediaSource, ...buttons: readonly ActionButton[]): NativeContent =>
  template("media", `[${media.kind}]`, {
    elements: [
      {
        media_type: media.kind,
        ...("id" in media ? { attachment_id: media.id } : { url: media.url }),
        ...(buttons.length > 0 && { buttons }),
      },
    ],
  });

/** A coupon: it has a code, or the address of a shop, or both. */
export type CouponSpec = {
  /** Up to 80 characters: `10% off everything`. */
  readonly title: string;
  /** Up to 80 characters. Messenger writes "Terms may apply." if it is not given. */
  readonly text?: string;
  /** The text that is said above the coupon. */
  readonly before?: string;
  readonly image?: string;
  /** The title of the button that opens `url`: "Shop now" if not given. */
  readonly button?: string;
  /** Comes back in the event when the person reveals the code. */
  readonly payload?: string;
} & (
  | { /** Without spaces. */ readonly code: string; readonly url?: string }
  | { readonly code?: string; readonly url: string }
);

/**
 * A coupon with a button that reveals its code.
 * @example coupon({ title: "10% off everything", code: "10PERCENT", url: "/p/WATCH" })
 */
export const coupon = ({ title, text, before, image, button, payload, code, url }: CouponSpec): NativeContent =>
  template("coupon", `[coupon] ${title}`, {
    title,
    ...(text !== undefined && { subtitle: text }),
    ...(before !== undefined && { coupon_pre_message: before }),
    ...(code !== undefined && { coupon_code: code }),
    ...(url !== undefined && { coupon_url: url }),
    ...(button !== undefined && { coupon_url_button_title: button }),
    ...(image !== undefined && { image_url: image }),
    ...(payload !== undefined && { payload }),
  });

/** One question for feedback, with an answer on a scale or in the person's own words. */
export type FeedbackSpec = {
  /** Up to 65 characters. */
  readonly title: string;
  /** Up to 80 characters. */
  readonly text: string;
  /** The title of the button that opens the form, up to 20 characters. */
  readonly button: string;
  /** Tells the answers apart in the event: letters, digits and `_`. */
  readonly id: string;
  /** From 5 to 85 characters. Messenger asks in its own words, in the person's language, if it is not given. */
  readonly question?: string;
  /** Asks for words too, and stands in the empty field, up to 65 characters. */
  readonly followUp?: string;
  /** The page on which you say how you use the answers. */
  readonly privacy: string;
  /** The number of days in which it can be answered: 1 if not given. */
  readonly days?: 1 | 2 | 3 | 4 | 5 | 6 | 7;
} & (
  | { readonly kind: "csat"; readonly scale?: "one_to_five" | "five_stars" | "five_emojis" }
  | { readonly kind: "nps" | "ces" | "free_form" }
);

/**
 * Asks for feedback: satisfaction (`csat`), recommendation (`nps`), effort (`ces`), or free words. It may be said up to 7
 * days after the person's last word, since it carries the tag `CUSTOMER_FEEDBACK` by itself. The answer is an event.
 * @example
 * feedback({
 *   title: "How was your order?", text: "One question, ten seconds.", button: "Rate it",
 *   id: "order", kind: "csat", scale: "five_stars", privacy: "/p/privacy",
 * })
 */
export function feedback(spec: FeedbackSpec): NativeContent {
  const { title, text, button, id, kind, question, followUp, privacy, days } = spec;
  const asked = {
    id,
    type: kind,
    ...(question !== undefined && { title: question }),
    ...("scale" in spec && spec.scale !== undefined && { score_option: spec.scale }),
    ...(followUp !== undefined && { follow_up: { type: "free_form", placeholder: followUp } }),
  };
  return template("customer_feedback", `[feedback] ${title}`, {
    title,
    subtitle: text,
    button_title: button,
    feedback_screens: [{ questions: [asked] }],
    business_privacy: { url: privacy },
    ...(days !== undefined && { expires_in_days: days }),
  });
}

/** A picture of a grid, and the action of a tap on it. */
export type GridImage = {
  readonly image: string;
  /** Shown larger than the others: one of them at most. */
  readonly hero?: true;
} & (
  | { /** `action.as("What the person then says")` */ readonly tap?: ReplyAction; readonly url?: never }
  | { /** The page that a tap opens. */ readonly url?: string; readonly tap?: never }
);

/** Pictures side by side in one message. */
export interface GridSpec {
  /** From 2 to 6. */
  readonly images: readonly [GridImage, GridImage, ...GridImage[]];
  /** Up to 45 characters. */
  readonly title?: string;
  /** Up to 80 characters. */
  readonly text?: string;
  /** Up to 3, and no calls. */
  readonly actions?: readonly (ReplyAction | UrlAction)[];
}

/**
 * From 2 to 6 pictures in a grid, each of which can be tapped: Messenger's image grid, since 30 June 2026.
 * @example imageGrid({ images: [{ image: "/demo/WATCH.jpg", hero: true }, { image: "/demo/HEADPHONES.jpg" }] })
 */
export const imageGrid = ({ images, title, text, actions }: GridSpec): NativeContent =>
  template("image_grid", `[${images.length} images]${title === undefined ? "" : ` ${title}`}`, {
    elements: [
      {
        ...(title !== undefined && { title }),
        ...(text !== undefined && { subtitle: text }),
        images: images.map(({ image, hero, tap, url }) => ({
          url: image,
          ...(hero !== undefined && { is_hero_image: hero }),
          ...(tap !== undefined && { action: tap }),
          ...(url !== undefined && { action: { type: "web_url", url } }),
        })),
        ...(actions !== undefined && { buttons: actions }),
      },
    ],
  });

/** Products of the Page's catalog, by their ids there: one or up to 10 side by side. */
export const products = (first: string, ...others: readonly string[]): NativeContent =>
  template("product", `[products] ${[first, ...others].join(", ")}`, {
    elements: [first, ...others].map((id) => ({ id })),
  });
