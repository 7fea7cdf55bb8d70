import { digest } from "../../../digest.ts";
import type { Event, EventKind, Inbound } from "../../../model/events.ts";
import { headOf } from "../../../model/head.ts";
import { startOf } from "../../../model/split.ts";
import { type Fields, fields, filled, given, json, list, text } from "../../meta/values.ts";
import type { PageEvents } from "../events.ts";
import type { Details } from "./details.ts";
import { plausible, readChange, readItem, unknown } from "./items.ts";
import { about } from "./message.ts";

/** What concerns the account as a whole, whoever is named beside it. */
const OF_ACCOUNT: ReadonlySet<string> = new Set<EventKind | keyof PageEvents>([
  ...(["policy", "template_status"] as const),
  ...(["roles", "feed", "groupFeed"] as const),
]);

/** What kind of event it is, those of Messenger alone by their names. */
const kindOf = (details: Details): string => (details.kind === "platform" ? details.name : details.kind);

/** Ids are stored and compared: no part of one may be longer than this. */
const LONGEST_MID = 500;
const LONGEST_DETAIL = 40;
/** An account's id is digits. What has the sign that parts an object's name, or no end, is nobody's id. */
const ACCOUNT = /^[^:]{1,300}$/;
/** Bytes of an event as JSON. Nothing that Meta sends comes near it; a row of a Durable Object takes twice as much. */
export const LARGEST_EVENT = 1_000_000;

/** Where an entry was found, and when. */
interface Arrival {
  readonly entryId: string | undefined;
  readonly entryTime: unknown;
  readonly standby: boolean;
  readonly now: number;
}

/**
 * Every event of a Messenger delivery, in its order: each entry's `messaging`, `standby` and `changes`. Pure, and never
 * throws for any JSON value. What is not understood becomes an `unknown` event.
 * @param body the parsed JSON of the delivery
 * @param now the time of arrival, in milliseconds: stands in where Meta gave no usable timestamp
 */
export function decode(body: unknown, now: number): Inbound[] {
  return list(fields(body)?.["entry"]).flatMap((value) => {
    const entry = fields(value);
    return entry ? decodeEntry(entry, now) : [];
  });
}

function decodeEntry(entry: Fields, now: number): Inbound[] {
  const arrival: Arrival = { entryId: filled(entry["id"]), entryTime: entry["time"], standby: false, now };
  return [
    ...list(entry["messaging"]).map((item) => decodeItem(item, arrival)),
    ...list(entry["standby"]).map((item) => decodeItem(item, { ...arrival, standby: true })),
    ...list(entry["changes"]).map((change) => decodeChange(change, arrival)),
  ];
}

/** Meta documents some items of `messaging` as the value of a change, and sends both forms. */
function decodeChange(change: unknown, arrival: Arrival): Inbound {
  const known = fields(change);
  const details = known && readChange(known, arrival.entryId);
  const item = fields(known?.["value"]);
  if (!details && item && isItem(item)) return decodeItem(item, arrival);
  const account = arrival.entryId ?? "";
  const found = { account, person: details === undefined ? null : writerOf(details) };
  return inbound(details ?? unknownChange(change), found, change, arrival.entryTime, arrival);
}

/** Whoever wrote on the Page is known by what they wrote: their id in Messenger is told with the answer to it. */
function writerOf(details: Details): string | null {
  if (details.kind !== "comment") return null;
  return details.commentId === undefined ? `post:${details.postId}` : `comment:${details.commentId}`;
}

function isItem(value: Fields): boolean {
  return fields(value["sender"]) !== undefined || fields(value["recipient"]) !== undefined;
}

/** All changes have the same two names: the field says what it is. */
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
  const fromPage = isEcho || (sender !== undefined && sender === account);
  const person = fromPage ? recipientOf(item) : (sender ?? userRefIn(item));
  const known = readItem(item, { fromPage, now: arrival.now });
  // Whoever sends something that is not understood waits for an answer all the same.
  const byPerson = !fromPage && !arrival.standby && person !== undefined;
  const said = byPerson ? (fields(item["message"]) ?? fields(item["postback"]) ?? {}) : {};
  const details = known ?? { ...unknown(value), ...(byPerson && { byPerson, ...about(said) }) };
  const whole = fromPage ? details : withPrior(details, fields(item["prior_message"]));
  return inbound(whole, { account, person: person ?? null }, value, item["timestamp"], arrival);
}

/** The first thing that somebody writes tells how they were called before. Third party: it stands beside the message. */
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

/** How somebody is called who came through a plugin and has not written yet. */
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
  { standby, now }: Arrival,
): Inbound {
  const account = ACCOUNT.test(found.account) ? storable(found.account) : "";
  const person = OF_ACCOUNT.has(kindOf(details)) || found.person === null ? null : storable(found.person);
  const id = storable(
    idByName(details, timestamp) ??
      // The timestamp too: a change has none inside, and what it tells may become true again years later.
      `${kindOf(details)}:${digest(JSON.stringify([kindOf(details), account, person, text(timestamp)]) + json(source))}`,
  );
  const event: Event = { ...details, id, at: plausible(timestamp, now), ...(standby && { standby }) };
  return { account, person, event: headOf(event, LARGEST_EVENT) };
}

/** The id of an event that Meta itself gave a name to. */
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
      // What was chosen only as its digest: ids stand in lists.
      const chosen = details.emoji ?? details.reaction;
      const mark = chosen === undefined ? "" : digest(chosen).slice(0, 8);
      const parts = [short(details.action, LONGEST_DETAIL), mark, short(text(timestamp) ?? "", LONGEST_DETAIL)];
      return `reaction:${short(details.mid, LONGEST_MID)}:${parts.join(":")}`;
    }
    default:
      return undefined;
  }
}

/** A message has its name alone for an id. None of Meta's begins as the ids of other kinds do; what does, is told apart. */
function bare(mid: string): string {
  return /^[a-z_]+:/i.test(mid) ? `message:${mid}` : mid;
}

/** Half a surrogate pair is stored as U+FFFD: two ids that differ in one would become the same. */
function storable(id: string): string {
  return id.isWellFormed() ? id : JSON.stringify(id).slice(1, -1);
}

/** The text, or its digest where it is too long. */
function short(text: string, longest: number): string {
  return text.length > longest ? digest(text) : text;
}
