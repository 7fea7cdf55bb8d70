/**
 * Events: all input, in the project's own words. A channel decodes its platform's deliveries into these; no other part
 * of the project knows a platform's form.
 */
import type { ChannelName } from "./content.ts";

/** A person as an account of a channel knows them: the name of their conversation. */
export interface Address {
  readonly channel: ChannelName;
  /** The platform's id of the account: a Page id. */
  readonly account: string;
  /**
   * A page-scoped id (PSID); `user_ref:…` for a person who came through a plugin and has not written yet; `comment:…`
   * or `post:…` for one who wrote on the Page.
   */
  readonly person: string;
}

/** An event with its conversation. `person` is null for one about the account as a whole. */
export interface Inbound {
  readonly account: string;
  readonly person: string | null;
  readonly event: Event;
}

/** A delivery from the webhook or the queue to an object: events of one person, or of the account, in order. */
export interface Accepted {
  /** This Worker's address that the verified delivery came to: `https://bot.example`. */
  readonly origin: string;
  /** The time at which it came, in milliseconds. */
  readonly received: number;
  readonly events: readonly Event[];
}

/** All events, as one union told apart by `kind`. */
export type Event =
  | MessageEvent
  | TapEvent
  | EchoEvent
  | ReceiptEvent
  | EditEvent
  | DeletedEvent
  | ReactionEvent
  | ReferralEvent
  | ControlEvent
  | PolicyEvent
  | CommentEvent
  | TemplateStatusEvent
  | SignalEvent
  | PlatformEvent
  | UnknownEvent;

export type EventKind = Event["kind"];

interface Base {
  /** Recognises the event when it is delivered again, whatever its timestamp. */
  readonly id: string;
  /** The platform's timestamp, in milliseconds since 1970; the time of arrival where it gave none. */
  readonly at: number;
  /** Another app has the conversation; this is for information only. */
  readonly standby?: true;
  /**
   * The number of bytes that it had as JSON, where that is more than is kept: its texts and lists (attachments,
   * products) end early. Missing: it is whole.
   */
  readonly cut?: number;
}

/** A message from a person: words or files. One message is one event, with all of its attachments. */
export interface MessageEvent extends Base {
  readonly kind: "message";
  readonly mid: string;
  readonly text?: string;
  /** Without the previews of links in the text: those are `links`. */
  readonly attachments: readonly Attachment[];
  /** The preview that Messenger made of a link in the text: the first one, if there are several. */
  readonly link?: LinkPreview;
  /** All previews, where there are several. */
  readonly links?: readonly LinkPreview[];
  /** The `mid` that this answers. */
  readonly replyTo?: string;
  /** The id of the account's story that this answers. Its picture is never kept. */
  readonly story?: string;
  readonly referral?: Referral;
  /** The other name under which the Page has written to this person before. */
  readonly prior?: Prior;
  /** Commands chosen from the Page's list, without the slash. */
  readonly commands?: readonly string[];
}

/**
 * The preview of a link in a text, as Messenger shows it. An address that it does not tell stands in the text all the
 * same.
 */
export interface LinkPreview {
  readonly url?: string;
  readonly title?: string;
}

/** A tap of a person: on a quick reply, a button, the menu, an ice breaker, Get Started. */
export interface TapEvent extends Base {
  readonly kind: "tap";
  /** `typed`: the person wrote the title, or the number, of an option that they were offered. */
  readonly source: "quick_reply" | "postback" | "typed";
  readonly mid?: string;
  /** The button's payload. Missing on standby. */
  readonly payload?: string;
  readonly title?: string;
  /** The tap with which a person begins the chat: Get Started. */
  readonly start?: true;
  /** `payload` is a value of the person's own, their phone number or e-mail address, which the platform has filled in. */
  readonly filled?: true;
  readonly replyTo?: string;
  readonly referral?: Referral;
  /** The other name under which the Page has written to this person before. */
  readonly prior?: Prior;
}

/**
 * The earlier name of a person: the Page met them before it knew their PSID. It comes with the first thing that they
 * write.
 */
export interface Prior {
  /** `checkbox_plugin`, or another word of Meta's. */
  readonly source?: string;
  /** The other name; of the checkbox: its `user_ref`. */
  readonly identifier: string;
}

