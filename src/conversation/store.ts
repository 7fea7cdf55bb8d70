/** A conversation's tables: every SQL statement of it stands here. */

import type { Forget, Stored } from "../kit/runnable.ts";
import type { Event } from "../model/events.ts";
import { active, type OpensWindow } from "./control/activity.ts";
import { dueOf } from "./due.ts";
import { asideRange, laterId, originOf, restId, rowId } from "./ids.ts";
import { MIGRATIONS, type Migration, migrated, versionOf } from "./migrations.ts";
import { Open, type Place } from "./open.ts";
import { type About, type EventRow, type Facts, firstFacts, type Part, SCHEMA, Status } from "./schema.ts";

/** How many events are where; `oldest` is when the oldest open one came, in milliseconds. */
export interface Counted {
  readonly acknowledged: number;
  readonly handled: number;
  readonly dead: number;
  readonly pending: number;
  readonly oldest: number | null;
}

/** What is stored of a conversation as a whole, in memory. */
interface Known {
  readonly facts: Facts;
  readonly state: Stored | null;
}

/** What was asked for later: `data` is JSON. */
export interface Later extends Record<string, SqlStorageValue> {
  readonly name: string;
  readonly key: string;
  readonly due: number;
  readonly data: string;
  readonly postponed: number;
}

/** So many parts of an answer stand in one row: each step of each of them writes the whole row. */
export const ROW_PARTS = 10;
/** So many rows beyond those that are kept are forgotten together. */
const PRUNE_ROWS = 100;

const PLACE = "seq, at, tries, status, turn";
type Places = Place & Record<string, SqlStorageValue>;

export interface StoreOptions {
  /** Hears of a step that was rolled back: whoever remembers what was written in it must forget it. */
  readonly undone?: () => void;
  /** When the conversation before it was erased, in milliseconds; 0: there was none. */
  readonly erasedAt?: number;
  /** Those of `migrations.ts`; a test has its own. */
  readonly migrations?: readonly Migration[];
}

export class Store {
  /** Whether anything of a conversation is stored. */
  static isIn({ sql }: DurableObjectStorage): boolean {
    return sql.exec("select 1 from sqlite_master where name = 'conversation'").toArray().length > 0;
  }

  /** A store that is made in `work` begins with what else `work` writes, or not at all. */
  static begin<Value>(storage: DurableObjectStorage, work: () => Value): Value {
    return storage.transactionSync(work);
  }

  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #began: number;
  readonly #undone: () => void;
  #isInStep = false;
  /** Null after a step that was rolled back: what is stored is read again. */
  readonly #opensWindow: OpensWindow;
  readonly #migrations: readonly Migration[];
  #known: Known | null = null;
  #open: Open | null = null;

