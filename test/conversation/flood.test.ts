import { afterEach, describe, expect, it, vi } from "vitest";
import type { Event } from "../../src/content/events.ts";
import { Status } from "../../src/conversation/schema.ts";
import { action, createBot, shape, signal } from "../../src/kit/index.ts";
import { crash, inRoom, objectOf } from "../support/room.ts";
import { time } from "../support/time.ts";
import { PAGE, worker, world } from "../support/world.ts";

const w = world();
const t = time();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const TOO_FAST = "You write faster than I can answer. I read all of it, and answer once.";
afterEach(() => vi.restoreAllMocks());

/** A bot that remembers what it heard, turn by turn. */
function listening(options: Parameters<typeof createBot>[0] = {}) {
  const bot = createBot(options);
  const heard: string[] = [];
  bot.otherwise((c) => {
    heard.push(c.text);
    c.say(`turn ${heard.length}`);
  });
  return { bot, heard };
}

const floods = async () => (await account().exceptions({ kind: "person_floods" })).length;
/** Fewer than the standard: a test has other things to wait for. */
const SOON = { FLOOD_TURNS: 5 };
/** As many turns as may be in a minute: from here on it is a flood. */
const first = (says: (text: string) => unknown) => {
  for (let n = 1; n <= SOON.FLOOD_TURNS; n++) says(`${n}`);
};

describe("somebody who floods", () => {
  it("with 500 texts gets thirty turns and one more, is told once, and every text counts", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    t.stops();
    await inRoom(psid, bot, {}, async ({ says, runs, desk }) => {
      for (let n = 1; n <= 500; n++) says(`${n}`);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 500, handled: 500, dead: 0, pending: 0 });
    });
    expect(heard).toHaveLength(31);
    // The last twenty stand for all of them.
    expect(heard.at(-1)?.split("\n")).toEqual(Array.from({ length: 20 }, (_, n) => `${481 + n}`));
    expect(w.screen(psid).filter((words) => words === TOO_FAST)).toHaveLength(1);
    expect(w.screen(psid)).toHaveLength(32);
    expect(await floods()).toBe(1);
  });

  it("gets a turn every while from then on, and hears of it once", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    const begun = t.stops();
    const turns: number[] = [];
    await inRoom(psid, bot, SOON, async ({ says, runs }) => {
      bot.use(async (_, next) => {
        turns.push(Date.now() - begun);
        if (turns.length >= 5 && turns.length < 9) for (let n = 0; n < 10; n++) says("and more");
        await next();
      });
      first(says);
      await runs();
    });
    expect(turns).toEqual([0, 0, 0, 0, 0, 12_000, 24_000, 36_000, 48_000]);
    expect(heard).toHaveLength(9);
    expect(w.screen(psid).filter((words) => words === TOO_FAST)).toHaveLength(1);
  });

  it("is answered as one when the handler fails at first, without what came meanwhile", async () => {
    const heard: string[] = [];
    const bot = createBot();
    bot.otherwise((c) => {
      heard.push(c.text);
      if (heard.length === 6) throw new Error("The shop is closed.");
    });
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, desk }) => {
      first(says);
      for (const text of ["a", "b", "c"]) says(text);
      await runs();
      says("d");
      t.passes(2_000);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 9, handled: 9, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["a\nb\nc", "a\nb\nc", "d"]);
  });

  it("is answered as one when the handler fails at first, though the bot folds", async () => {
    const heard: string[] = [];
    const bot = createBot({ fold: "2s" });
    bot.otherwise((c) => {
      heard.push(c.text);
      if (heard.length === 6) throw new Error("The shop is closed.");
    });
    const psid = w.writer();
    t.stops();
    await inRoom(psid, bot, SOON, async ({ says, takes, runs, desk }) => {
      for (let n = 1; n <= SOON.FLOOD_TURNS; n++) {
        says(`${n}`);
        await runs();
      }
      says("a");
      takes({ kind: "message", id: "m_b", mid: "m_b", at: Date.now(), attachments: [] });
      says("c");
      await runs();
      says("d");
      t.passes(2_000);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 9, handled: 9, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["a\nc", "a\nc", "d"]);
  });

  it("is told again after ten calm minutes, and not before", async () => {
    const psid = w.writer();
    const { bot } = listening();
    t.stops();
    const told = () => w.screen(psid).filter((words) => words === TOO_FAST).length;
    await inRoom(psid, bot, SOON, async ({ says, runs }) => {
      const flood = async () => {
        first(says);
        for (let n = 0; n < 10; n++) says("more");
        await runs();
      };
      await flood();
      expect(told()).toBe(1);
      t.passes(540_000);
      await flood();
      expect(told()).toBe(1);
      t.passes(600_001);
      await flood();
      expect(told()).toBe(2);
    });
    expect(await floods()).toBe(1);
  });

  it("delays nobody else", async () => {
    const { bot } = listening();
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs }) => {
      for (let n = 1; n <= 20; n++) says(`${n}`);
      await runs();
    });
    const other = w.writer();
    t.waits.length = 0;
    await inRoom(other, listening().bot, {}, async ({ says, runs }) => {
      says("hello");
      await runs();
    });
    expect(w.screen(other)).toEqual(["turn 1"]);
    expect(t.waits).toEqual([]);
  });

  it("is one who may, when there is no limit", async () => {
    const { bot, heard } = listening();
    t.stops();
    await inRoom(w.writer(), bot, { FLOOD_TURNS: 0 }, async ({ says, runs }) => {
      for (let n = 1; n <= 12; n++) says(`${n}`);
      await runs();
    });
    expect(heard).toHaveLength(12);
  });
});

