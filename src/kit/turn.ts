/** What passes between a bot and the conversation that runs it. A bot is a function of these values. */
import type { Content } from "../content/content.ts";
import type { Event } from "../content/events.ts";

/** A bot's memory of one person, as it is stored. */
export interface Stored {
  readonly version: number;
  readonly data: unknown;
}

/** A line of the conversation so far. */
export interface Line {
  /** `human` is a person of the Page, answering from the inbox. */
  readonly from: "person" | "bot" | "human";
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface TurnInput {
  readonly event: Event;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** Null at the first turn. */
  readonly stored: Stored | null;
  /** The last `count` lines, oldest first, without the event of this turn. */
  readonly history: (count: number) => readonly Line[];
  /**
   * The value stored for this event under `name`; the first time, what `make` returns, stored before it is given back.
   * `make` gets a key that stays the same however often the turn runs.
   */
  readonly once: <Value>(name: string, make: (key: string) => Value | Promise<Value>) => Promise<Value>;
}

/** One thing to do for the person, in the order in which it was said. */
export type Said =
  | { readonly say: Content }
  | {
      readonly handOver: {
        readonly reason: string;
        /** Said when nobody can be reached. */
        readonly ifFailed: Content;
      };
    };

export interface TurnResult {
  readonly state: Stored;
  readonly said: readonly Said[];
}

/** What the conversation needs of a bot. */
export interface Runnable {
  /** How long the bot stays silent after a person of the Page wrote, in milliseconds. */
  readonly quietMs: number;
  /** Whether a handler would run for this event. It decides who sees "seen" and the typing dots. */
  readonly answers: (event: Event) => boolean;
  /** Throws what the handler throws; then nothing that it said or remembered counts. */
  readonly run: (input: TurnInput) => Promise<TurnResult>;
  /** What `onError` says, when a handler cannot be helped. Throws what it throws. */
  readonly apologise: (input: TurnInput, error: unknown) => Promise<TurnResult>;
}
