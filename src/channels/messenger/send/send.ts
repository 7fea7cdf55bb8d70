/** The outbound actions of Messenger, as calls to the Graph API. */
import { type Address, LONGEST_ID, type Prior } from "../../../model/events.ts";
import type { Access, MessagingWindow, OutboundAction, SendResult } from "../../channel.ts";
import { del, type GraphAnswer, post, usageIn } from "../../meta/graph.ts";
import {
  controlRequest,
  hasChat,
  isOnPage,
  type MetaRequest,
  messageRequest,
  reactionRequest,
  senderActionRequest,
} from "../../meta/requests.ts";
import { LIMITS, WINDOW } from "../limits.ts";
import { PERSON_SETTINGS } from "../page/profile.ts";

/**
 * Returns the name of a person's conversation from before they wrote: the checkbox on a site named them by its
 * `user_ref`. The names of other sources are no conversations.
 */
export const formerly = ({ source, identifier }: Prior, person: string): string | null =>
  source === "checkbox_plugin" && hasChat(person) ? `user_ref:${identifier}` : null;

/** Returns the messaging window. Documented: private replies, 2026-04-16: one message, within 7 days. */
export function messagingWindow(person: string): MessagingWindow {
  return isOnPage(person) ? { window: LIMITS.privateReplyReach.max, once: true } : { window: WINDOW.max, once: false };
}

/** The names of sender actions. Documented: Send API, sender actions. */
const ACTIONS = { typing: "typing_on", typed: "typing_off", seen: "mark_seen" } as const;

/** Does one action. Never throws: the result tells who failed. */
export async function send(deed: OutboundAction, to: Address, graph: Access): Promise<SendResult> {
  const { account, person } = to;
  const call = ({ path, body }: MetaRequest) => post(graph, path, body);
  switch (deed.do) {
    case "message":
      return sent(
        await call(
          messageRequest(account, person, {
            messaging_type: deed.approved ? "UTILITY" : "RESPONSE",
            ...deed.envelope,
            // A template beside the message is all that is said: metadata would have no message to stand in.
            ...(Object.keys(deed.message).length > 0 && { message: { ...deed.message, metadata: deed.metadata } }),
          }),
        ),
      );
    case "typing":
    case "typed":
    case "seen":
      if (isOnPage(person)) return { ended: "done" };
      return done(await call(senderActionRequest(account, person, ACTIONS[deed.do])));
    case "react":
      return done(await call(reactionRequest(account, person, deed.mid, deed.emoji)));
    case "menu": {
      const { persistent_menu: menu } = deed.menu;
      return done(await (menu === undefined ? del : post)(graph, PERSON_SETTINGS, deed.menu));
    }
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

function done(answer: GraphAnswer): SendResult {
  return answer.ended === "done" ? { ended: "done", ...usageIn(answer) } : answer;
}
