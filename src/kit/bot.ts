/** A bot's options and its list of handlers. `router.ts` chooses an event's handler, `turn.ts` records what it says. */
import { digest } from "../digest.ts";
import { bare } from "../model/compare.ts";
import type { Content } from "../model/content.ts";
import { type Duration, milliseconds } from "../model/duration.ts";
import type { Event, MessageEvent, PlatformEvent, PlatformEventName, TapEvent, UnknownEvent } from "../model/events.ts";
import type { MenuItem, PageProfile } from "../model/menu.ts";
import { isChange } from "../model/revised.ts";
import { type Action, bySpecificity, type Parameters } from "./action.ts";
import { noteHandler, noteHears } from "./build-check.ts";
import { type Context, createContext, type ErrorContext, textOf } from "./context.ts";
import {
  buildDialog,
  type DialogBuilder,
  type DialogDefinition,
  isAwaited,
  newDefinition,
  withoutAnswer,
} from "./dialog.ts";
import { type EraseOptions, erasingOf } from "./erase.ts";
import { EVENT_NAMES, type EventName, type EventViews, isAddressedToBot } from "./event-names.ts";
import { handlerLocations } from "./handler-locations.ts";
import type { LanguageOption, PerPerson } from "./language.ts";
import { type Office, officeOf } from "./office.ts";
import { type OptOutOptions, optOutOf } from "./opt-out.ts";
import { pageOf } from "./page-profile.ts";
import type { Hours } from "./parse/hours.ts";
import type { Payload } from "./payload.ts";
import {
  type AnyHandler,
  type Handlers,
  isAnswered,
  isFolded,
  lapsedBy,
  matches,
  orderOf,
  routeOf,
  wordsIn,
} from "./router.ts";
import {
  type AnyBot,
  type KnownPerson,
  NewerStateError,
  type Runnable,
  runnable,
  type Stored,
  type TurnInput,
  type TurnResult,
} from "./runnable.ts";
import { labelsOf, type SentenceOptions } from "./sentences.ts";
import type { Signal } from "./signal.ts";
import { PersonSpeech, type Speech, speechOf } from "./speech.ts";
import { contentOf, type Disclosure, IDLE, isDue, type Menus, Turn } from "./turn.ts";

/**
 * Answers an event. It may run more than once for the same event (after a crash or a failure): what it says and
 * remembers happens once all the same; wrap any other effect in `c.once`.
 */
export type Handler<C> = (c: C) => unknown;

/** Runs around every handler: call `next()` to run the handler, or do not. */
export type Middleware<State> = (c: Context<State, Event>, next: () => Promise<void>) => unknown;

