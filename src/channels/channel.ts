/** What every channel offers to the rest of the project. A new channel is a folder beside this file and a line in `registry.ts`. */
import type { ChannelName } from "../model/content.ts";
import { ACTION_HINTS, type ErrorAction, type ErrorCode } from "../model/errors.ts";
import type { Address, ControlEvent, EchoEvent, Event, Inbound, Prior } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { MenuItem, PageProfile } from "../model/menu.ts";
import type { Profile } from "../model/profile.ts";
import type { Render, RenderOptions } from "../model/rendering.ts";

export interface Channel {
  readonly name: ChannelName;
  /** What the platform writes into a delivery's `object`: `page`. */
  readonly object: string;
  /**
   * Every event of a delivery, in its order. Pure, and never throws: what is not understood becomes an `unknown` event.
   * @param body the parsed JSON of the delivery
   * @param now the time of arrival, in milliseconds: stands in where the platform gave no timestamp
   */
  readonly decode: (body: unknown, now: number) => Inbound[];
  readonly render: Render;
  /** Does one thing on the platform. Never throws: who failed is in the outcome. */
  readonly send: (action: OutboundAction, to: Address, access: Access) => Promise<SendResult>;
  /** What a person's last word allows. @param person as the conversation is named: it tells whoever has only commented */
  readonly window: (person: string) => MessagingWindow;
  /** Whether the person has done what opens the window, and counts as their last word. */
  readonly opensWindow: (event: Event) => boolean;
  /** What tells that a send went out, and what became of it. */
  readonly evidence: Evidence;
  /** How fast an account may send. `message` holds for everything that is sent; a message may have a lane of its own beside. */
  readonly lanes: (settings: RateSettings) => Readonly<Record<string, Rate>> & { readonly message: Rate };
  /** The lane of a message; `message` where it has no other. */
  readonly laneOf: (message: Rendered, person: string) => string;
  /** How fast one person may be written to; missing: as fast as the account. */
  readonly personRate?: PersonRate;
  /**
   * Whether a person of the account has sent it, and not a program.
   * @param apps the apps in which people of the account answer
   */
  readonly isColleague: (event: EchoEvent, apps: readonly string[]) => boolean;
  /** How a conversation is passed on. Missing: nobody can be passed to, so it is held here, and a person answers from here. */
  readonly handOver?: HandOverRules;
  /** Files that are sent again and again. Missing: each message carries its address. */
  readonly uploads?: FileUploads;
  /**
   * What the platform tells of a person; null when it tells nothing of them, `unknown` when it could not be asked. Never
   * throws. Missing: the platform cannot be asked.
   * @param used gets what the platform told of the account's allowance
   */
  readonly person?: (
    person: Address,
    access: Access,
    used: (usage: Usage) => void,
  ) => Promise<Profile | null | "unknown">;
  /** The name of the conversation that somebody had before they wrote; null: the platform tells none. */
  readonly formerly?: (prior: Prior, person: string) => string | null;
  /** The platform's API for a bot's own calls. */
  readonly graph: (of: Address, api: ApiAccess) => Graph;
  /** Menus of people's own; missing: the platform has none. */
  readonly personMenu?: {
    /** Whether this person can have one. */
    readonly isFor: (person: string) => boolean;
    /**
     * As `send` takes it; of null, what gives them the account's menu again.
     * @throws ContentError for what the platform would refuse
     */
    readonly render: (
      person: string,
      menu: readonly MenuItem[] | null,
      options: Pick<RenderOptions, "base">,
    ) => Rendered;
  };
  /** What fits into a button, in characters: longer ones are named when a bot is built. */
  readonly buttons: { readonly title: number; readonly payload: number };
  /** What of a bot the channel could not take, a sentence each: its menu, its greeting. */
  readonly checkBot?: (bot: { readonly page?: PageProfile }) => readonly string[];
}

/** What somebody's last word allows the account to say. */
export interface MessagingWindow {
  /** For how long free answers are allowed, in milliseconds. */
  readonly window: number;
  /** One message, and no second one. */
  readonly once: boolean;
}

/** What tells that a send went out, where the call's own answer does not, and what became of it afterwards. */
export interface Evidence {
  /** What an answer that names the message means: it was sent; or it was accepted, and a receipt tells the rest. */
  readonly answer: "sent" | "accepted";
  /**
   * What comes back of each send. `byEcho`: the message itself, with our reference in it, or without, and then it is known by
   * its words and its time. `byStatus`: a receipt with our reference. Missing: nothing does.
   */
  readonly returns?: "byEcho" | "byEchoWords" | "byStatus";
  /**
   * What the account last said to a person, newest first or not; `unknown` when the platform could not be asked. Never throws.
   * Missing: the platform shows no thread.
   */
  readonly byThread?: (to: Address, access: Access) => Promise<readonly Recent[] | "unknown">;
  /** The words of a message of the platform's own; empty for what is no text. */
  readonly textOf: (message: Rendered) => string;
  /** Whether a send of which nothing tells is said once more on a guess. `createBot({ repeatInDoubt })` may allow it. */
  readonly repeats: boolean;
  /**
   * How long a message waits at most for `delivered` of the one before it, in milliseconds: where the platform does not keep
   * the order of what it has accepted. Missing: it keeps it.
   */
  readonly orderMs?: number;
}

/** How fast something may be sent; 0: without a limit. */
export type Rate = { readonly perSecond: number } | { readonly perHour: number };

/** How fast one person may be written to: one message in so many milliseconds, and so many at once. */
export interface PersonRate {
  readonly everyMs: number;
  readonly burst: number;
}

