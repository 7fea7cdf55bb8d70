/** What passes between a bot and the conversation that runs it. A bot is a function of these values. */
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
  /** What the library itself remembers for the bot. Missing: nothing yet. */
  readonly kit?: Memory;
}

/** What the library remembers of a person, beside the bot's own state. Times are milliseconds since 1970. */
export interface Memory {
  readonly dialog?: OpenDialog;
  readonly optOut?: { readonly at: number; readonly words: string };
  /** When the person was last told that this is automated. */
  readonly disclosed?: number;
  /** When the bot last answered this person. */
  readonly answered?: number;
  /** A digest of the menu of their own that the person was shown last. Missing: they have the Page's. */
  readonly menu?: string;
}

/** A question that waits for its answer. The position is a key, so that steps can be added and removed by a deploy. */
export interface OpenDialog {
  readonly name: string;
  readonly step: string;
  readonly answers: Readonly<Record<string, unknown>>;
  /** When the open question was first asked. */
  readonly asked: number;
  /** When it was last asked: a silence counts from here. */
  readonly last: number;
  /** How often somebody else had spoken by then: `TurnInput.others`. */
  readonly others: number;
  /** Which turns have asked which questions, the latest last. */
  readonly asks: readonly (readonly [turn: number, key: string])[];
  /** Which messages (`mid`) gave which answer: several where they were one reply. */
  readonly from: Readonly<Record<string, readonly string[]>>;
  /** Something was said since that nobody has asked for: what the person writes next may be meant for that. */
  readonly interrupted?: true;
  /** Somebody was told at this step what is possible, or why their answer will not do. */
  readonly told?: true;
}

/**
 * Whether the person had a message before them when they wrote: `seen`; `unseen`, since it set out later or has not set
 * out yet; `never`, since it could not be sent. What is not known any more was seen.
 */
export type Sight = "seen" | "unseen" | "never";

