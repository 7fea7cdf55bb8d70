/** The outbound actions of Messenger, as calls to the Graph API. */
import type { Address, Prior } from "../../../model/events.ts";
import type { Access, MessagingWindow, OutboundAction, Rendered, SendResult } from "../../channel.ts";
import { del, post } from "../../meta/graph.ts";
import { hasChat } from "../../meta/requests.ts";
import { done, type MessageAction, type Own, perform, windowOf } from "../../meta/send.ts";
import { LIMITS, WINDOW } from "../limits.ts";
import { PERSON_SETTINGS } from "../page/profile.ts";

/**
 * Returns the name of a person's conversation from before they wrote: the checkbox on a site named them by its
 * `user_ref`. The names of other sources are no conversations.
 */
export const formerly = ({ source, identifier }: Prior, person: string): string | null =>
  source === "checkbox_plugin" && hasChat(person) ? `user_ref:${identifier}` : null;

/** Returns the messaging window. Documented: private replies, 2026-04-16: one message, within 7 days. */
export const messagingWindow = (person: string): MessagingWindow =>
  windowOf(person, WINDOW.max, LIMITS.privateReplyReach.max);

/** Does one action. Never throws: the result tells who failed. */
export async function send(deed: OutboundAction, to: Address, graph: Access): Promise<SendResult> {
  if (deed.do !== "menu") return perform(deed, to, graph, OWN);
  const { persistent_menu: menu } = deed.menu;
  return done(await (menu === undefined ? del : post)(graph, PERSON_SETTINGS, deed.menu));
}

const bodyOf = ({ message, envelope, approved, metadata }: MessageAction): Rendered => ({
  messaging_type: approved ? "UTILITY" : "RESPONSE",
  ...envelope,
  // A template beside the message is all that is said: metadata would have no message to stand in.
  ...(Object.keys(message).length > 0 && { message: { ...message, metadata } }),
});

const OWN: Own = { bodyOf, comments: "comments" };
