import { now } from "../clock.ts";
import { type Event, kindName } from "../model/events.ts";
import { type Change, revised } from "../model/revised.ts";
import { RETENTION } from "../retention.ts";

/** The kinds of alerts, and whether each can be replayed. An alert that ends by itself leaves the list after `endsMs`. */
export const ALERTS = {
  handler_failed: { replay: true, what: "A handler failed for good; onError spoke." },
  send_failed: { replay: true, what: "The platform refused a message for good." },
  send_expired: { replay: true, what: "A message could not be sent before it was stale." },
  send_unknown: { replay: true, what: "Nobody knows whether a message went out." },
  event_cut: { replay: false, what: "An event was too large to be kept whole: its head is, and was answered." },
  dead_letter: { replay: true, what: "Events that no conversation could accept." },
  sending_paused: { replay: true, what: "The account's token is dead, or the platform has blocked it." },
  policy_warning: { replay: false, what: "The platform has warned the account: a block may follow." },
  account_not_configured: { replay: false, what: "Somebody wrote to an account that has no token." },
  state_newer: { replay: false, what: "A newer version of the bot has stored a person's state: deploy it again." },
  waiting_for_person: { replay: false, what: "A person was handed over and waits for somebody to answer." },
  unanswered: { replay: false, what: "Nobody answered a hand-over in time." },
  work_stalled: { replay: false, what: "Work older than a minute; the sweep has set it going again." },
  person_floods: {
    replay: false,
    what: "Somebody writes faster than the bot answers; their messages are merged.",
    endsMs: RETENTION.passingAlerts.for,
  },
  person_limit: {
    replay: false,
    what: "The bot said more to a person in an hour than PERSON_RATE allows: a loop?",
    endsMs: RETENTION.passingAlerts.for,
  },
} as const satisfies Record<string, { readonly replay: boolean; readonly what: string; readonly endsMs?: number }>;

export type AlertKind = keyof typeof ALERTS;

/** A problem that a person should look at. */
export interface Alert {
  readonly kind: AlertKind;
  /** The name of the conversation; empty for the account as a whole. */
  readonly conversation: string;
  /** The id of the event, where there is one. */
  readonly event?: string;
  /** The platform's id of the message that the event is, or is about. */
  readonly message?: string;
  /** The platform's own code of what went wrong. */
  readonly code?: number | string;
  /** A sentence for people. It never holds a token or somebody's words. */
  readonly detail: string;
  /** The queue message of a dead letter, with its events, as JSON. */
  readonly body?: string;
}

/** Returns the alert of an event of which only the head is kept: its size, and none of its words. Null: it is whole. */
export function lossOf(event: Event): Omit<Alert, "conversation"> | null {
  const { id, cut } = event;
  if (cut === undefined) return null;
  const detail = `An event (${kindName(event)}) of ${cut} bytes; its head is kept.`;
  return { kind: "event_cut", event: id, ...messageOf(event), detail };
}

/** Returns the platform's id of an event's message, where it has one. */
export const messageOf = (event: Event): Pick<Alert, "message"> =>
  "mid" in event && event.mid !== undefined ? { message: event.mid } : {};

/** An alert as it stands in the list. */
export interface ListedAlert extends Required<Omit<Alert, "body" | "message" | "code">> {
  /** Null: there is none, or it is not known. */
  readonly message: string | null;
  /** Null: the platform has not refused anything. */
  readonly code: number | string | null;
  readonly seq: number;
  /** The time at which it last happened, in milliseconds. */
  readonly at: number;
}

interface Row extends Record<string, SqlStorageValue> {
  readonly seq: number;
  readonly at: number;
  readonly kind: AlertKind;
  readonly conversation: string;
  readonly event: string;
  readonly message: string | null;
  readonly code: number | string | null;
  readonly detail: string;
}

/** A part of the list: all kinds or one; the newest, or those that follow the last one of the page before. */
export interface AlertQuery {
  readonly kind?: string;
  readonly after?: Pick<ListedAlert, "at" | "seq">;
  readonly count?: number;
}

/** The kinds that end by themselves, and the time after which they do. */
const ENDING = Object.entries(ALERTS).flatMap(([kind, about]) => ("endsMs" in about ? [{ kind, ...about }] : []));

const COLUMNS = "seq, at, kind, conversation, event, message, code, detail";

