/** One sentence about a button, when a mouse rests on it or the focus comes to it. `data-tip` holds it. */
import { h } from "./dom.ts";

const tip = h("div", { class: "tip", popover: "manual", "aria-hidden": "true" });
document.body.append(tip);

const carrier = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;

function show(beside: HTMLElement): void {
  tip.textContent = beside.dataset["tip"] ?? "";
  tip.showPopover();
  const near = beside.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.min(Math.max(8, near.left + near.width / 2 - width / 2), innerWidth - width - 8)}px`;
  const below = near.bottom + 8;
  tip.style.top = `${below + height > innerHeight ? near.top - height - 8 : below}px`;
}

document.addEventListener("pointerover", (event) => {
  const beside = carrier(event);
  if (beside && event.pointerType === "mouse") show(beside);
  else tip.hidePopover();
});
document.addEventListener("focusin", (event) => {
  const beside = carrier(event);
  if (beside?.matches(":focus-visible")) show(beside);
  else tip.hidePopover();
});
for (const name of ["pointerdown", "focusout", "keydown", "scroll"])
  document.addEventListener(name, () => tip.hidePopover(), true);
