/** The head of an event that is larger than what may be kept. Pure. */
import type { Event } from "./events.ts";
import { startOf } from "./split.ts";

/** The longest text that is never cut: ids and names are shorter. */
const SHORT = 1_000;

const encoder = new TextEncoder();

/** Counts the bytes of a value as JSON. */
export const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).byteLength;

/**
 * Returns the event, if it has at most so many bytes as JSON. Else its head: its long values (a text, a list of
 * attachments) end early, the short ones stay, and `cut` is the number of bytes of the whole.
 */
export function headOf(event: Event, most: number): Event {
  const whole = bytesOf(event);
  if (whole <= most) return event;
  const cut = event.cut ?? whole; // one that is cut again keeps its first size
  for (let longest = most; ; longest = Math.floor(longest / 2)) {
    const told = event.kind === "platform" ? { data: fieldsOf(event.data, longest) } : {};
    const head = { ...fieldsOf(event, longest), ...told, id: event.id, cut } as Event;
    if (bytesOf(head) <= most || longest < SHORT) return head;
  }
}

const fieldsOf = (fields: object, longest: number): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, startOfValue(value, longest)]));

/** Cuts a text, a list or an object after so many characters: each of them by itself. */
function startOfValue(value: unknown, longest: number): unknown {
  if (typeof value === "string") return startOf(value, longest);
  if (typeof value !== "object" || value === null || JSON.stringify(value).length <= longest) return value;
  let length = 0;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const start = startOfValue(inner, Math.floor(longest / 2)); // half, so that a cut value leaves room for the rest of its entry
    length += name.length + JSON.stringify(start).length;
    return length <= longest ? [[name, start] as const] : [];
  });
  return Array.isArray(value) ? kept.map(([, inner]) => inner) : Object.fromEntries(kept);
}
