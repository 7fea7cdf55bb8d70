/** The outbound actions that Meta's platforms share, as calls to the Graph API. Each has its own form of a message. */
import { type Address, LONGEST_ID } from "../../model/events.ts";
import type { Access, MessagingWindow, OutboundAction, Rendered, SendResult } from "../channel.ts";
import { type GraphAnswer, post, usageIn } from "./graph.ts";
import {
  commentRequest,
  controlRequest,
  isOnPage,
  type MetaRequest,
  messageRequest,
  reactionRequest,
  senderActionRequest,
} from "./requests.ts";

/** The names of sender actions. Documented: Send API, sender actions. */
const ACTIONS = { typing: "typing_on", typed: "typing_off", seen: "mark_seen" } as const;

/** A message as it is to be sent, with what is known of it here. */
export type MessageAction = Extract<OutboundAction, { do: "message" }>;

/** What each platform does its own way. */
export interface Own {
  /** Makes what stands beside the recipient. */
  readonly bodyOf: (deed: MessageAction) => Rendered;
  /** Where comments below a comment are written. */
  readonly comments: "comments" | "replies";
}

/** Does one action. Never throws: the result tells who failed. */
export async function perform(
  deed: Exclude<OutboundAction, { do: "menu" }>,
  { account, person }: Pick<Address, "account" | "person">,
  graph: Access,
  { bodyOf, comments }: Own,
): Promise<SendResult> {
  const call = ({ path, body }: MetaRequest) => post(graph, path, body);
  switch (deed.do) {
    case "message":
      return sent(await call(messageRequest(account, person, bodyOf(deed))));
    case "typing":
    case "typed":
    case "seen":
      if (isOnPage(person)) return { ended: "done" };
      return done(await call(senderActionRequest(account, person, ACTIONS[deed.do])));
    case "react":
      return done(await call(reactionRequest(account, person, deed.mid, deed.emoji)));
    case "comment":
      return done(await call(commentRequest(deed.to, comments, deed.text)));
    case "take":
      return done(await call(controlRequest(account, person, "take_thread_control")));
    case "pass": {
      const more = { target_app_id: deed.app, metadata: deed.metadata };
      return done(await call(controlRequest(account, person, "pass_thread_control", more)));
    }
  }
}

/** Reads the answer to a message: it is known to be sent only when the answer names it. */
function sent(answer: GraphAnswer): SendResult {
  if (answer.ended !== "done") return answer;
  const mid = answer.body["message_id"];
  // Cut: no answer of Meta's may fill the row in which it is kept.
  if (typeof mid === "string") return { ended: "done", mid: mid.slice(0, LONGEST_ID), ...usageIn(answer) };
  if (answer.although !== undefined) return { ended: "done", ...usageIn(answer) };
  return { ended: "unknown", why: "the answer names no message", ...usageIn(answer) };
}

/** Reads the answer to anything else. */
export function done(answer: GraphAnswer): SendResult {
  return answer.ended === "done" ? { ended: "done", ...usageIn(answer) } : answer;
}

/** Returns the messaging window of a person: one who has only commented may get one message. */
export const windowOf = (person: string, window: number, privateReply: number): MessagingWindow =>
  isOnPage(person) ? { window: privateReply, once: true } : { window, once: false };

/** Tells whether a message has audio or video, which have a limit of their own. */
export function isHeavy({ attachment }: Rendered): boolean {
  const { type } = (attachment ?? {}) as { type?: unknown };
  return type === "audio" || type === "video";
}
