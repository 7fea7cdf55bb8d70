import type { ChannelName } from "../model/content.ts";
import type { Channel } from "./channel.ts";
import { messenger } from "./messenger/channel.ts";

/** Every channel of this Worker. A new one is a folder and a line here. */
const CHANNELS: Readonly<Record<ChannelName, Channel>> = { messenger };

export function channelNamed(name: ChannelName): Channel {
  return CHANNELS[name];
}

export const isChannelName = (name: unknown): name is ChannelName =>
  typeof name === "string" && Object.hasOwn(CHANNELS, name);

/** The names of all channels. */
export const channelNames: readonly string[] = Object.keys(CHANNELS);

/** The channel of a delivery, by its `object`; undefined when it is none of ours. */
export function channelOf(object: unknown): Channel | undefined {
  return Object.values(CHANNELS).find((channel) => channel.object === object);
}