/** The bot's settings and policies. */
export interface BotOptions<State> {
  /** The bot's memory of each person, as JSON of at most 100,000 characters. */
  readonly state?: {
    /** The version of the shape. Raise it when the shape changes, and give `migrate`. */
    readonly version: number;
    readonly initial: () => State;
    /** Turns what an older version stored into today's shape. Nothing is saved if it throws. */
    readonly migrate?: (old: unknown, version: number) => State;
    /** The silence after which a person starts from `initial` again, counted from the bot's last answer to them. */
    readonly forget?: Duration;
  };
  /**
   * The language in which the library speaks to people, or a function of what is known of the person. Default: that of the
   * person's locale where the platform has told it, else English.
   * @example createBot({ language: "es" })
   * @example createBot({ state, language: (c) => c.state.language })
   */
  readonly language?: LanguageOption<State>;
  /**
   * Your words in the place of the library's, by key: for every language, or for each.
   * @example createBot({ sentences: { canceled: "Okay, forget it.", choose: { es: "Quiero este" } } })
   */
  readonly sentences?: SentenceOptions;
  /**
   * The notice that this is automated, in your words. Said before the first answer, after a long silence (`silence`,
   * default `24h`), and after a person of the Page has spoken.
   */
  readonly disclose?: PerPerson<State, string> | { readonly say: PerPerson<State, string>; readonly silence: Duration };
  /** Stop and start words; `true`: the library's. */
  readonly optOut?: boolean | OptOutOptions<State>;
  /** Words that remove everything that is stored of the person; `true`: the library's. `c.erase()` does the same. */
  readonly erase?: boolean | EraseOptions<State>;
  readonly human?: {
    /**
     * The time that the bot stays silent after the last word of a person who answers from the Page's inbox. Default
     * `30m`.
     */
    readonly quiet?: Duration;
  };
  /** The bot's time zone, by its IANA name: `Europe/Madrid`. `c.time` and `c.later` go by it. Default `UTC`. */
  readonly timeZone?: string;
  /**
   * The hours at which people of the Page are there, by that time zone: for `c.isOpen`, and for the words of
   * `c.handOver` outside of them. Without them the bot takes it that people are always there.
   * @example createBot({ timeZone: "Europe/Madrid", hours: { monday: "9:00-17:00", except: { "2026-12-25": [] } } })
   */
  readonly hours?: Hours;
  readonly dialogs?: {
    /**
     * The time that a dialog's question waits for its answer before the dialog ends. Default `24h`; a dialog may set
     * its own.
     */
    readonly expires?: Duration;
  };
  /**
   * Says a message once more when nothing tells whether it went out, on a channel that has no proof of it: the person
   * may read it twice then. Default `false`: it is listed instead. Messenger shows its threads and needs no such
   * setting.
   */
  readonly repeatInDoubt?: boolean;
  /** The time that an answer may wait to be sent before it is stale. Default `1h`; receipts a day. */
  readonly expires?: Duration;
  /** Merges texts that come within this time of each other into one turn: for handlers that take long. Default: off. */
  readonly batch?: Duration;
  /** The time that a handler may take, up to `5m`. Default `20s`. */
  readonly limit?: Duration;
  /**
   * The words said when a handler with a longer limit has said nothing for 20 seconds; `true`: a sentence of the
   * library's.
   */
  readonly patience?: true | PerPerson<State, string | Content>;
  /**
   * The words said once to a person who writes faster than the bot can answer: from then on it answers all at once.
   * Without it: a sentence of the library's.
   */
  readonly tooFast?: PerPerson<State, string | Content>;
  /**
   * The buttons that stand beside the chat at all times: Messenger's persistent menu. `npm run profile` brings it to
   * Meta. A function gives each person a menu of their own, where the platform has such; all others see the one that it
   * gives for an unknown person.
   */
  readonly menu?: PerPerson<State, readonly MenuItem[]>;
  /**
   * The other things that the Page shows before and beside the chat: greeting, ice breakers, commands, in one or more
   * languages.
   */
  readonly page?: Omit<PageProfile, "menu">;
}

/** The form of a message that is heard: a word or sentence (all of it, however it is typed), or a pattern. */
export type Heardable = string | RegExp | readonly (string | RegExp)[];

type HearsHandler<State> = Handler<Context<State, MessageEvent & { readonly text: string }>>;

/**
 * A bot: a list of handlers. For each event one of them runs, found in this fixed order: opt-out, a dialog's cancel,
 * `hears` marked `anywhere`, the action that was tapped, the question that it belongs to, the options on offer, `hears`
 * in the order of writing, `on(kind)`, patterns of other bots' payloads, `otherwise`.
 */
export interface Bot<State> extends AnyBot {
  /** Answers a tap on an action's buttons. `c.params` has the parameters of its pattern. */
  on<Pattern extends string>(
    tapped: Action<Pattern>,
    handler: Handler<Context<State, TapEvent> & { readonly params: Parameters<Pattern> }>,
  ): void;
  /**
   * Answers a tap on a button of another bot: a whole payload before actions with parameters; a RegExp in the order of
   * writing, and only what nothing else answers.
   */
  on<Names extends string>(
    tapped: Payload<Names>,
    handler: Handler<
      Context<State, TapEvent & { readonly payload: string }> & {
        readonly params: { readonly [Name in Names]: string };
      }
    >,
  ): void;
  /** Answers a signal, with its data. */
  on<Data>(happened: Signal<Data>, handler: (c: Context<State, Event>, data: Data) => unknown): void;
  /** Answers an event that one platform alone has, by the value of its channel's module. `c.event` has its fields. */
  on<Data extends object>(
    happened: PlatformEventName<Data>,
    handler: Handler<Context<State, PlatformEvent & Data>>,
  ): void;
  /** Answers a kind of event. `c.event` has its type. */
  on<Name extends EventName>(name: Name, handler: Handler<Context<State, EventViews[Name]>>): void;
  /**
   * Answers a text. A string must be the whole text, whatever the keyboard (docs/dialogs.md); a RegExp may match anywhere, in
   * the text as it came or as one keyboard has it: straight apostrophes and quotes, NFKC.
   * `"/help"` also answers the Page's command `help`, whatever else stands beside it.
   */
  hears(what: Heardable, handler: HearsHandler<State>): void;
  /** Answers a text; with `anywhere` also in the middle of a dialog, before its question reads the text. */
  hears(what: Heardable, options: { readonly anywhere: boolean }, handler: HearsHandler<State>): void;
  /**
   * Answers texts, taps and attachments that nothing else answers, and kinds of input that this version does not know:
   * then `c.text` is empty and `c.event.kind` is `unknown`. `c.stale` tells that no action answers a tap any more.
   */
  otherwise(handler: Handler<Context<State, MessageEvent | TapEvent | UnknownEvent>>): void;
  /** Speaks when a handler failed for good. */
  onError(handler: (c: ErrorContext<State>, error: unknown) => unknown): void;
  /** Wraps every handler; the first one is the outermost. */
  use(middleware: Middleware<State>): void;
  /** Begins a dialog. End it with `done`, and start it with `c.start`. */
  dialog(name: string): DialogBuilder<Context<State, Event>, Record<never, never>>;
}

