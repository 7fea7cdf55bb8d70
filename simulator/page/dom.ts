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
    const key = focusedIn(this.#host);
    this.#host.replaceChildren(...build());
    focusOn(this.#host, key);
  }
}

/** One of a {@link List}: rebuilt when `what` has changed. */
export interface Row {
  readonly id: string;
  readonly what: unknown;
  readonly build: () => HTMLElement;
}

/** Elements in an order, of which only those are rebuilt whose content has changed. */
export class List {
  readonly #host: HTMLElement;
  readonly #shown = new Map<string, { readonly signature: string; readonly element: HTMLElement }>();

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  get elements(): readonly HTMLElement[] {
    return [...this.#shown.values()].map(({ element }) => element);
  }

  element(id: string): HTMLElement | undefined {
    return this.#shown.get(id)?.element;
  }

  clear(): void {
    this.#shown.clear();
    this.#host.replaceChildren();
  }

  show(rows: readonly Row[]): void {
    const before = new Map(this.#shown);
    this.#shown.clear();
    for (const { id, what, build } of rows) {
      const signature = JSON.stringify(what);
      const old = before.get(id);
      before.delete(id);
      this.#shown.set(id, old?.signature === signature ? old : { signature, element: rebuilt(old?.element, build()) });
    }
    for (const { element } of before.values()) element.remove();
    let place = this.#host.firstElementChild;
    for (const element of this.elements) {
      if (element === place) place = place.nextElementSibling;
      else this.#host.insertBefore(element, place);
    }
  }
}

function rebuilt(old: HTMLElement | undefined, element: HTMLElement): HTMLElement {
  const key = old && focusedIn(old);
  old?.replaceWith(element);
  focusOn(element, key);
  return element;
}

/** The `data-key` of what has the focus in there. */
function focusedIn(host: HTMLElement): string | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && host.contains(focused) ? focused.dataset["key"] : undefined;
}

function focusOn(host: HTMLElement, key: string | undefined): void {
  if (key !== undefined) host.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
