import { DurableObject } from "cloudflare:workers";
import { now } from "../clock.ts";
import type { Accepted } from "../conversation/conversation.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { addressOf } from "../objects.ts";
import { Pace } from "./pace.ts";
import { copyToken, tokenOf } from "./tokens.ts";

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
}

/** What a conversation has seen of its own sends; it rides on the next permit. */
export type Sightings = Pick<Permit, "echoed" | "succeeded">;

/** Something that needs a person's eyes. */
export interface Exception {
  readonly kind:
    | "handler_failed"
    | "send_failed"
    | "send_expired"
    | "send_unknown"
    | "dead_letter"
    | "sending_paused"
    | "page_not_configured"
    | "state_newer"
    | "unanswered";
  /** The name of the conversation; empty for the account as a whole. */
  readonly conversation: string;
  /** The id of the event, where there is one. */
  readonly event?: string;
  /** Never a token, never somebody's words. */
  readonly detail: string;
  /** What was lost from its way, as JSON: a dead letter keeps its events here. */
  readonly body?: string;
}

export const UNSEEN: Sightings = { echoed: 0, succeeded: 0 };

/** How often the copy of the token is looked after. */
const COPY_AGAIN_MS = 60_000;

const SCHEMA = `
  create table if not exists exception (
    seq integer primary key, at integer not null, kind text not null, conversation text not null,
    event text not null, detail text not null, body text, unique (kind, conversation, event));
  create table if not exists notice (
    seq integer primary key, id text not null unique, at integer not null, received integer not null, kind text not null,
    body text not null);
  create table if not exists fact (name text primary key, value text not null) without rowid;`;

/** One account (a Page): its token, its pace, what happened to it, and the list of what needs eyes. */
export class Account extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #settings: Settings;
  readonly #name: string;
  readonly #pace: Pace;
  #pausedUntil = 0;
  #seen: Sightings = UNSEEN;
  #seenStored = 0;
  #copyAgain = 0;
  /** A token from KV, for a while: KV is not read for every message. */
  #opened: { readonly token: string | null; readonly until: number } | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#settings = settings(env);
    this.#name = ctx.id.name ?? "";
    this.#pace = new Pace(this.#settings.PAGE_RATE);
    this.#sql.exec(SCHEMA);
    const seen = this.#sql.exec<{ value: string }>("select value from fact where name = 'seen'").toArray()[0];
    if (seen !== undefined) this.#seen = JSON.parse(seen.value);
    this.#seenStored = this.#seen.echoed;
  }

  /** A slot for one message, and the token to send it with. Nothing is stored, and nobody has to ask twice. */
  async permit(seen: Sightings = UNSEEN): Promise<Permit> {
    this.#see(seen);
    if (this.#pausedUntil > now()) return { token: null, at: this.#pausedUntil, ...this.#seen };
    const token = await this.#token();
    const at = token === null ? now() + this.#settings.PAUSE_MS : this.#pace.reserve(now());
    return { token, at, ...this.#seen };
  }

  /**
   * Stops this account's sending: its token is dead, or Meta has blocked it. It is looked at again after a while, so
   * a repair needs no restart.
   * @returns when to try again
   */
  pause(why: "token" | "blocked", detail: string): number {
    if (this.#pausedUntil <= now()) {
      this.#pausedUntil = now() + this.#settings.PAUSE_MS;
      this.report({ kind: "sending_paused", conversation: "", event: why, detail });
      log("error", "sending_paused", { why, detail });
    }
    return this.#pausedUntil;
  }

  /** Puts something on the list of what needs eyes; the same thing stands there once. */
  report({ kind, conversation, event, detail, body }: Exception): void {
    this.#sql.exec(
      `insert into exception (at, kind, conversation, event, detail, body) values (?, ?, ?, ?, ?, ?)
       on conflict do update set at = excluded.at, detail = excluded.detail`,
      now(),
      kind,
      conversation,
      event ?? "",
      detail,
      body ?? null,
    );
  }

  /** What needs eyes, newest first. */
  exceptions(count = 100): Exception[] {
    return this.#sql
      .exec<{ kind: Exception["kind"]; conversation: string; event: string; detail: string }>(
        "select kind, conversation, event, detail from exception order by at desc, seq desc limit ?",
        count,
      )
      .toArray();
  }

  /** How many things of each kind need eyes. */
  attention(): Partial<Record<Exception["kind"], number>> {
    const rows = this.#sql.exec<{ kind: string; count: number }>(
      "select kind, count(*) as count from exception group by kind",
    );
    return Object.fromEntries(rows.toArray().map(({ kind, count }) => [kind, count]));
  }

  /** Keeps events that concern no person: policy, roles, the Page's feed, template status, what nobody knows. */
  accept({ received, events }: Accepted): number {
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
    if (fresh.length > 0) this.#sql.exec("delete from notice where received < ?", now() - 2 * this.#settings.KEEP_MS);
    return fresh.length;
  }

  /** What is known of echoes survives a restart: sends are in doubt just then. A row every while, not one a message. */
  #see({ echoed, succeeded }: Sightings): void {
    this.#seen = {
      echoed: Math.max(this.#seen.echoed, echoed),
      succeeded: Math.max(this.#seen.succeeded, succeeded),
    };
    if (this.#seen.echoed < this.#seenStored + this.#settings.SEEN_MS) return;
    this.#seenStored = this.#seen.echoed;
    this.#sql.exec("insert or replace into fact values ('seen', ?)", JSON.stringify(this.#seen));
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
      read: (name: string) =>
        this.#sql.exec<{ value: string }>("select value from fact where name = ?", name).toArray()[0]?.value,
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
}