/** The properties by which a value is known as one that `bot.on` takes. */
const HEARD: readonly string[] = ["pattern", "payload", "signal", "platformEvent"];
const ELSEWHERE = "What one platform alone has is heard by a value of its channel's module.";
const LONGEST_LIMIT_MS = 300_000;
/** The most dialogs that may start one another in one turn: more than a bot needs, few enough to end a circle. */
const LONGEST_CHAIN = 20;
const SILENCE = "24h";
const DIALOG = "24h";

/** Makes the record of a person who has none: as from a time when the bot had no state. Each gets their own copy. */
const nothing = (): Stored => ({ version: 0, data: {} });

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
  const handlers: Handlers = {
    optOut: optOutOf(options.optOut, options.language),
    erasing: erasingOf(options.erase),
    wholes: [],
    taps: [],
    likes: [],
    texts: [],
    words: wordsIn([]),
    kinds: new Map(),
    signals: new Map(),
    plans: new Map(),
  };
  const { wholes, taps, likes, texts, kinds, signals, plans } = handlers;
  const middlewares: Middleware<never>[] = [];
  const disclosure = disclosureOf(options.disclose);
  const office: Office = officeOf(options);
  const speech = speechOf(options);
  const menu = pageMenuOf(options, speech);
  const menus: Menus | null =
    typeof options.menu === "function"
      ? { menuFor: (person) => person.own(options.menu, () => menu ?? []), page: digest(JSON.stringify(menu)) }
      : null;
  /** The actions and payloads that have a handler, each once. */
  const tapped = new Set<string>();
  let sorry: ((c: never, error: unknown) => unknown) | undefined;

  const run = async (input: TurnInput): Promise<TurnResult> => {
    const { event } = input;
    // A person who wrote or tapped gets an answer that says what the bot is, also when it comes in pieces.
    const opening = isAddressedToBot(event) ? disclosure : null;
    const session = new Turn(input, current(options.state, input), plans, opening, office, speech);
    if (isChange(event)) session.revise(event.mid);
    const lapsed = lapsedBy(session, event);
    const before = session.open;
    const found = (event.standby === true ? undefined : routeOf(handlers, session)) ?? lapsed;
    if (found === undefined) return session.result();
    handlerLocations.runs(input, found.from ?? found.run, 0);
    session.speech.isUnfailing = found.isObeyed === true;
    let ran = false;
    const handle = async () => {
      ran = true;
      if (lapsed !== undefined && lapsed !== found && found.isObeyed !== true)
        await lapsed.run(createContext(session, lapsed) as never);
      if (!session.moved) await found.run(createContext(session, found) as never);
      await finish(session);
    };
    // No middleware may keep a person from stopping, or from being forgotten.
    if (found.isObeyed) await handle();
    else await around(middlewares, createContext(session, found), handle);
    // A handler that interrupts a dialog has run, so the question is asked again. A like or a read interrupts nothing.
    const interrupts = isAddressedToBot(event) || (event.kind === "signal" && event.name === IDLE);
    const { open } = session; // as it is asked now: the handler may have changed the person's language
    const isStill = open !== null && open.question.key === before?.question.key && !session.moved;
    if (ran && isStill && interrupts && open.dialog.interrupted !== true) session.askAgain(open.plan, open.question);
    if (isStill && !interrupts && session.hasSpoken) session.interrupt();
    await session.settle();
    if (menus !== null && input.hasOwnMenu && found.isObeyed !== true) session.showMenu(menus);
    return session.result();
  };

  /** Makes the library's words for a person outside of a turn, where a failing function of the bot's must not stop them. */
  const outside = (known: KnownPerson): PersonSpeech => {
    const { locale } = known;
    const { data } = readable(() => current(options.state, known)) ?? nothing();
    return new PersonSpeech(speech, () => ({ state: data, ...(locale === undefined ? {} : { locale }) }), true);
  };

  /** Runs the `done` of dialogs that were answered to the end; one may start another. */
  const finish = async (session: Turn): Promise<void> => {
    for (let rounds = 0; ; rounds++) {
      const next = session.completed.shift();
      if (next === undefined) return;
      if (rounds > LONGEST_CHAIN)
        throw new RangeError(`bot.dialog("${next.plan.name}") starts itself again and again.`);
      if (next.plan.done !== undefined) handlerLocations.runs(session.input, next.plan.done, session.said.length);
      await next.plan.done?.(createContext(session, { view: session.input.event }) as never, next.answers as never);
    }
  };

  const twice = (what: string) => new TypeError(`${what} stands twice. One handler answers; join the two.`);

  const own: Runnable = {
    repeatsInDoubt: options.repeatInDoubt ?? false,
    page: pageOf({ ...(options.page && { page: options.page }), ...(menu && { menu }) }),
    quietMs: milliseconds(options.human?.quiet ?? "30m"),
    batchMs: options.batch === undefined ? 0 : milliseconds(options.batch),
    expireMs: options.expires === undefined ? 0 : milliseconds(options.expires),
    limitMs: options.limit === undefined ? 0 : Math.min(milliseconds(options.limit), LONGEST_LIMIT_MS),
    mayRepeat({ payload = "" }) {
      const tap = [...wholes, ...taps].find(({ what }) => what.read(payload) !== null);
      return tap !== undefined && "repeat" in tap.what && tap.what.repeat === true;
    },
    asks: (stored) => isAwaited(plans, stored?.kit?.dialog),
    onSilent(event, { stored, offers, now }) {
      const dialog = stored?.kit?.dialog;
      if (stored !== null && dialog !== undefined && isChange(event)) {
        return { ...stored, kit: { ...stored.kit, dialog: withoutAnswer(dialog, event.mid) } };
      }
      const order = orderOf(handlers, event, { dialog, offers });
      if (order !== "stop" && order !== "start") return null;
      const known = stored ?? nothing(); // a person of the Page may have written first
      const { optOut: _, ...kit } = known.kit ?? {};
      return { ...known, kit: order === "stop" ? { ...kit, optOut: { at: now, words: textOf(event).trim() } } : kit };
    },
    remembersUntil: (stored) => remembersUntil(options.state, plans, stored),
    get signals() {
      return [...signals.keys()];
    },
    checkSignal(name, data) {
      const known = signals.get(name);
      if (known === undefined) throw new TypeError(`This bot answers no signal "${name}". Write bot.on(signal, …).`);
      known.signal.shape.read(data);
    },
    isSystemCommand: (event, { stored, offers }) =>
      orderOf(handlers, event, { dialog: stored?.kit?.dialog, offers }) !== null,
    tooFast(known) {
      const person = outside(known);
      return contentOf(person.own<string | Content>(options.tooFast, () => person.sentence("tooFast")));
    },
    labels: (known) => labelsOf(outside(known).sentence),
    isBatchable: (event, known, isAsked) => isFolded(handlers, event, known, isAsked),
    patience({ event, humanAt, ...known }) {
      const { patience } = options;
      if (patience === undefined) return [];
      const { stored, now } = known;
      const person = outside(known);
      const opens =
        disclosure !== null && isAddressedToBot(event) && isDue(disclosure, stored?.kit ?? {}, { now, humanAt });
      const opening = opens ? person.own(disclosure.say, () => "") : "";
      const words = person.own<string | Content>(patience === true ? undefined : patience, () =>
        person.sentence("stillWorking"),
      );
      return [...(opening === "" ? [] : [contentOf(opening)]), contentOf(words)];
    },
    handles: (event) => isAnswered(handlers, event),
    run,
    async handleError(input, error) {
      const stored = readable(() => current(options.state, input));
      const opening = isAddressedToBot(input.event) ? disclosure : null;
      const session = new Turn(input, stored ?? nothing(), plans, opening, office, speech);
      session.isMuted = input.event.kind === "signal" && session.memory.optOut !== undefined;
      if (sorry !== undefined) handlerLocations.runs(input, sorry, 0);
      await sorry?.(createContext(session, { view: input.event }) as never, error);
      const result = session.result();
      // A state that could not be read is left as it is.
      return stored === null && input.stored !== null ? { ...result, state: input.stored } : result;
    },
  };

  return {
    [runnable]: own,
    on(
      what: Action | Payload | Signal<unknown> | PlatformEventName<object> | EventName,
      handler: (c: never, data: never) => unknown,
    ) {
      handlerLocations.note(handler);
      if (typeof what === "string") {
        if (!EVENT_NAMES.includes(what)) {
          throw new TypeError(
            `bot.on("${what}"): there is no such kind of event. There are: ${EVENT_NAMES.join(", ")}. ${ELSEWHERE}`,
          );
        }
        if (kinds.has(what)) throw twice(`bot.on("${what}")`);
        kinds.set(what, handler as AnyHandler);
        return;
      }
      if (!HEARD.some((field) => Object.hasOwn(what ?? {}, field))) {
        throw new TypeError(
          `bot.on(${JSON.stringify(what)}): this is no kind of event, no action, no payload and no signal. ${ELSEWHERE}`,
        );
      }
      if ("platformEvent" in what) {
        const name = `${what.channel}.${what.platformEvent}`;
        if (kinds.has(name)) throw twice(`bot.on(${name})`);
        kinds.set(name, handler as AnyHandler);
        return;
      }
      if ("signal" in what) {
        if (signals.has(what.signal)) throw twice(`bot.on(signal("${what.signal}"))`);
        signals.set(what.signal, { signal: what, handler });
        return;
      }
      const exact = exactOf(what);
      if (tapped.has(exact)) throw twice(`bot.on(${shownAs(what)})`);
      const greedy = likes.find((one) => one.what.payload instanceof RegExp && takesEverything(one.what.payload));
      if (greedy !== undefined && "payload" in what && what.payload instanceof RegExp) {
        throw new TypeError(
          `bot.on(${shownAs(what)}) can never run: bot.on(${shownAs(greedy.what)}) before it takes every payload.`,
        );
      }
      tapped.add(exact);
      noteHandler(what);
      const one = { handler: handler as AnyHandler };
      if ("pattern" in what) taps.push({ ...one, what });
      else if (typeof what.payload === "string") wholes.push({ ...one, what });
      else likes.push({ ...one, what });
      taps.sort((left, right) => bySpecificity(left.what, right.what));
    },
    hears(what: Heardable, second: unknown, third?: unknown) {
      const patterns = typeof what === "string" || what instanceof RegExp ? [what] : what;
      const { anywhere } = typeof second === "function" ? { anywhere: false } : (second as { anywhere: boolean });
      for (const pattern of patterns) {
        const same = texts.find((one) => one.patterns.some((known) => nameOf(known) === nameOf(pattern)));
        if (same !== undefined) throw twice(`bot.hears(${nameOf(pattern)})`);
      }
      const greedy = texts.flatMap((one) => one.patterns).find(takesEverything);
      if (greedy !== undefined && !anywhere) {
        throw new TypeError(
          `bot.hears(${patterns.map(nameOf).join(", ")}) can never run: bot.hears(${nameOf(greedy)}) before it takes every text.`,
        );
      }
      const handler = (third ?? second) as AnyHandler;
      handlerLocations.note(handler);
      const own = wordsIn([{ patterns, anywhere, handler }]);
      noteHears(
        (text) => own.about(text).length > 0 || patterns.some((one) => typeof one !== "string" && matches(one, text)),
      );
      texts.push({ patterns, anywhere, handler });
      handlers.words = wordsIn(texts);
    },
    otherwise(handler) {
      if (handlers.rest !== undefined) throw twice("bot.otherwise()");
      handlerLocations.note(handler);
      handlers.rest = handler as AnyHandler;
    },
    onError(handler) {
      if (sorry !== undefined) throw twice("bot.onError()");
      handlerLocations.note(handler);
      sorry = handler as (c: never, error: unknown) => unknown;
    },
    use(middleware) {
      middlewares.push(middleware as Middleware<never>);
    },
    dialog(name) {
      if (plans.has(name)) throw new TypeError(`bot.dialog("${name}") stands twice. Give each dialog its own name.`);
      const plan = newDefinition(name, milliseconds(options.dialogs?.expires ?? DIALOG));
      plans.set(name, plan);
      handlerLocations.note(plan);
      return buildDialog(plan);
    },
  } as Bot<State>;
}

