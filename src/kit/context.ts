import type { ChannelName, Content } from "../model/content.ts";
import { type Duration, milliseconds } from "../model/duration.ts";
import type { Event } from "../model/events.ts";
import type { Graph } from "../model/graph.ts";
import type { Profile } from "../model/profile.ts";
import type { SendOptions } from "../model/rendering.ts";
import type { Dialog } from "./dialog.ts";
import type { Language } from "./language.ts";
import { opensAt } from "./office.ts";
import { checkedDay, daysAfter } from "./parse/days.ts";
import { nobodyUntil } from "./parse/hours.ts";
import {
  type ClockTime,
  checkedZone,
  instantOf,
  type LocalTime,
  localTime,
  minutesOf,
  nextInstant,
} from "./parse/zone.ts";
import type { Line } from "./runnable.ts";
import type { Signal } from "./signal.ts";
import { contentOf, type How, type Turn } from "./turn.ts";

/** What a handler works with: the event, the person's state, and ways to answer. */
export interface Context<State, Heard> {
  /** What happened. */
  readonly event: Heard;
  /** What the person wrote, in the chat or in a comment; for a tap, the title of what was tapped; otherwise empty. */
  readonly text: string;
  /** Whether this is a tap that no action answers any more: buttons stay in people's chats for years. */
  readonly stale: boolean;
  /** The time of this turn, in milliseconds since 1970: in tests and in `npm start` it is the pretended one. */
  readonly now: number;
  /** The same, as calendar and clock show it in the bot's time zone (`createBot({ timeZone })`). */
  readonly time: LocalTime;
  /** Whether people of the Page are there, by `createBot({ hours })`; true without them. */
  readonly isOpen: boolean;
  /** When they are there next; null while they are, and when they are not for a year. */
  readonly opens: LocalTime | null;
  /**
   * Until when free words may be said to this person, in milliseconds since 1970: on Messenger 24 hours after their last
   * word. Later only `utility` is allowed.
   */
  readonly window: number;
  /** Where the person is: `"messenger"`. */
  readonly channel: ChannelName;
  /** The account that they write to, by the platform's id: a Page's. */
  readonly account: string;
  /** The language in which the library speaks to this person, as `createBot({ language })` has it. */
  readonly language: Language;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
  /** What the bot remembers of this person. Change it or replace it; it is saved with what is said, or not at all. */
  state: State;
  /**
   * Says something, after what was said before. It is recorded here and sent when the handler is done.
   * @param options when and how it is said
   */
  say(content: string | Content, options?: SayOptions): void;
  /**
   * Says something at once, in the middle of a long answer. It is committed before the promise resolves, and it comes
   * before what `say` says, also when nobody waits for the promise. Where nobody does, what cannot be said fails the
   * handler at its end. A handler that runs again and says the same is silent. From the first words on that differ, all
   * of it is said, and logged as `said_otherwise`: so let it say words that are fixed, or come from `once`.
   * @param options how it is said
   */
  sayNow(content: string | Content, options?: Omit<SayOptions, "after">): Promise<void>;
  /** Puts an emoji on the message that is being answered. */
  react(emoji: string): void;
  /** Takes the bot's emoji off the message that is being answered. */
  unreact(): void;
  /** Shows the typing dots. They are shown by themselves while a handler takes its time. */
  typing(): void;
  /**
   * Removes everything that is stored of this person, once everything before it was said: state, history, what was asked
   * for later, and what the Page's list has of them. Whoever writes again is somebody new.
   */
  erase(): void;
  /**
   * Hands the conversation to the people of the Page: says so first, then passes control to the Page's inbox with the
   * reason and the last lines, and then the bot is silent until it gets the conversation back. An open dialog ends.
   */
  handOver(options: HandOver): void;
  /**
   * Starts a dialog: its first question is said now. A dialog that was open ends.
   * @param known answers that are known already: their questions are not asked, and their checks do not run
   */
  start<Answers>(dialog: Dialog<Answers>, known?: Partial<NoInfer<Answers>>): void;
  /** Ends the open dialog, if there is one, without a word. */
  endDialog(): void;
  /**
   * Runs the signal's handler later: then, not with words frozen now. It survives restarts.
   * @param when how long from now, at which instant, or at which time of day by the bot's time zone; what has passed means
   * at once
   * @param options `key`: one of a key; a second one replaces the first, and `forget(key)` cancels it
   */
  later<Data>(
    when: Duration | Date | TimeOfDay,
    signal: Signal<Data>,
    data: NoInfer<Data>,
    options?: { readonly key?: string },
  ): void;
  /** Cancels what `later` asked for, by its key or its signal. */
  forget(what: string | Signal<unknown>): void;
  /**
   * Does something outside of the conversation once, however often this handler runs: an order, a payment, a ticket; and
   * what would come out otherwise the next time, such as a model's answer.
   * The result is stored before the handler goes on. `make` gets a key that stays the same, for a service that takes
   * idempotency keys; it runs again only if the Worker died before the result was stored. The results of one event have
   * room for 100,000 characters as JSON: return an id, and keep what is larger elsewhere.
   * @param name unique within the handler
   * @throws {TypeError} when it was done and its result cannot be kept: now, and whenever the handler runs again
   */
  once<Value>(name: string, make: (key: string) => Value | Promise<Value>): Promise<Value>;
  /**
   * The last lines of the conversation, oldest first, without this turn: neither the line being answered nor what was
   * said in answer to it. `from` tells whose each is: the person's, the bot's, or a colleague's (`human`).
   */
  history(count: number): readonly Line[];
  /**
   * The person's name, picture and locale, or null when the platform does not tell: not everybody's can be read. From then on
   * the locale is known, and `createBot({ language })` goes by it.
   */
  profile(): Promise<Profile | null>;
  /** Meta's Graph API, for what the bot does beside what it says. A call that changes something belongs into `once`. */
  readonly graph: Graph;
}

