/**
 * Interfaces of the two kinds of objects, for the Worker and for each other: the bindings name them, and the classes
 * implement them. There is no code here.
 */
import type { AccountEvent } from "./account/account-events.ts";
import type { Alert, AlertKind, AlertQuery, ListedAlert } from "./account/alerts.ts";
import type { ConversationRef } from "./account/conversations.ts";
import type { Paused } from "./account/pause.ts";
import type { Permit, PermitRequest } from "./account/rate/permits.ts";
import type { SweepPage, SweepReport } from "./account/sweep.ts";
import type { AccountAccess, AccountSecrets, FileAt, Usage } from "./channels/channel.ts";
import type { Part, PartStatus, Speaker } from "./conversation/schema.ts";
import type { Counted, Later } from "./conversation/store.ts";
import type { Stored } from "./kit/runnable.ts";
import type { Content } from "./model/content.ts";
import type { Accepted } from "./model/events.ts";
import type { Adaptation, ContentErrorCode, Offer, SendOptions, Warning } from "./model/rendering.ts";
import type { Change } from "./model/revised.ts";

/** A conversation as the admin routes show it: without a person's words. */
export interface Shown extends Counted {
  readonly control: string;
  /**
   * The last times that the person wrote, and that a person of the Page had the conversation, in milliseconds; 0:
   * never.
   */
  readonly windowOpenedAt: number;
  readonly humanAt: number;
  /** The newest first. */
  readonly events: readonly ShownEvent[];
}
export interface ShownEvent {
  readonly id: string;
  readonly kind: string;
  readonly received: number;
  readonly state: "waiting" | "answered" | "done" | "dead";
  readonly tries: number;
  readonly parts: readonly Pick<Part, "n" | "status" | "tries" | "mid" | "why" | "sentAt">[];
}
/** The data that moves over from the conversation under a person's other name. */
export interface Departed {
  readonly state: Stored | null;
  readonly offers: readonly Offer[];
  readonly later: readonly Later[];
}

/** The result of a replay, or the reason why nothing was replayed. */
export type Replayed = "replayed" | "gone" | "nothing to replay";

/** Content to be said from outside of a turn. */
export interface EnqueueRequest {
  /** Recognises it when it is given again: it is said once. Of the caller's choice, at most 300 characters. */
  readonly id: string;
  /**
   * The speaker. Words of a `person` of the account make the bot silent, and go out while a person has the
   * conversation; those of the others do not.
   */
  readonly by: Speaker;
  readonly content: Content;
  readonly options?: SendOptions;
  /** Text of the caller's own; it comes back with the message. At most 1,000 characters. */
  readonly metadata?: string;
  /** The freedom of the channel to change it. Default `best_effort`. */
  readonly adaptation?: Adaptation;
  /** The time that it may wait to be sent before it is stale, in milliseconds. Default: the Worker's `EXPIRE_MS`. */
  readonly expiresMs?: number;
}

/** The result: stored, now or before; or not stored, since the channel cannot say it. */
export interface Enqueued {
  readonly isNew: boolean;
  readonly message: SaidMessage | null;
  /** The field of the content that is wrong, and the remedy. */
  readonly refused?: { readonly code: ContentErrorCode; readonly field: string; readonly detail: string };
}

/** A message that was said, with its state. */
export interface SaidMessage {
  /** `<conversation alias>.<row>.<number in it>`: names the conversation, and the message in it. */
  readonly id: string;
  readonly by: Speaker;
  /** The time at which it was stored, in milliseconds. */
  readonly at: number;
  readonly metadata?: string;
  /** The changes that were made so that it fits the channel. */
  readonly warnings: readonly Warning[];
  /** The platform's messages, in the order of sending. */
  readonly parts: readonly {
    readonly status: PartStatus;
    readonly tries: number;
    /** The platform's id. */
    readonly mid?: string;
    /** The time at which the platform took it, in milliseconds. */
    readonly sentAt?: number;
    /** The reason of its state. */
    readonly why?: string;
  }[];
}

/** One person's conversation. */
export interface ConversationObject extends Rpc.DurableObjectBranded {
  /**
   * Makes events durable, together with the alarm that looks after them; then starts to work on them. Events that are
   * here already, or are from before the person was erased, are left out. Echoes, deliveries and reads are handled at
   * once and never wait behind a turn. Throws while a conversation cannot begin, since the account does not answer.
   * @returns the number of new events
   */
  accept(whole: Accepted): Promise<number>;
  /** Returns the edits and deletions of messages that have not come here, to apply them to the events in a dead letter. */
  changes(mids: readonly string[]): Change[];
  /** Gives this conversation's data to the one that goes on from it. */
  leave(to: string, isNew: boolean): Departed | "busy" | null;
  /**
   * Puts a signal into the person's inbox: for other parts of the system. It is answered like a message.
   * @param id recognises the signal when it is given again
   * @throws {TypeError} when no handler answers it, or its data has another shape
   */
  signal(name: string, data: unknown, id: string): Promise<number>;
  /**
   * Tells the sweep whether work is open, and since when. An alarm that was lost, or stalls, is set again.
   * @returns `oldest`: the time at which the oldest open work came, in milliseconds; `isEmpty`: nothing is stored here
   */
  sweep(): Promise<{ readonly oldest: number | null; readonly revived: boolean; readonly isEmpty: boolean }>;
  /** Counts the events in each state. `acknowledged = handled + dead + pending`, always. */
  count(): Counted;
  /** Shows those who run the bot its control, its counts, and the state of the last events. No person's words. */
  show(events?: number): Shown;
  /**
   * Puts content into the person's outbox, once for each `id`. When this returns it is stored, and on its way.
   * @throws {TypeError} for an id or metadata that is too long
   */
  enqueue(request: EnqueueRequest): Promise<Enqueued>;
  /** Returns a message that was said, by its place: {@link SaidMessage}'s `id` has it. Null: nothing of it is kept. */
  message(seq: number, said: number): SaidMessage | null;
  /** Repeats an entry of the account's list: an event's turn, or the sending of messages. */
  replay(what: "event" | "parts", id: string): Promise<Replayed>;
  /** Removes everything that is stored here, the alarm too. Work under way is dropped: the object starts anew. */
  erase(): Promise<void>;
  /** Runs when the alarm rings: the platform calls it. Never throws. */
  alarm(): Promise<void>;
}

