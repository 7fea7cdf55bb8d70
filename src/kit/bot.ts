import type { Event, MessageEvent, TapEvent } from "../content/events.ts";
import { type Action, bySpecificity, type Parameters } from "./action.ts";
import { type Context, createContext, type ErrorContext } from "./context.ts";
import { type Duration, milliseconds } from "./duration.ts";
import { GET_STARTED, HEARD_NAMES, type Heard, type HeardName, hearing, isAddressedToBot } from "./heard.ts";
import type { Runnable, Stored, TurnInput, TurnResult } from "./turn.ts";

/**
 * A handler may run more than once for the same event (after a crash, after a failure). What it says and remembers
 * happens once all the same; wrap any other effect in `c.once`.
 */
export type Handler<C> = (c: C) => unknown;

export interface BotOptions<State> {
  /** What the bot remembers of each person, as JSON. */
  readonly state?: {
    /** Raise it when the shape changes, and give `migrate`. */
    readonly version: number;
    readonly initial: () => State;
    /** Turns what an older version stored into today's shape. */
    readonly migrate?: (old: unknown, version: number) => State;
  };
  readonly human?: {
    /** How long the bot is silent after the last word of a person who answers from the Page's inbox. Default `30m`. */
    readonly quiet?: Duration;
  };
}

/** What a message must look like to be heard: a word or sentence (all of it, case ignored), or a pattern. */
export type Heardable = string | RegExp | readonly (string | RegExp)[];

/**
 * A bot: a list of handlers. For each event exactly one of them runs, found in this fixed order: the action that was
 * tapped, `hears` in the order of writing, `on(kind)`, `otherwise`.
 */
export interface Bot<State> extends Runnable {
  /** Answers a tap on an action's buttons. `c.params` has the parameters of its pattern. */
  on<Pattern extends string>(
    tapped: Action<Pattern>,
    handler: Handler<Context<State, TapEvent> & { readonly params: Parameters<Pattern> }>,
  ): void;
  /** Answers a kind of event. `c.event` has its type. */
  on<Name extends HeardName>(name: Name, handler: Handler<Context<State, Heard[Name]>>): void;
  /** Answers a text. A string must be the whole text (case and outer spaces ignored); a RegExp may match anywhere. */
  hears(what: Heardable, handler: Handler<Context<State, MessageEvent & { readonly text: string }>>): void;
  /** Answers texts, taps and attachments that nothing else answers. `c.stale` tells a tap that nobody knows any more. */
  otherwise(handler: Handler<Context<State, MessageEvent | TapEvent>>): void;
  /** Speaks when a handler failed for good. */
  onError(handler: (c: ErrorContext<State>, error: unknown) => unknown): void;
}

/**
 * Makes a bot.
 * @example
 * const bot = createBot({ state: { version: 1, initial: () => ({ visits: 0 }) } });
 * bot.hears(/hello/i, (c) => c.say(`Hello! Visit ${++c.state.visits}.`));
 */