/** A line of the conversation so far. */
export interface Line {
  /** `human` is a person of the Page, answering from the inbox, or the instant reply that the inbox gives by itself. */
  readonly from: "person" | "bot" | "human";
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface TurnInput {
  readonly event: Event;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where the person is. */
  readonly channel: ChannelName;
  /** The account that they write to, by the platform's id. */
  readonly account: string;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** Null at the first turn. */
  readonly stored: Stored | null;
  /** The person's locale, where the platform has told it. */
  readonly locale?: string;
  /** The options of the bot's latest message. */
  readonly offers: readonly Offer[];
  /** Whether the platform can show this person a menu of their own. */
  readonly hasOwnMenu: boolean;
  /** When a person of the Page last had the conversation; 0 if never. */
  readonly humanAt: number;
  /** How often a person of the Page, or another app, has spoken in the conversation or taken it. */
  readonly others: number;
  /** Names this turn among those of the person. */
  readonly turn: number;
  /** The messages (`mid`) that are this one event. */
  readonly mids: readonly string[];
  /** Whether the person had what a turn has said last, when they wrote this. */
  readonly sight: (turn: number) => Sight;
  /** Whether a message was said in a turn. */
  readonly isSaidIn: (mid: string, turn: number) => boolean;
  /** Until when free words may be said to this person, in milliseconds since 1970. */
  readonly window: number;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
  /** The last `count` lines, oldest first, without this turn: neither its event nor what was said in it. */
  readonly history: (count: number) => readonly Line[];
  /**
   * The value stored for this event under `name`; the first time, what `make` returns, stored before it is given back.
   * `make` gets a key that stays the same however often the turn runs.
   */
  readonly once: <Value>(name: string, make: (key: string) => Value | Promise<Value>) => Promise<Value>;
  /** Commits in the call, and sends at once. Skipped if an earlier run has said the same, in it and in those before it. */
  readonly sayNow: (content: Content, manner?: SendOptions) => Promise<void>;
  /** Whether `patience` was said in this turn. */
  readonly stillWorkingSaid: () => boolean;
  /** Shows the typing dots. */
  readonly typing: () => void;
  /** The person's name, picture and locale, or null when the platform does not tell. */
  readonly profile: () => Promise<Profile | null>;
  /** The platform's API, until the turn is over. */
  readonly graph: Graph;
}

/** What is known of a person outside of a turn. */
export type KnownPerson = Pick<TurnInput, "stored" | "locale" | "now">;

/** One thing to do for the person, in the order in which it was said. */
export type Said =
  | {
      readonly say: Content;
      /** Not before this many milliseconds after what was said before. */
      readonly after?: number;
      readonly manner?: SendOptions;
    }
  /** An emoji on a message; null takes it away again. */
  | { readonly react: string | null; readonly to: string }
  /** A menu of the person's own; null: the Page's again. */
  | { readonly menu: readonly MenuItem[] | null }
  /** Forgets the person, when everything before it was said. */
  | { readonly erase: true }
  | {
      readonly handOver: {
        readonly reason: string;
        /** Said when nobody can be reached. */
        readonly ifFailed: Content;
        /** When nobody answers for this many milliseconds, the bot takes back what it can and says `ifUnanswered`. */
        readonly waitMs?: number;
        readonly ifUnanswered: Content;
      };
    };

/** Something that happens later: a signal into the person's own inbox. */
export interface Later {
  /** One of a name and key: a second one replaces the first. Without a key each stands for itself. */
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
  /** What shall not happen any more: everything of a name, or of a key. */
  readonly forget: readonly Forget[];
}

export type Forget = { readonly name: string } | { readonly key: string };

/** What the conversation needs of a bot. */
/** Where a bot keeps what the conversation needs of it: beside the words that a bot is written with, not among them. */
export const runnable: unique symbol = Symbol("edgewise.runnable");

/** Any bot, whatever its state is. */
export interface AnyBot {
  readonly [runnable]: Runnable;
}

/** What a conversation needs of a bot. */
export interface Runnable {
  /** What the Page shows before and beside the chat. Missing: the bot says nothing about it. */
  readonly page?: PageProfile;
  /** How long the bot stays silent after a person of the Page wrote, in milliseconds. */
  readonly quietMs: number;
  /** Texts of one person that come within this time of each other are one turn, in milliseconds. 0: each its own. */
  readonly batchMs: number;
  /** What is remembered of an event that gets no turn, since a person of the Page has the conversation; null: nothing. */
  readonly onSilent: (event: Event, known: Pick<TurnInput, "stored" | "offers" | "now">) => Stored | null;
  /**
   * Until when the bot remembers something of a person that would be missed, in milliseconds since 1970: 0 when it remembers
   * nothing, Infinity when for good.
   */
  readonly remembersUntil: (stored: Stored | null) => number;
  /** The names of the signals that the bot answers. */
  readonly signals: readonly string[];
  /** Throws a TypeError, for the caller, when nobody answers the signal or its data has another shape. */
  readonly checkSignal: (name: string, data: unknown) => void;
  /** Whether it is a word that nothing may swallow: opt-out, erasing. */
  readonly isSystemCommand: (event: Event, known: Pick<TurnInput, "stored" | "offers">) => boolean;
  /**
   * Whether a text may become one turn with others: not a word that means something by itself. Where the bot has not asked
   * for it (`isAsked`), such are all the words that `hears` answers.
   */
  readonly isBatchable: (event: MessageEvent, known: Pick<TurnInput, "stored" | "offers">, isAsked: boolean) => boolean;
  /** What somebody hears who writes faster than the bot can answer. */
  readonly tooFast: (person: KnownPerson) => Content;
  /** What a channel writes beside a person's messages. */
  readonly labels: (person: KnownPerson) => Labels;
  /** Whether a question may be open: what the person has written by then is one reply to it. */
  readonly asks: (stored: Stored | null) => boolean;
  /** Whether the same tap twice within a moment is meant twice: `action(…, { repeat: true })`. */
  readonly mayRepeat: (tap: TapEvent) => boolean;
  /** Whether a message of which nothing tells that it went out is said again, where the channel alone would not. */
  readonly repeatsInDoubt: boolean;
  /** How long an answer may wait to be sent before it is stale, in milliseconds. 0: the Worker's `EXPIRE_MS`. */
  readonly expireMs: number;
  /** How long a handler may take, in milliseconds. 0: the Worker's `TURN_MS`. */
  readonly limitMs: number;
  /** What to say when a handler with a longer limit has said nothing for `TURN_MS`; empty if the bot has nothing. */
  readonly patience: (input: KnownPerson & Pick<TurnInput, "event" | "humanAt">) => readonly Content[];
  /** Whether this event is for the bot. It decides who gets a turn, sees "seen" and the typing dots. */
  readonly handles: (event: Event) => boolean;
  /** Throws what the handler throws; then nothing that it said or remembered counts. */
  readonly run: (input: TurnInput) => Promise<TurnResult>;
  /** What `onError` says, when a handler cannot be helped. Throws what it throws. */
  readonly handleError: (input: TurnInput, error: unknown) => Promise<TurnResult>;
}

/** A newer version of the bot has stored this person's state: the event waits for that version to come back. */
export class NewerStateError extends Error {
  override readonly name = "NewerStateError";

  constructor(found: number, known: number) {
    super(
      `A person's state has version ${found}, this bot knows up to ${known}. The event waits: deploy the newer bot again.`,
    );
  }
}
