/**
 * The events that only Messenger has: the fields of each, and the values that a bot gives to `bot.on`. The decoder makes
 * them from Meta's deliveries; all other code takes them as `platform` events.
 */
import type { PlatformEventName } from "../../model/events.ts";

/** The payload of the Get Started button. The Page's profile sets it, and the decoder recognises the tap by it. */
export const GET_STARTED = "GET_STARTED";

/** The events of a person that only Messenger has, and the type of `c.event` in each. */
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
  /** The roles of apps in the handover protocol have changed. */
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

/** The fields of `messenger.optin`. */
export interface OptIn {
  /** notification_messages, one_time_notif_req, or `plugin`. */
  readonly type: string;
  readonly payload?: string;
  readonly ref?: string;
  /** The value that your form gave to Messenger's checkbox. */
  readonly userRef?: string;
  /** A one-time token or a notification token. It lets this Page write once more: treat it as a secret. */
  readonly token?: string;
  /** `STOP NOTIFICATIONS` or `RESUME NOTIFICATIONS`, on a change only. */
  readonly status?: string;
  readonly title?: string;
}

/** The fields of `messenger.linking`. */
export interface Linking {
  readonly status: "linked" | "unlinked";
  /** The code that your login page gave to Meta. */
  readonly authorizationCode?: string;
}

/** The fields of `messenger.feedback`. */
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

/** The fields of `messenger.responseFeedback`. */
export interface ResponseFeedback {
  /** The message under which the thumbs stand. */
  readonly mid: string;
  readonly good: boolean;
}

/** The fields of `messenger.coupon`. */
export interface RevealedCoupon {
  readonly payload?: string;
  readonly code?: string;
}

/** The fields of `messenger.customerInformation`. */
export interface CustomerInformation {
  readonly answers: readonly { readonly screen?: string; readonly key: string; readonly value: string }[];
}

/** The fields of `messenger.cart`. */
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

/** The fields of `messenger.gamePlay`. */
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
