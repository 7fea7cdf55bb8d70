/**
 * Meta's calls about one conversation, as values, on Messenger and on Instagram: the outbox and a bot's own calls make the
 * same requests.
 * Sends nothing. Documented: Send API reference, 2026; conversation routing, 2025-09-24; private replies, 2026-04-16.
 */
import type { Json } from "../../model/graph.ts";

/** A call: `POST /<path>` with a JSON body. */
export interface MetaRequest {
  readonly path: string;
  readonly body: Json;
}

/**
 * The kinds of recipients that are no PSID, by their prefix. These people have not written yet: `user_ref:` came through a
 * plugin; `comment:` or `post:` wrote on the Page, and may get one private reply within 7 days.
 */
const KINDS = { "user_ref:": "user_ref", "comment:": "comment_id", "post:": "post_id" } as const;

/** Makes Meta's `recipient` from this project's name of a person. */
export function recipient(person: string): Json {
  for (const [prefix, name] of Object.entries(KINDS)) {
    if (person.startsWith(prefix)) return { [name]: person.slice(prefix.length) };
  }
  return { id: person };
}

/** Returns whether a person has a chat with the Page. Until they write, Meta has another name for them than the PSID. */
export const hasChat = (person: string): boolean => !Object.keys(KINDS).some((prefix) => person.startsWith(prefix));

/** Returns whether a person is known only by a comment or a post on the Page: there is no chat to show anything in. */
export const isOnPage = (person: string): boolean => person.startsWith("comment:") || person.startsWith("post:");

const about = (account: string, edge: string, person: string, more: Json): MetaRequest => ({
  path: `${encodeURIComponent(account)}/${edge}`,
  body: { recipient: recipient(person), ...more },
});

/** Makes the request for a message. @param more the message, and the fields beside it */
export const messageRequest = (account: string, person: string, more: Json): MetaRequest =>
  about(account, "messages", person, more);

/** The sender actions of Meta. */
export type SenderAction = "typing_on" | "typing_off" | "mark_seen";

export const senderActionRequest = (account: string, person: string, action: SenderAction): MetaRequest =>
  about(account, "messages", person, { sender_action: action });

/** Makes the request for a reaction. @param emoji missing: the reaction is taken away */
export const reactionRequest = (account: string, person: string, mid: string, emoji?: string): MetaRequest =>
  about(account, "messages", person, {
    sender_action: emoji === undefined ? "unreact" : "react",
    payload: { message_id: mid, ...(emoji !== undefined && { reaction: emoji }) },
  });

/** A comment below another one, or below a post: on a Page's, and on Instagram's. Documented: the Graph API's comments. */
export const commentRequest = (on: string, edge: "comments" | "replies", message: string): MetaRequest => ({
  path: `${encodeURIComponent(on)}/${edge}`,
  body: { message },
});

/** The calls of conversation routing that are about one person. */
export type ControlCall =
  | "pass_thread_control"
  | "take_thread_control"
  | "request_thread_control"
  | "release_thread_control"
  | "extend_thread_control";

export const controlRequest = (account: string, person: string, call: ControlCall, more: Json = {}): MetaRequest =>
  about(account, call, person, more);