/**
 * A time by the clock on the wall: the next time that it is 9:00, at 9:00 in two days, or at 9:00 of a day. What `when`
 * answers is one, if a time of day was written.
 */
export interface TimeOfDay {
  /** As `9:00` or `17:30`. */
  readonly time: ClockTime;
  /** As `2026-12-24`. */
  readonly date?: string;
  /** How many days from today; 0 is today. */
  readonly days?: number;
  /** Another time zone than the bot's. */
  readonly zone?: string;
}

/** When and how something is said. */
export interface SayOptions {
  /** Paces it: not before this long after the message before it, at most 20 s. */
  readonly after?: Duration;
  /** Shows above it which message it answers: the one that is being answered (`true`), or another one by its `mid`. */
  readonly replyTo?: true | string;
  /**
   * What the person's phone does: `"regular"` (the default) makes a sound, `"silent"` shows it without one, `"none"`
   * does not show it at all.
   */
  readonly notification?: "regular" | "silent" | "none";
  /** The id of a persona of the Page, whose name and picture stand beside it. */
  readonly persona?: string;
  /**
   * `"response"` (the default) answers the person; `"update"` tells what they have not asked for just now. Both are for
   * the 24 hours after their last word: later only `utility` is allowed.
   */
  readonly purpose?: "response" | "update";
  /**
   * A message tag. Every one is refused, and the error says why and what to do instead: `HUMAN_AGENT` is for words that a
   * person wrote, `feedback` sets its own, and Meta ended the others on 27 April 2026.
   */
  readonly tag?: string;
}

/** How a conversation is handed to the people of the Page. */
export interface HandOver {
  /** Said before control is passed. */
  readonly say: string | Content;
  /**
   * Said in place of it while nobody is there by `createBot({ hours })`. It may depend on when they are there next; null
   * if that is not within a year. Without it: "Nobody is here until Monday at 9:00.", in the person's language. Control is
   * passed all the same.
   */
  readonly ifClosed?: string | Content | ((opens: LocalTime | null) => string | Content);
  /** When and how `say` is said. */
  readonly how?: SayOptions;
  /** For the people who take over. */
  readonly reason: string;
  /** Said when control cannot be passed. Without it: a sentence of the library's. */
  readonly ifFailed?: string | Content;
  /**
   * How long to wait for somebody to answer, from when they are there. Then it is listed for the people of the Page, the conversation is the bot's
   * again where Meta allows it, and the person hears so.
   */
  readonly ifUnanswered?: Duration | { readonly after: Duration; readonly say: string | Content };
}

/** What `onError` has: it can speak and remember, and nothing else. */
export type ErrorContext<State> = Pick<
  Context<State, Event>,
  "event" | "text" | "channel" | "account" | "person" | "state" | "say"
>;

const LONGEST_PAUSE_MS = 20_000;

/** What an event looks like to a handler. */
export interface Found {
  readonly view: unknown;
  readonly params?: Readonly<Record<string, string>>;
  readonly stale?: boolean;
}

