/** The decoding of Messenger's deliveries. */
import type { EventKind, Inbound } from "../../../model/events.ts";
import { type Dialect, decodeDelivery } from "../../meta/receive/delivery.ts";
import type { PageEvents } from "../events.ts";
import { readChange, readItem } from "./items.ts";

const MESSENGER: Dialect = {
  readItem,
  readChange,
  ofAccount: new Set<EventKind | keyof PageEvents>(["policy", "template_status", "roles", "feed", "groupFeed"]),
};

/**
 * Decodes a delivery of a Page into its events, in order. Pure, and never throws.
 * @param body the parsed JSON of the delivery
 * @param now the time of arrival, in milliseconds: stands in where Meta gave no usable timestamp
 */
export const decode = (body: unknown, now: number): Inbound[] => decodeDelivery(body, now, MESSENGER);
