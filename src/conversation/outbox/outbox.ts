import type { Permit } from "../../account/rate/permits.ts";
import { isPersonal } from "../../account/uploads.ts";
import type { Access, AccountAccess, FileAt, OutboundAction, SendResult } from "../../channels/channel.ts";
import { clock, left, now } from "../../clock.ts";
import { log } from "../../log.ts";
import type { Address } from "../../model/events.ts";
import { dueOf } from "../due.ts";
import { type PartKey, partId } from "../ids.ts";
import { listedAs } from "../listed-as.ts";
import { type EventRow, hasLeft, isAtLeast, isOpen, type Part } from "../schema.ts";
import { accessOf, type Scope } from "../scope.ts";
import type { Store } from "../store.ts";
import { type Limit, limitsOf, refilled, spent, waitOf } from "./allowance.ts";
import { end, move, partAt, partsIn, partsOfRow, write } from "./parts.ts";
import { maySpeak, type Verdict } from "./policy.ts";
import { cutOff, settleResult } from "./results.ts";
import { lateFor, waitForSlot } from "./slot.ts";
import { isUnsent } from "./unknown.ts";

/** The largest number of rows in a conversation in which one answer is allowed. */
const FEW = 50;
/**
 * The number of newest rows that are searched for the message that left last, after a restart: many may wait behind it.
 */
const LOOKED_AT = 200;
/**
 * The number of rows with something sent that are searched: rows are not sent in the order of their numbers
 * alone.
 */
const FEW_ROWS = 3;

/** The time after its echo for which the answer to a send is still waited for. */
const BEHIND_MS = 500;
/** The longest time that the commit of a turn is held up for a slot. */
const SOON_MS = 100;

/** The slot for the first part of an answer, and the lock: whoever gets it must call one of the three functions. */
export interface Start {
  /**
   * True when the slot is now: the part may be committed as `sending`. Else it queues, and takes the slot when it
   * comes.
   */
  readonly isNow: boolean;
  /** Sends the part, which was committed as `sending` in this very step. */
  readonly begin: (key: PartKey) => Promise<void>;
  /** Works through the outbox; the part was committed as `queued`. */
  readonly run: () => Promise<void>;
  /** Gives up the lock, since nothing was committed. */
  readonly giveUp: () => void;
}

/** The functions of the outbox that a turn needs. */
export interface Sender {
  readonly reserve: () => Promise<Start | null>;
  readonly run: () => Promise<void>;
}

