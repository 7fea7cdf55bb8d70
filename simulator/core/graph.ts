/** The Graph API's routes: reads a request, checks who asks, and answers as Meta does. */
import { LIMITS, PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import type { Person } from "./chat.ts";
import { isObject, type Json } from "./checks.ts";
import { Cut } from "./faults.ts";
import { authenticate, readFields, string } from "./graph-request.ts";
import type { SentMessage } from "./message.ts";
import { errorBody, type Refusal, refuse } from "./refusals.ts";
import { checkMessage, checkPurpose, type Reach } from "./rules.ts";

/** What the routes need to know and may do. */
export interface GraphHost {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageName: string;
  readonly pageToken: string;
  now(): number;
  person(psid: string): Person | undefined;
  /** Whether the Page may still write to a person. */
  reaches(psid: string, reach: Reach): boolean;
  hasMessage(psid: string, mid: string): boolean;
  usedOrder(order: string): boolean;
  knowsUpload(id: string): boolean;
  /** Keeps an uploaded file's address and gives its id. */
  upload(url: string): string;
  /** Whether a file can be fetched. */
  fetches(url: string): Promise<"fine" | "unreachable" | "too large">;
  /** Sends a checked message. `psid` is null for a `user_ref`. Returns the mid. */
  sends(psid: string | null, message: SentMessage, replyTo?: string): string;
  acts(psid: string, action: PageAction): void;
  owner(psid: string): string | null;
  gives(psid: string, to: string | null, metadata?: string): void;
  /** Hears of every call, refused or not. */
  called(call: GraphCall): void;
  traceId(): string;
}

export type PageAction =
  | { readonly do: "typing_on" | "typing_off" | "mark_seen" }
  | { readonly do: "react"; readonly mid: string; readonly reaction: string }
  | { readonly do: "unreact"; readonly mid: string };

/** A call to the Graph API and how it ended. */
export interface GraphCall {
  /** When it began. */
  readonly at: number;
  readonly method: string;
  /** Without the version: `/me/messages`. */
  readonly path: string;
  /** What it did: `message`, `typing_on`, `pass_thread_control`, `profile`. */
  readonly name: string;
  readonly psid?: string;
  readonly body: Json;
  /** 0 when the connection broke before the answer. */
  readonly status: number;
  readonly refusal?: Refusal;
  /** The answer's body, as JSON where it is some. */
  readonly answer: unknown;
  /** The message that came of it. */
  readonly mid?: string;
}

type Answer = Json | Refusal;

interface Call {
  readonly host: GraphHost;
  readonly method: string;
  readonly object: string;
  readonly edge: string;
  /** Query and body as one, as on Meta. */
  readonly fields: Json;
}

const isRefusal = (value: unknown): value is Refusal =>
  isObject(value) && "name" in value && "status" in value && "code" in value;

/** What happens to an answer on its way back: nothing, usually. */
export type Return = (answer: Response) => Response | "lost";

/**
 * Answers one request to `/vNN.N/…`.
 * @param instead answers in Meta's place, before it acts
 * @param back what becomes of the answer after Meta has acted
 * @throws {Cut} when the connection breaks
 */
export async function answerGraph(
  host: GraphHost,
  request: Request,
  { instead, back = (answer) => answer }: { readonly instead?: Return | undefined; readonly back?: Return } = {},
): Promise<Response> {
  const at = host.now();
  const url = new URL(request.url);
  // Meta serves a retired version as its oldest live one, so any version is as good as another here.
  const [, object = "", edge = "", ...more] = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, "").split("/");
  const path = `/${[object, edge, ...more].filter(Boolean).join("/")}`;
  const versioned = /^\/v\d+\.\d+\//.test(url.pathname);
  const sent = await readFields(request, url);
  const fields = isRefusal(sent) ? {} : sent;
  const call: Call = { host, method: request.method, object, edge, fields };
  const refused = isRefusal(sent) ? sent : await authenticate(host, fields, request);
  const traceId = host.traceId();
  const act = async () => refused ?? (versioned && more.length === 0 ? await route(call) : refuse("pathUnknown", path));
  const answer: Answer = instead === undefined ? await act() : {};
  const refusal = isRefusal(answer) ? answer : undefined;
  const psid = recipientId(fields);
  const usual = Response.json(refusal ? errorBody(refusal, traceId) : answer, {
    status: refusal?.status ?? 200,
    headers: {
      "facebook-api-version": /^\/(v\d+\.\d+)/.exec(url.pathname)?.[1] ?? "",
      "x-fb-trace-id": traceId,
      "x-app-usage": JSON.stringify({ call_count: 0, total_cputime: 0, total_time: 0 }),
    },
  });
  const given = (instead ?? back)(usual);
  const mid = isRefusal(answer) ? undefined : string(answer["message_id"]);
  host.called({
    at,
    method: request.method,
    path,
    name: callName(call),
    ...(psid === undefined ? {} : { psid }),
    body: withoutSecrets(fields),
    status: given === "lost" ? 0 : given.status,
    ...(refusal ? { refusal } : {}),
    answer: given === "lost" ? null : await read(given),
    ...(mid === undefined ? {} : { mid }),
  });
  if (given === "lost") throw new Cut();
  return given;
}

