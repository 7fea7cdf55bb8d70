/** Calls about the Page: its personas, and the subscription to its events. */

import type { Graph } from "../../../model/graph.ts";
import { requireText } from "../../adapt/draft.ts";
import { wholeUrl } from "../../adapt/url.ts";
import { each, filled, given, list } from "../../meta/values.ts";
import { PLATFORM } from "../limits.ts";
import { PAGE_FIELDS } from "../subscription.ts";
import { everything, named, succeeded } from "./answers.ts";

/** A name and a picture beside a message. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  /** The address of its picture. */
  readonly picture?: string;
}

/** The Page's personas. Documented: Messenger Platform, personas. */
export interface Personas {
  /**
   * Creates a persona: `POST /<page>/personas`
   * @param persona `picture`: the address of a picture, `https://`, at most 8 MB
   * @returns the id, for messages that this persona says
   * @throws {ContentError} when it has no name, or Meta does not fetch from the address
   * @throws {GraphError}
   */
  create(persona: { readonly name: string; readonly picture: string }): Promise<string>;
  /**
   * Lists all of them: `GET /<page>/personas`
   * @throws {GraphError}
   */
  list(): Promise<readonly Persona[]>;
  /**
   * Deletes a persona: `DELETE /<persona>`. Messages that it said keep its name.
   * @throws {GraphError}
   */
  remove(id: string): Promise<void>;
}

/** An app that gets the Page's events. */
export interface SubscribedApp {
  readonly id: string;
  readonly name?: string;
  /** The kinds of events: `messages`, `messaging_postbacks`, … */
  readonly fields: readonly string[];
}

/**
 * The subscription of this app to events of the Page. Documented: Graph API, Page subscribed apps. The kinds have to be
 * switched on for the app as a whole too.
 */
export interface Subscriptions {
  /**
   * Lists the apps that get some: `GET /<page>/subscribed_apps`
   * @throws {GraphError}
   */
  list(): Promise<readonly SubscribedApp[]>;
  /**
   * Subscribes this app, to exactly these kinds: `POST /<page>/subscribed_apps`
   * @param fields `PAGE_FIELDS` if not given; `[...PAGE_FIELDS, "feed"]` for a bot that answers comments
   * @throws {GraphError} `account_permission_missing` without `pages_manage_metadata`
   */
  set(fields?: readonly string[]): Promise<void>;
  /**
   * Ends the subscription: this app gets no event of the Page any more, and the bot hears nothing. `DELETE
   * /<page>/subscribed_apps`
   * @throws {GraphError}
   */
  remove(): Promise<void>;
}

export function personas(graph: Graph): Personas {
  const path = `${graph.account}/personas`;
  return {
    async create({ name, picture }) {
      const body = { name: requireText(name, "name"), profile_picture_url: wholeUrl(PLATFORM, picture, "picture") };
      return named(await graph.call("POST", path, body), "id");
    },
    async list() {
      const all = await everything(graph, path, { fields: "id,name,profile_picture_url" });
      return each(all, ({ id, name, profile_picture_url: picture }) => {
        const known = filled(id);
        if (known === undefined) return undefined;
        return given({ id: known, name: filled(name) ?? "", picture: filled(picture) });
      });
    },
    remove: async (id) => succeeded(await graph.call("DELETE", encodeURIComponent(id))),
  };
}

export function subscriptions(graph: Graph): Subscriptions {
  const path = `${graph.account}/subscribed_apps`;
  return {
    async list() {
      return each(await everything(graph, path), ({ id, name, subscribed_fields: of }) => {
        const known = filled(id);
        const fields = list(of).flatMap((field) => filled(field) ?? []);
        return known === undefined ? undefined : given({ id: known, name: filled(name), fields });
      });
    },
    set: async (fields = PAGE_FIELDS) =>
      succeeded(await graph.call("POST", path, { subscribed_fields: fields.join() })),
    remove: async () => succeeded(await graph.call("DELETE", path)),
  };
}
