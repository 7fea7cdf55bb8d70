/** The choice of an event's handler, in the fixed order that `Bot` promises. It runs none. */

import { straightened, typedAmong, Vocabulary } from "../model/compare.ts";
import type { Event, MessageEvent, TapEvent } from "../model/events.ts";
import type { Offer } from "../model/rendering.ts";
import type { Action } from "./action.ts";
import { type Aim, aimOf, isOption } from "./aim.ts";
import { type Found, textOf } from "./context.ts";
import { answerFrom, cancelWordsIn, type DialogDefinition, isAwaited, type OpenQuestion, visible } from "./dialog.ts";
import type { Erasing } from "./erase.ts";
import { isAddressedToBot, matchEvent } from "./event-names.ts";
import { LANGUAGES, type Language } from "./language.ts";
import { type OptOut, optWord, startWord } from "./opt-out.ts";
import type { Payload } from "./payload.ts";
import { type Reply, replyOf } from "./question.ts";
import type { OpenDialog, TurnInput } from "./runnable.ts";
import type { Signal } from "./signal.ts";
import { IDLE, type Turn, tagOf } from "./turn.ts";

/** The handlers of a bot, with the events that each answers. They are added while the bot's file runs. */
export interface Handlers {
  readonly optOut: OptOut | null;
  readonly erasing: Erasing | null;
  /** The handlers of whole payloads of other bots. */
  readonly wholes: Tappable<Payload>[];
  /** The handlers of actions, the most exact one first. */
  readonly taps: Tappable<Action>[];
  /** The handlers of patterns of other bots' payloads, in the order of writing. */
  readonly likes: Tappable<Payload>[];
  readonly texts: Texts[];
  /** The words among `texts`, for looking up a message. */
  words: Vocabulary<string>;
  /** The handlers by the names that `matchEvent` gives. */
  readonly kinds: Map<string, AnyHandler>;
  readonly signals: Map<string, { readonly signal: Signal<unknown>; readonly handler: SignalHandler }>;
  readonly plans: Map<string, DialogDefinition>;
  /** The handler of `bot.otherwise`. */
  rest?: AnyHandler;
}

/** A handler of any context: its type was checked where it was written. */
export type AnyHandler = (c: never) => unknown;
type SignalHandler = (c: never, data: never) => unknown;

interface Tappable<What> {
  readonly what: What;
  readonly handler: AnyHandler;
}

export interface Texts {
  readonly patterns: readonly (string | RegExp)[];
  readonly anywhere: boolean;
  readonly handler: AnyHandler;
}

/** The handler that was found, and its input. */
export interface Route extends Found {
  /** Runs it without the middlewares: none may keep a person from opting out or being erased. */
  readonly isObeyed?: true;
  readonly run: (context: never) => unknown;
  /** The value in the bot's source that this comes from, where that is not `run`. */
  readonly from?: object;
}

/** Finds the handler of an event. Opt-out and erasing come first; a signal has a handler of its own. */
export function routeOf(handlers: Handlers, session: Turn): Route | undefined {
  const { event, now } = session.input;
  if (event.kind === "signal") return signaled(handlers, session, event.name, event.data);
  const { optOut, erasing } = handlers;
  const { dialog } = session.memory;
  const order = orderOf(handlers, event, { dialog, offers: session.input.offers }, () => choicesOf(session));
  if (order === "erase" && erasing !== null) {
    const run = () => {
      session.close();
      session.moved = true;
      session.say(session.speech.own(erasing.say, () => session.speech.sentence("erased")));
      session.erase();
    };
    return { view: event, isObeyed: true, run };
  }
  if (order === null || optOut === null) return route(handlers, session);
  const isOut = session.memory.optOut !== undefined;
  if (order === "start" && !isOut) return route(handlers, session);
  return {
    view: event,
    isObeyed: true,
    run: () => {
      session.moved = true;
      if (order === "start") {
        session.remember({ optOut: undefined });
        session.say(session.speech.own(optOut.started, () => session.speech.sentence("started")));
      } else if (!isOut) {
        session.close();
        session.remember({ optOut: { at: now, words: textOf(event).trim() } });
        const start = () => startWord(optOut, session.speech.language);
        session.say(session.speech.own(optOut.stopped, () => session.speech.sentence("stopped", { start: start() })));
      }
    },
  };
}

/** The parts of a conversation that decide whether a word is a command of opt-out or erasing. */
export interface Asked {
  readonly dialog: OpenDialog | undefined;
  readonly offers: readonly Offer[];
}

/**
 * Finds the command of opt-out or erasing that a message is. The title of an option that the person sees means the
 * option.
 * @param choices the titles of the open choice
 */
