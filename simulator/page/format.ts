/** How times, amounts and links are written. */
import { h } from "./dom.ts";

const TIME = new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** `5:42 PM`. */
export const time = (at: number): string => TIME.format(at);

/** `Nov 22, 2026`. */
export const date = (at: number): string => DATE.format(at);

/** `Today 5:42 PM`, `Mon, Nov 23, 5:42 PM`. */
export function moment(at: number, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString();
  return today ? `Today ${time(at)}` : `${DAY.format(at)}, ${time(at)}`;
}

/** `$12.00`; an unknown currency is written as it came. */
export function money(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}

const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'”’]/g;

/** A text with its links as links. */
export function linked(text: string): Node[] {
  const parts: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(document.createTextNode(text.slice(end, match.index)), link(match[0], match[0]));
    end = match.index + match[0].length;
  }
  parts.push(document.createTextNode(text.slice(end)));
  return parts;
}

/** A link that opens beside the chat, and gets no hand on it. */
export function link(url: string, ...content: (Node | string)[]): HTMLAnchorElement {
  const href = /^https?:/.test(url) ? url : "about:blank";
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...content);
}

const CLOCK = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const WEEKDAY = new Intl.DateTimeFormat("en", { weekday: "short", hour: "numeric", minute: "2-digit" });

/** `17:42:05`. */
export const clock = (at: number): string => CLOCK.format(at);

/** `Mon 5:42 PM`. */
export const weekday = (at: number): string => WEEKDAY.format(at);

/** How far the clock is ahead: `+26 h`. */
export const ahead = (shift: number): string => `+${Math.round(shift / 3_600_000)} h`;
