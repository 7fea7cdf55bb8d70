/** Cards and carousels as generic templates, and what they become when they do not fit one. */
import type { Card, CardContent, CarouselContent } from "../../../model/content.ts";
import { ContentError, type Offer, type WarningCode } from "../../../model/rendering.ts";
import { cutText } from "../../../model/split.ts";
import { type Change, chunks, type Draft, filled, over, requireText } from "../../adapt/draft.ts";
import type { Limit } from "../../adapt/limit.ts";
import { webUrl } from "../../adapt/url.ts";
import { LIMITS } from "../limits.ts";
import type { GenericElement } from "../wire.ts";
import { button, checked, lostDescriptions, lostImages, type Option, offersOf, opened, shorten } from "./buttons.ts";
import { addMedia, pictureUrl, stickerChange } from "./media.ts";
import { ask, line } from "./options.ts";
import { addTemplate, sayText } from "./text.ts";

/** A card whose values were checked. */
interface Checked {
  readonly card: Card;
  readonly field: string;
  readonly options: readonly Option[];
  readonly url: string | undefined;
}

/** A card as an element, and what that costs. */
interface Fit {
  readonly element: GenericElement;
  /** What would be lost although messages of their own could say it. */
  readonly cuts: readonly Change[];
  readonly changes: readonly Change[];
  readonly offers: readonly Offer[];
  /** Why it is no element at all. */
  readonly impossible?: Omit<Change, "code"> | undefined;
}

export function sayCard(draft: Draft, content: CardContent): void {
  sayOneCard(draft, check(draft, content.card, "card"));
}

/** The cards beside each other, in as many templates as that takes. */
export function sayCarousel(draft: Draft, content: CarouselContent): void {
  if (content.cards.length === 0) {
    throw new ContentError("invalid_content", "cards", "is empty: give at least one card.");
  }
  const cards = content.cards.map((card, i) => check(draft, card, `cards[${i}]`));
  const text = filled(content.text);
  if (text !== undefined) sayText(draft, text, "text");

  const fits = cards.map((card) => toElement(draft, card));
  const obstacle = fits.map((each) => each.impossible ?? (draft.mayLose ? undefined : firstLoss(each))).find(Boolean);
  if (obstacle) {
    const { field, detail, error = "content_too_long" } = obstacle;
    draft.change({ code: "carousel_as_cards", field, detail: `${detail}: the cards are sent one by one`, error });
    for (const card of cards) sayOneCard(draft, card);
    return;
  }
  if (fits.length > LIMITS.elements.max) {
    const detail = `${over(fits.length, LIMITS.elements)}: sent as several carousels`;
    draft.change({ code: "carousel_split", field: "cards", detail });
  }
  for (const group of chunks(fits, LIMITS.elements.max)) sayElements(draft, group, "cards");
}

function firstLoss({ cuts, changes }: Fit): Change | undefined {
  return [...cuts, ...changes].find((change) => change.lossy);
}

function sayElements(draft: Draft, fits: readonly Fit[], field: string): void {
  for (const change of fits.flatMap(({ cuts, changes }) => [...cuts, ...changes])) draft.change(change);
  addTemplate(draft, { template_type: "generic", elements: fits.map(({ element }) => element) }, field);
  draft.offer(fits.flatMap(({ offers }) => offers));
}

/** @throws ContentError naming the value that cannot be sent in any form */
function check(draft: Draft, card: Card, field: string): Checked {
  requireText(card.title, `${field}.title`);
  return {
    card,
    field,
    options: (card.actions ?? []).map((action, i) => checked(draft, action, `${field}.actions[${i}]`)),
    url: filled(card.url) === undefined ? undefined : webUrl(draft, card.url ?? "", `${field}.url`),
  };
}

/** One element, followed by the buttons that it has no room for; or else picture, text and options. */
function sayOneCard(draft: Draft, checkedCard: Checked): void {
  const { card, field, options } = checkedCard;
  const whole = toElement(draft, { ...checkedCard, options: options.slice(0, LIMITS.buttons.max) });
  const obstacle = whole.impossible ?? whole.cuts[0] ?? (draft.mayLose ? undefined : firstLoss(whole));
  if (obstacle) {
    sayTakenApart(draft, checkedCard, obstacle);
    return;
  }

  sayElements(draft, [whole], field);
  if (options.length <= LIMITS.buttons.max) return;
  const detail = `${over(options.length, LIMITS.buttons)}: the others follow in further messages`;
  draft.change({ code: "options_as_buttons", field: `${field}.actions`, detail, error: "too_many_options" });
  ask(draft, {
    text: { text: card.title, field: `${field}.title` },
    groups: [{ options: options.slice(LIMITS.buttons.max) }],
    field: `${field}.actions`,
    presentation: "persistent",
    again: card.title,
  });
}

