import { DurableObject } from "cloudflare:workers";
import { graphAccess } from "../access.ts";
import { describe, type FileAt, type Usage } from "../channels/channel.ts";
import { channelNamed } from "../channels/list.ts";
import { hmacHex } from "../channels/meta/signature.ts";
import { now } from "../clock.ts";
import type { Accepted, Event } from "../content/events.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { addressOf, aliasOf, objectFor } from "../objects.ts";
import { type Exception, type ExceptionKind, Exceptions, type Listed, type Which } from "./exceptions.ts";
import { Pace, Patience } from "./pace.ts";
import { type Known, People, SWEEPS, type Sweep } from "./people.ts";
import { copyToken, tokenOf } from "./tokens.ts";
import { Uploads } from "./uploads.ts";

/** Leave to send one message. */
export interface Permit {
  /** The account's token; null when there is none that works. */
  readonly token: string | null;
  /** Not before this time: the reserved slot, or when to ask again. */
  readonly at: number;
  /** The newest send of this account whose echo has come, by when it was tried. What was tried before it has had its chance. */
  readonly echoed: number;
  /** When a send of this account last succeeded. */
  readonly succeeded: number;
  /** Sending is paused, and this one message tries whether it works again: say so when it did. */
  readonly probe?: true;
}

/** What a conversation has seen of its own sends; it rides on the next permit. */
export type Sightings = Pick<Permit, "echoed" | "succeeded">;

/** Who asks for a permit, and for what. */
export interface Asking extends Partial<Sightings> {
  readonly conversation?: Known;
  /** Audio or video, of which an account may send far fewer. */
  readonly heavy?: boolean;
  /** Nothing depends on it: a look at a profile, an upload. It never tries whether a paused account works again. */
  readonly light?: boolean;
  /** Worth it only now: typing dots. It takes no slot that comes later, so no message waits for it. */
  readonly soon?: boolean;
  /** What the platform last told of the account's allowance. */
  readonly usage?: Usage;
}

export const UNSEEN: Sightings = { echoed: 0, succeeded: 0 };

/** Why an account sends nothing, until somebody has repaired it or the platform has let it go. */
interface Pause {
  readonly why: "token" | "blocked";
  readonly detail: string;
  readonly since: number;
}

/** A slot further away is no use to what is worth it only now. */
const SOON_MS = 100;

/** How often the copy of the token is looked after. */
const COPY_AGAIN_MS = 60_000;

const SCHEMA = `
  create table if not exists notice (
    seq integer primary key, id text not null unique, at integer not null, received integer not null, kind text not null,
    body text not null);
  create table if not exists fact (name text primary key, value text not null) without rowid;`;

/** An event that concerns no person, as it stands in the list. */
export interface Notice extends Record<string, SqlStorageValue> {
  readonly seq: number;
  readonly received: number;
  readonly kind: string;
  /** The event, as JSON. */
  readonly body: string;
}

