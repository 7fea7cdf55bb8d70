/** A conversation's line to its account. The account may be silent; the conversation goes on, slower. */

import type { Alert, AlertKind } from "../account/alerts.ts";
import { type EchoEvidence, NO_EVIDENCE } from "../account/echoes.ts";
import { SLOW_FROM } from "../account/rate/limiter.ts";
import type { Permit, PermitRequest } from "../account/rate/permits.ts";
import type { FileAt, Usage } from "../channels/channel.ts";
import { now } from "../clock.ts";
import { nameOf, objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import type { Address } from "../model/events.ts";
import type { Change } from "../model/revised.ts";
import type { AccountObject } from "../rpc.ts";
import { withTimeout } from "../timeout.ts";
import type { Store } from "./store.ts";

/** How long the account may take: a person waits for it. */
const PATIENCE_MS = 2_000;

/** How far apart messages are while the account does not answer. */
const ALONE_MS = 1_000;

/** How long what the platform told of the allowance is worth telling: a conversation may be silent for hours. */
const FRESH_MS = 60_000;

/** When an account that did not hear of an exception is told again. */
const AGAIN_MS = [1_000, 4_000, 15_000];

/** Where a conversation keeps what it was told. */
type Kept = Pick<Store, "facts" | "note" | "save" | "step">;

type Report = Omit<Alert, "conversation">;

export class AccountClient {
  readonly #env: Env;
  readonly #address: Address;
  readonly #settings: Settings;
  readonly #alias: string;
  #seen: EchoEvidence = NO_EVIDENCE;
  /** What the account has not heard yet. */
  readonly #untold = new Set<Report>();
  #usage: { readonly told: number; readonly usage: Usage } | undefined;
  /** The token of the last permit. */
  #handed = "";
  /** When the account last told that it sends nothing; 0: as far as is known, it sends. */
  #pausedAt = 0;
  #kept: Kept | undefined;
  /** When this conversation was given leave to try whether the paused account works again; null: it was not. */
  #probed: number | null = null;

  constructor(env: Env, address: Address, alias: string) {
    this.#env = env;
    this.#address = address;
    this.#settings = settings(env);
    this.#alias = alias;
  }

  /** What the account tells of a pause is kept there, for after a restart. */
  keepIn(kept: Kept): void {
    this.#kept = kept;
    this.#pausedAt = kept.facts.pausedAt;
  }

  /** The echo of one of this conversation's sends has come: so it has succeeded. @param tried when that send was tried */
  async heard(tried: number): Promise<void> {
    const { echoed, succeeded } = this.#seen;
    this.#seen = { echoed: Math.max(echoed, tried), succeeded: Math.max(succeeded, tried) };
    if (this.#probed !== null && tried >= this.#probed) await this.works();
  }

  /** A send of this conversation has succeeded. */
  async succeeded(at: number): Promise<void> {
    this.#seen = { ...this.#seen, succeeded: at };
    await this.works();
  }

  /** The platform has taken a call, or refused this one alone: if the account was paused, it works again. */
  async works(): Promise<void> {
    if (this.#probed === null) return;
    this.#probed = null;
    this.#remember(false);
    await this.#tell("resume", (account) => account.resume());
  }

  /**
   * What the platform told of the account's allowance. It rides on the next permit, which may be tomorrow's: what slows the
   * account down goes at once.
   */
  async used(usage: Usage | undefined): Promise<void> {
    if (usage === undefined) return;
    if (usage.regainMs === 0 && usage.percent <= SLOW_FROM) this.#usage = { told: now(), usage };
    else await this.#tell("throttled", (account) => account.throttled(usage));
  }

  /**
   * Leave to send one message, and the token for it. While the account is silent, what it last told of a pause holds: who
   * does not hear that it is over goes on waiting.
   */
  async permit(wanted: Pick<PermitRequest, "lane" | "light" | "soon" | "late"> = {}): Promise<Permit> {
    const { told = 0, usage } = this.#usage ?? {};
    this.#usage = undefined;
    const conversation = { name: nameOf(this.#address), alias: this.#alias };
    try {
      const isFresh = usage !== undefined && told > now() - FRESH_MS;
      const asking = { ...this.#seen, ...wanted, ...(isFresh ? { usage } : {}), conversation };
      const permit = await withTimeout(PATIENCE_MS, this.#account().permit(asking));
      this.#handed = permit.token ?? this.#handed;
      if (permit.probe === true) this.#probed = now();
      // A gesture may get none because the account is busy.
      else if (permit.token !== null || wanted.soon !== true) this.#remember(permit.token === null);
      return permit.isCrowd === true ? { ...permit, at: this.#ownMoment } : permit;
    } catch (error) {
      log("warn", "account_silent", { conversation: this.#alias, error: errorName(error) });
      const known = this.#configured !== "" && this.#pausedAt === 0;
      const alone = known ? { token: this.#configured, at: now() + ALONE_MS } : { token: null, at: this.#ownMoment };
      return { ...alone, ...this.#seen };
    }
  }

  /** The account's token as far as it is known without asking: the configured one, else the last that was handed out; or "". */
  get token(): string {
    return this.#configured || this.#handed;
  }

  get #configured(): string {
    const { pageId, pageToken } = this.#settings;
    return pageId === "" || pageId === this.#address.account ? pageToken : "";
  }

  /** Within `PAUSE_MS` from now: each conversation has moments of its own, so that those who wait do not all ask at once. */
  get #ownMoment(): number {
    const { PAUSE_MS } = this.#settings;
    return now() + PAUSE_MS - ((now() + Math.floor(phaseOf(this.#alias) * PAUSE_MS)) % PAUSE_MS);
  }

  /** Written when it changes: a conversation that looks again and again writes no row for it. */
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

  /** Whether the platform may be asked for this conversation's thread now. */
  async mayAskThread(): Promise<boolean> {
    return (await this.#tell("thread", (account) => account.mayAskThread())) ?? false;
  }

  /** Stops the account's sending. @returns when to ask it again: it tells who tries next */
  async pause(why: "token" | "blocked", detail: string): Promise<number> {
    this.#probed = null;
    this.#remember(true);
    const probeAt = await this.#tell("pause", (account) => account.pause(why, detail));
    return probeAt === undefined ? this.#ownMoment : now();
  }

  /** Puts something on the list of what needs eyes. An account that is silent, or begins anew, is told again. */
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

  /** It has come right by itself. */
  async settle(kind: AlertKind, event?: string): Promise<void> {
    for (const one of this.#untold) {
      if (one.kind === kind && (event === undefined || one.event === event)) this.#untold.delete(one);
    }
    await this.#tell(kind, (account) => account.settle(kind, nameOf(this.#address), event));
  }

  /**
   * The conversation is about to begin: the account lists it first. Throws when the account is silent: whether the person
   * was erased is known nowhere else.
   * @returns when the conversation before it was erased; 0: there was none
   */
  async begins(newest: number): Promise<number> {
    const known = { name: nameOf(this.#address), alias: this.#alias };
    return withTimeout(PATIENCE_MS, this.#account().begins(known, newest));
  }

  /** Nothing is kept of the conversation any more. */
  async left(): Promise<void> {
    await this.#tell("left", (account) => account.left(nameOf(this.#address)));
  }

  /**
   * What was done until then is dropped from now on. Throws when the account is silent, as `forget` does: it must not be half done.
   * @param at when the last of what is erased was done, in milliseconds
   */
  async willForget(at: number): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().willForget(nameOf(this.#address), at));
  }

  /** Removes everything that names this conversation. */
  async forget(): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().forget(nameOf(this.#address)));
  }

  /**
   * What the account has listed with somebody's words is brought up to date. Throws when the account is silent: they must not
   * stay there.
   */
  async revise(changes: readonly Change[]): Promise<void> {
    await withTimeout(PATIENCE_MS, this.#account().revise(nameOf(this.#address), changes));
  }

  /** The id of a file that the account has uploaded, or null: then its address has to do. */
  async uploadId(file: FileAt): Promise<string | null> {
    const longest = 2 * this.#settings.GRAPH_TIMEOUT_MS;
    return (await this.#tell("upload", (account) => account.uploadId(file), longest)) ?? null;
  }

  async uploadGone(file: FileAt, id: string): Promise<void> {
    await this.#tell("upload_gone", (account) => account.uploadGone(file, id));
  }

  /** Undefined when the account is silent: nothing that is told it is worth that a person waits longer. */
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

/** A part of 1 that is one's own: as likely as any other. */
function phaseOf(alias: string): number {
  const mixed = [...alias].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7);
  return mixed / 2 ** 32;
}
