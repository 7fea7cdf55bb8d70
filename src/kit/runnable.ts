/**
 * The values that pass between a bot and the conversation that runs it. A bot is a function of them: it stores and
 * sends nothing.
 */
import type { ChannelName, Content } from "../model/content.ts";
import type { Event, MessageEvent, TapEvent } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { MenuItem, PageProfile } from "../model/menu.ts";
import type { Profile } from "../model/profile.ts";
import type { Labels, Offer, SendOptions } from "../model/rendering.ts";

/** A bot's memory of one person, as it is stored. */
export interface Stored {
  /** The version of `data`: `createBot({ state: { version } })`. */
  readonly version: number;
  readonly data: unknown;
  /** The library's own memory for the bot. Missing: nothing yet. */
  readonly kit?: Memory;
}

/** The library's memory of a person, beside the bot's own state. Times are milliseconds since 1970. */
export interface Memory {
  readonly dialog?: OpenDialog;
  readonly optOut?: { readonly at: number; readonly words: string };
  /** The last time that the person was told that this is automated. */
  readonly disclosed?: number;
  /** The last time that the bot answered this person. */
  readonly answered?: number;
  /** A digest of the last menu of their own that the person was shown. Missing: they have the Page's. */
  readonly menu?: string;
}

/** A question that waits for its answer. The position is a key, so that steps can be added and removed by a deploy. */
export interface OpenDialog {
  readonly name: string;
  readonly step: string;
  readonly answers: Readonly<Record<string, unknown>>;
  /** The time at which the open question was first asked. */
  readonly asked: number;
  /** The time at which it was last asked: a silence counts from here. */
  readonly last: number;
  /** The number of times that a colleague or another app had spoken by then: `TurnInput.others`. */
  readonly others: number;
  /** The turns that have asked questions, each with its question's key, the latest last. */
  readonly asks: readonly (readonly [turn: number, key: string])[];
  /** The messages (`mid`) that gave each answer: several where they were one reply. */
  readonly from: Readonly<Record<string, readonly string[]>>;
  /** Set once something was said that the person has not asked for: what they write next may be meant for that. */
  readonly interrupted?: true;
  /** Set once the person was told at this step what is possible, or why their answer will not do. */
  readonly told?: true;
}

/**
 * The state of a message when the person wrote: `seen`; `unseen`, since it was sent later or is not sent yet; `never`,
 * since it could not be sent. One of unknown state counts as seen.
 */
export type Sight = "seen" | "unseen" | "never";

