/** The decoding of a delivery: each event's conversation, id and time. A channel's readers read the events themselves. */
import { digest } from "../../../digest.ts";
import type { Event, Inbound } from "../../../model/events.ts";
import { headOf } from "../../../model/head.ts";
import { startOf } from "../../../model/split.ts";
import { type Fields, fields, filled, given, json, list, text } from "../values.ts";
import type { Context, Details } from "./details.ts";
import { plausible, unknown } from "./items.ts";
import { about } from "./message.ts";

/** The readers of a channel, and the rules by which its deliveries differ. */
export interface Dialect {
  /** Reads an item of `messaging` or `standby`. `undefined`: this version does not know it. */
  readonly readItem: (item: Fields, context: Context) => Details | undefined;
  /**
   * Reads an item of `changes`. `undefined`: this version does not know it, or it is an item of `messaging`; null: it
   * tells a bot nothing.
   */
  readonly readChange: (change: Fields, account: string | undefined) => Details | null | undefined;
  /** The kinds of events about the account as a whole, also when a person is named beside it. */
  readonly ofAccount: ReadonlySet<string>;
  /** Puts an entry right before anything of it is read; null: nothing of it is meant. Missing: all are. */
  readonly entry?: (entry: Fields) => Fields | null;
}

/** Names the kind of an event; one that a channel alone has, by its own name. */
const kindOf = (details: Details): string => (details.kind === "platform" ? details.name : details.kind);

/** The longest part of an id that is kept as it is: ids are stored and compared. */
const LONGEST_MID = 500;
const LONGEST_DETAIL = 40;
/**
 * The form of an account's id. One with the sign that separates the parts of an object's name, or without an end, is
 * refused.
 */
const ACCOUNT = /^[^:]{1,300}$/;
/** The most bytes of an event as JSON. Meta's are far smaller; a row of a Durable Object takes twice as much. */
export const LARGEST_EVENT = 1_000_000;

/** The entry of an item: its account and time, the kind of its list, and the time of arrival. */
interface Arrival {
  readonly entryId: string | undefined;
  readonly entryTime: unknown;
  readonly standby: boolean;
  readonly now: number;
  readonly dialect: Dialect;
}

/**
 * Decodes a delivery into its events, in order: each entry's `messaging`, `standby` and `changes`, and an entry that is
 * a change itself. Pure, and never throws for any JSON value. An item that is not understood becomes an `unknown` event.
 * @param body the parsed JSON of the delivery
 * @param now the time of arrival, in milliseconds: stands in where Meta gave no usable timestamp
 */
export function decodeDelivery(body: unknown, now: number, dialect: Dialect): Inbound[] {
  return list(fields(body)?.["entry"]).flatMap((value) => {
    const given = fields(value);
    const entry = given && dialect.entry ? dialect.entry(given) : given;
    return entry ? decodeEntry(entry, now, dialect) : [];
  });
}

function decodeEntry(entry: Fields, now: number, dialect: Dialect): Inbound[] {
  const arrival: Arrival = { entryId: filled(entry["id"]), entryTime: entry["time"], standby: false, now, dialect };
  const flat = entry["field"] === undefined ? [] : [{ field: entry["field"], value: entry["value"] }];
  return [
    ...list(entry["messaging"]).map((item) => decodeItem(item, arrival)),
    ...list(entry["standby"]).map((item) => decodeItem(item, { ...arrival, standby: true })),
    ...[...list(entry["changes"]), ...flat].flatMap((change) => decodeChange(change, arrival)),
  ];
}

/** Decodes a change. Meta documents some items of `messaging` as the value of a change, and sends both forms. */
function decodeChange(change: unknown, arrival: Arrival): Inbound | [] {
  const known = fields(change);
  const details = known && arrival.dialect.readChange(known, arrival.entryId);
  if (details === null) return [];
  const item = fields(known?.["value"]);
  if (!details && item && isItem(item)) return decodeItem(item, arrival);
  const account = arrival.entryId ?? "";
  const found = { account, person: details === undefined ? null : writerOf(details) };
  return inbound(details ?? unknownChange(change), found, change, arrival.entryTime, arrival);
}

/** Names a person who wrote in public by their post or comment: their id in chats is told only with the answer to it. */
function writerOf(details: Details): string | null {
  if (details.kind !== "comment") return null;
  return details.commentId === undefined ? `post:${details.postId}` : `comment:${details.commentId}`;
}

function isItem(value: Fields): boolean {
  return fields(value["sender"]) !== undefined || fields(value["recipient"]) !== undefined;
}

/** Makes an `unknown` event of a change. All changes have the same two keys, so its `field` is kept in their place. */
function unknownChange(change: unknown): Details {
  const details = unknown(change);
  const field = filled(fields(change)?.["field"]);
  return field === undefined ? details : { ...details, keys: [startOf(field, 100)] };
}

