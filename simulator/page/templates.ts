/** Meta's templates as Messenger draws them. */
import type {
  Button,
  CouponTemplate,
  Element,
  FeedbackTemplate,
  GenericTemplate,
  ImageGridTemplate,
  MediaTemplate,
  ProductTemplate,
  ReceiptTemplate,
  Template,
  UtilityTemplate,
} from "../core/message.ts";
import { h } from "./dom.ts";
import { date, link, linked, money } from "./format.ts";
import { icon } from "./icons.ts";

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What taps do: on a postback button, and on what only one template has. The newest of its kind is meant. */
export interface OnTap {
  readonly postback: (title: string, payload: string) => void;
  /** The same for what has no title of its own in the message. */
  readonly beside: (title: string, payload: string) => void;
  readonly optIn: () => void;
  readonly rate: (value: string) => void;
  readonly coupon: () => void;
  readonly unlink: () => void;
}

export function template(template: Template, tap: OnTap): HTMLElement {
  switch (template.template_type) {
    case "button":
      return h(
        "div",
        { class: "card buttons-card" },
        h("p", { class: "card-text" }, ...linked(template.text)),
        buttons(template.buttons, tap),
      );
    case "generic":
      return carousel(template, tap);
    case "media":
      return media(template, tap);
    case "receipt":
      return receipt(template);
    case "coupon":
      return coupon(template, tap);
    case "customer_feedback":
      return feedback(template, tap);
    case "image_grid":
      return grid(template, tap);
    case "product":
      return products(template);
    case "one_time_notif_req":
      return h(
        "div",
        { class: "card buttons-card" },
        h("p", { class: "card-text" }, h("strong", {}, template.title)),
        h(
          "div",
          { class: "card-buttons" },
          h("button", { type: "button", class: "card-button", onclick: tap.optIn }, icon("bell"), "Notify me"),
        ),
      );
  }
}

function buttons(list: readonly Button[], tap: OnTap): HTMLElement {
  return h("div", { class: "card-buttons" }, ...list.map((one) => button(one, tap)));
}

function button(one: Button, tap: OnTap): HTMLElement {
  switch (one.type) {
    case "postback":
      return h(
        "button",
        { type: "button", class: "card-button", onclick: () => tap.postback(one.title, one.payload) },
        one.title,
      );
    case "web_url":
      return decorated(link(one.url, one.title, icon("external")));
    case "phone_number":
      return decorated(h("a", { href: `tel:${one.payload}` }, one.title, icon("phone")));
    case "account_link":
      return decorated(link(one.url, "Log in", icon("external")));
    case "account_unlink":
      return h("button", { type: "button", class: "card-button", onclick: tap.unlink }, "Log out");
  }
}

function decorated(anchor: HTMLAnchorElement): HTMLAnchorElement {
  anchor.className = "card-button";
  return anchor;
}

function carousel({ elements }: GenericTemplate, tap: OnTap): HTMLElement {
  return strip(
    "cards",
    elements.map((element) => card(element, tap)),
  );
}

/** Cards beside each other, with arrows for those who have a mouse. */
function strip(what: string, cards: readonly (readonly Node[])[]): HTMLElement {
  const track = h(
    "ul",
    { class: "track", tabindex: cards.length > 1 ? 0 : undefined, "aria-label": `${cards.length} ${what}` },
    ...cards.map((parts) => h("li", { class: "card" }, ...parts)),
  );
  if (cards.length === 1) return h("div", { class: "carousel single" }, track);
  const move = (direction: number) => () => {
    track.scrollBy({
      left: direction * (track.firstElementChild?.clientWidth ?? 240),
      behavior: still.matches ? "auto" : "smooth",
    });
  };
  const back = h(
    "button",
    { type: "button", class: "arrow back", "aria-label": "Previous card", onclick: move(-1) },
    icon("left"),
  );
  const on = h(
    "button",
    { type: "button", class: "arrow on", "aria-label": "Next card", onclick: move(1) },
    icon("right"),
  );
  const update = () => {
    back.hidden = track.scrollLeft < 8;
    on.hidden = track.scrollLeft > track.scrollWidth - track.clientWidth - 8;
  };
  track.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(track);
  return h("div", { class: "carousel" }, track, back, on);
}

function card(element: Element, tap: OnTap): HTMLElement[] {
  const words = h(
    "div",
    { class: "card-words" },
    h("strong", {}, element.title),
    element.subtitle !== undefined && h("span", {}, element.subtitle),
    element.default_action && site(element.default_action.url),
  );
  const parts = [
    ...(element.image_url ? [h("img", { src: element.image_url, alt: element.title, class: "card-image" })] : []),
    words,
  ];
  const top = element.default_action ? link(element.default_action.url, ...parts) : h("div", {}, ...parts);
  top.classList.add("card-top");
  return [top, ...(element.buttons ? [buttons(element.buttons, tap)] : [])];
}

