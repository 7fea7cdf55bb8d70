/** A comment of the Page's own below another one, or below a post. Documented: the Graph API's comments, 2026. */
import type { Answer, Call } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { refuse } from "../refusals.ts";

export function commentBelow({ host, object, fields }: Call): Answer {
  const message = string(fields["message"]);
  if (message === undefined || message.trim() === "") return refuse("required", "message");
  return { result: { id: host.page.comments.below(object) } };
}
