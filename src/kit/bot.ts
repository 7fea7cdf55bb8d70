import type { Content } from "../content/content.ts";
import type { Event, MessageEvent, TapEvent } from "../content/events.ts";
import { type Action, bySpecificity, type Parameters } from "./action.ts";
import { type Context, createContext, type ErrorContext, type Found } from "./context.ts";
import { buildDialog, type DialogBuilder, newPlan, type Plan } from "./dialog.ts";
import { type Duration, milliseconds } from "./duration.ts";
import { GET_STARTED, HEARD_NAMES, type Heard, type HeardName, hearing, isAddressedToBot } from "./heard.ts";
import { type OptOutOptions, optOutOf, optWord } from "./opt-out.ts";
import { places } from "./places.ts";
import { replyOf } from "./questions.ts";
import { noteHandler } from "./registry.ts";
import { contentOf, IDLE, Session, tagOf } from "./session.ts";
import type { Signal } from "./signal.ts";
import { NewerStateError, type Runnable, type Stored, type TurnInput, type TurnResult } from "./turn.ts";

/**
 * A handler may run more than once for the same event (after a crash, after a failure). What it says and remembers
 * happens once all the same; wrap any other effect in `c.once`.
 */
export type Handler<C> = (c: C) => unknown;

/** Runs around every handler: call `next()` to go on, or do not. */
export type Middleware<State> = (c: Context<State, Event>, next: () => Promise<void>) => unknown;

export interface BotOptions<State> {
  /** What the bot remembers of each person, as JSON of at most 100,000 characters. */
  readonly state?: {
    /** Raise it when the shape changes, and give `migrate`. */
    readonly version: number;
    readonly initial: () => State;
    /** Turns what an older version stored into today's shape. Nothing is saved if it throws. */
    readonly migrate?: (old: unknown, version: number) => State;
    /** Somebody who has not been answered for this long starts from `initial` again. */
    readonly forget?: Duration;
  };
  /**
   * That this is automated, in your words. Said before the first answer, after a long silence (`silence`, default
   * `24h`), and when a person of the Page has spoken.
   */
  readonly disclose?: string | { readonly say: string; readonly silence: Duration };
  /** Stop and start words, with today's usual ones for `true`. */
  readonly optOut?: boolean | OptOutOptions;
  readonly human?: {
    /** How long the bot is silent after the last word of a person who answers from the Page's inbox. Default `30m`. */
    readonly quiet?: Duration;
  };
  /** How long an answer may wait to be sent before it is stale. Default `1h`; receipts a day. */
  readonly expires?: Duration;
  /** Folds texts that come within this time of each other into one turn. For bots that think long. Off by default. */
  readonly fold?: Duration;
  /** How long a handler may take, up to `5m`. Default `20s`. */
  readonly limit?: Duration;
  /** Said when a handler with a longer limit has said nothing for 20 seconds. */
  readonly patience?: string | Content;
}

/** What a message must look like to be heard: a word or sentence (all of it, case ignored), or a pattern. */
export type Heardable = string | RegExp | readonly (string | RegExp)[];

type HearsHandler<State> = Handler<Context<State, MessageEvent & { readonly text: string }>>;

/**
 * A bot: a list of handlers. For each event one of them runs, found in this fixed order: opt-out, a dialog's cancel,
 * `hears` marked `anywhere`, the action that was tapped, the open question, the options on offer, `hears` in the order
 * of writing, `on(kind)`, `otherwise`.
 */
export interface Bot<State> extends Runnable {
  /** Answers a tap on an action's buttons. `c.params` has the parameters of its pattern. */
  on<Pattern extends string>(
    tapped: Action<Pattern>,
    handler: Handler<Context<State, TapEvent> & { readonly params: Parameters<Pattern> }>,
  ): void;
  /** Answers a signal, with its data. */
  on<Data>(happened: Signal<Data>, handler: (c: Context<State, Event>, data: Data) => unknown): void;
  /** Answers a kind of event. `c.event` has its type. */
  on<Name extends HeardName>(name: Name, handler: Handler<Context<State, Heard[Name]>>): void;
  /** Answers a text. A string must be the whole text (case and outer spaces ignored); a RegExp may match anywhere. */
  hears(what: Heardable, handler: HearsHandler<State>): void;
  /** The same, with `anywhere`: also in the middle of a dialog, before its question reads the text. */
  hears(what: Heardable, options: { readonly anywhere: boolean }, handler: HearsHandler<State>): void;
  /** Answers texts, taps and attachments that nothing else answers. `c.stale` tells a tap that nobody knows any more. */
  otherwise(handler: Handler<Context<State, MessageEvent | TapEvent>>): void;
  /** Speaks when a handler failed for good. */
  onError(handler: (c: ErrorContext<State>, error: unknown) => unknown): void;
  /** Wraps every handler; the first one is the outermost. */
  use(middleware: Middleware<State>): void;
  /** Begins a dialog. End it with `done`, and start it with `c.start`. */
  dialog(name: string): DialogBuilder<Context<State, Event>, Record<never, never>>;
}