/** A line of the conversation so far. */
export interface Line {
  /** The author. `human` is a person of the Page, answering from the inbox, or the inbox's own instant reply. */
  readonly from: "person" | "bot" | "human";
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface TurnInput {
  readonly event: Event;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The channel on which the person is. */
  readonly channel: ChannelName;
  /** The account that they write to, by the platform's id. */
  readonly account: string;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** The person's memory; null at the first turn. */
  readonly stored: Stored | null;
  /** The person's locale, where the platform has told it. */
  readonly locale?: string;
  /** The options of the bot's latest message. */
  readonly offers: readonly Offer[];
  /** Tells whether the platform can show this person a menu of their own. */
  readonly hasOwnMenu: boolean;
  /** The last time that a person of the Page had the conversation; 0 if never. */
  readonly humanAt: number;
  /** The number of times that a person of the Page, or another app, has spoken in the conversation or taken it. */
  readonly others: number;
  /** Names this turn among those of the person. */
  readonly turn: number;
  /** The messages (`mid`) that are this one event. */
  readonly mids: readonly string[];
  /** Tells how far the last message of a turn had come when the person wrote this. */
  readonly sight: (turn: number) => Sight;
  /** Tells whether a message was said in a turn. */
  readonly isSaidIn: (mid: string, turn: number) => boolean;
  /** The end of the messaging window, in milliseconds since 1970: until then free words may be said to this person. */
  readonly window: number;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
  /** The last `count` lines, oldest first, without this turn: neither its event nor what was said in it. */
  readonly history: (count: number) => readonly Line[];
  /**
   * Returns the value stored for this event under `name`; the first time, what `make` returns, stored before it is
   * given back. `make` gets a key that stays the same however often the turn runs.
   */
  readonly once: <Value>(name: string, make: (key: string) => Value | Promise<Value>) => Promise<Value>;
  /** Commits in the call, and sends at once. Skipped if an earlier run has said the same, in it and in those before it. */
  readonly sayNow: (content: Content, manner?: SendOptions) => Promise<void>;
  /** Tells whether `patience` was said in this turn. */
  readonly stillWorkingSaid: () => boolean;
  /** Shows the typing dots. */
  readonly typing: () => void;
  /** Returns the person's name, picture and locale, or null when the platform does not tell. */
  readonly profile: () => Promise<Profile | null>;
  /** The platform's API, until the turn is over. */
  readonly graph: Graph;
}

/** The facts about a person outside of a turn. */
export type KnownPerson = Pick<TurnInput, "stored" | "locale" | "now">;

/** One thing to do for the person, in the order in which it was said. */
export type Said =
  | {
      readonly say: Content;
      /** The least time after what was said before, in milliseconds. */
      readonly after?: number;
      readonly manner?: SendOptions;
    }
  /** An emoji on a message; null takes it away again. */
  | { readonly react: string | null; readonly to: string }
  /** Words below a comment, for everybody to see. */
  | { readonly reply: string; readonly to: string }
  /** A menu of the person's own; null: the Page's again. */
  | { readonly menu: readonly MenuItem[] | null }
  /** Forgets the person, when everything before it was said. */
  | { readonly erase: true }
  | {
      readonly handOver: {
        readonly reason: string;
        /** The words said when the hand-over cannot be done. */
        readonly ifFailed: Content;
        /**
         * The time to wait for an answer, in milliseconds: after it the bot takes back what it can and says
         * `ifUnanswered`.
         */
        readonly waitMs?: number;
        readonly ifUnanswered: Content;
      };
    };

/** Something that happens later: a signal into the person's own inbox. */
export interface Later {
  /** The name of one among those of a signal: a second one replaces the first. Without a key each stands for itself. */
  readonly key?: string;
  /** Milliseconds from the turn's commit. */
  readonly after: number;
  readonly name: string;
  readonly data: unknown;
}

export interface TurnResult {
  readonly state: Stored;
  readonly said: readonly Said[];
  readonly later: readonly Later[];
  /** The requests of `later` to cancel: everything of a name, or of a key. */
  readonly forget: readonly Forget[];
}

export type Forget = { readonly name: string } | { readonly key: string };

/** The key of a bot's `Runnable`: a symbol, so that it does not stand among the words that a bot is written with. */
export const runnable: unique symbol = Symbol("edgewise.runnable");

/** Any bot, whatever its state is. */
export interface AnyBot {
  readonly [runnable]: Runnable;
}

/** The part of a bot that a conversation runs. */
export interface Runnable {
  /** The Page's appearance before and beside the chat. Missing: the bot says nothing about it. */
  readonly page?: PageProfile;
  /** The time that the bot stays silent after a person of the Page wrote, in milliseconds. */
  readonly quietMs: number;
  /** The time within which texts of one person become one turn, in milliseconds. 0: each is its own. */
  readonly batchMs: number;
  /**
   * Returns the memory after an event that gets no turn, since a person of the Page has the conversation; null:
   * unchanged.
   */
  readonly onSilent: (event: Event, known: Pick<TurnInput, "stored" | "offers" | "now">) => Stored | null;
  /**
   * Returns the time until which the bot remembers something of a person that would be missed, in milliseconds since
   * 1970: 0 when it remembers nothing, Infinity when for good.
   */
  readonly remembersUntil: (stored: Stored | null) => number;
  /** The names of the signals that the bot answers. */
  readonly signals: readonly string[];
  /** Throws a TypeError, for the caller, when no handler answers the signal or its data has another shape. */
  readonly checkSignal: (name: string, data: unknown) => void;
  /** Tells whether an event is a command that always counts: opt-out, erasing. */
  readonly isSystemCommand: (event: Event, known: Pick<TurnInput, "stored" | "offers">) => boolean;
  /**
   * Tells whether a text may become one turn with others: not one that has a meaning by itself. Where the bot has not
   * asked for merging (`isAsked`), all words that `hears` answers have one.
   */
  readonly isBatchable: (event: MessageEvent, known: Pick<TurnInput, "stored" | "offers">, isAsked: boolean) => boolean;
  /** Returns the words for a person who writes faster than the bot can answer. */
  readonly tooFast: (person: KnownPerson) => Content;
  /** Returns the words that a channel writes beside a person's messages. */
  readonly labels: (person: KnownPerson) => Labels;
  /** Tells whether a question may be open: then all that the person has written so far is one reply to it. */
  readonly asks: (stored: Stored | null) => boolean;
  /** Tells whether the same tap twice within a moment is meant twice: `action(…, { repeat: true })`. */
  readonly mayRepeat: (tap: TapEvent) => boolean;
  /** Says a message again when nothing tells whether it went out, also where the channel alone would not. */
  readonly repeatsInDoubt: boolean;
  /** The time that an answer may wait to be sent before it is stale, in milliseconds. 0: the Worker's `EXPIRE_MS`. */
  readonly expireMs: number;
  /** The time that a handler may take, in milliseconds. 0: the Worker's `TURN_MS`. */
  readonly limitMs: number;
  /** Returns the words for a handler with a longer limit that has said nothing for `TURN_MS`; empty if the bot has none. */
  readonly patience: (input: KnownPerson & Pick<TurnInput, "event" | "humanAt">) => readonly Content[];
  /** Tells whether this event is for the bot: then it gets a turn, "seen" and the typing dots. */
  readonly handles: (event: Event) => boolean;
  /** Runs the event's handler. Throws what the handler throws; then nothing that it said or remembered counts. */
  readonly run: (input: TurnInput) => Promise<TurnResult>;
  /** Runs `onError`, when a handler has failed for good. Throws what it throws. */
  readonly handleError: (input: TurnInput, error: unknown) => Promise<TurnResult>;
}

/** Thrown when a newer version of the bot has stored this person's state: the event waits until that version is back. */
export class NewerStateError extends Error {
  override readonly name = "NewerStateError";

  constructor(found: number, known: number) {
    super(
      `A person's state has version ${found}, this bot knows up to ${known}. The event waits: deploy the newer bot again.`,
    );
  }
}
