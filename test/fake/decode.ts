/** Deliveries of the fake platform, in the words of the project. Pure; what is not understood becomes an unknown event. */
import { type Event, type Inbound, LONGEST_ID } from "../../src/model/events.ts";
import { STATUSES, type StatusName } from "./wire.ts";

type Fields = Readonly<Record<string, unknown>>;

/** @param now stands in where a time is missing */
export function decode(body: unknown, now: number): Inbound[] {
  return list(fields(body)["entry"]).flatMap((entry) => {
    const account = text(entry["account"]);
    if (account === undefined) return [];
    const messages = list(entry["messages"]).map((item) => inbound(account, item["from"], message(item, now)));
    const statuses = list(entry["statuses"]).map((item) => inbound(account, item["to"], status(item, now)));
    return [...messages, ...statuses];
  });
}

const inbound = (account: string, person: unknown, event: Event): Inbound => ({
  account,
  person: text(person) ?? null,
  event,
});

function message(item: Fields, now: number): Event {
  const id = text(item["id"]);
  const words = text(item["text"]);
  if (id === undefined || words === undefined) return unknown(item, now);
  return { kind: "message", id, mid: id, at: time(item, now), text: words, attachments: [] };
}

function status(item: Fields, now: number): Event {
  const mid = text(item["id"]);
  const name = STATUSES.find((one) => one === item["status"]);
  if (mid === undefined || name === undefined) return unknown(item, now);
  const part = text(item["reference"]);
  return {
    kind: "receipt",
    id: `${mid}:${name}`,
    at: time(item, now),
    status: name,
    mid,
    ...(part === undefined ? {} : { part }),
    ...failure(name, fields(item["error"])),
  };
}

function failure(name: StatusName, { code, message: why }: Fields) {
  if (name !== "failed" || typeof code !== "number") return {};
  return { failure: { code, why: text(why) ?? "The platform gave no reason." } };
}

function unknown(item: Fields, now: number): Event {
  const raw = JSON.stringify(item);
  return { kind: "unknown", id: `unknown:${raw}`.slice(0, LONGEST_ID), at: now, keys: Object.keys(item), raw };
}

const time = ({ at }: Fields, now: number): number => (typeof at === "string" ? Number(at) * 1_000 : now);

const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
