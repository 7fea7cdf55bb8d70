/** A person's message after edits and deletion. Pure. */
import type { DeletedEvent, EditEvent, Event } from "./events.ts";

/** An edit or a deletion of an earlier message. */
export type Change = EditEvent | DeletedEvent;

export const isChange = (event: Event): event is Change => event.kind === "edit" || event.kind === "deleted";

/**
 * Returns the newest words, or that the message is gone. Edits count by their number, in any order; after a deletion
 * none counts.
 */
export function outcomeOf(changes: readonly Change[]): { readonly isGone: boolean; readonly text?: string } {
  if (changes.some(({ kind }) => kind === "deleted")) return { isGone: true };
  const edits = changes.filter((one): one is EditEvent => one.kind === "edit");
  const newest = edits.toSorted((one, other) => one.edits - other.edits).at(-1);
  return { isGone: false, ...(newest === undefined ? {} : { text: newest.text }) };
}

/** Returns the event with other words. The previews and commands of the old ones are gone with them. */
export function edited(event: Event, text: string): Event {
  if (event.kind === "edit" || event.kind === "echo") return { ...event, text };
  if (event.kind !== "message") return event;
  const { link: _, links: _all, commands: _none, ...rest } = event;
  return { ...rest, text };
}

/** Applies edits and deletions to waiting events: deleted ones are left out. */
export function revised(events: readonly Event[], changes: readonly Change[]): Event[] {
  return events.flatMap((event) => {
    if (!("mid" in event) || event.kind === "deleted" || event.kind === "reaction") return [event];
    const { isGone, text } = outcomeOf(changes.filter(({ mid }) => mid === event.mid));
    if (isGone) return [];
    return [text === undefined ? event : edited(event, text)];
  });
}