/** The rates that are variables of the Worker. */
export type RateSettings = Readonly<Record<"PAGE_RATE" | "MEDIA_RATE" | "REPLY_RATE" | "THREAD_RATE", number>>;

/** How the platform passes a conversation from one app to another. */
export interface HandOverRules {
  /** The apps in which people of the account answer; the first one is handed over to. */
  readonly apps: readonly string[];
  /** How many characters of metadata a pass of control may carry. */
  readonly metadataMax: number;
  /** An answer of the inbox this soon after the person's message is the platform's own, in milliseconds; 0: it has none. */
  readonly instantReplyMs: number;
  /**
   * Who has the conversation after control was passed or taken.
   * @param appId the app of this Worker; empty where it is not configured
   * @param apps those in which people of the account answer
   */
  readonly after: (event: ControlEvent, appId: string, apps: readonly string[]) => "bot" | "human" | "app";
}

/** Files that the platform fetches once and keeps. */
export interface FileUploads {
  /** The file that a message has by its address, if it may be uploaded once and sent by its id from then on; else null. */
  readonly fileOf: (message: Rendered) => FileAt | null;
  /** The same message with the id of its uploaded file in place of the address. */
  readonly withId: (message: Rendered, id: string) => Rendered;
  /** Uploads a file, for as many messages as like. Never throws. `id` is there when it ended `done`. */
  readonly upload: (file: FileAt, account: string, access: Access) => Promise<SendResult & { readonly id?: string }>;
  /** How long the platform keeps it, in milliseconds. */
  readonly keepMs: number;
}

/** A message of the account's in a thread, as the platform shows it. */
export interface Recent {
  readonly mid: string;
  /** In milliseconds; the platform may know seconds only. */
  readonly at: number;
  /** Empty for what is no text. */
  readonly text: string;
}

/** A message of the platform's own, as its renderer made it. */
export type Rendered = Readonly<Record<string, unknown>>;

/** A file that the platform is to fetch. */
export interface FileAt {
  /** The platform's word: `image`, `video`, `audio`, `file`. */
  readonly type: string;
  readonly url: string;
}

/** One thing that a channel can do for a conversation. */
export type OutboundAction =
  | {
      readonly do: "message";
      readonly message: Rendered;
      /** What stands beside the message: how it is said. */
      readonly envelope?: Rendered;
      /** Whether the platform has approved its words beforehand. */
      readonly approved: boolean;
      /** Comes back in the echo: the id of the part. */
      readonly metadata: string;
    }
  /** `typed`: the typing dots go out. */
  | { readonly do: "typing" | "typed" | "seen" | "take" }
  /** Without an emoji it is taken away. */
  | { readonly do: "react"; readonly mid: string; readonly emoji?: string }
  | { readonly do: "pass"; readonly app: string; readonly metadata: string }
  | { readonly do: "menu"; readonly menu: Rendered };

/** What a call to the platform needs, beside what it says. */
export interface Access {
  readonly url: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret: string;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeout: number;
  /** Ends the call before that. */
  readonly signal?: AbortSignal;
  /** Stands in for the network, in tests of bots. */
  readonly fetch?: typeof fetch;
}

/** How the direct calls of a bot get out. */
export interface ApiAccess {
  /**
   * Leave for one call, and what it needs; null when the account has no token that works.
   * @throws when whoever calls may not call any more
   */
  readonly acquire: () => Promise<Access | null>;
  /** Gets what the platform told of the account's allowance. */
  readonly used: (usage: Usage) => void;
}

/** How much of the account's allowance is used up, as the platform told it with its answer. */
export interface Usage {
  /** The highest figure of all of them. At 100 the platform refuses. */
  readonly percent: number;
  /** How long nothing will be taken, in milliseconds; 0 when it is taken now. */
  readonly regainMs: number;
}

/** What became of a call, by who failed; and what the platform told of the account's allowance meanwhile. */
export type SendResult = Ending & { readonly usage?: Usage };

type Ending = { readonly ended: "done"; readonly mid?: string } | CallFailure;

/** A call that did not do what it was to do, by who failed. */
export type CallFailure =
  /** Somebody else has the conversation. */
  | { readonly ended: "taken"; readonly failure: PlatformError }
  /** The platform said no. */
  | { readonly ended: "refused"; readonly failure: PlatformError }
  /** The request left and no answer came that says what happened: it may have been done. */
  | { readonly ended: "unknown"; readonly why: string };

export interface PlatformError {
  readonly class: ErrorClass;
  /** The same in one word, for programs. */
  readonly means: ErrorCode;
  /** What helps. */
  readonly action: ErrorAction;
  /** The same for a person. */
  readonly sentence: string;
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  /** The platform's own sentence. It never holds a token, and may quote what was sent. */
  readonly message: string;
  readonly trace?: string;
}

/**
 * What a refusal means for the next step: `transient` is tried again until it is stale, `brief` three times, since it may
 * also mean that the person does not want to hear; `upload` means that an uploaded file is gone and has to be uploaded
 * again; `token` and `blocked` stop the whole account's sending until it is repaired; `permanent` never works.
 */
export type ErrorClass = "transient" | "brief" | "upload" | "token" | "blocked" | "permanent";

/**
 * What a refusal means and what to do, for the log and the lists: `10/2018278 [trace AbC] The person last wrote more than 24
 * hours ago. Send an approved utility template, …`
 * @param full with the platform's own sentence, which may quote what somebody wrote
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
