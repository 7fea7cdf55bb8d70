/** Cards and carousels: as elements, or as picture, text and options when they do not fit one. */
import type { Card, CardContent, CarouselContent } from "../../model/content.ts";
import { ContentError, type Offer, type WarningCode } from "../../model/rendering.ts";
import {
  callChange,
  callsApart,
  checked,
  lineOf,
  lostDescriptions,
  lostImages,
  type Option,
  offersOf,
  shorten,
  titled,
} from "./actions.ts";
import { type Change, chunks, type Draft, filled, requireText } from "./draft.ts";
import type { Element, Forms } from "./forms.ts";
import { cutTo, isWithin, over, overText, type TextLimit } from "./limit.ts";
import { pictureUrl, stickerChange } from "./media.ts";
import { ask, line } from "./options.ts";
import { webUrl } from "./url.ts";

/** A card whose values were checked. */
export interface CheckedCard {
  readonly card: Card;
  readonly field: string;
  readonly options: readonly Option[];
  readonly url: string | undefined;
}

/** A card as an element, and the changes that this makes. */
interface Fit {
  readonly element: Element;
  /** The losses that separate messages would avoid. */
  readonly cuts: readonly Change[];
  readonly changes: readonly Change[];
  readonly offers: readonly Offer[];
  /** The reason why it cannot be an element at all. */
  readonly impossible?: Omit<Change, "code"> | undefined;
}

export function sayCard(draft: Draft, forms: Forms, content: CardContent): void {
  sayOneCard(draft, forms, checkCard(draft, content.card, "card"));
}

/** Says the cards beside each other, in as many messages as that takes. */
export function sayCarousel(draft: Draft, forms: Forms, content: CarouselContent): void {
  if (content.cards.length === 0) {
    throw new ContentError("invalid_content", "cards", "is empty: give at least one card.");
  }
  const { elements } = forms.limits;
  const cards = content.cards.map((card, i) => checkCard(draft, card, `cards[${i}]`));
  const text = filled(content.text);
  if (text !== undefined) forms.sayText(draft, text, "text");

  const fits = cards.map((card) => toElement(draft, forms, card));
  const obstacle = fits.map((each) => each.impossible ?? (draft.mayLose ? undefined : firstLoss(each))).find(Boolean);
  if (obstacle) {
    const { field, detail, error = "content_too_long" } = obstacle;
    draft.change({ code: "carousel_as_cards", field, detail: `${detail}: the cards are sent one by one`, error });
    for (const card of cards) sayOneCard(draft, forms, card);
    return;
  }
  if (fits.length > elements.max) {
    const detail = `${over(fits.length, elements)}: sent as several carousels`;
    draft.change({ code: "carousel_split", field: "cards", detail });
  }
  for (const group of chunks(fits, elements.max)) sayFits(draft, forms, group, "cards");
}

function firstLoss({ cuts, changes }: Fit): Change | undefined {
  return [...cuts, ...changes].find((change) => change.lossy);
}

function sayFits(draft: Draft, { sayElements }: Forms, fits: readonly Fit[], field: string): void {
  for (const change of fits.flatMap(({ cuts, changes }) => [...cuts, ...changes])) draft.change(change);
  sayElements(
    draft,
    fits.map(({ element }) => element),
    field,
  );
  draft.offer(fits.flatMap(({ offers }) => offers));
}

/** Checks a card. @throws ContentError naming the value that cannot be sent in any form */
export function checkCard(draft: Draft, card: Card, field: string): CheckedCard {
  requireText(card.title, `${field}.title`);
  return {
    card,
    field,
    options: (card.actions ?? []).map((action, i) => checked(draft, action, `${field}.actions[${i}]`)),
    url: filled(card.url) === undefined ? undefined : webUrl(draft, card.url ?? "", `${field}.url`),
  };
}

/** Says a card as one element, followed by the buttons that it has no room for; or else as picture, text and options. */
function sayOneCard(draft: Draft, forms: Forms, checkedCard: CheckedCard): void {
  const { card, field } = checkedCard;
  const { buttons } = forms.limits;
  const { tappable, calls } = callsApart(draft, checkedCard.options);
  const whole = toElement(draft, forms, { ...checkedCard, options: [...tappable.slice(0, buttons.max), ...calls] });
  const obstacle = whole.impossible ?? whole.cuts[0] ?? (draft.mayLose ? undefined : firstLoss(whole));
  if (obstacle) {
    sayTakenApart(draft, forms, checkedCard, obstacle);
    return;
  }

  sayFits(draft, forms, [whole], field);
  if (tappable.length <= buttons.max) return;
  const detail = `${over(tappable.length, buttons)}: the others follow in further messages`;
  draft.change({ code: "options_as_buttons", field: `${field}.actions`, detail, error: "too_many_options" });
  ask(draft, forms, {
    text: { text: card.title, field: `${field}.title` },
    groups: [{ options: tappable.slice(buttons.max) }],
    field: `${field}.actions`,
    presentation: "persistent",
    again: card.title,
  });
}

