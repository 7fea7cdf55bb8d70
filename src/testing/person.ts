/**
 * `edgewise/test`: a person who writes to your bot, in your tests. The turns are those of production (the same store in a
 * real Durable Object, the same outbox), and the messages go to a simulated Meta that refuses the same ones as Meta.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { messagesIn, type OwnMenus, type Tap, tappable } from "../../simulator/core/chat.ts";
import { SimulatedMeta } from "../../simulator/core/meta.ts";
import { ownMessage, screenOf } from "../../simulator/core/screen.ts";
import { profileOf } from "../channels/messenger/page/profile.ts";
import { parseExact } from "../channels/meta/json.ts";
import { NEWEST } from "../channels/meta/versions.ts";
import { channelNamed } from "../channels/registry.ts";
import { clock, now } from "../clock.ts";
import { assemble, type Rooms } from "../conversation/assemble.ts";
import { signalId } from "../conversation/ids.ts";
import { take } from "../conversation/inbox.ts";
import type { Sender } from "../conversation/outbox/outbox.ts";
import type { Scope } from "../conversation/scope.ts";
import { Store } from "../conversation/store.ts";
import { type Env, settings } from "../env.ts";
import { type AnyBot, type Runnable, runnable } from "../kit/runnable.ts";
import type { Signal } from "../kit/signal.ts";
import { type Duration, milliseconds } from "../model/duration.ts";
import type { Event } from "../model/events.ts";

/** The step after which the object dies, once. */
export type CrashPoint =
  /** The event is stored; its turn has not begun. */
  | "accept"
  /** The turn is committed; nothing of it is sent. */
  | "turn"
  /** Meta has sent the first message, and the connection broke before its answer came. */
  | "send";

/** The person's name, locale and stored state, and the point at which the answering object dies. */
export interface PersonOptions {
  readonly crashAfter?: CrashPoint;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The language and country that Meta tells `c.profile()`: `pt_BR`. `en_US` if not given. */
  readonly locale?: string;
  /** The state that an older version of the bot has stored of them, for tests of `migrate`. Without it they never wrote. */
  readonly state?: { readonly version: number; readonly data: unknown };
  /** Bindings and variables beside those of the tests, for `c.env` and for the Worker's settings: a stand-in for a model. */
  readonly env?: Readonly<Record<string, unknown>>;
}

/** Somebody with a chat of their own. Each step ends when nothing moves any more. */
export interface Person {
  /** Their page-scoped id. */
  readonly psid: string;
  /** Several texts come before the bot takes its turn. */
  says(...texts: readonly string[]): Promise<void>;
  /**
   * Taps a thing on the screen by its title: in the chat, in the menu, or an ice breaker before the first word. Fails with
   * a list of all titles if none is this one.
   */
  taps(title: string): Promise<void>;
  /**
   * Taps the same thing twice, as people do: both come before the bot takes its turn. With `apart` the second comes so much
   * later, when the bot has answered the first: `doubleTaps("Buy Now", "1s")`.
   */
  doubleTaps(title: string, apart?: Duration): Promise<void>;
  /** Taps Get Started, as everybody does first. */
  starts(): Promise<void>;
  /** Answers a message of the Page: the last one, or the one that has `back` others behind it. */
  replies(text: string, back?: number): Promise<void>;
  /** Answers a message of their own: the last one, or the one that has `back` others behind it. */
  repliesToOwn(text: string, back?: number): Promise<void>;
  /** Writes their newest message that reads `words` anew. Messenger allows it five times, within 15 minutes. */
  edits(words: string, anew: string): Promise<void>;
  /** Takes their newest message back that reads `words`, as on the screen: `takesBack("[image]")`. */
  takesBack(words: string): Promise<void>;
  /** Puts an emoji on a message of the Page, or takes it back with null. */
  reacts(emoji: string | null, back?: number): Promise<void>;
  sends(kind: "image" | "video" | "audio" | "file", url: string): Promise<void>;
  /** The thumb that everybody sends. */
  sends(kind: "sticker"): Promise<void>;
  sendsLocation(latitude: number, longitude: number): Promise<void>;
  /** Comments on a post of the Page: `bot.on("comment")` may answer it in the chat, once. */
  comments(text: string): Promise<void>;
  /** Lets time pass: signals of `c.later` that are due happen meanwhile. The clock is the test's own; nobody really waits. */
  waits(duration: Duration): Promise<void>;
  /** Something happens outside of Messenger. A signal can be called by its name, as it is from outside. */
  signal<Data>(signal: Signal<Data>, data: NoInfer<Data>): Promise<void>;
  signal(name: string, data: unknown): Promise<void>;
  /** A person of the Page answers from the inbox. `unnamed`: the echo names no app. */
  agentSays(text: string, options?: { readonly unnamed?: boolean }): Promise<void>;
  /** They give the conversation back to the bot. */
  agentReleases(): Promise<void>;
  /** Returns the chat, a line for each message. Fit for `toMatch` and for snapshots. */
  screen(): string;
}

