/** The calls of a conversation to its account. When the account does not answer, the conversation goes on, slower. */

import type { Alert, AlertKind } from "../account/alerts.ts";
import { type EchoEvidence, NO_EVIDENCE } from "../account/echoes.ts";
import { SLOW_FROM } from "../account/rate/limiter.ts";
import type { Permit, PermitRequest } from "../account/rate/permits.ts";
import { copiedAccess } from "../account/tokens.ts";
import type { AccountAccess, FileAt, Usage } from "../channels/channel.ts";
import { now } from "../clock.ts";
import { nameOf, objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { Address } from "../model/events.ts";
import type { Change } from "../model/revised.ts";
import type { AccountObject } from "../rpc.ts";
import { withTimeout } from "../timeout.ts";
import type { Store } from "./store.ts";

/** The longest time that the account may take to answer: a person waits for it. */
const PATIENCE_MS = 2_000;

/** The time between two messages while the account does not answer. */
const ALONE_MS = 1_000;

/** The age up to which a report of the allowance is passed on: a conversation may be silent for hours. */
const FRESH_MS = 60_000;

/** The waits before an account that did not hear of an alert is told again. */
const AGAIN_MS = [1_000, 4_000, 15_000];

/** The functions of the store with which a conversation keeps what it was told. */
type Kept = Pick<Store, "facts" | "note" | "save" | "step">;

type Report = Omit<Alert, "conversation">;

export class AccountClient {
  readonly #env: Env;
  readonly #address: Address;
  readonly #settings: Settings;
  readonly #alias: string;
  #seen: EchoEvidence = NO_EVIDENCE;
  /** The alerts that the account has not heard yet. */
  readonly #untold = new Set<Report>();
  #usage: { readonly told: number; readonly usage: Usage } | undefined;
  /** The access of the last permit that had one. */
  #handed: AccountAccess | null = null;
  /** The last time that the account told that it sends nothing; 0: it sends, as far as is known. */
  #pausedAt = 0;
  #kept: Kept | undefined;
  /**
   * The time at which this conversation was allowed to try whether the paused account works again; null: it was not.
   */
  #probed: number | null = null;

  constructor(env: Env, address: Address, alias: string) {
    this.#env = env;
    this.#address = address;
    this.#settings = settings(env);
    this.#alias = alias;
  }

  /** Sets the place where the account's word of a pause is kept, so that a restart does not lose it. */
  keepIn(kept: Kept): void {
    this.#kept = kept;
    this.#pausedAt = kept.facts.pausedAt;
  }

  /** Notes the echo of a send of this conversation: that send has succeeded. @param tried the time of that send */
  async heard(tried: number): Promise<void> {
    const { echoed, succeeded } = this.#seen;
    this.#seen = { echoed: Math.max(echoed, tried), succeeded: Math.max(succeeded, tried) };
    if (this.#probed !== null && tried >= this.#probed) await this.works();
  }

  /** Notes that a send of this conversation has succeeded. */
  async succeeded(at: number): Promise<void> {
    this.#seen = { ...this.#seen, succeeded: at };
    await this.works();
  }

  /**
   * Ends the account's pause, if this conversation was allowed to try: the platform has taken a call, or has refused
   * this one alone, so the account works again.
   */
  async works(): Promise<void> {
    if (this.#probed === null) return;
    this.#probed = null;
    this.#remember(false);
    await this.#tell("resume", (account) => account.resume());
  }

  /**
   * Passes on what the platform told of the account's allowance. It goes with the next permit, which may be tomorrow's;
   * a report that slows the account down goes at once.
   */
  async used(usage: Usage | undefined): Promise<void> {
    if (usage === undefined) return;
    if (usage.regainMs === 0 && usage.percent <= SLOW_FROM) this.#usage = { told: now(), usage };
    else await this.#tell("throttled", (account) => account.throttled(usage));
  }

  /**
   * Asks for a slot to send one message, and the access to send it with. While the account does not answer, what it
   * last told of a pause holds: a conversation that does not hear of its end goes on waiting.
   */
  async permit(wanted: Pick<PermitRequest, "lane" | "light" | "soon" | "late"> = {}): Promise<Permit> {
    const { told = 0, usage } = this.#usage ?? {};
    this.#usage = undefined;
    const conversation = { name: nameOf(this.#address), alias: this.#alias };
    try {
      const isFresh = usage !== undefined && told > now() - FRESH_MS;
      const asking = { ...this.#seen, ...wanted, ...(isFresh ? { usage } : {}), conversation };
      const permit = await withTimeout(PATIENCE_MS, this.#account().permit(asking));
      this.#handed = permit.access ?? this.#handed;
      if (permit.probe === true) this.#probed = now();
      // "Seen" and the dots may get no access because the account is busy: that is no pause.
      else if (permit.access !== null || wanted.soon !== true) this.#remember(permit.access === null);
      return permit.isCrowd === true ? { ...permit, at: this.#ownMoment } : permit;
    } catch (error) {
      log("warn", "account_silent", { conversation: this.#alias, error: errorName(error) });
      const access = this.#pausedAt === 0 ? await this.#known() : null;
      return { access, at: access === null ? this.#ownMoment : now() + ALONE_MS, ...this.#seen };
    }
  }

  /** The account's token as far as it is known without asking: the last that was handed out; or "". */
  get token(): string {
    return this.#handed?.token ?? "";
  }

  /** Returns the access that the account would give, as far as it is known without asking; null: it is not known. */
  async #known(): Promise<AccountAccess | null> {
    this.#handed ??= await copiedAccess(this.#address, this.#settings, this.#env.KV).catch(() => null);
    return this.#handed;
  }

  /**
   * A time within `PAUSE_MS` from now. Each conversation has its own, so that those that wait do not all ask at once.
   */
  get #ownMoment(): number {
    const { PAUSE_MS } = this.#settings;
    return now() + PAUSE_MS - ((now() + Math.floor(phaseOf(this.#alias) * PAUSE_MS)) % PAUSE_MS);
  }

  /**
   * Stores whether the account is paused, only when that changes: a conversation that asks again writes no row for it.
   */
  #remember(isPaused: boolean): void {
    const changes = isPaused !== this.#pausedAt > 0;
    this.#pausedAt = isPaused ? now() : 0;
    if (!changes) return;
    const pausedAt = this.#pausedAt;
    this.#kept?.step(() => {
      this.#kept?.note({ pausedAt });
      this.#kept?.save();
    });
  }

  /** Returns whether the platform may be asked for this conversation's thread now; false without an answer. */
  async mayAskThread(): Promise<boolean> {
    return (await this.#tell("thread", (account) => account.mayAskThread())) ?? false;
  }

  /**
   * Stops the account's sending.
   * @param code the platform's own
   * @returns the time at which to ask the account again: it tells which conversation tries next
   */
  async pause(why: "token" | "blocked", detail: string, code?: number | string): Promise<number> {
    this.#probed = null;
    this.#remember(true);
    const probeAt = await this.#tell("pause", (account) => account.pause(why, detail, code));
    return probeAt === undefined ? this.#ownMoment : now();
  }

  /** Puts an alert on the account's list. An account that does not answer, or starts anew, is told again. */
  async report(exception: Report): Promise<void> {
    this.#untold.add(exception);
    if (!(await this.#list(exception))) void this.#repeat(exception);
  }

  async #repeat(exception: Report): Promise<void> {
    for (const wait of AGAIN_MS) {
      await scheduler.wait(wait);
      if (!this.#untold.has(exception) || (await this.#list(exception))) return;
    }
    this.#untold.delete(exception); // the log has it
  }

  async #list(exception: Report): Promise<boolean> {
    const whole = { ...exception, conversation: nameOf(this.#address) };
    const isListed = await this.#tell(exception.kind, async (account) => {
      await account.report(whole);
      return true;
    });
    if (isListed === true) this.#untold.delete(exception);
    return isListed === true;
  }

  /** Takes an alert off the account's list, since its cause has gone by itself. */
  async settle(kind: AlertKind, event?: string): Promise<void> {
    for (const one of this.#untold) {
      if (one.kind === kind && (event === undefined || one.event === event)) this.#untold.delete(one);
    }
    await this.#tell(kind, (account) => account.settle(kind, nameOf(this.#address), event));
  }

  /**
   * Has the account list the conversation before it begins. Throws when the account does not answer: whether the person
   * was erased is known nowhere else.
   * @returns the time at which the conversation before it was erased; 0: there was none
   */
  async begins(newest: number): Promise<number> {
    const known = { name: nameOf(this.#address), alias: this.#alias };
    return withTimeout(PATIENCE_MS, this.#account().begins(known, newest));
  }

  /** Tells the account that nothing is kept of the conversation any more. */
  async left(): Promise<void> {
    await this.#tell("left", (account) => account.left(nameOf(this.#address)));
  }

  /**
   * Has the account drop, from now on, events from `at` or before. Throws when the account does not answer, as `forget`
   * does: an erasure must not be half done.
   * @param at the time of the last event that is erased, in milliseconds
   */
  async willForget(at: number): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().willForget(nameOf(this.#address), at));
  }

  /** Has the account remove everything that names this conversation. */
  async forget(): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().forget(nameOf(this.#address)));
  }

  /**
   * Has the account apply edits and deletions to the words of a person that it has listed. Throws when the account does
   * not answer: the old words must not stay there.
   */
  async revise(changes: readonly Change[]): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().revise(nameOf(this.#address), changes));
  }

  /** Returns the id of a file that the account has uploaded, or null: then its address has to do. */
  async uploadId(file: FileAt): Promise<string | null> {
    const longest = 2 * this.#settings.GRAPH_TIMEOUT_MS;
    return (await this.#tell("upload", (account) => account.uploadId(file), longest)) ?? null;
  }

  async uploadGone(file: FileAt, id: string): Promise<void> {
    await this.#tell("upload_gone", (account) => account.uploadGone(file, id));
  }

  /** Calls the account. Returns undefined when it does not answer in time: no such call is worth a longer wait. */
  async #tell<Answer>(
    what: string,
    say: (account: DurableObjectStub<AccountObject>) => Promise<Answer>,
    ms = PATIENCE_MS,
  ): Promise<Answer | undefined> {
    try {
      return await withTimeout(ms, say(this.#account()));
    } catch (error) {
      log("error", "account_not_told", { conversation: this.#alias, what, error: errorName(error) });
      return undefined;
    }
  }

  // A stub that threw may be broken for good, so each call gets a new one.
  #account(): DurableObjectStub<AccountObject> {
    const { channel, account } = this.#address;
    return objectFor(this.#env.ACCOUNT, this.#settings, { channel, account });
  }
}

/** Returns a fraction of 1 that belongs to an alias. All fractions are equally likely. */
function phaseOf(alias: string): number {
  const mixed = [...alias].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7);
  return mixed / 2 ** 32;
}
