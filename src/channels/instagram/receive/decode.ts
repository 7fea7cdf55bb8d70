/** The decoding of Instagram's deliveries, and what has to be put right in an entry before it is read. */
import type { EventKind, Inbound } from "../../../model/events.ts";
import { type Dialect, decodeDelivery } from "../../meta/receive/delivery.ts";
import { type Fields, fields, filled, list } from "../../meta/values.ts";
import type { AccountEvents } from "../events.ts";
import { readChange, readItem } from "./items.ts";
import { withoutStories } from "./stories.ts";

/** The account that the test button of the App Dashboard names. Third party. */
const NO_ACCOUNT = "0";

const INSTAGRAM: Dialect = {
  readItem,
  readChange,
  ofAccount: new Set<EventKind | keyof AccountEvents>(["mention"]),
  entry,
};

/**
 * Decodes a delivery of Instagram accounts into its events, in order. Pure, and never throws.
 * @param body the parsed JSON of the delivery
 * @param now the time of arrival, in milliseconds: stands in where Meta gave no usable timestamp
 */
export const decode = (body: unknown, now: number): Inbound[] => decodeDelivery(body, now, INSTAGRAM);

/** Takes the stories out of an entry, and names its account. Null for the dashboard's test, which is about nobody. */
function entry(value: Fields): Fields | null {
  const id = filled(value["id"]);
  if (id === NO_ACCOUNT) return null;
  const [messaging, standby] = [list(value["messaging"]), list(value["standby"])].map((all) => all.map(withoutStories));
  return {
    ...value,
    id: accountOf(id, [...(messaging ?? []), ...(standby ?? [])]),
    messaging,
    standby,
    changes: list(value["changes"]).map(changed),
    ...("field" in value && { value: withoutStories(value["value"]) }),
  };
}

function changed(change: unknown): unknown {
  const known = fields(change);
  return known && "value" in known ? { ...known, value: withoutStories(known["value"]) } : change;
}

/** Names the account of an entry. Where its id is neither party's, as in some of Meta's samples, the receiver is it. */
function accountOf(id: string | undefined, items: readonly unknown[]): string | undefined {
  const item = items.map(fields).find((one) => one?.["sender"] !== undefined && one["recipient"] !== undefined);
  const sender = filled(fields(item?.["sender"])?.["id"]);
  const recipient = filled(fields(item?.["recipient"])?.["id"]);
  if (sender === undefined || recipient === undefined || id === sender || id === recipient) return id;
  return fields(item?.["message"])?.["is_echo"] === true ? sender : recipient;
}
