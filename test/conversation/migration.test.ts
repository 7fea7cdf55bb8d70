import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it } from "vitest";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { MIGRATIONS, type Migration } from "../../src/conversation/migrations.ts";
import { Store } from "../../src/conversation/store.ts";
import { objectOf } from "../support/room.ts";

const NOW = 1_780_000_000_000;
const STATE = { version: 1, data: { cart: ["pear"] } };

/** Invented: version 2 counts turns under another name, version 3 has a column more. */
const STEPS: readonly Migration[] = [
  (_, { turnsTaken, ...facts }) => ({ ...facts, turns: turnsTaken }),
  (sql, facts) => {
    sql.exec("alter table event add column mood text not null default 'calm'");
    return { ...facts, others: Number(facts["turns"]) + 1 };
  },
];

afterEach(() => reset());

/** Runs over what an invented version 1 has left: the tables of today, with other facts. */
function older<Value>(look: (open: (steps?: readonly Migration[]) => Store, sql: SqlStorage) => Value): Promise<Value> {
  return runInDurableObject(objectOf("1"), (_, { storage }) => {
    const { sql } = storage;
    for (const table of ["conversation", "event", "later"]) sql.exec(`drop table if exists ${table}`);
    new Store(storage, NOW, messenger.opensWindow, { migrations: [] });
    const facts = { floor: 0, turnsTaken: 7, windowOpenedAt: NOW - 60_000, control: { by: "bot" }, createdAt: NOW };
    sql.exec("update conversation set schema = 1, state = ?, facts = ?", JSON.stringify(STATE), JSON.stringify(facts));
    return look((steps = STEPS) => new Store(storage, NOW, messenger.opensWindow, { migrations: steps }), sql);
  });
}

const schemaOf = (sql: SqlStorage) => sql.exec("select schema from conversation").one();

describe("what an older version has stored", () => {
  it("is brought up step by step, and once", async () => {
    await older((open, sql) => {
      expect(open().facts).toMatchObject({ turns: 7, others: 8, windowOpenedAt: NOW - 60_000 });
      expect(schemaOf(sql)).toEqual({ schema: 3 });
      // A second start adds no column, which would throw, and counts nothing twice.
      expect(open().facts).toMatchObject({ turns: 7, others: 8 });
    });
  });

  it("keeps the bot's state, and facts that it did not know yet have their first values", async () => {
    await older((open) => {
      expect(open().state).toEqual(STATE);
      expect(open().facts).toMatchObject({ offers: [], awaitingHuman: false, erasedAt: 0 });
    });
  });

  it("begins with the step behind its own version", async () => {
    await older((open, sql) => {
      open(STEPS.slice(0, 1));
      expect(schemaOf(sql)).toEqual({ schema: 2 });
      expect(open().facts).toMatchObject({ turns: 7, others: 8 });
    });
  });

  it("is as it was where a step fails, and comes again", async () => {
    await older((open, sql) => {
      const fails: Migration = () => {
        throw new Error("a step that fails");
      };
      expect(() => open([...STEPS, fails])).toThrow("a step that fails");
      expect(schemaOf(sql)).toEqual({ schema: 1 });
      expect(open().facts).toMatchObject({ turns: 7, others: 8 });
    });
  });
});

describe("a new conversation", () => {
  it("begins with the present version", async () => {
    await runInDurableObject(objectOf("2"), (_, { storage }) => {
      new Store(storage, NOW, messenger.opensWindow);
      expect(schemaOf(storage.sql)).toEqual({ schema: MIGRATIONS.length + 1 });
    });
  });
});
