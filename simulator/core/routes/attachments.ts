/** `POST /<PAGE>/message_attachments`, and the files of messages. */
import { LIMITS } from "../../../src/channels/messenger/limits.ts";
import { isObject, type Json, type Verdict } from "../checks.ts";
import { type Answer, type Call, type GraphHost, isRefusal } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { type Refusal, refuse } from "../refusals.ts";
import { checkMessage } from "../rules.ts";

export async function upload(call: Call): Promise<Answer> {
  const { host, fields } = call;
  const given = fields["message"];
  if (!isObject(given)) return refuse("messageMissing");
  const message = await uploadFile(call, given);
  if (isRefusal(message)) return message;
  const refusal = checkMessage(message) ?? (await checkMedia(host, message));
  if (refusal) return refusal;
  const attachment = isObject(message["attachment"]) ? message["attachment"] : {};
  const payload = isObject(attachment["payload"]) ? attachment["payload"] : {};
  const id = string(payload["attachment_id"]);
  if (id !== undefined) return { attachment_id: id };
  const url = string(payload["url"]);
  return url === undefined
    ? refuse("required", "message[attachment][payload][url]")
    : { attachment_id: host.page.uploads.add(String(attachment["type"]), url) };
}

/** The message with the file of a multipart request as an upload; as it was, if there is none. */
export async function uploadFile({ host, file }: Call, message: Json): Promise<Json | Refusal> {
  const { attachment } = message;
  if (file === undefined || !isObject(attachment)) return message;
  const type = String(attachment["type"]);
  if (file.size > LIMITS.attachmentBytes.max) return refuse("mediaTooLarge");
  if (type !== "file" && file.type !== "" && !file.type.startsWith(`${type}/`))
    return refuse("attachmentMismatch", type);
  const id = host.page.uploads.add(type, await dataUrl(file));
  return { ...message, attachment: { type, payload: { attachment_id: id } } };
}

/** An address that shows a file without a server. */
async function dataUrl(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK)
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return `data:${file.type};base64,${btoa(text)}`;
}

/** So many arguments a function may have everywhere. */
const CHUNK = 8192;

/** Whether a message counts as audio or video. */
export function isAudioVisual({ attachment }: Json): boolean {
  return isObject(attachment) && (attachment["type"] === "audio" || attachment["type"] === "video");
}

/** Whether Meta can have every file of a message: those of media, not the pictures of cards. */
export async function checkMedia(host: GraphHost, message: Json): Promise<Verdict> {
  for (const { type, id, url } of filesOf(message)) {
    if (id !== undefined) {
      const file = host.page.uploads.find(id);
      if (file === undefined) return refuse("attachmentUnknown", id);
      if (file.type !== type) return refuse("attachmentMismatch", type);
    } else if (url !== undefined) {
      const refusal = checkFetched(await host.fetches(url), type, url);
      if (refusal) return refusal;
    }
  }
  return undefined;
}

interface FileOf {
  readonly type: string;
  readonly id: string | undefined;
  readonly url?: string | undefined;
}

function filesOf(message: Json): readonly FileOf[] {
  const many: readonly unknown[] = Array.isArray(message["attachments"]) ? message["attachments"] : [];
  return [message["attachment"], ...many].filter(isObject).flatMap(({ type, payload }) => {
    if (!isObject(payload)) return [];
    if (type !== "template")
      return [{ type: String(type), id: string(payload["attachment_id"]), url: string(payload["url"]) }];
    const elements: readonly unknown[] = Array.isArray(payload["elements"]) ? payload["elements"] : [];
    return elements
      .filter(isObject)
      .filter((element) => element["attachment_id"] !== undefined)
      .map((element) => ({ type: String(element["media_type"]), id: string(element["attachment_id"]) }));
  });
}

/** What came of fetching a file: a picture may have 8 MB, anything else 25. */
export function checkFetched(fetched: Awaited<ReturnType<GraphHost["fetches"]>>, type: string, url: string): Verdict {
  const most = type === "image" ? LIMITS.imageBytes.max : LIMITS.attachmentBytes.max;
  if (fetched === "too large" || (typeof fetched === "number" && fetched > most)) return refuse("mediaTooLarge");
  if (fetched === "timeout" && type === "video") return refuse("videoTimeout", url);
  return fetched === "unreachable" || fetched === "timeout" ? refuse("mediaUnreachable", url) : undefined;
}
