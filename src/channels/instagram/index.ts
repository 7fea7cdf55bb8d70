/** `edgewise/instagram`: what Instagram alone has: content, and events. */
import { EVENTS, type HeardEvents } from "./events.ts";

export { heart, native, post, products } from "./builders.ts";
export type { HeardEvents, InstagramEvents, StoryMention } from "./events.ts";

/**
 * The events that only Instagram has, for `bot.on`.
 * @example
 * bot.on(instagram.storyMention, (c) => c.say("Thank you for the mention!"));
 */
export const instagram: HeardEvents = EVENTS;
