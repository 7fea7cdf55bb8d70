/** The Conversations API: what was said, read back. Documented: conversations, 2026-02-11. */
import { type MessageItem, messagesIn, type Person } from "../chat.ts";
import type { Json } from "../checks.ts";
import type { Answer, Call, GraphHost } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { refuse } from "../refusals.ts";
import { paged } from "./paging.ts";

/** Of so many messages of a conversation Meta tells more than their ids. Documented: conversations, 2026-02-11. */
const DETAILED = 20;

const PREFIX = "t_";

/** Fields as Meta writes them: `id,messages.limit(5){message,from}`. */
interface Field {
  readonly name: string;
  readonly limit?: number;
  readonly fields: readonly Field[];
}

export function conversations(call: Call): Answer {
  const { host, fields } = call;
  const platform = string(fields["platform"]) ?? "messenger";
  if (!["messenger", "instagram"].includes(platform))
    return refuse("unknownValue", "platform", "{messenger, instagram}");
  const user = string(fields["user_id"]);
  const found = (platform === "messenger" ? host.people() : []).filter(
    ({ psid }) => (user === undefined || user === psid) && messagesOf(host, psid).length > 0,
  );
  const asked = parse(string(fields["fields"]) ?? "id,link,updated_time");
  return paged(
    call,
    found
      .toSorted((one, other) => lastAt(host, other) - lastAt(host, one))
      .map((one) => conversation(host, one, asked)),
  );
}

const lastAt = (host: GraphHost, { psid }: Person): number => messagesOf(host, psid).at(-1)?.at ?? 0;

/** A conversation by its id. */
export function oneConversation({ host, object, fields }: Call): Answer {
  const person = host.person(object.slice(PREFIX.length));
  if (!object.startsWith(PREFIX) || !person) return refuse("objectUnknown", object);
  return conversation(host, person, parse(string(fields["fields"]) ?? "id"));
}

/** The messages of a conversation as an edge. */
export function conversationMessages(call: Call): Answer {
  const { host, object, fields } = call;
  const person = host.person(object.slice(PREFIX.length));
  if (!object.startsWith(PREFIX) || !person) return refuse("objectUnknown", object);
  const asked = parse(string(fields["fields"]) ?? "id,created_time");
  return paged(call, list(host, person, asked));
}

/** A message by its mid, if it is one of the last 20. */
export function oneMessage({ host, object, fields }: Call): Answer {
  const person = host.people().find(({ psid }) => messagesOf(host, psid).some(({ id }) => id === object));
  if (!person) return refuse("objectUnknown", object);
  const recent = messagesOf(host, person.psid).slice(-DETAILED);
  const item = recent.find(({ id }) => id === object);
  if (!item || item.deleted) return refuse("messageDeleted");
  return message(host, person, item, parse(string(fields["fields"]) ?? "id,created_time,from,to,message"));
}

const messagesOf = (host: GraphHost, psid: string): readonly MessageItem[] => messagesIn(host.chat(psid));

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "+0000");

function conversation(host: GraphHost, person: Person, asked: readonly Field[]): Json {
  const said = messagesOf(host, person.psid);
  const id = `${PREFIX}${person.psid}`;
  const all: Readonly<Record<string, (field: Field) => unknown>> = {
    link: () => `/${host.pageId}/inbox/${person.psid}/`,
    updated_time: () => time(said.at(-1)?.at ?? 0),
    message_count: () => said.length,
    is_owner: () => host.owner(person.psid) === host.appId,
    participants: () => ({ data: [them(person), us(host)] }),
    messages: ({ fields, limit }) => ({
      data: list(host, person, fields.length === 0 ? parse("id,created_time") : fields, limit),
    }),
  };
  return { ...pick(all, asked), id };
}

/** Newest first, as Meta lists them. */
function list(
  host: GraphHost,
  person: Person,
  asked: readonly Field[],
  limit = Number.POSITIVE_INFINITY,
): readonly Json[] {
  const newest = messagesOf(host, person.psid).toReversed();
  return newest
    .slice(0, limit)
    .map((item, index) => (index < DETAILED ? message(host, person, item, asked) : { id: item.id }));
}

function message(host: GraphHost, person: Person, item: MessageItem, asked: readonly Field[]): Json {
  const { text, attachment, attachments, metadata: _ours } = item.message;
  const files = attachments ?? (attachment ? [attachment] : []);
  const own = item.from === "person";
  const all: Readonly<Record<string, () => unknown>> = {
    created_time: () => time(item.at),
    from: () => (own ? them(person) : us(host)),
    to: () => ({ data: [own ? us(host) : them(person)] }),
    message: () => text ?? "",
    ...(files.length === 0 ? {} : { attachments: () => ({ data: files }) }),
    ...(item.replyTo === undefined ? {} : { reply_to: () => ({ mid: item.replyTo }) }),
  };
  return { ...pick(all, asked), id: item.id };
}

const them = ({ psid, firstName, lastName }: Person): Json => ({ id: psid, name: `${firstName} ${lastName}`.trim() });
const us = ({ pageId, pageName }: GraphHost): Json => ({ id: pageId, name: pageName });

function pick(all: Readonly<Record<string, (field: Field) => unknown>>, asked: readonly Field[]): Json {
  return Object.fromEntries(
    asked.flatMap((field) => {
      const read = all[field.name];
      return read ? [[field.name, read(field)]] : [];
    }),
  );
}

/** Reads a list of fields with their own fields in braces. */
function parse(text: string): readonly Field[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const sign of text) {
    if (sign === "{" || sign === "(") depth++;
    if (sign === "}" || sign === ")") depth--;
    if (sign === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += sign;
  }
  return [...parts, part].filter(Boolean).map((one) => {
    const [, name = "", , limit, inner] = /^\s*(\w+)(\.limit\((\d+)\))?\s*(?:\{(.*)\})?\s*$/s.exec(one) ?? [];
    return { name, ...(limit ? { limit: Number(limit) } : {}), fields: inner ? parse(inner) : [] };
  });
}
