/** The readers of the kinds of items that Meta's channels have in common: JSON becomes an event's fields. Pure. */
import type { ControlEvent } from "../../../model/events.ts";
import { startOf } from "../../../model/split.ts";
import { type Fields, fields, filled, given, json, number, text, time } from "../values.ts";
import type { Context, Details, Readers } from "./details.ts";
import { referral } from "./message.ts";

const DAY = 86_400_000;
/** The start of Messenger's bots in April 2016: no event is older. */
const BOTS_SINCE = Date.UTC(2016, 3, 12);
const RAW = 32_768;
/** The keys that every item has: they do not tell the kind. */
const COMMON: ReadonlySet<string> = new Set(["sender", "recipient", "timestamp"]);

/** The readers of items that every channel has; what a message is, each channel says. */
export const ITEMS_OF_ALL: Readers = [
  ["read", read],
  ["message_edit", edit],
  ["reaction", reaction],
  ["referral", (value) => ({ kind: "referral", referral: referral(value) })],
  ["pass_thread_control", (value) => control("pass", value)],
  ["take_thread_control", (value) => control("take", value)],
  ["request_thread_control", request],
];

/** Reads an item by the first reader that understands it. */
export function readAny(readers: Readers, item: Fields, context: Context): Details | undefined {
  for (const [key, read] of readers) {
    const value = fields(item[key]);
    const details = value && read(value, context);
    if (details) return details;
  }
  return undefined;
}

/** Makes an `unknown` event. Its names are cut like the text: both are stored. */
export function unknown(value: unknown): Extract<Details, { kind: "unknown" }> {
  const names = Object.keys(fields(value) ?? {}).filter((name) => !COMMON.has(name));
  const keys = names.slice(0, 32).map((name) => startOf(name, 100));
  return { kind: "unknown", keys, raw: startOf(json(value), RAW) };
}

/** Returns a timestamp that can be true; the time of arrival in place of any other. */
export function plausible(timestamp: unknown, now: number): number {
  const at = time(timestamp);
  return at === undefined || at < BOTS_SINCE || at > now + DAY ? now : at;
}

function read(value: Fields, { now }: Context): Details {
  const watermark = value["watermark"] ?? undefined;
  return given({
    kind: "receipt",
    status: "read",
    watermark: watermark === undefined ? undefined : plausible(watermark, now),
    mid: filled(value["mid"]),
  });
}

function edit(value: Fields): Details | undefined {
  const mid = filled(value["mid"]);
  const words = text(value["text"]);
  if (mid === undefined || words === undefined) return undefined;
  return { kind: "edit", mid, text: words, edits: number(value["num_edit"]) ?? 1 };
}

function reaction(value: Fields): Details | undefined {
  const mid = filled(value["mid"]);
  const action = value["action"];
  if (mid === undefined || (action !== "react" && action !== "unreact")) return undefined;
  return given({ kind: "reaction", mid, action, reaction: text(value["reaction"]), emoji: text(value["emoji"]) });
}

function control(action: ControlEvent["action"], value: Fields): Details {
  return given({
    kind: "control",
    action,
    from: app(value["previous_owner_app_id"]),
    to: app(value["new_owner_app_id"]),
    metadata: text(value["metadata"]),
  });
}

function request(value: Fields): Details {
  const to = app(value["requested_owner_app_id"]);
  return given({ kind: "control", action: "request", to, metadata: text(value["metadata"]) });
}

/** Reads an app's id. No app is null in some deliveries and "null" in others. */
function app(value: unknown): string | null | undefined {
  return value === null || value === "null" ? null : filled(value);
}
