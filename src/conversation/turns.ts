import type { Channel, GraphAccess, Usage } from "../channels/channel.ts";
import { now } from "../clock.ts";
import type { Content } from "../content/content.ts";
import type { SignalEvent } from "../content/events.ts";
import { ContentError, type Manner } from "../content/rendering.ts";
import { NewerStateError, type TurnInput, type TurnResult } from "../kit/turn.ts";
import { errorName, log } from "../log.ts";
import { within } from "../within.ts";
import { partsOf } from "./answer.ts";
import { accessOf, type Desk } from "./desk.ts";
import { Gathering, type Turn } from "./gather.ts";
import { pause } from "./gestures.ts";
import { UNANSWERED, type Unanswered, unanswered } from "./hand-over.ts";
import { historyOf } from "./history.ts";
import { noteActivity } from "./inbox.ts";
import { Once } from "./once.ts";
import type { Sender } from "./outbox.ts";
import { maySpeak, mayTurn } from "./policy.ts";
import { originOf } from "./repair.ts";
import { isProgrammingError, nextTry } from "./retry.ts";
import type { EventRow, Part } from "./schema.ts";

/** How often what is beyond the newest messages is looked for, in turns. */
const PRUNE_TURNS = 100;
/** A flood is over when it has been calm for so long: the next one is told again. */
const CALM_MS = 600_000;
/** Said once to somebody who writes faster than anybody can answer. */
const TOO_FAST: Content = {
  type: "text",
  text: "You write faster than I can answer. I read all of it, and answer once.",
};
/** How long a handler may think before the person sees the typing dots. */
const TYPING_AFTER_MS = 600;
const APOLOGY_MS = 4_000;
/** What the library stores of one person for the bot. A Durable Object's row takes 2 MB; answers share it. */
const LARGEST_STATE = 100_000;
const NEWER_STATE_MS = 60_000;
/** How often a turn may be begun that was cut off each time. */
const MOST_STARTS = 5;
const PROFILE_MS = 86_400_000;
/** An answer is not held up for longer by a slot for the person's name. */
const SOON_MS = 1_000;
/** A pass is under way: it has ended by then. */
const PASSING_MS = 60_000;
/** Signals of the library's own. */
const OWN = "edgewise.";
/** Marks the row of what was said while a handler took its time. */
const BEGGED = "#patience";

type Committed = Pick<TurnResult, "said"> & Partial<TurnResult>;

/** One person's turns: one at a time, each committed whole. */
export class Turns {
  readonly #desk: Desk;
  readonly #outbox: Sender;
  readonly #gathering: Gathering;
  readonly #once: Once;
  #running = false;

  constructor(desk: Desk, outbox: Sender) {
    this.#desk = desk;
    this.#outbox = outbox;
    this.#gathering = new Gathering(desk);
    this.#once = new Once(desk);
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Works until nothing waits. Finding nothing and giving up the lock are one synchronous step. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { store, settings, arm } = this.#desk;
    try {
      // Deliveries that Meta sends side by side arrive here in any order; its timestamps order what waits together.
      await scheduler.wait(settings.GATHER_MS);
      for (;;) {
        await this.#gathering.wait();
        const row = store.nextTurn();
        if (row === undefined) return;
        if (row.due > now()) {
          arm(row.due);
          return;
        }
        await this.#turn(this.#gathering.turnOf(row));
      }
    } finally {
      this.#running = false;
    }
  }