function sayTakenApart(
  draft: Draft,
  forms: Forms,
  { card, field, options, url }: CheckedCard,
  why: Omit<Change, "code">,
): void {
  const detail = `${why.detail}: sent as text and what goes with it`;
  const error = why.error ?? "content_too_long";
  draft.change({ code: "card_as_media_and_text", field: why.field, detail, error });
  if (card.media) forms.addMedia(draft, card.media, `${field}.media`);
  if (url !== undefined) {
    draft.change({
      code: "url_as_text",
      field: `${field}.url`,
      detail: "text opens nothing: sent as a line of its own",
    });
  }
  const text = filled(card.text);
  ask(draft, forms, {
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

function toElement(draft: Draft, { limits }: Forms, { card, field, options, url }: CheckedCard): Fit {
  const text = filled(card.text);
  const footer = filled(card.footer);
  const { tappable, calls } = callsApart(draft, options);
  const subtitle = [text, ...calls.map(lineOf), footer].filter((part) => part !== undefined).join("\n");
  const subtitleField = `${field}.${text === undefined ? (calls.length > 0 ? "actions" : "footer") : "text"}`;
  const picture = card.media && pictureUrl(draft, card.media, `${field}.media`);
  const shown = tappable.slice(0, limits.buttons.max);
  const labels = shorten(draft, shown, limits.buttonTitle);
  const isBare = subtitle === "" && picture === undefined && url === undefined && shown.length === 0;
  const webview = draft.lacks("webviews") ? undefined : card.webview;
  return {
    element: {
      title: cutTo(card.title, limits.elementTitle),
      ...(subtitle && { subtitle: cutTo(subtitle, limits.elementSubtitle) }),
      ...(picture !== undefined && { picture }),
      ...(url !== undefined && { opens: { url, ...(webview !== undefined && { webview }) } }),
      buttons: titled(shown, labels ?? []),
    },
    cuts: [
      ...cut("title_truncated", `${field}.title`, card.title, limits.elementTitle),
      ...cut("text_truncated", subtitleField, subtitle, limits.elementSubtitle),
      ...(card.media && picture === undefined ? [noPicture(field)] : []),
      ...tooMany(tappable, `${field}.actions`, limits),
    ],
    changes: [
      ...calls.map((option) => callChange(draft, option)),
      ...(footer === undefined ? [] : [footerChange(field)]),
      ...(card.media?.kind === "sticker" && picture !== undefined ? [stickerChange(draft, `${field}.media`)] : []),
      ...(labels ?? []).flatMap((label) => label.change ?? []),
      ...lostImages(shown),
      ...lostDescriptions(draft, shown),
    ],
    offers: offersOf(shown, labels ?? []),
    impossible: isBare ? bare(draft, field) : labels ? undefined : unclear(shown, field, limits),
  };
}

/** Returns the loss of a text that is longer than its place: no change, or one. */
export function cut(code: WarningCode, field: string, text: string, limit: TextLimit): Change[] {
  return isWithin(text, limit) ? [] : [{ code, field, detail: overText(text, limit), lossy: true }];
}

function tooMany(options: readonly Option[], field: string, { buttons }: Forms["limits"]): Change[] {
  if (options.length <= buttons.max) return [];
  const detail = over(options.length, buttons);
  return [{ code: "options_dropped", field, detail, lossy: true, error: "too_many_options" }];
}

function noPicture(field: string): Change {
  const detail = "a card shows pictures by URL only";
  return { code: "image_dropped", field: `${field}.media`, detail, lossy: true, error: "content_not_supported" };
}

function footerChange(field: string): Change {
  return { code: "footer_appended", field: `${field}.footer`, detail: "sent as the last line of the card's text" };
}

function bare({ platform }: Draft, field: string): Omit<Change, "code"> {
  return { field, detail: `${platform.name} has no cards of a title alone`, error: "content_not_supported" };
}

/** Returns the change for a button's title that cannot be cut: nothing may be lost, or it would look like another one. */
function unclear(options: readonly Option[], field: string, { buttonTitle }: Forms["limits"]): Omit<Change, "code"> {
  const long = options.find(({ action }) => !isWithin(action.title, buttonTitle));
  if (!long) return { field, detail: "its buttons cannot be told apart" };
  return { field: `${long.field}.title`, detail: overText(long.action.title, buttonTitle) };
}
