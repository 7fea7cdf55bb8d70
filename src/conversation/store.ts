/** A conversation's tables: every SQL statement of it stands here. */

import type { Forget, Stored } from "../kit/runnable.ts";
import type { Event } from "../model/events.ts";
import { active, type OpensWindow } from "./control/activity.ts";
import { dueOf } from "./due.ts";
import { asideRange, laterId, originOf, restId, rowId } from "./ids.ts";
import { MIGRATIONS, type Migration, migrated, versionOf } from "./migrations.ts";
import { Open, type Place } from "./open.ts";
import { type About, type EventRow, type Facts, firstFacts, type Part, SCHEMA, Status } from "./schema.ts";

/** The number of events in each state; `oldest` is the time at which the oldest open one came, in milliseconds. */
export interface Counted {
  readonly acknowledged: number;
  readonly handled: number;
  readonly dead: number;
  readonly pending: number;
  readonly oldest: number | null;
}

/** The values of a conversation as a whole, in memory. */
interface Known {
  readonly facts: Facts;
  readonly state: Stored | null;
}

/** A signal that was asked for later: `data` is JSON. */
export interface Later extends Record<string, SqlStorageValue> {
  readonly name: string;
  readonly key: string;
  readonly due: number;
  readonly data: string;
  readonly postponed: number;
}

/** The largest number of parts of an answer in one row: each step of each of them writes the whole row. */
export const ROW_PARTS = 10;
/** The number of rows beyond those that are kept from which on they are forgotten, together. */
const PRUNE_ROWS = 100;

const PLACE = "seq, at, tries, status, turn";
type Places = Place & Record<string, SqlStorageValue>;

export interface StoreOptions {
  /** Called when a step was rolled back: whoever remembers what was written in it must forget it. */
  readonly undone?: () => void;
  /** The time at which the conversation before it was erased, in milliseconds; 0: there was none. */
  readonly erasedAt?: number;
  /** The steps between versions. Default: those of `migrations.ts`; a test has its own. */
  readonly migrations?: readonly Migration[];
}

export class Store {
  /** Returns whether anything of a conversation is stored. */
  static isIn({ sql }: DurableObjectStorage): boolean {
    return sql.exec("select 1 from sqlite_master where name = 'conversation'").toArray().length > 0;
  }

  /** Runs `work` in one transaction: a store that is made in it begins with what else it writes, or not at all. */
  static begin<Value>(storage: DurableObjectStorage, work: () => Value): Value {
    return storage.transactionSync(work);
  }

  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #began: number;
  readonly #undone: () => void;
  #isInStep = false;
  readonly #opensWindow: OpensWindow;
  readonly #migrations: readonly Migration[];
  /** Null before the first use, and after a step that was rolled back: it is read from what is stored. */
  #known: Known | null = null;
  /** Null at the same times, for the same reason. */
  #open: Open | null = null;

  /**
   * Makes the tables where there are none.
   * @param opensWindow the test of the person's channel
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
   * Runs `work`, and is the one way to write: all that `work` writes is stored, with the alarm that it sets, or nothing
   * of it is. When it throws, memory holds only what is stored: whatever was noted since the last `save` is gone,
   * except what the person did, which is read from the rows that wait. A step within a step is part of it: nobody may
   * catch its error and go on.
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

  /** Brings what an older version has stored to the present one. */
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

  /** Reads what is stored, and adds what the person did since, which is written with the turn of what they did. */
  #read(): Known {
    const row = this.#sql.exec<{ state: string; facts: string }>("select state, facts from conversation").one();
    const stored: Facts = { ...firstFacts(this.#began), ...JSON.parse(row.facts) };
    // A replay is nothing that the person did: they did it earlier.
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
   * app) is replaced by the same tap on messaging.
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

  /** Lowers the floor below a row, if need be: a standby event that became a real one may lie below it. */
  #lowerFloor(seq: number): void {
    const { floor, forgotten } = this.facts;
    if (seq <= floor) {
      this.note({ floor: seq - 1, forgotten: Math.min(forgotten, seq - 1) });
      this.save();
    }
  }