function sayTakenApart(draft: Draft, { card, field, options, url }: Checked, why: Omit<Change, "code">): void {
  const detail = `${why.detail}: sent as text and what goes with it`;
  const error = why.error ?? "content_too_long";
  draft.change({ code: "card_as_media_and_text", field: why.field, detail, error });
  if (card.media) addMedia(draft, card.media, `${field}.media`);
  if (url !== undefined) {
    draft.change({
      code: "url_as_text",
      field: `${field}.url`,
      detail: "text opens nothing: sent as a line of its own",
    });
  }
  const text = filled(card.text);
  ask(draft, {
    text: {
      text: [card.title, text, url].filter((part) => part !== undefined).join("\n"),
      field: text === undefined ? `${field}.title` : `${field}.text`,
    },
    footer: line(card.footer, `${field}.footer`),
    groups: [{ options }],
    field: `${field}.actions`,
    presentation: "persistent",
    again: card.title,
  });
}

function toElement(draft: Draft, { card, field, options, url }: Checked): Fit {
  const text = filled(card.text);
  const footer = filled(card.footer);
  const subtitle = [text, footer].filter((part) => part !== undefined).join("\n");
  const subtitleField = `${field}.${text === undefined ? "footer" : "text"}`;
  const picture = card.media && pictureUrl(draft, card.media, `${field}.media`);
  const shown = options.slice(0, LIMITS.buttons.max);
  const labels = shorten(draft, shown, LIMITS.buttonTitle);
  const isBare = subtitle === "" && picture === undefined && url === undefined && shown.length === 0;
  return {
    element: {
      title: cutText(card.title, LIMITS.elementTitle.max),
      ...(subtitle && { subtitle: cutText(subtitle, LIMITS.elementSubtitle.max) }),
      ...(picture !== undefined && { image_url: picture }),
      ...(url !== undefined && { default_action: { type: "web_url", url, ...opened(card) } }),
      ...(shown.length > 0 && { buttons: shown.map((option, i) => button(option, labels?.[i]?.text ?? "")) }),
    },
    cuts: [
      ...cut("title_truncated", `${field}.title`, card.title, LIMITS.elementTitle),
      ...cut("text_truncated", subtitleField, subtitle, LIMITS.elementSubtitle),
      ...(card.media && picture === undefined ? [noPicture(field)] : []),
      ...tooMany(options, `${field}.actions`),
    ],
    changes: [
      ...(footer === undefined ? [] : [footerChange(field)]),
      ...(card.media?.kind === "sticker" && picture !== undefined ? [stickerChange(`${field}.media`)] : []),
      ...(labels ?? []).flatMap((label) => label.change ?? []),
      ...lostImages(shown),
      ...lostDescriptions(shown),
    ],
    offers: offersOf(shown, labels ?? []),
    impossible: isBare ? bare(field) : labels ? undefined : unclear(shown, field),
  };
}

export function cut(code: WarningCode, field: string, text: string, limit: Limit): Change[] {
  return text.length <= limit.max ? [] : [{ code, field, detail: over(text.length, limit), lossy: true }];
}

function tooMany(options: readonly Option[], field: string): Change[] {
  if (options.length <= LIMITS.buttons.max) return [];
  const detail = over(options.length, LIMITS.buttons);
  return [{ code: "options_dropped", field, detail, lossy: true, error: "too_many_options" }];
}

function noPicture(field: string): Change {
  const detail = "a card shows pictures by URL only";
  return { code: "image_dropped", field: `${field}.media`, detail, lossy: true, error: "content_not_supported" };
}

function footerChange(field: string): Change {
  return { code: "footer_appended", field: `${field}.footer`, detail: "sent as the last line of the card's text" };
}

function bare(field: string): Omit<Change, "code"> {
  return { field, detail: "Messenger has no cards of a title alone", error: "content_not_supported" };
}

/** A button's title that cannot be cut: nothing may be lost, or it could be taken for another one. */
function unclear(options: readonly Option[], field: string): Omit<Change, "code"> {
  const long = options.find(({ action }) => action.title.length > LIMITS.buttonTitle.max);
  if (!long) return { field, detail: "its buttons cannot be told apart" };
  return { field: `${long.field}.title`, detail: over(long.action.title.length, LIMITS.buttonTitle) };
}