async function read(response: Response): Promise<unknown> {
  const text = await response.clone().text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function route(call: Call): Promise<Answer> {
  const { host, method, object, edge } = call;
  const own = object === "me" || object === host.pageId;
  if (own && method === "POST") {
    switch (edge) {
      case "messages":
        return messages(call);
      case "message_attachments":
        return upload(call);
      case "pass_thread_control":
      case "take_thread_control":
      case "request_thread_control":
      case "release_thread_control":
        return threadControl(call, edge);
    }
  }
  if (method === "GET" && own && edge === "thread_owner") return threadOwner(call);
  if (method === "GET" && edge === "" && own) return { id: host.pageId, name: host.pageName };
  if (method === "GET" && edge === "" && /^\d+$/.test(object)) return profile(call);
  return refuse("pathUnknown", `/${[object, edge].filter(Boolean).join("/")}`);
}

/** The person that a call is about, or why it is about nobody. `null` stands for a `user_ref`. */
function recipient({ host, fields }: Call): { readonly psid: string | null } | Refusal {
  const to = fields["recipient"];
  if (!isObject(to)) return refuse("recipientMissing");
  if (typeof to["user_ref"] === "string") return { psid: null };
  const psid = recipientId(fields);
  if (psid === undefined) return refuse("required", "recipient[id]");
  return host.person(psid) ? { psid } : refuse("recipientUnknown");
}

async function messages(call: Call): Promise<Answer> {
  const { host, fields } = call;
  const to = recipient(call);
  if (isRefusal(to)) return to;
  const { message } = fields;
  if (fields["sender_action"] !== undefined)
    return message === undefined ? senderAction(call, to.psid) : refuse("messageAndAction");
  if (!isObject(message)) return refuse("messageMissing");
  const purpose = checkPurpose(fields, message);
  if (isRefusal(purpose)) return purpose;
  const refusal =
    checkMessage(message) ??
    (to.psid !== null && !controls(host, to.psid) ? refuse("otherAppControls") : undefined) ??
    (to.psid !== null && !host.reaches(to.psid, purpose.reach) ? refuse("windowClosed") : undefined) ??
    checkOrder(host, message) ??
    (await checkMedia(host, message));
  if (refusal) return refusal;
  // The rules have looked at every field that the type promises.
  const checked = message as SentMessage;
  const reply = fields["reply_to"];
  const mid = host.sends(to.psid, checked, isObject(reply) ? string(reply["mid"]) : undefined);
  const media = checked.attachment?.type !== "template" ? checked.attachment?.payload : undefined;
  return {
    ...(to.psid === null ? {} : { recipient_id: to.psid }),
    message_id: mid,
    ...(media && "is_reusable" in media && media.is_reusable && media.url
      ? { attachment_id: host.upload(media.url) }
      : {}),
  };
}

function controls(host: GraphHost, psid: string): boolean {
  const owner = host.owner(psid);
  return owner === null || owner === host.appId;
}

function checkOrder(host: GraphHost, message: Json): Refusal | undefined {
  const payload = isObject(message["attachment"]) ? message["attachment"]["payload"] : undefined;
  if (!isObject(payload) || payload["template_type"] !== "receipt") return undefined;
  return host.usedOrder(String(payload["order_number"]))
    ? refuse("orderNumberUsed", "message[attachment][payload][order_number]")
    : undefined;
}

async function checkMedia(host: GraphHost, message: Json): Promise<Refusal | undefined> {
  const many = Array.isArray(message["attachments"]) ? (message["attachments"] as readonly unknown[]) : [];
  for (const one of [message["attachment"], ...many]) {
    if (!isObject(one) || !isObject(one["payload"]) || one["type"] === "template") continue;
    const { attachment_id: id, url } = one["payload"];
    if (id !== undefined && !host.knowsUpload(String(id))) return refuse("attachmentUnknown", String(id));
    if (id !== undefined || typeof url !== "string") continue;
    const fetched = await host.fetches(url);
    if (fetched === "unreachable") return refuse("mediaUnreachable", url);
    if (fetched === "too large") return refuse("mediaTooLarge");
  }
  return undefined;
}

const ACTIONS = ["typing_on", "typing_off", "mark_seen", "react", "unreact"] as const;

function senderAction({ host, fields }: Call, psid: string | null): Answer {
  const action = ACTIONS.find((name) => name === fields["sender_action"]);
  if (action === undefined) return refuse("actionUnknown", `{${ACTIONS.join(", ")}}`);
  if (psid === null) return {};
  if (!controls(host, psid)) return refuse("otherAppControls");
  if (!host.reaches(psid, "window")) return refuse("windowClosed");
  if (action !== "react" && action !== "unreact") {
    host.acts(psid, { do: action });
    return { recipient_id: psid };
  }
  const payload = isObject(fields["payload"]) ? fields["payload"] : {};
  const mid = string(payload["message_id"]);
  const reaction = string(payload["reaction"]);
  if (mid === undefined) return refuse("reactionInvalid", "message_id");
  if (!host.hasMessage(psid, mid)) return refuse("messageUnknown", mid);
  if (action === "unreact") host.acts(psid, { do: action, mid });
  else if (reaction === undefined) return refuse("reactionInvalid", "reaction");
  else host.acts(psid, { do: action, mid, reaction });
  return { recipient_id: psid };
}

function upload({ host, fields }: Call): Answer {
  const message = fields["message"];
  if (!isObject(message)) return refuse("messageMissing");
  const refusal = checkMessage(message);
  if (refusal) return refusal;
  const payload = isObject(message["attachment"]) ? message["attachment"]["payload"] : undefined;
  const url = isObject(payload) ? string(payload["url"]) : undefined;
  return url === undefined
    ? refuse("required", "message[attachment][payload][url]")
    : { attachment_id: host.upload(url) };
}

/** This app is the Page's default app: it may take a conversation at any time. Documented: conversation routing. */
function threadControl(call: Call, edge: string): Answer {
  const { host, fields } = call;
  const to = recipient(call);
  if (isRefusal(to)) return to;
  if (to.psid === null) return refuse("recipientUnknown");
  const metadata = string(fields["metadata"]);
  if (metadata !== undefined && metadata.length > LIMITS.passMetadata.max)
    return refuse("tooLong", "metadata", LIMITS.passMetadata.max);
  switch (edge) {
    case "pass_thread_control": {
      const app = fields["target_app_id"] === undefined ? undefined : String(fields["target_app_id"]);
      if (app === undefined) return refuse("required", "target_app_id");
      if (app !== PAGE_INBOX && app !== host.appId) return refuse("appUnknown");
      if (!controls(host, to.psid)) return refuse("otherAppControls");
      host.gives(to.psid, app, metadata);
      break;
    }
    case "release_thread_control":
      if (!controls(host, to.psid)) return refuse("otherAppControls");
      host.gives(to.psid, null, metadata);
      break;
    case "take_thread_control":
      host.gives(to.psid, host.appId, metadata);
      break;
    case "request_thread_control":
      break;
  }
  return { success: true };
}

function threadOwner({ host, fields }: Call): Answer {
  const psid = string(fields["recipient"]);
  if (psid === undefined) return refuse("recipientMissing");
  if (!host.person(psid)) return refuse("recipientUnknown");
  const owner = host.owner(psid);
  return { data: owner === null ? [] : [{ thread_owner: { app_id: owner } }] };
}

const PROFILE = ["id", "name", "first_name", "last_name", "profile_pic"];

function profile({ host, object, fields }: Call): Answer {
  const person = host.person(object);
  if (!person) return refuse("objectUnknown", object);
  if (person.actedAt === undefined) return refuse("profileUnavailable");
  const asked = (string(fields["fields"]) ?? "first_name,last_name,profile_pic").split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !PROFILE.includes(name));
  if (unknown !== undefined) return refuse("fieldUnknown", unknown);
  const all: Json = {
    name: `${person.firstName} ${person.lastName}`.trim(),
    first_name: person.firstName,
    last_name: person.lastName,
    ...(person.picture === undefined ? {} : { profile_pic: person.picture }),
  };
  return {
    ...Object.fromEntries(asked.filter((name) => name in all).map((name) => [name, all[name]])),
    id: person.psid,
  };
}

function callName({ edge, method, fields }: Call): string {
  if (edge === "messages") return string(fields["sender_action"]) ?? "message";
  return edge || (method === "GET" ? "profile" : method.toLowerCase());
}

function recipientId(fields: Json): string | undefined {
  const to = fields["recipient"];
  const id = isObject(to) ? to["id"] : to;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

function withoutSecrets(fields: Json): Json {
  const { access_token: _token, appsecret_proof: _proof, appsecret_time: _time, ...rest } = fields;
  return rest;
}