export function createBot<State = Record<string, never>>(options: BotOptions<State> = {}): Bot<State> {
  if (options.state !== undefined && !(Number.isInteger(options.state.version) && options.state.version >= 1)) {
    throw new TypeError(`createBot({ state }): the version is ${options.state.version}; count from 1.`);
  }
  const taps: { readonly action: Action; readonly handler: Handler<never> }[] = [];
  const texts: { readonly patterns: readonly (string | RegExp)[]; readonly handler: Handler<never> }[] = [];
  const kinds = new Map<HeardName, Handler<never>>();
  let rest: Handler<never> | undefined;
  let sorry: ((c: ErrorContext<State>, error: unknown) => unknown) | undefined;

  const find = (event: Event): Found | undefined => {
    if (event.standby === true) return undefined;
    const { names, view } = hearing(event);
    if (event.kind === "tap" && event.payload !== undefined) {
      for (const { action, handler } of taps) {
        const params = action.read(event.payload);
        if (params !== null) return { handler, view, params };
      }
    }
    if (event.kind === "message" && event.text !== undefined && names[0] === "text") {
      const { text } = event;
      const heard = texts.find(({ patterns }) => patterns.some((pattern) => matches(pattern, text)));
      if (heard !== undefined) return { handler: heard.handler, view };
    }
    const name = names.find((candidate) => kinds.has(candidate));
    const handler = name === undefined ? undefined : kinds.get(name);
    if (handler !== undefined) return { handler, view };
    if (rest === undefined || !isAddressedToBot(event)) return undefined;
    return { handler: rest, view: event, stale: isStale(event) };
  };

  const run = async (input: TurnInput): Promise<TurnResult> => {
    const found = find(input.event);
    const stored = current(options.state, input.stored);
    const { context, result } = createContext(input, stored, found ?? { view: input.event });
    await found?.handler(context as never);
    return result();
  };

  return {
    quietMs: milliseconds(options.human?.quiet ?? "30m"),
    answers: (event) => find(event) !== undefined,
    run,
    async apologise(input, error) {
      const { context, result } = createContext(input, current(options.state, input.stored), { view: input.event });
      await sorry?.(context as unknown as ErrorContext<State>, error);
      return result();
    },
    on(what: Action | HeardName, handler: Handler<never>) {
      if (typeof what === "string") {
        if (!HEARD_NAMES.includes(what)) {
          throw new TypeError(
            `bot.on("${what}"): there is no such kind of event. There are: ${HEARD_NAMES.join(", ")}.`,
          );
        }
        if (kinds.has(what)) throw new TypeError(`bot.on("${what}") stands twice. One handler answers; join the two.`);
        kinds.set(what, handler);
        return;
      }
      if (taps.some(({ action }) => action.pattern === what.pattern)) {
        throw new TypeError(`bot.on(action("${what.pattern}")) stands twice. One handler answers; join the two.`);
      }
      taps.push({ action: what, handler });
      taps.sort((left, right) => bySpecificity(left.action, right.action));
    },
    hears(what: Heardable, handler: Handler<never>) {
      texts.push({ patterns: typeof what === "string" || what instanceof RegExp ? [what] : what, handler });
    },
    otherwise(handler: Handler<never>) {
      if (rest !== undefined) throw new TypeError("bot.otherwise() stands twice. One handler answers; join the two.");
      rest = handler;
    },
    onError(handler) {
      if (sorry !== undefined) throw new TypeError("bot.onError() stands twice. One handler answers; join the two.");
      sorry = handler;
    },
  };
}

/** A tap whose action is gone. Get Started, and a phone or e-mail that Messenger filled in, are no action's. */
function isStale(event: Event): boolean {
  if (event.kind !== "tap" || event.payload === GET_STARTED) return false;
  return event.source !== "quick_reply" || event.payload !== event.title;
}

interface Found {
  readonly handler: Handler<never>;
  readonly view: unknown;
  readonly params?: Readonly<Record<string, string>>;
  readonly stale?: boolean;
}

function matches(pattern: string | RegExp, text: string): boolean {
  if (typeof pattern === "string") return text.trim().toLowerCase() === pattern.trim().toLowerCase();
  pattern.lastIndex = 0; // a pattern with the flag g would go on where it stopped at the last message
  return pattern.test(text);
}

/** The state that a turn starts from: today's shape, whatever was stored. */
function current<State>(options: BotOptions<State>["state"], stored: Stored | null): Stored {
  if (options === undefined) return stored ?? { version: 0, data: {} };
  const { version, initial, migrate } = options;
  // Version 0 is from a time when this bot had no state. A copy: `initial` may give the same object to everybody.
  if (stored === null || (stored.version === 0 && migrate === undefined)) {
    return { version, data: structuredClone(initial()) };
  }
  if (stored.version === version) return stored;
  if (migrate === undefined || stored.version > version) {
    throw new TypeError(
      `createBot({ state }): a person's state has version ${stored.version}, this bot has ${version}` +
        (stored.version > version ? ", which is older: deploy the newer bot again." : " and no migrate()."),
    );
  }
  return { version, data: migrate(stored.data, stored.version) };
}
