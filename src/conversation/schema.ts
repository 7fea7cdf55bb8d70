/**
 * The stored shapes of a conversation. A change of a table, or of what a fact means, is a new version with its step in
 * `migrations.ts`; a new fact is none: where it is missing it has the value of `firstFacts`.
 */
import type { Rendered } from "../channels/channel.ts";
import type { Profile } from "../model/profile.ts";
import type { Offer, RenderedPart, Warning } from "../model/rendering.ts";
import type { Allowance, Limit } from "./outbox/allowance.ts";

/**
 * The tables. `event` is inbox, memory of duplicates, outbox and log in one: a row for each event, which it keeps to
 * the end. `seq` is the order of arrival; everything up to `facts.floor` is finished, so open work is a range of the
 * primary key and needs no index: it is known in memory (open.ts).
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

/** The states of an event. */
export const Status = {
  /** It waits for its turn. */
  waiting: 0,
  /** Answered; parts of the answer are still to be sent. */
  answered: 1,
  done: 2,
} as const;

export interface EventRow extends Record<string, SqlStorageValue> {
  readonly seq: number;
  readonly id: string;
  /** Meta's timestamp: it orders the events that wait together. */
  readonly at: number;
  /** The time at which the delivery came: the person has waited since. */
  readonly received: number;
  readonly status: number;
  /** The number of tries of its handler that failed. */
  readonly tries: number;
  /** The earliest time of the next try of its handler, or of its next part. */
  readonly due: number;
  /** 1: its handler failed for good. What `onError` said is sent all the same. */
  readonly dead: number;
  /**
   * The `seq` of the row whose turn answers this event, where one turn answers several: a second try answers the same.
   */
  readonly upto: number | null;
  /** The order of the turns, which is the order of sending. */
  readonly turn: number | null;
  readonly body: string;
  /** Results of `c.once`, by name. */
  readonly once: string | null;
  readonly out: string | null;
  /** Further facts of what was said: {@link About}, as JSON; null where there are none. */
  readonly said: string | null;
}

/** The speaker: the bot; a person of the account; a program of the account's through its API; this library itself. */
export type Speaker = "bot" | "person" | "api" | "system";

/** The facts of what was said, beside its parts. */
export interface About {
  /** The speaker. Missing: the bot. */
  readonly by?: Exclude<Speaker, "bot">;
  /** Text of the caller's own, for their own use. */
  readonly metadata?: string;
  /** The changes that were made so that it fits the channel. */
  readonly warnings?: readonly Warning[];
}

/** The facts of a conversation, beside the bot's own state. */
export interface Facts {
  /** Every event with a `seq` up to this is finished. A stale floor only costs the next start a few rows more. */
  floor: number;
  /**
   * The words of every event with a `seq` up to this are forgotten. A stale one costs the next prune a few rows more.
   */
  forgotten: number;
  /** The number of turns so far. */
  turns: number;
  /** The last time that the person wrote or tapped: the window of free answers counts from here. */
  windowOpenedAt: number;
  control: Control;
  /** The last time that control changed, by the platform's clock: an older change comes too late. */
  controlAt: number;
  /** The last time that the person wrote, by the platform's clock. */
  lastUserMessageAt: number;
  /** Everything sent up to these times was delivered and read. */
  delivered: number;
  read: number;
  /** The URL at which the last verified webhook reached this Worker. */
  origin: string;
  /** The options of the bot's latest message, for those who type instead of tapping. */
  offers: readonly Offer[];
  /** The last time that a person of the Page had the conversation, or wrote in it. */
  humanAt: number;
  /** The number of times that a person of the Page, or another app, has spoken in the conversation or taken it. */
  others: number;
  /** The platform's answer about the person, and the time at which it was asked. */
  profile: KnownProfile | null;
  /**
   * The number of rows that are no longer kept, by how they ended: with those that are kept, they are all that ever
   * came.
   */
  pruned: { readonly handled: number; readonly dead: number };
  /** The messages that the person may still get, by limit. Written with the turns: a restart gives a few more. */
  allowances: Readonly<Partial<Record<Limit["name"], Allowance>>>;
  /** The last time that the person wrote faster than the bot answers; 0: never. */
  floodAt: number;
  /** The last time that the account told that it sends nothing; 0: it sends, as far as is known. */
  pausedAt: number;
  /** True when the person wants to be erased, and the last words to them are on their way. */
  erasing: boolean;
  /**
   * The time at which the conversation before this was erased: what the person did by then is dropped. 0: there was
   * none.
   */
  erasedAt: number;
  /** True when the conversation was handed over, and nobody of the Page has come yet. */
  awaitingHuman: boolean;
  /** Messages that were edited or taken back before they came, by their `mid`; the newest last. */
  ahead: readonly string[];
  /** The name of the conversation that this one continues, as the channel names a person; "": none. */
  formerly: string;
  /**
   * The name of the conversation that continues this one; "": none. Once it is set, nothing has a turn here any more.
   */
  moved: string;
  /** The time at which the conversation began: it tells its part ids from those of an erased one. */
  createdAt: number;
}

