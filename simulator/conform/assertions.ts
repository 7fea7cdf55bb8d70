/**
 * What a Page's bot relies on, as single requests with their expected answers: run against the simulated Meta in every
 * test, and by `npm run conform -- --live` against Meta itself. Each tells how well it is known.
 */

import type { Mark } from "../../src/channels/adapt/limit.ts";
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import type { Json } from "../core/checks.ts";
import { markOf, type RefusalName } from "../core/refusals.ts";

/** What an assertion may use: who it is about, and what earlier answers have told. */
export interface Known {
  readonly pageId: string;
  /** The tester: the only person to whom anything is sent. */
  readonly psid: string;
  /** By the name under which an assertion asked to remember it. */
  readonly remembered: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the version. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Another than the newest. */
  readonly version?: string;
  /** What is wrong on purpose. */
  readonly wrong?: "token" | "proof" | "no proof";
}

/** What is expected: a row of the table of refusals, or the fields of a good answer. */
export type Expected = { readonly refused: RefusalName } | { readonly fields: readonly string[] };

export interface Assertion {
  readonly name: string;
  readonly mark: Mark;
  /** What Meta changes if it takes the request; nothing for those that only read. */
  readonly writes?: string;
  readonly asks: (known: Known) => Asked;
  readonly expects: Expected;
  /** The field of the answer that later assertions need, and its name there. */
  readonly remembers?: readonly [field: string, name: string];
}

const long = ({ max }: { readonly max: number }, more = 0): string => "x".repeat(max + more);
const many = <Item>({ max }: { readonly max: number }, item: Item, more = 0): Item[] =>
  Array<Item>(max + more).fill(item);

const reads = (name: string, asked: (known: Known) => Asked, ...fields: readonly string[]): Assertion => ({
  name,
  mark: "documented",
  asks: asked,
  expects: { fields },
});

const refuses = (name: string, refused: RefusalName, asked: (known: Known) => Asked): Assertion => ({
  name,
  mark: markOf(refused),
  asks: asked,
  expects: { refused },
});

const get = (path: string, query: Readonly<Record<string, string>> = {}): Asked => ({ method: "GET", path, query });

/** A message to the tester. */
const message =
  (of: unknown, rest: Json = {}) =>
  ({ psid }: Known): Asked => ({
    method: "POST",
    path: "me/messages",
    body: { recipient: { id: psid }, messaging_type: "RESPONSE", message: of, ...rest },
  });

/** A message that Meta should refuse: if it does not, the tester gets it. */
const refusedMessage = (name: string, refused: RefusalName, of: unknown, rest: Json = {}): Assertion => ({
  ...refuses(name, refused, message(of, rest)),
  writes: "a message to the tester, if Meta does not refuse it",
});

const sent = (name: string, of: unknown, rest: Json = {}): Assertion => ({
  name,
  mark: "documented",
  writes: "a message to the tester",
  asks: message(of, rest),
  expects: { fields: ["recipient_id", "message_id"] },
});

const action = (name: string, rest: Json): Assertion => ({
  name,
  mark: "documented",
  writes: "a gesture in the tester's chat",
  asks: ({ psid }) => ({ method: "POST", path: "me/messages", body: { recipient: { id: psid }, ...rest } }),
  expects: { fields: ["recipient_id"] },
});

const template = (payload: Json) => ({ attachment: { type: "template", payload } });
const reply = { content_type: "text", title: "Yes", payload: "YES" };
const button = { type: "postback", title: "Yes", payload: "YES" };
const buttons = (over: Json) => template({ template_type: "button", text: "Conform?", buttons: [button], ...over });
const cards = (elements: readonly Json[]) => template({ template_type: "generic", elements });
const menu = (item: Json) => [{ locale: "default", call_to_actions: [item] }];

