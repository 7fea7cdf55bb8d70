/** The context of a handler: the calls by which it answers. They are recorded in the turn; nothing is sent here. */
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

/** The means of a handler: the event, the person's state, and ways to answer. */
export interface Context<State, Heard> {
  /** The event that is being answered. */
  readonly event: Heard;
  /** The person's words, in the chat or in a comment; for a tap, the title of what was tapped; otherwise empty. */
  readonly text: string;
  /** True for a tap that no action answers any more: buttons stay in people's chats for years. */
  readonly stale: boolean;
  /** The time of this turn, in milliseconds since 1970: in tests and in `npm start` it is the pretended one. */
  readonly now: number;
  /** The same time, as calendar and clock show it in the bot's time zone (`createBot({ timeZone })`). */
  readonly time: LocalTime;
  /** Tells whether people of the Page are there, by `createBot({ hours })`; true without them. */
  readonly isOpen: boolean;
  /** The time at which they are there next; null while they are there, and when it is more than a year away. */
  readonly opens: LocalTime | null;
  /**
   * The end of the messaging window, in milliseconds since 1970: until then free words may be said to this person, on
   * Messenger for 24 hours after their last word. Later only `utility` is allowed.
   */
  readonly window: number;
  /** The channel on which the person is: `"messenger"`. */
  readonly channel: ChannelName;
  /** The account that they write to, by the platform's id: on Messenger a Page's. */
  readonly account: string;
  /** The language in which the library speaks to this person: `createBot({ language })`. */
  readonly language: Language;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
  /** The bot's memory of this person. Change it or replace it; it is saved together with what is said, or not at all. */
  state: State;
  /**
   * Says something, after what was said before. It is recorded here and sent when the handler is done.
   * @param options time and manner of saying it
   */
  say(content: string | Content, options?: SayOptions): void;
  /**
   * Says something at once, in the middle of a long answer. It is committed before the promise resolves, and comes
   * before what `say` says, awaited or not. If the promise is not awaited, a failure to say it fails the handler at its
   * end. A handler that runs again and says the same says nothing twice. From the first words on that differ, all of it
   * is said, and logged as `said_otherwise`: so let the words be fixed, or come from `once`.
   * @param options manner of saying it
   */
  sayNow(content: string | Content, options?: Omit<SayOptions, "after">): Promise<void>;
  /** Puts an emoji on the message that is being answered. */
  react(emoji: string): void;
  /** Takes the bot's emoji off the message that is being answered. */
  unreact(): void;
  /**
   * Answers the comment that this is about, below it, where everybody sees it. `say` answers it in private, once. It is
   * written once: where nobody knows whether it was, it stands on the list of what needs eyes.
   * @throws {TypeError} where there is no comment to answer, or nothing to say
   * @example bot.on("comment", (c) => c.reply("Thank you! Write us a message for the details."))
   */
  reply(text: string): void;
  /** Shows the typing dots. They are shown by themselves while a handler takes its time. */
  typing(): void;
  /**
   * Removes everything that is stored of this person, once everything before it was said: state, history, what `later`
   * asked for, and their entry in the Page's list. A person who writes again is a new one.
   */
  erase(): void;
  /**
   * Hands the conversation to the people of the Page: says so first, then passes control to the Page's inbox with the
   * reason and the last lines. The bot is silent until it gets the conversation back. An open dialog ends.
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
   * Runs the signal's handler later, so that its words are made then and not now. It survives restarts.
   * @param when a time from now, an instant, or a time of day by the bot's time zone; one in the past means at once
   * @param options `key`: one signal for each key; a second one replaces the first, and `forget(key)` cancels it
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
   * Does something outside of the conversation once, however often this handler runs: an order, a payment, a ticket; or
   * something with another result each time, such as a model's answer.
   * The result is stored before the handler goes on. `make` gets a key that stays the same, for a service that takes
   * idempotency keys; it runs again only if the Worker died before the result was stored. The results of one event have
   * room for 100,000 characters as JSON: return an id, and keep what is larger elsewhere.
   * @param name unique within the handler
   * @throws {TypeError} when it was done and its result cannot be kept: now, and whenever the handler runs again
   */
  once<Value>(name: string, make: (key: string) => Value | Promise<Value>): Promise<Value>;
  /**
   * Returns the last lines of the conversation, oldest first, without this turn: neither the line being answered nor
   * the answer so far. `from` names the author of each: `person`, `bot`, or `human` for a colleague.
   */
  history(count: number): readonly Line[];
  /**
   * Returns the person's name, picture and locale, or null when the platform does not tell them: it does not for
   * everybody. From then on the locale is known, and `createBot({ language })` goes by it.
   */
  profile(): Promise<Profile | null>;
  /** Meta's Graph API, for calls beside what the bot says. A call that changes something belongs into `once`. */
  readonly graph: Graph;
}

