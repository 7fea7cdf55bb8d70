/** `edgewise/messenger`: what the Messenger Platform can do beside messages, as typed calls. */
import type { Graph } from "../../model/graph.ts";
import { menu, type PersonMenu } from "./api/menu.ts";
import { type Personas, personas, type Subscriptions, subscriptions } from "./api/page.ts";
import { type People, people } from "./api/person.ts";
import { type Templates, templates } from "./api/templates.ts";
import { type ThreadControl, threadControl } from "./api/thread-control.ts";
import { type Uploads, uploads } from "./api/uploads.ts";

export { type FetchedFile, type FetchOptions, fetchAttachment, META_HOSTS } from "./api/fetch-attachment.ts";
export { MediaError } from "./api/media-error.ts";
export type { PersonMenu } from "./api/menu.ts";
export { PAGE_FIELDS, type Persona, type Personas, type SubscribedApp, type Subscriptions } from "./api/page.ts";
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
export type { MenuLine } from "./page/profile.ts";
export type { PastMessage } from "./send/thread.ts";

/** The calls of the Messenger Platform, for the person and the Page of a conversation. */
export interface Messenger extends ThreadControl, People, Uploads {
  /** What this person alone can always tap. */
  readonly menu: PersonMenu;
  /** Words that Meta approves beforehand, for after the 24 hours. */
  readonly templates: Templates;
  /** Names and faces beside messages. */
  readonly personas: Personas;
  /** Which events of the Page this app gets. */
  readonly subscriptions: Subscriptions;
}

/**
 * The calls of the Messenger Platform. Each is one request of `c.graph`, and throws a `GraphError` when it was not done.
 * A call that changes something is an effect, so it belongs into `c.once`.
 * @param from what a handler has, or its `c.graph`
 * @example
 * bot.hears("my thread", async (c) => {
 *   await c.once("extend", () => messenger(c).extend("3d"));
 *   const owner = await messenger(c).owner();
 *   c.say(owner === null ? "Nobody has it." : `It is kept until ${new Date(owner.until ?? 0).toISOString()}.`);
 * });
 */
export function messenger(from: Graph | { readonly graph: Graph }): Messenger {
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
