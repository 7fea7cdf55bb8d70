import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it } from "vitest";
import { SCHEMA_VERSION } from "../../src/conversation/schema.ts";
import { Store } from "../../src/conversation/store.ts";
import { objectOf } from "../support/room.ts";

const NOW = 1_780_000_000_000;
/** The tables of version 1, as they were. */
const VERSION_1 = [
  "create table conversation (one integer primary key check (one = 1), schema integer not null, state text not null, facts text not null)",
  `create table event (seq integer primary key, id text not null unique, at integer not null, received integer not null,
   status integer not null, tries integer not null default 0, due integer not null default 0, turn integer,
   dead integer not null default 0, upto integer, body text not null, once text, out text)`,
  `create table later (name text not null, key text not null, due integer not null, data text not null,
   postponed integer not null default 0, primary key (name, key)) without rowid`,
];
/** The facts of version 1: all of them, and no more. */
const FACTS = {
  floor: 0,
  turns: 7,
  opened: NOW - 60_000,
  control: { by: "bot" },
  controlAt: 0,
  spoke: NOW - 60_000,
  delivered: 5,
  read: 4,
  origin: "https://bot.test",
  offers: [],
  humanAt: 3,
  profile: null,
  born: NOW - 90 * 86_400_000,
};
const STATE = { version: 1, data: { cart: ["pear"] } };

interface Row {
  readonly seq: number;
  readonly status: number;
  readonly dead?: number;
}

/** Opens what version 1 has left, as often as asked. */
function opened<Value>(floor: number, rows: readonly Row[], look: (open: () => Store, sql: SqlStorage) => Value) {
  return runInDurableObject(objectOf("1"), (_, { storage }) => {
    const { sql } = storage;
    for (const table of ["conversation", "event", "later"]) sql.exec(`drop table if exists ${table}`);
    for (const statement of VERSION_1) sql.exec(statement);
    const facts = JSON.stringify({ ...FACTS, floor });
    sql.exec("insert into conversation values (1, 1, ?, ?)", JSON.stringify(STATE), facts);
    for (const { seq, status, dead = 0 } of rows) {
      const [id, body] = [`m_${seq}`, JSON.stringify({ kind: "message", at: FACTS.spoke })];
      sql.exec(
        "insert into event (seq, id, at, received, status, dead, body) values (?, ?, ?, ?, ?, ?, ?)",
        seq,
        id,
        NOW,
        NOW + seq,
        status,
        dead,
        body,
      );
    }
    return look(() => new Store(storage, NOW), sql);
  });
}

const ROWS = [
  { seq: 5, status: 2 },
  { seq: 6, status: 2, dead: 1 },
  { seq: 7, status: 2 },
  { seq: 8, status: 1 },
  { seq: 9, status: 0 },
];

afterEach(() => reset());

describe("what version 1 has stored", () => {
  it.each<[string, number, readonly Row[], object]>([
    ["nothing yet", 0, [], { acknowledged: 0, handled: 0, dead: 0, pending: 0, oldest: null }],
    ["some rows were pruned", 7, ROWS, { acknowledged: 9, handled: 6, dead: 1, pending: 2, oldest: NOW + 8 }],
    ["no row was pruned", 1, [{ seq: 1, status: 2 }], { acknowledged: 1, handled: 1, dead: 0, pending: 0 }],
    ["every row was pruned", 12, [], { acknowledged: 12, handled: 12, dead: 0, pending: 0, oldest: null }],
    ["the floor is stale", 0, ROWS, { acknowledged: 9, handled: 6, dead: 1, pending: 2 }],
  ])("balances: %s", async (_, floor, rows, counts) => {
    await opened(floor, rows, (open) => {
      expect(open().count()).toMatchObject(counts);
      // Once: opened again, nothing is counted twice.
      expect(open().count()).toMatchObject(counts);
    });
  });

  it("stays as it was, with what is new beside it", async () => {
    await opened(7, ROWS, (open, sql) => {
      const store = open();
      expect(store.state).toEqual(STATE);
      expect(store.facts).toMatchObject({ ...FACTS, floor: 7, pruned: { handled: 4, dead: 0 }, waits: false });
      expect(open().facts).toMatchObject({ ...FACTS, floor: 7, pruned: { handled: 4, dead: 0 }, waits: false });
      expect(sql.exec("select schema from conversation").one()).toEqual({ schema: SCHEMA_VERSION });
    });
  });

  it("is pruned from there, and still balances", async () => {
    await opened(7, ROWS, (open) => {
      const store = open();
      store.prune(NOW + 1_000, NOW + 1_000);
      const counts = { acknowledged: 9, handled: 6, dead: 1, pending: 2 };
      expect(store.count()).toMatchObject(counts);
      expect(open().count()).toMatchObject(counts);
      expect(store.latest(10).map(({ seq }) => seq)).toEqual([9, 8]);
    });
  });

  it("forgets its words, which no mark stands for yet, and only what is finished", async () => {
    await opened(7, ROWS, (open, sql) => {
      expect(open().facts.forgotten).toBe(0);
      open().prune(NOW + 8, 0);
      expect(open().facts.forgotten).toBe(7);
      const kept = sql.exec("select seq from event where body <> '{}' order by seq").toArray();
      expect(kept).toEqual([{ seq: 8 }, { seq: 9 }]);
    });
  });

  it("takes the next event with the next number, also after everything was pruned", async () => {
    await opened(12, [], (open) => {
      const store = open();
      expect(store.add({ kind: "message", id: "m_new", mid: "m_new", at: NOW, attachments: [] }, NOW, 0)).toBe(true);
      expect(store.nextTurn()?.seq).toBe(13);
      expect(store.count()).toMatchObject({ acknowledged: 13, handled: 12, pending: 1 });
    });
  });

  it("knows the events whose ids look like what was said beside another one", async () => {
    const rows = [8, 9].map((seq) => ({ seq, status: 2 }));
    await opened(9, rows, (open, sql) => {
      sql.exec("update event set id = 'signal:paid:order#0' where seq = 9");
      sql.exec("update event set id = 'm_8~' where seq = 8");
      const store = open();
      const signal = { kind: "signal", name: "paid", data: {}, at: NOW } as const;
      for (const id of ["signal:paid:order#0", "m_8~"]) expect(store.add({ ...signal, id }, NOW, 0)).toBe(false);
      expect(store.add({ ...signal, id: "signal:paid:order" }, NOW, 0)).toBe(true);
    });
  });
});
