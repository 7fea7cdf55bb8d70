import { beforeEach, describe, expect, it, vi } from "vitest";
import { replayEvent, replayParts } from "../../src/conversation/replay.ts";
import { createBot, shape, signal } from "../../src/kit/index.ts";
import { inRoom, type Room } from "../support/room.ts";
import { time } from "../support/time.ts";
import { PAGE, worker, world } from "../support/world.ts";

const w = world();
const t = time();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
beforeEach(() => {
  t.stops();
  vi.spyOn(console, "error").mockImplementation(() => {});
});

/** A bot whose handler can be broken, and mended. */
function breaking(options: Parameters<typeof createBot>[0] = {}) {
  const bot = createBot(options);
  const state = { isBroken: true, heard: [] as string[], keys: [] as string[] };
  bot.otherwise(async (c) => {
    await c.once("order", (key) => state.keys.push(key));
    if (state.isBroken) throw new TypeError("a mistake");
    state.heard.push(c.text);
    c.say(`heard ${state.heard.length}`);
  });
  return { bot, state };
}

const counts = ({ scope }: Room) => {
  const { acknowledged, handled, dead, pending } = scope.store.count();
  return { acknowledged, handled, dead, pending };
};

describe("the replay of a turn", () => {
  it("of texts that were merged runs as one turn again, with what was done once", async () => {
    const psid = w.writer();
    const { bot, state } = breaking({ batch: "2s" });
    await inRoom(psid, bot, {}, async (room) => {
      const { says, runs, scope } = room;
      const { id } = says("one");
      says("two");
      await runs();
      expect(counts(room)).toEqual({ acknowledged: 2, handled: 0, dead: 2, pending: 0 });
      expect(await account().alerts()).toMatchObject([{ kind: "handler_failed", event: id }]);
      state.isBroken = false;
      expect(replayEvent(scope, id)).toBe("replayed");
      expect(replayEvent(scope, id)).toBe("nothing to replay");
      await runs();
      expect(counts(room)).toEqual({ acknowledged: 4, handled: 4, dead: 0, pending: 0 });
    });
    expect(state.heard).toEqual(["one\ntwo"]);
    expect(state.keys).toHaveLength(1);
    expect(w.screen(psid)).toEqual(["heard 1"]);
  });

  it("leaves what died in another turn alone", async () => {
    const { bot, state } = breaking();
    await inRoom(w.writer(), bot, {}, async (room) => {
      const rows = [room.says("one"), room.says("two")];
      await room.runs();
      state.isBroken = false;
      expect(replayEvent(room.scope, rows[1]?.id ?? "")).toBe("replayed");
      await room.runs();
      expect(counts(room)).toEqual({ acknowledged: 3, handled: 2, dead: 1, pending: 0 });
    });
    expect(state.heard).toEqual(["two"]);
  });

  it("of a flood answers what nobody has answered", async () => {
    const { bot, state } = breaking();
    await inRoom(w.writer(), bot, { FLOOD_TURNS: 2 }, async (room) => {
      for (const words of ["1", "2"]) room.says(words);
      await room.runs();
      const rows = ["more 1", "more 2", "more 3"].map((words) => room.says(words));
      await room.runs();
      expect(counts(room)).toEqual({ acknowledged: 5, handled: 0, dead: 5, pending: 0 });
      state.isBroken = false;
      t.passes(120_000);
      expect(replayEvent(room.scope, rows[2]?.id ?? "")).toBe("replayed");
      await room.runs();
      expect(counts(room)).toEqual({ acknowledged: 8, handled: 6, dead: 2, pending: 0 });
    });
    expect(state.heard.join("\n")).toBe("more 1\nmore 2\nmore 3");
  });

  it("is nothing that the person has done: many at once are no flood", async () => {
    const { bot, state } = breaking();
    await inRoom(w.writer(), bot, { FLOOD_TURNS: 2 }, async (room) => {
      const rows = [];
      for (const words of ["1", "2", "3"]) {
        rows.push(room.says(words));
        await room.runs();
        t.passes(60_000);
      }
      state.isBroken = false;
      for (const { id } of rows) replayEvent(room.scope, id);
      await room.runs();
    });
    expect(state.heard.slice(-3)).toEqual(["1", "2", "3"]);
  });

  it("is told apart from a signal whose id ends like one", async () => {
    const order = signal("order", shape({ n: Number }));
    const bot = createBot();
    const keys: string[] = [];
    bot.on(order, async (c, { n }) => {
      await c.once("mail", (key) => keys.push(key));
      await c.sayNow(`order ${n}`);
    });
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ says, takes, runs }) => {
      says("hello");
      for (const n of [1, 2]) {
        takes({ kind: "signal", id: `signal:order:A~${n}`, at: Date.now(), name: "order", data: { n } });
      }
      await runs();
    });
    expect(new Set(keys).size).toBe(2);
    expect(w.screen(psid)).toEqual(["order 1", "order 2"]);
  });

  it("stands in the history once", async () => {
    const { bot, state } = breaking();
    let lines: string[] = [];
    bot.hears("look", (c) => {
      lines = c.history(10).map(({ from, text }) => `${from}: ${text}`);
    });
    await inRoom(w.writer(), bot, {}, async ({ says, runs, scope }) => {
      const { id } = says("one");
      await runs();
      state.isBroken = false;
      replayEvent(scope, id);
      await runs();
      says("look");
      await runs();
    });
    expect(lines).toEqual(["person: one", "bot: heard 1"]);
  });
});

describe("the replay of parts", () => {
  it("of which none is lost does nothing", async () => {
    const { bot, state } = breaking();
    state.isBroken = false;
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
      const { id } = says("one");
      await runs();
      expect(replayParts(scope, id)).toBe("nothing to replay");
      expect(replayParts(scope, "m_unknown")).toBe("gone");
      expect(replayEvent(scope, id)).toBe("nothing to replay");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["heard 1"]);
  });
});