  async #turn(turn: Turn): Promise<void> {
    const { ctx, store, settings, bot, gestures } = this.#desk;
    const { row, event } = turn;
    this.#noteActivity(turn);
    if (event.kind === "signal" && event.name === UNANSWERED) return this.#unanswered(turn, event.data as Unanswered);
    // While a person speaks the bot is silent: it takes no turn at all.
    if (!mayTurn(store.facts.control, now())) {
      if (event.kind === "signal") this.#postpone(event);
      const state = bot.overhears(event, { stored: store.state, now: now() });
      return this.#commit(turn, { said: [], ...(state === null ? {} : { state }) });
    }
    if (event.kind !== "signal") this.#gathering.begins();
    if (!this.#begins(row)) return this.#giveUp(turn, new Error("The Worker died in every try."));
    const over = new AbortController();
    if (event.kind !== "signal") {
      ctx.waitUntil(gestures.show(row.tries === 0 ? "seen" : "typing", over.signal));
      ctx.waitUntil(gestures.typeUntil(over.signal, TYPING_AFTER_MS));
    }
    const own = bot.limitMs || settings.TURN_MS;
    const limit = nextTry.left(row, now(), own, settings.SHORTEST_TURN_MS);
    if (own > settings.TURN_MS) ctx.waitUntil(this.#beg(turn, over.signal));
    try {
      const result = await within(limit, bot.run(this.#input(turn, over.signal)));
      over.abort(); // who has an answer is not asked for patience, and sees no dots
      await this.#commit(turn, result);
    } catch (error) {
      // From here on the handler, should it still run, can do nothing more: the person is told that it failed.
      over.abort();
      await this.#failed(turn, error);
    }
  }

  /**
   * In memory, until the commit: after a crash, the row is all that is left of it. A replay is nothing that the person did:
   * their last word was then.
   */
  #noteActivity({ row, event }: Turn): void {
    if (originOf(row.id) === row.id) noteActivity(this.#desk.store, event, row.received);
  }

  /**
   * A handler that kills the object (too much memory, no end) never fails by itself. A turn that comes this late was cut
   * off before: that is written down before it runs again.
   * @returns whether it may run
   */
  #begins({ seq, tries, received }: EventRow): boolean {
    const { store, settings } = this.#desk;
    if (tries === 0 && now() - received < settings.RECOVER_MS / 2) return true;
    store.tryAgain(seq, tries + 1, 0);
    return tries < MOST_STARTS;
  }

  /** A signal waits until the person has left; what was written was for the person. */
  #postpone({ id, name, key, data }: SignalEvent): void {
    if (name.startsWith(OWN)) return;
    const { store, arm } = this.#desk;
    const { control } = store.facts;
    const due = "until" in control ? Math.max(now(), control.until) : now() + PASSING_MS;
    store.later(name, key ?? id, due, data, true);
    arm(due);
  }

  /** State, what to say, and "this event is done", in one transaction. Then what was said goes on its way. */
  async #commit(turn: Turn, result: Committed, isDead = false): Promise<void> {
    const { ctx, store, channel, address, arm } = this.#desk;
    const { row, others, event } = turn;
    const rows = new Set([row, ...others].map(({ seq }) => seq));
    const { parts, offers } = this.#partsOf([...result.said, ...this.#tooFast(turn)], rows, event.kind === "signal");
    const state = result.state ?? store.state;
    const size = JSON.stringify(state).length;
    if (size > LARGEST_STATE) {
      throw new TypeError(`c.state has ${size} characters as JSON, ${LARGEST_STATE} are kept: forget something.`);
    }
    const [first] = parts;
    const reach = channel.reach(address.person);
    // The outbox looks first whether the one answer was given that a comment allows.
    const isMessage =
      !reach.once && first?.work.do === "message" && first.after === undefined && isPlain(first.work, channel);
    const start = isMessage ? await this.#outbox.reserve() : null;
    const begins = start !== null && isMessage && maySpeak(first, store.facts, reach, now()).speak;
    if (begins) Object.assign(first, { status: "sending", tries: 1, triedAt: now() });
    try {
      ctx.storage.transactionSync(() => {
        const passes = parts.some(({ work }) => work.do === "pass");
        // A colleague may have come while the handler ran: then there is nothing to pass.
        if (passes && mayTurn(store.facts.control, now())) store.note({ control: { by: "passing" } });
        if (offers !== null) store.note({ offers });
        if (parts.some(({ work }) => work.do === "erase")) store.note({ erasing: true });
        for (const other of others) store.close(other.seq, isDead);
        store.answered(row.seq, parts, isDead);
        for (const what of result.forget ?? []) store.forget(what);
        for (const [n, { name, key, after, data }] of (result.later ?? []).entries()) {
          const due = now() + after;
          if (key !== undefined) store.withdraw({ name, key });
          store.later(name, key ?? `${row.seq}.${n}`, due, data);
          arm(due);
        }
        if (store.facts.turns % PRUNE_TURNS === 0) store.pruneBeyond(this.#desk.settings.KEEP_MESSAGES);
        store.save(state);
      });
    } catch (error) {
      store.reload();
      this.#noteActivity(turn);
      start?.giveUp();
      throw error;
    }
    if (begins) ctx.waitUntil(start.begin({ seq: row.seq, n: first.n }));
    else {
      start?.giveUp();
      ctx.waitUntil(this.#outbox.run());
    }
  }

  /** Somebody who floods hears it once, and one alert says so. */
  #tooFast({ flood }: Turn): TurnResult["said"] {
    if (flood !== true) return [];
    const { ctx, store, bot, account } = this.#desk;
    const isTold = now() - store.facts.floodAt < CALM_MS;
    store.note({ floodAt: now() });
    if (isTold) return [];
    ctx.waitUntil(account.report({ kind: "person_floods", detail: "Their messages are folded into single turns." }));
    return [{ say: bot.tooFast ?? TOO_FAST }];
  }

  #partsOf(
    said: TurnResult["said"],
    turn: ReadonlySet<number>,
    unasked: boolean,
  ): Pick<ReturnType<typeof partsOf>, "parts" | "offers"> {
    const { store, settings, channel, bot, alias } = this.#desk;
    const { parts, warnings, offers } = partsOf(said, {
      channel,
      base: settings.publicUrl || store.facts.origin,
      now: now(),
      expireMs: bot.expireMs || settings.EXPIRE_MS,
      expireReceiptMs: settings.EXPIRE_RECEIPT_MS,
      unasked,
      history: (count) => historyOf(store, count, { turn, itself: true }),
    });
    for (const { code, field } of warnings) log("info", "content_adapted", { conversation: alias, code, field });
    return { parts, offers };
  }