describe("what a flood does not swallow", () => {
  it("are signals", async () => {
    const news = signal("news", shape({ n: Number }));
    const { bot, heard } = listening();
    const told: number[] = [];
    bot.on(news, (_, { n }) => void told.push(n));
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, takes, runs }) => {
      first(says);
      for (const n of [1, 2]) {
        says("before");
        takes({ kind: "signal", id: `signal:news:${n}`, at: Date.now(), name: "news", data: { n } });
        says("after");
      }
      await runs();
    });
    expect(told).toEqual([1, 2]);
    expect(heard.slice(5)).toEqual(["before\nafter\nbefore\nafter"]);
  });

  it("is the change of who has the conversation", async () => {
    const { bot, heard } = listening();
    t.stops();
    const psid = w.writer();
    await inRoom(psid, bot, SOON, async ({ says, takes, runs, desk }) => {
      first(says);
      for (let n = 0; n < 10; n++) says("more");
      t.meanwhile = () => {
        const to = "263902037430900";
        takes({ kind: "control", id: "c_1", action: "pass", at: Date.now(), from: "808080808080808", to } as Event);
      };
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 16, handled: 16, pending: 0 });
    });
    expect(heard).toHaveLength(5);
  });

  it("is a word that the bot has to obey", async () => {
    const { bot, heard } = listening({ optOut: true });
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, desk }) => {
      first(says);
      for (const words of ["why", "stop", "you", "robot"]) says(words);
      await runs();
      expect(desk.store.state?.kit?.optOut).toBeDefined();
      expect(desk.store.count()).toMatchObject({ handled: 9, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["why\nyou\nrobot"]);
  });

  it("is their newest tap, wherever it comes: it is a turn of its own, in its place", async () => {
    const { bot, heard } = listening();
    const buy = action("BUY_:sku");
    bot.on(buy, (c) => void heard.push(`bought ${c.params.sku}`));
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, takes, runs, desk }) => {
      first(says);
      for (const sku of ["PEN", "CUP"]) {
        says("quick!");
        const id = `m_${sku}`;
        takes({ kind: "tap", source: "postback", id, mid: id, at: Date.now(), payload: `BUY_${sku}`, title: "Buy" });
      }
      for (const words of ["now", "please"]) says(words);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 11, handled: 11, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["quick!\nquick!", "bought CUP", "now\nplease"]);
  });
});

describe("a turn of a flood", () => {
  it("whose handler fails for good apologises once, and the texts are listed as dead", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      if (c.text.includes("\n")) throw new TypeError("a mistake");
    });
    bot.onError((c) => c.say("Something broke."));
    t.stops();
    await inRoom(psid, bot, SOON, async ({ says, runs, desk }) => {
      first(says);
      for (let n = 0; n < 10; n++) says("more");
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 15, handled: 5, dead: 10, pending: 0 });
    });
    expect(w.screen(psid)).toEqual(["Something broke.", TOO_FAST]);
    expect(await account().exceptions({ kind: "handler_failed" })).toHaveLength(1);
  });

  it("whose handler fails for a moment is tried again, and nothing is lost", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const bot = createBot();
    let failures = 0;
    const heard = new Set<string>();
    bot.otherwise((c) => {
      if (c.text.includes("more") && failures++ === 0) throw new Error("away");
      for (const line of c.text.split("\n")) heard.add(line);
    });
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, desk }) => {
      first(says);
      for (let n = 0; n < 10; n++) says(`more ${n}`);
      await runs();
      vi.setSystemTime(desk.store.nextTurn()?.due ?? 0);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 15, handled: 15, pending: 0 });
    });
    expect([...heard].slice(5).sort()).toEqual(Array.from({ length: 10 }, (_, n) => `more ${n}`));
  });

  it("that a crash ends loses nothing", async () => {
    const psid = w.writer();
    const dying = createBot();
    dying.otherwise(async (c) => {
      if (!c.text.includes("\n")) return;
      await crash(psid);
    });
    t.stops();
    await inRoom(psid, dying, SOON, async ({ says, runs }) => {
      first(says);
      for (let n = 0; n < 10; n++) says(`more ${n}`);
      await runs();
    }).catch(() => undefined);
    const { bot, heard } = listening();
    t.passes(10_000);
    await inRoom(psid, bot, SOON, async ({ runs, desk }) => {
      expect(desk.store.waiting()).toHaveLength(10);
      await runs();
      expect(desk.store.count()).toMatchObject({ acknowledged: 15, handled: 15, pending: 0 });
      expect(desk.store.latest(1)[0]?.status).toBe(Status.done);
    });
    expect(heard.join("\n").match(/more \d/g)).toHaveLength(10);
    expect(await objectOf(psid).count()).toMatchObject({ pending: 0 });
  });
});