/** Messenger names the site that a card opens; a port of this machine says nothing. */
function site(url: string): HTMLElement | undefined {
  const name = URL.parse(url)?.hostname ?? "";
  return /^(localhost|127\.)/.test(name) ? undefined : h("small", {}, name);
}

function media({ elements }: MediaTemplate, tap: OnTap): HTMLElement {
  const [element] = elements;
  if (!element) return h("div");
  const shown = element.url
    ? element.media_type === "video"
      ? h("video", { src: element.url, controls: true })
      : h("img", { src: element.url, alt: "Picture" })
    : undefined;
  return h("div", { class: "card buttons-card" }, shown, element.buttons && buttons(element.buttons, tap));
}

function receipt(order: ReceiptTemplate): HTMLElement {
  return h(
    "section",
    { class: "card receipt", "aria-label": `Receipt for order ${order.order_number}` },
    h(
      "header",
      { class: "receipt-head" },
      h("span", { class: "receipt-mark" }, icon("check")),
      h(
        "div",
        {},
        h("strong", {}, order.merchant_name ?? "Order confirmed"),
        h("span", {}, `Order ${order.order_number}`),
      ),
    ),
    h("ul", { class: "receipt-items" }, ...(order.elements ?? []).map((item) => bought(item, order.currency))),
    sums(order),
    delivery(order),
  );
}

function bought(item: NonNullable<ReceiptTemplate["elements"]>[number], currency: string): HTMLElement {
  return h(
    "li",
    {},
    item.image_url ? h("img", { src: item.image_url, alt: "" }) : h("span", { class: "receipt-blank" }, icon("bag")),
    h(
      "div",
      {},
      h("strong", {}, item.title),
      item.subtitle !== undefined && h("span", {}, item.subtitle),
      (item.quantity ?? 1) > 1 && h("span", {}, `Qty ${item.quantity}`),
    ),
    h("span", { class: "receipt-price" }, money(item.price, item.currency ?? currency)),
  );
}

function sums({ summary, adjustments = [], currency }: ReceiptTemplate): HTMLElement {
  const amount = (value: number) => money(value, currency);
  return h(
    "dl",
    { class: "receipt-sums" },
    summary.subtotal !== undefined && row("Subtotal", amount(summary.subtotal)),
    summary.shipping_cost !== undefined && row("Shipping", amount(summary.shipping_cost)),
    summary.total_tax !== undefined && row("Tax", amount(summary.total_tax)),
    ...adjustments.map((one) => row(one.name, amount(-one.amount))),
    row("Total", amount(summary.total_cost), "row total"),
  );
}

function delivery(order: ReceiptTemplate): HTMLElement {
  const { address, timestamp, order_url: url } = order;
  const place = address && [
    address.street_1,
    address.street_2,
    `${address.postal_code} ${address.city}`,
    address.state,
    address.country,
  ];
  const placed = Number(timestamp) * 1000;
  return h(
    "details",
    { class: "receipt-more" },
    h("summary", {}, "Delivery and payment", icon("right", "icon turn")),
    h(
      "dl",
      {},
      row("For", order.recipient_name),
      place && row("To", place.filter(Boolean).join(", ")),
      row("Paid with", order.payment_method),
      Number.isFinite(placed) && placed > 0 && row("Ordered", date(placed)),
    ),
    url !== undefined && link(url, "See the order"),
  );
}

const row = (name: string, value: string, className = "row"): HTMLElement =>
  h("div", { class: className }, h("dt", {}, name), h("dd", {}, value));

function coupon(of: CouponTemplate, tap: OnTap): HTMLElement {
  const { title, subtitle, image_url: picture, coupon_code: code, coupon_url: url } = of;
  return h(
    "section",
    { class: "card buttons-card", "aria-label": `Coupon: ${title}` },
    picture !== undefined && h("img", { src: picture, alt: "", class: "card-image" }),
    h(
      "div",
      { class: "coupon-head" },
      icon("ticket"),
      h("div", {}, h("strong", {}, title), subtitle !== undefined && h("span", {}, subtitle)),
    ),
    code !== undefined && h("p", { class: "coupon-code" }, h("span", {}, "Code"), h("b", {}, code)),
    h(
      "div",
      { class: "card-buttons" },
      url === undefined
        ? h("button", { type: "button", class: "card-button", onclick: tap.coupon }, "Take it")
        : decorated(link(url, of.coupon_url_button_title ?? "Shop now", icon("external"))),
    ),
  );
}

