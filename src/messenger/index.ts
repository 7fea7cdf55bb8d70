/** `edgewise/messenger`: what the Messenger Platform can do beside messages, as typed calls. */
import type { Graph } from "../content/graph.ts";
import { type Uploads, uploads } from "./attachments.ts";
import { menu, type PersonMenu } from "./menu.ts";
import { type Personas, personas, type Subscriptions, subscriptions } from "./page.ts";
import { type People, people } from "./people.ts";
import { type Templates, templates } from "./templates.ts";
import { type ThreadControl, threadControl } from "./thread-control.ts";

export type { PastMessage } from "../channels/messenger/conversations.ts";
export type { MenuLine } from "../channels/messenger/setup.ts";
export type { FileType, Uploads } from "./attachments.ts";
export { type FetchedFile, type FetchOptions, fetchAttachment, META_HOSTS } from "./fetch-attachment.ts";
export { MediaError } from "./media-error.ts";
export type { PersonMenu } from "./menu.ts";
export { PAGE_FIELDS, type Persona, type Personas, type SubscribedApp, type Subscriptions } from "./page.ts";
export type {
  Comment,
  ExtraField,
  Moderation,
  People,
  PersonProfile,
  SentReply,
} from "./people.ts";
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
} from "./templates.ts";
export type { Metadata, ThreadControl, ThreadOwner } from "./thread-control.ts";

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