const READS: readonly Assertion[] = [
  reads("the Page tells its name", () => get("me", { fields: "id,name" }), "id", "name"),
  reads("the Page tells how it is routed", () => get("me", { fields: "messaging_feature_status" }), "id"),
  reads("the Page answers under its id", ({ pageId }) => get(pageId, { fields: "id" }), "id"),
  reads("a version that has ended still answers", () => ({ ...get("me", { fields: "id" }), version: "v18.0" }), "id"),
  reads("several calls in one are answered", () => ({
    method: "POST",
    path: "",
    body: { batch: [{ method: "GET", relative_url: "me?fields=id" }] },
  })),
  reads("the tester's name is told", ({ psid }) => get(psid, { fields: "first_name,last_name" }), "id", "first_name"),
  reads("who has the tester's conversation is told", ({ psid }) => get("me/thread_owner", { recipient: psid }), "data"),
  reads("the Messenger profile is read", () => get("me/messenger_profile", { fields: "get_started" }), "data"),
  reads("the tester's own menu is read", ({ psid }) => get("me/custom_user_settings", { psid }), "data"),
  reads(
    "the tester's conversation is found",
    ({ psid }) => get("me/conversations", { platform: "messenger", user_id: psid, fields: "id" }),
    "data",
  ),
  reads("personas are listed", () => get("me/personas"), "data"),
  reads("the subscription is told", () => get("me/subscribed_apps"), "data"),
  reads("utility templates are listed", () => get("me/message_templates"), "data"),
  refuses("a version that never was", "pathUnknown", () => ({ ...get("me"), version: "v99.0" })),
  refuses("an edge that never was", "pathUnknown", () => get("me/no_such_edge")),
  refuses("a token of nobody", "tokenInvalid", () => ({ ...get("me"), wrong: "token" })),
  refuses("no proof, where the app requires one", "proofMissing", () => ({ ...get("me"), wrong: "no proof" })),
  refuses("a wrong proof", "proofInvalid", () => ({ ...get("me"), wrong: "proof" })),
  refuses("a field that nobody has", "fieldUnknown", ({ psid }) => get(psid, { fields: "no_such_field" })),
  refuses("an id of nobody", "objectUnknown", () => get("1")),
];

