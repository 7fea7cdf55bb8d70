import { afterEach, describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { action, createBot, shape, signal } from "../../../src/kit/index.ts";
import type { Event } from "../../../src/model/events.ts";
import { crash, inRoom, objectOf, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { PAGE, worker, world } from "../../support/world.ts";

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

const floods = async () => (await account().alerts({ kind: "person_floods" })).length;
/** Fewer than the standard: a test has other things to wait for. */
const SOON = { FLOOD_TURNS: 5 };
/** Has as many turns as may be in a minute: what comes from here on is a flood. */
const first = async ({ says, runs }: Pick<Room, "says" | "runs">) => {
  for (let n = 1; n <= SOON.FLOOD_TURNS; n++) says(`${n}`);
  await runs();
};

describe("somebody who floods", () => {
  it("with 500 texts at once is answered at once, is told once, and every text counts", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    t.stops();
    await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
      for (let n = 1; n <= 500; n++) says(`${n}`);
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 500, handled: 500, dead: 0, pending: 0 });
    });
    // The last twenty stand for all of them.
    expect(heard.map((text) => text.split("\n"))).toEqual([Array.from({ length: 20 }, (_, n) => `${481 + n}`)]);
    expect(w.screen(psid)).toEqual(["turn 1", TOO_FAST]);
    expect(await floods()).toBe(1);
  });

  it("is counted by what comes, not by the turns that were begun: a slow bot answers all of it at once, too", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    bot.use(async (_, next) => {
      t.passes(3_000);
      await next();
    });
    const begun = t.stops();
    await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
      for (let n = 1; n <= 60; n++) says(`${n}`);
      await runs();
      expect(scope.store.count()).toMatchObject({ handled: 60, pending: 0 });
    });
    expect(heard).toHaveLength(1);
    expect(Date.now() - begun).toBe(3_000);
    expect(w.screen(psid)).toEqual(["turn 1", TOO_FAST]);
  });

  it("is known after a restart: it is counted in the rows", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    t.stops();
    await inRoom(psid, bot, SOON, first);
    await inRoom(psid, bot, SOON, async ({ says, runs }) => {
      says("and");
      says("more");
      await runs();
    });
    expect(heard.slice(5)).toEqual(["and\nmore"]);
  });

  it("is over after a minute, also when the clock is set back by an hour meanwhile", async () => {
    const { bot, heard } = listening();
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs }) => {
      await first({ says, runs });
      says("more");
      says("and more");
      await runs();
      t.passes(-3_600_000);
      t.waits.length = 0;
      says("one");
      says("two");
      await runs();
    });
    expect(heard.slice(5)).toEqual(["more\nand more", "one", "two"]);
    expect(t.waits).toEqual([]);
  });

  it("waits no longer for a turn, and is told again, when the clock was set back by an hour", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    t.stops();
    await inRoom(psid, bot, SOON, async ({ says, runs }) => {
      await first({ says, runs });
      const flood = async () => {
        for (let n = 0; n < 10; n++) says("more");
        await runs();
      };
      await flood();
      t.passes(-3_600_000);
      t.waits.length = 0;
      await flood();
    });
    expect(heard).toHaveLength(7);
    expect(t.waits).toEqual([]);
    expect(w.screen(psid).filter((words) => words === TOO_FAST)).toHaveLength(2);
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
      await first({ says, runs });
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
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, scope }) => {
      await first({ says, runs });
      for (const text of ["a", "b", "c"]) says(text);
      await runs();
      says("d");
      t.passes(2_000);
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 9, handled: 9, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["a\nb\nc", "a\nb\nc", "d"]);
  });

  it("is answered as one when the handler fails at first, though the bot folds", async () => {
    const heard: string[] = [];
    const bot = createBot({ batch: "2s" });
    bot.otherwise((c) => {
      heard.push(c.text);
      if (heard.length === 6) throw new Error("The shop is closed.");
    });
    const psid = w.writer();
    t.stops();
    await inRoom(psid, bot, SOON, async ({ says, takes, runs, scope }) => {
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
      expect(scope.store.count()).toMatchObject({ acknowledged: 9, handled: 9, pending: 0 });
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
        await first({ says, runs });
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
      await first({ says, runs });
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
    await inRoom(psid, bot, SOON, async ({ says, takes, runs, scope }) => {
      await first({ says, runs });
      for (let n = 0; n < 10; n++) says("more");
      t.meanwhile = () => {
        const to = "263902037430900";
        takes({ kind: "control", id: "c_1", action: "pass", at: Date.now(), from: "808080808080808", to } as Event);
      };
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 16, handled: 16, pending: 0 });
    });
    expect(heard).toHaveLength(5);
  });

  it("is a word that the bot has to obey", async () => {
    const { bot, heard } = listening({ optOut: true });
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, scope }) => {
      await first({ says, runs });
      for (const words of ["why", "stop", "you", "robot"]) says(words);
      await runs();
      expect(scope.store.state?.kit?.optOut).toBeDefined();
      expect(scope.store.count()).toMatchObject({ handled: 9, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["why\nyou\nrobot"]);
  });

  it("is their newest tap, wherever it comes: it is a turn of its own, in its place", async () => {
    const { bot, heard } = listening();
    const buy = action("BUY_:sku");
    bot.on(buy, (c) => void heard.push(`bought ${c.params.sku}`));
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, takes, runs, scope }) => {
      await first({ says, runs });
      for (const sku of ["PEN", "CUP"]) {
        says("quick!");
        const id = `m_${sku}`;
        takes({ kind: "tap", source: "postback", id, mid: id, at: Date.now(), payload: `BUY_${sku}`, title: "Buy" });
      }
      for (const words of ["now", "please"]) says(words);
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 11, handled: 11, pending: 0 });
    });
    expect(heard.slice(5)).toEqual(["quick!\nquick!", "bought CUP", "now\nplease"]);
  });
});

