/** The shapes of Meta's webhooks for a Page, and their envelope and headers. Pure. Names are Meta's. */
import type { WebhookTrace } from "./life.ts";
import { hmacHex, metaJson } from "./signing.ts";

/** One item of `messaging` or `standby`, without sender, recipient and timestamp. */
export type EventBody = Readonly<Record<string, unknown>>;

export interface WebhookRequest {
  /** The exact bytes, as text: what the signature is over. It is ASCII only. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether it tells of a message of the Page's. */
export const isEcho = ({ message }: EventBody): boolean => isRecord(message) && "is_echo" in message;

/** What the app gets while another app has the conversation: the same, without what only the owner may read. */
export function forStandby(event: EventBody): EventBody {
  const { postback, message } = event;
  if (isRecord(postback)) return { ...event, postback: without(postback, "payload") };
  if (isRecord(message) && "quick_reply" in message) return { ...event, message: without(message, "quick_reply") };
  return event;
}

/** The whole body. Meta documents one item per entry, and one entry when it is not behind. */
export function envelope(page: string, channel: "messaging" | "standby", item: EventBody, now: number): EventBody {
  return { object: "page", entry: [{ id: page, time: now, [channel]: [item] }] };
}

/** The body of what is about no conversation: a comment, a template's review. */
export function changed(page: string, field: string, value: EventBody, now: number): EventBody {
  return { object: "page", entry: [{ id: page, time: now, changes: [{ field, value }] }] };
}

/** Several bodies as one, as Meta sends what it could not deliver for a while. */
export function batched(payloads: readonly unknown[]): EventBody {
  return {
    object: "page",
    entry: payloads.flatMap((one) => (isRecord(one) && Array.isArray(one["entry"]) ? one["entry"] : [])),
  };
}

/** What a body is about, in a few words, for whoever watches: its first item's. */
export function summaryOf(payload: unknown): Pick<WebhookTrace, "what" | "mid" | "mids" | "watermark"> {
  const entry: unknown = isRecord(payload) && Array.isArray(payload["entry"]) ? payload["entry"][0] : undefined;
  const items: unknown = isRecord(entry) ? (entry["messaging"] ?? entry["standby"] ?? entry["changes"]) : undefined;
  const item: unknown = Array.isArray(items) ? items[0] : undefined;
  if (!isRecord(item)) return { what: "unknown" };
  if (typeof item["field"] === "string") return { what: item["field"] };
  const what = Object.keys(item).find((name) => !["sender", "recipient", "timestamp"].includes(name)) ?? "unknown";
  const about = isRecord(item[what]) ? item[what] : {};
  const { mid, mids, watermark } = about;
  return {
    what: about["is_echo"] === true ? "echo" : about["is_deleted"] === true ? "deleted" : what,
    ...(typeof mid === "string" ? { mid } : {}),
    ...(Array.isArray(mids) ? { mids: mids as readonly string[] } : {}),
    ...(typeof watermark === "number" ? { watermark } : {}),
  };
}

/** Writes and signs a webhook as Meta does. */
export async function sign(payload: unknown, appSecret: string): Promise<WebhookRequest> {
  const body = metaJson(payload);
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": `sha256=${await hmacHex(appSecret, body)}`,
    },
  };
}

/** App ids are numbers in echoes, unless one is too large for a JSON number that every language reads exactly. */
export function appIdNumber(id: string): number | string {
  const value = Number(id);
  return Number.isSafeInteger(value) ? value : id;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function without(record: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
