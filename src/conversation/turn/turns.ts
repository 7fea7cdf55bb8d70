/**
 * The turns of one person: the choice of the next, the test whether the bot may take it, and the handling of failures.
 */
import { messageOf } from "../../account/alerts.ts";
import { now } from "../../clock.ts";
import { NewerStateError, type TurnInput } from "../../kit/runnable.ts";
import { errorName, log } from "../../log.ts";
import { kindName, type SignalEvent } from "../../model/events.ts";
import { GraphError } from "../../model/graph.ts";
import { withTimeout } from "../../timeout.ts";
import { mayTurn } from "../control/control.ts";
import { isUnanswered, UNANSWERED, type Unanswered, unanswered } from "../control/hand-over.ts";
import { dueOf } from "../due.ts";
import type { Sender } from "../outbox/outbox.ts";
import { isProgrammingError, NEWER_STATE_MS, nextTry, waitsSince } from "../retry.ts";
import { type EventRow, Status } from "../schema.ts";
import type { Scope } from "../scope.ts";
import { type Batch, Batcher } from "./batch.ts";
import { type Committed, commit } from "./commit.ts";
import { isDoubleTap } from "./double-tap.ts";
import { describeFault } from "./fault.ts";
import { inputOf } from "./input.ts";
import { Once } from "./once.ts";
import { sayStillWorking } from "./say-now.ts";

/** The time after which the person sees the typing dots while a handler runs. */
const TYPING_AFTER_MS = 600;
/** The longest run of `onError`. */
const APOLOGY_MS = 4_000;
/** The largest number of starts of a turn that was cut off each time. */
const MOST_STARTS = 5;
/** The time within which a pass that is under way has ended. */
const PASSING_MS = 60_000;
/** The beginning of the names of the library's own signals. */
const OWN = "edgewise.";

/** One person's turns: one at a time, each committed whole. */
export class Turns {
  readonly #scope: Scope;
  readonly #outbox: Sender;
  readonly #gathering: Batcher;
  readonly #once: Once;
  #running = false;
  #inTurn = false;
  /** The last time that the bot said something to the person; 0: not since the object started. */
  #heardAt = 0;
  /** True when the last turn has said something. */
  #spoke = false;
  /** The turn that is being tried, and the start of its first try in this object. */
  #trying = { seq: 0, begun: 0 };

