/** What somebody wrote, after they have edited it or taken it back. Pure. */
import type { DeletedEvent, EditEvent, Event } from "./events.ts";

/** What somebody did to a message that was sent before. */
export type Change = EditEvent | DeletedEvent;

export const isChange = (event: Event): event is Change => event.kind === "edit" || event.kind === "deleted";

/** The newest words, and whether there are any. What comes out of order counts by its number, and nothing after taking back. */
export function outcomeOf(changes: readonly Change[]): { readonly isGone: boolean; readonly text?: string } {
  if (changes.some(({ kind }) => kind === "deleted")) return { isGone: true };
  const edits = changes.filter((one): one is EditEvent => one.kind === "edit");
  const newest = edits.toSorted((one, other) => one.edits - other.edits).at(-1);
  return { isGone: false, ...(newest === undefined ? {} : { text: newest.text }) };
}

/** The event with other words. The previews and commands of the old ones are gone with them. */
export function edited(event: Event, text: string): Event {
  if (event.kind === "edit" || event.kind === "echo") return { ...event, text };
  if (event.kind !== "message") return event;
  const { link: _, links: _all, commands: _none, ...rest } = event;
  return { ...rest, text };
}

/** Events that wait somewhere, by what became of them: what was taken back is not among them. */
export function revised(events: readonly Event[], changes: readonly Change[]): Event[] {
  return events.flatMap((event) => {
    if (!("mid" in event) || event.kind === "deleted" || event.kind === "reaction") return [event];
    const { isGone, text } = outcomeOf(changes.filter(({ mid }) => mid === event.mid));
    if (isGone) return [];
    return [text === undefined ? event : edited(event, text)];
  });
}