/** The outbox of one person: it sends answers first in, first out, one at a time. */
export class Outbox implements Sender {
  readonly #scope: Scope;
  #running = false;
  /** The message that was sent last; undefined after a restart, until it was looked for. */
  #sentLast: PartKey | null | undefined;
  /** Ends the wait for a receipt of the message before. */
  #isBehind: (() => void) | null = null;
  /** The part whose call is under way here, and what ends the wait for its answer. */
  #underWay: { readonly key: PartKey; readonly over: AbortController } | null = null;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /**
   * Ends, after something has come in, the wait for a receipt of the message before; and, in a moment, the wait for the
   * answer to a send that its echo has settled.
   */
  endWait(): void {
    this.#isBehind?.();
    if (this.#underWay === null) return;
    const { key, over } = this.#underWay;
    const part = partAt(this.#scope.store, key);
    // The answer, which tells of the allowance, may be a moment behind its echo.
    if (part !== undefined && !isOpen(part)) void scheduler.wait(BEHIND_MS).then(() => over.abort());
  }

  /** Works until nothing can be sent now. Finding nothing and giving up the lock are one synchronous step. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.#drain();
  }

  /**
   * Takes the lock and a permit before a turn is committed, if nothing else waits to be sent: then the first part is
   * committed as `sending` and needs no row of its own for that.
   * @returns null when the answer has to queue
   */
  async reserve(): Promise<Start | null> {
    if (this.#running || this.#scope.store.nextOut() !== undefined || this.#overdrawn().ms > 0) return null;
    this.#running = true;
    const giveUp = () => {
      this.#running = false;
    };
    try {
      const permit = await this.#scope.account.permit();
      const { access } = permit;
      const isSoon = access !== null && permit.isFar !== true && permit.at - now() <= SOON_MS;
      const isNow = isSoon && (await lateFor(permit)) === 0;
      const run = () => this.#drain(undefined, permit);
      return { isNow, begin: (key) => (isNow ? this.#begin(key, access) : run()), run, giveUp };
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  /** Sends a part that was committed as `sending` in this very step, and goes on with the rest. */
  async #begin(key: PartKey, access: AccountAccess): Promise<void> {
    const part = partAt(this.#scope.store, key);
    await this.#drain(part === undefined ? undefined : () => this.#send(key, part, access));
  }

  /**
   * Sends until nothing can be sent now. It gives up the lock in the same step in which it finds nothing to do: whoever
   * commits later starts it again.
   * @param first runs before all else
   * @param permit is for the next part
   */
  async #drain(first?: () => Promise<void>, permit?: Permit): Promise<void> {
    const { store, arm } = this.#scope;
    let held = permit;
    try {
      await first?.();
      for (;;) {
        const row = store.nextOut();
        const due = row === undefined ? 0 : dueOf(row);
        if (row === undefined || due > now()) {
          if (row !== undefined) arm(due);
          this.#running = false;
          return;
        }
        const part = partsOfRow(store, row.seq).find(isOpen);
        // It keeps the lock: there is nothing left to work on, and the object starts anew.
        if (part?.work.do === "erase") return await this.#scope.erase();
        await this.#step(row, part, held);
        held = undefined;
      }
    } catch (error) {
      this.#running = false;
      throw error;
    }
  }

  /** Takes the oldest open part one step on: policy, permit, send. */
  async #step(row: EventRow, part: Part | undefined, held?: Permit): Promise<void> {
    const { store, account, settings, alias } = this.#scope;
    if (part === undefined) return write(store, row.seq, partsOfRow(store, row.seq));
    const key = { seq: row.seq, n: part.n };

    // Nothing is under way between two steps: this one was cut off by a restart.
    if (part.status === "sending") return cutOff(this.#scope, key, part);
    const refusal = this.#refusal(key);
    if (refusal !== null) return this.#endUnsent(key, refusal);
    const overdrawn = part.work.do === "message" ? this.#overdrawn(part.by) : NOT_OVERDRAWN;
    if (overdrawn.ms > 0) {
      store.save(); // a restart while it waits must not fill the allowance again
      const detail = `More than ${settings.PERSON_RATE} messages in an hour wait.`;
      if (overdrawn.by === "hour") await account.report({ kind: "person_limit", detail });
      return move(store, key, {}, now() + overdrawn.ms);
    }
    await this.#pause(key, part);
    await this.#awaitOrder();
    const upload = await this.#uploaded(part);
    const lane = this.#laneOf(part);
    const permit = held === undefined || lane !== "message" ? await account.permit({ lane }) : held;
    if (permit.access === null) return move(store, key, {}, permit.at);
    const graph = accessOf(this.#scope, permit.access);
    if (part.status === "unknown" && !(await isUnsent(this.#scope, key, part, permit, graph))) return;
    const turn = await waitForSlot(permit, (late) => account.permit({ lane, late }));
    if (!turn.goes) return move(store, key, {}, turn.permit.at);
    // Meanwhile a colleague may have taken over, or an echo may have settled it.
    const late = this.#refusal(key);
    if (late !== null) return this.#endUnsent(key, late);
    if (part.status === "unknown") log("warn", "said_again", { conversation: alias });
    move(store, key, { status: "sending", tries: part.tries + 1, triedAt: now() });
    await this.#send(key, part, turn.access, upload);
  }

  /** Returns the limits for a speaker. The guard against loops is for what a program says. */
  #limits(by?: Part["by"]): readonly Limit[] {
    return limitsOf(by === "person" ? 0 : this.#scope.settings.PERSON_RATE, this.#scope.channel.personRate);
  }

  /**
   * Returns how long the next message has to wait, by which limit. Notes what was regained, so that it counts from now
   * on.
   */
  #overdrawn(by?: Part["by"]): Overdrawn {
    const { store } = this.#scope;
    let most: Overdrawn = NOT_OVERDRAWN;
    for (const limit of this.#limits(by)) {
      const allowance = refilled(store.facts.allowances[limit.name], now(), limit);
      store.note({ allowances: { ...store.facts.allowances, [limit.name]: allowance } });
      const ms = waitOf(allowance, now(), limit);
      if (ms > most.ms) most = { by: limit.name, ms };
    }
    return most;
  }

  /** Notes that one more message leaves. */
  #spend(by?: Part["by"]): void {
    const { store } = this.#scope;
    for (const limit of this.#limits(by)) {
      const allowance = spent(store.facts.allowances[limit.name], now(), limit);
      store.note({ allowances: { ...store.facts.allowances, [limit.name]: allowance } });
    }
  }

  #laneOf({ work }: Part): string {
    const { channel, address } = this.#scope;
    return work.do === "message" ? channel.laneOf(work.rendered.message, address.person) : "message";
  }

  /**
   * Waits, where the platform does not keep the order of what it has accepted, until the message before has been
   * delivered, for `orderMs` at most.
   */
  async #awaitOrder(): Promise<void> {
    const { orderMs = 0 } = this.#scope.channel.evidence;
    if (orderMs === 0) return;
    const before = this.#lastSent();
    if (before === undefined || isAtLeast(before, "delivered")) return;
    const over = now() + left((before.sentAt ?? 0) + orderMs, orderMs);
    for (let wait = over - now(); wait > 0; wait = over - now()) {
      const told = new Promise<void>((resolve) => {
        this.#isBehind = resolve;
      });
      await Promise.race([clock.wait(wait), told]);
      const last = this.#lastSent();
      if (last === undefined || last.mid !== before.mid || isAtLeast(last, "delivered")) break;
    }
    this.#isBehind = null;
  }

  /**
   * Returns the message that left last; undefined when it has failed since: then nobody waits for it, nor for what came
   * before it.
   */
  #lastSent(): Part | undefined {
    const { store } = this.#scope;
    if (this.#sentLast === undefined) this.#sentLast = lastLeft(store);
    const part = this.#sentLast === null ? undefined : partAt(store, this.#sentLast);
    return part !== undefined && hasLeft(part) ? part : undefined;
  }

  /**
   * Has a file that is sent to many uploaded, once, before the message that shows it is `sending`. Returns null when
   * there is no id.
   */
  async #uploaded({ work }: Part): Promise<Upload | null> {
    const { channel, account, address } = this.#scope;
    const file = work.do === "message" ? (channel.uploads?.fileOf(work.rendered.message) ?? null) : null;
    if (file === null || isPersonal(file, address.person)) return null;
    const id = await account.uploadId(file);
    return id === null ? null : { file, id };
  }

  /** Waits for the pause that belongs to a part; the person sees the typing dots meanwhile. */
  async #pause({ seq, n }: PartKey, { after }: Part): Promise<void> {
    if (after === undefined) return;
    const { store, senderActions } = this.#scope;
    const before = n === 0 ? this.#lastAside(seq) : (partAt(store, { seq, n: n - 1 }) ?? this.#lastOfRowBefore(seq));
    const wait = left((before?.sentAt ?? 0) + after, after);
    if (wait === 0) return;
    await senderActions.show("typing");
    await clock.wait(wait);
  }

  #lastAside(seq: number): Part | undefined {
    const { store } = this.#scope;
    const aside = store.lastAside(store.row(seq)?.id ?? "");
    return aside === undefined ? undefined : partsOfRow(store, aside.seq).at(-1);
  }

  #lastOfRowBefore(seq: number): Part | undefined {
    const { store } = this.#scope;
    const row = store.row(seq);
    const before = row === undefined ? undefined : store.before(row);
    return before === undefined ? undefined : partsOfRow(store, before.seq).at(-1);
  }

  /** Sends a part that is stored as `sending`: from here on a crash leaves its outcome unknown. */
  async #send(key: PartKey, part: Part, access: AccountAccess, upload: Upload | null = null): Promise<void> {
    const { ctx, store, channel, address, account, senderActions } = this.#scope;
    const over = new AbortController();
    this.#underWay = { key, over };
    if (part.work.do === "message") {
      this.#spend(part.by);
      this.#sentLast = key;
      senderActions.said();
    }
    const deed = deedOf(part, partId(key, store.facts.createdAt));
    const ready =
      upload === null || deed.do !== "message"
        ? deed
        : { ...deed, message: channel.uploads?.withId(deed.message, upload.id) ?? deed.message };
    const outcome = await this.#call(ready, address, { ...accessOf(this.#scope, access), signal: over.signal });
    this.#underWay = null;
    ctx.waitUntil(account.used(outcome.usage)); // what became of the message is stored first
    if (upload !== null && outcome.ended === "refused" && outcome.failure.class === "upload") {
      await account.uploadGone(upload.file, upload.id);
    }
    const still = partAt(store, key);
    if (still === undefined || !isOpen(still)) return; // its echo was faster than the answer
    await settleResult(this.#scope, key, still, outcome);
  }

  /** Calls the platform, except for a hand-over where it has none: that is between the bot and the people here. */
  async #call(action: OutboundAction, to: Address, access: Access): Promise<SendResult> {
    const { channel } = this.#scope;
    const isOwn = channel.handOver === undefined && (action.do === "pass" || action.do === "take");
    return isOwn ? { ended: "done" } : channel.send(action, to, access);
  }

  /** Returns why the part may not be sent now; null: it may. */
  #refusal(key: PartKey): Refusal | null {
    const { store, channel, address } = this.#scope;
    const part = partAt(store, key);
    if (part === undefined || !isOpen(part)) return { end: "canceled", why: "Its echo has come." };
    const reach = channel.window(address.person);
    const verdict = maySpeak(part, store.facts, reach, now(), {
      before: reach.once ? othersThan(key, store) : [],
      optedOut: store.state?.kit?.optOut !== undefined,
    });
    return verdict.speak ? null : verdict;
  }

