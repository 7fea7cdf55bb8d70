/** What Messenger can be asked to do for one conversation, as calls to the Graph API. */
import type { Address, Prior } from "../../content/events.ts";
import type { Deed, GraphAccess, Outcome, Reach } from "../channel.ts";
import { del, type GraphAnswer, post, told } from "../meta/graph.ts";
import { LIMITS, WINDOW } from "./limits.ts";
import { PERSON_SETTINGS } from "./setup.ts";

/**
 * Whom a call is for. A PSID; or somebody who has not written yet: `user_ref:`, who came through a plugin, and `comment:`
 * or `post:`, who wrote on the Page and may get one private reply within 7 days. Documented: Send API; private replies.
 */
const KINDS = { "user_ref:": "user_ref", "comment:": "comment_id", "post:": "post_id" } as const;

function recipient(person: string): Record<string, string> {
  for (const [prefix, name] of Object.entries(KINDS)) {
    if (person.startsWith(prefix)) return { [name]: person.slice(prefix.length) };
  }
  return { id: person };
}

/** Whether somebody has a chat with the Page: until they write, Meta knows them by another name than their PSID. */
export const hasChat = (person: string): boolean => !Object.keys(KINDS).some((prefix) => person.startsWith(prefix));

/**
 * Who came through the checkbox on a site was called by its `user_ref`, until they had a PSID. Other sources name people by
 * what is no conversation.
 */
export const formerly = ({ source, identifier }: Prior, person: string): string | null =>
  source === "checkbox_plugin" && hasChat(person) ? `user_ref:${identifier}` : null;

/** Whether somebody is known by what they wrote on the Page alone: there is no chat to show anything in. */
const isOnPage = (person: string): boolean => person.startsWith("comment:") || person.startsWith("post:");

/** Documented: private replies, 2026-04-16: one message, within 7 days. */
export function reach(person: string): Reach {
  return isOnPage(person) ? { window: LIMITS.privateReplyReach.max, once: true } : { window: WINDOW.max, once: false };
}

/** Documented: Send API, sender actions. */
const ACTIONS = { typing: "typing_on", typed: "typing_off", seen: "mark_seen" } as const;

/** Never throws: who failed is in the outcome. */
export async function act(deed: Deed, to: Address, graph: GraphAccess): Promise<Outcome> {
  const page = encodeURIComponent(to.account);
  const person = { recipient: recipient(to.person) };
  switch (deed.do) {
    case "message":
      return sent(
        await post(graph, `${page}/messages`, {
          ...person,
          messaging_type: deed.approved ? "UTILITY" : "RESPONSE",
          ...deed.envelope,
          // A template beside the message is all that is said: there is no message that metadata could be of.
          ...(Object.keys(deed.message).length > 0 && { message: { ...deed.message, metadata: deed.metadata } }),
        }),
      );
    case "typing":
    case "typed":
    case "seen":
      if (isOnPage(to.person)) return { ended: "done" };
      return done(
        await post(graph, `${page}/messages`, {
          ...person,
          sender_action: ACTIONS[deed.do],
        }),
      );
    case "react":
      return done(
        await post(graph, `${page}/messages`, {
          ...person,
          sender_action: deed.emoji === undefined ? "unreact" : "react",
          payload: { message_id: deed.mid, ...(deed.emoji !== undefined && { reaction: deed.emoji }) },
        }),
      );
    case "menu": {
      const { persistent_menu: menu } = deed.menu;
      return done(await (menu === undefined ? del : post)(graph, PERSON_SETTINGS, deed.menu));
    }
    case "take":
      return done(await post(graph, `${page}/take_thread_control`, person));
    case "pass":
      return done(
        await post(graph, `${page}/pass_thread_control`, {
          ...person,
          target_app_id: deed.app,
          metadata: deed.metadata,
        }),
      );
  }
}

/** No id of Meta's comes near it. */
const LONGEST_ID = 300;

/** A send is only known to have happened when the answer names the message. */
function sent(answer: GraphAnswer): Outcome {
  if (answer.ended !== "done") return answer;
  const mid = answer.body["message_id"];
  // Nothing that Meta says may fill the row in which it is kept.
  if (typeof mid === "string") return { ended: "done", mid: mid.slice(0, LONGEST_ID), ...told(answer) };
  if (answer.although !== undefined) return { ended: "done", ...told(answer) };
  return { ended: "unknown", why: "the answer names no message", ...told(answer) };
}

function done(answer: GraphAnswer): Outcome {
  return answer.ended === "done" ? { ended: "done", ...told(answer) } : answer;
}