interface Route extends Found {
  readonly run: (context: never) => unknown;
  /** What stands in the bot's source for it, where `run` does not. */
  readonly from?: object;
}

interface Texts {
  readonly patterns: readonly (string | RegExp)[];
  readonly anywhere: boolean;
  readonly handler: (c: never) => unknown;
}

const LONGEST_LIMIT_MS = 300_000;
const SILENCE = "24h";

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
  const taps: { readonly action: Action; readonly handler: (c: never) => unknown }[] = [];
  const texts: Texts[] = [];
  const kinds = new Map<HeardName, (c: never) => unknown>();
  const signals = new Map<
    string,
    { readonly signal: Signal<unknown>; readonly handler: (c: never, data: never) => unknown }
  >();
  const plans = new Map<string, Plan>();
  const onion: Middleware<never>[] = [];
  const optOut = optOutOf(options.optOut);
  let rest: ((c: never) => unknown) | undefined;
  let sorry: ((c: never, error: unknown) => unknown) | undefined;

  const tapped = (payload: string | undefined, view: unknown): Route | undefined => {
    if (payload === undefined) return undefined;
    for (const { action, handler } of taps) {
      const params = action.read(payload);
      if (params !== null) return { run: handler, view, params };
    }
    return undefined;
  };

  const heard = (event: Event, anywhere: boolean): Route | undefined => {
    if (event.kind !== "message" || event.text === undefined || event.attachments.length > 0) return undefined;
    const { text } = event;
    const found = texts.find(
      (one) => (one.anywhere || !anywhere) && one.patterns.some((pattern) => matches(pattern, text)),
    );
    return found === undefined ? undefined : { run: found.handler, view: event };
  };

  const byKind = (event: Event): Route | undefined => {
    const { names, view } = hearing(event);
    const run = names.map((name) => kinds.get(name)).find((handler) => handler !== undefined);
    if (run !== undefined) return { run, view };
    return rest === undefined || !isAddressedToBot(event)
      ? undefined
      : { run: rest, view: event, stale: isStale(event) };
  };

  /** What the open dialog does with the event: cancels, or takes it as the answer. */
  const answered = (session: Session, event: Event): Route | undefined => {
    const { open } = session;
    const reply = replyOf(event);
    if (open === null || reply === null) return undefined;
    const { plan, question } = open;
    const reading = question.question.read(reply, tagOf(plan, question.key));
    if ("unrelated" in reading) return undefined;
    return {
      view: event,
      from: plan,
      run: async () => {
        session.moved = true;
        if ("wrong" in reading) return session.askAgain(plan, question, reading.wrong);
        const verdict = (await question.check?.(reading.answer as never, question.answers as never)) ?? true;
        if (verdict !== true) return session.askAgain(plan, question, verdict);
        session.advance(plan, { ...question.answers, [question.key]: reading.answer });
      },
    };
  };

  const canceled = (session: Session, event: Event): Route | undefined => {
    const { open } = session;
    if (open === null || event.kind !== "message" || event.text === undefined) return undefined;
    if (!open.plan.cancelWords.includes(event.text.trim().toLowerCase())) return undefined;
    return {
      view: event,
      from: open.plan,
      run: (c: never) => {
        session.close();
        session.moved = true;
        return open.plan.onCancel === undefined ? session.say("Canceled.") : open.plan.onCancel(c);
      },
    };
  };

  /** A typed title or number of what the bot's latest message offers counts as the tap. */
  const offered = (session: Session, event: Event): Route | undefined => {
    if (event.kind !== "message" || event.text === undefined || session.open !== null) return undefined;
    const typed = event.text.trim().toLowerCase();
    const offer = session.input.offers.find((one) =>
      one.number === undefined ? one.title.trim().toLowerCase() === typed : String(one.number) === typed,
    );
    if (offer === undefined) return undefined;
    const { id, at, mid } = event;
    const tap: TapEvent = { kind: "tap", source: "typed", id, at, mid, payload: offer.payload, title: offer.title };
    return tapped(offer.payload, tap);
  };

  const route = (session: Session): Route | undefined => {
    const { event } = session.input;
    return (
      canceled(session, event) ??
      heard(event, true) ??
      (event.kind === "tap" ? tapped(event.payload, event) : undefined) ??
      answered(session, event) ??
      offered(session, event) ??
      heard(event, false) ??
      byKind(event)
    );
  };

  /** Opt-out comes first of all; a signal has a handler of its own. */
  const routeOf = (session: Session): Route | undefined => {
    const { event } = session.input;
    if (event.kind === "signal") return signaled(session, event.name, event.data);
    const word = optOut === null ? null : optWord(event, optOut);
    if (optOut === null || word === null) return route(session);
    const isOut = session.memory.optOut !== undefined;
    if (word.is === "start" && !isOut) return route(session);
    return {
      view: event,
      run: () => {
        session.moved = true;
        if (word.is === "start") {
          session.remember({ optOut: undefined });
          session.say(optOut.started);
        } else if (!isOut) {
          session.close();
          session.remember({ optOut: { at: session.input.now, words: word.words } });
          session.say(optOut.stopped);
        }
      },
    };
  };

  const signaled = (session: Session, name: string, data: unknown): Route | undefined => {
    const { event } = session.input;
    // Whoever opted out hears only answers to their own messages.
    if (session.memory.optOut !== undefined) return undefined;
    if (name === IDLE) {
      const { dialog } = session.memory;
      const { dialog: about, asked } = data as { dialog: string; asked: number };
      const idle = plans.get(about)?.idle;
      const stillOpen = dialog?.name === about && dialog.asked === asked;
      // The question is asked again after it: what was to be tapped is gone from the screen otherwise.
      return idle === undefined || !stillOpen ? undefined : { view: event, run: idle.run };
    }
    const known = signals.get(name);
    if (known === undefined) return undefined;
    const run = (c: never) => known.handler(c, known.signal.shape.read(data) as never);
    return { view: event, run, from: known.handler };
  };

  const run = async (input: TurnInput): Promise<TurnResult> => {
    const session = new Session(input, current(options.state, input), plans);
    const before = session.open;
    const found = input.event.standby === true ? undefined : routeOf(session);
    if (found === undefined) return session.result();
    places.runs(input, found.from ?? found.run);
    await around(onion, createContext(session, found), () => found.run(createContext(session, found) as never));
    for (let rounds = 0; session.completed !== null && rounds < plans.size + 1; rounds++) {
      const { plan, answers } = session.completed;
      session.completed = null;
      if (plan.done !== undefined) places.runs(input, plan.done);
      await plan.done?.(createContext(session, { view: input.event }) as never, answers as never);
    }
    // An action tapped in the middle of a dialog has run: the question is asked again.
    if (before !== null && !session.moved && session.open?.question.key === before.question.key) {
      session.askAgain(before.plan, before.question);
    }
    disclose(session);
    return session.result();
  };

  const disclose = (session: Session): void => {
    if (session.said.length === 0) return;
    const { now, humanAt } = session.input;
    const { disclosed = 0, answered: last = 0 } = session.memory;
    session.remember({ answered: now });
    if (options.disclose === undefined) return;
    const { say, silence } =
      typeof options.disclose === "string" ? { say: options.disclose, silence: SILENCE as Duration } : options.disclose;
    if (disclosed !== 0 && now - last < milliseconds(silence) && humanAt <= disclosed) return;
    session.said.unshift({ say: contentOf(say) });
    session.remember({ disclosed: now });
  };

  const twice = (what: string) => new TypeError(`${what} stands twice. One handler answers; join the two.`);

  return {
    quietMs: milliseconds(options.human?.quiet ?? "30m"),
    foldMs: options.fold === undefined ? 0 : milliseconds(options.fold),
    expireMs: options.expires === undefined ? 0 : milliseconds(options.expires),
    limitMs: options.limit === undefined ? 0 : Math.min(milliseconds(options.limit), LONGEST_LIMIT_MS),
    patience: options.patience === undefined ? null : contentOf(options.patience),
    answers(event) {
      if (event.standby === true) return false;
      if (event.kind === "signal") return signals.has(event.name) || event.name === IDLE;
      if (event.kind === "message" && (optOut !== null || plans.size > 0)) return true;
      if (event.kind === "tap" && plans.size > 0) return true;
      const known = event.kind === "tap" ? tapped(event.payload, event) : heard(event, false);
      return (known ?? byKind(event)) !== undefined;
    },
    run,
    async apologise(input, error) {
      const session = new Session(input, current(options.state, input), plans);
      if (sorry !== undefined) places.runs(input, sorry);
      await sorry?.(createContext(session, { view: input.event }) as never, error);
      return session.result();
    },
    on(what: Action | Signal<unknown> | HeardName, handler: (c: never, data: never) => unknown) {
      places.note(handler);
      if (typeof what === "string") {
        if (!HEARD_NAMES.includes(what)) {
          throw new TypeError(
            `bot.on("${what}"): there is no such kind of event. There are: ${HEARD_NAMES.join(", ")}.`,
          );
        }
        if (kinds.has(what)) throw twice(`bot.on("${what}")`);
        kinds.set(what, handler as (c: never) => unknown);
        return;
      }
      if ("signal" in what) {
        if (signals.has(what.signal)) throw twice(`bot.on(signal("${what.signal}"))`);
        signals.set(what.signal, { signal: what, handler });
        return;
      }
      if (taps.some(({ action }) => action.pattern === what.pattern)) throw twice(`bot.on(action("${what.pattern}"))`);
      noteHandler(what);
      taps.push({ action: what, handler: handler as (c: never) => unknown });
      taps.sort((left, right) => bySpecificity(left.action, right.action));
    },
    hears(what: Heardable, second: unknown, third?: unknown) {
      const patterns = typeof what === "string" || what instanceof RegExp ? [what] : what;
      const { anywhere } = typeof second === "function" ? { anywhere: false } : (second as { anywhere: boolean });
      for (const pattern of patterns) {
        const same = texts.find((one) => one.patterns.some((known) => nameOf(known) === nameOf(pattern)));
        if (same !== undefined) throw twice(`bot.hears(${nameOf(pattern)})`);
      }
      const handler = (third ?? second) as (c: never) => unknown;
      places.note(handler);
      texts.push({ patterns, anywhere, handler });
    },
    otherwise(handler) {
      if (rest !== undefined) throw twice("bot.otherwise()");
      places.note(handler);
      rest = handler as (c: never) => unknown;
    },
    onError(handler) {
      if (sorry !== undefined) throw twice("bot.onError()");
      places.note(handler);
      sorry = handler as (c: never, error: unknown) => unknown;
    },
    use(middleware) {
      onion.push(middleware as Middleware<never>);
    },
    dialog(name) {
      if (plans.has(name)) throw new TypeError(`bot.dialog("${name}") stands twice. Give each dialog its own name.`);
      const plan = newPlan(name);
      plans.set(name, plan);
      places.note(plan);
      return buildDialog(plan);
    },
  } as Bot<State>;
}