/**
 * A time by the clock on the wall: the next 9:00, 9:00 in two days, or 9:00 of a given day. An answer of `when` is one,
 * if it has a time of day.
 */
export interface TimeOfDay {
  /** As `9:00` or `17:30`. */
  readonly time: ClockTime;
  /** As `2026-12-24`. */
  readonly date?: string;
  /** The number of days from today; 0 is today. */
  readonly days?: number;
  /** Another time zone than the bot's. */
  readonly zone?: string;
}

/** The time and manner of saying something. */
export interface SayOptions {
  /** The least time after the message before it, at most 20 s. */
  readonly after?: Duration;
  /**
   * The message shown above it as the one it answers: the one that is being answered (`true`), or another one by its
   * `mid`.
   */
  readonly replyTo?: true | string;
  /**
   * The person's notification: `"regular"` (the default) makes a sound, `"silent"` shows it without one, `"none"` does
   * not show it at all.
   */
  readonly notification?: "regular" | "silent" | "none";
  /** The id of a persona of the Page: its name and picture stand beside the message. */
  readonly persona?: string;
  /**
   * The reason: `"response"` (the default) answers the person; `"update"` tells what they have not asked for just now.
   * Both are for the 24 hours after their last word: later only `utility` is allowed.
   */
  readonly purpose?: "response" | "update";
  /**
   * A message tag. Every one is refused, and the error says why and what to do instead: `HUMAN_AGENT` is for words that
   * a person wrote, `feedback` sets its own, and Meta ended the others on 27 April 2026.
   */
  readonly tag?: string;
}

/** The words and the reason of a hand-over to the people of the Page. */
export interface HandOver {
  /** The words said before control is passed. */
  readonly say: string | Content;
  /**
   * The words said instead while no one is there by `createBot({ hours })`. A function gets the time at which they are
   * there next; null if that is not within a year. Without it: "Nobody is here until Monday at 9:00.", in the person's
   * language. Control is passed all the same.
   */
  readonly ifClosed?: string | Content | ((opens: LocalTime | null) => string | Content);
  /** Time and manner of saying `say`. */
  readonly how?: SayOptions;
  /** The reason, for the people who take over. */
  readonly reason: string;
  /** The words said when control cannot be passed. Without it: a sentence of the library's. */
  readonly ifFailed?: string | Content;
  /**
   * The time to wait for an answer, counted from when people are there. Then the conversation is listed for the people
   * of the Page and is the bot's again where Meta allows it, and the person is told so.
   */
  readonly ifUnanswered?: Duration | { readonly after: Duration; readonly say: string | Content };
}

/** The part of a context that `onError` has: it can speak and remember, and nothing else. */
export type ErrorContext<State> = Pick<
  Context<State, Event>,
  "event" | "text" | "channel" | "account" | "person" | "state" | "say"
>;

const LONGEST_PAUSE_MS = 20_000;

/** An event as a handler sees it. */
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
    reply(text) {
      const { event } = input;
      const to = event.kind === "comment" ? (event.commentId ?? event.postId) : undefined;
      if (to === undefined) throw new TypeError("c.reply(): there is no comment to answer. Say it: c.say(…).");
      if (text.trim() === "") throw new TypeError("c.reply(): the text is empty.");
      session.said.push({ reply: text, to });
    },
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

/** Makes the send options of a call. @param call the name of the call, for errors */
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

/** The words for a person who wants a colleague while none is there. */
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
