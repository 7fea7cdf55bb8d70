/** A small menu that a button opens, above the composer: one at a time, closed by Escape or a tap beside it. */
import { h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

export interface Sheet {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly close: () => void;
}

const all: Sheet[] = [];

export function sheet(id: string, name: IconName, label: string): Sheet {
  const button = h(
    "button",
    {
      type: "button",
      class: `round quiet open-${id}`,
      "aria-label": label,
      "aria-expanded": "false",
      "aria-controls": id,
    },
    icon(name),
  );
  const panel = h("div", { class: "menu", id, hidden: true, role: "group", "aria-label": label });
  const open = (yes: boolean) => {
    if (yes) for (const other of all) if (other !== own) other.close();
    panel.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    if (yes) panel.querySelector<HTMLElement>("button, a")?.focus();
  };
  const own = { button, panel, close: () => open(false) };
  all.push(own);
  button.addEventListener("click", () => open(panel.hidden === true));
  panel.addEventListener("keydown", (event) => {
    const entries = [...panel.querySelectorAll<HTMLElement>("button, a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    entries.at((at + step) % entries.length)?.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !panel.contains(target) && !button.contains(target)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    button.focus();
  });
  return own;
}

/** An entry that does something. Focus goes back to the button that opened it. */
export function entry(of: Sheet, name: IconName | undefined, words: string, action: () => void): HTMLElement {
  const chosen = () => {
    of.close();
    of.button.focus();
    action();
  };
  return h("button", { type: "button", class: "menu-entry", onclick: chosen }, name && icon(name), words);
}