/** The facts of an account that may be shown. */
export interface AccountInfo {
  /** Null until somebody has told. */
  readonly name: string | null;
  /** Null: there is no token. */
  readonly source: "environment" | "admin" | null;
  /** In milliseconds; null: nobody knows, or there is none. */
  readonly tokenSetAt: number | null;
  /** The key that it is sealed under; null: none. */
  readonly keyId: string | null;
}

/** An account: a channel and an id. */
export interface AccountObject extends Rpc.DurableObjectBranded {
  /** Grants a slot for one message, and the access to send it with. A second request is never needed. */
  permit(request?: PermitRequest): Promise<Permit>;
  /** Tells whether a conversation may ask for its thread now. */
  mayAskThread(): boolean;
  /** Notes that the platform takes nothing for a while, or soon will not. The caller need not wait for it. */
  throttled(usage: Usage): void;
  /** Returns the id of an uploaded file, or null: then its address has to do. Many requests at once make one upload. */
  uploadId(file: FileAt): Promise<string | null>;
  /** Forgets a file's id that the platform does not know any more. */
  uploadGone(file: FileAt, id: string): Promise<void>;
  /** Returns the access to send with; null: no token. */
  access(): Promise<AccountAccess | null>;
  /** Returns the public facts about the account; null when no person has written to it, and it was not set up. */
  info(): Promise<(AccountInfo & { readonly paused: Paused | null }) | null>;
  /** Sets the access to send with, in place of all that was there: sending goes on at once. */
  setAccess(secrets: AccountSecrets, name: string | null): Promise<void>;
  /** Removes the access: answers wait. Conversations and lists stay. @returns true when there was one */
  removeAccess(): Promise<boolean>;
  /** Returns the account's part of `/health`: whether it sends, and the number of open alerts of each kind. */
  health(): Promise<{ readonly sends: boolean; readonly attention: ReturnType<AccountObject["attention"]> }>;
  /**
   * Stops this account's sending: its token is dead, or the platform has blocked it. One message tries again every while,
   * so that a repair needs no restart, and one alert says so.
   * @param code the platform's code
   * @returns when to try again
   */
  pause(why: Paused["why"], detail: string, code?: number | string): number;
  /** Makes the next message try at once, after a repair. */
  tryAgain(): void;
  /** Ends the pause: a message got through, or the platform has said that sending works. */
  resume(): void;
  /** Puts an alert on the list; the same one stands there, and in the log, once. */
  report(alert: Alert): void;
  /** Takes an alert off the list: its cause is gone. */
  settle(kind: AlertKind, conversation: string, event?: string): void;
  /** Lists the open alerts, newest first. */
  alerts(which?: AlertQuery): ListedAlert[];
  /** Applies edits and deletions to the events of dead letters, too. */
  revise(conversation: string, changes: readonly Change[]): void;
  /** Returns one alert, with the lost data where the alert is about such. */
  alert(seq: number): (ListedAlert & { readonly body: string | null }) | undefined;
  /** Takes an alert off the list. @returns true when it was there */
  drop(seq: number): boolean;
  /** Counts the open alerts of each kind; `account_event` counts events without a person that have not been dropped. */
  attention(): Partial<Record<AlertKind | "account_event", number>>;
  /** Keeps events of the account, each once. @returns the number of new ones */
  accept(accepted: Accepted): number;
  /** Lists events of the account, newest first. */
  events(before?: number, count?: number): AccountEvent[];
  /** Takes an event of the account off the list. @returns true when it was there */
  dropEvent(seq: number): boolean;
  /**
   * Lists the account's conversations, in pages, in the order of their names. @param after the last name of the page
   * before
   */
  conversations(after: string, count: number): ConversationRef[];
  /**
   * Enters a conversation that is about to begin, so that it can be found before anything of it is stored. Events from
   * before an erasure begin none.
   * @param newest the time of the newest of its first events, in milliseconds
   * @returns the time at which the conversation before it was erased; 0: there was none
   */
  begins(known: ConversationRef, newest: number): Promise<number>;
  /** Removes the entry of a conversation of which nothing is kept any more. */
  left(conversation: string): Promise<void>;
  /** Enters a conversation that may never have begun. */
  meets(known: ConversationRef): void;
  /** Finds a conversation by its id in the log. */
  conversationOf(alias: string): ConversationRef | undefined;
  /**
   * Drops from now on all events up to this time, from whatever source. The conversation can be found until it is
   * erased itself.
   */
  willForget(conversation: string, at?: number): Promise<void>;
  /** Removes everything that names an erased conversation, also from the list. */
  forget(conversation: string): void;
  /** Tells whether a person was erased after this time of arrival. */
  isErased(conversation: string, received: number): Promise<boolean>;
  /** Returns the conversations that the sweep checks next: up to `count` of each kind. */
  sweepPage(count: number): Promise<SweepPage>;
  /** Takes the sweep's results: one call, for any number of conversations. */
  swept(found: SweepReport): Promise<void>;
  /** Removes old entries, so that no list grows for ever; a dead letter keeps its events as long as a conversation. */
  tidy(): void;
}
