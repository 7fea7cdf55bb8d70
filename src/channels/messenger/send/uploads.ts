/** Files that Meta fetches once and keeps: a message with an address, the upload, and the same message with an id. */
import type { Access, FileAt, Rendered, SendResult } from "../../channel.ts";
import { post, usageIn } from "../../meta/graph.ts";
import { filled } from "../../meta/values.ts";

/** Returns the file of a message that may be sent by its id from then on: the sender has said that it is reusable. */
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

/** Makes the message with the file that Meta is to keep. Documented: Messenger Platform, saving assets, 2026-04-22. */
export function kept(type: string, url?: string): Rendered {
  return { attachment: { type, payload: { ...(url === undefined ? {} : { url }), is_reusable: true } } };
}

/** Uploads a file for reuse. Never throws. */
export async function upload(
  { type, url }: FileAt,
  account: string,
  graph: Access,
): Promise<SendResult & { readonly id?: string }> {
  const path = `${encodeURIComponent(account)}/message_attachments`;
  const answer = await post(graph, path, { message: kept(type, url) });
  if (answer.ended !== "done") return answer;
  const id = filled(answer.body["attachment_id"]);
  if (id === undefined) return { ended: "unknown", why: "the answer names no attachment", ...usageIn(answer) };
  return { ended: "done", id, ...usageIn(answer) };
}