/** One account (a Page): its token, its pace, its uploads, whom it talks to, and the list of what needs eyes. */
export class Account extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #settings: Settings;
  readonly #name: string;
  readonly #pace: Pace;
  readonly #heavyPace: Pace;
  readonly #threadPace: Pace;
  readonly #patience = new Patience();
  readonly #exceptions: Exceptions;
  readonly #people: People;
  readonly #uploads: Uploads;
  #pause: Pause | null = null;
  /** When a paused account is looked at again. */
  #probeAt = 0;
  #seen: Sightings = UNSEEN;
  #seenStored = 0;
  #copyAgain = 0;
  #isIndexed = false;
  /** A token from KV, for a while: KV is not read for every message. */
  #opened: { readonly token: string | null; readonly until: number } | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#settings = settings(env);
    this.#name = ctx.id.name ?? "";
    this.#pace = new Pace(this.#settings.PAGE_RATE);
    this.#heavyPace = new Pace(this.#settings.MEDIA_RATE);
    this.#threadPace = new Pace(this.#settings.THREAD_RATE);
    this.#sql.exec(SCHEMA);
    this.#exceptions = new Exceptions(this.#sql);
    this.#people = new People(this.#sql);
    this.#uploads = new Uploads(addressOf(this.#name).account, env.KV, (file) => this.#upload(file), now);
    this.#seen = this.#read<Sightings>("seen") ?? UNSEEN;
    this.#seenStored = this.#seen.echoed;
    this.#pause = this.#read<Pause>("pause");
    this.#isIndexed = this.#read("indexed") !== null;
  }

  /** A slot for one message, and the token to send it with. Nobody has to ask twice. */
  async permit({ conversation, heavy, light, soon, usage, ...seen }: Asking = {}): Promise<Permit> {
    this.#see(seen);
    if (usage !== undefined) this.#patience.note(usage, now());
    if (conversation !== undefined) {
      this.#people.see(conversation, now());
      this.#index();
    }
    const paused = this.#pause !== null;
    if (paused && (light === true || this.#probeAt > now())) {
      return { token: null, at: Math.max(this.#probeAt, now()), ...this.#seen };
    }
    // One message tries; the others wait for what becomes of it. Those too that ask while its token is read.
    if (paused) this.#probeAt = now() + this.#settings.PAUSE_MS;
    const token = await this.#token();
    if (token === null) return { token, at: now() + this.#settings.PAUSE_MS, ...this.#seen };
    const slower = this.#patience.slower(now());
    // What waits for the platform to take messages again has slots of its own there, and does not come back all at once.
    const from = Math.max(now(), this.#patience.regainsAt);
    if (soon === true && Math.max(from, this.#pace.next) > now() + SOON_MS)
      return { token: null, at: from, ...this.#seen };
    const slot = this.#pace.reserve(from, slower);
    const heavySlot = heavy === true ? this.#heavyPace.reserve(from, slower) : 0;
    return { token, at: Math.max(slot, heavySlot), ...this.#seen, ...(paused ? { probe: true } : {}) };
  }

  /** Whether a conversation may ask for its thread now. After an outage many want to: who may not looks again later. */
  mayAskThread(): boolean {
    if (this.#threadPace.next > now()) return false;
    this.#threadPace.reserve(now());
    return true;
  }

  /** The platform takes nothing for a while, or soon will not. It need not wait for the next permit. */
  throttled(usage: Usage): void {
    this.#patience.note(usage, now());
  }

  /**
   * Stops this account's sending: its token is dead, or the platform has blocked it. One message tries again every while,
   * so that a repair needs no restart, and one alert says so.
   * @returns when to try again
   */
  pause(why: Pause["why"], detail: string): number {
    if (this.#probeAt <= now()) this.#probeAt = now() + this.#settings.PAUSE_MS;
    if (this.#pause === null) {
      this.#pause = { why, detail, since: now() };
      this.#write("pause", this.#pause);
      this.report({ kind: "sending_paused", conversation: "", event: why, detail });
      log("error", "sending_paused", { why, detail });
    }
    return this.#probeAt;
  }

  /** Somebody has repaired it: the next message tries at once. */
  tryAgain(): void {
    this.#probeAt = 0;
    this.#opened = null;
  }

  /** Sending works again: a message got through, or the platform has said so. */
  resume(): void {
    this.tryAgain();
    if (this.#pause === null) return;
    log("info", "sending_resumed", { why: this.#pause.why, seconds: Math.round((now() - this.#pause.since) / 1_000) });
    this.#pause = null;
    this.#sql.exec("delete from fact where name = 'pause'");
    this.#exceptions.settle("sending_paused", "");
  }

  /** The id of an uploaded file, or null: then its address has to do. Asked by many at once, it is uploaded once. */
  uploadId(file: FileAt): Promise<string | null> {
    return this.#uploads.idOf(file);
  }

  /** The platform does not know this file's id any more. */
  uploadGone(file: FileAt, id: string): Promise<void> {
    return this.#uploads.forget(file, id);
  }

  /** Puts something on the list of what needs eyes; the same thing stands there, and in the log, once. */
  report(exception: Exception): void {
    if (!this.#exceptions.add(exception)) return;
    const { kind, conversation } = exception;
    const who = conversation === "" ? {} : { conversation: this.#aliasOf(conversation) };
    log("warn", "needs_eyes", { kind, ...who });
  }

  #aliasOf(conversation: string): string {
    return aliasOf(objectFor(this.env.CONVERSATION, this.#settings, addressOf(conversation)).id);
  }

  /** Something on the list has come right by itself. */
  settle(kind: ExceptionKind, conversation: string, event?: string): void {
    this.#exceptions.settle(kind, conversation, event);
  }

  /** What needs eyes, newest first. */
  exceptions(which: Which = {}): Listed[] {
    return this.#exceptions.list(which);
  }

  exception(seq: number): ReturnType<Exceptions["find"]> {
    return this.#exceptions.find(seq);
  }

  drop(seq: number): boolean {
    return this.#exceptions.drop(seq);
  }

  /** How many things of each kind need eyes; `notice` are events without a person that nobody has dropped. */
  attention(): Partial<Record<ExceptionKind | "notice", number>> {
    const { count } = this.#sql.exec<{ count: number }>("select count(*) as count from notice where body <> ''").one();
    return { ...this.#exceptions.counts(), ...(count === 0 ? {} : { notice: count }) };
  }

  /** Whom the account talks to, in pages, in the order of their names. @param after the last of the page before */
  people(after: string, count: number, which?: Sweep): Known[] {
    return this.#people.list(after, count, which, now());
  }

  /** Learns of a conversation that may never have had a permit. */
  meets(known: Known): void {
    this.#people.see(known, now());
  }

  /** The conversation that the log calls so. */
  person(alias: string): Known | undefined {
    return this.#people.find(alias);
  }

  /** Removes everything that names a conversation, also from the list; what still waits in a queue is dropped there. */
  async forget(conversation: string): Promise<void> {
    const [secret = ""] = this.#settings.appSecrets;
    this.#people.erase(conversation, await hmacHex(secret, conversation), now());
    this.#exceptions.forget(conversation);
    for (const which of SWEEPS) if (this.sweptTo(which) === conversation) this.sweptTo(which, "");
  }

  /** Whether what was received then is of somebody who was erased since. */
  async isErased(conversation: string, received: number): Promise<boolean> {
    const digests = this.#settings.appSecrets.map((secret) => hmacHex(secret, conversation));
    return (await Promise.all(digests)).some((digest) => received <= this.#people.erasedAt(digest));
  }

  /** Where a sweep goes on; with a name, from where the next one does. */
  sweptTo(which: Sweep, name?: string): string {
    const fact = `swept_${which}`;
    if (name !== undefined) this.#write(fact, name);
    return this.#read<string>(fact) ?? "";
  }

  /** A list that nobody looks at does not grow for ever; a dead letter keeps its events as long as a conversation. */
  tidy(): void {
    const { KEEP_MS } = this.#settings;
    this.#exceptions.tidy(now() - KEEP_MS, now() - 3 * KEEP_MS);
  }

  /** Keeps events that concern no person: policy, roles, the Page's feed, template status, what nobody knows. */
  accept({ received, events }: Accepted): number {
    this.#index();
    const fresh = events.filter(
      (event) =>
        this.#sql.exec(
          "insert or ignore into notice (id, at, received, kind, body) values (?, ?, ?, ?, ?)",
          event.id,
          event.at,
          received,
          event.kind,
          JSON.stringify(event),
        ).rowsWritten > 0,
    );
    for (const event of fresh) this.#obey(event);
    if (fresh.length > 0) this.#sql.exec("delete from notice where received < ?", now() - 2 * this.#settings.KEEP_MS);
    return fresh.length;
  }

  /** Events without a person, newest first. */
  notices(before = Number.MAX_SAFE_INTEGER, count = 100): Notice[] {
    return this.#sql
      .exec<Notice>(
        "select seq, received, kind, body from notice where seq < ? and body <> '' order by seq desc limit ?",
        before,
        count,
      )
      .toArray();
  }

  /** Takes it from the list. Its id stays, so that a late duplicate is still known. */
  dropNotice(seq: number): boolean {
    return this.#sql.exec("update notice set body = '' where seq = ? and body <> ''", seq).rowsWritten > 0;
  }

  /** The platform says itself that it blocks the account, and when it does no longer. */
  #obey(event: Event): void {
    if (event.kind !== "policy" || event.at < (this.#read<number>("policy_at") ?? 0)) return;
    this.#write("policy_at", event.at);
    if (event.action === "block") this.pause("blocked", `Blocked for policy: ${event.reason ?? "no reason given"}`);
    if (event.action === "unblock" && this.#pause?.why === "blocked") this.resume();
  }

  /** What is known of echoes survives a restart: sends are in doubt just then. A row every while, not one a message. */
  #see({ echoed = 0, succeeded = 0 }: Partial<Sightings>): void {
    this.#seen = {
      echoed: Math.max(this.#seen.echoed, echoed),
      succeeded: Math.max(this.#seen.succeeded, succeeded),
    };
    if (this.#seen.echoed < this.#seenStored + this.#settings.SEEN_MS) return;
    this.#seenStored = this.#seen.echoed;
    this.#write("seen", this.#seen);
  }

  async #token(): Promise<string | null> {
    const { account } = addressOf(this.#name);
    const { pageId, pageToken } = this.#settings;
    if (this.#opened !== null && this.#opened.until > now()) return this.#opened.token;
    try {
      const token = await tokenOf(account, this.#settings, this.env.KV);
      if (token !== null && token === pageToken) this.#keepCopy(account);
      else this.#opened = { token, until: now() + this.#settings.PAUSE_MS };
      if (token === null && pageId !== "" && pageId !== account) {
        this.report({
          kind: "page_not_configured",
          conversation: "",
          detail: `Page ${account} has written; FACEBOOK_PAGE_ID is ${pageId}. Its answers wait.`,
        });
      }
      return token;
    } catch (error) {
      log("error", "token_unreadable", { error: errorName(error) });
      this.#opened = { token: null, until: now() + this.#settings.PAUSE_MS };
      return null;
    }
  }

  /** Sending does not wait for the copy, nor depend on it: what cannot be written is tried again after a while. */
  #keepCopy(account: string): void {
    if (this.#settings.tokenKey === "" || now() < this.#copyAgain) return;
    this.#copyAgain = now() + COPY_AGAIN_MS;
    const facts = {
      read: (name: string) => this.#text(name),
      write: (name: string, value: string) => {
        this.#sql.exec("insert or replace into fact values (?, ?)", name, value);
      },
    };
    this.ctx.waitUntil(
      copyToken(account, this.#settings, this.env.KV, facts).catch((error: unknown) =>
        log("warn", "token_not_copied", { error: errorName(error) }),
      ),
    );
  }

  /** Null when it did not work, for whatever reason: its message then carries the address, and tells why. */
  async #upload(file: FileAt): Promise<string | null> {
    const { channel, account } = addressOf(this.#name);
    const { token, at } = await this.permit({ light: true });
    if (token === null) return null;
    if (at > now()) await scheduler.wait(at - now());
    const outcome = await channelNamed(channel).upload(file, account, graphAccess(this.#settings, token));
    if (outcome.usage !== undefined) this.#patience.note(outcome.usage, now());
    if (outcome.ended === "done") return outcome.id ?? null;
    const why = outcome.ended === "refused" ? describe(outcome.failure) : outcome.ended;
    log("warn", "upload_failed", { type: file.type, why });
    return null;
  }

  /** The sweep finds every account by its key; a queue or a webhook knows them only one by one. */
  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    this.ctx.waitUntil(
      this.env.KV.put(`${INDEX}${this.#name}`, "").then(
        () => this.#write("indexed", true),
        () => {
          this.#isIndexed = false;
        },
      ),
    );
  }

  #read<Value>(name: string): Value | null {
    const text = this.#text(name);
    return text === undefined ? null : JSON.parse(text);
  }

  #text(name: string): string | undefined {
    return this.#sql.exec<{ value: string }>("select value from fact where name = ?", name).toArray()[0]?.value;
  }

  #write(name: string, value: unknown): void {
    this.#sql.exec("insert or replace into fact values (?, ?)", name, JSON.stringify(value));
  }
}

/** `account:<channel>:<account>` in KV: every account that has ever been written to. */
export const INDEX = "account:";
