/** The person's id for calls to Meta. */

import type { Graph } from "../../../model/graph.ts";
import { ContentError } from "../../../model/rendering.ts";
import { hasChat } from "../../meta/requests.ts";

/**
 * Returns the id (PSID) of the person of this conversation.
 * @throws ContentError for a person who commented, or came through a plugin, and has not written yet
 */
export function psidOf({ person }: Graph): string {
  if (hasChat(person)) return person;
  throw new ContentError(
    "content_not_supported",
    "person",
    "has not written yet, so there is no chat for this: do it when they write.",
  );
}
