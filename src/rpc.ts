/**
 * What the two kinds of objects can be asked, by the Worker and by each other: the bindings name these interfaces, and the
 * classes implement them. It says nothing of how.
 */
import type { AccountEvent } from "./account/account-events.ts";
import type { Alert, AlertKind, AlertQuery, ListedAlert } from "./account/alerts.ts";
import type { ConversationRef } from "./account/conversations.ts";
import type { Paused } from "./account/pause.ts";
import type { Permit, PermitRequest } from "./account/rate/permits.ts";
import type { SweepPage, SweepReport } from "./account/sweep.ts";
import type { FileAt, Usage } from "./channels/channel.ts";
import type { Part, PartStatus, Speaker } from "./conversation/schema.ts";
import type { Counted, Later } from "./conversation/store.ts";
import type { Stored } from "./kit/runnable.ts";
import type { Content } from "./model/content.ts";
import type { Accepted } from "./model/events.ts";
import type { Adaptation, ContentErrorCode, Offer, SendOptions, Warning } from "./model/rendering.ts";
import type { Change } from "./model/revised.ts";

/** A conversation as it is shown to those who run the bot: nobody's words. */
export interface Shown extends Counted {
  readonly control: string;
  /** When the person last wrote, and a person of the Page last had the conversation, in milliseconds; 0: never. */
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
/** What goes over from the conversation of a person's other name. */
export interface Departed {
  readonly state: Stored | null;
  readonly offers: readonly Offer[];
  readonly later: readonly Later[];
}

/** What came of a replay, or why something cannot be replayed. */
export type Replayed = "replayed" | "gone" | "nothing to replay";

/** Something to be said that comes from outside of a turn. */
export interface EnqueueRequest {
  /** Recognises it when it is given again: it is said once. Of the caller's choice, at most 300 characters. */
  readonly id: string;
  /**
   * Who says it. What a `person` of the account says quiets the bot, and goes out while a person has the conversation; what the
   * others say does not.
   */
  readonly by: Speaker;
  readonly content: Content;
  readonly options?: SendOptions;
  /** Of the caller's own; it comes back with the message. At most 1,000 characters. */
  readonly metadata?: string;
  /** How far the channel may change it. Default `best_effort`. */
  readonly adaptation?: Adaptation;
  /** How long it may wait to be sent before it is stale, in milliseconds. Default: the Worker's `EXPIRE_MS`. */
  readonly expiresMs?: number;
}

/** What came of it: stored, now or before; or nothing is, since the channel cannot say it. */
export interface Enqueued {
  readonly isNew: boolean;
  readonly message: SaidMessage | null;
  /** Which field of the content, and what would help. */
  readonly refused?: { readonly code: ContentErrorCode; readonly field: string; readonly detail: string };
}

/** Something that was said, and what became of it. */
export interface SaidMessage {
  /** `<conversation alias>.<row>.<which of it>`: it names the conversation, and the message in it. */
  readonly id: string;
  readonly by: Speaker;
  /** When it was stored, in milliseconds. */
  readonly at: number;
  readonly metadata?: string;
  /** What was changed to fit the channel. */
  readonly warnings: readonly Warning[];
  /** In the order of sending. */
  readonly parts: readonly {
    readonly status: PartStatus;
    readonly tries: number;
    /** The platform's id. */
    readonly mid?: string;
    /** When the platform took it, in milliseconds. */
    readonly sentAt?: number;
    /** Why it ended as it did. */
    readonly why?: string;
  }[];
}

/** One person's conversation. */
export interface ConversationObject extends Rpc.DurableObjectBranded {
  /**
   * Makes events durable, together with the alarm that looks after them; then starts to work on them. What is here
   * already is left alone, and what was done before the person was erased. Echoes, deliveries and reads are dealt with at
   * once and never wait behind a turn. Throws while a conversation cannot begin, since the account is silent.
   * @returns how many events were new
   */
  accept(whole: Accepted): Promise<number>;
  /** What was done to messages that have not come here: what a dead letter holds of them is listed by it. */
  changes(mids: readonly string[]): Change[];
  /** For the conversation that goes on from this one. */
  leave(to: string, isNew: boolean): Departed | "busy" | null;
  /**
   * Puts a signal into the person's inbox: for other parts of the system. It is answered like a message.
   * @param id recognises the signal when it is given again
   * @throws {TypeError} when nobody answers it, or its data has another shape
   */
  signal(name: string, data: unknown, id: string): Promise<number>;
  /**
   * For the sweep: whether work is open, and since when. An alarm that was lost, or stalls, is set again.
   * @returns `oldest` is when the oldest open work came, in milliseconds; `isEmpty` that nothing is stored here
   */
  sweep(): Promise<{ readonly oldest: number | null; readonly revived: boolean; readonly isEmpty: boolean }>;
  /** How many events are where. `acknowledged = handled + dead + pending`, always. */
  count(): Counted;
  /** For those who run the bot: control, counts, and what became of the last events. Nobody's words. */
  show(events?: number): Shown;
  /**
   * Puts something into the person's outbox, once for each `id`. It is stored when this ends, and on its way.
   * @throws {TypeError} for an id or metadata that is too long
   */
  enqueue(request: EnqueueRequest): Promise<Enqueued>;
  /** What was said, by its place: {@link SaidMessage}'s `id` has it. Null: nothing of it is kept. */
  message(seq: number, said: number): SaidMessage | null;
  /** Does again what is on the account's list: an event's turn, or the sending of what was said. */
  replay(what: "event" | "parts", id: string): Promise<Replayed>;
  /** Removes everything that is stored here, the alarm too. What is under way comes to nothing: the object starts anew. */
  erase(): Promise<void>;
  /** What the platform calls at the time that was set. Never throws. */
  alarm(): Promise<void>;
}

/** An account: a channel and an id. */
export interface AccountObject extends Rpc.DurableObjectBranded {
  /** A slot for one message, and the token to send it with. Nobody has to ask twice. */
  permit(request?: PermitRequest): Promise<Permit>;
  /** Whether a conversation may ask for its thread now. */
  mayAskThread(): boolean;
  /** The platform takes nothing for a while, or soon will not. It need not wait for the next permit. */
  throttled(usage: Usage): void;
  /** The id of an uploaded file, or null: then its address has to do. Asked by many at once, it is uploaded once. */
  uploadId(file: FileAt): Promise<string | null>;
  /** The platform does not know this file's id any more. */
  uploadGone(file: FileAt, id: string): Promise<void>;
  /**
   * Stops this account's sending: its token is dead, or the platform has blocked it. One message tries again every while,
   * so that a repair needs no restart, and one alert says so.
   * @returns when to try again
   */
  pause(why: Paused["why"], detail: string): number;
  /** Somebody has repaired it: the next message tries at once. */
  tryAgain(): void;
  /** Sending works again: a message got through, or the platform has said so. */
  resume(): void;
  /** Puts something on the list of what needs eyes; the same thing stands there, and in the log, once. */
  report(alert: Alert): void;
  /** Something on the list has come right by itself. */
  settle(kind: AlertKind, conversation: string, event?: string): void;
  /** What needs eyes, newest first. */
  alerts(which?: AlertQuery): ListedAlert[];
  /** What somebody has edited or taken back is so in the dead letters, too. */
  revise(conversation: string, changes: readonly Change[]): void;
  /** One alert, with what was lost from its way. */
  alert(seq: number): (ListedAlert & { readonly body: string | null }) | undefined;
  /** Takes an alert from the list. @returns whether it was there */
  drop(seq: number): boolean;
  /** How many things of each kind need eyes; `account_event` are events without a person that nobody has dropped. */
  attention(): Partial<Record<AlertKind | "account_event", number>>;
  /** Keeps them, each once. @returns how many were new */
  accept(accepted: Accepted): number;
  /** Newest first. */
  events(before?: number, count?: number): AccountEvent[];
  /** The same for an event without a person. */
  dropEvent(seq: number): boolean;
  /** Whom the account talks to, in pages, in the order of their names. @param after the last of the page before */
  conversations(after: string, count: number): ConversationRef[];
  /**
   * A conversation is about to begin: it can be found before anything of it is stored. What was done before an erasure
   * begins none.
   * @param newest when the newest of what it would begin with was done, in milliseconds
   * @returns when the conversation before it was erased; 0: there was none
   */
  begins(known: ConversationRef, newest: number): Promise<number>;
  /** Nothing is kept of a conversation any more. */
  left(conversation: string): Promise<void>;
  /** Learns of a conversation that may never have begun. */
  meets(known: ConversationRef): void;
  /** The conversation that the log calls so. */
  conversationOf(alias: string): ConversationRef | undefined;
  /**
   * From now on what was done by then is dropped, wherever it still comes from. The conversation can be found until it is
   * erased itself.
   */
  willForget(conversation: string, at?: number): Promise<void>;
  /** It is erased: removes everything that names it, also from the list. */
  forget(conversation: string): void;
  /** Whether what was received then is of somebody who was erased since. */
  isErased(conversation: string, received: number): Promise<boolean>;
  /** Whom the sweep looks at now: up to `count` of each kind. */
  sweepPage(count: number): SweepPage;
  /** What it has found: one call, however many it looked at. */
  swept(found: SweepReport): Promise<void>;
  /** A list that nobody looks at does not grow for ever; a dead letter keeps its events as long as a conversation. */
  tidy(): void;
}
