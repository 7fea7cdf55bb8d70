/** `edgewise/messenger`: the content, the events and the calls that only Messenger has. */
import type { Graph } from "../../model/graph.ts";
import { menu, type PersonMenu } from "./api/menu.ts";
import { type Personas, personas, type Subscriptions, subscriptions } from "./api/page.ts";
import { type People, people } from "./api/person.ts";
import { type Templates, templates } from "./api/templates.ts";
import { type ThreadControl, threadControl } from "./api/thread-control.ts";
import { type Uploads, uploads } from "./api/uploads.ts";
import { EVENTS, type HeardEvents } from "./events.ts";

export type { PastMessage } from "../meta/thread.ts";
export { type FetchedFile, type FetchOptions, fetchAttachment, META_HOSTS } from "./api/fetch-attachment.ts";
export { MediaError } from "./api/media-error.ts";
export type { PersonMenu } from "./api/menu.ts";
export type { Persona, Personas, SubscribedApp, Subscriptions } from "./api/page.ts";
export type {
  Comment,
  ExtraField,
  Moderation,
  People,
  PersonProfile,
  SentReply,
} from "./api/person.ts";
export {
  type CreatedTemplate,
  type LibraryTemplate,
  type NamedExample,
  type OwnTemplate,
  REJECTIONS,
  type Template,
  type TemplateButton,
  type TemplateComponent,
  type TemplateStatus,
  type Templates,
} from "./api/templates.ts";
export type { Metadata, ThreadControl, ThreadOwner } from "./api/thread-control.ts";
export type { FileType, Uploads } from "./api/uploads.ts";
export {
  accountLink,
  accountUnlink,
  type CouponSpec,
  coupon,
  type FeedbackSpec,
  feedback,
  type GridImage,
  type GridSpec,
  imageGrid,
  type MediaSource,
  mediaCard,
  native,
  products,
  sticker,
} from "./builders.ts";
export {
  type Cart,
  type CustomerInformation,
  type FeedbackAnswers,
  type GamePlay,
  GET_STARTED,
  type HeardEvents,
  type Linking,
  type MessengerEvents,
  type OptIn,
  type ResponseFeedback,
  type RevealedCoupon,
} from "./events.ts";
export type { MenuLine } from "./page/profile.ts";
export { PAGE_FIELDS } from "./subscription.ts";

/** The calls of the Messenger Platform, for the person and the Page of a conversation. */
export interface Messenger extends ThreadControl, People, Uploads {
  /** The menu of this person alone, which they can tap at all times. */
  readonly menu: PersonMenu;
  /** Messages that Meta approves beforehand, for after the 24 hours. */
  readonly templates: Templates;
  /** The Page's personas: names and pictures beside messages. */
  readonly personas: Personas;
  /** The subscription of this app to events of the Page. */
  readonly subscriptions: Subscriptions;
}

/** A function that makes the calls of a context or its `graph`, with the events that only Messenger has as its fields. */
export interface MessengerModule extends HeardEvents {
  (from: Graph | { readonly graph: Graph }): Messenger;
}

function calls(from: Graph | { readonly graph: Graph }): Messenger {
  const graph = "graph" in from ? from.graph : from;
  return {
    ...threadControl(graph),
    ...people(graph),
    ...uploads(graph),
    menu: menu(graph),
    templates: templates(graph),
    personas: personas(graph),
    subscriptions: subscriptions(graph),
  };
}

/**
 * Makes the calls of the Messenger Platform from a handler's context or its `c.graph`. Each is one request of `c.graph`, and
 * throws a `GraphError` when it was not done. A call that changes something is an effect, so it belongs into `c.once`.
 * Beside the calls it has the events that only Messenger has, for `bot.on`.
 * @example
 * bot.hears("my thread", async (c) => {
 *   await c.once("extend", () => messenger(c).extend("3d"));
 *   const owner = await messenger(c).owner();
 *   c.say(owner === null ? "Nobody has it." : `It is kept until ${new Date(owner.until ?? 0).toISOString()}.`);
 * });
 * bot.on(messenger.coupon, (c) => c.say(`Your code is ${c.event.code}.`));
 */
export const messenger: MessengerModule =
  // A bot that takes only content from this module has none of the calls in its bundle.
  /* @__PURE__ */ Object.assign(calls, EVENTS);