type FileKind = "image" | "video" | "audio" | "file";

const RECOVERS_MS = 10_000;
const APP = { id: "909090909090909", secret: "edgewise/test", token: "EAAedgewisetest" };
const ACCESS = { url: "https://graph.test", version: NEWEST, token: APP.token, appSecret: APP.secret };
const PAGE = { id: "808080808080808", name: "The Page" };
const BASE = "https://bot.test";
/** The most rounds of one step, more than any bot needs: a bot that never comes to rest is a bug, and a test must end. */
const ROUNDS = 100;

let offset = 0;

/** The clock of all people of a process: it only ever goes on. */
function ownClock(): void {
  const real = Date.now;
  clock.now = () => real() + offset;
  clock.wait = async (ms) => {
    offset += ms;
  };
}

/**
 * Somebody who has never written to the bot, unless `state` says otherwise.
 * @example
 * const ana = person(bot);
 * await ana.says("products");
 * await ana.taps("Buy Now");
 * expect(ana.screen()).toMatch(/in your cart/);
 */
export function person(bot: AnyBot, options: PersonOptions = {}): Person {
  ownClock();
  const bindings: Env = { ...(env as unknown as Env), ...options.env };
  const inbox: Event[] = [];
  const channel = channelNamed("messenger");
  const meta = new SimulatedMeta({
    appId: APP.id,
    appSecret: APP.secret,
    pageId: PAGE.id,
    pageName: PAGE.name,
    pageToken: APP.token,
    webhooks: "on settle",
    now,
    deliver: async ({ body }) => {
      for (const { event } of channel.decode(parseExact(body), now())) inbox.push(event);
      return 200;
    },
  });
  const { psid } = meta.joins({
    ...(options.firstName === undefined ? {} : { firstName: options.firstName }),
    ...(options.lastName === undefined ? {} : { lastName: options.lastName }),
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
  const home = (who: string) => object(bindings, `messenger:${PAGE.id}:${who}`);
  let crash = options.crashAfter;
  let older = options.state;
  let tappedLast: string | undefined;

  const roomsOf = (ctx: DurableObjectState, who: string, sender?: Sender): Rooms & Waiting => {
    const waiting: Promise<unknown>[] = [];
    const given: Omit<Scope, "senderActions"> = {
      ctx: holding(ctx, waiting),
      env: bindings,
      settings: {
        ...settings(bindings),
        GATHER_MS: 0,
        appId: APP.id,
        appSecrets: [APP.secret],
        logErrors: true,
        publicUrl: BASE,
      },
      address: { channel: "messenger", account: PAGE.id, person: who },
      channel,
      bot: bot[runnable],
      store: new Store(ctx.storage, now(), channel.opensWindow),
      account: {
        token: APP.token,
        permit: async () => ({ access: ACCESS, at: 0, echoed: 0, succeeded: now() }),
        heard: async () => {},
        succeeded: async () => {},
        works: async () => {},
        mayAskThread: async () => true,
        used: async () => {},
        settle: async () => {},
        begins: async () => 0,
        left: async () => {},
        willForget: async () => {},
        forget: async () => {},
        revise: async () => {},
        uploadId: async () => null,
        uploadGone: async () => {},
        pause: async () => now() + 30_000,
        report: async () => {},
      },
      alias: "test",
      arm: () => {},
      erase: async () => {
        await ctx.storage.deleteAll();
        new Store(ctx.storage, now(), channel.opensWindow);
      },
      fetch: async (input, init) => {
        const request = new Request(input as RequestInfo, init as RequestInit);
        const isMessage = (await request.clone().text()).includes('"message":');
        const answer = await meta.handle(request as never);
        if (crash !== "send" || !isMessage) return answer as never;
        crash = undefined;
        throw new Error("The connection broke.");
      },
    };
    return { ...assemble(given, sender), waiting };
  };

  /** Runs until nothing moves any more, through crashes and restarts. @param who the conversation; a comment has its own */
  const settle = (first?: () => void, who = psid): Promise<void> =>
    runInDurableObject(home(who), async (_, ctx) => {
      if (older !== undefined && who === psid) {
        new Store(ctx.storage, now(), channel.opensWindow).save(older);
        older = undefined;
      }
      offset += 1; // each act comes after the messages that they have seen
      first?.();
      for (let round = 0; round < ROUNDS; round++) {
        await meta.settle();
        const stopped = crash === "turn";
        const { scope, turns, outbox, waiting } = roomsOf(ctx, who, stopped ? NOTHING_LEAVES : undefined);
        const events = inbox.splice(0);
        scope.store.step(() => {
          for (const event of events) take(scope, event, now());
          scope.store.fireDue(now());
        });
        if (events.length > 0 && crash === "accept") {
          crash = undefined;
          offset += RECOVERS_MS;
          continue;
        }
        await turns.run();
        if (stopped && scope.store.nextOut() !== undefined) {
          crash = undefined;
          offset += RECOVERS_MS;
          continue;
        }
        await outbox.run();
        await Promise.all(waiting);
        await meta.settle();
        const due = scope.store.nextDue();
        if (inbox.length === 0 && (due === null || due > now() + RETRIES_MS)) return;
        if (inbox.length === 0 && due !== null) offset += Math.max(0, due - now());
      }
      throw new Error(`The conversation did not come to rest. On the screen:\n${screenOf(meta.chat(psid))}`);
    });

  /** Finds the thing to tap: first in the chat, then beside it. */
  const tapped = (title: string): Exclude<Tap, string> => {
    const chat = meta.chat(psid);
    const beside = besideChat(bot[runnable], chat.length === 0, meta.menus[psid]);
    try {
      return tappable(chat, title);
    } catch (error) {
      const found = beside.find((one) => one.title === title);
      if (found === undefined) throw beside.length === 0 ? error : withBeside(error, beside);
      return found;
    }
  };

  /** Taps a title. The same title again is meant as a second tap, so first it waits for longer than `DOUBLE_TAP_MS`. */
  const taps = async (title: string): Promise<void> => {
    if (title === tappedLast) offset += settings(bindings).DOUBLE_TAP_MS + 1;
    await settle(() => void meta.taps(psid, tapped(title)));
    tappedLast = title;
  };

  const doubleTaps = async (title: string, apart?: Duration): Promise<void> => {
    tappedLast = title;
    if (apart === undefined) return settle(() => meta.doubleTaps(psid, tapped(title)));
    const found = tapped(title);
    await settle(() => meta.taps(psid, found));
    await waits(apart);
    await settle(() => meta.taps(psid, found));
  };

  const waits = async (duration: Duration): Promise<void> => {
    const until = now() + milliseconds(duration);
    for (;;) {
      const next = await runInDurableObject(home(psid), (_, ctx) => {
        const store = new Store(ctx.storage, now(), channel.opensWindow);
        return Math.min(store.nextLater() ?? until, store.nextDue() ?? until, until);
      });
      offset += Math.max(0, next - now());
      await settle();
      if (next >= until) return;
    }
  };

  /** Finds the id of a message of one side. Fails with the number of its messages if there are not so many. */
  const message = (side: "the Page" | "this person", back: number): string => {
    const all = messagesIn(meta.chat(psid)).filter(({ from }) => (from === "person") === (side === "this person"));
    const found = all.at(-1 - back);
    if (found === undefined)
      throw new Error(`No message of ${side} has ${back} others behind it: there are ${all.length}.`);
    return found.id;
  };
  const said = (back: number): string => message("the Page", back);

  const wrote = (words: string): string => ownMessage(meta.chat(psid), words).id;

  return {
    psid,
    says: (...texts) =>
      settle(() => {
        for (const text of texts) meta.says(psid, text);
      }),
    taps,
    doubleTaps,
    starts: () => settle(() => meta.getStarted(psid)),
    replies: (text, back = 0) => settle(() => meta.says(psid, text, { replyTo: said(back) })),
    repliesToOwn: (text, back = 0) => settle(() => meta.says(psid, text, { replyTo: message("this person", back) })),
    edits: (words, anew) => settle(() => meta.edits(psid, wrote(words), anew)),
    takesBack: (words) => settle(() => meta.deletes(psid, wrote(words))),
    reacts: (emoji, back = 0) =>
      settle(() => (emoji === null ? meta.unreacts(psid, said(back)) : meta.reacts(psid, said(back), emoji))),
    sends: (kind: FileKind | "sticker", url?: string) =>
      settle(() => (kind === "sticker" ? meta.sendsSticker(psid) : meta.sends(psid, kind, url ?? ""))),
    sendsLocation: (latitude, longitude) => settle(() => meta.sendsLocation(psid, latitude, longitude)),
    comments: (text) => settle(undefined, `comment:${meta.comments(text, psid)}`),
    waits,
    signal: (what: string | Signal<unknown>, data: unknown) =>
      settle(() => {
        if (typeof what === "string") bot[runnable].checkSignal(what, data);
        const named =
          typeof what === "string" ? { name: what, data } : { name: what.signal, data: what.shape.read(data) };
        inbox.push({ kind: "signal", id: signalId(named.name, crypto.randomUUID()), at: now(), ...named });
      }),
    agentSays: (text, { unnamed = false } = {}) =>
      settle(() => {
        offset += RECOVERS_MS; // nobody answers in the same second: that would be an instant reply
        meta.agentSays(psid, text, { unnamed });
      }),
    agentReleases: () => settle(() => meta.agentReleases(psid)),
    screen: () => screenOf(meta.chat(psid)),
  };
}

/** Returns the person's own menu or the Page's, and before the first word the ice breakers. */
function besideChat(bot: Runnable, isNew: boolean, own: OwnMenus[string]): Postback[] {
  const { persistent_menu: pages = [], ice_breakers: questions = [] } = profileOf(bot, { base: BASE }).profile;
  const asked = isNew ? questions.filter(isDefault).flatMap((one) => one.call_to_actions) : [];
  const menus = (own ?? pages) as typeof pages; // the simulated Meta has checked what it was sent
  const items = menus.filter(isDefault).flatMap((one) => one.call_to_actions);
  return [
    ...asked.map(({ question, payload }): Postback => ({ type: "postback", title: question, payload })),
    ...items.filter((item) => item.type === "postback"),
  ];
}

const withBeside = (error: unknown, beside: readonly Postback[]): Error =>
  new Error(`${(error as Error).message} Beside it: ${beside.map(({ title }) => title).join(", ")}.`);

type Postback = { readonly type: "postback"; readonly title: string; readonly payload: string };
const isDefault = ({ locale }: { readonly locale: string }) => locale === "default";

interface Waiting {
  /** The work that the object would go on with after its request. */
  readonly waiting: Promise<unknown>[];
}

/** The time within which a retry is waited for, in milliseconds; a later one is for `waits`. */
const RETRIES_MS = 120_000;

const NOTHING_LEAVES: Sender = { reserve: async () => null, run: async () => {} };

/** The object's `waitUntil`, collected, so that a test can wait for it. */
function holding(ctx: DurableObjectState, waiting: Promise<unknown>[]): DurableObjectState {
  return new Proxy(ctx, {
    get(target, key) {
      if (key === "waitUntil") return (promise: Promise<unknown>) => void waiting.push(promise);
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function object(bindings: Env, name: string) {
  const { CONVERSATION } = bindings;
  if (CONVERSATION === undefined) {
    throw new Error("edgewise/test needs the Worker's bindings: run the tests with the project's vitest.config.ts.");
  }
  return CONVERSATION.getByName(name);
}