  /**
   * Makes the tables where there are none.
   * @param opensWindow as the person's channel has it
   */
  constructor(
    storage: DurableObjectStorage,
    now: number,
    opensWindow: OpensWindow,
    { undone = () => {}, erasedAt = 0, migrations = MIGRATIONS }: StoreOptions = {},
  ) {
    this.#opensWindow = opensWindow;
    this.#migrations = migrations;
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#began = now;
    this.#undone = undone;
    this.step(() => this.#begin(erasedAt));
  }

  #begin(erasedAt: number): void {
    if (!Store.isIn(this.#storage)) {
      for (const statement of SCHEMA) this.#sql.exec(statement);
      const facts = JSON.stringify({ ...firstFacts(this.#began), erasedAt });
      this.#sql.exec("insert into conversation values (1, ?, 'null', ?)", versionOf(this.#migrations), facts);
    }
    const { schema } = this.#sql.exec<{ schema: number }>("select schema from conversation").one();
    if (schema < versionOf(this.#migrations)) this.#migrate(schema);
  }

  /**
   * The one way to write: all of what `work` writes is stored, with the alarm that it sets, or nothing of it is. When it
   * throws, memory knows no more than what is stored: whatever was noted since the last `save` is gone, but for what the
   * person did, which stands in what waits. A step within a step is part of it: nobody may catch what that throws and go on.
   */
  step<Value>(work: () => Value): Value {
    if (this.#isInStep) return work();
    this.#isInStep = true;
    try {
      return this.#storage.transactionSync(work);
    } catch (error) {
      this.#known = null;
      this.#open = null;
      this.#undone();
      throw error;
    } finally {
      this.#isInStep = false;
    }
  }

  #write(statement: string, ...bindings: SqlStorageValue[]): number {
    return this.step(() => this.#sql.exec(statement, ...bindings).rowsWritten);
  }

  /** From what an older version has stored. */
  #migrate(from: number): void {
    const { facts } = this.#sql.exec<{ facts: string }>("select facts from conversation").one();
    const known = JSON.stringify(migrated(this.#sql, from, JSON.parse(facts), this.#migrations));
    this.#sql.exec("update conversation set schema = ?, facts = ?", versionOf(this.#migrations), known);
  }

  get facts(): Readonly<Facts> {
    return this.#recall().facts;
  }

  get state(): Stored | null {
    return this.#recall().state;
  }

  #recall(): Known {
    this.#known ??= this.#read();
    return this.#known;
  }

  /** What is stored, and what the person did since: that is written with the turn of what they did. */
  #read(): Known {
    const row = this.#sql.exec<{ state: string; facts: string }>("select state, facts from conversation").one();
    const stored: Facts = { ...firstFacts(this.#began), ...JSON.parse(row.facts) };
    // A replay is nothing that the person did: their last word was then.
    const did = this.#sql
      .exec<Pick<EventRow, "id" | "body" | "received">>(
        "select id, body, received from event where seq > ? and status = ?",
        stored.floor,
        Status.waiting,
      )
      .toArray()
      .filter(({ id }) => originOf(id) === id);
    const facts = did.reduce(
      (known, { body, received }) => active(known, JSON.parse(body), received, this.#opensWindow),
      stored,
    );
    return { facts, state: JSON.parse(row.state) };
  }

  /** Changes facts in memory; they are written with the next `save`. */
  note(change: Partial<Facts>): void {
    const { facts, state } = this.#recall();
    this.#known = { facts: { ...facts, ...change }, state };
  }

  /** Writes facts and, if given, the bot's state: one row. */
  save(state: Stored | null = this.state): void {
    const { facts } = this.#recall();
    const text = JSON.stringify(state);
    this.#write("update conversation set state = ?, facts = ?", text, JSON.stringify(facts));
    // As it will be read after a restart: a Date is text from now on, and not only after it.
    this.#known = { facts, state: JSON.parse(text) };
  }

  /**
   * Adds an event, unless it is here already. A tap that came on standby first (without its payload, or for another
   * app) makes way for the same tap on messaging.
   * @returns whether it is new
   */
  add(event: Event, received: number, status: number): boolean {
    return this.step(() => this.#add(event, received, status));
  }

  #add(event: Event, received: number, status: number): boolean {
    const id = rowId(event.id);
    const written = this.#write(
      `insert into event (seq, id, at, received, status, body)
       values ((select max(coalesce(max(seq), 0), ?) + 1 from event), ?, ?, ?, ?, ?)
       on conflict (id) do update set body = excluded.body, status = excluded.status, received = excluded.received
       where json_extract(event.body, '$.standby') is not null and json_extract(excluded.body, '$.standby') is null`,
      this.facts.floor,
      id,
      event.at,
      received,
      status,
      JSON.stringify(event),
    );
    if (written > 0 && status === Status.waiting) this.#lowerFloor(this.#comes(id));
    return written > 0;
  }

  /** A standby event that became a real one may lie below the floor. */
  #lowerFloor(seq: number): void {
    const { floor, forgotten } = this.facts;
    if (seq <= floor) {
      this.note({ floor: seq - 1, forgotten: Math.min(forgotten, seq - 1) });
      this.save();
    }
  }

  /** A row that is open was added. @returns its `seq` */
  #comes(id: string): number {
    const { seq } = this.#sql.exec<{ seq: number }>("select seq from event where id = ?", id).one();
    this.#moved(seq);
    return seq;
  }

  /** A row's place among what is open has changed. */
  #moved(seq: number): void {
    const place = this.#sql.exec<Places>(`select ${PLACE} from event where seq = ?`, seq).one();
    this.#open?.put(place);
  }

  #openRows(): Open {
    this.#open ??= new Open(
      this.#sql.exec<Places>(`select ${PLACE} from event where seq > ? and status < 2`, this.facts.floor),
    );
    return this.#open;
  }

  /** The first row of a line. */
  #first(line: "waiting" | "answered"): EventRow | undefined {
    const seq = this.#openRows()[line].first;
    return seq === undefined ? undefined : this.row(seq);
  }

  // What is next, and when: turns, outbox and alarm ask here and nowhere else, so that none waits for what another has
  // not found due.

  /** The event whose turn it is: one that is being tried again, else by Meta's timestamps, else by arrival. */
  nextTurn(): EventRow | undefined {
    if (this.facts.erasing) return undefined; // what comes in is for the conversation that begins anew
    return this.#first("waiting");
  }

  /** The oldest turn with parts to send. */
  nextOut(): EventRow | undefined {
    return this.#first("answered");
  }

  /** When the next open work may go on, or null when there is none. What waits behind other work is not due before it. */
  nextDue(): number | null {
    const heads = [this.nextTurn(), this.nextOut()].filter((row) => row !== undefined);
    return heads.length === 0 ? null : Math.min(...heads.map(dueOf));
  }

  /** When the first of what was asked for later is due. */
  nextLater(): number | null {
    if (this.facts.moved !== "") return null; // it comes where the conversation goes on
    return this.#sql.exec<{ due: number | null }>("select min(due) as due from later").one().due;
  }

  /** When the object has to be awake next: for open work, or for what was asked for later. Null: never. */
  nextWake(): number | null {
    const times = [this.nextDue(), this.nextLater()].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  row(seq: number): EventRow | undefined {
    return this.#sql.exec<EventRow>("select * from event where seq = ?", seq).toArray()[0];
  }

  /** The turn is over: what it said, in the order of turns. */
  answered(seq: number, parts: readonly Part[], isDead = false, about?: About): void {
    const turn = this.facts.turns + 1;
    this.step(() => {
      this.#write(
        "update event set status = ?, due = 0, turn = ?, dead = ?, out = ?, said = ? where seq = ?",
        parts.length === 0 ? Status.done : Status.answered,
        turn,
        isDead ? 1 : 0,
        parts.length === 0 ? null : JSON.stringify(parts.slice(0, ROW_PARTS)),
        textOf(about),
        seq,
      );
      this.note({ turns: turn });
      this.#moved(seq);
      if (parts.length > ROW_PARTS) this.#goesOn(seq, turn, parts);
      this.#raiseFloor();
    });
  }

  /** What an answer has more of than a row holds: rows of the same turn, so that no part's way rewrites all the others. */
  #goesOn(seq: number, turn: number, parts: readonly Part[]): void {
    const { received } = this.row(seq) as EventRow;
    for (let from = ROW_PARTS; from < parts.length; from += ROW_PARTS) {
      this.#says(restId(), received, turn, parts.slice(from, from + ROW_PARTS));
    }
  }

  /** A row of its own, with nothing but what is said. */
  #says(id: string, at: number, turn: number, parts: readonly Part[], about?: About): boolean {
    const written = this.#write(
      `insert into event (seq, id, at, received, status, turn, body, out, said)
       values ((select max(coalesce(max(seq), 0), ?) + 1 from event), ?, ?, ?, ?, ?, '{}', ?, ?) on conflict (id) do nothing`,
      this.facts.floor,
      id,
      at,
      at,
      Status.answered,
      turn,
      JSON.stringify(parts),
      textOf(about),
    );
    if (written > 0) this.#comes(id);
    return written > 0;
  }

  /** The rows of one answer from its first on: what is too long for a row goes on in those right after it. */
  rowsOf(seq: number): EventRow[] {
    const rows: EventRow[] = [];
    for (let row = this.row(seq); row !== undefined && (rows[0]?.turn ?? row.turn) === row.turn; ) {
      rows.push(row);
      row = this.row(row.seq + 1);
    }
    return rows;
  }

  /** The row of the same answer that comes before a row, or undefined. */
  before({ seq, turn }: EventRow): EventRow | undefined {
    return this.#sql
      .exec<EventRow>(
        "select * from event where seq < ? and turn = ? and out is not null order by seq desc limit 1",
        seq,
        turn,
      )
      .toArray()[0];
  }

  /** The rows of an answer that come after one of them and are still to be sent. */
  restOf(seq: number): EventRow[] {
    return this.#openRows()
      .answered.restOf(seq)
      .map((one) => this.row(one) as EventRow);
  }

  /** The rows of the same answer that come after a row, whatever became of them. Reads all that came later. */
  after({ seq, turn }: EventRow): EventRow[] {
    return this.#sql
      .exec<EventRow>("select * from event where seq > ? and turn = ? and out is not null order by seq", seq, turn)
      .toArray();
  }

  /** The handler failed and is tried again. */
  tryAgain(seq: number, tries: number, due: number): void {
    this.step(() => {
      this.#write("update event set tries = ?, due = ? where seq = ?", tries, due, seq);
      this.#moved(seq);
    });
  }

  /** Parts have moved on. `due` is when the next of them may be tried. */
  sent(seq: number, parts: readonly Part[], status: number, due: number): void {
    this.step(() => {
      this.#write(
        "update event set out = ?, status = ?, due = ? where seq = ?",
        JSON.stringify(parts),
        status,
        due,
        seq,
      );
      this.#moved(seq);
      if (status === Status.done) this.#raiseFloor();
    });
  }

  /** Something said in the middle of a turn: a row of its own, once for each `id`. */
  said(id: string, at: number, parts: readonly Part[], about?: About): boolean {
    const turn = this.facts.turns + 1;
    return this.step(() => {
      if (!this.#says(id, at, turn, parts.slice(0, ROW_PARTS), about)) return false;
      this.note({ turns: turn });
      if (parts.length > ROW_PARTS) this.#goesOn((this.byId(id) as EventRow).seq, turn, parts);
      return true;
    });
  }

  /** What waits for its turn, in its order: the first of it, or all. */
  waiting(count?: number): EventRow[] {
    return this.#openRows()
      .waiting.seqs(count)
      .map((seq) => this.row(seq) as EventRow);
  }

  /** Fixes which events one turn answers. @param seq whose turn it is */
  merged(seq: number, all: readonly number[]): void {
    const where = "seq in (select value from json_each(?))";
    this.#write(`update event set upto = ? where ${where}`, seq, JSON.stringify(all));
  }

  /** The event is part of the turn that is answered next. */
  close(seq: number, isDead: boolean): void {
    this.step(() => {
      this.#write(
        "update event set status = ?, dead = ?, turn = ? where seq = ?",
        Status.done,
        isDead ? 1 : 0,
        this.facts.turns + 1,
        seq,
      );
      this.#moved(seq);
      this.#raiseFloor();
    });
  }

  /** @param postponed it was due, and waits until a person of the Page has left */
  later(name: string, key: string, due: number, data: unknown, postponed = false): void {
    this.#write(
      "insert or replace into later values (?, ?, ?, ?, ?)",
      name,
      key,
      due,
      JSON.stringify(data),
      postponed ? 1 : 0,
    );
  }

  /** Everything that was asked for later. */
  laters(): Later[] {
    return this.#sql.exec<Later>("select * from later order by due").toArray();
  }

  /** The bot has the conversation again: what was postponed comes now. @returns whether anything was */
  resume(now: number): boolean {
    return this.#write("update later set due = ? where postponed = 1 and due > ?", now, now) > 0;
  }

  forget(what: Forget): void {
    this.step(() => {
      if ("name" in what) this.#write("delete from later where name = ?", what.name);
      else this.#write("delete from later where key = ?", what.key);
      this.withdraw(what);
    });
  }

  /** A signal that has become due while a turn ran, and waits for its own: it does not come any more. */
  withdraw({ name, key }: { readonly name?: string; readonly key?: string }): void {
    this.step(() => {
      const withdrawn = this.#sql.exec<{ seq: number }>(
        `update event set status = ?1 where seq > ?2 and status = ?3 and json_extract(body, '$.key') is not null
           and ifnull(?4, json_extract(body, '$.name')) = json_extract(body, '$.name')
           and ifnull(?5, json_extract(body, '$.key')) = json_extract(body, '$.key') returning seq`,
        Status.done,
        this.facts.floor,
        Status.waiting,
        name ?? null,
        key ?? null,
      );
      for (const { seq } of withdrawn.toArray()) this.#moved(seq);
    });
  }

  /** Moves what is due into the inbox, as signals. */
  fireDue(now: number): void {
    if (this.facts.moved !== "") return;
    const due = this.#sql
      .exec<{ name: string; key: string; due: number; data: string }>(
        "select * from later where due <= ? order by due",
        now,
      )
      .toArray();
    this.step(() => {
      for (const { name, key, due: at, data } of due) {
        const id = laterId(name, key, at);
        this.add({ kind: "signal", id, at, name, key, data: JSON.parse(data) }, now, Status.waiting);
        this.#write("delete from later where name = ? and key = ?", name, key);
      }
    });
  }

  /**
   * What may hold something of a message: itself, its replays, what was done to it, the message of the Page's that it is, and
   * the last lines that a hand-over carries.
   */
  about(mid: string): EventRow[] {
    return this.#sql
      .exec<EventRow>(
        `select * from event where seq > ?1 and
           (id = ?2 or json_extract(body, '$.mid') = ?3 or instr(out, ?3) > 0 or instr(out, '"do":"pass"') > 0)`,
        this.facts.forgotten,
        rowId(mid),
        mid,
      )
      .toArray();
  }

  /** What a row says is another thing now. */
  rewrite(seq: number, event: Event): void {
    this.#write("update event set body = ? where seq = ?", JSON.stringify(event), seq);
  }

  /** Forgets what a row says, and what was done once for it. If it waits for its turn, it gets none: it is handled. */
  empty(seq: number): void {
    this.step(() => {
      this.#write(
        "update event set body = '{}', once = null, dead = 0, status = iif(status = ?, ?, status) where seq = ?",
        Status.waiting,
        Status.done,
        seq,
      );
      this.#moved(seq);
      this.#raiseFloor();
    });
  }

  remember(seq: number, results: Readonly<Record<string, unknown>>): void {
    this.#write("update event set once = ? where seq = ?", JSON.stringify(results), seq);
  }

  /** In memory only: it is written with the next turn. */
  #raiseFloor(): void {
    const { open, last } = this.#sql
      .exec<{ open: number | null; last: number | null }>(
        `select (select min(seq) from event where seq > ?1 and status < 2) as open, (select max(seq) from event) as last`,
        this.facts.floor,
      )
      .one();
    this.note({ floor: open === null ? (last ?? this.facts.floor) : open - 1 });
  }

  /** Whether anything is stored at all. */
  get isEmpty(): boolean {
    return this.#sql.exec("select 1 from event limit 1").toArray().length === 0;
  }

  /** When the last of what was answered was done, by whoever's clock tells it, or null. Reads every row. */
  lastAnswered(): number | null {
    return this.#sql
      .exec<{ at: number | null }>("select max(at) as at from event where turn is not null and body <> '{}'")
      .one().at;
  }

  has(id: string): boolean {
    return this.#sql.exec("select 1 from event where id = ?", id).toArray().length > 0;
  }

  /** What was said last in the middle of an event's turn. */
  lastAside(id: string): EventRow | undefined {
    return this.#sql
      .exec<EventRow>("select * from event where id >= ? and id < ? order by seq desc limit 1", ...asideRange(id))
      .toArray()[0];
  }

  /** When the oldest words came that are still kept, or null. */
  oldestWords(): number | null {
    const first = "select received as at from event where seq > ? order by seq limit 1";
    return this.#sql.exec<{ at: number }>(first, this.facts.forgotten).toArray()[0]?.at ?? null;
  }

  byId(id: string): EventRow | undefined {
    return this.#sql.exec<EventRow>("select * from event where id = ?", id).toArray()[0];
  }

  /** Everything that ever came here, by where it is. Reads every row. */
  count(): Counted {
    const { last, handled, dead, pending, oldest } = this.#sql
      .exec<{ last: number | null; handled: number; dead: number; pending: number; oldest: number | null }>(
        `select max(seq) as last, coalesce(sum(status = 2 and dead = 0), 0) as handled,
         coalesce(sum(status = 2 and dead = 1), 0) as dead, coalesce(sum(status < 2), 0) as pending,
         min(case when status < 2 then received end) as oldest from event`,
      )
      .one();
    const { pruned, floor } = this.facts;
    return {
      acknowledged: Math.max(last ?? 0, floor),
      handled: handled + pruned.handled,
      dead: dead + pruned.dead,
      pending,
      oldest,
    };
  }

  /** When the oldest open work came, or null. Reads what is open only. */
  oldestOpen(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        "select min(received) as at from event where seq > ? and status < 2",
        this.facts.floor,
      )
      .one().at;
  }

  /** The newest rows, newest first. */
  latest(count: number): EventRow[] {
    return [...this.newest(count)];
  }

  /** The same, each read when it is looked at. */
  newest(count: number): Iterable<EventRow> {
    return this.#sql.exec<EventRow>("select * from event order by seq desc limit ?", count);
  }

  /** The number of the newest row; 0: there is none. */
  lastSeq(): number {
    return this.#sql.exec<{ last: number }>("select coalesce(max(seq), 0) as last from event").one().last;
  }

  /** Everything that died in one turn, in the order in which it was said. */
  deadOf(turn: number): EventRow[] {
    return this.#sql.exec<EventRow>("select * from event where turn = ? and dead = 1 order by at, seq", turn).toArray();
  }

  /** A dead event waits for its turn again, as a row of its own: the ids of its old parts are taken. */
  replay(row: EventRow, id: string, now: number): void {
    this.step(() => {
      this.#write(
        `insert into event (seq, id, at, received, status, body, once)
       values ((select max(coalesce(max(seq), 0), ?) + 1 from event), ?, ?, ?, ?, ?, ?)`,
        this.facts.floor,
        id,
        now,
        now,
        Status.waiting,
        row.body,
        row.once,
      );
      this.#write("update event set dead = 0 where seq = ?", row.seq);
      this.#comes(id);
    });
  }

  /** How many ids lie between two: how often something was replayed. */
  countIn(range: readonly [from: string, before: string]): number {
    return this.#sql
      .exec<{ count: number }>("select count(*) as count from event where id >= ? and id < ?", ...range)
      .one().count;
  }

  /** Rows in which somebody may have said something, newest first. */
  spoken(): Iterable<EventRow> {
    return this.#sql.exec<EventRow>(
      `select * from event where seq > ?
       and (out is not null or json_extract(body, '$.kind') in ('message', 'tap', 'echo', 'comment')) order by seq desc`,
      this.facts.forgotten,
    );
  }

  /**
   * Forgets words that were finished before `words`, and whole rows before `ids`: the id of an event outlives what was
   * said, so that a late duplicate is still known. Rows go in the order of arrival, so that none is looked at twice: what took
   * the queue, and came later than what it stands behind, goes with that.
   */
  prune(words: number, ids: number): void {
    this.step(() => {
      this.#raiseFloor();
      this.#forgetWords(this.#lastBefore(this.facts.forgotten, words));
      this.#forgetRows(this.#lastBefore(0, ids));
    });
  }

  /** Forgets the words of everything but the newest `count` events, some at a time. */
  pruneBeyond(count: number): void {
    const { last } = this.#sql.exec<{ last: number | null }>("select max(seq) as last from event").one();
    const { floor, forgotten } = this.facts;
    const upto = Math.min(floor, (last ?? 0) - count);
    if (upto - forgotten >= PRUNE_ROWS) this.step(() => this.#forgetWords(upto));
  }

  /** The last finished row before which, and after `from`, everything came before a time. Reads one row more than those. */
  #lastBefore(from: number, time: number): number {
    const { floor } = this.facts;
    const later = "select seq from event where seq > ? and seq <= ? and received >= ? order by seq limit 1";
    const first = this.#sql.exec<{ seq: number }>(later, from, floor, time).toArray()[0];
    return first === undefined ? floor : first.seq - 1;
  }

  #forgetWords(upto: number): void {
    const { forgotten } = this.facts;
    if (upto <= forgotten) return;
    const written = this.#write(
      `update event set body = '{}', out = null, once = null, said = null
       where seq > ? and seq <= ? and (body <> '{}' or out is not null)`,
      forgotten,
      upto,
    );
    this.note({ forgotten: upto });
    if (written > 0) this.save();
  }

  #forgetRows(upto: number): void {
    const { handled, dead } = this.#sql
      .exec<{ handled: number; dead: number }>(
        `select coalesce(sum(dead = 0), 0) as handled, coalesce(sum(dead = 1), 0) as dead from event where seq <= ?`,
        upto,
      )
      .one();
    if (handled + dead === 0) return;
    const { pruned } = this.facts;
    this.note({ pruned: { handled: pruned.handled + handled, dead: pruned.dead + dead } });
    this.save(); // the next number must not be one that is forgotten here
    this.#write("delete from event where seq <= ?", upto);
  }
}

/** Null for what says nothing: most answers are the bot's, and fit as they are. */
const textOf = (about: About | undefined): string | null =>
  about === undefined || Object.keys(about).length === 0 ? null : JSON.stringify(about);
