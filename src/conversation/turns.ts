import { now } from "../clock.ts";
import type { Event } from "../content/events.ts";
import { ContentError } from "../content/rendering.ts";
import type { TurnInput, TurnResult } from "../kit/turn.ts";
import { errorName, log } from "../log.ts";
import { partsOf } from "./answer.ts";
import { type Desk, graphAccess } from "./desk.ts";
import { historyOf } from "./history.ts";
import { noteActivity } from "./inbox.ts";
import type { Outbox } from "./outbox.ts";
import { maySpeak, mayTurn } from "./policy.ts";
import { isProgrammingError, nextTry } from "./retry.ts";
import { type EventRow, type Part, Status } from "./schema.ts";

/** How long a handler may think before the person sees the typing dots. */
const TYPING_AFTER_MS = 600;
const APOLOGY_MS = 4_000;
const DONE: number = Status.done;

/** One person's turns: one at a time, each committed whole. */
export class Turns {
  readonly #desk: Desk;
  readonly #outbox: Outbox;
  #running = false;

  constructor(desk: Desk, outbox: Outbox) {
    this.#desk = desk;
    this.#outbox = outbox;
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
        const row = store.nextTurn();
        if (row === undefined) return;
        if (row.due > now()) {
          arm(row.due);
          return;
        }
        await this.#turn(row);
      }
    } finally {
      this.#running = false;
    }
  }

  async #turn(row: EventRow): Promise<void> {
    const { ctx, store, settings, bot } = this.#desk;
    const event: Event = JSON.parse(row.body);
    // After a crash, the row is all that is left of it.
    noteActivity(store, event, row.received);
    // While a person speaks the bot is silent: it takes no turn at all.
    if (!mayTurn(store.facts.control, now())) return await this.#commit(row, { said: [] });
    const over = new AbortController();
    ctx.waitUntil(this.#gesture(row.tries === 0 ? "seen" : "typing", 0, over.signal));
    ctx.waitUntil(this.#gesture("typing", TYPING_AFTER_MS, over.signal));
    try {
      const time = nextTry.left(row, now(), settings.TURN_MS, settings.SHORTEST_TURN_MS);
      await this.#commit(row, await within(time, bot.run(this.#input(row, event))));
    } catch (error) {
      await this.#failed(row, event, error);
    } finally {
      over.abort();
    }
  }

  /** State, what to say, and "this event is done", in one transaction. Then what was said goes on its way. */
  async #commit(row: EventRow, result: Pick<TurnResult, "said"> & Partial<TurnResult>, end = DONE): Promise<void> {
    const { ctx, store, channel } = this.#desk;
    const parts = this.#partsOf(result);
    const [first] = parts;
    const start = first === undefined || first.work.do === "pass" ? null : await this.#outbox.reserve();
    const begins = start !== null && first !== undefined && maySpeak(first, store.facts, channel.window, now()).speak;
    if (begins) Object.assign(first, { status: "sending", tries: 1 });
    try {
      ctx.storage.transactionSync(() => {
        if (parts.some(({ work }) => work.do === "pass")) store.note({ control: { by: "passing" } });
        store.answered(row.seq, parts, parts.length === 0 ? end : Status.answered);
        store.save(result.state ?? store.state);
      });
    } catch (error) {
      store.reload();
      start?.giveUp();
      throw error;
    }
    if (begins) ctx.waitUntil(start.begin({ seq: row.seq, n: first.n }));
    else {
      start?.giveUp();
      ctx.waitUntil(this.#outbox.run());
    }
  }

  #partsOf({ said }: Pick<TurnResult, "said">): Part[] {
    const { store, settings, channel, alias } = this.#desk;
    const { parts, warnings } = partsOf(said, {
      channel,
      base: settings.publicUrl || store.facts.origin,
      now: now(),
      expireMs: settings.EXPIRE_MS,
      expireReceiptMs: settings.EXPIRE_RECEIPT_MS,
      history: (count) => historyOf(store.latest(count), count),
    });
    for (const { code, field } of warnings) log("info", "content_adapted", { conversation: alias, code, field });
    return parts;
  }

  /** Tried again while the person can wait; then it is an exception, and `onError` speaks. */
  async #failed(row: EventRow, event: Event, error: unknown): Promise<void> {
    const { ctx, store, settings, account, bot, alias } = this.#desk;
    const tries = row.tries + 1;
    const due = isProgrammingError(error) ? null : nextTry.at(row, tries, now(), settings.TURN_MS);
    log("error", "handler_failed", { conversation: alias, event: event.kind, tries, ...describeFault(error) });
    if (due !== null) return store.tryAgain(row.seq, tries, due);
    ctx.waitUntil(account.report({ kind: "handler_failed", event: event.id, detail: errorName(error) }));
    try {
      await this.#commit(row, await within(APOLOGY_MS, bot.apologise(this.#input(row, event), error)), Status.dead);
    } catch (second) {
      log("error", "on_error_failed", { conversation: alias, ...describeFault(second) });
      await this.#commit(row, { said: [] }, Status.dead);
    }
  }

  #input(row: EventRow, event: Event): TurnInput {
    const { ctx, store, address } = this.#desk;
    const results: Record<string, unknown> = JSON.parse(store.row(row.seq)?.once ?? "{}");
    return {
      event,
      person: address.person,
      // Each run gets a copy of its own: what a failed handler changed is gone with it.
      stored: structuredClone(store.state),
      history: (count) => historyOf(store.latest(count + 1), count, row.seq),
      once: async <Value>(name: string, make: (key: string) => Value | Promise<Value>) => {
        if (Object.hasOwn(results, name)) return results[name] as Value;
        const value = await make(`${ctx.id}:${row.id}:${name}`);
        results[name] = value ?? null;
        store.remember(row.seq, results);
        await ctx.storage.sync();
        return value;
      },
    };
  }

  /** "Seen" and the typing dots: worth a try, never worth a retry, and never while a person speaks. */
  async #gesture(what: "seen" | "typing", after: number, over: AbortSignal): Promise<void> {
    const { account, channel, address, store } = this.#desk;
    if (after > 0) await scheduler.wait(after);
    if (after > 0 && over.aborted) return;
    const { token } = await account.permit();
    if (token === null || !mayTurn(store.facts.control, now())) return;
    await channel.act({ do: what }, address, graphAccess(this.#desk, token));
  }
}

/** A bot's error may quote what somebody wrote, so the log has its name and where it was thrown, not its sentence. */
function describeFault(error: unknown): Record<string, unknown> {
  const at =
    error instanceof Error
      ? error.stack
          ?.split("\n")
          .find((line) => /^\s+at /.test(line))
          ?.trim()
      : undefined;
  const content = error instanceof ContentError ? { code: error.code, field: error.field, message: error.message } : {};
  return { error: errorName(error), ...(at === undefined ? {} : { at }), ...content };
}

/** @throws {DOMException} a TimeoutError after `ms` milliseconds */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException(`No end after ${ms} ms.`, "TimeoutError")), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
