/**
 * The contract of a channel with the rest of the project. A new channel is a folder beside this file and a line in
 * `registry.ts`.
 */
import type { ChannelName } from "../model/content.ts";
import { ACTION_HINTS, type ErrorAction, type ErrorCode } from "../model/errors.ts";
import type { Address, ControlEvent, EchoEvent, Event, Inbound, Prior } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { MenuItem, PageProfile } from "../model/menu.ts";
import type { Profile } from "../model/profile.ts";
import type { Render, RenderOptions } from "../model/rendering.ts";

export interface Channel {
  readonly name: ChannelName;
  /** The platform's value of a delivery's `object`: `page`. */
  readonly object: string;
  /**
   * Checks the fields of an account beside `token`, `appId`, `appSecret` and `graphUrl`. Without it there are none.
   * Names an unknown field. Pure.
   */
  readonly checkAccount?: (fields: Readonly<Record<string, unknown>>) => AccountCheck;
  /** Fetches the account's name for people; null when the platform does not tell it. Never throws. */
  readonly accountName?: (account: string, graph: Access) => Promise<string | null>;
  /**
   * Lists the accounts that an unverified body names: they lead to the secrets that may have signed it. Without it no
   * account of the channel has an app of its own. Pure, and never throws.
   */
  readonly accountsIn?: (body: unknown) => string[];
  /**
   * Decodes a delivery into its events, in order. Pure, and never throws: an unknown one becomes an `unknown` event.
   * @param body the parsed JSON of the delivery
   * @param now the time of arrival, in milliseconds: stands in where the platform gave no timestamp
   */
  readonly decode: (body: unknown, now: number) => Inbound[];
  readonly render: Render;
  /** Does one thing on the platform. Never throws: the result tells who failed. */
  readonly send: (action: OutboundAction, to: Address, access: Access) => Promise<SendResult>;
  /**
   * Returns the messaging window that a person's last word opens. @param person tells, by its form, one who has only
   * commented
   */
  readonly window: (person: string) => MessagingWindow;
  /** Tells whether the event opens the window, and counts as the person's last word. */
  readonly opensWindow: (event: Event) => boolean;
  /** The proofs that a send went out, and of its fate. */
  readonly evidence: Evidence;
  /** Returns the rates of an account. `message` holds for all messages; a message may have a lane of its own beside. */
  readonly lanes: (settings: RateSettings) => Readonly<Record<string, Rate>> & { readonly message: Rate };
  /** Names the lane of a message; `message` where it has no other. */
  readonly laneOf: (message: Rendered, person: string) => string;
  /** The rate of messages to one person; missing: that of the account. */
  readonly personRate?: PersonRate;
  /**
   * Tells whether a person of the account has sent it, and not a program.
   * @param apps the apps in which people of the account answer
   */
  readonly isColleague: (event: EchoEvent, apps: readonly string[]) => boolean;
  /**
   * The rules of passing a conversation on. Missing: it cannot be passed, so it is held here, and people answer from
   * here.
   */
  readonly handOver?: HandOverRules;
  /** The upload of files that are sent again and again. Missing: each message carries its address. */
  readonly uploads?: FileUploads;
  /**
   * Fetches the platform's facts about a person; null when it tells none, `unknown` when it could not be asked. Never
   * throws. Missing: the platform cannot be asked.
   * @param used gets the platform's figures of the account's allowance
   */
  readonly person?: (
    person: Address,
    access: Access,
    used: (usage: Usage) => void,
  ) => Promise<Profile | null | "unknown">;
  /** What the cron asks the platform for. Missing: it cannot be asked. */
  readonly upkeep?: {
    /** Fetches the newest words of people, as the platform has them. Never throws. */
    readonly newestWords: (account: string, access: Access) => Promise<NewestWords | CallFailure>;
    /**
     * Renews the app's subscription where something is missing, and takes nothing away. Never throws.
     * @param before the kinds of events that it had when it was last looked at
     */
    readonly keepSubscribed: (
      account: string,
      access: Access,
      appId: string,
      before: readonly string[],
    ) => Promise<Subscription | CallFailure>;
  };
  /** Returns the name of the person's conversation from before they wrote; null: the platform tells none. */
  readonly formerly?: (prior: Prior, person: string) => string | null;
  /** Makes the platform's API for a bot's own calls. */
  readonly graph: (of: Address, api: ApiAccess) => Graph;
  /** Menus of people's own; missing: the platform has none. */
  readonly personMenu?: {
    /** Tells whether this person can have one. */
    readonly isFor: (person: string) => boolean;
    /**
     * Renders it in the form that `send` takes; of null, the form that gives them the account's menu again.
     * @throws ContentError for a menu that the platform would refuse
     */
    readonly render: (
      person: string,
      menu: readonly MenuItem[] | null,
      options: Pick<RenderOptions, "base">,
    ) => Rendered;
  };
  /** The sizes that fit into a button, in characters: longer ones are named when a bot is built. */
  readonly buttons: { readonly title: number; readonly payload: number };
  /** Lists the parts of a bot that the channel could not take, a sentence each: its menu, its greeting. */
  readonly checkBot?: (bot: { readonly page?: PageProfile }) => readonly string[];
}