  constructor(scope: Scope, outbox: Sender) {
    this.#scope = scope;
    this.#outbox = outbox;
    this.#gathering = new Batcher(scope);
    this.#once = new Once(scope);
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** True while a turn is under way; not while an event only waits for its time. */
  get isInTurn(): boolean {
    return this.#inTurn;
  }

  /** Works until nothing waits. Finding nothing and giving up the lock are one synchronous step. */
  async run(): Promise<void> {
    this.#gathering.arrived();
    if (this.#running) return;
    this.#running = true;
    const { store, arm } = this.#scope;
    try {
      for (;;) {
        await this.#gathering.wait();
        const row = store.nextTurn();
        if (row === undefined) return;
        const due = dueOf(row);
        if (due > now()) {
          arm(due);
          return;
        }
        this.#inTurn = true;
        await this.#turn(this.#gathering.batchOf(row));
        this.#inTurn = false;
      }
    } finally {
      this.#inTurn = false;
      this.#running = false;
    }
  }

  async #turn(turn: Batch): Promise<void> {
    const { store } = this.#scope;
    const { row, event } = turn;
    if (event.kind === "signal" && event.name === UNANSWERED) return this.#unanswered(turn, event.data as Unanswered);
    if (!mayTurn(store.facts.control, now())) return this.#overhear(turn);
    if (this.#isRepeated(turn)) return this.#commit(turn, { said: [] });
    if (event.kind !== "signal") this.#gathering.begins();
    if (!this.#begins(row)) return this.#giveUp(turn, new Error("The Worker died in every try."));
    await this.#handle(turn);
  }

  /** Returns whether a tap came twice: then the second one is closed without its handler, so that the tap acts once. */
  #isRepeated(turn: Batch): boolean {
    const { store, bot, settings, alias } = this.#scope;
    const { event, others } = turn;
    if (event.kind !== "tap" || others.length > 0 || bot.mayRepeat(event)) return false;
    const isRepeated = isDoubleTap(store, turn, settings.DOUBLE_TAP_MS);
    if (isRepeated) log("info", "tap_repeated", { conversation: alias });
    return isRepeated;
  }

  /** Reports a hand-over that nobody has answered, takes control back where the platform allows it, and says so. */
  async #unanswered(turn: Batch, what: Unanswered): Promise<void> {
    const { ctx, store, account } = this.#scope;
    const { id } = turn.event;
    if (!isUnanswered(store, what)) return this.#commit(turn, { said: [] });
    await account.report({ kind: "unanswered", event: id, detail: "Nobody took over in time." });
    if (!isUnanswered(store, what)) {
      ctx.waitUntil(account.settle("unanswered", id)); // somebody has come while it was listed
      return this.#commit(turn, { said: [] });
    }
    const parts = unanswered(this.#scope, what);
    store.step(() => {
      store.note({ control: { by: "bot" } });
      store.answered(turn.row.seq, parts);
      store.save();
    });
    ctx.waitUntil(this.#outbox.run());
  }

  /**
   * Closes an event without a turn while a person has the conversation: the bot is silent, its `onSilent` sets the
   * state.
   */
  async #overhear(turn: Batch): Promise<void> {
    const { store, bot } = this.#scope;
    const { event } = turn;
    if (event.kind === "signal") this.#postpone(event);
    const state = bot.onSilent(event, { stored: store.state, offers: store.facts.offers, now: now() });
    await this.#commit(turn, { said: [], ...(state === null ? {} : { state }) });
  }

  /** Puts a signal off until the person of the Page has left. A message is not put off: it was for that person. */
  #postpone({ id, name, key, data }: SignalEvent): void {
    if (name.startsWith(OWN)) return;
    const { store, arm } = this.#scope;
    const { control } = store.facts;
    const due = "until" in control ? Math.max(now(), control.until) : now() + PASSING_MS;
    store.step(() => {
      store.later(name, key ?? id, due, data, true);
      arm(due);
    });
  }

  /**
   * Counts the start of a turn that was cut off before, as its lateness shows. The count is stored before the turn runs
   * again: a handler that kills the object (too much memory, an endless loop) never fails by itself.
   * @returns whether it may run
   */
  #begins({ seq, tries, received }: EventRow): boolean {
    const { store, settings } = this.#scope;
    if (tries === 0 && now() - received < settings.RECOVER_MS / 2) return true;
    store.tryAgain(seq, tries + 1, 0);
    return tries < MOST_STARTS;
  }

