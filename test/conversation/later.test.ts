import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { createBot, shape, signal } from "../../src/kit/index.ts";
import type { Event } from "../../src/model/events.ts";
import { crash, inRoom, objectOf } from "../support/room.ts";
import { time } from "../support/time.ts";
import { until, world } from "../support/world.ts";

const w = world();
const HOUR = 3_600_000;
const reminder = signal("reminder", shape({ n: Number }));
const news = signal("news", shape({ n: Number }));
const t = time();

/** Asks for something later, and hears of it. */
function reminding() {
  const bot = createBot();
  const heard: string[] = [];
  bot.on(reminder, (_, { n }) => void heard.push(`reminder ${n}`));
  bot.on(news, (_, { n }) => void heard.push(`news ${n}`));
  bot.hears(/^remind (\d) (.*)/, (c) => {
    const [, n, key] = /^remind (\d) (.*)/.exec(c.text) ?? [];
    c.later("1h", reminder, { n: Number(n) }, { key: key ?? "" });
  });
  bot.hears("each", (c) => {
    c.later("1h", reminder, { n: 1 });
    c.later("1h", reminder, { n: 2 });
    c.later("1h", news, { n: 3 });
  });
  bot.hears("forget all reminders", (c) => c.forget(reminder));
  bot.hears(/^forget key/, (c) => c.forget(c.text.slice("forget key ".length)));
  bot.hears("mistake", (c) => {
    c.later("1h", reminder, { n: 9 });
    throw new TypeError("a mistake");
  });
  return { bot, heard };
}

/** Says all of it, and gives what has happened an hour later. */
async function anHourAfter(...texts: string[]): Promise<string[]> {
  const { bot, heard } = reminding();
  await inRoom(w.writer(), bot, {}, async ({ says, runs, wakes }) => {
    for (const text of texts) {
      says(text);
      await runs();
    }
    t.passes(HOUR + 1_000);
    await wakes();
    await wakes();
  });
  return heard;
}

describe("what is asked for later", () => {
  it("is stored with the turn, and wakes the object then and not before", async () => {
    const { bot, heard } = reminding();
    await inRoom(w.writer(), bot, {}, async ({ says, runs, wakes, alarms, scope }) => {
      const begun = Date.now();
      says("remind 1 a");
      await runs();
      const due = scope.store.nextLater() ?? 0;
      expect(due - begun).toBeGreaterThanOrEqual(HOUR);
      expect(due - begun).toBeLessThan(HOUR + 1_000);
      expect(alarms.some((at) => Math.abs(at - due) < 50)).toBe(true);
      t.passes(HOUR - 5_000);
      await wakes();
      expect(heard).toEqual([]);
      t.passes(10_000);
      await wakes();
      expect(heard).toEqual(["reminder 1"]);
      expect(scope.store.nextLater()).toBeNull();
    });
  });

  it.each<[string, string[], string[]]>([
    ["each for itself without a key", ["each"], ["reminder 1", "reminder 2", "news 3"]],
    ["one of a key: the second replaces the first", ["remind 1 a", "remind 2 a"], ["reminder 2"]],
    ["two of two keys", ["remind 1 a", "remind 2 b"], ["reminder 1", "reminder 2"]],
    ["not what was forgotten by its key", ["remind 1 a", "remind 2 b", "forget key a"], ["reminder 2"]],
    ["not what was forgotten by its signal", ["each", "remind 4 a", "forget all reminders"], ["news 3"]],
    ["nothing of a handler that failed", ["mistake"], []],
  ])("happens once: %s", async (_, texts, happened) => {
    expect((await anHourAfter(...texts)).sort()).toEqual([...happened].sort());
  });

  it("comes through the alarm, once, through a crash of the object", async () => {
    const { psid } = w.joins();
    w.meta.taps(psid, { type: "postback", title: "Buy", payload: "BUY_WATCH" });
    for (const [count, title] of ["Checkout", "Express, $12.00", "Yes"].entries()) {
      await w.hears(psid, count + 1);
      w.meta.taps(psid, title);
    }
    expect((await w.hears(psid, 4)).at(-1)).toBe("[receipt]");
    await w.settled();
    await runDurableObjectAlarm(objectOf(psid)); // the safety net's: what is left is what was asked for
    await runInDurableObject(objectOf(psid), async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeLessThanOrEqual(Date.now() + HOUR);
    });
    t.passes(HOUR + 60_000);
    await crash(psid);
    await runDurableObjectAlarm(objectOf(psid));
    expect((await w.hears(psid, 5)).at(-1)).toBe("How would you rate your experience today?");
    await crash(psid);
    await runDurableObjectAlarm(objectOf(psid));
    await w.settled();
    expect(w.screen(psid)).toHaveLength(5);
  });
});