const REFUSED: readonly Assertion[] = [
  refusedMessage("nobody to send to", "recipientMissing", { text: "Hi" }, { recipient: undefined }),
  refusedMessage("somebody unknown", "recipientUnknown", { text: "Hi" }, { recipient: { id: "1" } }),
  refusedMessage("no words", "messageEmpty", { text: "" }),
  refusedMessage("a text that is one too long", "tooLong", { text: long(LIMITS.text, 1) }),
  refusedMessage("metadata that is one too long", "tooLong", { text: "Hi", metadata: long(LIMITS.metadata, 1) }),
  refusedMessage("a message and a gesture", "messageAndAction", { text: "Hi" }, { sender_action: "typing_on" }),
  refusedMessage("an unknown messaging_type", "messagingTypeInvalid", { text: "Hi" }, { messaging_type: "NEWS" }),
  refusedMessage("a tag's type without a tag", "tagMissing", { text: "Hi" }, { messaging_type: "MESSAGE_TAG" }),
  refusedMessage("a tag that never was", "tagUnknown", { text: "Hi" }, { messaging_type: "MESSAGE_TAG", tag: "NEWS" }),
  refusedMessage(
    "a tag that has ended",
    "tagDead",
    { text: "Hi" },
    { messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE" },
  ),
  refusedMessage(
    "a utility message without a template",
    "utilityWithoutTemplate",
    { text: "Hi" },
    { messaging_type: "UTILITY" },
  ),
  refusedMessage(
    "a utility template that nobody made",
    "templateUnknown",
    { template: { name: "edgewise_conform", language: { code: "en_US" } } },
    { messaging_type: "UTILITY" },
  ),
  refusedMessage("one quick reply too many", "tooMany", {
    text: "Conform?",
    quick_replies: many(LIMITS.quickReplies, reply, 1),
  }),
  refusedMessage("no button in a button template", "tooFew", buttons({ buttons: [] })),
  refusedMessage("one button too many", "tooMany", buttons({ buttons: many(LIMITS.buttons, button, 1) })),
  refusedMessage(
    "a button's text that is one too long",
    "tooLong",
    buttons({ text: long(LIMITS.buttonTemplateText, 1) }),
  ),
  refusedMessage("one card too many", "tooMany", cards(many(LIMITS.elements, { title: "a", subtitle: "b" }, 1))),
  refusedMessage("a card with a title only", "elementBare", cards([{ title: "a" }])),
  refusedMessage("an unknown template", "unknownValue", template({ template_type: "no_such_template" })),
  refusedMessage("an unknown upload", "attachmentUnknown", {
    attachment: { type: "image", payload: { attachment_id: "1" } },
  }),
  refusedMessage("an unknown persona", "personaUnknown", { text: "Hi" }, { persona_id: "1" }),
  refusedMessage(
    "an answer to an unknown message",
    "messageUnknown",
    { text: "Hi" },
    { reply_to: { mid: "m_conform" } },
  ),
  refusedMessage("an unknown way to notify", "unknownValue", { text: "Hi" }, { notification_type: "LOUD" }),
  refusedMessage("a used one-time token", "tokenUsed", { text: "Hi" }, { recipient: { one_time_notif_token: "used" } }),
  refusedMessage(
    "a private reply to an unknown comment",
    "commentUnknown",
    { text: "Hi" },
    { recipient: { comment_id: "1_2" } },
  ),
  refuses("an unknown gesture", "actionUnknown", ({ psid }) => ({
    method: "POST",
    path: "me/messages",
    body: { recipient: { id: psid }, sender_action: "dance" },
  })),
  {
    ...refuses("a hand-over to an unknown app", "appUnknown", ({ psid }) => ({
      method: "POST",
      path: "me/pass_thread_control",
      body: { recipient: { id: psid }, target_app_id: "1" },
    })),
    writes: "who has the tester's conversation, if Meta does not refuse it",
  },
  {
    ...refuses("a nested menu", "menuNested", ({ psid }) => ({
      method: "POST",
      path: "me/custom_user_settings",
      body: { psid, persistent_menu: menu({ type: "nested", title: "More", call_to_actions: [] }) },
    })),
    writes: "the tester's own menu, if Meta does not refuse it",
  },
];

const WRITES: readonly Assertion[] = [
  action("the bot types", { sender_action: "typing_on" }),
  action("the bot has seen it", { sender_action: "mark_seen" }),
  { ...sent("words", { text: "Conform: words." }), remembers: ["message_id", "said"] },
  {
    ...sent("an answer to a message", {}),
    asks: (known) =>
      message({ text: "Conform: an answer." }, { reply_to: { mid: known.remembered["said"] ?? "" } })(known),
  },
  sent("the longest text", { text: long(LIMITS.text) }),
  sent("the most quick replies", { text: "Conform?", quick_replies: many(LIMITS.quickReplies, reply) }),
  sent("the most buttons", buttons({ buttons: many(LIMITS.buttons, button) })),
  sent(
    "the longest title and subtitle of a card",
    cards([{ title: long(LIMITS.elementTitle), subtitle: long(LIMITS.elementSubtitle) }]),
  ),
  {
    name: "a menu of the tester's own",
    mark: "documented",
    writes: "the tester's own menu; the last assertion deletes it",
    asks: ({ psid }) => ({
      method: "POST",
      path: "me/custom_user_settings",
      body: { psid, persistent_menu: menu({ type: "postback", title: "Conform", payload: "CONFORM" }) },
    }),
    expects: { fields: [] },
  },
  {
    name: "the tester's own menu is deleted",
    mark: "documented",
    writes: "the tester's own menu",
    asks: ({ psid }) => ({
      method: "DELETE",
      path: "me/custom_user_settings",
      query: { psid, params: '["persistent_menu"]' },
    }),
    expects: { fields: [] },
  },
];

/** In the order in which they are tried: what only reads, what Meta should refuse, what it should do. */
export const ASSERTIONS: readonly Assertion[] = [...READS, ...REFUSED, ...WRITES];