export function orderOf(
  { optOut, erasing, plans }: Handlers,
  event: Event,
  { dialog, offers }: Asked,
  choices: () => readonly string[] = () => [],
): "erase" | "stop" | "start" | null {
  if (event.kind !== "message" || !isWords(event)) return null;
  const { text } = event;
  const isErase = erasing !== null && erasing.words.among(text).length > 0;
  const order = isErase ? "erase" : optOut === null ? null : optWord(text, optOut, isAwaited(plans, dialog));
  return order === null || isOnScreen(text, offers, choices) ? null : order;
}

const isOnScreen = (text: string, offers: readonly Offer[], choices: () => readonly string[]): boolean =>
  offerOf(text, offers) !== undefined || typedAmong(text, choices(), (title) => title).length > 0;

/**
 * Lists the titles of the open choice. A question that throws has none, so that no fault of the bot's hinders an
 * opt-out.
 */
function choicesOf({ open, seen }: Turn): readonly string[] {
  if (open === null) return [];
  try {
    const content = open.question.question.ask(tagOf(open.plan, open.question.key), seen);
    return content.type === "choice" ? content.options.flatMap((one) => (one.type === "reply" ? [one.title] : [])) : [];
  } catch {
    return [];
  }
}

/** Tells whether the bot may have something to run for the event. The turn itself may find that it has not. */
export function isAnswered(handlers: Handlers, event: Event): boolean {
  const { plans, wholes, taps, likes, signals, optOut, erasing } = handlers;
  if (event.standby === true) return false;
  if (event.kind === "signal") return signals.has(event.name) || event.name === IDLE;
  const mayObey = optOut !== null || erasing !== null;
  const isTapped = [wholes, taps, likes].some((list) => list.length > 0);
  if (event.kind === "message" && (mayObey || plans.size > 0 || isTapped)) return true;
  if (["tap", "edit", "deleted"].includes(event.kind) && plans.size > 0) return true;
  const known = tapped(handlers, event) ?? heard(handlers, event, false) ?? byKind(handlers, event);
  return (known ?? tappedLike(handlers, event) ?? byRest(handlers, event)) !== undefined;
}

/** Tells whether a text has no handler and no meaning by itself, so that it may become one turn with others. */
export function isFolded(
  handlers: Handlers,
  event: MessageEvent,
  { stored, offers }: Pick<TurnInput, "stored" | "offers">,
  isAsked: boolean,
): boolean {
  if (!isWords(event) || event.commands !== undefined || event.replyTo !== undefined) return false;
  const open = stored?.kit?.dialog;
  if (orderOf(handlers, event, { dialog: open, offers }) !== null) return false;
  const plan = isAwaited(handlers.plans, open) ? handlers.plans.get(open?.name ?? "") : undefined;
  // In any language: it becomes a turn of its own, and there the person's language decides.
  if (plan !== undefined && LANGUAGES.some((language) => cancels(plan, event, language))) return false;
  return heard(handlers, event, isAsked) === undefined && offerOf(event.text, offers) === undefined;
}

/**
 * Ends a dialog that is not open any more when the person comes back to the bot. Get Started ends an open one, too.
 * @returns the dialog's `onExpired`, if it has one
 */
export function lapsedBy(session: Turn, event: Event): Route | undefined {
  if (!isAddressedToBot(event)) return undefined;
  const isAnew = event.kind === "tap" && event.start === true;
  const { lapsed } = session;
  if (isAnew || lapsed !== null) session.close();
  const run = lapsed?.onExpired;
  return run === undefined || isAnew ? undefined : { view: event, run, from: run };
}

function route(handlers: Handlers, session: Turn): Route | undefined {
  const { event } = session.input;
  const aim = aimOf(session, event);
  return (
    canceled(session, event) ??
    corrected(session, event) ??
    heard(handlers, event, true) ??
    (event.kind === "tap" && isOption(session, event, aim) ? answered(session, event, aim) : undefined) ??
    tapped(handlers, event) ??
    chosenOrAnswered(handlers, session, event, aim) ??
    heard(handlers, event, false) ??
    byKind(handlers, event) ??
    tappedLike(handlers, event) ??
    told(session, event, aim) ??
    unanswered(session, event, aim) ??
    byRest(handlers, event)
  );
}

function signaled(handlers: Handlers, session: Turn, name: string, data: unknown): Route | undefined {
  const { event } = session.input;
  // A person who opted out hears only answers to their own messages. The handler runs all the same: it may store and do
  // things.
  session.isMuted = session.memory.optOut !== undefined;
  if (name === IDLE) {
    const { dialog } = session.memory;
    const { dialog: about, asked } = data as { dialog: string; asked: number };
    const idle = handlers.plans.get(about)?.idle;
    const stillOpen = session.open !== null && dialog?.name === about && dialog.asked === asked;
    // The question is asked again after it: its options are gone from the screen by now.
    return idle === undefined || !stillOpen ? undefined : { view: event, run: idle.run };
  }
  const known = handlers.signals.get(name);
  if (known === undefined) return undefined;
  const run = (c: never) => known.handler(c, known.signal.shape.read(data) as never);
  return { view: event, run, from: known.handler };
}

