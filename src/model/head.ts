/** What is kept of an event that is larger than it may be: its head. Pure. */
import type { Event } from "./events.ts";
import { startOf } from "./split.ts";

/** What is at most so long is never cut: ids and names are not. */
const SHORT = 1_000;

const encoder = new TextEncoder();

/** How many bytes a value has as JSON. */
export const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).byteLength;

/**
 * The event, if it has at most so many bytes as JSON. Else its head: what is long in it (a text, a list of attachments)
 * ends early, what is short stays, and `cut` says how many bytes the whole had.
 */
export function headOf(event: Event, most: number): Event {
  const whole = bytesOf(event);
  if (whole <= most) return event;
  const cut = event.cut ?? whole; // what is cut once more has lost something before
  for (let longest = most; ; longest = Math.floor(longest / 2)) {
    const told = event.kind === "platform" ? { data: fieldsOf(event.data, longest) } : {};
    const head = { ...fieldsOf(event, longest), ...told, id: event.id, cut } as Event;
    if (bytesOf(head) <= most || longest < SHORT) return head;
  }
}

const fieldsOf = (fields: object, longest: number): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, startOfValue(value, longest)]));

/** A text, a list or an object ends after so many characters: each of them by itself. */
function startOfValue(value: unknown, longest: number): unknown {
  if (typeof value === "string") return startOf(value, longest);
  if (typeof value !== "object" || value === null || JSON.stringify(value).length <= longest) return value;
  let length = 0;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const start = startOfValue(inner, Math.floor(longest / 2)); // what is cut in an entry leaves room for the entry
    length += name.length + JSON.stringify(start).length;
    return length <= longest ? [[name, start] as const] : [];
  });
  return Array.isArray(value) ? kept.map(([, inner]) => inner) : Object.fromEntries(kept);
}