/** The newest words of some people, one entry a conversation; `at` in milliseconds. */
export interface NewestWords {
  readonly ended: "done";
  readonly people: readonly { readonly person: string; readonly at: number }[];
}

/** The kinds of events that the app gets now, and those that were missing before; `lost`: they could not be renewed. */
export type Subscription =
  | { readonly ended: "done"; readonly fields: readonly string[]; readonly missing: readonly string[] }
  | { readonly ended: "lost"; readonly missing: readonly string[]; readonly failure: PlatformError };

/** The checked fields of an account, with its own address where that depends on them; or the problem with them. */
export type AccountCheck =
  | { readonly fields: Readonly<Record<string, string>>; readonly graphUrl?: string; readonly problem?: never }
  /** A sentence that names the field, the value where it is no secret, and the remedy. */
  | { readonly problem: string };

/** The messages that a person's last word allows. */
export interface MessagingWindow {
  /** The time for which free answers are allowed, in milliseconds. */
  readonly window: number;
  /** Set where one message is allowed, and no second one. */
  readonly once: boolean;
}

/** The proofs that a send went out, where the call's own answer is none, and of its fate afterwards. */
export interface Evidence {
  /** The meaning of an answer that names the message: it was sent; or it was accepted, and a receipt tells the rest. */
  readonly answer: "sent" | "accepted";
  /**
   * The proof that comes back of each send. `byEcho`: the message itself, with our reference in it; `byEchoWords`: the
   * message without it, known by its words or files and its time; `byStatus`: a receipt with our reference. Missing: none.
   */
  readonly returns?: "byEcho" | "byEchoWords" | "byStatus";
  /**
   * Fetches the account's last messages to a person, in any order; `unknown` when the platform could not be asked.
   * Never throws. Missing: the platform shows no thread.
   */
  readonly byThread?: (to: Address, access: Access) => Promise<readonly Recent[] | "unknown">;
  /** Returns the words of a message of the platform's own; empty where it is no text. */
  readonly textOf: (message: Rendered) => string;
  /** Tells whether an echo without our reference is of a message: with `byEchoWords`. Missing: none is. */
  readonly isEchoOf?: (message: Rendered, echo: EchoOf) => boolean;
  /** Says a send once more on a guess when there is no proof of it. `createBot({ repeatInDoubt })` may allow it. */
  readonly repeats: boolean;
  /**
   * The longest wait of a message for `delivered` of the one before it, in milliseconds: where the platform does not
   * keep the order of accepted messages. Missing: it keeps it.
   */
  readonly orderMs?: number;
}

/** What an echo shows of the message that it is of. */
export type EchoOf = Pick<EchoEvent, "text" | "attachments">;

/** A rate of sending; 0: without a limit. */
export type Rate = { readonly perSecond: number } | { readonly perHour: number };

/** A rate of messages to one person: one in so many milliseconds, and so many at once. */
export interface PersonRate {
  readonly everyMs: number;
  readonly burst: number;
}

/** The rates that are variables of the Worker. */
export type RateSettings = Readonly<Record<"PAGE_RATE" | "MEDIA_RATE" | "REPLY_RATE" | "THREAD_RATE", number>>;

/** The rules by which a platform passes a conversation from one app to another. */
export interface HandOverRules {
  /** The apps in which people of the account answer; the first one is handed over to. */
  readonly apps: readonly string[];
  /** The most characters of metadata with a pass of control. */
  readonly metadataMax: number;
  /** An answer of the inbox this soon after the person's message is the platform's own, in milliseconds; 0: it has none. */
  readonly instantReplyMs: number;
  /**
   * Returns the owner of the conversation after control was passed or taken.
   * @param appId the app of this Worker; empty where it is not configured
   * @param apps those in which people of the account answer
   */
  readonly after: (event: ControlEvent, appId: string, apps: readonly string[]) => "bot" | "human" | "app";
}

/** Files that the platform fetches once and keeps. */
export interface FileUploads {
  /**
   * Returns the file that a message names by its address, if it may be uploaded once and sent by its id from then on;
   * else null.
   */
  readonly fileOf: (message: Rendered) => FileAt | null;
  /** Puts the id of its uploaded file into a message in place of the address. */
  readonly withId: (message: Rendered, id: string) => Rendered;
  /** Uploads a file, for any number of messages. Never throws. `id` is there when it ended `done`. */
  readonly upload: (file: FileAt, account: string, access: Access) => Promise<SendResult & { readonly id?: string }>;
  /** The time that the platform keeps it, in milliseconds. */
  readonly keepMs: number;
}

/** A message of the account's in a thread, as the platform shows it. */
export interface Recent {
  readonly mid: string;
  /** The time in milliseconds; the platform may know seconds only. */
  readonly at: number;
  /** Its text; empty where it is none. */
  readonly text: string;
}

