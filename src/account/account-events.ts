import { type Event, kindName } from "../model/events.ts";
import { RETENTION } from "../retention.ts";

/** An event that concerns no person, as it stands in the list. */
export interface AccountEvent extends Record<string, SqlStorageValue> {
  readonly seq: number;
  readonly received: number;
  readonly kind: string;
  /** The event, as JSON. */
  readonly body: string;
}

/** The bytes that are kept of one event, as JSON: a page of a thousand is read in one call, which takes 32 MiB. */
export const LARGEST_ACCOUNT_EVENT = 30_000;

/** The events that concern no person: policy, roles, the Page's feed, template status, unknown ones. Each is kept once. */
export class AccountEvents {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`create table if not exists account_event (
      seq integer primary key, id text not null unique, at integer not null, received integer not null,
      kind text not null, body text not null)`);
  }

  /** Stores an event. @returns whether it is new */
  add(event: Event, received: number): boolean {
    const { rowsWritten } = this.#sql.exec(
      "insert or ignore into account_event (id, at, received, kind, body) values (?, ?, ?, ?, ?)",
      event.id,
      event.at,
      received,
      kindName(event),
      JSON.stringify(event),
    );
    return rowsWritten > 0;
  }

  /** Returns a page of events, newest first. @param before the last one of the page before */
  list(before: number, count: number): AccountEvent[] {
    return this.#sql
      .exec<AccountEvent>(
        "select seq, received, kind, body from account_event where seq < ? and body <> '' order by seq desc limit ?",
        before,
        count,
      )
      .toArray();
  }

  /** Returns the number of events that nobody has dropped. */
  count(): number {
    return this.#sql.exec<{ count: number }>("select count(*) as count from account_event where body <> ''").one()
      .count;
  }

  /** Takes an event from the list. Its id stays, so that a late duplicate is still recognised. */
  drop(seq: number): boolean {
    return this.#sql.exec("update account_event set body = '' where seq = ? and body <> ''", seq).rowsWritten > 0;
  }

  /** Deletes what was received before, and all but the newest. It uses the key, since it runs for each delivery. */
  prune(before: number): void {
    const kept = "select seq from account_event where received >= ? order by seq limit 1";
    this.#sql.exec(`delete from account_event where seq < (${kept})`, before);
    this.#sql.exec(
      "delete from account_event where seq <= (select max(seq) from account_event) - ?",
      RETENTION.accountEvents.newest,
    );
  }
}