describe("emojis in a flood", () => {
  const react = (n: number): Event => ({
    kind: "reaction",
    id: `r_${n}`,
    at: Date.now(),
    mid: "m_1",
    action: n % 2 === 0 ? "react" : "unreact",
  });

  it("are one turn, that of the newest, and nobody is told anything for them", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    const reacted: string[] = [];
    bot.on("reaction", (c) => void reacted.push(c.event.id));
    t.stops();
    await inRoom(psid, bot, {}, async ({ says, takes, runs, scope }) => {
      for (let n = 1; n <= 300; n++) takes(react(n));
      says("hello");
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 301, handled: 301, pending: 0 });
    });
    expect(reacted).toEqual(["r_300"]);
    expect(heard).toEqual(["hello"]);
    expect(w.screen(psid)).toEqual(["turn 1"]);
    expect(await floods()).toBe(1);
  });

  it("take no words with them", async () => {
    const { bot, heard } = listening();
    const reacted: string[] = [];
    bot.on("reaction", (c) => void reacted.push(c.event.id));
    t.stops();
    await inRoom(w.writer(), bot, SOON, async ({ says, takes, runs }) => {
      await first({ says, runs });
      for (const n of [1, 2]) {
        says(`text ${n}`);
        takes(react(n));
      }
      await runs();
    });
    expect(heard.slice(5)).toEqual(["text 1\ntext 2"]);
    expect(reacted).toEqual(["r_2"]);
  });
});

describe("texts that wait behind a slow bot", () => {
  /** Three seconds for each turn. */
  function slow(options: Parameters<typeof createBot>[0] = {}) {
    const listener = listening(options);
    listener.bot.use(async (_, next) => {
      t.passes(3_000);
      await next();
    });
    return listener;
  }

  it("are one turn as soon as the first of them has waited for ten seconds, though it is no flood", async () => {
    const psid = w.writer();
    const { bot, heard } = slow();
    const begun = t.stops();
    await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
      for (let n = 1; n <= 12; n++) says(`${n}`);
      await runs();
      expect(scope.store.count()).toMatchObject({ handled: 12, pending: 0 });
    });
    expect(heard).toEqual(["1", "2", "3", "4", "5\n6\n7\n8\n9\n10\n11\n12"]);
    expect(Date.now() - begun).toBe(15_000);
    expect(w.screen(psid)).not.toContain(TOO_FAST);
    expect(await floods()).toBe(0);
  });

  it("are turns of their own when one of them is a word that the bot hears; none answers a question asked since", async () => {
    const { bot, heard } = slow();
    bot.hears("help", () => void heard.push("[help]"));
    const order = bot
      .dialog("order")
      .ask("size", () => "Which size?")
      .ask("colour", () => "Which colour?")
      .done((_, answers) => void heard.push(JSON.stringify(answers)));
    bot.hears("order", (c) => c.start(order));
    t.stops();
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      for (const text of ["1", "2", "3", "4", "help", "5", "6", "order", "large", "red"]) says(text);
      await runs();
      expect(heard).toEqual(["1", "2", "3", "4", "[help]", "5\n6"]);
      for (const text of ["small", "blue"]) {
        t.passes(1_000);
        says(text);
        await runs();
      }
    });
    expect(heard.at(-1)).toBe('{"size":"small","colour":"blue"}');
  });

  it("while nobody was here are answered one by one", async () => {
    const { bot, heard } = listening();
    t.stops();
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      for (let n = 1; n <= 3; n++) says(`${n}`, Date.now() - 600_000);
      await runs();
    });
    expect(heard).toEqual(["1", "2", "3"]);
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
    await inRoom(psid, bot, SOON, async ({ says, runs, scope }) => {
      await first({ says, runs });
      for (let n = 0; n < 10; n++) says("more");
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 15, handled: 5, dead: 10, pending: 0 });
    });
    expect(w.screen(psid)).toEqual(["Something broke.", TOO_FAST]);
    expect(await account().alerts({ kind: "handler_failed" })).toHaveLength(1);
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
    await inRoom(w.writer(), bot, SOON, async ({ says, runs, scope }) => {
      await first({ says, runs });
      for (let n = 0; n < 10; n++) says(`more ${n}`);
      await runs();
      vi.setSystemTime(scope.store.nextTurn()?.due ?? 0);
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 15, handled: 15, pending: 0 });
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
      await first({ says, runs });
      for (let n = 0; n < 10; n++) says(`more ${n}`);
      await runs();
    }).catch(() => undefined);
    const { bot, heard } = listening();
    t.passes(10_000);
    await inRoom(psid, bot, SOON, async ({ says, runs, scope }) => {
      expect(scope.store.waiting()).toHaveLength(10);
      says("what came after it");
      await runs();
      expect(scope.store.count()).toMatchObject({ acknowledged: 16, handled: 16, pending: 0 });
      expect(scope.store.latest(1)[0]?.status).toBe(Status.done);
    });
    expect(heard).toEqual([Array.from({ length: 10 }, (_, n) => `more ${n}`).join("\n"), "what came after it"]);
    expect(await objectOf(psid).count()).toMatchObject({ pending: 0 });
  });
});