/** A message of the platform's own, as its renderer made it. */
export type Rendered = Readonly<Record<string, unknown>>;

/** A file that the platform is to fetch. */
export interface FileAt {
  /** The platform's name of its type: `image`, `video`, `audio`, `file`. */
  readonly type: string;
  readonly url: string;
}

/** An action of a channel for a conversation. */
export type OutboundAction =
  | {
      readonly do: "message";
      readonly message: Rendered;
      /** The fields beside the message, from the send options. */
      readonly envelope?: Rendered;
      /** Tells whether the platform has approved its words beforehand. */
      readonly approved: boolean;
      /** The id of the part, which comes back in the echo. */
      readonly metadata: string;
    }
  /** `typed`: takes the typing dots away. */
  | { readonly do: "typing" | "typed" | "seen" | "take" }
  /** Without an emoji, the one that is there is taken away. */
  | { readonly do: "react"; readonly mid: string; readonly emoji?: string }
  /** Words below a comment or a post, where everybody sees them. */
  | { readonly do: "comment"; readonly to: string; readonly text: string }
  | { readonly do: "pass"; readonly app: string; readonly metadata: string }
  | { readonly do: "menu"; readonly menu: Rendered };

/** The secrets and fields of an account's own. Missing ones are the Worker's. */
export interface AccountSecrets extends Pick<AccountAccess, "token" | "appId" | "fields"> {
  /** The secret that signs this account's deliveries, and proves its calls. */
  readonly appSecret?: string;
  readonly graphUrl?: string;
}

/** An account's access to the platform's API, from whatever source. It holds secrets: it is never logged. */
export interface AccountAccess {
  readonly url: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret: string;
  /** The app that the account belongs to, where that is not the Worker's. */
  readonly appId?: string;
  /** The channel's own fields of an account: {@link Channel.checkAccount}. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** The access of one call to the platform's API. */
export interface Access extends AccountAccess {
  /** The time-out of a call, in milliseconds. */
  readonly timeout: number;
  /** Ends the call before that. */
  readonly signal?: AbortSignal;
  /** Stands in for the network, in tests of bots. */
  readonly fetch?: typeof fetch;
}

/** The access of a bot's direct calls. */
export interface ApiAccess {
  /**
   * Waits for the leave to make one call; null when the account has no token that works.
   * @throws when the turn of the call is over
   */
  readonly acquire: () => Promise<Access | null>;
  /** Takes the platform's figures of the account's allowance. */
  readonly used: (usage: Usage) => void;
}

/** The used part of the account's allowance, as the platform told it with its answer. */
export interface Usage {
  /** The highest figure of all of them. At 100 the platform refuses. */
  readonly percent: number;
  /** The time for which nothing is taken, in milliseconds; 0 when it is taken now. */
  readonly regainMs: number;
}

/** The result of a call, by who failed, with the platform's figures of the account's allowance. */
export type SendResult = Ending & { readonly usage?: Usage };

type Ending = { readonly ended: "done"; readonly mid?: string } | CallFailure;

/** The result of a call that failed, by who failed. */
export type CallFailure =
  /** Another app, or a person, has the conversation. */
  | { readonly ended: "taken"; readonly failure: PlatformError }
  /** The platform said no. */
  | { readonly ended: "refused"; readonly failure: PlatformError }
  /** The request left and no answer told the outcome: it may have been done. */
  | { readonly ended: "unknown"; readonly why: string };

export interface PlatformError {
  readonly class: ErrorClass;
  /** The error's meaning in one word, for programs. */
  readonly means: ErrorCode;
  /** The remedy. */
  readonly action: ErrorAction;
  /** The error's meaning as a sentence, for people. */
  readonly sentence: string;
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  /** The platform's own sentence. It never holds a token, and may quote what was sent. */
  readonly message: string;
  readonly trace?: string;
}

/**
 * The next step after a refusal: `transient` is tried again until it is stale, `brief` three times, since it may also
 * mean that the person does not want to hear; `upload` means that an uploaded file is gone and has to be uploaded
 * again; `token` and `blocked` stop the whole account's sending until it is repaired; `permanent` never works.
 */
export type ErrorClass = "transient" | "brief" | "upload" | "token" | "blocked" | "permanent";

/**
 * Describes a refusal and its remedy, for the log and the lists: `10/2018278 [trace AbC] The person last wrote more
 * than 24 hours ago. Send an approved utility template, …`
 * @param full adds the platform's own sentence, which may quote a person's words
 */
export function describe(
  { status, code, subcode, message, trace, sentence, action }: PlatformError,
  full = false,
): string {
  const number = code === 0 ? `HTTP ${status}` : subcode === undefined ? `${code}` : `${code}/${subcode}`;
  const words = full && code !== 0 && message !== "" ? ` ${message}` : "";
  const traced = trace === undefined ? "" : ` [trace ${trace}]`;
  return `${number}${words}${traced} ${sentence} ${ACTION_HINTS[action]}`;
}
