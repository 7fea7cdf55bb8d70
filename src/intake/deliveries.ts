/** The deliveries in a body, each with the channel that decodes it. Nothing is verified here. */
import type { Channel } from "../channels/channel.ts";
import { parseExact } from "../channels/meta/json.ts";
import { channelOf } from "../channels/registry.ts";

/** A delivery of one channel. */
export interface ChannelDelivery {
  readonly channel: Channel;
  readonly delivery: unknown;
}

/**
 * Reads a body: one delivery, or a list of them. Null: one of them is of no channel here.
 * @throws SyntaxError when it is no JSON
 */
export function deliveriesIn(body: Uint8Array<ArrayBuffer>): readonly ChannelDelivery[] | null {
  const read: unknown = parseExact(new TextDecoder().decode(body));
  const found = (Array.isArray(read) ? read : [read]).map((delivery: unknown) => ({
    channel: channelOf((delivery as { readonly object?: unknown } | null)?.object),
    delivery,
  }));
  const known = found.filter((one): one is ChannelDelivery => one.channel !== undefined);
  return known.length === found.length && known.length > 0 ? known : null;
}
