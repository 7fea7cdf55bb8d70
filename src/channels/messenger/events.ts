/**
 * The events that only Messenger has: what each tells, and the values by which a bot hears them. The decoder makes them of
 * what Meta sends; everything else takes them as `platform` events.
 */
import type { PlatformEventName } from "../../model/events.ts";

/** What the Get Started button carries: the Page's profile sets it, and the decoder knows the tap by it. */
export const GET_STARTED = "GET_STARTED";

/** The events of a person that only Messenger has, and what `c.event` has in each. */
export interface MessengerEvents {
  /** The person let the Page write to them, took that back, or came through a plugin. */
  optin: OptIn;
  /** The person linked their account with you to the chat (`accountLink`), or took the link away. */
  linking: Linking;
  /** The answers to `feedback(…)`. */
  feedback: FeedbackAnswers;
  /** The thumbs under a message were tapped. */
  responseFeedback: ResponseFeedback;
  /** The code of a `coupon(…)` was revealed. */
  coupon: RevealedCoupon;
  /** The answers to a structured information template. */
  customerInformation: CustomerInformation;
  /** A cart was sent from the Page's shop. */
  cart: Cart;
  /** A round of an Instant Game was played. */
  gamePlay: GamePlay;
}

/** The events of the Page as a whole that only Messenger has. No handler gets them: they stand in the account's list. */
export interface PageEvents {
  /** Which apps have which part in the handover protocol. */
  roles: {
    /** App id to its roles. */
    readonly roles: Readonly<Record<string, readonly string[]>>;
  };
  /** Something else happened on the Page: a like, an edit, a post of its own. */
  feed: {
    readonly item?: string;
    readonly verb?: string;
    readonly postId?: string;
    readonly commentId?: string;
    /** Meta's object, as JSON text. */
    readonly value: string;
  };
  /** Somebody wrote in a group of the Page. */
  groupFeed: {
    readonly groupId: string;
    readonly postId?: string;
    readonly commentId?: string;
    readonly from?: { readonly id?: string; readonly name?: string };
  };
}

/** What `messenger.optin` tells. */
export interface OptIn {
  /** notification_messages, one_time_notif_req, or `plugin`. */
  readonly type: string;
  readonly payload?: string;
  readonly ref?: string;
  /** What your form gave Messenger's checkbox. */
  readonly userRef?: string;
  /** A one-time token or a notification token. It lets this Page write once more: treat it as a secret. */
  readonly token?: string;
  /** `STOP NOTIFICATIONS` or `RESUME NOTIFICATIONS`, on a change only. */
  readonly status?: string;
  readonly title?: string;
}

/** What `messenger.linking` tells. */
export interface Linking {
  readonly status: "linked" | "unlinked";
  /** What your page of the login gave to Meta. */
  readonly authorizationCode?: string;
}

/** What `messenger.feedback` tells. */
export interface FeedbackAnswers {
  readonly answers: readonly {
    readonly screen?: string;
    /** The question's id. */
    readonly question: string;
    /** csat, nps, ces, free_form. */
    readonly type?: string;
    readonly value?: string;
    readonly followUp?: string;
  }[];
}

/** What `messenger.responseFeedback` tells. */
export interface ResponseFeedback {
  /** The message under which the thumbs stand. */
  readonly mid: string;
  readonly good: boolean;
}

/** What `messenger.coupon` tells. */
export interface RevealedCoupon {
  readonly payload?: string;
  readonly code?: string;
}

/** What `messenger.customerInformation` tells. */
export interface CustomerInformation {
  readonly answers: readonly { readonly screen?: string; readonly key: string; readonly value: string }[];
}

/** What `messenger.cart` tells. */
export interface Cart {
  readonly products: readonly {
    readonly id: string;
    readonly retailerId?: string;
    readonly name?: string;
    readonly price?: number;
    readonly currency?: string;
    readonly quantity?: number;
  }[];
  readonly note?: string;
}

/** What `messenger.gamePlay` tells. */
export interface GamePlay {
  readonly gameId: string;
  readonly playerId?: string;
  readonly contextType?: string;
  readonly contextId?: string;
  readonly score?: number;
  readonly payload?: string;
}

/** A value for each event of a person, for `bot.on`. */
export type HeardEvents = { readonly [Name in keyof MessengerEvents]: PlatformEventName<MessengerEvents[Name]> };

const named = <Name extends keyof MessengerEvents>(name: Name): HeardEvents[Name] => ({
  channel: "messenger",
  platformEvent: name,
});

export const EVENTS: HeardEvents = {
  optin: named("optin"),
  linking: named("linking"),
  feedback: named("feedback"),
  responseFeedback: named("responseFeedback"),
  coupon: named("coupon"),
  customerInformation: named("customerInformation"),
  cart: named("cart"),
  gamePlay: named("gamePlay"),
};
