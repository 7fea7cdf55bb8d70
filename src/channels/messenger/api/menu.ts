/** A menu of one person's own. Documented: Messenger Platform, persistent menu, 2026. */

import type { Graph } from "../../../model/graph.ts";
import { type MenuLine, noPersonMenu, PERSON_SETTINGS, personMenu } from "../page/profile.ts";
import { succeeded } from "./answers.ts";
import { psidOf } from "./psid.ts";

/** The menu beside the chat for the person of this conversation alone. The Page's menu is `createBot({ menu })`. */
export interface PersonMenu {
  /**
   * Shows this menu in place of the Page's, at once: `POST /me/custom_user_settings`. Meta takes ten such calls for a
   * person in ten minutes.
   * @param menu up to 20 lines: `action.as("Title")`, or `link(…)` with its whole `https://` address
   * @param options `composer: false` removes the text field
   * @throws {ContentError} when Meta would refuse it
   * @throws {GraphError}
   */
  set(menu: readonly MenuLine[], options?: { readonly composer?: boolean }): Promise<void>;
  /**
   * Gives the person the Page's menu back: `DELETE /me/custom_user_settings`.
   * @throws {GraphError}
   */
  clear(): Promise<void>;
}

export function menu(graph: Graph): PersonMenu {
  return {
    set: async (lines, options) =>
      succeeded(await graph.call("POST", PERSON_SETTINGS, personMenu(psidOf(graph), lines, options))),
    clear: async () => succeeded(await graph.call("DELETE", PERSON_SETTINGS, noPersonMenu(psidOf(graph)))),
  };
}
