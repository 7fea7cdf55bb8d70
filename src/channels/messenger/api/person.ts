/** Calls about the person of a conversation: Meta's facts about them, messages and moderation beside the bot's answers. */

import { type Graph, GraphError, type Json } from "../../../model/graph.ts";
import type { Profile } from "../../../model/profile.ts";
import { ContentError } from "../../../model/rendering.ts";
import { over } from "../../adapt/limit.ts";
import { notUnderstood } from "../../meta/calls.ts";
import {
  hasChat,
  type MetaRequest,
  messageRequest,
  reactionRequest,
  type SenderAction,
  senderActionRequest,
} from "../../meta/requests.ts";
import {
  messagesOf,
  messagesQuestion,
  type PastMessage,
  type Question,
  threadOf,
  threadQuestion,
} from "../../meta/thread.ts";
import { filled, given, number } from "../../meta/values.ts";
import { LIMITS } from "../limits.ts";
import { askProfile, FIELD_FORBIDDEN, fromMeta, NO_PROFILE, PERSON_FIELDS } from "../send/person.ts";
import { named, succeeded } from "./answers.ts";
import { psidOf } from "./psid.ts";

/** The fields of a profile that need a permission each: `pages_user_locale` and so on. */
export type ExtraField = "name" | "locale" | "timezone" | "gender";

/** Meta's facts about a person who wrote to the Page. Every field may be missing. */
export interface PersonProfile extends Profile {
  readonly name?: string;
  /** Hours from UTC. */
  readonly timezone?: number;
  readonly gender?: string;
}

/** The place on the Page where a person wrote. */
export type Comment = { readonly comment: string } | { readonly post: string };

/** A message that was sent. */
export interface SentReply {
  readonly mid: string;
  /** The person's id (PSID): from here on they can be answered in Messenger when they write back. */
  readonly person?: string;
}

/** Blocks, bans and spam by the Page. */
export interface Moderation {
  /**
   * Blocks people from writing to the Page: `POST /<page>/moderate_conversations`, like all of these.
   * @param people up to 10 of their ids (PSID); without any, the person of this conversation
   * @throws {GraphError} `invalid_content` when one of the ids is unknown: then try them one by one
   */
  block(...people: readonly string[]): Promise<void>;
  /** Lets people write to the Page again. */
  unblock(...people: readonly string[]): Promise<void>;
  /** Bans people from the Page as a whole, comments too. */
  ban(...people: readonly string[]): Promise<void>;
  /** Ends a ban. */
  unban(...people: readonly string[]): Promise<void>;
  /** Moves the conversations into the inbox's spam folder. */
  spam(...people: readonly string[]): Promise<void>;
}

/** The calls about the person of this conversation. */
export interface People {
  /**
   * Fetches Meta's facts about the person: `GET /<psid>?fields=…`. `c.profile()` gives name, picture and locale, and
   * asks once a day. One field without permission fails Meta's whole call; then it is asked again without the extra
   * fields. Documented: Messenger Platform, user profile, 2026-03-18.
   * @param extra the fields beside first name, last name and picture
   * @returns null when Meta tells nothing of this person
   * @throws {GraphError} `account_permission_missing` when not even the name may be read
   */
  profile(extra?: readonly ExtraField[]): Promise<PersonProfile | null>;
  /**
   * Answers a comment or a visitor's post with a message: `POST /<page>/messages`. One for each, within 7 days; more only
   * when the person writes back. Documented: Messenger Platform, private replies, 2026-04-16; 750 an hour.
   * @param text at most 1,999 characters: it is one message, so it is not split
   * @throws {GraphError} `comment_reply_used`, `comment_reply_expired`
   */
  privateReply(to: Comment, text: string): Promise<SentReply>;
  /**
   * Puts an emoji on a message: `POST /<page>/messages`. `c.react` puts one on the message that is being answered, and waits
   * its turn among what is said. Documented: SDK v26, and sender actions, 2026-01-21.
   * @param mid of a message of this conversation
   * @throws {GraphError} `not_found` when it was deleted
   */
  react(mid: string, emoji: string): Promise<void>;
  /**
   * Takes the Page's emoji off a message.
   * @throws {GraphError}
   */
  unreact(mid: string): Promise<void>;
  /**
   * Shows the typing dots, or takes them away: `POST /<page>/messages`. They go by themselves with the next message, or
   * after 20 seconds (third party). `c.typing()` shows them too. Documented: Send API reference, 2026.
   * @throws {GraphError}
   */
  typing(isTyping: boolean): Promise<void>;
  /**
   * Marks the person's messages as seen, which happens by itself for those that a bot answers. Documented: Send API
   * reference, 2026.
   * @throws {GraphError}
   */
  seen(): Promise<void>;
  /**
   * Fetches the last 20 messages of this conversation as Meta has them, newest first: `GET /<page>/conversations`, then
   * `GET /<thread>?fields=messages`. The bot's own record is `c.history`. Documented: Messenger Platform, Conversations
   * API, 2026-02-11; 2 such calls a second.
   * @throws {GraphError}
   */
  lastMessages(): Promise<readonly PastMessage[]>;
  /** Calls for blocks, bans and spam. Documented: SDK v26, and the same call's page for Instagram, 2026-07-02. */
  readonly moderate: Moderation;
}