/** A tap whose action is gone. Get Started, and a phone or e-mail that Messenger filled in, are no action's. */
function isStale(event: Event): boolean {
  if (event.kind !== "tap" || event.payload === GET_STARTED) return false;
  return event.source !== "quick_reply" || event.payload !== event.title;
}

/** Runs the middlewares around the handler, the first one outermost. */
async function around(onion: readonly Middleware<never>[], c: unknown, handler: () => unknown): Promise<void> {
  const layer = async (index: number): Promise<void> => {
    const middleware = onion[index];
    if (middleware === undefined) await handler();
    else await middleware(c as never, () => layer(index + 1));
  };
  await layer(0);
}

function matches(pattern: string | RegExp, text: string): boolean {
  if (typeof pattern === "string") return text.trim().toLowerCase() === pattern.trim().toLowerCase();
  pattern.lastIndex = 0; // a pattern with the flag g would go on where it stopped at the last message
  return pattern.test(text);
}

const nameOf = (pattern: string | RegExp): string =>
  typeof pattern === "string" ? JSON.stringify(pattern.trim().toLowerCase()) : String(pattern);

/** The state that a turn starts from: today's shape, whatever was stored. */
function current<State>(options: BotOptions<State>["state"], { stored, now }: TurnInput): Stored {
  if (options === undefined) return stored ?? { version: 0, data: {} };
  const { version, initial, migrate, forget } = options;
  // Version 0 is from a time when this bot had no state. A copy: `initial` may give the same object to everybody.
  if (stored === null) return { version, data: structuredClone(initial()) };
  if (stored.version === 0 && migrate === undefined) return { ...stored, version, data: structuredClone(initial()) };
  if (stored.version > version) throw new NewerStateError(stored.version, version);
  const lapsed = forget !== undefined && now - (stored.kit?.answered ?? now) > milliseconds(forget);
  if (lapsed) return { ...stored, version, data: structuredClone(initial()) };
  if (stored.version === version) return stored;
  if (migrate === undefined) {
    throw new TypeError(
      `createBot({ state }): a person's state has version ${stored.version}, this bot has ${version} and no migrate().`,
    );
  }
  return { ...stored, version, data: migrate(stored.data, stored.version) };
}