describe("a signal from outside", () => {
  it("that a person of the Page has put off comes at once when they give the conversation back", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled();
    const passes = (id: string, from: string, to: string) => {
      const event: Event = { kind: "control", id, action: "pass", at: Date.now(), from, to };
      return objectOf(psid).accept({ origin: "", received: Date.now(), events: [event] });
    };
    await passes("c_1", "808080808080808", PAGE_INBOX);
    await objectOf(psid).signal("survey", { order: "1" }, "one");
    await until(() =>
      runInDurableObject(objectOf(psid), (_, { storage }) => storage.sql.exec("select 1 from later").toArray().length),
    );
    const begun = Date.now();
    await passes("c_2", PAGE_INBOX, "808080808080808");
    await w.hears(psid, 2);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  it("is answered once, however often it is given with the same id", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    expect(await objectOf(psid).signal("survey", { order: "1" }, "one")).toBe(1);
    expect(await objectOf(psid).signal("survey", { order: "1" }, "one")).toBe(0);
    await w.hears(psid, 2);
    await crash(psid);
    expect(await objectOf(psid).signal("survey", { order: "1" }, "one")).toBe(0);
    await w.settled();
    expect(w.screen(psid).slice(1)).toEqual(["How would you rate your experience today?"]);
    await objectOf(psid).signal("survey", { order: "2" }, "another");
    expect(await w.hears(psid, 3)).toHaveLength(3);
  });

  it("waits while a person has the conversation, until they have left", async () => {
    const psid = w.writer();
    const { bot, heard } = reminding();
    bot.hears("hello?", () => void heard.push("hello?"));
    await inRoom(psid, bot, {}, async ({ says, takes, wakes, scope }) => {
      t.passes(60_000);
      takes({ kind: "echo", id: "m_1", mid: "m_1", at: Date.now(), appId: PAGE_INBOX, text: "Hi!", attachments: [] });
      takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 7 } } satisfies Event);
      says("hello?");
      await wakes();
      expect(heard).toEqual([]);
      expect(scope.store.nextDue()).toBeNull();
      t.passes(20 * 60_000);
      // They are still at it: their next word prolongs it.
      takes({ kind: "echo", id: "m_2", mid: "m_2", at: Date.now(), appId: PAGE_INBOX, text: "So …", attachments: [] });
      t.passes(20 * 60_000);
      await wakes();
      expect(heard).toEqual([]);
      t.passes(11 * 60_000);
      await wakes();
      await wakes();
    });
    // What was written was for the person of the Page; what happened is still worth saying.
    expect(heard).toEqual(["news 7"]);
  });

  it("is dropped when no handler knows it", async () => {
    const { bot } = reminding();
    await inRoom(w.writer(), bot, {}, async ({ takes, runs, scope }) => {
      const { seq } = takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "nobody's", data: {} });
      await runs();
      expect(scope.store.row(seq)?.out).toBeNull();
      expect(scope.store.nextDue()).toBeNull();
    });
  });
});

it("a signal that waited for a colleague comes when they have given the conversation back", async () => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, d) => void heard.push(d.n));
  bot.otherwise(() => {});
  await inRoom(w.writer(), bot, {}, async ({ takes, wakes }) => {
    t.passes(1000);
    takes({ kind: "control", action: "pass", id: "c1", at: Date.now(), from: "808080808080808", to: PAGE_INBOX });
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    await wakes();
    t.passes(60_000);
    takes({ kind: "control", action: "pass", id: "c2", at: Date.now(), from: PAGE_INBOX, to: "808080808080808" });
    await wakes();
    t.passes(3_600_000);
    await wakes();
    expect(heard).toEqual([1]);
  });
});

it("a signal that was postponed can still be forgotten by its key", async () => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, d) => void heard.push(d.n));
  bot.hears("ask", (c) => c.later("1h", news, { n: 1 }, { key: "k" }));
  bot.hears("forget", (c) => c.forget("k"));
  await inRoom(w.writer(), bot, {}, async ({ takes, says, runs, wakes, scope }) => {
    says("ask");
    await runs();
    t.passes(3_590_000);
    takes({ kind: "echo", id: "m_1", mid: "m_1", at: Date.now(), appId: PAGE_INBOX, text: "Hi!", attachments: [] });
    t.passes(60_000);
    await wakes();
    expect(scope.store.nextLater()).not.toBeNull();
    t.passes(1_800_000 - 50_000);
    says("forget");
    await runs();
    t.passes(1000_000);
    await wakes();
    expect(heard).toEqual([]);
  });
});

it("the id of a signal does not grow with every postponement", async () => {
  const bot = createBot();
  bot.on(news, () => {});
  await inRoom(w.writer(), bot, {}, async ({ takes, wakes, scope }) => {
    scope.store.note({ control: { by: "passing" } });
    scope.store.save();
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    for (let i = 0; i < 5; i++) {
      await wakes();
      t.passes(11_000);
    }
    const ids = scope.ctx.storage.sql
      .exec<{ id: string }>("select id from event")
      .toArray()
      .map(({ id }) => id.length);
    expect(Math.max(...ids)).toBeLessThan(100);
  });
});

it.each(["forgets", "puts off"])("a turn that %s a signal does so also when it became due meanwhile", async (deed) => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, { n }) => void heard.push(n));
  bot.hears("ask", (c) => c.later("1h", news, { n: 1 }, { key: "k" }));
  let wake = () => {};
  bot.otherwise((c) => {
    wake();
    if (deed === "forgets") c.forget("k");
    else c.later("1h", news, { n: 2 }, { key: "k" });
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs, scope }) => {
    says("ask");
    await runs();
    wake = () => scope.store.fireDue(Date.now() + 3_601_000); // the alarm comes while the handler thinks
    says("not now");
    await runs();
    await runs();
    expect(heard).toEqual([]);
    expect(scope.store.nextLater() === null).toBe(deed === "forgets");
  });
});
