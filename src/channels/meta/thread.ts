/**
 * The account's thread with a person as Meta has it: the last proof of whether a message went out. Documented: Messenger
 * Platform, Conversations API, 2026-02-11.
 */
import type { Address } from "../../model/events.ts";
import type { Json } from "../../model/graph.ts";
import type { Access, Recent } from "../channel.ts";
import { type GraphAnswer, get } from "./graph.ts";
import { each, type Fields, fields, filled, given, list } from "./values.ts";

/** A message of a thread, as Meta shows it. */
export interface PastMessage {
  readonly mid: string;
  /** Missing for a message of pictures, files or templates alone. */
  readonly text?: string;
  readonly from: "person" | "page";
  /** Milliseconds since 1970, in whole seconds. */
  readonly at: number;
}

/** The path and the query of a call. */
export interface Question {
  readonly path: string;
  readonly query: Json;
}

/** The fields of a thread's messages. Meta gives details of the last 20 only. */
const FIELDS = "messages.limit(20){id,created_time,from,message}";

/** The platforms that have threads. */
export type ThreadPlatform = "messenger" | "instagram";

/** Makes the call for the id of a person's thread with the account. */
export function threadQuestion(account: string, person: string, platform: ThreadPlatform): Question {
  return { path: `${encodeURIComponent(account)}/conversations`, query: { platform, user_id: person } };
}

/** Reads the id of the thread; null when there is none; undefined when the answer cannot be read. */
export function threadOf(body: Fields): string | null | undefined {
  const { data } = body;
  if (!Array.isArray(data)) return undefined;
  return data.length === 0 ? null : filled(fields(data[0])?.["id"]);
}

/** Makes the call for the messages of a thread. */
export function messagesQuestion(thread: string): Question {
  return { path: encodeURIComponent(thread), query: { fields: FIELDS } };
}

/** Reads the messages as Meta gives them, newest first; undefined when the answer cannot be read. */
export function messagesOf(body: Fields, person: string): readonly PastMessage[] | undefined {
  const messages = fields(body["messages"]);
  if (messages === undefined) return undefined;
  return each(list(messages["data"]), (message) => {
    const mid = filled(message["id"]);
    const at = Date.parse(filled(message["created_time"]) ?? "");
    const from = filled(fields(message["from"])?.["id"]);
    if (mid === undefined || from === undefined || Number.isNaN(at)) return undefined;
    return given({ mid, text: filled(message["message"]), from: from === person ? "person" : "page", at } as const);
  });
}

/** Fetches the newest messages of the account in a person's thread; `unknown` when it could not be asked. Never throws. */
export async function recentOf(
  platform: ThreadPlatform,
  { account, person }: Pick<Address, "account" | "person">,
  graph: Access,
): Promise<readonly Recent[] | "unknown"> {
  if (!/^\d+$/.test(person)) return "unknown";
  const ask = ({ path, query }: Question): Promise<GraphAnswer> => get(graph, path, query);
  const threads = await ask(threadQuestion(account, person, platform));
  const thread = threads.ended === "done" ? threadOf(threads.body) : undefined;
  if (typeof thread !== "string") return "unknown";
  const found = await ask(messagesQuestion(thread));
  const messages = found.ended === "done" ? messagesOf(found.body, person) : undefined;
  if (messages === undefined) return "unknown";
  return messages.filter(({ from }) => from === "page").map(({ mid, at, text }) => ({ mid, at, text: text ?? "" }));
}
