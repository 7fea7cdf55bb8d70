/** One drawer for whatever is looked at closely: the JSON of a dot, a replay, the faults. */
import { h } from "./dom.ts";
import { icon } from "./icons.ts";

const heading = h("h2", { id: "drawer-title" });
const body = h("div", { class: "drawer-body" });
const close = h("button", { type: "button", class: "round quiet", "aria-label": "Close" }, icon("close"));
const drawer = h(
  "dialog",
  { class: "drawer", "aria-labelledby": "drawer-title" },
  h("header", { class: "drawer-head" }, heading, close),
  body,
);

let opener: Element | null = null;

close.addEventListener("click", () => drawer.close());
// What opened it may have been drawn anew meanwhile, as the bar is with each minute.
drawer.addEventListener("close", () => {
  const key = opener instanceof HTMLElement && !opener.isConnected ? opener.dataset["key"] : undefined;
  if (key !== undefined) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
});
// A tap beside it closes it, as everywhere.
drawer.addEventListener("click", (event) => {
  if (event.target === drawer) drawer.close();
});
document.body.append(drawer);

/** Opens the drawer. Focus goes in, and back to where it was when it is closed. */
export function openDrawer(title: string, ...content: readonly Node[]): void {
  heading.textContent = title;
  body.replaceChildren(...content);
  if (!drawer.open) {
    opener = document.activeElement;
    drawer.showModal();
  }
  body.scrollTop = 0;
}

export const closeDrawer = (): void => drawer.close();

/** A value as it went over the wire, indented. Scrolls by keyboard too. */
export function json(value: unknown, label = "JSON"): HTMLElement {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("pre", { class: "json", tabindex: 0, role: "region", "aria-label": label }, text);
}
