import { DurableObject } from "cloudflare:workers";
import { type AccountAccess, type AccountSecrets, describe, type FileAt, type Usage } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { channelNamed } from "../channels/registry.ts";
import { now } from "../clock.ts";
import { hmacHex } from "../crypto.ts";
import { addressOf, aliasOf, objectFor } from "../durable-objects.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { log } from "../log.ts";
import type { Accepted, Event } from "../model/events.ts";
import { headOf } from "../model/head.ts";
import type { Change } from "../model/revised.ts";
import { keptMs, RETENTION } from "../retention.ts";
import type { AccountInfo, AccountObject } from "../rpc.ts";
import { type AccountEvent, AccountEvents, LARGEST_ACCOUNT_EVENT } from "./account-events.ts";
import { type Alert, type AlertKind, type AlertQuery, Alerts, type ListedAlert, lossOf } from "./alerts.ts";
import { type ConversationRef, Conversations } from "./conversations.ts";
import { EchoLog } from "./echoes.ts";
import { KeyValue } from "./facts.ts";
import { Pause, type Paused } from "./pause.ts";
import type { Permit, PermitRequest } from "./rate/permits.ts";
import { Slots } from "./rate/slots.ts";
import { RegistryEntry } from "./registry.ts";
import { SweepCursor, type SweepPage, type SweepReport } from "./sweep.ts";
import { Credentials } from "./tokens.ts";
import { Uploads } from "./uploads.ts";

/**
 * One account (a Page): its token, its rates, its uploads, the people it talks to, and its list of alerts. Every method is
 * there for the conversations, the queues, the sweep or the admin routes; each concern has a file of its own.
 */