/** A message that the Page sent: by this bot, by another app, or by a person in the inbox. */
export interface EchoEvent extends Base {
  readonly kind: "echo";
  readonly mid: string;
  readonly appId?: string;
  /** The sender's text in the Send API call: for this bot's own messages, the id of the part. */
  readonly metadata?: string;
  readonly text?: string;
  readonly attachments: readonly Attachment[];
  readonly replyTo?: string;
  /** Set in the account's chat with itself: whoever wrote it has answered nobody. */
  readonly self?: true;
}

/**
 * The state of sent messages of the account. It may come in any order, twice, and before the answer to the call that
 * sent them.
 */
export interface ReceiptEvent extends Base {
  readonly kind: "receipt";
  readonly status: "sent" | "delivered" | "read" | "failed";
  /** All messages sent up to this time, in milliseconds. */
  readonly watermark?: number;
  /** The one message, by the platform's id. */
  readonly mid?: string;
  /** The one message, by the reference of ours that was sent along: the id of the part. */
  readonly part?: string;
  /** The reason of a failure, in the platform's code and in a sentence that quotes no person. */
  readonly failure?: { readonly code: number | string; readonly why: string };
}

export interface EditEvent extends Base {
  readonly kind: "edit";
  readonly mid: string;
  readonly text: string;
  /** The number of edits so far, 1 to 5. */
  readonly edits: number;
}

export interface DeletedEvent extends Base {
  readonly kind: "deleted";
  readonly mid: string;
}

export interface ReactionEvent extends Base {
  readonly kind: "reaction";
  readonly mid: string;
  readonly action: "react" | "unreact";
  /** smile, angry, sad, wow, love, like, dislike, other. */
  readonly reaction?: string;
  readonly emoji?: string;
}

/** A referral: a person who has written before came back through a link or an ad. */
export interface ReferralEvent extends Base {
  readonly kind: "referral";
  readonly referral: Referral;
}

export interface Referral {
  readonly ref?: string;
  /** SHORTLINK, ADS, … */
  readonly source?: string;
  readonly type?: string;
  readonly adId?: string;
  /** The product's id, where it came from a shop. */
  readonly product?: string;
  readonly refererUri?: string;
  /** Meta's `ads_context_data`, as it came. */
  readonly ad?: Readonly<Record<string, unknown>>;
}

/** A change of who may speak in the conversation, or a request for it. */
export interface ControlEvent extends Base {
  readonly kind: "control";
  readonly action: "pass" | "take" | "request";
  /** The app that had it; null when none did. Missing for a request. */
  readonly from?: string | null;
  /** The app that has it now, or that asks for it. */
  readonly to?: string | null;
  readonly metadata?: string;
}

/**
 * A warning or a block of the Page by Meta for a breach of its policies, or its end. Documented: policy enforcement,
 * 2022-01-07.
 */
export interface PolicyEvent extends Base {
  readonly kind: "policy";
  /** `warning` comes before there is a block: sending still works. */
  readonly action: "warning" | "block" | "unblock";
  /** Meta's own words; `unblock` has none. */
  readonly reason?: string;
}

/** A comment on a post of the Page, or a post on the Page itself: one message may answer it in private. */
export interface CommentEvent extends Base {
  readonly kind: "comment";
  /** Missing for a comment of a picture or a sticker alone. */
  readonly text?: string;
  /** Missing when it is a post of a visitor's own. */
  readonly commentId?: string;
  /** The post that the comment is below, or that was written; of an advertised one, the original. */
  readonly postId?: string;
  /** The comment that this one answers, where the platform tells it. */
  readonly parentId?: string;
  /** The ad that showed the post. */
  readonly adId?: string;
  /** Set during a live broadcast: it can be answered in private until the broadcast ends. */
  readonly live?: true;
  /** The author, by their id on the Page: it is no PSID. */
  readonly from: { readonly id: string; readonly name?: string };
}

export interface TemplateStatusEvent extends Base {
  readonly kind: "template_status";
  readonly template?: string;
  readonly name?: string;
  readonly language?: string;
  readonly status?: string;
  readonly reason?: string;
}

