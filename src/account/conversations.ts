/** The list of an account's conversations, and the digests of those that were erased. */
import { RETENTION } from "../retention.ts";

const DAY_MS = 86_400_000;

/** The number of today's names that are kept in memory, so that the table is not read: some ten megabytes. */
const MOST_SEEN = 50_000;

/** The days after which a conversation is no longer recent. Until then an answer may still be due: it may be a day old. */
const RECENT_DAYS = 2;

/** The two kinds of a sweep: people of the last days, and in the long run all others, for what they asked for later. */
export const SWEEPS = ["recent", "others"] as const;
export type Sweep = (typeof SWEEPS)[number];

/** The place that a sweep has reached. It goes by days, since nobody's day goes back, and by names within a day. */
export interface SweepPosition {
  readonly day: number;
  readonly name: string;
}

export interface ConversationRef {
  /** The conversation's name. */
  readonly name: string;
  /** The name that the log uses for it. */
  readonly alias: string;
}

/**
 * The table of conversations. A row is written before a conversation begins, and updated with its first permit of each day.
 * So the account knows whom it talks to, and on which day it last did.
 */
export class Conversations {
  readonly #sql: SqlStorage;
  #today = 0;
  readonly #seen = new Set<string>();
  /** Names that began anew while the conversation before was still being erased: the end of that must not remove them. */
  readonly #anew = new Set<string>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "create table if not exists conversation (name text primary key, alias text not null, day integer not null) without rowid",
    );
    sql.exec("create index if not exists conversation_alias on conversation (alias)");
    // The index has the name too, which is the key: a page of a sweep reads only its own rows.
    sql.exec("create index if not exists conversation_day on conversation (day)");
    sql.exec("create table if not exists erased (id text primary key, at integer not null) without rowid");
  }

  see({ name, alias }: ConversationRef, now: number): void {
    if (this.touch(name, now)) return;
    this.#sql.exec("insert into conversation values (?, ?, ?)", name, alias, this.#today);
    this.#seen.add(name);
  }

  /**
   * Notes that a conversation is talked to. One that is not listed is not added: it was erased, and its last work comes late.
   * @returns whether it is listed
   */
  touch(name: string, now: number): boolean {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#today || this.#seen.size >= MOST_SEEN) {
      this.#today = day;
      this.#seen.clear();
    }
    if (this.#seen.has(name)) return true;
    const known = this.#sql.exec<{ day: number }>("select day from conversation where name = ?", name).toArray()[0];
    if (known === undefined) return false;
    if (known.day !== day) this.#sql.exec("update conversation set day = ? where name = ?", day, name);
    this.#seen.add(name);
    return true;
  }

  /** Lists a conversation that begins. @param erasedAt the time at which the one before it was erased; 0: there was none */
  begin(known: ConversationRef, erasedAt: number, now: number): void {
    if (erasedAt > 0) this.#anew.add(known.name);
    this.see(known, now);
  }

  has(name: string): boolean {
    return this.#sql.exec("select 1 from conversation where name = ?", name).toArray().length > 0;
  }

  find(alias: string): ConversationRef | undefined {
    return this.#sql
      .exec<Record<keyof ConversationRef, string>>("select name, alias from conversation where alias = ?", alias)
      .toArray()[0];
  }

  /** Returns a page of conversations, in the order of their names. @param after the last name of the page before */
  list(after: string, count: number): ConversationRef[] {
    return this.#sql
      .exec<Record<keyof ConversationRef, string>>(
        "select name, alias from conversation where name > ? order by name limit ?",
        after,
        count,
      )
      .toArray();
  }

  /** Returns the people whom a sweep looks at next. @param after the last of the page before; null: it begins */
  page(which: Sweep, after: SweepPosition | null, count: number, now: number): SweepPosition[] {
    const recent = Math.floor(now / DAY_MS) - RECENT_DAYS;
    const [from, to] = which === "recent" ? [recent, Number.MAX_SAFE_INTEGER] : [0, recent];
    const { day, name } = after !== null && after.day >= from ? after : { day: from, name: "" };
    return this.#sql
      .exec<{ day: number; name: string }>(
        "select day, name from conversation where (day, name) > (?, ?) and day < ? order by day, name limit ?",
        day,
        name,
        to,
        count,
      )
      .toArray();
  }

  /**
   * Stores the digest of an erased person, which is all that is left of them. It is kept until no queue can hold their
   * events and the platform does not deliver them again. Nobody can tell the person from it without the app secret.
   * @param at the time up to which events are dropped, in milliseconds
   */
  erased(name: string, digest: string, at: number, now: number): void {
    this.#anew.delete(name);
    this.#sql.exec(
      "insert into erased values (?, ?) on conflict (id) do update set at = max(at, excluded.at)",
      digest,
      at,
    );
    this.#sql.exec("delete from erased where at < ?", now - RETENTION.erased.for);
  }

  /** Removes a conversation whose erasure has ended. */
  remove(name: string): void {
    if (this.#anew.delete(name)) return;
    this.#sql.exec("delete from conversation where name = ?", name);
    this.#seen.delete(name);
  }

  /**
   * Removes a conversation of which nothing is stored. A person who was seen lately stays: they may be about to begin anew.
   * @returns whether it was on the list, and is not any more
   */
  leave(name: string, now: number): boolean {
    const day = Math.floor((now - RETENTION.left.for) / DAY_MS);
    return this.#sql.exec("delete from conversation where name = ? and day < ?", name, day).rowsWritten > 0;
  }

  /** Returns the time at which a conversation was erased; 0 if it was not. */
  erasedAt(digest: string): number {
    return this.#sql.exec<{ at: number }>("select at from erased where id = ?", digest).toArray()[0]?.at ?? 0;
  }
}