/** The answers that each kind of question counts with; a free one is written, and not drawn here. */
const SCALES = { csat: [1, 5], nps: [0, 10], ces: [1, 7], free_form: [1, 0] } as const;

/** Meta opens a page for it; here the question stands in the chat. */
function feedback(of: FeedbackTemplate, tap: OnTap): HTMLElement {
  const { title, subtitle, button_title: button, feedback_screens: screens } = of;
  const question = screens[0]?.questions[0];
  const [least, most] = SCALES[question?.type ?? "free_form"];
  const values = Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => String(least + index));
  const rate = (value: string) => () => {
    for (const [index, star] of stars.entries()) star.classList.toggle("on", values.indexOf(value) >= index);
    tap.rate(value);
  };
  const stars = values.map((value) =>
    h(
      "button",
      { type: "button", class: "star", "aria-label": `${value} of ${most}`, onclick: rate(value) },
      question?.type === "csat" ? icon("star") : value,
    ),
  );
  return h(
    "section",
    { class: "card buttons-card", "aria-label": `Feedback: ${title}` },
    h(
      "div",
      { class: "card-words" },
      h("strong", {}, title),
      subtitle !== undefined && h("span", {}, subtitle),
      question?.title !== undefined && h("span", { class: "feedback-question" }, question.title),
      stars.length > 0 && h("div", { class: "feedback-scale", role: "group", "aria-label": button }, ...stars),
    ),
    stars.length === 0 && h("div", { class: "card-buttons" }, h("span", { class: "card-button" }, button)),
  );
}

/** Two to six pictures, one of which may be large. */
function grid({ elements }: ImageGridTemplate, tap: OnTap): HTMLElement {
  const [{ title, subtitle, images = [], buttons: own } = {} as Partial<ImageGridTemplate["elements"][number]>] =
    elements;
  const name = title ?? "Pictures";
  const small = images.filter(({ is_hero_image: hero }) => hero !== true).length;
  return h(
    "section",
    { class: "card buttons-card", "aria-label": name },
    h(
      "div",
      { class: `picture-grid of-${small}` },
      ...images.map(({ url, is_hero_image: hero, action }, index) => {
        const image = h("img", { src: url, alt: `${name}, picture ${index + 1}` });
        const picture =
          action?.type === "postback"
            ? h("button", { type: "button", onclick: () => tap.postback(action.text ?? name, action.payload) }, image)
            : link(action?.url ?? url, image);
        if (hero === true) picture.className = "hero";
        return picture;
      }),
    ),
    title !== undefined &&
      h("div", { class: "card-words" }, h("strong", {}, title), subtitle !== undefined && h("span", {}, subtitle)),
    own && buttons(own, tap),
  );
}

/** Of a catalogue that only Meta has: the ids are all that is known of them. */
function products({ elements }: ProductTemplate): HTMLElement {
  return strip(
    "products",
    elements.map(({ id }) => [
      h("div", { class: "card-image product-blank" }, icon("bag")),
      h("div", { class: "card-words" }, h("strong", {}, `Product ${id}`), h("span", {}, "From the Page's catalogue")),
    ]),
  );
}

interface Component {
  readonly type?: string;
  readonly parameters?: readonly {
    readonly type?: string;
    readonly parameter_name?: string;
    readonly text?: string;
  }[];
}

/** An approved template: in its words, or its values under its name when only Meta has them. */
export function utility({ name, language, components = [], shown }: UtilityTemplate, tap: OnTap): HTMLElement {
  const values = (components as readonly Component[])
    .filter(({ type }) => type?.toLowerCase() !== "buttons")
    .flatMap(({ type, parameters = [] }) =>
      parameters.map(({ parameter_name: own, text }) => ({ name: own ?? type ?? "", value: text ?? "…" })),
    );
  const { header, body, buttons: taps = [] } = shown ?? {};
  const title = body === undefined ? name : header;
  return h(
    "section",
    { class: "card buttons-card", "aria-label": `Utility template ${name}` },
    h("p", { class: "utility-head" }, icon("file"), `Utility template${language ? `, ${language.code}` : ""}`),
    h(
      "div",
      { class: "card-words" },
      title !== undefined && h("strong", {}, title),
      body !== undefined && h("span", {}, body),
    ),
    body === undefined &&
      values.length > 0 &&
      h("dl", { class: "utility-values" }, ...values.map((one) => row(one.name, one.value))),
    taps.length > 0 && buttons(taps, { ...tap, postback: tap.beside }),
  );
}
