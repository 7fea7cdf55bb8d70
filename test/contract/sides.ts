/** Every channel that the contract is tried on. */
import { fakeSide } from "../fake/side.ts";
import { instagramSide } from "../support/instagram-side.ts";
import { messengerSide, type Side } from "../support/side.ts";
import { world } from "../support/world.ts";

export const SIDES: readonly (readonly [name: string, make: () => Side])[] = [
  ["Messenger", () => messengerSide(world({ rates: "off" }))],
  ["the fake channel", () => fakeSide()],
  ["the fake channel, its statuses backwards, twice and before the answer", () => fakeSide("messy")],
  ["Instagram", () => instagramSide()],
];

export const answer = (words: string): string => `You said: "${words}". How can I help you today?`;
