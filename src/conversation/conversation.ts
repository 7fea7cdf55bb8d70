import { DurableObject } from "cloudflare:workers";
import { bot } from "#bot";
import { channelNamed } from "../channels/list.ts";
import { now } from "../clock.ts";
import type { Accepted, Event } from "../content/events.ts";
import { type Env, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { addressOf, aliasOf } from "../objects.ts";
import { enqueue } from "./accept.ts";
import { AccountLink } from "./account-link.ts";
import type { Desk } from "./desk.ts";
import { Gestures } from "./gestures.ts";
import { noLongerWaits } from "./hand-over.ts";
import { take } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { controlAt } from "./policy.ts";
import { QUEUE_VERSION } from "./queue.ts";
import { type Replayed, replayEvent, replayParts, type Shown, show } from "./repair.ts";
import type { EventRow } from "./schema.ts";
import { type Counted, Store } from "./store.ts";
import { Turns } from "./turns.ts";

const DAY_MS = 86_400_000;

/**
 * One person's conversation: inbox, turns, outbox. Every step is stored before the next one is taken, so the object may
 * die at any moment; the alarm that is set with the first row brings it back.
 */
export class Conversation extends DurableObject<Env> {
  readonly #desk: Desk;
  readonly #turns: Turns;
  readonly #outbox: Outbox;
  /** There are no tables any more; in a moment the object starts anew. */
  #isErased = false;
  /** Undefined until it was read once. */
  #alarmAt: number | null | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const address = addressOf(ctx.id.name ?? "");
    const alias = aliasOf(ctx.id);
    const gestures = new Gestures(() => this.#desk);
    this.#desk = {
      gestures,
      ctx,
      env,
      settings: settings(env),
      address,
      channel: channelNamed(address.channel),
      bot,
      store: new Store(ctx.storage, now(), () => {
        this.#alarmAt = undefined; // it may have been set in the step
      }),
      account: new AccountLink(env, address, alias),
      alias,
      arm: (at) => this.#arm(at),
      erase: (row) => this.#eraseAfter(row),
    };
    this.#outbox = new Outbox(this.#desk);
    this.#turns = new Turns(this.#desk, this.#outbox);
  }

  /**
   * Makes events durable, together with the alarm that looks after them; then starts to work on them. What is here
   * already is left alone. Echoes, deliveries and reads are dealt with at once and never wait behind a turn.
   * @returns how many events were new
   */
  async accept({ origin, received, events }: Accepted): Promise<number> {
    const { store, settings } = this.#desk;
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    if (this.#isErased) throw new Error("The person was erased: the conversation begins anew in a moment.");
    const fresh = store.step(() => {
      if (origin !== "" && origin !== store.facts.origin) {
        store.note({ origin });
        store.save();
      }
      const found = events.filter((event) => take(this.#desk, event, received)).length;
      if (found > 0) this.#arm(now() + settings.RECOVER_MS);
      return found;
    });
    this.#outbox.endWait();
    if (store.nextDue() !== null) this.ctx.waitUntil(this.#work());
    return fresh;
  }

  /**
   * Puts a signal into the person's inbox: for other parts of the system. It is answered like a message.
   * @param id recognises the signal when it is given again
   * @throws {TypeError} when nobody answers it, or its data has another shape
   */
  async signal(name: string, data: unknown, id: string): Promise<number> {
    this.#desk.bot.checkSignal(name, data);
    const at = now();
    return this.accept({
      origin: "",
      received: at,
      events: [{ kind: "signal", id: `signal:${name}:${id}`, at, name, data }],
    });
  }

  /**
   * For the sweep: whether work is open, and since when. An alarm that was lost, or stalls, is set again.
   * @returns `oldest` is when the oldest open work came, in milliseconds
   */
  async sweep(): Promise<{ readonly oldest: number | null; readonly revived: boolean }> {
    const { store, settings } = this.#desk;
    if (store.facts.waits && controlAt(store.facts.control, now()).by === "bot") {
      noLongerWaits(this.#desk);
      store.save();
    }
    const due = store.nextWake() ?? Infinity;
    const alarm = await this.ctx.storage.getAlarm();
    const isLate = alarm !== null && alarm > Math.max(due, now()) + settings.STALLED_MS;
    const isLost = due < Infinity && (alarm === null || isLate || alarm < now() - settings.STALLED_MS);
    if (isLost) this.#set(now());
    return { oldest: store.oldestOpen(), revived: isLost };
  }

  /** How many events are where. `acknowledged = handled + dead + pending`, always. */
  count(): Counted {
    return this.#desk.store.count();
  }

  /** For those who run the bot: control, counts, and what became of the last events. Nobody's words. */
  show(events = 20): Shown {
    return show(this.#desk.store, events);
  }

  /** Does again what is on the account's list: an event's turn, or the sending of what was said. */
  async replay(what: "event" | "parts", id: string): Promise<Replayed> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    const done = this.#desk.store.step(() => {
      const done = what === "event" ? replayEvent(this.#desk, id) : replayParts(this.#desk, id);
      if (done === "replayed") this.#arm(now() + this.#desk.settings.RECOVER_MS);
      return done;
    });
    if (done === "replayed") this.ctx.waitUntil(this.#work());
    return done;
  }

  /** What the person wrote after the words that erase them goes, by the queue, to the conversation that begins anew. */
  async #eraseAfter({ received }: EventRow): Promise<void> {
    const { env, address, store, account } = this.#desk;
    await account.willForget(received);
    for (let kept = 0; ; ) {
      const events = store.waiting().map(({ body }): Event => JSON.parse(body));
      const own = events.filter(({ kind }) => kind !== "signal");
      if (own.length === kept) break; // nothing has come while the queue took the others
      const group = { v: QUEUE_VERSION, ...address, origin: store.facts.origin, received: now(), events: own } as const;
      if (!(await enqueue(env, [group]))) throw new Error("What came after the erasure could not be kept.");
      kept = own.length;
    }
    await this.erase();
    await account.forget(received);
  }

  /** Removes everything that is stored here, the alarm too. What is under way comes to nothing: the object starts anew. */
  async erase(): Promise<void> {
    this.#isErased = true;
    try {
      await this.ctx.storage.deleteAll(); // and the alarm, in one step
    } catch (error) {
      this.#isErased = false;
      throw error;
    }
    this.#alarmAt = null;
    try {
      await this.ctx.storage.sync();
    } finally {
      this.ctx.waitUntil(scheduler.wait(0).then(() => this.ctx.abort("The person was erased.")));
    }
  }

  /** The safety net. It sets the next alarm before it works, and never throws: a throwing alarm is given up in time. */
  override async alarm(): Promise<void> {
    const { store, settings, alias } = this.#desk;
    this.#alarmAt = null;
    try {
      store.step(() => {
        store.ripen(now());
        if (store.nextDue() !== null) this.#arm(now() + settings.RECOVER_MS);
      });
      if (store.nextDue() !== null) await this.#work();
      this.#rest();
    } catch (error) {
      if (this.#isErased) return;
      log("error", "alarm_failed", { conversation: alias, error: errorName(error) });
      this.#arm(now() + settings.RECOVER_MS);
    }
  }

  /** After the work: sleeps until something is due, and comes back for retention when nothing is. */
  #rest(): void {
    const { store, settings } = this.#desk;
    // What is under way may find nothing left to wake for when it ends: somebody has to look again.
    if (this.#turns.isRunning || this.#outbox.isRunning) {
      this.#arm(now() + settings.RECOVER_MS);
      return;
    }
    const isIdle = store.nextDue() === null;
    if (isIdle) {
      store.prune(now() - settings.KEEP_MS, now() - 2 * settings.KEEP_MS);
      store.pruneBeyond(settings.KEEP_MESSAGES);
    }
    const forgets = isIdle && !store.isEmpty ? this.#forgetsAt() : Infinity;
    const next = Math.min(store.nextWake() ?? Infinity, forgets);
    if (next < Infinity) this.#set(Math.max(next, now()));
  }

  /** When the oldest words that are kept are to be forgotten. Not all at once: a prune is a row for each. */
  #forgetsAt(): number {
    const { store, settings } = this.#desk;
    return Math.max((store.oldestWords() ?? now()) + settings.KEEP_MS, now() + DAY_MS);
  }

  async #work(): Promise<void> {
    await Promise.all([this.#turns.run(), this.#outbox.run()]);
  }

  /** Sets the alarm, unless one comes soon enough. One that is due comes at once; after a while it counts as lost. */
  #arm(at: number): void {
    const set = this.#alarmAt;
    if (typeof set === "number" && set <= at && set > now() - this.#desk.settings.STALLED_MS) return;
    this.#set(at);
  }

  #set(at: number): void {
    if (this.#isErased) return; // it would wake an object that has nothing any more
    void this.ctx.storage.setAlarm(at);
    this.#alarmAt = at;
  }
}
