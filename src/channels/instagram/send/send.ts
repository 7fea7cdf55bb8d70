/**
 * The outbound actions of Instagram, as calls to the API of either login. Every call is of `me`: with Facebook Login that is
 * the Page of the token, with Instagram Login the account itself. Documented: Instagram messaging, send messages, 2026-06-26.
 */
import type { Address } from "../../../model/events.ts";
import { squeezed } from "../../../model/squeezed.ts";
import {
  type Access,
  describe,
  type EchoOf,
  type MessagingWindow,
  type OutboundAction,
  type Rendered,
  type SendResult,
} from "../../channel.ts";
import { type MessageAction, type Own, perform, windowOf } from "../../meta/send.ts";
import { recentOf } from "../../meta/thread.ts";
import { LIMITS, WINDOW } from "../limits.ts";

/** The account of every call: the token says which one it is. */
const ME = "me";

/** Returns the messaging window. Documented: private replies, 2026-06-26: one message, within 7 days. */
export const messagingWindow = (person: string): MessagingWindow =>
  windowOf(person, WINDOW.max, LIMITS.privateReplyReach.max);

/** Does one action. Never throws: the result tells who failed. */
export async function send(deed: OutboundAction, { person }: Address, graph: Access): Promise<SendResult> {
  if (deed.do === "menu") return { ended: "done" };
  const to = { account: ME, person };
  const result = await perform(deed, to, graph, OWN);
  if (isGone(result) && deed.do === "message" && deed.envelope?.["reply_to"] !== undefined) {
    const { reply_to: _, ...envelope } = deed.envelope;
    return settled(await perform({ ...deed, envelope }, to, graph, OWN));
  }
  return settled(result);
}

/** Makes the body without metadata: no page names it, and no echo has it. */
const bodyOf = ({ message, envelope }: MessageAction): Rendered => ({
  messaging_type: "RESPONSE",
  ...envelope,
  message,
});

const OWN: Own = { bodyOf, comments: "replies" };

/** The code for a message that was deleted. An answer to it can be said without showing it. */
const DELETED = 9_000_001;

const isGone = (result: SendResult): boolean => result.ended === "refused" && result.failure.code === DELETED;

/**
 * An error of Meta's own, or one that it calls transient, leaves open whether the message was sent, so nothing is said twice
 * for it. Refusals for speed, and files that could not be fetched, are a clear no.
 */
function settled(result: SendResult): SendResult {
  if (result.ended !== "refused") return result;
  const { class: kind, means } = result.failure;
  const isOpen = kind === "transient" || kind === "brief";
  if (!isOpen || means === "platform_rate_limited" || means === "media_unreachable") return result;
  return { ended: "unknown", why: describe(result.failure), ...(result.usage && { usage: result.usage }) };
}

/** Returns the words of a message; empty where it is no text. */
export const textOf = ({ text }: Rendered): string => (typeof text === "string" ? text : "");

/** The files that an echo shows as they were sent. */
const FILES: readonly string[] = ["image", "video", "audio", "file"];

/**
 * Tells whether an echo is of a message: it has the same words, or as many files of the same types. The echo of a template, a
 * heart or a post has a form of its own, or none: any echo without words and files counts.
 */
export function isEchoOf(message: Rendered, { text = "", attachments }: EchoOf): boolean {
  const words = squeezed(textOf(message));
  if (words !== "" || squeezed(text) !== "") return words === squeezed(text);
  const seen = attachments.map(({ type }) => type).filter((type) => FILES.includes(type));
  return filesOf(message).join() === seen.join();
}

function filesOf({ attachment, attachments }: Rendered): readonly string[] {
  const all = (attachments ?? [attachment]) as readonly { readonly type?: unknown }[];
  return all.map((one) => String(one?.type)).filter((type) => FILES.includes(type));
}

/** Fetches the account's newest messages to a person; `unknown` when it could not be asked. Never throws. */
export const recent = ({ person }: Address, graph: Access) => recentOf("instagram", { account: ME, person }, graph);
