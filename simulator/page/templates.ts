/** Meta's templates as Messenger draws them. */
import type {
  Button,
  Element,
  GenericTemplate,
  MediaTemplate,
  ReceiptTemplate,
  Template,
  UtilityTemplate,
} from "../core/message.ts";
import { h } from "./dom.ts";
import { date, link, linked, money } from "./format.ts";
import { icon } from "./icons.ts";

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What a tap on a postback button does. */
export type OnTap = (title: string, payload: string) => void;

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
      return coupon(template);
    case "customer_feedback":
      return feedback(template);
    case "image_grid":
      return grid(template, tap);
    case "product":
      return products(template);
    case "one_time_notif_req":
      return h(
        "div",
        { class: "card buttons-card" },
        h("p", { class: "card-text" }, h("strong", {}, titleOf(template))),
        h("div", { class: "card-buttons" }, h("span", { class: "card-button" }, icon("bell"), "Notify me")),
      );
  }
}

/** What a template of any kind is called, in a few words. */
export function titleOf(template: Template): string {
  const { title } = template as { readonly title?: unknown };
  return typeof title === "string" && title !== "" ? title : sentence(template.template_type);
}

const sentence = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

function buttons(list: readonly Button[], tap: OnTap): HTMLElement {
  return h("div", { class: "card-buttons" }, ...list.map((one) => button(one, tap)));
}

function button(one: Button, tap: OnTap): HTMLElement {
  switch (one.type) {
    case "postback":
      return h(
        "button",
        { type: "button", class: "card-button", onclick: () => tap(one.title, one.payload) },
        one.title,
      );
    case "web_url":
      return decorated(link(one.url, one.title, icon("external")));
    case "phone_number":
      return decorated(h("a", { href: `tel:${one.payload}` }, one.title, icon("phone")));
    case "account_link":
      return decorated(link(one.url, "Log in", icon("external")));
    case "account_unlink":
      return h("span", { class: "card-button" }, "Log out");
  }
}

function decorated(anchor: HTMLAnchorElement): HTMLAnchorElement {
  anchor.className = "card-button";
  return anchor;
}

function carousel({ elements }: GenericTemplate, tap: OnTap): HTMLElement {
  const track = h(
    "ul",
    { class: "track", tabindex: elements.length > 1 ? 0 : undefined, "aria-label": `${elements.length} cards` },
    ...elements.map((element) => h("li", { class: "card" }, ...card(element, tap))),
  );
  if (elements.length === 1) return h("div", { class: "carousel single" }, track);
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
  const amount = (value: number) => money(value, order.currency);
  const row = (name: string, value: string, className = "") =>
    h("div", { class: `row ${className}` }, h("dt", {}, name), h("dd", {}, value));
  const { summary, address } = order;
  const placed = Number(order.timestamp) * 1000;
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
    h(
      "ul",
      { class: "receipt-items" },
      ...(order.elements ?? []).map((item) =>
        h(
          "li",
          {},
          item.image_url
            ? h("img", { src: item.image_url, alt: "" })
            : h("span", { class: "receipt-blank" }, icon("bag")),
          h(
            "div",
            {},
            h("strong", {}, item.title),
            item.subtitle !== undefined && h("span", {}, item.subtitle),
            (item.quantity ?? 1) > 1 && h("span", {}, `Qty ${item.quantity}`),
          ),
          h("span", { class: "receipt-price" }, money(item.price, item.currency ?? order.currency)),
        ),
      ),
    ),
    h(
      "dl",
      { class: "receipt-sums" },
      summary.subtotal !== undefined && row("Subtotal", amount(summary.subtotal)),
      summary.shipping_cost !== undefined && row("Shipping", amount(summary.shipping_cost)),
      summary.total_tax !== undefined && row("Tax", amount(summary.total_tax)),
      ...(order.adjustments ?? []).map((one) => row(one.name, amount(-one.amount))),
      row("Total", amount(summary.total_cost), "total"),
    ),
    h(
      "details",
      { class: "receipt-more" },
      h("summary", {}, "Delivery and payment", icon("right", "icon turn")),
      h(
        "dl",
        {},
        row("For", order.recipient_name),
        address &&
          row(
            "To",
            [
              address.street_1,
              address.street_2,
              `${address.postal_code} ${address.city}`,
              address.state,
              address.country,
            ]
              .filter(Boolean)
              .join(", "),
          ),
        row("Paid with", order.payment_method),
        Number.isFinite(placed) && placed > 0 && row("Ordered", date(placed)),
      ),
      order.order_url !== undefined && link(order.order_url, "See the order"),
    ),
  );
}