function canceled(session: Turn, event: Event): Route | undefined {
  const { open } = session;
  if (open === null || event.kind !== "message" || !cancels(open.plan, event, session.speech.language))
    return undefined;
  if (isOnScreen(textOf(event), session.input.offers, () => choicesOf(session))) return undefined;
  return {
    view: event,
    from: open.plan,
    run: (c: never) => {
      session.close();
      session.moved = true;
      return open.plan.onCancel === undefined
        ? session.say(session.speech.sentence("canceled"))
        : open.plan.onCancel(c);
    },
  };
}

const cancels = ({ cancelWords }: DialogDefinition, event: MessageEvent, language: Language): boolean =>
  isWords(event) && typedAmong(event.text, cancelWords ?? cancelWordsIn(language), (word) => word).length > 0;

function heard({ texts, words }: Handlers, event: Event, anywhere: boolean): Route | undefined {
  if (event.kind !== "message" || event.attachments.length > 0) return undefined;
  const commands = (event.commands ?? []).map((name) => `/${name}`);
  const text = event.text ?? commands.join(" ");
  if (text === "") return undefined;
  const typed = new Set([text, ...commands].flatMap((one) => words.about(one)));
  const isHeard = (pattern: string | RegExp) =>
    typeof pattern === "string" ? typed.has(pattern) : matches(pattern, text);
  const found = texts.find((one) => (one.anywhere || !anywhere) && one.patterns.some(isHeard));
  return found === undefined ? undefined : { run: found.handler, view: { ...event, text } };
}

/** Finds the handler of an action, or of a whole payload of another bot. */
const tapped = ({ wholes, taps }: Handlers, event: Event): Route | undefined => readBy([...wholes, ...taps], event);

/** Finds the handler by patterns of other bots' payloads. They may match much: all that is this bot's own comes before. */
const tappedLike = ({ likes }: Handlers, event: Event): Route | undefined => readBy(likes, event);

function readBy(list: readonly Tappable<Action | Payload>[], event: Event): Route | undefined {
  if (event.kind !== "tap" || event.payload === undefined) return undefined;
  for (const { what, handler } of list) {
    const params = what.read(event.payload);
    if (params !== null) return { run: handler, view: event, params };
  }
  return undefined;
}

/**
 * Reads a typed option on the screen as that option, also beside a question that takes any words; an option of the
 * question itself comes first.
 */
function chosenOrAnswered(handlers: Handlers, session: Turn, event: Event, aim: Aim): Route | undefined {
  const typed = typedOption(session, event);
  if (typed === undefined) return answered(session, event, aim);
  const option = tapped(handlers, typed);
  const answer = answered(session, event, aim);
  const isChoice = option !== undefined && isOnScreen(textOf(event), [], () => choicesOf(session));
  return (isChoice ? (answer ?? option) : (option ?? answer)) ?? tappedLike(handlers, typed);
}

/** Takes the event as the question's answer; undefined where the question leaves it alone. */
function answered(session: Turn, event: Event, { key }: Aim): Route | undefined {
  const { open } = session;
  const reply = replyOf(event);
  const question = key === null ? null : session.question(key);
  if (open === null || reply === null || question === null) return undefined;
  return taken(session, event, question, reply);
}

/**
 * Changes an answer when the message that gave it was edited or deleted, while the dialog is open. If that message was
 * one of several in one reply, the edit's meaning is not known: the question is asked again.
 */
function corrected(session: Turn, event: Event): Route | undefined {
  const { open } = session;
  if (open === null || (event.kind !== "edit" && event.kind !== "deleted")) return undefined;
  const key = answerFrom(open.dialog, event.mid);
  const question = key === undefined ? null : session.question(key);
  if (key === undefined || question === null) return undefined;
  const isAlone = open.dialog.from[key]?.length === 1;
  if (event.kind === "edit" && isAlone) return taken(session, event, question, { typed: event.text, attachments: [] });
  return {
    view: event,
    from: open.plan,
    run() {
      session.moved = true;
      session.advance(open.plan, question.answers, { [key]: [] });
    },
  };
}