  /** Puts a new open row in its place among what is open. @returns its `seq` */
  #comes(id: string): number {
    const { seq } = this.#sql.exec<{ seq: number }>("select seq from event where id = ?", id).one();
    this.#moved(seq);
    return seq;
  }

  /** Updates a row's place among what is open, after a change. */
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

  /** Returns the first row of a line. */
  #first(line: "waiting" | "answered"): EventRow | undefined {
    const seq = this.#openRows()[line].first;
    return seq === undefined ? undefined : this.row(seq);
  }

  // The next work, and its time: turns, outbox and alarm ask here and nowhere else, so that none waits for work that
  // another one has not found due.

  /** Returns the event whose turn it is: one that is being tried again, else by Meta's timestamps, else by arrival. */
  nextTurn(): EventRow | undefined {
    if (this.facts.erasing) return undefined; // what comes in is for the conversation that begins anew
    return this.#first("waiting");
  }

  /** Returns the oldest turn with parts to send. */
  nextOut(): EventRow | undefined {
    return this.#first("answered");
  }

  /**
   * Returns the time at which the next open work may go on; null: there is none. What waits behind other work waits for
   * it.
   */
  nextDue(): number | null {
    const heads = [this.nextTurn(), this.nextOut()].filter((row) => row !== undefined);
    return heads.length === 0 ? null : Math.min(...heads.map(dueOf));
  }

  /** Returns the time at which the first signal that was asked for later is due; null: there is none. */
  nextLater(): number | null {
    if (this.facts.moved !== "") return null; // it comes where the conversation goes on
    return this.#sql.exec<{ due: number | null }>("select min(due) as due from later").one().due;
  }

  /**
   * Returns the time at which the object must be awake next, for open work or a signal asked for later; null: never.
   */
  nextWake(): number | null {
    const times = [this.nextDue(), this.nextLater()].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  row(seq: number): EventRow | undefined {
    return this.#sql.exec<EventRow>("select * from event where seq = ?", seq).toArray()[0];
  }

  /** Closes a turn, and stores what it said with its place in the order of turns. */
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

  /**
   * Stores the parts of an answer beyond its first row, in rows of the same turn: so no step of one rewrites all
   * others.
   */
  #goesOn(seq: number, turn: number, parts: readonly Part[]): void {
    const { received } = this.row(seq) as EventRow;
    for (let from = ROW_PARTS; from < parts.length; from += ROW_PARTS) {
      this.#says(restId(), received, turn, parts.slice(from, from + ROW_PARTS));
    }
  }

  /** Adds a row of its own, with nothing but what is said. @returns whether its id is new */
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

  /**
   * Returns the rows of one answer from its first on: an answer too long for one row goes on in those right after it.
   */
  rowsOf(seq: number): EventRow[] {
    const rows: EventRow[] = [];
    for (let row = this.row(seq); row !== undefined && (rows[0]?.turn ?? row.turn) === row.turn; ) {
      rows.push(row);
      row = this.row(row.seq + 1);
    }
    return rows;
  }

  /** Returns the row of the same answer that comes before a row, or undefined. */
  before({ seq, turn }: EventRow): EventRow | undefined {
    return this.#sql
      .exec<EventRow>(
        "select * from event where seq < ? and turn = ? and out is not null order by seq desc limit 1",
        seq,
        turn,
      )
      .toArray()[0];
  }

  /** Returns the rows of an answer that come after one of them and are still to be sent. */
  restOf(seq: number): EventRow[] {
    return this.#openRows()
      .answered.restOf(seq)
      .map((one) => this.row(one) as EventRow);
  }

  /** Returns the rows of the same answer that come after a row, in any state. Reads all that came later. */
  after({ seq, turn }: EventRow): EventRow[] {
    return this.#sql
      .exec<EventRow>("select * from event where seq > ? and turn = ? and out is not null order by seq", seq, turn)
      .toArray();
  }

  /** Stores the number of tries of a turn, and the time of its next one. */
  tryAgain(seq: number, tries: number, due: number): void {
    this.step(() => {
      this.#write("update event set tries = ?, due = ? where seq = ?", tries, due, seq);
      this.#moved(seq);
    });
  }

  /** Stores the new state of parts. `due` is the time at which the next of them may be tried. */
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

  /**
   * Adds something that is said in the middle of a turn, in a row of its own, once for each `id`.
   * @returns whether it is new
   */
  said(id: string, at: number, parts: readonly Part[], about?: About): boolean {
    const turn = this.facts.turns + 1;
    return this.step(() => {
      if (!this.#says(id, at, turn, parts.slice(0, ROW_PARTS), about)) return false;
      this.note({ turns: turn });
      if (parts.length > ROW_PARTS) this.#goesOn((this.byId(id) as EventRow).seq, turn, parts);
      return true;
    });
  }

  /** Returns the events that wait for their turn, in order: the first `count`, or all. */
  waiting(count?: number): EventRow[] {
    return this.#openRows()
      .waiting.seqs(count)
      .map((seq) => this.row(seq) as EventRow);
  }

  /** Fixes the events that one turn answers. @param seq the row whose turn it is */
  merged(seq: number, all: readonly number[]): void {
    const where = "seq in (select value from json_each(?))";
    this.#write(`update event set upto = ? where ${where}`, seq, JSON.stringify(all));
  }

  /** Closes an event that is part of the turn that is answered next. */
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

  /**
   * Stores a signal that is asked for later, in the place of one with the same name and key.
   * @param postponed it was due, and waits until a person of the Page has left
   */
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

  /** Returns all signals that were asked for later. */
  laters(): Later[] {
    return this.#sql.exec<Later>("select * from later order by due").toArray();
  }

  /** Makes postponed signals due now: the bot has the conversation again. @returns whether there were any */
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

  /** Closes a signal that has become due while a turn ran and waits for its own: it does not come any more. */
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

  /** Moves what is due into the inbox, as signals; nothing in a conversation that goes on elsewhere. */
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
   * Returns the rows that may hold something of a message: itself, its replays, events about it, the answer with it if
   * it is the Page's, and hand-overs, which carry the last lines.
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

  /** Replaces the event of a row. */
  rewrite(seq: number, event: Event): void {
    this.#write("update event set body = ? where seq = ?", JSON.stringify(event), seq);
  }

  /** Forgets the event of a row, and what was done once for it. If it waits for its turn, it gets none and is done. */
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

  /** Raises the floor up to the first open row. In memory only: it is written with the next turn. */
  #raiseFloor(): void {
    const { open, last } = this.#sql
      .exec<{ open: number | null; last: number | null }>(
        `select (select min(seq) from event where seq > ?1 and status < 2) as open, (select max(seq) from event) as last`,
        this.facts.floor,
      )
      .one();
    this.note({ floor: open === null ? (last ?? this.facts.floor) : open - 1 });
  }

  /** True when there is no row of an event. */
  get isEmpty(): boolean {
    return this.#sql.exec("select 1 from event limit 1").toArray().length === 0;
  }

  /** Returns the latest time of what was answered, by the clock that each event carries, or null. Reads every row. */
  lastAnswered(): number | null {
    return this.#sql
      .exec<{ at: number | null }>("select max(at) as at from event where turn is not null and body <> '{}'")
      .one().at;
  }

  has(id: string): boolean {
    return this.#sql.exec("select 1 from event where id = ?", id).toArray().length > 0;
  }

  /** Returns the row of what was said last in the middle of an event's turn. */
  lastAside(id: string): EventRow | undefined {
    return this.#sql
      .exec<EventRow>("select * from event where id >= ? and id < ? order by seq desc limit 1", ...asideRange(id))
      .toArray()[0];
  }

  /** Returns the time at which the oldest words came that are still kept, or null. */
  oldestWords(): number | null {
    const first = "select received as at from event where seq > ? order by seq limit 1";
    return this.#sql.exec<{ at: number }>(first, this.facts.forgotten).toArray()[0]?.at ?? null;
  }

  byId(id: string): EventRow | undefined {
    return this.#sql.exec<EventRow>("select * from event where id = ?", id).toArray()[0];
  }

  /** Counts everything that ever came here, in each state. Reads every row. */
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

  /** Returns the time at which the oldest open work came, or null. Reads what is open only. */
  oldestOpen(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        "select min(received) as at from event where seq > ? and status < 2",
        this.facts.floor,
      )
      .one().at;
  }

  /** Returns the newest rows, newest first. */
  latest(count: number): EventRow[] {
    return [...this.newest(count)];
  }

  /** Returns the same rows, but reads each when it is looked at. */
  newest(count: number): Iterable<EventRow> {
    return this.#sql.exec<EventRow>("select * from event order by seq desc limit ?", count);
  }

  /** Returns the number of the newest row; 0: there is none. */
  lastSeq(): number {
    return this.#sql.exec<{ last: number }>("select coalesce(max(seq), 0) as last from event").one().last;
  }

  /** Returns the events that died in one turn, in the order in which they were said. */
  deadOf(turn: number): EventRow[] {
    return this.#sql.exec<EventRow>("select * from event where turn = ? and dead = 1 order by at, seq", turn).toArray();
  }

  /** Adds a dead event again, to wait for its turn as a row of its own: the ids of its old parts are taken. */
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

  /** Counts the ids in a range: for example, how often something was replayed. */
  countIn(range: readonly [from: string, before: string]): number {
    return this.#sql
      .exec<{ count: number }>("select count(*) as count from event where id >= ? and id < ?", ...range)
      .one().count;
  }

  /** Returns the rows in which somebody may have said something, newest first. */
  spoken(): Iterable<EventRow> {
    return this.#sql.exec<EventRow>(
      `select * from event where seq > ?
       and (out is not null or json_extract(body, '$.kind') in ('message', 'tap', 'echo', 'comment')) order by seq desc`,
      this.facts.forgotten,
    );
  }

  /**
   * Forgets words of finished rows from before `words`, and whole rows from before `ids`: the id of an event is kept
   * longer than what was said, so that a late duplicate is still known. Rows go in the order of their numbers, so that
   * none is looked at twice: an event that was delayed in a queue goes with the rows before it.
   */
  prune(words: number, ids: number): void {
    this.step(() => {
      this.#raiseFloor();
      this.#forgetWords(this.#lastBefore(this.facts.forgotten, words));
      this.#forgetRows(this.#lastBefore(0, ids));
    });
  }

  /** Forgets the words of everything but the newest `count` events, {@link PRUNE_ROWS} or more at a time. */
  pruneBeyond(count: number): void {
    const { last } = this.#sql.exec<{ last: number | null }>("select max(seq) as last from event").one();
    const { floor, forgotten } = this.facts;
    const upto = Math.min(floor, (last ?? 0) - count);
    if (upto - forgotten >= PRUNE_ROWS) this.step(() => this.#forgetWords(upto));
  }

  /**
   * Returns the last finished row up to which, after `from`, everything came before a time. Reads one row beyond it.
   */
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

/** Returns the JSON of it; null where it says nothing: most answers are the bot's, and fit as they are. */
const textOf = (about: About | undefined): string | null =>
  about === undefined || Object.keys(about).length === 0 ? null : JSON.stringify(about);
