/** Files that Meta fetches once and keeps: a message with an address, the upload, and the same message with an id. */
import type { FileAt, GraphAccess, Outcome, Rendered } from "../channel.ts";
import { post } from "../meta/graph.ts";

/** Audio and video have a limit of their own. Documented: Messenger Platform, rate limits, 2026-03-23. */
export function isHeavy({ attachment }: Rendered): boolean {
  const { type } = (attachment ?? {}) as { type?: unknown };
  return type === "audio" || type === "video";
}

/** The file of a message that may be sent by its id from then on: the sender has said that it is reusable. */
export function fileOf({ attachment }: Rendered): FileAt | null {
  const { type, payload } = (attachment ?? {}) as {
    type?: unknown;
    payload?: { url?: unknown; is_reusable?: unknown };
  };
  if (typeof type !== "string" || payload?.is_reusable !== true || typeof payload.url !== "string") return null;
  return { type, url: payload.url };
}

export function withUpload(message: Rendered, id: string): Rendered {
  const { type } = message["attachment"] as { type: string };
  return { ...message, attachment: { type, payload: { attachment_id: id } } };
}

/** Documented: Messenger Platform, saving assets, 2026-04-22. Never throws. */
export async function upload(
  { type, url }: FileAt,
  account: string,
  graph: GraphAccess,
): Promise<Outcome & { readonly id?: string }> {
  const message = { attachment: { type, payload: { url, is_reusable: true } } };
  const answer = await post(graph, `${encodeURIComponent(account)}/message_attachments`, { message });
  if (answer.ended !== "done") return answer;
  const id = answer.body["attachment_id"];
  return typeof id === "string" ? { ended: "done", id } : { ended: "unknown", why: "the answer names no attachment" };
}