function taken(session: Turn, event: Event, question: OpenQuestion, reply: Reply): Route | undefined {
  const { open } = session;
  if (open === null) return undefined;
  const { plan } = open;
  const { key } = question;
  const tag = tagOf(plan, key);
  const reading = question.question.read(chosen(reply, session.input.offers, tag), tag, session.seen);
  if ("unrelated" in reading) return undefined;
  return {
    view: event,
    from: plan,
    run: async () => {
      session.moved = true;
      // A deploy removed the question that the person has answered: ask the one that is open now, and take no answer
      // for it.
      if (!question.isAsked) return session.askAgain(plan, question);
      if ("wrong" in reading) return session.askAgain(plan, question, reading.wrong);
      if ("unclear" in reading) return session.askWhich(plan, question, reading);
      const [answers, seen] = [visible(question.answers), session.seen];
      const verdict = (await question.check?.(reading.answer as never, answers as never, seen as never)) ?? true;
      if (verdict !== true) return session.askAgain(plan, question, verdict === false ? undefined : verdict);
      const mids = event.kind === "tap" ? [] : session.input.mids;
      session.advance(plan, { ...question.answers, [key]: reading.answer }, { [key]: mids });
    },
  };
}

/** Asks the open question again when nothing else answers; does nothing while the question is on its way (`wait`). */
function unanswered(session: Turn, event: Event, { instead }: Aim): Route | undefined {
  const { open } = session;
  if (open === null || instead === null || !isAddressedToBot(event)) return undefined;
  return {
    view: event,
    from: open.plan,
    run() {
      session.moved = true;
      if (instead === "ask") session.askAgain(open.plan, open.question);
    },
  };
}

/**
 * Tells a person who sent a picture, a voice or a sticker what is possible, where the open question cannot be answered
 * so.
 */
function told(session: Turn, event: Event, { key }: Aim): Route | undefined {
  const { open } = session;
  const reply = replyOf(event);
  if (open === null || reply === null || key !== open.question.key) return undefined;
  const { plan, question } = open;
  const reading = question.question.read(reply, tagOf(plan, question.key), session.seen);
  if (!("unrelated" in reading) || reading.possible === undefined) return undefined;
  const { possible } = reading;
  return {
    view: event,
    from: plan,
    run: () => {
      session.moved = true;
      session.tell(plan, question, possible);
    },
  };
}

/** Reads a typed title or number of an option of the bot's latest message as the tap on it. */
function typedOption(session: Turn, event: Event): TapEvent | undefined {
  if (event.kind !== "message" || !isWords(event)) return undefined;
  const offer = offerOf(event.text, session.input.offers);
  if (offer === undefined) return undefined;
  const { id, at, mid } = event;
  return { kind: "tap", source: "typed", id, at, mid, payload: offer.payload, title: offer.title };
}

function byKind({ kinds }: Handlers, event: Event): Route | undefined {
  const { names, view } = matchEvent(event);
  const run = names.map((name) => kinds.get(name)).find((handler) => handler !== undefined);
  return run === undefined ? undefined : { run, view };
}

function byRest({ rest }: Handlers, event: Event): Route | undefined {
  return rest === undefined || !isAddressedToBot(event) ? undefined : { run: rest, view: event, stale: isStale(event) };
}

/** Tells whether a message is a text without pictures or files beside it. */
function isWords(event: MessageEvent): event is MessageEvent & { readonly text: string } {
  return event.text !== undefined && event.attachments.length === 0;
}

/**
 * Finds the option that a person has typed: its number, if numbers were shown, or its title. The whole message must
 * match, and one option only.
 */
function offerOf(text: string, offers: readonly Offer[]): Offer | undefined {
  const numbered = typedAmong(text.replace(/^\s*[#＃]/u, ""), offers, ({ number }) => String(number ?? ""));
  const found = [...numbered, ...typedAmong(text, offers, ({ title }) => title)];
  return new Set(found.map(({ payload }) => payload)).size === 1 ? found[0] : undefined;
}

/** Reads a reply to an open question that is a typed option (its title, or its number) as its tap. */
function chosen(reply: Reply, offers: readonly Offer[], tag: string): Reply {
  if (reply.typed === undefined || reply.attachments.length > 0) return reply;
  const own = offers.filter(({ payload }) => payload.startsWith(`${tag}=`));
  const offer = offerOf(reply.typed, own);
  return offer === undefined ? reply : { payload: offer.payload, attachments: [] };
}

/** Tells whether a tap's action is gone. The first tap of a chat and a value that the platform filled in have no action. */
const isStale = (event: Event): boolean => event.kind === "tap" && event.start !== true && event.filled !== true;

/** Tells whether a pattern matches a text, as it was typed or as another keyboard would have typed it. */
export function matches(pattern: RegExp, text: string): boolean {
  return [text, straightened(text)].some((one) => {
    pattern.lastIndex = 0; // a pattern with the flag g would go on where it stopped at the last message
    return pattern.test(one);
  });
}

/** Collects the words that `hears` waits for. */
export const wordsIn = (texts: readonly Texts[]): Vocabulary<string> =>
  new Vocabulary(
    texts.flatMap(({ patterns }) => patterns.filter((one) => typeof one === "string")),
    (word) => word,
  );