export function people(graph: Graph): People {
  const { account, person } = graph;
  const call = async ({ path, body }: MetaRequest): Promise<Json> => graph.call("POST", path, body);
  const show = async (action: SenderAction): Promise<void> =>
    succeeded(await call(senderActionRequest(account, psidOf(graph), action)));
  const moderate = async (action: string, ids: readonly string[]): Promise<void> => {
    const all = ids.length === 0 ? [psidOf(graph)] : ids;
    const limit = LIMITS.moderatedPeople;
    if (all.length > limit.max) throw new ContentError("too_many_options", "people", `${over(all.length, limit)}.`);
    const body = { user_ids: all.map((id) => ({ id })), actions: [action] };
    succeeded(await graph.call("POST", `${account}/moderate_conversations`, body));
  };
  return {
    async profile(extra = []) {
      if (!hasChat(person)) return null;
      const ask = (fields: string) => graph.call("GET", person, { fields }).catch(asGraphError);
      const answer = await askProfile([...PERSON_FIELDS, ...extra], ask, isForbidden);
      if (!(answer instanceof GraphError)) return { ...fromMeta(answer), ...extrasOf(answer) };
      if (answer.subcode === NO_PROFILE || answer.code === NO_PROFILE) return null;
      throw answer;
    },
    async privateReply(to, text) {
      if (text.trim() === "") throw new ContentError("invalid_content", "text", "is empty.");
      if (text.length > LIMITS.text.max) {
        throw new ContentError("content_too_long", "text", `${over(text.length, LIMITS.text)}: it is one message.`);
      }
      const whom = "comment" in to ? `comment:${to.comment}` : `post:${to.post}`;
      const answer = await call(messageRequest(account, whom, { messaging_type: "RESPONSE", message: { text } }));
      return given({ mid: named(answer, "message_id"), person: filled(answer["recipient_id"]) });
    },
    async react(mid, emoji) {
      if (emoji.trim() === "") throw new ContentError("invalid_content", "emoji", "is empty: unreact takes it away.");
      succeeded(await call(reactionRequest(account, psidOf(graph), mid, emoji)));
    },
    async unreact(mid) {
      succeeded(await call(reactionRequest(account, psidOf(graph), mid)));
    },
    typing: (isTyping) => show(isTyping ? "typing_on" : "typing_off"),
    seen: () => show("mark_seen"),
    async lastMessages() {
      const ask = ({ path, query }: Question) => graph.call("GET", path, query);
      const thread = threadOf(await ask(threadQuestion(account, psidOf(graph), "messenger")));
      if (thread === undefined) throw notUnderstood("The answer names no conversation.");
      if (thread === null) return [];
      const messages = messagesOf(await ask(messagesQuestion(thread)), psidOf(graph));
      if (messages === undefined) throw notUnderstood("The answer has no messages.");
      return messages;
    },
    moderate: {
      block: (...ids) => moderate("block_user", ids),
      unblock: (...ids) => moderate("unblock_user", ids),
      ban: (...ids) => moderate("ban_user", ids),
      unban: (...ids) => moderate("unban_user", ids),
      spam: (...ids) => moderate("move_to_spam", ids),
    },
  };
}

function asGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  throw error;
}

const isForbidden = (answer: Json | GraphError): boolean =>
  answer instanceof GraphError && (answer.subcode === FIELD_FORBIDDEN || answer.code === FIELD_FORBIDDEN);

function extrasOf({ name, timezone, gender }: Json): Omit<PersonProfile, keyof Profile> {
  return given({ name: filled(name), timezone: number(timezone), gender: filled(gender) });
}
