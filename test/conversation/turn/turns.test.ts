import { describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot } from "../../../src/kit/index.ts";
import { NewerStateError } from "../../../src/kit/runnable.ts";
import { inRoom } from "../../support/room.ts";
import { AUTOMATED, world } from "../../support/world.ts";

const w = world();

const counting = () => createBot({ state: { version: 1, initial: () => ({ count: 0 }) } });

describe("a turn", () => {
  it("keeps state and words together: a failed handler leaves neither", async () => {
    const psid = w.joins("2000000000000001").psid;
    const bot = counting();
    let runs = 0;
    bot.hears("count", (c) => {
      c.state.count++;
      c.say(`count ${c.state.count}`);
      if (++runs === 1) throw new Error("the shop's service is away");
    });
    await inRoom(psid, bot, {}, async ({ says, turns, scope, alarms, row }) => {
      const { seq } = says("count");
      await turns.run();
      expect(row(seq)).toMatchObject({ status: Status.waiting, tries: 1, out: null });
      expect(scope.store.state).toBeNull();
      expect(alarms.at(-1)).toBeGreaterThan(Date.now() + 500);
      scope.store.tryAgain(seq, 1, 0);
      await turns.run();
      expect(scope.store.state).toMatchObject({ version: 1, data: { count: 1 } });
      expect(JSON.parse(String(row(seq).out))).toMatchObject([{ words: "count 1" }]);
    });
  });

  it("is tried again after 1, 4 and 10 seconds at most, then onError speaks", async () => {
    const psid = w.joins("2000000000000002").psid;
    const bot = counting();
    let runs = 0;
    bot.otherwise(() => {
      runs++;
      throw new Error("away");
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, turns, scope, row }) => {
      const received = Date.now();
      const { seq } = says("anything", received);
      const delays: number[] = [];
      try {
        for (let clock = received; row(seq).status === Status.waiting; ) {
          vi.useFakeTimers({ toFake: ["Date"], now: clock });
          await turns.run();
          if (row(seq).status === Status.waiting) delays.push(row(seq).due - clock);
          clock = row(seq).due;
        }
      } finally {
        vi.useRealTimers();
      }
      expect(delays.map((delay) => Math.round(delay / 1000))).toEqual([1, 4, 10]);
      expect(runs).toBe(4);
      expect(JSON.parse(String(row(seq).out))).toMatchObject([{ words: "Something broke." }]);
      expect(scope.store.state).toMatchObject({ version: 1, data: { count: 0 } });
    });
  });

  it("that comes late, after an outage, has all its tries all the same: they count from the first run", async () => {
    const psid = w.writer();
    const bot = counting();
    bot.otherwise(() => {
      throw new Error("away");
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, turns, row }) => {
      const begun = Date.now();
      const { seq } = says("anything", begun - 25_000);
      const runs: number[] = [];
      try {
        for (let clock = begun; row(seq).status === Status.waiting; clock = row(seq).due) {
          vi.useFakeTimers({ toFake: ["Date"], now: clock });
          runs.push(clock - begun);
          await turns.run();
        }
      } finally {
        vi.useRealTimers();
      }
      expect(runs.map((ms) => Math.round(ms / 1000))).toEqual([0, 1, 5, 15]);
      expect(JSON.parse(String(row(seq).out))).toMatchObject([{ words: "Something broke." }]);
    });
  });

  it("that comes late is given up in its time all the same: it is counted once, from the first run", async () => {
    const bot = createBot();
    const took = [12_000, 5_000];
    let runs = 0;
    bot.otherwise(() => {
      vi.setSystemTime(Date.now() + (took[runs++] ?? 0));
      throw new Error("away");
    });
    await inRoom(w.writer(), bot, {}, async ({ says, turns, row }) => {
      const { seq } = says("anything", Date.now() - 25_000);
      try {
        vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
        await turns.run();
        expect(row(seq).status).toBe(Status.waiting);
        vi.setSystemTime(row(seq).due);
        await turns.run();
      } finally {
        vi.useRealTimers();
      }
      expect(row(seq)).toMatchObject({ status: Status.done, dead: 1 });
    });
    expect(runs).toBe(2);
  });

  it("that waited behind others has its tries from when the person last heard something", async () => {
    const psid = w.writer();
    const bot = createBot();
    let fails = 1;
    bot.otherwise((c) => {
      if (c.text === "three" && fails-- > 0) throw new Error("away");
      vi.setSystemTime(Date.now() + 9_500);
      c.say(`heard ${c.text}`);
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
      for (const words of ["one", "two", "three"]) says(words);
      try {
        vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
        await runs();
        vi.setSystemTime(scope.store.nextDue() ?? 0);
        await runs();
      } finally {
        vi.useRealTimers();
      }
    });
    expect(w.screen(psid)).toEqual(["heard one", "heard two", "heard three"]);
  });

  it("that was put off is not put off by an hour more when the clock is set back", async () => {
    const bot = createBot();
    let runs = 0;
    bot.otherwise(() => {
      if (++runs === 1) throw new Error("away");
    });
    await inRoom(w.writer(), bot, {}, async ({ says, turns, row, scope }) => {
      const { seq } = says("anything");
      try {
        await turns.run();
        expect(row(seq).tries).toBe(1);
        vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
        expect(scope.store.nextDue()).toBe(0);
        await turns.run();
      } finally {
        vi.useRealTimers();
      }
      expect(row(seq).status).toBe(Status.done);
    });
    expect(runs).toBe(2);
  });

  it("of an older version of the bot waits for the newer one, with all that it answers", async () => {
    const bot = createBot({ batch: "1s" });
    let runs = 0;
    bot.otherwise(() => {
      runs++;
      throw new NewerStateError(2, 1);
    });
    await inRoom(w.writer(), bot, { FLOOD_TURNS: 1 }, async ({ says, turns, row, scope }) => {
      const rows = [says("one"), says("two")];
      await turns.run();
      expect(rows.map(({ seq }) => row(seq).due > Date.now() + 50_000)).toEqual([true, true]);
      expect(scope.store.nextDue()).toBeGreaterThan(Date.now() + 50_000);
    });
    expect(runs).toBe(1);
  });

  it.each([
    ["a mistake in the code", () => (undefined as unknown as { x: () => void }).x()],
    ["content that the channel cannot say", (c: { say: (text: string) => void }) => c.say("  ")],
  ])("is not tried again after %s", async (_, handler) => {
    const psid = w.joins().psid;
    const bot = createBot();
    bot.otherwise(handler as never);
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, turns, row }) => {
      const { seq } = says("anything");
      await turns.run();
      expect(row(seq)).toMatchObject({ tries: 0 });
      expect(JSON.parse(String(row(seq).out))).toMatchObject([{ words: "Something broke." }]);
    });
  });

  it("that hangs ends in onError, and the next one runs", async () => {
    const psid = w.joins().psid;
    const bot = createBot();
    bot.hears("hang", () => new Promise(() => {}));
    bot.otherwise((c) => c.say("still here"));
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, { TURN_MS: 0, SHORTEST_TURN_MS: 50 }, async ({ says, turns, row }) => {
      const first = says("hang");
      const second = says("and you?");
      await turns.run();
      expect(JSON.parse(String(row(first.seq).out))).toMatchObject([{ words: "Something broke." }]);
      expect(JSON.parse(String(row(second.seq).out))).toMatchObject([{ words: "still here" }]);
    });
  });

  it("with an onError that fails too ends dead, and says nothing", async () => {
    const psid = w.joins().psid;
    const bot = createBot();
    bot.otherwise(() => {
      throw new TypeError("a mistake");
    });
    bot.onError(() => {
      throw new TypeError("another");
    });
    await inRoom(psid, bot, {}, async ({ says, turns, row }) => {
      const { seq } = says("anything");
      await turns.run();
      expect(row(seq)).toMatchObject({ status: Status.done, dead: 1, out: null });
    });
  });

  it("does what stands in c.once once, with the same key and result however often it runs", async () => {
    const psid = w.joins().psid;
    const keys: string[] = [];
    const results: string[] = [];
    const bot = createBot();
    let runs = 0;
    bot.otherwise(async (c) => {
      results.push(
        await c.once("order", (key) => {
          keys.push(key);
          return `order ${keys.length}`;
        }),
      );
      if (++runs === 1) throw new Error("after the order");
    });
    await inRoom(psid, bot, {}, async ({ says, turns, scope }) => {
      const { seq } = says("buy");
      await turns.run();
      scope.store.tryAgain(seq, 1, 0);
      await turns.run();
      expect(keys).toHaveLength(1);
      expect(results).toEqual(["order 1", "order 1"]);
    });
  });

  it("takes no turn for what no handler answers", async () => {
    const psid = w.joins().psid;
    await inRoom(psid, createBot(), {}, async ({ says, scope }) => {
      expect(says("nobody listens").status).toBe(Status.done);
      expect(scope.store.nextDue()).toBeNull();
    });
  });

  it("knows what was said before, by whom, without the words being answered", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled();
    const bot = createBot();
    let lines: readonly { from: string; text: string }[] = [];
    bot.otherwise((c) => {
      lines = c.history(5);
    });
    await inRoom(psid, bot, {}, async ({ says, turns }) => {
      says("what did I say?");
      await turns.run();
    });
    expect(lines.map(({ from, text }) => `${from}: ${text}`)).toEqual([
      "person: hello",
      `bot: ${AUTOMATED}`,
      'bot: You said: "hello". How can I help you today?',
    ]);
  });
});

it("an event that is tried again keeps its place, also before one that was written earlier and comes late", async () => {
  const psid = w.writer();
  const bot = createBot();
  let runs = 0;
  bot.otherwise((c) => {
    if (c.text === "first" && runs++ === 0) throw new Error("away");
    c.say(`heard ${c.text}`);
  });
  await inRoom(psid, bot, {}, async ({ says, takes, turns, runs: goesOn, scope }) => {
    const { seq, at } = says("first");
    await turns.run();
    takes({ kind: "message", id: "m_late", mid: "m_late", at: at - 1_000, text: "late", attachments: [] });
    scope.store.tryAgain(seq, 1, 0);
    await goesOn();
  });
  expect(w.screen(psid)).toEqual(["heard first", "heard late"]);
});

it("an event that waited long is tried again after a second, as any other", async () => {
  const bot = createBot();
  const heard: string[] = [];
  bot.otherwise((c) => {
    heard.push(c.text);
    if (c.text === "b") throw new Error("away");
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs, row }) => {
    const { seq } = says("b", Date.now() - 6_000);
    await runs();
    expect(row(seq)).toMatchObject({ tries: 1 });
    expect(row(seq).due - Date.now()).toBeLessThan(1_500);
  });
});
