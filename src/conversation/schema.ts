/** What a conversation stores. Every change here is a new version, with its step in `migrations.ts`. */
import type { Rendered } from "../channels/channel.ts";
import type { Profile } from "../model/profile.ts";
import type { Offer, RenderedPart, Warning } from "../model/rendering.ts";
import type { Allowance, Limit } from "./outbox/allowance.ts";

/**
 * `event` is inbox, memory of duplicates, outbox and log in one: a row for each event, for life. `seq` is the order of
 * arrival; everything up to `facts.floor` is finished, so open work is a range of the primary key and needs no index: it is known in memory (open.ts).
 */
export const SCHEMA = [
  `create table conversation (
    one integer primary key check (one = 1),
    schema integer not null,
    state text not null,
    facts text not null
  )`,
  `create table event (
    seq integer primary key,
    id text not null unique,
    at integer not null,
    received integer not null,
    status integer not null,
    tries integer not null default 0,
    due integer not null default 0,
    turn integer,
    dead integer not null default 0,
    upto integer,
    body text not null,
    once text,
    out text,
    said text
  )`,
  `create table later (
    name text not null,
    key text not null,
    due integer not null,
    data text not null,
    postponed integer not null default 0,
    primary key (name, key)
  ) without rowid`,
] as const;

/** Where an event is on its way. */
export const Status = {
  /** Its turn comes. */
  waiting: 0,
  /** Answered; parts of the answer are still to be sent. */
  answered: 1,
  done: 2,
} as const;

export interface EventRow extends Record<string, SqlStorageValue> {
  readonly seq: number;
  readonly id: string;
  /** Meta's timestamp: the order among what waits together. */
  readonly at: number;
  /** When the delivery came: what the person has waited since. */
  readonly received: number;
  readonly status: number;
  /** How often its handler failed. */
  readonly tries: number;
  /** Not before this time: the next try of its handler, or of its next part. */
  readonly due: number;
  /** 1: its handler failed for good. What `onError` said is sent all the same. */
  readonly dead: number;
  /** Whose turn answers this event, by its `seq`, where one turn answers several: a second try answers the same. */
  readonly upto: number | null;
  /** The order of the turns, which is the order of sending. */
  readonly turn: number | null;
  readonly body: string;
  /** Results of `c.once`, by name. */
  readonly once: string | null;
  readonly out: string | null;
  /** What else is known of what was said: {@link About}, as JSON; null where that is nothing. */
  readonly said: string | null;
}

/** Who says something: the bot; a person of the account; a program of the account's through its API; this library itself. */
export type Speaker = "bot" | "person" | "api" | "system";

/** What is known of what was said, beside its parts. */
export interface About {
  /** Missing: the bot. */
  readonly by?: Exclude<Speaker, "bot">;
  /** Of whoever had it said, for themselves. */
  readonly metadata?: string;
  /** What was changed to fit the channel. */
  readonly warnings?: readonly Warning[];
}

/** What is known of the conversation, beside the bot's own state. */
export interface Facts {
  /** Every event with a `seq` up to this is finished. A stale floor only costs the next start a few rows more. */
  floor: number;
  /** The words of every event with a `seq` up to this are forgotten. A stale one costs the next prune a few rows more. */
  forgotten: number;
  /** Turns so far. */
  turns: number;
  /** When the person last wrote or tapped: the window of free answers counts from here. */
  windowOpenedAt: number;
  control: Control;
  /** When control last changed, by the platform's clock: what is older comes too late. */
  controlAt: number;
  /** When the person last wrote, by the platform's clock. */
  lastUserMessageAt: number;
  /** Everything sent up to these times was delivered and read. */
  delivered: number;
  read: number;
  /** Where the last verified webhook reached this Worker. */
  origin: string;
  /** The options of the bot's latest message, for those who type instead of tapping. */
  offers: readonly Offer[];
  /** When a person of the Page last had the conversation, or wrote in it. */
  humanAt: number;
  /** How often a person of the Page, or another app, has spoken in the conversation or taken it. */
  others: number;
  /** What the platform told of the person, and when it was asked. */
  profile: KnownProfile | null;
  /** Rows that are not kept any more, by how they ended: together with those that are, they are all that ever came. */
  pruned: { readonly handled: number; readonly dead: number };
  /** What the bot may still say to the person, by the limit. Written with the turns: a restart gives a few more. */
  allowances: Readonly<Partial<Record<Limit["name"], Allowance>>>;
  /** When the person last wrote faster than the bot answers; 0: never. */
  floodAt: number;
  /** When the account last told that it sends nothing; 0: it sends, as far as is known. */
  pausedAt: number;
  /** The person wants to be erased, and the last words to them are on their way. */
  erasing: boolean;
  /** When the person's conversation before this one was erased: what they did by then is dropped. 0: there was none. */
  erasedAt: number;
  /** Handed over, and nobody of the Page has come yet. */
  awaitingHuman: boolean;
  /** Messages that were edited or taken back before they came, by their `mid`; the newest last. */
  ahead: readonly string[];
  /** The name of the conversation that this one has gone on from, in the channel's words for a person; "": none. */
  formerly: string;
  /** The name of the one that goes on from this; "": none. Nothing has a turn here any more. */
  moved: string;
  /** When the conversation began: tells its part ids from those of an erased one. */
  createdAt: number;
}

