/** Finds the handler of an event, in the fixed order that `Bot` promises. */
import { typedAmong } from "../content/compare.ts";
import type { Event, MessageEvent, TapEvent } from "../content/events.ts";
import { GET_STARTED } from "../content/page-profile.ts";
import type { Offer } from "../content/rendering.ts";
import type { Action } from "./action.ts";
import type { Found } from "./context.ts";
import { isAwaited, type Plan, visible } from "./dialog.ts";
import { type Erasing, isErasing } from "./erase.ts";
import { type HeardName, hearing, isAddressedToBot } from "./heard.ts";
import { type OptOut, optWord } from "./opt-out.ts";
import { type Reply, replyOf } from "./question.ts";
import { IDLE, type Session, tagOf } from "./session.ts";
import type { Signal } from "./signal.ts";
import type { TurnInput } from "./turn.ts";

/** What a bot was told to answer, and how. Its handlers are added while its file runs. */
export interface Handlers {
  readonly optOut: OptOut | null;
  readonly erasing: Erasing | null;
  /** The most exact action first. */
  readonly taps: { readonly action: Action; readonly handler: AnyHandler }[];
  readonly texts: Texts[];
  readonly kinds: Map<HeardName, AnyHandler>;
  readonly signals: Map<string, { readonly signal: Signal<unknown>; readonly handler: SignalHandler }>;
  readonly plans: Map<string, Plan>;
  /** `bot.otherwise`. */
  rest?: AnyHandler;
}

/** A handler whose context was checked where it was written. */
export type AnyHandler = (c: never) => unknown;
type SignalHandler = (c: never, data: never) => unknown;

export interface Texts {
  readonly patterns: readonly (string | RegExp)[];
  readonly anywhere: boolean;
  readonly handler: AnyHandler;
}

/** The handler that was found, and what it gets. */
export interface Route extends Found {
  /** No middleware may keep it from being done. */
  readonly isObeyed?: true;
  readonly run: (context: never) => unknown;
  /** What stands in the bot's source for it, where `run` does not. */
  readonly from?: object;
}

