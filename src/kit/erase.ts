/** Erasing: a whole message that is one of these words removes everything that is stored of the person. */
import type { Event } from "../content/events.ts";

/** The words of erasing, in your languages. */
export interface EraseOptions {
  /** As whole messages; case, outer spaces and a full stop are ignored. */
  readonly words?: readonly string[];
  /** Said last of all, before it is done. */
  readonly say?: string;
}

export interface Erasing {
  readonly words: ReadonlySet<string>;
  readonly say: string;
}

const WORDS = [
  "delete my data",
  "erase my data",
  "forget me",
  "lösche meine daten",
  "borra mis datos",
  "supprime mes données",
  "verwijder mijn gegevens",
];

/** "Forget me!" means "forget me". An expression for the end would begin anew at each space of a long text. */
export function bare(words: string): string {
  let text = words.trim().toLowerCase();
  while (text.endsWith(".") || text.endsWith("!")) text = text.slice(0, -1);
  return text.trimEnd();
}

export function erasingOf(options: boolean | EraseOptions | undefined): Erasing | null {
  if (options === undefined || options === false) return null;
  const given = options === true ? {} : options;
  return {
    words: new Set((given.words ?? WORDS).map(bare)),
    say: given.say ?? "Everything that I know of you is deleted now. If you write again, we start anew.",
  };
}

/** Whether a message is one of the words. */
export function isErasing(event: Event, { words }: Erasing): boolean {
  if (event.kind !== "message" || event.text === undefined || event.attachments.length > 0) return false;
  return words.has(bare(event.text));
}
