/** The channels that the contract is tried on. */
import { fakeSide } from "../fake/side.ts";
import { instagramSide } from "../support/instagram-side.ts";
import { messengerSide, type Side } from "../support/side.ts";
import { world } from "../support/world.ts";

type Sides = readonly (readonly [name: string, make: () => Side])[];

/** Those whose platform tells what became of a message in order, and when the test says so. */
export const ORDERLY: Sides = [
  ["Messenger", () => messengerSide(world({ rates: "off" }))],
  ["the fake channel", () => fakeSide()],
  ["Instagram", () => instagramSide()],
];

export const SIDES: Sides = [
  ...ORDERLY,
  ["the fake channel, its statuses backwards, twice and before the answer", () => fakeSide("messy")],
];

export const answer = (words: string): string => `You said: "${words}". How can I help you today?`;
