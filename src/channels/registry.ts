/** Every channel of this Worker, by its name and by the `object` of its deliveries. A new one is a folder and a line here. */
import type { ChannelName } from "../model/content.ts";
import type { Channel } from "./channel.ts";
import { instagram } from "./instagram/channel.ts";
import { messenger } from "./messenger/channel.ts";

const channels = new Map<string, Channel>();

/** Adds a channel. Tests have one of their own. @throws TypeError where the name or the object is taken */
export function register(channel: Channel): void {
  const taken = channels.has(channel.name) || channelOf(channel.object) !== undefined;
  if (taken) throw new TypeError(`A channel "${channel.name}", or one of "${channel.object}", is registered already.`);
  channels.set(channel.name, channel);
}

/** Returns the channel of a name. @throws TypeError when there is none */
export function channelNamed(name: ChannelName): Channel {
  const channel = channels.get(name);
  if (channel === undefined) throw new TypeError(`There is no channel "${name}".`);
  return channel;
}

export const isChannelName = (name: unknown): name is ChannelName => typeof name === "string" && channels.has(name);

/** Returns all channels. */
export function allChannels(): readonly Channel[] {
  return [...channels.values()];
}

/** Returns the channel of a delivery, by its `object`; undefined when it is none of ours. */
export function channelOf(object: unknown): Channel | undefined {
  return allChannels().find((channel) => channel.object === object);
}

register(messenger);
register(instagram);