export class Account extends DurableObject<Env> implements AccountObject {
  readonly #settings: Settings;
  readonly #name: string;
  readonly #facts: KeyValue;
  readonly #registry: RegistryEntry;
  readonly #credentials: Credentials;
  /** The time at which the missing token was last reported, in milliseconds. */
  #lackedAt = 0;
  readonly #slots: Slots;
  readonly #pause: Pause;
  readonly #echoes: EchoLog;
  readonly #uploads: Uploads;
  readonly #alerts: Alerts;
  readonly #events: AccountEvents;
  readonly #conversations: Conversations;
  readonly #sweep: SweepCursor;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    this.#settings = settings(env);
    this.#name = ctx.id.name ?? "";
    const { channel } = addressOf(this.#name);
    this.#facts = new KeyValue(sql);
    this.#registry = new RegistryEntry(this.#name, env.KV, this.#facts);
    this.#credentials = new Credentials({
      account: this.#name,
      settings: this.#settings,
      kv: env.KV,
      facts: this.#facts,
      aside: (work) => ctx.waitUntil(work),
      found: () => this.settle("account_not_configured", ""),
      changed: () => this.#hasAnotherToken(),
    });
    this.#slots = new Slots(channelNamed(channel).lanes(this.#settings));
    this.#pause = new Pause(this.#facts, this.#settings.PAUSE_MS);
    this.#echoes = new EchoLog(this.#facts, this.#settings.SEEN_MS);
    this.#uploads = new Uploads(this.#name, env.KV, (file) => this.#upload(file), now);
    this.#alerts = new Alerts(sql);
    this.#events = new AccountEvents(sql);
    this.#conversations = new Conversations(sql);
    this.#sweep = new SweepCursor(this.#facts, this.#conversations, this.#alerts);
  }

  // Sending.

  /** Reserves a slot for one message, and returns it with the token to send with: one call does both. */
  async permit({ conversation, usage, ...wanted }: PermitRequest = {}): Promise<Permit> {
    this.#echoes.note(wanted);
    if (usage !== undefined) this.#slots.note(usage, now());
    if (conversation !== undefined) {
      this.#conversations.touch(conversation.name, now());
      this.#enter();
    }
    const isPaused = this.#pause.paused !== null;
    const whose = conversation?.name;
    if (isPaused && (wanted.light === true || !this.#pause.tries(whose))) {
      const isCrowd = whose !== undefined && (wanted.light === true || !this.#pause.isNext(whose));
      const at = Math.max(this.#pause.probeAt, now());
      return { access: null, at, ...this.#echoes.newest, ...(isCrowd ? { isCrowd } : {}) };
    }
    const found = await this.#credentials.current();
    const { access } = found;
    if (access === null) {
      this.#lacks(found.why);
      // Nobody has to try meanwhile: a new token is set in this object, so it is known at once.
      const isCrowd = whose !== undefined ? ({ isCrowd: true } as const) : {};
      return { access, at: now() + this.#settings.PAUSE_MS, ...this.#echoes.newest, ...isCrowd };
    }
    const { is, at, until } = this.#slots.reserve({ ...wanted, ...sender(conversation, wanted) }, now());
    if (is === "none") return { access: null, at, ...this.#echoes.newest };
    if (is === "place") return { access, at, isFar: true, ...this.#echoes.newest };
    // The one message that tries whether a paused account works again is alone, so it may be late.
    return { access, at, ...this.#echoes.newest, ...(isPaused ? { probe: true } : { until }) };
  }

  /** Reserves a slot for a look at a thread; false when none is free now. */
  mayAskThread(): boolean {
    return this.#slots.forThread(now());
  }

  /** Stores that the platform takes nothing for a while, or soon will not, at once and not with the next permit. */
  throttled(usage: Usage): void {
    this.#slots.note(usage, now());
  }

  /** Returns the id of an uploaded file, or null: then its address is sent. When many ask at once, it is uploaded once. */
  uploadId(file: FileAt): Promise<string | null> {
    return this.#uploads.idOf(file);
  }

  /** Removes a file's id that the platform does not know any more. */
  uploadGone(file: FileAt, id: string): Promise<void> {
    return this.#uploads.forget(file, id);
  }

  // The account's credentials.

  /** Returns the credentials; null: no token. */
  async access(): Promise<AccountAccess | null> {
    return (await this.#credentials.current()).access;
  }

  /** Returns the facts that may be shown of the account; null when nobody has ever written to it or set it up. */
  async info(): Promise<(AccountInfo & { readonly paused: Paused | null }) | null> {
    const info = await this.#credentials.info();
    if (info.source === null && !this.#registry.isThere) return null;
    return { ...info, paused: this.#pause.paused };
  }

  /** Sets the credentials, in place of all that was there: sending goes on at once. */
  async setAccess(secrets: AccountSecrets, name: string | null): Promise<void> {
    await this.#credentials.set(secrets, name);
    await this.#registry.write();
  }

  /** Removes the credentials: answers wait. Conversations and lists stay. @returns whether there were any */
  async removeAccess(): Promise<boolean> {
    const { source } = await this.#credentials.info();
    await this.#credentials.remove();
    return source !== null;
  }

  /** Returns the state for `/health`: whether the account sends, and how many alerts there are. */
  async health(): Promise<{ readonly sends: boolean; readonly attention: ReturnType<Account["attention"]> }> {
    const { access } = await this.#credentials.current();
    return { sends: access !== null && this.#pause.paused === null, attention: this.attention() };
  }

  // The pause.

  /**
   * Stops this account's sending: its token is dead, or the platform has blocked it. From time to time one message tries
   * again, so that a repair needs no restart, and one alert says that sending is paused.
   * @param code the platform's own code
   * @returns the time to try again
   */
  pause(why: Paused["why"], detail: string, code?: number | string): number {
    const isNew = this.#pause.paused === null;
    const first = this.#pause.begin({ why, detail, ...(code === undefined ? {} : { code }) });
    if (isNew) log("error", "sending_paused", { why, detail, account: this.#name });
    // The alert stands as long as the pause lasts: one that somebody has dropped comes back.
    if (this.#alerts.whose("sending_paused", 1).length === 0) {
      const { why: event, since: _, ...said } = first;
      this.report({ kind: "sending_paused", conversation: "", event, ...said });
    }
    return this.#pause.probeAt;
  }

  /** Lets the next message try at once: somebody says that they have repaired it. */
  tryAgain(): void {
    this.#pause.tryAgain();
  }

  /** Ends the pause: a message was sent, or the platform has said that it takes them again. */
  resume(): void {
    const ended = this.#pause.end();
    if (ended === null) return;
    log("info", "sending_resumed", {
      why: ended.why,
      seconds: Math.round((now() - ended.since) / 1_000),
      account: this.#name,
    });
    this.#alerts.settle("sending_paused", "");
  }

  // The alerts.

  /** Puts an alert on the list; the same problem stands there, and in the log, once. */
  report(alert: Alert): void {
    if (!this.#alerts.add(alert)) return;
    const { kind, conversation } = alert;
    const who = conversation === "" ? {} : { conversation: this.#aliasOf(conversation) };
    log("warn", "alert", { kind, ...who, account: this.#name });
  }

  /** Removes an alert whose problem has ended by itself. */
  settle(kind: AlertKind, conversation: string, event?: string): void {
    this.#alerts.settle(kind, conversation, event);
  }

  /** Returns a page of alerts, newest first. */
  alerts(which: AlertQuery = {}): ListedAlert[] {
    return this.#alerts.list(which);
  }

  /** Changes the dead letters as somebody edited or took back their messages. */
  revise(conversation: string, changes: readonly Change[]): void {
    this.#alerts.revise(conversation, changes);
  }

  alert(seq: number): ReturnType<Alerts["find"]> {
    return this.#alerts.find(seq);
  }

  drop(seq: number): boolean {
    return this.#alerts.drop(seq);
  }

  /** Returns the number of alerts of each kind; `account_event` is the number of account events that nobody has dropped. */
  attention(): Partial<Record<AlertKind | "account_event", number>> {
    const count = this.#events.count();
    return { ...this.#alerts.counts(), ...(count === 0 ? {} : { account_event: count }) };
  }

  // Events that concern no person.

  /** Stores the events, each once. @returns the number of new ones */
  accept({ received, events }: Accepted): number {
    this.#enter();
    const heads = events.map((event) => headOf(event, LARGEST_ACCOUNT_EVENT));
    const fresh = heads.filter((event) => this.#events.add(event, received));
    for (const event of fresh) {
      this.#obey(event);
      const loss = lossOf(event);
      if (loss !== null) this.report({ ...loss, conversation: "" });
    }
    if (fresh.length > 0) this.#events.prune(now() - keptMs(RETENTION.accountEvents, this.#settings));
    return fresh.length;
  }

  /** Returns a page of events, newest first. @param before the last one of the page before */
  events(before = Number.MAX_SAFE_INTEGER, count = 100): AccountEvent[] {
    return this.#events.list(before, count);
  }

  dropEvent(seq: number): boolean {
    return this.#events.drop(seq);
  }

  // People.

  /** Returns a page of conversations, in the order of their names. @param after the last name of the page before */
  conversations(after: string, count: number): ConversationRef[] {
    return this.#conversations.list(after, count);
  }

  /**
   * Lists a conversation that is about to begin: it can be found before anything of it is stored. Events from before an
   * erasure begin none.
   * @param newest the time of the newest event that it would begin with, in milliseconds
   * @returns the time at which the conversation before it was erased; 0: there was none
   */
  async begins(known: ConversationRef, newest: number): Promise<number> {
    const erasedAt = await this.#erasedAt(known.name);
    if (newest <= erasedAt) return erasedAt;
    this.#conversations.begin(known, erasedAt, now());
    this.#enter();
    return erasedAt;
  }

  /** Removes a conversation of which nothing is stored any more. */
  async left(conversation: string): Promise<void> {
    if (!this.#conversations.leave(conversation, now()) || (await this.#erasedAt(conversation)) === 0) return;
    // Its erasure was interrupted before this was done.
    this.#alerts.forget(conversation);
    this.#sweep.forget(conversation);
  }

  /** Lists a conversation that may never have begun. */
  meets(known: ConversationRef): void {
    this.#conversations.see(known, now());
  }

  /** Returns the conversation that has this name in the log. */
  conversationOf(alias: string): ConversationRef | undefined {
    return this.#conversations.find(alias);
  }

  /**
   * Begins an erasure: events up to `at` are dropped from now on, wherever they come from. The conversation can be found
   * until it is erased itself.
   */
  async willForget(conversation: string, at = now()): Promise<void> {
    const [secret = ""] = this.#settings.appSecrets;
    this.#conversations.erased(conversation, await hmacHex(secret, conversation), at, now());
  }

  /** Ends an erasure: removes everything that names the conversation, also its alerts. */
  forget(conversation: string): void {
    this.#conversations.remove(conversation);
    this.#alerts.forget(conversation);
    this.#sweep.forget(conversation);
  }

  /** Returns whether a person was erased after `received`. */
  async isErased(conversation: string, received: number): Promise<boolean> {
    return received <= (await this.#erasedAt(conversation));
  }

  /** Returns the time at which it was erased; 0: it was not. */
  async #erasedAt(conversation: string): Promise<number> {
    const digests = this.#settings.appSecrets.map((secret) => hmacHex(secret, conversation));
    return Math.max(0, ...(await Promise.all(digests)).map((digest) => this.#conversations.erasedAt(digest)));
  }

  // The sweep.

  /** Returns the people whom the sweep looks at now: up to `count` of each kind. */
  async sweepPage(count: number): Promise<SweepPage> {
    await this.#credentials.tend();
    this.tidy();
    return this.#sweep.next(count);
  }

  /** Takes the result of a sweep: one call, however many people it looked at. */
  async swept(found: SweepReport): Promise<void> {
    for (const { name, minutes } of this.#sweep.ended(found)) {
      this.report({ kind: "work_stalled", conversation: name, detail: `The oldest is ${minutes} minutes old.` });
    }
    for (const name of found.empty) await this.left(name);
  }

  /** Deletes old alerts, so that a list that nobody reads does not grow for ever, and the events of old dead letters. */
  tidy(): void {
    const kept = this.#settings;
    this.#alerts.tidy(now() - keptMs(RETENTION.deadLetters, kept), now() - keptMs(RETENTION.alerts, kept));
  }

  // Private from here on.

  #aliasOf(conversation: string): string {
    return aliasOf(objectFor(this.env.CONVERSATION, this.#settings, addressOf(conversation)).id);
  }

  /** Writes this account into the registry, where the sweep finds it. */
  #enter(): void {
    const work = this.#registry.write();
    if (work !== null) this.ctx.waitUntil(work);
  }

  /** Reports, once, that answers wait because there is no token, and how to set one. */
  #lacks(why: string): void {
    if (now() < this.#lackedAt + this.#settings.PAUSE_MS) return; // everyone who waits asks for a permit
    this.#lackedAt = now();
    const { channel, account } = addressOf(this.#name);
    const wayOut = `PUT /admin/accounts/${channel}/${account} with {"token": "…"}`;
    const detail = `${why} The answers of ${this.#name} wait. ${wayOut}.`;
    this.report({ kind: "account_not_configured", conversation: "", detail });
  }

  /** Ends a pause that a dead token caused; a block stays, since only the platform can end it. */
  #hasAnotherToken(): void {
    if (this.#pause.paused?.why === "token") this.resume();
  }

  /** Acts on the platform's own events of a warning, a block, and the end of a block. */
  #obey(event: Event): void {
    if (event.kind !== "policy") return;
    const { id, action } = event;
    // Meta's reason may quote what was sent, so it is shown here only with `logErrors`; the account events have it.
    const { logErrors } = this.#settings;
    const reason = logErrors ? (event.reason ?? "no reason given") : "the account events have Meta's reason";
    // A warning changes nothing, so its time does not matter: each one is listed, and none ends a block.
    if (action === "warning") {
      this.report({ kind: "policy_warning", conversation: "", event: id, detail: `Warned for policy: ${reason}.` });
      return;
    }
    if (event.at < (this.#facts.recall<number>("policy_at") ?? 0)) return;
    this.#facts.keep("policy_at", event.at);
    if (action === "block") this.pause("blocked", `Blocked for policy: ${reason}.`);
    if (action === "unblock" && this.#pause.paused?.why === "blocked") this.resume();
  }

  /**
   * Uploads a file. Null when it did not work, for whatever reason: its message then carries the address. The log has the
   * reason, unless there was no token or no slot.
   */
  async #upload(file: FileAt): Promise<string | null> {
    const { channel, account } = addressOf(this.#name);
    const permit = await this.permit({ light: true });
    const { access } = permit;
    if (access === null || permit.isFar === true) return null;
    if (permit.at > now()) await scheduler.wait(permit.at - now());
    const outcome = await channelNamed(channel).uploads?.upload(file, account, accessFrom(this.#settings, access));
    if (outcome === undefined) return null;
    if (outcome.usage !== undefined) this.throttled(outcome.usage);
    if (outcome.ended === "done") return outcome.id ?? null;
    const why = outcome.ended === "refused" ? describe(outcome.failure, this.#settings.logErrors) : outcome.ended;
    log("warn", "upload_failed", { type: file.type, why });
    return null;
  }
}

/** Returns the name under which a conversation waits for a slot. Its light calls have another, so each has its own place. */
function sender(conversation: ConversationRef | undefined, { light }: PermitRequest) {
  if (conversation === undefined) return {};
  if (light === true) return { whose: `${conversation.name} light` };
  return { whose: conversation.name };
}
