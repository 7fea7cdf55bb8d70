/** What Meta remembers of a conversation. Documented: Messenger Platform, Conversations API, 2026-02-11. */
import type { Json } from "../../content/graph.ts";
import type { GraphAccess, NotDone, Usage } from "../channel.ts";
import { get, told } from "../meta/graph.ts";
import { each, type Fields, fields, filled, given, list } from "../meta/values.ts";

/** A message as Meta shows it afterwards. */
export interface PastMessage {
  readonly mid: string;
  /** Missing for a message of pictures, files or templates alone. */
  readonly text?: string;
  readonly from: "person" | "page";
  /** Milliseconds since 1970, in whole seconds. */
  readonly at: number;
}

/** Older ones have no details. Documented: Conversations API. */
const MESSAGES = 20;

/** One call for both the conversation and its messages. Documented: Graph API, field expansion. */
export function pastRequest(page: string, psid: string): { readonly path: string; readonly query: Json } {
  const wanted = `messages.limit(${MESSAGES}){id,message,from,created_time}`;
  const query = { platform: "messenger", user_id: psid, fields: wanted };
  return { path: `${encodeURIComponent(page)}/conversations`, query };
}

/** Newest first; empty when there is no conversation; null when the answer is none. */
export function pastMessages(body: Fields, psid: string): readonly PastMessage[] | null {
  if (!Array.isArray(body["data"])) return null;
  const conversation = fields(body["data"][0]) ?? {};
  return each(list(fields(conversation["messages"])?.["data"]), (message) => {
    const mid = filled(message["id"]);
    const at = Date.parse(filled(message["created_time"]) ?? "");
    if (mid === undefined || Number.isNaN(at)) return undefined;
    const from = filled(fields(message["from"])?.["id"]) === psid ? "person" : "page";
    return given({ mid, text: filled(message["message"]), from, at } as const);
  });
}

/**
 * The last messages of a person's conversation, newest first: what was really sent, when a send is in doubt. Meta takes 2
 * such calls a second of a Page (documented: rate limits). Never throws.
 */
export async function lastMessages(
  graph: GraphAccess,
  page: string,
  psid: string,
): Promise<
  ({ readonly ended: "done"; readonly messages: readonly PastMessage[] } | NotDone) & { readonly usage?: Usage }
> {
  const { path, query } = pastRequest(page, psid);
  const answer = await get(graph, path, query);
  if (answer.ended !== "done") return answer;
  const messages = pastMessages(answer.body, psid);
  if (messages === null) return { ended: "unknown", why: "the answer is no list of conversations", ...told(answer) };
  return { ended: "done", messages, ...told(answer) };
}
