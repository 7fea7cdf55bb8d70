/** What can be seen in Messenger: people, and what stands in their chats. Plain values; the page shows them as they are. */
import type { Mark } from "../../src/channels/adapt/limit.ts";
import { type Button, type QuickReply, type SentMessage, titleOf } from "./message.ts";
import type { MessengerProfile } from "./messenger-profile.ts";
import type { TemplateDraft } from "./utility-templates.ts";

/** Who has the conversation: this app, the people in the Page inbox, an app that is not simulated, or nobody. */
export type Owner = "bot" | "inbox" | "other" | "idle";

export interface Person {
  readonly psid: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly picture?: string;
  /** As Meta tells it to apps that may read it: `en_US` if not given. */
  readonly locale?: string;
  readonly owner: Owner;
  /** When they last wrote or tapped: opens the 24-hour window. */
  readonly actedAt?: number;
  /** Up to when the Page has seen their messages. */
  readonly pageSaw?: number;
  /** Up to when they have seen the Page's. */
  readonly saw?: number;
  /** Until when the Page appears to type. */
  readonly typingUntil?: number;
  /** Whether their chat is open: then they see at once what comes. */
  readonly open: boolean;
}

/** How far a person's own message has come: Meta has it, or the app's webhook has answered 200, or Meta gave up. */
export type Progress = "sent" | "delivered" | "lost";

export interface MessageItem {
  readonly kind: "message";
  /** The `mid`. */
  readonly id: string;
  readonly psid: string;
  readonly at: number;
  readonly from: "person" | "bot" | "colleague";
  readonly message: SentMessage;
  /** Set on a person's own. */
  readonly progress?: Progress;
  /** A tap on a button, and not words. */
  readonly tap?: true;
  readonly replyTo?: string;
  /** The emoji that the other side put on it. */
  readonly reaction?: string;
  /** How often whoever wrote it has written it anew. */
  readonly edits?: number;
  /** Whoever wrote it has taken it back. */
  readonly deleted?: true;
  /** The persona that the Page spoke as. */
  readonly persona?: string;
}

/** Something that Messenger itself would not show, or shows between the messages. */
export interface NoticeItem {
  readonly kind: "notice";
  readonly id: string;
  readonly psid: string;
  readonly at: number;
  readonly notice: Notice;
}

export type Notice =
  | { readonly about: "control"; readonly from: Owner; readonly to: Owner; readonly metadata?: string }
  | {
      readonly about: "refused";
      /** What was called: `message`, `typing_on`, `pass_thread_control`. */
      readonly call: string;
      readonly message: string;
      readonly code: number;
      readonly subcode?: number;
      /** How well it is known that Meta refuses this; not set when a fault was asked for. */
      readonly mark?: Mark;
      /** The utility template that was named and does not exist, as it might have been made. */
      readonly template?: TemplateDraft;
    }
  /** `unsubscribed`: the bot hears nothing until the app is subscribed again. */
  | { readonly about: "lost"; readonly what: string; readonly unsubscribed?: true }
  /** Somebody has approved a utility template for this app. */
  | { readonly about: "approved"; readonly name: string; readonly language: string; readonly what: string }
  /** The bot's handler threw: what, and where. Not seen by Meta: whoever runs the bot notes it. */
  | { readonly about: "failed"; readonly what: string; readonly place?: string };

export type ChatItem = MessageItem | NoticeItem;

/** What `onChange` reports: a new or a changed person or item, or the Messenger profile (or one person's own menu). */
export type Change =
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "item"; readonly item: ChatItem }
  | { readonly kind: "profile"; readonly profile: MessengerProfile; readonly menus: OwnMenus };

/** The menus of those who have one of their own, by PSID. */
export type OwnMenus = Readonly<Record<string, unknown>>;

/** How often a message can be edited. Documented: webhook events, 2026. How long is what Messenger's apps allow: a guess. */
const EDITS = 5;
const EDIT_TIME = 15 * 60_000;

/** Whether whoever wrote a message can still write it anew: words, five times, within a quarter of an hour. */
export const canEdit = ({ message, tap, deleted, edits = 0, at }: MessageItem, now: number): boolean =>
  message.text !== undefined && !tap && !deleted && edits < EDITS && now - at <= EDIT_TIME;

/** The same tap within this time is one double tap: what the bot has under the same name. */
export const DOUBLE_TAP_MS = 2_000;

/** The messages of a chat, without the notices between them. */
export const messagesIn = (items: readonly ChatItem[]): readonly MessageItem[] =>
  items.filter((item) => item.kind === "message");

/** The quick replies that can still be tapped: those of the newest message, if it is the Page's. */
export function quickReplies(items: readonly ChatItem[]): readonly QuickReply[] {
  const last = items.findLast((item) => item.kind === "message");
  return last?.kind === "message" && last.from !== "person" ? (last.message.quick_replies ?? []) : [];
}

/** What a person taps: a button, or the title of something that is on their screen. */
export type Tap = string | Button | QuickReply;

/** What has this title on a person's screen, newest first. Throws, with what is there, if nothing has it. */
export function tappable(items: readonly ChatItem[], title: string): Button | QuickReply {
  const said = messagesIn(items).filter(({ from }) => from !== "person");
  const onScreen = [...quickReplies(items), ...said.toReversed().flatMap(({ message }) => buttonsOf(message))];
  const found = onScreen.find((one) => titleOf(one) === title);
  if (found) return found;
  const titles = onScreen.map(titleOf).join(", ");
  throw new Error(`Nothing on the screen is called "${title}". There is: ${titles || "nothing to tap"}.`);
}

function buttonsOf({ attachment, template }: SentMessage): readonly Button[] {
  if (template?.shown !== undefined) return template.shown.buttons;
  if (attachment?.type !== "template") return [];
  const { payload } = attachment;
  if (payload.template_type === "button") return payload.buttons;
  if (payload.template_type === "generic" || payload.template_type === "media")
    return payload.elements.flatMap((element) => element.buttons ?? []);
  return [];
}
