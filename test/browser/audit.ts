/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What matters of an accessibility check, run inside the page. Self-contained: it is sent there as text. */

/** Every serious finding, a sentence each; empty when there is none. */
export function audit(): string[] {
  const findings: string[] = [];
  const visible = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.getBoundingClientRect().width > 0;
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].filter(visible);
  const short = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${(element.textContent ?? "").trim().slice(0, 40)}`;

  // Names.
  const name = (element: HTMLElement): string => {
    const by = element.getAttribute("aria-labelledby");
    const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
    const alts = [...element.querySelectorAll("img[alt],[aria-label]")].map(
      (one) => one.getAttribute("alt") ?? one.getAttribute("aria-label") ?? "",
    );
    return (
      element.getAttribute("aria-label") ??
      (by === null ? undefined : (document.getElementById(by)?.textContent ?? "")) ??
      ([...labels.map((label) => label.textContent ?? ""), element.textContent ?? "", ...alts].join(" ").trim() || "")
    );
  };
  for (const element of all(
    "button, a[href], input, textarea, select, [role=button], [role=img], [role=region], dialog",
  ))
    if (name(element).trim() === "") findings.push(`No name: ${short(element)}`);
  for (const element of all("[tabindex='0']"))
    if (!/^(button|a|input|textarea)$/i.test(element.tagName) && name(element).trim() === "")
      findings.push(`Reachable by keyboard, without a name: ${short(element)}`);
  for (const image of all("img")) if (!image.hasAttribute("alt")) findings.push(`No alt: ${short(image)}`);
  for (const svg of all("svg"))
    if (svg.closest("[aria-hidden=true], [role=img]") === null)
      findings.push(`An icon that is read aloud: ${short(svg)}`);

  // Roles and references.
  const roles = ["log", "group", "status", "alert", "img", "region", "dialog"];
  for (const element of all("[role]")) {
    const role = element.getAttribute("role") ?? "";
    if (!roles.includes(role)) findings.push(`Role ${role}: ${short(element)}`);
  }
  for (const element of all("[aria-hidden=true]"))
    if (element.querySelector("button, a[href], input, textarea, [tabindex='0']"))
      findings.push(`Hidden from readers, reachable by keyboard: ${short(element)}`);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) findings.push(`Two with the id ${id}`);
  for (const attribute of ["aria-controls", "aria-labelledby", "aria-describedby"])
    for (const element of all(`[${attribute}]`))
      if (document.getElementById(element.getAttribute(attribute) ?? "") === null)
        findings.push(`${attribute} points nowhere: ${short(element)}`);
  if (all("[tabindex]").some((element) => element.tabIndex > 0)) findings.push("A tabindex above 0 changes the order.");

  // Landmarks and headings.
  if (document.documentElement.lang === "") findings.push("The page has no language.");
  if (document.title === "") findings.push("The page has no title.");
  if (document.querySelectorAll("main").length !== 1) findings.push("There must be one main.");
  if (document.querySelectorAll("h1").length !== 1) findings.push("There must be one h1.");
  const modal = document.querySelector("dialog[open]");
  let level = 1;
  for (const heading of all(modal ? "dialog[open] :is(h1,h2,h3,h4)" : "h1, h2, h3, h4").filter(
    (one) => modal || !one.closest("dialog"),
  )) {
    const own = Number(heading.tagName.slice(1));
    if (own > level + 1) findings.push(`A level is skipped: ${short(heading)}`);
    level = own;
  }

  // Contrast.
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const read = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+(e-\d+)?/g) ?? []).map(Number);
    return text.startsWith("color(") ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (a: number, b: number) => a * top[3] + b * (1 - top[3]);
    return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), 1];
  };
  const light = ([red, green, blue]: Colour) => {
    const part = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const scope = getComputedStyle(document.documentElement).getPropertyValue("--scope-far").trim();
  const hex = [1, 3, 5].map((at) => Number.parseInt(scope.slice(at, at + 2), 16));
  const ground = (element: Element): Colour => {
    const own = read(getComputedStyle(element).backgroundColor);
    if (own[3] === 1) return own;
    const parent = element.parentElement;
    return over(own, parent ? ground(parent) : [hex[0] ?? 255, hex[1] ?? 255, hex[2] ?? 255, 1]);
  };
  const opacity = (element: Element | null): number =>
    element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  for (const element of all("body *")) {
    if (modal && !modal.contains(element)) continue;
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== "");
    if (!words || element.matches(":disabled, :disabled *, [aria-hidden=true] *")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [red, green, blue, alpha] = read(style.color);
    const [a, b] = [light(over([red, green, blue, alpha * opacity(element)], behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) findings.push(`Contrast ${ratio.toFixed(2)}: ${short(element)}`);
  }

  // Targets.
  for (const element of all("button, input:not([type=checkbox]), textarea, a.primary, a.card-button")) {
    const { width, height } = element.getBoundingClientRect();
    if (width < 24 || height < 24)
      findings.push(`Only ${Math.round(width)} × ${Math.round(height)}: ${short(element)}`);
  }
  return [...new Set(findings)];
}
