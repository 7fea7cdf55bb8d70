/** What a conversation remembers of a write that fails: nothing. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { Store } from "../../src/conversation/store.ts";
import { action, createBot, quick } from "../../src/kit/index.ts";
import { inRoom, objectOf } from "../support/room.ts";
import { world } from "../support/world.ts";

const HOUR = 3_600_000;
const FULL = "database or disk is full: SQLITE_FULL";
const w = world();

beforeEach(() => {
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** The next statement of this kind fails, once. */
function fails(storage: DurableObjectStorage, statement: RegExp): void {
  const prototype = Object.getPrototypeOf(storage.sql) as SqlStorage;
  const { exec } = prototype;
  const failing = vi.spyOn(prototype, "exec").mockImplementation(function (this: SqlStorage, query, ...bindings) {
    if (!statement.test(query)) return exec.call(this, query, ...bindings) as never;
    failing.mockRestore();
    throw new Error(FULL);
  });
}

/** What another object would find. */
const stored = ({ storage }: DurableObjectState) => new Store(storage, 0, messenger.opensWindow);

it("there is one way to a transaction", () => {
  const sources = import.meta.glob<string>("/src/**/*.ts", { query: "?raw", import: "default", eager: true });
  const uses = Object.entries(sources).filter(([, source]) => source.includes("transactionSync("));
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(uses.map(([file]) => file)).toEqual(["/src/conversation/store.ts"]);
});

describe("a step", () => {
  it("that throws leaves nothing, on the disk or in memory, and tells who else remembers", async () => {
    await runInDurableObject(objectOf(w.writer()), async (_, { storage }) => {
      const undone = vi.fn();
      const store = new Store(storage, 7, messenger.opensWindow, { undone });
      const before = { ...store.facts };
      const failing = () =>
        store.step(() => {
          store.later("survey", "k", 1, null);
          store.step(() => store.note({ origin: "https://elsewhere.test" }));
          store.save({ version: 1, data: "new" } as never);
          void storage.setAlarm(Date.now() + HOUR);
          throw new Error("in the middle");
        });
      expect(failing).toThrow("in the middle");
      expect(undone).toHaveBeenCalledOnce();
      expect({ ...store.facts }).toEqual(before);
      expect(store.state).toBeNull();
      expect(store.nextLater()).toBeNull();
      expect(await storage.getAlarm()).toBeNull();
      expect(store.step(() => "well")).toBe("well");
    });
  });

  it("is what each write is that stands alone", async () => {
    await inRoom(w.writer(), createBot(), {}, async ({ scope: { store, ctx }, says }) => {
      const { seq } = says("hi");
      const part = { n: 0, said: 0, status: "queued", tries: 0, expires: 0, work: { do: "erase" }, words: "" } as const;
      const writes: Record<string, [RegExp, () => unknown]> = {
        save: [/^update conversation/, () => store.save()],
        answered: [/^update event/, () => store.answered(seq, [part])],
        said: [/insert into event/, () => store.said("m#0", 1, [part])],
        tryAgain: [/^update event/, () => store.tryAgain(seq, 1, 5)],
        close: [/^update event/, () => store.close(seq, false)],
        prune: [/delete from event/, () => store.prune(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
      };
      store.answered(says("done").seq, []); // something to prune
      store.close(seq, false);
      store.save();
      for (const [name, [statement, write]] of Object.entries(writes)) {
        const before = { ...store.facts };
        store.note({ origin: `https://${name}.test` }); // as one does before a `save`
        fails(ctx.storage, statement);
        expect(write, name).toThrow(FULL);
        expect({ ...store.facts }, name).toEqual(before);
        expect({ ...stored(ctx).facts }, name).toEqual(before);
      }
    });
  });

  it("that fails forgets nothing that the person did, and has not been answered", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.say("yes?"));
    await inRoom(psid, bot, {}, async ({ scope: { store, ctx }, says, runs }) => {
      const longAgo = Date.now() - 25 * HOUR;
      store.note({ windowOpenedAt: longAgo, control: { by: "human", until: longAgo + 48 * HOUR, held: true } });
      store.save();
      says("hello");
      const { windowOpenedAt, lastUserMessageAt, control } = store.facts;
      expect(windowOpenedAt).toBeGreaterThan(longAgo);
      fails(ctx.storage, /^update conversation/);
      expect(() => store.save()).toThrow(FULL);
      expect(store.facts).toMatchObject({ windowOpenedAt, lastUserMessageAt, control });
      store.note({ control: { by: "bot" } });
      await runs();
      expect(stored(ctx).facts).toMatchObject({ windowOpenedAt, lastUserMessageAt });
    });
    expect(w.screen(psid)).toEqual(["yes?"]);
  });
});

describe("a hand-over that nobody answers", () => {
  it("is told to the person, although storage failed once", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "x", ifUnanswered: "15m" }));
    bot.otherwise((c) => c.say("the bot again"));
    await inRoom(psid, bot, {}, async ({ scope: { store, ctx }, says, runs, wakes }) => {
      says("human");
      await runs();
      ctx.storage.sql.exec("update later set due = 1");
      fails(ctx.storage, /^update conversation/);
      await expect(wakes()).rejects.toThrow(FULL);
      expect(store.facts).toMatchObject({ control: { by: "human" }, awaitingHuman: true });
      await runs();
      await runs();
    });
    expect(w.screen(psid)).toEqual(["One moment.", expect.stringContaining("Nobody is free just now")]);
  });
});

describe("what is said now", () => {
  it("and could not be stored changes no offers, and counts as no turn", async () => {
    const psid = w.writer();
    const [yes, no] = [action("YES"), action("NO")];
    const bot = createBot();
    for (const one of [yes, no]) bot.on(one, () => {});
    bot.hears("pay", async (c) => {
      await c.sayNow(quick("Shall I charge your card?", yes.as("Yes"), no.as("No"))).catch(() => {});
      c.say("Later, then.");
    });
    await inRoom(psid, bot, {}, async ({ scope: { store, ctx }, says, runs }) => {
      says("pay");
      const { turns } = store.facts;
      fails(ctx.storage, /^update conversation/);
      await runs();
      expect(store.facts).toMatchObject({ turns: turns + 1, offers: [] });
    });
    expect(w.screen(psid)).toEqual(["Later, then."]);
  });
});
