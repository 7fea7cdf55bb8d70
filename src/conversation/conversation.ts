import { DurableObject } from "cloudflare:workers";
import type { Channel } from "../channels/channel.ts";
import { channelNamed } from "../channels/registry.ts";
import { now } from "../clock.ts";
import { addressOf, aliasOf, objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { type AnyBot, type Runnable, runnable } from "../kit/runnable.ts";
import { errorName, log } from "../log.ts";
import { type Accepted, type Address, type Event, LONGEST_ID } from "../model/events.ts";
import { type Change, isChange } from "../model/revised.ts";
import { QUEUE_VERSION, sendToQueue } from "../queue.ts";
import { keptMs, RETENTION } from "../retention.ts";
import type { ConversationObject, Departed, Enqueued, EnqueueRequest, Replayed, SaidMessage, Shown } from "../rpc.ts";
import { withTimeout } from "../timeout.ts";
import { AccountClient } from "./account-client.ts";
import { assemble, type Rooms } from "./assemble.ts";
import { begins, newest, since } from "./beginning.ts";
import { controlAt } from "./control/control.ts";
import { noLongerWaits } from "./control/hand-over.ts";
import { rowId, signalId } from "./ids.ts";
import { listFailures, take } from "./inbox.ts";
import { show } from "./inspect.ts";
import { formerOf, leave, takeOver } from "./merge.ts";
import { enqueue, messageAt } from "./outbox/enqueue.ts";
import { replayEvent, replayParts } from "./replay.ts";
import { Status } from "./schema.ts";
import { peopleApps, type Scope } from "./scope.ts";
import { type Counted, Store } from "./store.ts";

/** The shortest time between two looks for what is to be forgotten. */
const PRUNE_MS = 86_400_000;
/** The longest time that the conversation that this one continues may take to answer. */
const PATIENCE_MS = 2_000;

/**
 * One person's conversation: inbox, turns, outbox. Every step is stored before the next one is taken, so the object may
 * die at any moment; the alarm that is set with the first row brings it back. Nothing is stored before the first event
 * or content comes, nor once nothing is kept any more.
 */
export class Conversation extends DurableObject<Env> implements ConversationObject {
  readonly #bot: Runnable;
  readonly #address: Address;
  readonly #settings: Settings;
  readonly #channel: Channel;
  readonly #alias: string;
  readonly #account: AccountClient;
  #rooms: Rooms | null = null;
  /** True when there are no tables any more; in a moment the object starts anew. */
  #isErased = false;
  /** The time of the alarm; null: none is set. Undefined until it was read once. */
  #alarmAt: number | null | undefined;

  constructor(ctx: DurableObjectState, env: Env, bot: AnyBot) {
    super(ctx, env);
    this.#bot = bot[runnable];
    this.#address = addressOf(ctx.id.name ?? "");
    this.#settings = settings(env);
    this.#channel = channelNamed(this.#address.channel);
    this.#alias = aliasOf(ctx.id);
    this.#account = new AccountClient(env, this.#address, this.#alias);
  }

  /**
   * The conversation's parts; null while nothing is stored: a look, or a receipt of unknown messages, makes no tables.
   */
  get #open(): Rooms | null {
    if (this.#rooms === null && Store.isIn(this.ctx.storage)) this.#rooms = this.#furnish();
    return this.#rooms;
  }

  /** Makes the parts, and the tables if there are none. */
  #furnish(erasedAt = 0): Rooms {
    const rooms = assemble({
      ctx: this.ctx,
      env: this.env,
      settings: this.#settings,
      address: this.#address,
      channel: this.#channel,
      bot: this.#bot,
      store: new Store(this.ctx.storage, now(), this.#channel.opensWindow, {
        undone: () => {
          this.#alarmAt = undefined; // it may have been set in the step
        },
        erasedAt,
      }),
      account: this.#account,
      alias: this.#alias,
      arm: (at) => this.#arm(at),
      erase: () => this.#eraseAfterwards(rooms.scope),
    });
    this.#account.keepIn(rooms.scope.store);
    return rooms;
  }

  /**
   * Makes events durable, together with the alarm that looks after them; then starts to work on them. Events that are
   * here already, or are from before the person was erased, are left out. Echoes, deliveries and reads are handled at
   * once and never wait behind a turn. Throws while a conversation cannot begin, since the account does not answer.
   * @returns the number of new events
   */
  async accept(whole: Accepted): Promise<number> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    if (!this.#isErased && this.#open?.scope.store.facts.moved) return this.#goesOn(this.#open, whole);
    const erasedAt = this.#open?.scope.store.facts.erasedAt ?? (await this.#erasedBefore(whole));
    const former = formerOf(this.#channel, this.#since(erasedAt, whole), this.#address.person);
    const left = former === null ? null : await this.#leftBy(former);
    if (this.#isErased) throw new Error("The person was erased: the conversation begins anew in a moment.");
    const events = this.#since(erasedAt, whole);
    const late = whole.events.length - events.length;
    if (late > 0) log("info", "erased_dropped", { conversation: this.#alias, events: late });
    const rooms = this.#open;
    const join = ({ scope }: Rooms) => {
      if (former === null || left === null || scope.store.facts.formerly !== "") return;
      this.#refuseInTurn();
      takeOver(scope, former, left);
    };
    const fresh = rooms === null ? this.#begin(events, whole, erasedAt, join) : this.#take(rooms, events, whole, join);
    if (this.#open === null) return 0;
    const { scope, outbox } = this.#open;
    outbox.endWait();
    if (scope.store.nextDue() !== null) this.ctx.waitUntil(this.#work(this.#open));
    await listFailures(scope, events);
    // Also when they are here already: perhaps the account was not told. A delivery that throws here comes again by the
    // queue.
    const changes = events.filter(isChange);
    if (changes.length > 0) await this.#account.revise(changes);
    return fresh;
  }

  /**
   * Returns the edits and deletions of messages that have not come here, to apply them to the events in a dead letter.
   */
  changes(mids: readonly string[]): Change[] {
    const store = this.#open?.scope.store;
    const rows = mids.flatMap((mid) => (store?.facts.ahead.includes(mid) ? store.about(mid) : []));
    return rows.map(({ body }): Event => JSON.parse(body)).filter(isChange);
  }

  #since(erasedAt: number, whole: Accepted): readonly Event[] {
    return since(erasedAt, whole, this.#echoMs());
  }

  /** Returns how late the echo of the last words to somebody who was erased may be: 0 where it carries our reference. */
  #echoMs(): number {
    return this.#channel.evidence.returns === "byEchoWords" ? this.#settings.EXPIRE_MS : 0;
  }

  /**
   * Asks the account when the person was erased; 0: never. Only a conversation that is about to begin asks, and once.
   */
  async #erasedBefore(whole: Accepted): Promise<number> {
    return whole.events.some((event) => this.#isBeginning(event))
      ? this.#account.begins(newest(whole, this.#echoMs()))
      : 0;
  }

  #isBeginning(event: Event): boolean {
    return begins(event, this.#channel, peopleApps({ settings: this.#settings, channel: this.#channel }));
  }

  /** Makes the tables together with the first rows, or not at all. */
  #begin(events: readonly Event[], whole: Accepted, erasedAt: number, join: (rooms: Rooms) => void): number {
    if (!events.some((event) => this.#isBeginning(event))) return 0;
    try {
      return Store.begin(this.ctx.storage, () => {
        this.#rooms = this.#furnish(erasedAt);
        return this.#take(this.#rooms, events, whole, join);
      });
    } catch (error) {
      this.#rooms = null;
      throw error;
    }
  }

  #take(rooms: Rooms, events: readonly Event[], { origin, received }: Accepted, join: (rooms: Rooms) => void): number {
    const { scope } = rooms;
    const { store, settings } = scope;
    return store.step(() => {
      join(rooms);
      // Events for the conversation that begins anew may come back from the queue before this one has ended.
      if (store.facts.erasing && events.some(({ id }) => store.byId(id)?.status === Status.waiting)) {
        throw new Error("The person is being erased: what they wrote since is for the conversation that begins anew.");
      }
      if (origin !== "" && origin !== store.facts.origin) {
        store.note({ origin });
        store.save();
      }
      const fresh = events.filter((event) => take(scope, event, received)).length;
      if (fresh > 0) this.#arm(now() + settings.RECOVER_MS);
      return fresh;
    });
  }

  /**
   * Fetches the data of the conversation under the person's former name. Throws while either conversation is busy, or
   * the other does not answer: then the delivery comes again by the queue.
   */
  async #leftBy(former: string): Promise<Departed | null> {
    const store = this.#open?.scope.store;
    if (store !== undefined && store.facts.formerly !== "") return null;
    this.#refuseInTurn();
    const isNew = store === undefined || store.state === null;
    const left = await withTimeout(PATIENCE_MS, this.#conversation(former).leave(this.#address.person, isNew));
    if (left === "busy") throw new Error("A turn is under way under the person's other name.");
    return left;
  }

  /** Throws while a turn is under way: its state would replace the one that is taken over. */
  #refuseInTurn(): void {
    if (this.#open?.turns.isInTurn)
      throw new Error("A turn is under way: what is under the other name comes after it.");
  }

  /** Gives this conversation's data to the one that continues it. */
  leave(to: string, isNew: boolean): Departed | "busy" | null {
    return this.#open === null ? null : leave(this.#open.scope.store, to, isNew);
  }

  /**
   * Passes on what comes late to a name that the person has no more. News of what was sent from here is settled here.
   */
  async #goesOn({ scope, turns, outbox }: Rooms, whole: Accepted): Promise<number> {
    const { store } = scope;
    const isOwn = ({ id, kind }: Event) => ["echo", "receipt"].includes(kind) || store.has(rowId(id));
    const known = whole.events.filter(isOwn);
    const own = this.#take({ scope, turns, outbox }, known, whole, () => {});
    outbox.endWait();
    await listFailures(scope, known);
    const events = whole.events.filter((event) => !isOwn(event));
    return events.length === 0 ? own : own + (await this.#conversation(store.facts.moved).accept({ ...whole, events }));
  }

  #conversation(person: string): DurableObjectStub<ConversationObject> {
    return objectFor(this.env.CONVERSATION, this.#settings, { ...this.#address, person });
  }

  /**
   * Puts a signal into the person's inbox: for other parts of the system. It is answered like a message.
   * @param id recognises the signal when it is given again
   * @throws {TypeError} when nobody answers it, or its data has another shape
   */
  async signal(name: string, data: unknown, id: string): Promise<number> {
    this.#bot.checkSignal(name, data);
    const at = now();
    return this.accept({
      origin: "",
      received: at,
      events: [{ kind: "signal", id: signalId(name, id), at, name, data }],
    });
  }

  /** Puts something into the person's outbox, once for each `id`. It is stored when this ends, and on its way. */
  async enqueue(request: EnqueueRequest): Promise<Enqueued> {
    checkEnqueue(request);
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    const moved = this.#open?.scope.store.facts.moved ?? "";
    if (moved !== "") return this.#conversation(moved).enqueue(request) as Promise<Enqueued>;
    // Whoever was erased, or has never written, begins anew: the account lists them first.
    const erasedAt = this.#open?.scope.store.facts.erasedAt ?? (await this.#account.begins(now()));
    if (this.#isErased) throw new Error("The person was erased: the conversation begins anew in a moment.");
    const done = this.#open === null ? this.#beginWith(request, erasedAt) : this.#say(this.#open, request);
    await this.ctx.storage.sync();
    if (this.#open !== null) this.ctx.waitUntil(this.#open.outbox.run());
    return done;
  }

  #beginWith(request: EnqueueRequest, erasedAt: number): Enqueued {
    try {
      return Store.begin(this.ctx.storage, () => {
        this.#rooms = this.#furnish(erasedAt);
        return this.#say(this.#rooms, request);
      });
    } catch (error) {
      this.#rooms = null;
      throw error;
    }
  }

  #say({ scope }: Rooms, request: EnqueueRequest): Enqueued {
    return scope.store.step(() => {
      if (scope.store.facts.erasing) throw new Error("The person is being erased: say it in a moment.");
      const done = enqueue(scope, request);
      if (done.isNew) this.#arm(now() + scope.settings.RECOVER_MS);
      return done;
    });
  }

  /** Returns a message that was said, by its place. Null: nothing of it is kept. */
  message(seq: number, said: number): SaidMessage | null {
    return this.#open === null ? null : messageAt(this.#open.scope, seq, said);
  }

  /**
   * Tells the sweep whether work is open, and since when. An alarm that was lost, or stalls, is set again.
   * @returns `oldest`: the time at which the oldest open work came, in milliseconds; `isEmpty`: nothing is stored here
   */
  async sweep(): Promise<{ readonly oldest: number | null; readonly revived: boolean; readonly isEmpty: boolean }> {
    if (this.#open === null) return { oldest: null, revived: false, isEmpty: true };
    const { scope } = this.#open;
    const { store, settings } = scope;
    if (store.facts.awaitingHuman && controlAt(store.facts.control, now()).by === "bot") {
      noLongerWaits(scope);
      store.save();
    }
    const due = store.nextWake() ?? Infinity;
    const alarm = await this.ctx.storage.getAlarm();
    const isLate = alarm !== null && alarm > Math.max(due, now()) + settings.STALLED_MS;
    const isLost = due < Infinity && (alarm === null || isLate || alarm < now() - settings.STALLED_MS);
    if (isLost) this.#set(now());
    return { oldest: store.oldestOpen(), revived: isLost, isEmpty: false };
  }

  /** Counts the events in each state. `acknowledged = handled + dead + pending`, always. */
  count(): Counted {
    return this.#open?.scope.store.count() ?? NOTHING;
  }

  /** Shows the people who run the bot its control, its counts, and the state of the last events. No person's words. */
  show(events = 20): Shown {
    return this.#open === null ? EMPTY : show(this.#open.scope.store, events);
  }

  /** Repeats an entry of the account's list: an event's turn, or the sending of what was said. */
  async replay(what: "event" | "parts", id: string): Promise<Replayed> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    const rooms = this.#open;
    if (rooms === null) return "gone";
    const { scope } = rooms;
    if (what === "event" && scope.store.facts.moved !== "") return "gone";
    const done = scope.store.step(() => {
      const done = what === "event" ? replayEvent(scope, id) : replayParts(scope, id);
      if (done === "replayed") this.#arm(now() + scope.settings.RECOVER_MS);
      return done;
    });
    if (done === "replayed") this.ctx.waitUntil(this.#work(rooms));
    return done;
  }

  /** Erases the person. Events after the last answered one go, by the queue, to the conversation that begins anew. */
  async #eraseAfterwards({ env, address, store, account }: Scope): Promise<void> {
    // By the clock that the event carries, which a second delivery carries, too; never a time that is still to come.
    const at = Math.min(store.lastAnswered() ?? 0, now());
    await account.willForget(at);
    for (let kept = 0; ; ) {
      const events = store.waiting().map(({ body }): Event => JSON.parse(body));
      const own = events.filter(({ kind }) => kind !== "signal");
      if (own.length === kept) break; // nothing has come while the queue took the others
      // An event from before that time which was not answered must not be dropped like those that were.
      const fresh = own.map((event) => ({ ...event, at: Math.max(event.at, at + 1) }));
      const received = Math.max(now(), at + 1);
      const group = { v: QUEUE_VERSION, ...address, origin: store.facts.origin, received, events: fresh } as const;
      if (!(await sendToQueue(env, [group]))) throw new Error("What came after the erasure could not be kept.");
      kept = own.length;
    }
    await this.erase();
    await account.forget();
  }

  /** Removes everything that is stored here, the alarm too. Work under way is dropped: the object starts anew. */
  async erase(): Promise<void> {
    const former = this.#open?.scope.store.facts.formerly ?? "";
    if (former !== "") await this.#eraseFormer(former);
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

  /** Erases what is stored under the person's former name. It goes first: that name is known only here. */
  async #eraseFormer(former: string): Promise<void> {
    const account = new AccountClient(this.env, { ...this.#address, person: former }, "");
    await account.willForget(now());
    await this.#conversation(former).erase();
    await account.forget();
  }

  /**
   * Works on what is due. Sets the next alarm before it works, and never throws: the platform gives up an alarm that
   * goes on throwing.
   */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    try {
      const rooms = this.#open;
      if (rooms === null) return;
      const { store, settings } = rooms.scope;
      store.step(() => {
        store.fireDue(now());
        if (store.nextDue() !== null) this.#arm(now() + settings.RECOVER_MS);
      });
      if (store.nextDue() !== null) await this.#work(rooms);
      await this.#rest(rooms);
    } catch (error) {
      if (this.#isErased) return;
      log("error", "alarm_failed", { conversation: this.#alias, error: errorName(error) });
      this.#arm(now() + this.#settings.RECOVER_MS);
    }
  }

  /**
   * Sets the alarm after the work, for what is due next; when nothing is, forgets what is old, or ends the
   * conversation.
   */
  async #rest({ scope, turns, outbox }: Rooms): Promise<void> {
    const { store, settings } = scope;
    // Work that is under way may set no alarm when it ends: so this must run again.
    if (turns.isRunning || outbox.isRunning) {
      this.#arm(now() + settings.RECOVER_MS);
      return;
    }
    const isIdle = store.nextDue() === null;
    if (isIdle) {
      store.prune(now() - keptMs(RETENTION.words, settings), now() - keptMs(RETENTION.ids, settings));
      store.pruneBeyond(settings.KEEP_MESSAGES);
    }
    const forgets = isIdle ? this.#forgetsAt(scope) : Infinity;
    const isOver = isIdle && store.isEmpty && store.nextLater() === null && forgets <= now();
    if (isOver) return this.#end();
    const next = Math.min(store.nextWake() ?? Infinity, forgets);
    if (next < Infinity) this.#set(Math.max(next, now()));
  }

  /** Returns the time of the next look for what is to be forgotten. Not as each becomes old: a prune writes a row. */
  #forgetsAt({ store, settings }: Scope): number {
    if (store.isEmpty) return store.facts.moved === "" ? this.#bot.remembersUntil(store.state) : 0;
    return Math.max((store.oldestWords() ?? now()) + keptMs(RETENTION.words, settings), now() + PRUNE_MS);
  }

  /** Removes the tables, since nothing is kept any more: all is as if nobody had ever written. */
  async #end(): Promise<void> {
    this.#rooms = null;
    this.#alarmAt = null;
    await this.ctx.storage.deleteAll();
    await this.#account.left();
  }

  async #work({ turns, outbox }: Rooms): Promise<void> {
    await Promise.all([turns.run(), outbox.run()]);
  }

  /** Sets the alarm, unless one comes soon enough. One that is due comes at once; after a while it counts as lost. */
  #arm(at: number): void {
    const set = this.#alarmAt;
    if (typeof set === "number" && set <= at && set > now() - this.#settings.STALLED_MS) return;
    this.#set(at);
  }

  #set(at: number): void {
    if (this.#isErased) return; // it would wake an object that has nothing any more
    void this.ctx.storage.setAlarm(at);
    this.#alarmAt = at;
  }
}

const NOTHING: Counted = { acknowledged: 0, handled: 0, dead: 0, pending: 0, oldest: null };
const EMPTY: Shown = { ...NOTHING, control: "bot", windowOpenedAt: 0, humanAt: 0, events: [] };

/** Throws a TypeError for an id or metadata that is too long: the metadata of a message is no place for a file. */
function checkEnqueue({ id, metadata = "" }: EnqueueRequest): void {
  if (id === "" || id.length > LONGEST_ID) {
    throw new TypeError(`id has ${id.length} characters; it needs 1 to ${LONGEST_ID}.`);
  }
  if (metadata.length > LONGEST_METADATA) {
    throw new TypeError(
      `metadata has ${metadata.length} characters, ${LONGEST_METADATA} are kept: give a key to it instead.`,
    );
  }
}

const LONGEST_METADATA = 1_000;