/** The account's list of alerts. The same problem stands there once. */
export class Alerts {
  readonly #sql: SqlStorage;
  #counted: Map<string, number> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    // No number is given twice: somebody who drops a number means the alert that they saw, which may be gone by now.
    sql.exec(`create table if not exists alert (
      seq integer primary key autoincrement, at integer not null, kind text not null, conversation text not null,
      event text not null, message text, code, detail text not null, body text, unique (kind, conversation, event))`);
    // The order of the list within a kind: a query reads no more rows than it returns or deletes.
    sql.exec("create index if not exists alert_at on alert (kind, at, seq)");
    sql.exec("create index if not exists alert_body on alert (at) where body is not null");
  }

  /** Puts an alert on the list, or updates it there. @returns whether it is new */
  add({ kind, conversation, event, message, code, detail, body }: Alert): boolean {
    this.#end();
    const known = this.#sql.exec(
      "select 1 from alert where kind = ? and conversation = ? and event = ?",
      kind,
      conversation,
      event ?? "",
    );
    const isNew = known.toArray().length === 0;
    const count = this.#count(kind);
    this.#sql.exec(
      `insert into alert (at, kind, conversation, event, message, code, detail, body) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict do update set at = excluded.at, code = excluded.code, detail = excluded.detail`,
      now(),
      kind,
      conversation,
      event ?? "",
      message ?? null,
      code ?? null,
      detail,
      body ?? null,
    );
    this.#counted?.set(kind, count + (isNew ? 1 : 0));
    if (isNew && count >= RETENTION.alerts.newest)
      this.#remove("seq in (select seq from alert where kind = ? order by at, seq limit 1)", kind);
    return isNew;
  }

  /** Removes an alert whose problem has ended by itself. Writes nothing when it is not on the list. */
  settle(kind: AlertKind, conversation: string, event?: string): void {
    this.#remove(
      "kind = ? and conversation = ? and (? is null or event = ?)",
      kind,
      conversation,
      event ?? null,
      event ?? null,
    );
  }

  /** Returns a page of alerts, newest first. */
  list({ kind, after, count = 100 }: AlertQuery = {}): ListedAlert[] {
    this.#end();
    const kinds = kind === undefined ? [...this.#counts().keys()] : [kind];
    return kinds
      .flatMap((one) => this.#newest(one, after, count))
      .sort((one, other) => other.at - one.at || other.seq - one.seq)
      .slice(0, count);
  }

  #newest(kind: string, after: AlertQuery["after"], count: number): Row[] {
    return this.#sql
      .exec<Row>(
        `select ${COLUMNS} from alert where kind = ? and (at, seq) < (?, ?) order by at desc, seq desc limit ?`,
        kind,
        after?.at ?? Number.MAX_SAFE_INTEGER,
        after?.seq ?? 0,
        count,
      )
      .toArray();
  }

  /** Returns the conversations that have an alert of a kind, the oldest first. */
  whose(kind: AlertKind, count: number): string[] {
    const oldest = "select conversation as name from alert where kind = ? order by at, seq limit ?";
    const names = this.#sql.exec<{ name: string }>(oldest, kind, count).toArray();
    return [...new Set(names.map(({ name }) => name))];
  }

  find(seq: number): (ListedAlert & { readonly body: string | null }) | undefined {
    return this.#sql
      .exec<Row & { body: string | null }>(`select ${COLUMNS}, body from alert where seq = ?`, seq)
      .toArray()[0];
  }

  /** Changes a conversation's dead letters as somebody edited or took back their messages; removes those with none left. */
  revise(conversation: string, changes: readonly Change[]): void {
    const kept = "select seq, body from alert where body is not null and conversation = ?";
    for (const { seq, body } of this.#sql.exec<{ seq: number; body: string }>(kept, conversation).toArray()) {
      const whole = JSON.parse(body) as { readonly events?: unknown };
      if (!Array.isArray(whole.events)) continue;
      const events = revised(whole.events as Event[], changes);
      if (events.length === 0) this.#remove("seq = ?", seq);
      else this.#sql.exec("update alert set body = ? where seq = ?", JSON.stringify({ ...whole, events }), seq);
    }
  }

  /** Takes an alert from the list. @returns whether it was there */
  drop(seq: number): boolean {
    return this.#remove("seq = ?", seq);
  }

  /** Deletes the events of alerts older than `words`, and all alerts older than `all`. Both are times in milliseconds. */
  tidy(words: number, all: number): void {
    this.#sql.exec("update alert set body = null where body is not null and at < ?", words);
    for (const kind of this.#counts().keys()) this.#remove("kind = ? and at < ?", kind, all);
  }

  counts(): Partial<Record<AlertKind, number>> {
    this.#end();
    return Object.fromEntries([...this.#counts()].filter(([, count]) => count > 0));
  }

  /** Removes all alerts of a conversation, dead letters with their events too. Reads the whole list. */
  forget(conversation: string): void {
    this.#remove("conversation = ?", conversation);
  }

  #count(kind: string): number {
    return this.#counts().get(kind) ?? 0;
  }

  /** Returns the number of alerts of each kind. Read from the table once; `#remove` and `add` keep it up to date. */
  #counts(): Map<string, number> {
    if (this.#counted === null) {
      const rows = this.#sql.exec<{ kind: string; count: number }>(
        "select kind, count(*) as count from alert group by kind",
      );
      this.#counted = new Map(rows.toArray().map(({ kind, count }) => [kind, count]));
    }
    return this.#counted;
  }

  /** Removes alerts, and keeps the counts up to date: nothing else deletes a row. @returns whether there were any */
  #remove(which: string, ...bindings: (string | number | null)[]): boolean {
    const counts = this.#counts();
    const removed = this.#sql
      .exec<{ kind: string }>(`delete from alert where ${which} returning kind`, ...bindings)
      .toArray();
    for (const { kind } of removed) counts.set(kind, this.#count(kind) - 1);
    return removed.length > 0;
  }

  /** Removes alerts that have ended by themselves. When the problem happens again, its alert is new. */
  #end(): void {
    for (const { kind, endsMs } of ENDING) {
      this.#remove("kind = ? and at <= ?", kind, now() - endsMs);
    }
  }
}