export interface KnownProfile {
  readonly at: number;
  /** Null: it was refused. */
  readonly found: Profile | null;
  /** Where it was refused: whether the person had written by then, and a digest of the token that it was asked with. */
  readonly refused?: { readonly hadWritten: boolean; readonly token: string };
}

/** Who may speak. */
export type Control =
  | { readonly by: "bot" }
  /** The bot said that a person takes over; its last words and the pass are on their way. */
  | { readonly by: "passing" }
  | {
      readonly by: "human" | "app";
      readonly until: number;
      /** Control was passed or taken, so any activity prolongs it; otherwise only the person's own words do. */
      readonly held: boolean;
    };

/** One message of an answer, on its way. */
export interface Part {
  readonly n: number;
  /** Which `say` it belongs to: when one part of it fails, the rest of it is canceled. */
  readonly said: number;
  status: PartStatus;
  tries: number;
  readonly expires: number;
  readonly work: Work;
  /** Not before this many milliseconds after the part before it. */
  readonly after?: number;
  /** The words that a person sees, for the history. */
  readonly words: string;
  /** When it was last tried. */
  triedAt?: number;
  /** When the first try was made of which nobody knows what became. */
  firstTriedAt?: number;
  /** Since when its outcome is open: its echo cannot have been heard while the object was away. */
  unknownSince?: number;
  /** A receipt, or a signal's: it is not said again on a guess. */
  readonly careful?: true;
  /** Who says it; missing: the bot. */
  readonly by?: Exclude<Speaker, "bot">;
  /** The person has not asked for it: it is not said to somebody who has opted out meanwhile. */
  readonly unasked?: true;
  /** How often the platform has said no in a way that may pass. */
  refused?: number;
  /** How often it ended in doubt. */
  unknowns?: number;
  mid?: string;
  /** The platform has told that it failed: that it was sent before tells nothing new then. */
  failedThere?: true;
  /** When the platform took it. */
  sentAt?: number;
  /** Why it ended as it did. */
  why?: string;
  /** The platform's code of its last refusal. */
  code?: number;
  /** How long the wait takes that `due` of its row ends, in milliseconds. */
  waits?: number;
}

export type Work =
  | { readonly do: "message"; readonly rendered: RenderedPart }
  /** Without an emoji it is taken away. */
  | { readonly do: "react"; readonly mid: string; readonly emoji?: string }
  /** Words below a comment, where everybody sees them. */
  | { readonly do: "comment"; readonly to: string; readonly text: string }
  | {
      readonly do: "pass";
      readonly app: string;
      readonly metadata: string;
      readonly ifFailed: readonly RenderedPart[];
      /** When nobody has answered for so long, in milliseconds, the conversation comes back. */
      readonly waitMs?: number;
      readonly ifUnanswered: readonly RenderedPart[];
    }
  | { readonly do: "take" }
  /** A menu of the person's own, or the account's again, as the channel has rendered it. */
  | { readonly do: "menu"; readonly menu: Rendered }
  /** Everything of the person is removed, when what comes before it is on its way. */
  | { readonly do: "erase" };

/**
 * `accepted`: the platform took it, which is not yet sent. Where receipts speak of everything up to a time, `delivered` and
 * `read` follow from those times and are not stored: `stateOf`.
 */
export type PartStatus =
  | "queued"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "unknown"
  | "failed"
  | "canceled"
  | "expired";

/** How far a message has come that has left, the furthest last. */
const LEFT: readonly PartStatus[] = ["accepted", "sent", "delivered", "read"];

/** Whether the platform has taken it: it may still fail. */
export const hasLeft = ({ status }: Part): boolean => LEFT.includes(status);

/** Whether it has come at least as far as a status of those that have left. */
export const isAtLeast = ({ status }: Part, other: PartStatus): boolean => LEFT.indexOf(status) >= LEFT.indexOf(other);

/** How far it has come by all that is known: times of receipts speak of everything that was sent up to them. */
export function stateOf(part: Part, { delivered, read }: Pick<Facts, "delivered" | "read">): PartStatus {
  const { status, sentAt = Number.POSITIVE_INFINITY } = part;
  if (!hasLeft(part)) return status;
  if (sentAt <= read) return "read";
  return sentAt <= delivered && !isAtLeast(part, "delivered") ? "delivered" : status;
}

export const isOpen = (part: Part): boolean =>
  part.status === "queued" || part.status === "sending" || part.status === "unknown";

export const firstFacts = (createdAt: number): Facts => ({
  floor: 0,
  forgotten: 0,
  turns: 0,
  windowOpenedAt: 0,
  control: { by: "bot" },
  controlAt: 0,
  lastUserMessageAt: 0,
  delivered: 0,
  read: 0,
  origin: "",
  offers: [],
  humanAt: 0,
  others: 0,
  profile: null,
  pruned: { handled: 0, dead: 0 },
  allowances: {},
  floodAt: 0,
  pausedAt: 0,
  erasing: false,
  erasedAt: 0,
  awaitingHuman: false,
  ahead: [],
  formerly: "",
  moved: "",
  createdAt,
});
