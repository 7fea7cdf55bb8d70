/** Meta's templates as Messenger draws them. */
import type { Button, Element, GenericTemplate, MediaTemplate, ReceiptTemplate, Template } from "../core/message.ts";
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
    default:
      return h(
        "div",
        { class: "card buttons-card" },
        h(
          "p",
          { class: "card-text" },
          h("strong", {}, ("title" in template && template.title) || template.template_type.replaceAll("_", " ")),
        ),
        h(
          "p",
          { class: "card-note" },
          ("subtitle" in template && template.subtitle) ||
            "Messenger shows this template; the simulator does not draw it.",
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