  /** Runs the handler. Meanwhile the person sees that their words were read, and the typing dots. */
  async #handle(turn: Batch): Promise<void> {
    const { ctx, settings, senderActions, store } = this.#scope;
    const { row, event } = turn;
    const over = new AbortController();
    const answered = new AbortController();
    if (event.kind !== "signal") {
      ctx.waitUntil(senderActions.show(row.tries === 0 ? "seen" : "typing", answered.signal));
      ctx.waitUntil(senderActions.typeUntil(answered.signal, TYPING_AFTER_MS));
    }
    if (this.#trying.seq !== row.seq) this.#trying = { seq: row.seq, begun: now() };
    const limit = nextTry.left(this.#since(turn, this.#limitMs), now(), this.#limitMs, settings.SHORTEST_TURN_MS);
    if (this.#limitMs > settings.TURN_MS && event.kind !== "signal")
      ctx.waitUntil(sayStillWorking(this.#scope, this.#outbox, turn, this.#since(turn, settings.TURN_MS), over.signal));
    try {
      const run = withTimeout(limit, this.#scope.bot.run(this.#input(turn, over.signal)));
      // From here on the handler, should it still run, can do nothing more, and nobody is told that it takes longer.
      const result = await run.finally(() => over.abort());
      await this.#commit(turn, result);
    } catch (error) {
      await this.#failed(turn, error);
    } finally {
      answered.abort();
    }
    // The dots stay where the handler is tried again.
    if (store.row(row.seq)?.status !== Status.waiting && !this.#spoke) ctx.waitUntil(senderActions.end());
  }

  /** Returns the time from which the person's wait counts, where they may wait `promiseMs` milliseconds. */
  #since({ row }: Batch, promiseMs: number): number {
    const { begun } = this.#trying;
    return waitsSince({ wrote: row.received, heard: this.#heardAt, begun }, promiseMs);
  }

  /** Has a failed handler tried again while the person can wait; then gives the turn up. */
  async #failed(turn: Batch, error: unknown): Promise<void> {
    const { ctx, store, settings, account, alias } = this.#scope;
    const { row, others, event } = turn;
    if (store.row(row.seq)?.status !== Status.waiting) return; // it was taken back meanwhile: nobody waits for an answer
    if (error instanceof NewerStateError) {
      // An older version of the bot was deployed: nothing is lost, the event waits for the newer one.
      log("error", "state_newer", { conversation: alias, message: error.message });
      ctx.waitUntil(account.report({ kind: "state_newer", detail: error.message }));
      const due = now() + NEWER_STATE_MS;
      return store.step(() => {
        for (const { seq, tries } of [row, ...others]) store.tryAgain(seq, tries, due);
      });
    }
    const { tries: before } = store.row(row.seq) ?? row;
    const tries = Math.max(before, row.tries + 1);
    const due = isProgrammingError(error)
      ? null
      : nextTry.at(this.#since(turn, this.#limitMs), tries, now(), this.#limitMs);
    const fault = describeFault(error, settings.logErrors);
    log("error", "handler_failed", { conversation: alias, event: kindName(event), tries, ...fault });
    if (due !== null) return store.tryAgain(row.seq, tries, due);
    await this.#giveUp(turn, error);
  }

  /**
   * Gives a turn up: reports it, and `onError` speaks. The state that `onError` sets counts, the handler's does not.
   */
  async #giveUp(turn: Batch, error: unknown): Promise<void> {
    const { account, settings, bot, alias } = this.#scope;
    // Reported before it is closed here: after a restart between the two it is reported again, and never lost.
    const code = error instanceof GraphError && error.code !== 0 ? { code: error.code } : {};
    const about = { event: turn.row.id, ...messageOf(turn.event) };
    const listed = account.report({ kind: "handler_failed", ...about, ...code, detail: errorName(error) });
    const over = new AbortController();
    try {
      const apology = withTimeout(APOLOGY_MS, bot.handleError(this.#input(turn, over.signal), error));
      const result = await apology.finally(() => over.abort());
      await listed;
      await this.#commit(turn, result, true);
    } catch (second) {
      log("error", "on_error_failed", { conversation: alias, ...describeFault(second, settings.logErrors) });
      await listed;
      await this.#commit(turn, { said: [] }, true);
    }
  }

  /** The longest time that the person may wait for the handler, with all its tries. */
  get #limitMs(): number {
    return this.#scope.bot.limitMs || this.#scope.settings.TURN_MS;
  }

  #input(turn: Batch, over: AbortSignal): TurnInput {
    return inputOf(this.#scope, this.#outbox, this.#once, turn, over);
  }

  async #commit(turn: Batch, result: Committed, isDead = false): Promise<void> {
    await commit(this.#scope, this.#outbox, turn, result, isDead);
    this.#spoke = result.said.some((one) => "say" in one);
    if (result.said.length > 0) this.#heardAt = now();
  }
}