function disclosureOf<State>(options: BotOptions<State>["disclose"]): Disclosure | null {
  if (options === undefined) return null;
  const { say, silence } = typeof options === "object" ? options : { say: options, silence: SILENCE as Duration };
  return { say, silenceMs: milliseconds(silence) };
}

/** The menu for everybody: of a function, the one for an unknown person. */
function pageMenuOf<State>({ menu, state }: BotOptions<State>, speech: Speech): readonly MenuItem[] | undefined {
  if (typeof menu !== "function") return menu;
  return new PersonSpeech(speech, () => ({ state: state?.initial() ?? {} })).own(menu, () => []);
}

/** Reads the state; null when that throws, since it may be the very error that `onError` speaks of. */
function readable(read: () => Stored): Stored | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Runs the middlewares around the handler, the first one outermost. */
async function around(
  middlewares: readonly Middleware<never>[],
  c: unknown,
  handler: () => Promise<void>,
): Promise<void> {
  let deepest = -1;
  const layer = async (index: number): Promise<void> => {
    if (index <= deepest) throw new TypeError("bot.use(): next() was called twice. Call it once, or not at all.");
    deepest = index;
    const middleware = middlewares[index];
    if (middleware === undefined) await handler();
    else await middleware(c as never, () => layer(index + 1));
  };
  await layer(0);
}