/** An event of the project's own about a person: it was asked for by `later`, or came from another system. */
export interface SignalEvent extends Base {
  readonly kind: "signal";
  readonly name: string;
  /** The key given to `later`. */
  readonly key?: string;
  readonly data: unknown;
}

/** An event that one platform alone has. A bot hears it by a value of that channel's module. */
export interface PlatformEvent extends Base {
  readonly kind: "platform";
  readonly channel: ChannelName;
  /** The event's name in the channel's module. */
  readonly name: string;
  /** The message that it is about, where it is about one. */
  readonly mid?: string;
  /** The event's own fields. */
  readonly data: object;
}

/** Names an event that one platform alone has, for `bot.on`: a channel's module has one of each. `Data` are its fields. */
export interface PlatformEventName<Data extends object> {
  readonly channel: ChannelName;
  readonly platformEvent: string;
  /** The type of the fields, for the compiler. Never set. */
  readonly data?: Data;
}

/** An event that this version does not know. It is kept, and never an error. */
export interface UnknownEvent extends Base {
  readonly kind: "unknown";
  /** Set when the person has sent it to the bot, which then answers: `otherwise`, or `on("unknown")`. */
  readonly byPerson?: true;
  /** The id, where it is a message, or a tap, of an unknown kind. */
  readonly mid?: string;
  readonly replyTo?: string;
  readonly referral?: Referral;
  readonly prior?: Prior;
  /** The names that the item has, beside sender, recipient and timestamp: a hint at what it is. */
  readonly keys: readonly string[];
  /** The item as JSON text, cut at 32,768 characters. */
  readonly raw: string;
}

/** An attachment of a message, told apart by `type`. */
export type Attachment =
  | LocationAttachment
  | StickerAttachment
  | ProductAttachment
  | AppointmentAttachment
  | OtherAttachment;

export interface LocationAttachment {
  readonly type: "location";
  readonly latitude: number;
  readonly longitude: number;
  readonly title?: string;
  readonly url?: string;
}

export interface StickerAttachment {
  readonly type: "sticker";
  readonly stickerId: string;
  /** The emoji that it stands for: the thumb beside the field to write in is 👍. */
  readonly emoji?: string;
  readonly url?: string;
}

export interface ProductAttachment {
  readonly type: "product";
  readonly products: readonly {
    readonly id: string;
    readonly retailerId?: string;
    readonly title?: string;
    readonly subtitle?: string;
    readonly imageUrl?: string;
  }[];
}

export interface AppointmentAttachment {
  readonly type: "appointment_booking";
  readonly bookingId: string;
  readonly status?: string;
  /** Milliseconds since 1970. */
  readonly start?: number;
  readonly end?: number;
  readonly timezone?: string;
}

/** An attachment with an address: pictures, videos, sounds, files, reels, posts, and types that Messenger adds later. */
export interface OtherAttachment {
  /**
   * `other` is a type that this version does not know: `name` has the platform's word for it. Of `unsupported` it is the
   * reason: `ephemeral` for a picture or a video that disappears.
   */
  readonly type:
    | "image"
    | "video"
    | "audio"
    | "file"
    | "reel"
    | "ig_reel"
    | "post"
    | "ig_post"
    | "template"
    | "fallback"
    | "unsupported"
    | "other";
  readonly name?: string;
  readonly url?: string;
  readonly title?: string;
  /** The platform's id of the reel, the post, or the uploaded file. */
  readonly id?: string;
}

/** One queue message: events of one person (or, with `person` null, of the account), in the order of the delivery. */
export interface QueuedEvents {
  /** The version of this shape: `QUEUE_VERSION`. */
  readonly v: number;
  readonly channel: Address["channel"];
  readonly account: string;
  readonly person: string | null;
  readonly origin: string;
  readonly received: number;
  readonly events: readonly Event[];
}

/** Names an event's kind: in the log, in lists, and for `bot.on`. */
export const kindName = (event: Event): string =>
  event.kind === "platform" ? `${event.channel}.${event.name}` : event.kind;

/**
 * The longest id that is taken; Meta's are far shorter. Events of a person with a longer one are kept with the account,
 * so that no object has such a name.
 */
export const LONGEST_ID = 300;