/** Opt-out and erasing come first of all; a signal has a handler of its own. */
export function routeOf(handlers: Handlers, session: Session): Route | undefined {
  const { event } = session.input;
  if (event.kind === "signal") return signaled(handlers, session, event.name, event.data);
  const { optOut, erasing } = handlers;
  if (erasing !== null && isErasing(event, erasing)) {
    const run = () => {
      session.close();
      session.moved = true;
      session.say(erasing.say);
      session.said.push({ erase: true });
    };
    return { view: event, isObeyed: true, run };
  }
  const word = optOut === null ? null : optWord(event, optOut);
  if (optOut === null || word === null) return route(handlers, session);
  const isOut = session.memory.optOut !== undefined;
  if (word.is === "start" && !isOut) return route(handlers, session);
  return {
    view: event,
    isObeyed: true,
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
}

/** Whether the bot has something to run for the event. It may find later, in the turn itself, that it has not. */
export function isAnswered(handlers: Handlers, event: Event): boolean {
  const { plans, taps, signals } = handlers;
  if (event.standby === true) return false;
  if (event.kind === "signal") return signals.has(event.name) || event.name === IDLE;
  if (isObeyed(handlers, event)) return true;
  if (event.kind === "message" && (handlers.optOut !== null || plans.size > 0 || taps.length > 0)) return true;
  if (event.kind === "tap" && plans.size > 0) return true;
  const known = event.kind === "tap" ? tapped(handlers, event.payload, event) : heard(handlers, event, false);
  return (known ?? byKind(handlers, event)) !== undefined;
}

/** Whether it is a word of opt-out or of erasing: it means what it means, whatever else was written. */
export function isObeyed({ optOut, erasing }: Handlers, event: Event): boolean {
  return (optOut !== null && optWord(event, optOut) !== null) || (erasing !== null && isErasing(event, erasing));
}

/** Whether a text means nothing by itself, so that it may become one turn with others. */
export function isFolded(
  handlers: Handlers,
  event: MessageEvent,
  { stored, offers }: Pick<TurnInput, "stored" | "offers">,
  isAsked: boolean,
): boolean {
  if (!isWords(event) || event.commands !== undefined || isAwaited(handlers.plans, stored?.kit?.dialog)) return false;
  if (isObeyed(handlers, event)) return false;
  return heard(handlers, event, isAsked) === undefined && offerOf(event.text, offers) === undefined;
}

function route(handlers: Handlers, session: Session): Route | undefined {
  const { event } = session.input;
  return (
    canceled(session, event) ??
    heard(handlers, event, true) ??
    (isOptionOf(session, event) ? answered(session, event) : undefined) ??
    (event.kind === "tap" ? tapped(handlers, event.payload, event) : undefined) ??
    answered(session, event) ??
    offered(handlers, session, event) ??
    heard(handlers, event, false) ??
    byKind({ kinds: handlers.kinds }, event) ??
    told(session, event) ??
    byKind(handlers, event)
  );
}

function signaled(handlers: Handlers, session: Session, name: string, data: unknown): Route | undefined {
  const { event } = session.input;
  // Whoever opted out hears only answers to their own messages. The handler runs all the same: it may remember and do.
  session.isMuted = session.memory.optOut !== undefined;
  if (name === IDLE) {
    const { dialog } = session.memory;
    const { dialog: about, asked } = data as { dialog: string; asked: number };
    const idle = handlers.plans.get(about)?.idle;
    const stillOpen = session.open !== null && dialog?.name === about && dialog.asked === asked;
    // The question is asked again after it: what was to be tapped is gone from the screen otherwise.
    return idle === undefined || !stillOpen ? undefined : { view: event, run: idle.run };
  }
  const known = handlers.signals.get(name);
  if (known === undefined) return undefined;
  const run = (c: never) => known.handler(c, known.signal.shape.read(data) as never);
  return { view: event, run, from: known.handler };
}

function canceled(session: Session, event: Event): Route | undefined {
  const { open } = session;
  if (open === null || event.kind !== "message" || !isWords(event)) return undefined;
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
}

function heard({ texts }: Handlers, event: Event, anywhere: boolean): Route | undefined {
  if (event.kind !== "message" || event.attachments.length > 0) return undefined;
  const commands = (event.commands ?? []).map((name) => `/${name}`);
  const text = event.text ?? commands.join(" ");
  if (text === "") return undefined;
  const isHeard = (pattern: string | RegExp) =>
    matches(pattern, text) || (typeof pattern === "string" && commands.some((command) => matches(pattern, command)));
  const found = texts.find((one) => (one.anywhere || !anywhere) && one.patterns.some(isHeard));
  return found === undefined ? undefined : { run: found.handler, view: { ...event, text } };
}

function tapped({ taps }: Handlers, payload: string | undefined, view: unknown): Route | undefined {
  if (payload === undefined) return undefined;
  for (const { action, handler } of taps) {
    const params = action.read(payload);
    if (params !== null) return { run: handler, view, params };
  }
  return undefined;
}

/** What the open question does with the event: takes it as its answer, or leaves it alone. */
function answered(session: Session, event: Event): Route | undefined {
  const { open } = session;
  const reply = replyOf(event);
  if (open === null || reply === null) return undefined;
  const { plan, question } = open;
  const tag = tagOf(plan, question.key);
  const reading = question.question.read(chosen(reply, session.input.offers, tag), tag, session.seen);
  if ("unrelated" in reading) return undefined;
  return {
    view: event,
    from: plan,
    run: async () => {
      session.moved = true;
      // A deploy took the question away that the person has answered: ask what is open now, and take nothing for it.
      if (!question.isAsked) return session.askAgain(plan, question);
      if ("wrong" in reading) return session.askAgain(plan, question, reading.wrong);
      if ("unclear" in reading) return session.askWhich(plan, question, reading);
      const [answers, seen] = [visible(question.answers), session.seen];
      const verdict = (await question.check?.(reading.answer as never, answers as never, seen as never)) ?? true;
      if (verdict !== true) return session.askAgain(plan, question, verdict === false ? undefined : verdict);
      session.advance(plan, { ...question.answers, [question.key]: reading.answer });
    },
  };
}

/** A picture, a voice or a sticker that nobody waits for, where a question is open that it cannot answer. */
function told(session: Session, event: Event): Route | undefined {
  const { open } = session;
  const reply = replyOf(event);
  if (open === null || reply === null) return undefined;
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

/** A typed title or number of what the bot's latest message offers counts as the tap. */
function offered(handlers: Handlers, session: Session, event: Event): Route | undefined {
  if (event.kind !== "message" || !isWords(event) || session.open !== null) return undefined;
  const offer = offerOf(event.text, session.input.offers);
  if (offer === undefined) return undefined;
  const { id, at, mid } = event;
  const tap: TapEvent = { kind: "tap", source: "typed", id, at, mid, payload: offer.payload, title: offer.title };
  return tapped(handlers, offer.payload, tap);
}

function byKind({ kinds, rest }: Pick<Handlers, "kinds" | "rest">, event: Event): Route | undefined {
  const { names, view } = hearing(event);
  const run = names.map((name) => kinds.get(name)).find((handler) => handler !== undefined);
  if (run !== undefined) return { run, view };
  return rest === undefined || !isAddressedToBot(event) ? undefined : { run: rest, view: event, stale: isStale(event) };
}

/** A text without pictures or files beside it. */
function isWords(event: MessageEvent): event is MessageEvent & { readonly text: string } {
  return event.text !== undefined && event.attachments.length === 0;
}

/** Whether this is a tap on an option of the open question. */
function isOptionOf({ open }: Session, event: Event): boolean {
  return (
    open !== null &&
    event.kind === "tap" &&
    event.payload?.startsWith(`${tagOf(open.plan, open.question.key)}=`) === true
  );
}

/**
 * The option that somebody has typed: its number, if numbers were shown, or its title. By the whole message, never by a
 * part of it, and never by what two of them could mean.
 */
function offerOf(text: string, offers: readonly Offer[]): Offer | undefined {
  const numbered = typedAmong(text, offers, ({ number }) => String(number ?? ""));
  const found = [...numbered, ...typedAmong(text, offers, ({ title }) => title)];
  return new Set(found.map(({ payload }) => payload)).size === 1 ? found[0] : undefined;
}

/** A reply to an open question, with a typed option (as it was shown, or by its number) read as its tap. */
function chosen(reply: Reply, offers: readonly Offer[], tag: string): Reply {
  if (reply.typed === undefined || reply.attachments.length > 0) return reply;
  const own = offers.filter(({ payload }) => payload.startsWith(`${tag}=`));
  const offer = offerOf(reply.typed, own);
  return offer === undefined ? reply : { payload: offer.payload, attachments: [] };
}

/** A tap whose action is gone. Get Started, and a phone or e-mail that Messenger filled in, are no action's. */
function isStale(event: Event): boolean {
  if (event.kind !== "tap" || event.payload === GET_STARTED) return false;
  return event.source !== "quick_reply" || event.payload !== event.title;
}

/** A string is the whole text; a pattern may match anywhere. */
export function matches(pattern: string | RegExp, text: string): boolean {
  if (typeof pattern === "string") return text.trim().toLowerCase() === pattern.trim().toLowerCase();
  pattern.lastIndex = 0; // a pattern with the flag g would go on where it stopped at the last message
  return pattern.test(text);
}