export function createContext(session: Turn, found: Found): Context<unknown, unknown> {
  const { input, office } = session;
  const react = (call: string, emoji: string | null) => {
    const mid = midOf(input.event);
    if (mid === undefined) {
      throw new TypeError(`c.${call}(): there is no message to react to. Only messages and taps can be reacted to.`);
    }
    session.said.push({ react: emoji, to: mid });
  };
  return {
    event: found.view,
    text: textOf(input.event),
    stale: found.stale ?? false,
    now: input.now,
    get time() {
      return localTime(input.now, office.zone);
    },
    get isOpen() {
      return opensAt(office, input.now) === input.now;
    },
    get opens() {
      const at = opensAt(office, input.now);
      return at === null || at === input.now ? null : localTime(at, office.zone);
    },
    window: input.window,
    channel: input.channel,
    account: input.account,
    get language() {
      return session.speech.language;
    },
    person: input.person,
    env: input.env,
    ...{ params: found.params ?? {} },
    get state() {
      return session.state;
    },
    set state(state) {
      session.state = state;
    },
    say: (content, options) => session.say(content, howOf("say", options, input.event)),
    sayNow: (content, options) => session.sayNow(content, () => howOf("sayNow", options, input.event).manner),
    react: (emoji) => react("react", emoji),
    unreact: () => react("unreact", null),
    typing: input.typing,
    erase() {
      session.close();
      session.moved = true;
      session.erase();
    },
    handOver({ say, ifClosed = closedWords(session), how, reason, ifFailed, ifUnanswered }) {
      session.close();
      session.moved = true;
      const opens = opensAt(office, input.now);
      const closed = () =>
        typeof ifClosed === "function" ? ifClosed(opens === null ? null : localTime(opens, office.zone)) : ifClosed;
      session.say(opens === input.now ? say : closed(), howOf("handOver", how, input.event));
      const busy = session.speech.sentence("nobodyFree");
      const wait = typeof ifUnanswered === "string" ? { after: ifUnanswered, say: busy } : ifUnanswered;
      session.said.push({
        handOver: {
          reason,
          ifFailed: contentOf(ifFailed ?? session.speech.sentence("handOverFailed")),
          ifUnanswered: contentOf(wait?.say ?? busy),
          ...(wait === undefined ? {} : { waitMs: (opens ?? input.now) - input.now + milliseconds(wait.after) }),
        },
      });
    },
    start: ({ dialog }, known) => session.start(dialog, known),
    endDialog() {
      session.close();
      session.moved = true;
    },
    later(when, { signal, shape }, data, options) {
      const key = options?.key === undefined ? {} : { key: options.key };
      const after = typeof when === "string" ? milliseconds(when) : Math.max(0, instantIn(session, when) - input.now);
      session.later.push({ ...key, after, name: signal, data: shape.read(data) });
    },
    forget(what) {
      session.cancel(typeof what === "string" ? { key: what } : { name: what.signal });
    },
    once: input.once,
    history: input.history,
    async profile() {
      const profile = await input.profile();
      session.locale = profile?.locale ?? session.locale;
      return profile;
    },
    graph: input.graph,
  };
}

/** @param call whose options they are */
function howOf(call: string, { after, ...options }: SayOptions = {}, event: Event): How {
  const manner = mannerOf(call, options, event);
  return {
    ...(after === undefined ? {} : { after: Math.min(milliseconds(after), LONGEST_PAUSE_MS) }),
    ...(Object.keys(manner).length === 0 ? {} : { manner }),
  };
}

function mannerOf(call: string, { replyTo, ...manner }: Omit<SayOptions, "after">, event: Event): SendOptions {
  if (replyTo === undefined) return manner;
  const mid = replyTo === true ? midOf(event) : replyTo;
  if (mid !== undefined) return { ...manner, replyTo: mid };
  throw new TypeError(
    `c.${call}(): replyTo: true, but there is no message to reply to. Only messages and taps can be replied to.`,
  );
}

const midOf = (event: Event): string | undefined => ("mid" in event ? event.mid : undefined);

/** What somebody hears who wants a person while nobody is there. */
const closedWords =
  ({ seen }: Turn) =>
  (opens: LocalTime | null): string =>
    opens === null ? seen.sentence("nobodyHere") : nobodyUntil(opens, seen.time.date, seen);

function instantIn({ input, office }: Turn, when: Date | TimeOfDay): number {
  if (when instanceof Date) return timeOf(when);
  const { time, date, days, zone = office.zone } = when;
  const minutes = minutesOf("c.later()", time);
  checkedZone("c.later()", zone);
  if (date !== undefined) checkedDay("c.later()", date);
  if (date === undefined && days === undefined) return nextInstant(minutes, input.now, zone);
  return instantOf(date ?? daysAfter(localTime(input.now, zone).date, days ?? 0), minutes, zone);
}

function timeOf(date: Date): number {
  const time = date.getTime();
  if (Number.isNaN(time))
    throw new TypeError("c.later(): the Date is invalid. Was it made from a text that is no date?");
  return time;
}

export function textOf(event: Event): string {
  if (event.kind === "message" || event.kind === "comment") return event.text ?? "";
  return event.kind === "tap" ? (event.title ?? "") : "";
}
