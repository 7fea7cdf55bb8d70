/** What an account remembers of a write that fails: nothing. */
import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { Conversations } from "../../src/account/conversations.ts";
import { EchoLog, NO_EVIDENCE } from "../../src/account/echoes.ts";
import { KeyValue } from "../../src/account/facts.ts";
import { Pause } from "../../src/account/pause.ts";
import { worker } from "../support/world.ts";

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const inAccount = (work: (sql: SqlStorage, fails: () => void) => void) =>
  runInDurableObject(worker.ACCOUNT.getByName("messenger:1"), (_, { storage: { sql } }) =>
    work(sql, () => {
      const prototype = Object.getPrototypeOf(sql) as SqlStorage;
      const { exec } = prototype;
      const failing = vi.spyOn(prototype, "exec").mockImplementation(function (this: SqlStorage, query, ...bindings) {
        if (/^select/.test(query)) return exec.call(this, query, ...bindings) as never;
        failing.mockRestore();
        throw new Error("database or disk is full: SQLITE_FULL");
      });
    }),
  );

it("a person who could not be listed is listed with the next permit, and one who could not be removed is known", () =>
  inAccount((sql, fails) => {
    const people = new Conversations(sql);
    const ana = { name: "messenger:1:ana", alias: "a1" };
    fails();
    expect(() => people.see(ana, 1)).toThrow("SQLITE_FULL");
    people.see(ana, 1);
    expect(people.has(ana.name)).toBe(true);
    fails();
    expect(() => people.remove(ana.name)).toThrow("SQLITE_FULL");
    expect(people.has(ana.name)).toBe(true);
  }));

it("a pause begins and ends on the disk and in memory", () =>
  inAccount((sql, fails) => {
    const facts = new KeyValue(sql);
    const pause = new Pause(facts, 1_000);
    fails();
    expect(() => pause.begin({ why: "token", detail: "dead" })).toThrow("SQLITE_FULL");
    expect(pause.paused).toBeNull();
    pause.begin({ why: "token", detail: "dead" });
    fails();
    expect(() => pause.end()).toThrow("SQLITE_FULL");
    expect(pause.paused).toEqual(facts.recall("pause"));
    pause.end();
    expect([pause.paused, facts.recall("pause")]).toEqual([null, null]);
  }));

it("a sighting that could not be written is written with the next", () =>
  inAccount((sql, fails) => {
    const facts = new KeyValue(sql);
    const seen = new EchoLog(facts, 1_000);
    fails();
    expect(() => seen.note({ echoed: 5_000 })).toThrow("SQLITE_FULL");
    seen.note({ echoed: 5_001 });
    expect(facts.recall("echoes")).toEqual({ ...NO_EVIDENCE, echoed: 5_001 });
  }));

it("a person costs a row a day for the list, and one for its index by day", () =>
  inAccount((sql) => {
    const prototype = Object.getPrototypeOf(sql) as SqlStorage;
    const { exec } = prototype;
    const cursors: { rowsWritten: number }[] = [];
    vi.spyOn(prototype, "exec").mockImplementation(function (this: SqlStorage, query, ...bindings) {
      const cursor = exec.call(this, query, ...bindings);
      cursors.push(cursor);
      return cursor as never;
    });
    const written = () => cursors.splice(0).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
    const people = new Conversations(sql);
    const ana = { name: "messenger:1:ana", alias: "a1" };
    written();
    people.see(ana, 1);
    expect(written()).toBe(3); // with the index by alias
    people.see(ana, 2);
    expect(written()).toBe(0);
    people.see(ana, 86_400_001);
    expect(written()).toBe(2);
  }));