function decodeItem(value: unknown, arrival: Arrival): Inbound {
  const item = fields(value) ?? {};
  const isEcho = fields(item["message"])?.["is_echo"] === true;
  const sender = idOf(item["sender"]);
  const account = arrival.entryId ?? (isEcho ? sender : idOf(item["recipient"])) ?? "";
  const fromAccount = isEcho || (sender !== undefined && sender === account);
  const person = fromAccount ? recipientOf(item) : (sender ?? userRefIn(item));
  const known = arrival.dialect.readItem(item, { fromAccount, now: arrival.now });
  // A person who sends something that is not understood waits for an answer all the same.
  const byPerson = !fromAccount && !arrival.standby && person !== undefined;
  const said = byPerson ? (fields(item["message"]) ?? fields(item["postback"]) ?? {}) : {};
  const details = known ?? { ...unknown(value), ...(byPerson && { byPerson, ...about(said) }) };
  const whole = fromAccount ? details : withPrior(details, fields(item["prior_message"]));
  return inbound(whole, { account, person: person ?? null }, value, item["timestamp"], arrival);
}

/** Adds the earlier name of a person to the first thing that they write. Third party: it stands beside the message. */
function withPrior(details: Details, prior: Fields | undefined): Details {
  const identifier = filled(prior?.["identifier"]);
  if (identifier === undefined) return details;
  if (details.kind !== "message" && details.kind !== "tap" && details.kind !== "unknown") return details;
  return { ...details, prior: given({ source: filled(prior?.["source"]), identifier }) };
}

function idOf(party: unknown): string | undefined {
  return filled(fields(party)?.["id"]);
}

function recipientOf(item: Fields): string | undefined {
  return idOf(item["recipient"]) ?? userRefIn(item);
}

/** Returns the name of a person who came through a plugin and has not written yet. */
function userRefIn(item: Fields): string | undefined {
  const parties = [item["sender"], item["optin"], item["recipient"]];
  const reference = parties.map((party) => filled(fields(party)?.["user_ref"])).find((one) => one !== undefined);
  return reference === undefined ? undefined : `user_ref:${reference}`;
}

function inbound(
  details: Details,
  found: Pick<Inbound, "account" | "person">,
  source: unknown,
  timestamp: unknown,
  { standby, now, dialect }: Arrival,
): Inbound {
  const account = ACCOUNT.test(found.account) ? storable(found.account) : "";
  const person = dialect.ofAccount.has(kindOf(details)) || found.person === null ? null : storable(found.person);
  const id = storable(
    idByName(details, timestamp) ??
      // The timestamp too: a change has none inside, and its content may become true again years later.
      `${kindOf(details)}:${digest(JSON.stringify([kindOf(details), account, person, text(timestamp)]) + json(source))}`,
  );
  const event: Event = { ...details, id, at: plausible(timestamp, now), ...(standby && { standby }) };
  return { account, person, event: headOf(event, LARGEST_EVENT) };
}

/** Makes the id of an event that Meta itself gave a name to. */
function idByName(details: Details, timestamp: unknown): string | undefined {
  switch (details.kind) {
    case "message":
      return bare(short(details.mid, LONGEST_MID));
    case "tap": {
      if (details.mid === undefined) return undefined;
      const mid = short(details.mid, LONGEST_MID);
      return details.source === "quick_reply" ? bare(mid) : `postback:${mid}`;
    }
    case "echo":
    case "deleted":
      return `${details.kind}:${short(details.mid, LONGEST_MID)}`;
    case "comment": {
      const { commentId, postId = "" } = details;
      return commentId === undefined
        ? `post:${short(postId, LONGEST_MID)}`
        : `comment:${short(commentId, LONGEST_MID)}`;
    }
    case "edit":
      return `edit:${short(details.mid, LONGEST_MID)}:${details.edits}`;
    case "reaction": {
      // The timestamp as it came: the time of arrival would be another one when the reaction is delivered again.
      // The chosen emoji only as its digest: ids stand in lists.
      const chosen = details.emoji ?? details.reaction;
      const mark = chosen === undefined ? "" : digest(chosen).slice(0, 8);
      const parts = [short(details.action, LONGEST_DETAIL), mark, short(text(timestamp) ?? "", LONGEST_DETAIL)];
      return `reaction:${short(details.mid, LONGEST_MID)}:${parts.join(":")}`;
    }
    default:
      return undefined;
  }
}

/** Makes a message's id: its name alone. Meta's do not begin as the ids of other kinds do; one that does gets a prefix. */
function bare(mid: string): string {
  return /^[a-z_]+:/i.test(mid) ? `message:${mid}` : mid;
}

/** Escapes half a surrogate pair: it would be stored as U+FFFD, and two ids that differ in one would become the same. */
function storable(id: string): string {
  return id.isWellFormed() ? id : JSON.stringify(id).slice(1, -1);
}

/** Returns the text, or its digest where it is too long. */
function short(text: string, longest: number): string {
  return text.length > longest ? digest(text) : text;
}