  /**
   * Ends a part unsent, and reports it before, unless it is canceled: after a restart between the two it is reported
   * again, and never lost.
   */
  async #endUnsent(key: PartKey, { end: how, why }: Refusal): Promise<void> {
    const { store, account } = this.#scope;
    if (how !== "canceled") {
      const kind = how === "expired" ? "send_expired" : "send_failed";
      const { code } = partAt(store, key) ?? {};
      await account.report({ kind, ...listedAs(store, key.seq), ...(code === undefined ? {} : { code }), detail: why });
    }
    end(this.#scope, key, how, why);
  }
}

/** Returns the message that has left last, by what is stored; null: none of the newest rows has one. */
function lastLeft(store: Store): PartKey | null {
  const found: (PartKey & { readonly sentAt: number })[] = [];
  let rows = 0;
  for (const { seq, out } of store.newest(LOOKED_AT)) {
    const left = partsIn(out).filter((part) => part.work.do === "message" && hasLeft(part));
    found.push(...left.map(({ n, sentAt = 0 }) => ({ seq, n, sentAt })));
    if (left.length > 0 && ++rows === FEW_ROWS) break;
  }
  return found.sort((one, other) => one.sentAt - other.sentAt || one.seq - other.seq || one.n - other.n).at(-1) ?? null;
}

/** The limit by which the next message has to wait, and the time for which, in milliseconds. */
interface Overdrawn {
  readonly by: Limit["name"];
  readonly ms: number;
}

const NOT_OVERDRAWN: Overdrawn = { by: "hour", ms: 0 };

type Refusal = Pick<Extract<Verdict, { speak: false }>, "end" | "why">;

/** Returns the other parts of a conversation in which little was said. */
function othersThan({ seq, n }: PartKey, store: Store): readonly Part[] {
  return store.latest(FEW).flatMap((row) => partsIn(row.out).filter((part) => row.seq !== seq || part.n !== n));
}

interface Upload {
  readonly file: FileAt;
  readonly id: string;
}

function deedOf({ work }: Part, id: string): OutboundAction {
  switch (work.do) {
    case "message":
      return {
        do: "message",
        message: work.rendered.message,
        ...(work.rendered.envelope === undefined ? {} : { envelope: work.rendered.envelope }),
        approved: work.rendered.approved ?? false,
        metadata: id,
      };
    case "pass":
      return { do: "pass", app: work.app, metadata: work.metadata };
    case "react":
    case "comment":
    case "menu":
    case "take":
      return work;
    case "erase":
      throw new TypeError("Erasing is done here, and not asked of the platform.");
  }
}
