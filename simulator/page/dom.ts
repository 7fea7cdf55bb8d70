/** Makes elements. Text is always text: nothing on this page is ever parsed as HTML. */

type Child = Node | string | number | false | undefined;
type Value = string | number | boolean | undefined | ((event: Event) => void);

/** `h("button", { class: "send", onclick: send }, "Send")`. Functions are listeners, `false` and `undefined` leave out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children)
    if (child !== false && child !== undefined)
      element.append(String(child) === child || typeof child === "number" ? String(child) : child);
  return element;
}

/** The element that the page's HTML has under this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** An element that is rebuilt only when what it shows has changed, so that focus and scrolling stay. */
export class Slot {
  readonly #host: HTMLElement;
  #shown = "";

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  show(what: unknown, build: () => readonly Node[]): void {
    const signature = JSON.stringify(what);
    if (signature === this.#shown) return;
    this.#shown = signature;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["key"] : undefined;
    this.#host.replaceChildren(...build());
    if (focused !== undefined) this.#host.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
}