/** What the simulated Meta takes without reading it is read here with care: a field may be missing, or anything. */
type Loose = Readonly<Record<string, unknown>>;
const words = (of: Loose, name: string): string | undefined => {
  const value = of[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};
const records = (value: unknown): readonly Loose[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];

function coupon(template: Template): HTMLElement {
  const of = template as unknown as Loose;
  const [code, url] = [words(of, "coupon_code"), words(of, "coupon_url")];
  const picture = words(of, "image_url");
  return h(
    "section",
    { class: "card buttons-card coupon", "aria-label": `Coupon: ${titleOf(template)}` },
    picture === undefined ? undefined : h("img", { src: picture, alt: "", class: "card-image" }),
    h(
      "div",
      { class: "coupon-head" },
      icon("ticket"),
      h("div", {}, h("strong", {}, titleOf(template)), h("span", {}, words(of, "subtitle") ?? "")),
    ),
    code === undefined ? undefined : h("p", { class: "coupon-code" }, h("span", {}, "Code"), h("b", {}, code)),
    url === undefined
      ? undefined
      : h(
          "div",
          { class: "card-buttons" },
          decorated(link(url, words(of, "coupon_url_button_title") ?? "Shop now", icon("external"))),
        ),
  );
}

/** Five stars, or whatever the question asks for: drawn, and not answered here. */
function feedback(template: Template): HTMLElement {
  const of = template as unknown as Loose;
  const question = records(records(of["feedback_screens"])[0]?.["questions"])[0];
  const scale = { csat: 5, nps: 10, ces: 7 }[words(question ?? {}, "type") ?? ""];
  return h(
    "section",
    { class: "card buttons-card feedback", "aria-label": `Feedback: ${titleOf(template)}` },
    h(
      "div",
      { class: "card-words" },
      h("strong", {}, titleOf(template)),
      h("span", {}, words(of, "subtitle") ?? ""),
      h("span", { class: "feedback-question" }, words(question ?? {}, "title") ?? ""),
      scale === undefined
        ? undefined
        : h(
            "span",
            { class: "feedback-scale", role: "img", "aria-label": `A scale of ${scale}` },
            ...(scale === 5 ? Array.from({ length: 5 }, () => icon("star")) : [`1 – ${scale}`]),
          ),
    ),
    h("div", { class: "card-buttons" }, h("span", { class: "card-button" }, words(of, "button_title") ?? "Rate us")),
  );
}

/** Two to six pictures, one of which may be large. */
function grid(template: Template, tap: OnTap): HTMLElement {
  const of = records((template as unknown as Loose)["elements"])[0] ?? (template as unknown as Loose);
  const pictures = records(of["images"]);
  const title = words(of, "title") ?? titleOf(template);
  return h(
    "section",
    { class: "card buttons-card", "aria-label": title },
    h(
      "div",
      { class: "picture-grid" },
      ...pictures.map((picture, index) => {
        const image = h("img", { src: words(picture, "url") ?? "", alt: `${title}, picture ${index + 1}` });
        const hero = picture["is_hero_image"] === true ? "hero" : "";
        const action = (picture["action"] ?? picture["default_action"]) as Button | undefined;
        if (action?.type === "web_url") {
          const anchor = link(action.url, image);
          anchor.className = hero;
          return anchor;
        }
        if (action?.type === "postback")
          return h(
            "button",
            { type: "button", class: hero, onclick: () => tap(action.title ?? title, action.payload) },
            image,
          );
        return h("span", { class: hero }, image);
      }),
    ),
    h("div", { class: "card-words" }, h("strong", {}, title), h("span", {}, words(of, "subtitle") ?? "")),
    Array.isArray(of["buttons"]) ? buttons(of["buttons"] as Button[], tap) : undefined,
  );
}

/** Of a catalogue that only Meta has: the ids are all that is known of them. */
function products(template: Template): HTMLElement {
  const elements = records((template as unknown as Loose)["elements"]);
  return h(
    "div",
    { class: "carousel" },
    h(
      "ul",
      { class: "track", tabindex: elements.length > 1 ? 0 : undefined, "aria-label": `${elements.length} products` },
      ...elements.map((element) =>
        h(
          "li",
          { class: "card" },
          h("div", { class: "card-image product-blank" }, icon("bag")),
          h(
            "div",
            { class: "card-words" },
            h("strong", {}, `Product ${words(element, "id") ?? ""}`),
            h("span", {}, "From the Page's catalogue"),
          ),
        ),
      ),
    ),
  );
}

/** An approved template: Meta has its words, so its values stand here under its name. */
export function utility({ name, language, components }: UtilityTemplate): HTMLElement {
  const values = records(components).flatMap((component) =>
    records(component["parameters"]).map((parameter) => ({
      name: words(parameter, "parameter_name") ?? sentence(words(component, "type") ?? "value"),
      value: words(parameter, "text") ?? "…",
    })),
  );
  return h(
    "section",
    { class: "card buttons-card utility", "aria-label": `Utility template ${name}` },
    h("p", { class: "utility-head" }, icon("file"), "Utility template"),
    h("div", { class: "card-words" }, h("strong", {}, name), h("span", {}, language?.code ?? "")),
    values.length === 0
      ? undefined
      : h(
          "dl",
          { class: "utility-values" },
          ...values.map((one) => h("div", { class: "row" }, h("dt", {}, one.name), h("dd", {}, one.value))),
        ),
  );
}