/** Tells whether a pattern matches any text, such as `/.*\/`. */
function takesEverything(pattern: string | RegExp): boolean {
  return pattern instanceof RegExp && ["", "a", "\u{1f98a} 42\n", "-"].every((text) => matches(pattern, text));
}

const shownAs = (what: Action | Payload): string =>
  "pattern" in what ? `action("${what.pattern}")` : `payload(${exactOf(what)})`;

/** The key of a tap's handler: a plain action and the same whole payload share one. */
function exactOf(what: Action | Payload): string {
  if ("pattern" in what) return what.pattern.includes(":") ? what.pattern : JSON.stringify(what.pattern);
  return typeof what.payload === "string" ? JSON.stringify(what.payload) : String(what.payload);
}

const nameOf = (pattern: string | RegExp): string =>
  typeof pattern === "string" ? JSON.stringify(bare(pattern)) : String(pattern);

/**
 * The time until which the bot remembers something that would be missed: an opt-out, an open question, a state other
 * than the first one. The times of the last answer and of the last notice do not count: after so long a silence they
 * change nothing.
 */
function remembersUntil<State>(
  options: BotOptions<State>["state"],
  plans: ReadonlyMap<string, DialogDefinition>,
  stored: Stored | null,
): number {
  if (stored === null) return 0;
  const { version, data, kit: { optOut, dialog, answered, menu } = {} } = stored;
  // A menu of the person's own stands at the platform until it is taken back.
  if (optOut !== undefined || menu !== undefined) return Number.POSITIVE_INFINITY;
  // Version 0 is from a time when the bot had no state.
  const first = version === options?.version ? readable(() => ({ version, data: options.initial() })) : null;
  const isFirst = version === 0 || (first !== null && JSON.stringify(data) === JSON.stringify(first.data));
  if (isFirst) return dialog === undefined ? 0 : dialog.last + (plans.get(dialog.name)?.expiresMs ?? 0);
  if (options?.forget === undefined || answered === undefined) return Number.POSITIVE_INFINITY;
  return answered + milliseconds(options.forget);
}

/** Makes the state that a turn starts from: today's shape, whatever was stored. */
function current<State>(options: BotOptions<State>["state"], { stored, now }: KnownPerson): Stored {
  if (options === undefined) return stored ?? nothing();
  const { version, initial, migrate, forget } = options;
  // A copy: `initial` may return the same object each time. Version 0 is from a time when this bot had no state.
  if (stored === null) return { version, data: structuredClone(initial()) };
  if (stored.version === 0) return { ...stored, version, data: structuredClone(initial()) };
  if (stored.version > version) throw new NewerStateError(stored.version, version);
  const lapsed = forget !== undefined && now - (stored.kit?.answered ?? now) > milliseconds(forget);
  if (lapsed) {
    const { dialog: _, ...kit } = stored.kit ?? {}; // its answers are to be forgotten too
    return { version, data: structuredClone(initial()), kit };
  }
  if (stored.version === version) return stored;
  if (migrate === undefined) {
    throw new TypeError(
      `createBot({ state }): a person's state has version ${stored.version}, this bot has ${version} and no migrate().`,
    );
  }
  return { ...stored, version, data: migrate(stored.data, stored.version) };
}