  /** Tried again while the person can wait; then it is an exception, and `onError` speaks. */
  async #failed(turn: Turn, error: unknown): Promise<void> {
    const { ctx, store, settings, account, alias } = this.#desk;
    const { row, event } = turn;
    if (error instanceof NewerStateError) {
      // An older version of the bot was deployed: nothing is lost, the event waits for the newer one.
      log("error", "state_newer", { conversation: alias, message: error.message });
      ctx.waitUntil(account.report({ kind: "state_newer", detail: error.message }));
      return store.tryAgain(row.seq, row.tries, now() + NEWER_STATE_MS);
    }
    const { tries: before } = store.row(row.seq) ?? row;
    const tries = Math.max(before, row.tries + 1);
    const due = isProgrammingError(error)
      ? null
      : nextTry.at(row, tries, now(), this.#desk.bot.limitMs || settings.TURN_MS);
    log("error", "handler_failed", {
      conversation: alias,
      event: event.kind,
      tries,
      ...describeFault(error, settings.logErrors),
    });
    if (due !== null) return store.tryAgain(row.seq, tries, due);
    await this.#giveUp(turn, error);
  }

  /** It is listed, and `onError` speaks. What `onError` remembers counts, what the handler did does not. */
  async #giveUp(turn: Turn, error: unknown): Promise<void> {
    const { ctx, account, settings, bot, alias } = this.#desk;
    ctx.waitUntil(account.report({ kind: "handler_failed", event: turn.row.id, detail: errorName(error) }));
    const over = new AbortController();
    try {
      await this.#commit(turn, await within(APOLOGY_MS, bot.apologise(this.#input(turn, over.signal), error)), true);
    } catch (second) {
      log("error", "on_error_failed", { conversation: alias, ...describeFault(second, settings.logErrors) });
      await this.#commit(turn, { said: [] }, true);
    }
  }

  #input({ row, others, event }: Turn, over: AbortSignal): TurnInput {
    const { ctx, env, store, channel, address, gestures, account } = this.#desk;
    const answering = new Set([row, ...others].map(({ seq }) => seq));
    const origin = originOf(row.id);
    let said = 0;
    return {
      event,
      now: now(),
      person: address.person,
      // Each run gets a copy of its own: what a failed handler changed is gone with it.
      stored: structuredClone(store.state),
      offers: store.facts.offers,
      humanAt: store.facts.humanAt,
      env,
      history: (count) => historyOf(store, count, { turn: answering, itself: false }),
      once: (name, make) => this.#once.result({ seq: row.seq, origin, name, over }, make),
      sayNow: (content, manner) => {
        over.throwIfAborted();
        return this.#sayNow(`${origin}#${said++}`, content, manner);
      },
      begged: () => store.has(`${origin}${BEGGED}0`),
      typing: () => ctx.waitUntil(gestures.show("typing", over)),
      profile: () => this.#profile(),
      graph: channel.graph(address, {
        enter: () => this.#enter(over),
        used: (usage) => ctx.waitUntil(account.used(usage)),
      }),
    };
  }

  /** Leave for a direct call of the handler's. It waits for its slot as a message does. */
  async #enter(over: AbortSignal): Promise<GraphAccess | null> {
    over.throwIfAborted();
    const { token, at } = await this.#desk.account.permit({ light: true });
    if (token === null) return null;
    if (at > now()) await pause(at - now(), over);
    over.throwIfAborted();
    return { ...accessOf(this.#desk, token), signal: over };
  }

  /** A row of its own for each call: its id tells a run after a crash that it was said before. */
  async #sayNow(id: string, content: Content, manner?: Manner): Promise<void> {
    const { ctx, store } = this.#desk;
    const say = { say: content, ...(manner === undefined ? {} : { manner }) };
    const { parts, offers } = this.#partsOf([say], new Set(), false);
    ctx.storage.transactionSync(() => {
      if (!store.said(id, now(), parts)) return;
      if (offers !== null) store.note({ offers });
      store.save();
    });
    await ctx.storage.sync();
    ctx.waitUntil(this.#outbox.run());
  }

  /** Says that it takes longer, if nothing was said in time. */
  async #beg({ row, event }: Turn, over: AbortSignal): Promise<void> {
    const { store, settings, bot } = this.#desk;
    const { facts, state } = store;
    await pause(settings.TURN_MS, over);
    const origin = originOf(row.id);
    if (over.aborted || store.has(`${origin}#0`)) return;
    const said = bot.patience({ event, stored: state, now: now(), humanAt: facts.humanAt });
    for (const [n, content] of said.entries()) await this.#sayNow(`${origin}${BEGGED}${n}`, content);
  }

  async #profile(): ReturnType<TurnInput["profile"]> {
    const { ctx, store, channel, address, account } = this.#desk;
    const known = store.facts.profile;
    if (known !== null && now() - known.at < PROFILE_MS) return known.found;
    const { token, at } = await account.permit({ light: true });
    if (token === null || at - now() > SOON_MS || !mayTurn(store.facts.control, now())) return null;
    if (at > now()) await scheduler.wait(at - now());
    const used = (usage: Usage) => ctx.waitUntil(account.used(usage));
    const answer = await channel.profile(address, accessOf(this.#desk, token), used);
    if (answer === "unknown") return null;
    store.note({ profile: { at: now(), found: answer } }); // written with the turn
    return answer;
  }

  /** Nobody has answered a hand-over: it is listed, control is taken back where the platform allows it, and said. */
  async #unanswered(turn: Turn, what: Unanswered): Promise<void> {
    const { ctx, store } = this.#desk;
    const parts = unanswered(this.#desk, turn.event.id, what);
    if (parts === null) return this.#commit(turn, { said: [] });
    ctx.storage.transactionSync(() => {
      store.note({ control: { by: "bot" } });
      store.answered(turn.row.seq, parts);
      store.save();
    });
    ctx.waitUntil(this.#outbox.run());
  }
}

/** Whether a message can be committed as being sent: nothing has to be uploaded first, and no slower pace holds. */
function isPlain({ rendered }: Extract<Part["work"], { do: "message" }>, channel: Channel): boolean {
  return channel.fileOf(rendered.message) === null && !channel.isHeavy(rendered.message);
}

/** A bot's error may quote what somebody wrote, so the log has its name and where it was thrown, not its sentence. */
function describeFault(error: unknown, full: boolean): Record<string, unknown> {
  const at =
    error instanceof Error
      ? error.stack
          ?.split("\n")
          .find((line) => /^\s+at /.test(line))
          ?.trim()
      : undefined;
  const content = error instanceof ContentError ? { code: error.code, field: error.field } : {};
  const isSafe = full || error instanceof ContentError;
  const message = isSafe && error instanceof Error ? { message: error.message } : {};
  return { error: errorName(error), ...message, ...(at === undefined ? {} : { at }), ...content };
}
