/** How often what may be done, as Meta counts it: over the last second, hour or day, on the simulated clock. */

import type { Mark } from "../../src/channels/adapt/limit.ts";
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { type Refusal, type RefusalName, refuse } from "./refusals.ts";

interface Rate {
  readonly max: number;
  /** In milliseconds. */
  readonly period: number;
  readonly refusal: RefusalName;
  readonly what: string;
  /** How well the number is known; the refusal has a mark of its own. */
  readonly mark: Mark;
  readonly source: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOURCE = "Messenger Platform, rate limits, 2026-03-23";

export const RATES = {
  messages: {
    max: LIMITS.messageRate.max,
    period: SECOND,
    refusal: "pageRate",
    what: "texts, links, reactions, stickers and everything else that is no audio or video, for each Page",
    mark: LIMITS.messageRate.mark,
    source: LIMITS.messageRate.source,
  },
  media: {
    max: LIMITS.mediaRate.max,
    period: SECOND,
    refusal: "pageRate",
    what: "audio and video, for each Page",
    mark: LIMITS.mediaRate.mark,
    source: LIMITS.mediaRate.source,
  },
  app: {
    max: 200,
    period: DAY,
    refusal: "appRate",
    what: "calls of the app, for each person whom the Page can message",
    mark: "documented",
    source: SOURCE,
  },
  conversations: {
    max: 2,
    period: SECOND,
    refusal: "businessRate",
    what: "calls of the Conversations API, for each Page",
    mark: "documented",
    source: SOURCE,
  },
  privateReplies: {
    max: 750,
    period: HOUR,
    refusal: "businessRate",
    what: "private replies, for each Page",
    mark: "documented",
    source: SOURCE,
  },
  profile: {
    max: LIMITS.profileCalls.max,
    period: 10 * MINUTE,
    refusal: "pageRate",
    what: "calls of `messenger_profile`, for each Page",
    mark: LIMITS.profileCalls.mark,
    source: LIMITS.profileCalls.source,
  },
  userSettings: {
    max: LIMITS.profileCalls.max,
    period: 10 * MINUTE,
    refusal: "pageRate",
    what: "calls of `custom_user_settings`, for each person",
    mark: "documented",
    source: LIMITS.profileCalls.source,
  },
} as const satisfies Record<string, Rate>;

export type RateName = keyof typeof RATES;

/** `off`, or other numbers than Meta's. */
export type RateOption = "off" | Readonly<Partial<Record<RateName, number>>>;

export interface RatesOptions {
  readonly rates?: RateOption | undefined;
  readonly now: () => number;
  /** How many people the Page can message. */
  readonly engaged: () => number;
}

export class Rates {
  readonly #options: RatesOptions;
  /** When each was used within its period, oldest first. */
  readonly #uses = new Map<string, number[]>();

  constructor(options: RatesOptions) {
    this.#options = options;
  }

  /** Counts one use, or says why it is one too many. What is refused does not count. */
  use(name: RateName, whose = ""): Refusal | undefined {
    if (this.#options.rates === "off") return undefined;
    const uses = this.#recent(name, whose);
    if (uses.length >= this.#max(name)) return refuse(RATES[name].refusal);
    uses.push(this.#options.now());
    return undefined;
  }

  /** How much of the app's day is used, in percent, and how many minutes it takes until there is room again. */
  get day(): { readonly percent: number; readonly minutes: number } {
    if (this.#options.rates === "off") return { percent: 0, minutes: 0 };
    const uses = this.#recent("app", "");
    const max = this.#max("app");
    const oldest = uses[0];
    const left = uses.length < max || oldest === undefined ? 0 : oldest + RATES.app.period - this.#options.now();
    return { percent: max === 0 ? 100 : Math.floor((uses.length / max) * 100), minutes: Math.ceil(left / MINUTE) };
  }

  #max(name: RateName): number {
    const { rates, engaged } = this.#options;
    const max = (rates === "off" ? undefined : rates?.[name]) ?? RATES[name].max;
    return name === "app" ? max * engaged() : max;
  }

  #recent(name: RateName, whose: string): number[] {
    const key = `${name} ${whose}`;
    const uses = this.#uses.get(key) ?? [];
    const since = this.#options.now() - RATES[name].period;
    const old = uses.findIndex((at) => at > since);
    uses.splice(0, old < 0 ? uses.length : old);
    this.#uses.set(key, uses);
    return uses;
  }
}
