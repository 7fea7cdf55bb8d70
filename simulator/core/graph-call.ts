/** What the Graph API's routes share: the host that they act upon, a call, its answer. */
import type { ChatItem, Person } from "./chat.ts";
import { isObject, type Json } from "./checks.ts";
import { speaks } from "./controls.ts";
import { string } from "./graph-request.ts";
import type { SentMessage } from "./message.ts";
import type { PageState } from "./page-state.ts";
import { type Refusal, refuse } from "./refusals.ts";
import type { Reach } from "./rules.ts";
import type { Said } from "./world.ts";

/** What the routes need to know and may do. */
export interface GraphHost {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageName: string;
  readonly pageToken: string;
  /** What belongs to the Page and to no chat: its profile, its personas, its files. */
  readonly page: PageState;
  now(): number;
  person(psid: string): Person | undefined;
  people(): readonly Person[];
  /** What stands in a person's chat, oldest first. */
  chat(psid: string): readonly ChatItem[];
  /** Whether the Page may still write to a person. */
  reaches(psid: string, reach: Reach): boolean;
  usedOrder(order: string): boolean;
  /** Whether a file can be fetched, or how many bytes it has. */
  fetches(url: string): Promise<Fetched>;
  /** Sends a checked message. `psid` is null for a `user_ref`. Returns the mid. */
  sends(psid: string | null, message: SentMessage, how: Said): string;
  acts(psid: string, action: PageAction): void;
  owner(psid: string): string | null;
  /** Until when the owner has the conversation; null while nobody has it. */
  controlUntil(psid: string): number | null;
  gives(psid: string, to: string | null, metadata?: string): void;
  /** Keeps a conversation for this app until then. */
  extends(psid: string, until: number): void;
  /** Asks whoever has the conversation for it. */
  asksFor(psid: string, metadata?: string): void;
  /** Hears of every call, refused or not. */
  called(call: GraphCall): void;
  traceId(): string;
}

/** What came of fetching a file: its size in bytes, or a word. */
export type Fetched = "fine" | "unreachable" | "too large" | "timeout" | number;

export type PageAction =
  | { readonly do: "typing_on" | "typing_off" | "mark_seen" }
  | { readonly do: "react"; readonly mid: string; readonly reaction: string }
  | { readonly do: "unreact"; readonly mid: string };

/** A call to the Graph API and how it ended. */
export interface GraphCall {
  /** When it began. */
  readonly at: number;
  readonly method: string;
  /** Without the version: `/me/messages`. */
  readonly path: string;
  /** What it did: `message`, `typing_on`, `pass_thread_control`, `profile`. */
  readonly name: string;
  readonly psid?: string;
  readonly body: Json;
  /** 0 when the connection broke before the answer. */
  readonly status: number;
  readonly refusal?: Refusal;
  /** The answer's body, as JSON where it is some. */
  readonly answer: unknown;
  /** The message that came of it. */
  readonly mid?: string;
}

export type Answer = Json | Refusal;

export interface Call {
  readonly host: GraphHost;
  readonly method: string;
  readonly object: string;
  readonly edge: string;
  /** Query and body as one, as on Meta. */
  readonly fields: Json;
  /** The file of a multipart request. */
  readonly file?: File;
}

export const isRefusal = (value: unknown): value is Refusal =>
  isObject(value) && "name" in value && "status" in value && "code" in value;

export const SUCCESS: Answer = { success: true };

/** The psid that a call names, if any. */
export function recipientId(fields: Json): string | undefined {
  const to = fields["recipient"];
  return string(isObject(to) ? to["id"] : to);
}

/** The person that a call is about, or why it is about nobody. */
export function personOf({ host, fields }: Call): { readonly psid: string } | Refusal {
  if (fields["recipient"] === undefined) return refuse("recipientMissing");
  const psid = recipientId(fields);
  if (psid === undefined) return refuse("required", "recipient[id]");
  return host.person(psid) ? { psid } : refuse("recipientUnknown");
}

/** Whether this app may speak. */
export const controls = (host: GraphHost, psid: string): boolean =>
  speaks(host.appId, host.owner(psid), host.page.defaultApp);