export interface KnownProfile {
  readonly at: number;
  /** The answer; null: it was refused. */
  readonly found: Profile | null;
  /**
   * Set when it was refused: whether the person had written by then, and a digest of the token that it was asked with.
   */
  readonly refused?: { readonly hadWritten: boolean; readonly token: string };
}

/** The control of a conversation: it decides who may speak. */
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
  /** The number of the `say` that it belongs to: when one part of it fails, the rest of it is canceled. */
  readonly said: number;
  status: PartStatus;
  tries: number;
  readonly expires: number;
  readonly work: Work;
  /** The shortest time after the part before it, in milliseconds. */
  readonly after?: number;
  /** The words that a person sees, for the history. */
  readonly words: string;
  /** The time of the last try. */
  triedAt?: number;
  /** The time of the first try whose outcome nobody knows. */
  firstTriedAt?: number;
  /** The time since which its outcome is open. Not that of the try: no echo is heard while the object is away. */
  unknownSince?: number;
  /** Set for a receipt, and for what was not just asked for: it is not said again on a guess. */
  readonly careful?: true;
  /** The speaker; missing: the bot. */
  readonly by?: Exclude<Speaker, "bot">;
  /** Set when the person has not asked for it: it is not said to a person who has opted out meanwhile. */
  readonly unasked?: true;
  /** The number of times that the platform has refused it in a way that may pass. */
  refused?: number;
  /** The number of tries whose outcome nobody knew. */
  unknowns?: number;
  mid?: string;
  /** Set when the platform has told that it failed: a receipt that it was sent tells nothing new then. */
  failedThere?: true;
  /** The time at which the platform took it. */
  sentAt?: number;
  /** The reason of its state. */
  why?: string;
  /** The platform's code of its last refusal. */
  code?: number;
  /** The length of the wait that ends at the `due` of its row, in milliseconds. */
  waits?: number;
}

export type Work =
  | { readonly do: "message"; readonly rendered: RenderedPart }
  /** A reaction to a message; without an emoji it is removed. */
  | { readonly do: "react"; readonly mid: string; readonly emoji?: string }
  /** Words below a comment, where everybody sees them. */
  | { readonly do: "comment"; readonly to: string; readonly text: string }
  | {
      readonly do: "pass";
      readonly app: string;
      readonly metadata: string;
      readonly ifFailed: readonly RenderedPart[];
      /** The time after which the conversation comes back if nobody has answered, in milliseconds. */
      readonly waitMs?: number;
      readonly ifUnanswered: readonly RenderedPart[];
    }
  | { readonly do: "take" }
  /** A menu of the person's own, or the account's again, as the channel has rendered it. */
  | { readonly do: "menu"; readonly menu: Rendered }
  /** The removal of everything of the person, when what comes before it is on its way. */
  | { readonly do: "erase" };

/**
 * The state of a part. `accepted`: the platform took it, and has not sent it yet. Where receipts are about everything
 * up to a time, `delivered` and `read` follow from those times and are not stored: `stateOf`.
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

/** The states of a message that has left, the furthest last. */
const LEFT: readonly PartStatus[] = ["accepted", "sent", "delivered", "read"];

/** Returns whether the platform has taken a part: it may still fail. */
export const hasLeft = ({ status }: Part): boolean => LEFT.includes(status);

/** Returns whether a part has come at least as far as a status of {@link LEFT}. */
export const isAtLeast = ({ status }: Part, other: PartStatus): boolean => LEFT.indexOf(status) >= LEFT.indexOf(other);

/**
 * Returns the state of a part by all that is known: times of receipts are about everything that was sent up to them.
 */
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
