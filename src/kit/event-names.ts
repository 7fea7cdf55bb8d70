/** Names of events for `bot.on`, and the form in which a handler gets each. It does not choose the handler. */
import {
  type AppointmentAttachment,
  type Attachment,
  type Event,
  kindName,
  type LocationAttachment,
  type MessageEvent,
  type OtherAttachment,
  type Prior,
  type ProductAttachment,
  type StickerAttachment,
  type TapEvent,
  type UnknownEvent,
} from "../model/events.ts";

/** An attachment, with the message that it came in: the first one if there are several. */
export type Received<One extends Attachment> = One & {
  readonly id: string;
  readonly at: number;
  readonly text?: string;
  /** The other name under which the Page has written to this person before. */
  readonly prior?: Prior;
  /** Every attachment of the message. */
  readonly attachments: readonly Attachment[];
};

type OtherOf<Type extends OtherAttachment["type"]> = Received<OtherAttachment & { readonly type: Type }>;
type KindOf<Kind extends Event["kind"]> = Extract<Event, { readonly kind: Kind }>;

/** The names that `bot.on` takes, each with the type that its handler gets as `c.event`. */
export interface EventViews {
  /** A tap on Get Started. */
  started: TapEvent;
  text: MessageEvent & { readonly text: string };
  location: Received<LocationAttachment>;
  sticker: Received<StickerAttachment>;
  product: Received<ProductAttachment>;
  appointment_booking: Received<AppointmentAttachment>;
  image: OtherOf<"image">;
  video: OtherOf<"video">;
  audio: OtherOf<"audio">;
  file: OtherOf<"file">;
  reel: OtherOf<"reel" | "ig_reel">;
  post: OtherOf<"post" | "ig_post">;
  /** Any attachment that has no handler of its own, also of a type that this version does not know. */
  attachment: Received<Attachment>;
  /** A comment on a post of the Page, or a post on the Page itself. One message may answer it in private. */
  comment: KindOf<"comment">;
  edit: KindOf<"edit">;
  deleted: KindOf<"deleted">;
  reaction: KindOf<"reaction">;
  referral: KindOf<"referral">;
  control: KindOf<"control">;
  unknown: KindOf<"unknown">;
}

/** The names that `bot.on` takes: kinds of events and of attachments. */
export type EventName = keyof EventViews;

const KINDS: readonly EventName[] = ["comment", "edit", "deleted", "reaction", "referral", "control", "unknown"];

const ATTACHMENTS: readonly EventName[] = [
  "location",
  "sticker",
  "product",
  "appointment_booking",
  "image",
  "video",
  "audio",
  "file",
  "reel",
  "post",
];

/** Every name that `bot.on` takes. */
export const EVENT_NAMES: readonly EventName[] = ["started", "text", "attachment", ...ATTACHMENTS, ...KINDS];

export interface EventMatch {
  /** The names under which handlers may wait for this event, the most exact first. */
  readonly names: readonly string[];
  /** The value that such a handler gets as `c.event`. */
  readonly view: unknown;
}

/** Finds the names under which an event is heard. */
export function matchEvent(event: Event): EventMatch {
  if (event.kind === "tap") {
    return { names: event.start === true ? ["started"] : [], view: event };
  }
  if (event.kind === "message") {
    const first = event.attachments[0];
    if (first === undefined) return { names: event.text === undefined ? [] : ["text"], view: event };
    const { id, at, text, prior, attachments } = event;
    const name = ATTACHMENTS.find((known) => known === first.type.replace(/^ig_/, ""));
    return {
      names: name === undefined ? ["attachment"] : [name, "attachment"],
      view: {
        ...first,
        id,
        at,
        attachments,
        ...(text === undefined ? {} : { text }),
        ...(prior === undefined ? {} : { prior }),
      },
    };
  }
  // Its fields stand beside those that all events have; of two of one name the event's own counts.
  if (event.kind === "platform") return { names: [kindName(event)], view: { ...event.data, ...event } };
  const name = KINDS.find((known) => known === event.kind);
  return { names: name === undefined ? [] : [name], view: event };
}

/** Tells whether `otherwise` may answer: texts, taps, attachments, and kinds of input that this version does not know. */
export function isAddressedToBot(event: Event): event is MessageEvent | TapEvent | UnknownEvent {
  if (event.standby === true) return false;
  return event.kind === "message" || event.kind === "tap" || (event.kind === "unknown" && event.byPerson === true);
}
