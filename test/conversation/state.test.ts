import { afterEach, describe, expect, it, vi } from "vitest";
import { Status } from "../../src/conversation/schema.ts";
import { createBot } from "../../src/kit/index.ts";
import { inRoom, type Room } from "../support/room.ts";
import { PAGE, until, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
afterEach(() => vi.useRealTimers());

/** The state as it stands in storage. */
const stored = ({ scope }: Room): unknown =>
  JSON.parse(scope.ctx.storage.sql.exec<{ state: string }>("select state from conversation").one().state);

function version(version: number, migrate?: (old: unknown, from: number) => { words: string }) {
  const bot = createBot({
    state: { version, initial: () => ({ words: "" }), ...(migrate === undefined ? {} : { migrate }) },
  });
  bot.otherwise((c) => {
    c.state.words += c.text;
    c.say(`version ${version} remembers ${c.state.words}`);
  });
  bot.onError((c) => c.say("Something broke."));
  return bot;
}

describe("state of a newer bot", () => {
  it("lets the event wait, is listed, and the newer bot answers when it is back", async () => {
    const psid = w.writer();
    await inRoom(psid, version(2), {}, async ({ says, runs }) => {
      says("a");
      await runs();
    });
    let waiting = 0;
    await inRoom(psid, version(1), {}, async (room) => {
      const { seq } = room.says("b");
      waiting = seq;
      await room.runs();
      expect(room.row(seq)).toMatchObject({ status: Status.waiting, tries: 0, out: null });
      expect(room.row(seq).due).toBeGreaterThan(Date.now() + 50_000);
      expect(room.alarms.at(-1)).toBe(room.row(seq).due);
      expect(stored(room)).toMatchObject({ version: 2, data: { words: "a" } });
    });
    expect(w.screen(psid)).toEqual(["version 2 remembers a"]);
    expect(await account().alerts()).toMatchObject([
      { kind: "state_newer", conversation: `messenger:${PAGE}:${psid}`, detail: expect.stringMatching(/version 2/) },
    ]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await inRoom(psid, version(2), {}, async ({ runs, row }) => {
      await runs();
      expect(row(waiting).status).toBe(Status.done);
    });
    expect(w.screen(psid)).toEqual(["version 2 remembers a", "version 2 remembers ab"]);
  });
});

describe("state of an older bot", () => {
  it("is migrated with the turn", async () => {
    const psid = w.writer();
    await inRoom(psid, version(1), {}, async ({ says, runs }) => {
      says("a");
      await runs();
    });
    const newer = version(3, (old, from) => ({ words: `${(old as { words: string }).words}@${from}` }));
    await inRoom(psid, newer, {}, async (room) => {
      room.says("b");
      await room.runs();
      expect(stored(room)).toMatchObject({ version: 3, data: { words: "a@1b" } });
    });
    expect(w.screen(psid).at(-1)).toBe("version 3 remembers a@1b");
  });

  it("stays as it is when migrate throws: the handler does not run, and nothing of the turn is saved", async () => {
    const psid = w.writer();
    let before: unknown;
    await inRoom(psid, version(1), {}, async (room) => {
      room.says("a");
      await room.runs();
      before = stored(room);
    });
    const broken = version(2, () => {
      throw new TypeError("no such field");
    });
    await inRoom(psid, broken, {}, async (room) => {
      const { seq } = room.says("b");
      await room.runs();
      expect(room.row(seq).status).toBeGreaterThanOrEqual(Status.done);
      expect(stored(room)).toEqual(before);
    });
    expect(w.screen(psid).join()).not.toContain("version 2");
    // Repaired: nothing was lost of what was remembered.
    const repaired = version(2, (old) => old as { words: string });
    await inRoom(psid, repaired, {}, async ({ says, runs }) => {
      says("c");
      await runs();
    });
    expect(w.screen(psid).at(-1)).toBe("version 2 remembers ac");
  });
});

describe("state that is too large", () => {
  const filling = () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ words: "" }) } });
    bot.hears(/^\d+$/, (c) => {
      c.state.words = "x".repeat(Number(c.text));
      c.say(`kept ${c.text}`);
      c.later("1h", { signal: "never", shape: { read: (value) => value } }, {});
    });
    bot.onError((c, error) => c.say(`Something broke: ${(error as Error).message}`));
    return bot;
  };

  it("is not kept: onError speaks, and the old state stays", async () => {
    const psid = w.writer();
    await inRoom(psid, filling(), {}, async (room) => {
      room.says("10");
      await room.runs();
      room.scope.store.forget({ name: "never" });
      room.says("100000");
      await room.runs();
      expect(stored(room)).toMatchObject({ data: { words: "x".repeat(10) } });
      expect(room.scope.store.nextLater()).toBeNull();
      expect(room.scope.store.nextDue()).toBeNull();
    });
    expect(w.screen(psid)).toEqual(["kept 10", expect.stringMatching(/^Something broke: .*100000 are kept/)]);
    expect(await until(async () => (await account().alerts())[0])).toMatchObject({ kind: "handler_failed" });
  });

  it("is kept up to 100,000 characters as JSON", async () => {
    const psid = w.writer();
    await inRoom(psid, filling(), {}, async (room) => {
      room.says("10");
      await room.runs();
      const frame = JSON.stringify(stored(room)).length - 10;
      room.says(String(100_000 - frame - 5));
      await room.runs();
    });
    expect(w.screen(psid)[1]).toMatch(/^kept 99\d{3}$/);
  });
});

it("onError speaks when the state cannot be migrated", async () => {
  const psid = w.writer();
  const v1 = createBot({ state: { version: 1, initial: () => ({}) } });
  v1.otherwise((c) => c.say("v1"));
  await inRoom(psid, v1, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  const v2 = createBot({
    state: {
      version: 2,
      initial: () => ({}),
      migrate: () => {
        throw new TypeError("x");
      },
    },
  });
  v2.otherwise((c) => c.say("v2"));
  v2.onError((c) => c.say("broke"));
  await inRoom(psid, v2, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  expect(w.screen(psid)).toEqual(["v1", "broke"]);
});
