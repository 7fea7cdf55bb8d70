import { beforeEach, describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { action, createBot, quick } from "../../../src/kit/index.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const w = world();
const t = time();
beforeEach(() => void t.stops());

const folding = () => createBot({ batch: "2s" });

describe("folding", () => {
  it("makes one turn of texts that come within its time, and finishes all of their rows", async () => {
    const psid = w.writer();
    const bot = folding();
    const heard: string[] = [];
    bot.otherwise((c) => {
      heard.push(c.text);
      c.say(`heard ${heard.length}`);
    });
    await inRoom(psid, bot, {}, async ({ says, runs, row }) => {
      const rows = [says("I have"), says("a question"), says("about my order")];
      await runs();
      expect(rows.map(({ seq }) => row(seq).status)).toEqual([Status.done, Status.done, Status.done]);
    });
    expect(heard).toEqual(["I have\na question\nabout my order"]);
    expect(w.screen(psid)).toEqual(["heard 1"]);
    expect(t.waits).toEqual([2_000]);
  });

  it("waits anew for each further text", async () => {
    const bot = folding();
    const heard: string[] = [];
    bot.otherwise((c) => void heard.push(c.text));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      says("one");
      t.meanwhile = () => {
        if (t.waits.length > 1) return;
        vi.setSystemTime(Date.now() + 1_500);
        says("two");
      };
      await runs();
    });
    expect(heard).toEqual(["one\ntwo"]);
    expect(t.waits).toEqual([2_000, 1_500]);
  });

  it("ends after five times its time for somebody who does not stop writing", async () => {
    const bot = folding();
    const heard: string[] = [];
    bot.otherwise((c) => void heard.push(c.text));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      const begun = says("0").received;
      let last = 0;
      t.meanwhile = () => {
        if (heard.length > 0) return;
        vi.setSystemTime(Date.now() + 1_500);
        says(String(++last));
      };
      const answered = vi.fn(() => Date.now() - begun);
      bot.use(async (_, next) => {
        answered();
        await next();
      });
      await runs();
      expect(answered.mock.results[0]?.value).toBe(10_000);
    });
    expect(heard[0]?.split("\n")).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  });

  it("ends at twenty texts", async () => {
    const bot = folding();
    const heard: string[][] = [];
    bot.otherwise((c) => void heard.push(c.text.split("\n")));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      for (let n = 1; n <= 21; n++) says(String(n));
      await runs();
    });
    expect(heard.map(({ length }) => length)).toEqual([20, 1]);
    expect(heard.flat()).toEqual(Array.from({ length: 21 }, (_, n) => String(n + 1)));
  });

  it("ends at an attachment: what stands before and after it are turns of their own", async () => {
    const bot = folding();
    const heard: string[] = [];
    bot.on("image", () => void heard.push("[image]"));
    bot.otherwise((c) => void heard.push(c.text));
    await inRoom(w.writer(), bot, {}, async ({ says, takes, runs }) => {
      const at = Date.now();
      says("look", at);
      says("at this", at);
      const image = { type: "image", url: "https://cdn.test/a.jpg" } as const;
      takes({ kind: "message", id: "m_image", mid: "m_image", at, attachments: [image] });
      says("and", at);
      says("this", at);
      await runs();
    });
    expect(heard).toEqual(["look\nat this", "[image]", "and\nthis"]);
  });

  it("goes on when a deploy has removed the dialog that was open, or the question", async () => {
    const psid = w.writer();
    const heard: string[] = [];
    const told = (bot: ReturnType<typeof createBot>) => bot.otherwise((c) => void heard.push(c.text));
    const texts = async ({ says, runs }: Room, ...all: string[]) => {
      t.passes(1_000);
      for (const text of all) says(text);
      await runs();
    };
    const before = folding();
    const order = before
      .dialog("order")
      .ask("size", () => "Which size?")
      .ask("colour", () => "Which colour?")
      .done(() => {});
    before.hears("order", { anywhere: true }, (c) => c.start(order));
    await inRoom(psid, before, {}, async (room) => {
      await texts(room, "order");
      await texts(room, "large");
    });
    const other = folding();
    other
      .dialog("order")
      .ask("size", () => "Which size?")
      .done(() => {});
    told(other);
    await inRoom(psid, other, {}, (room) => texts(room, "a", "b"));
    const none = folding();
    told(none);
    await inRoom(psid, none, {}, (room) => texts(room, "c", "d"));
    expect(heard).toEqual(["a\nb", "c\nd"]);
  });

  it("waits no longer than its time when the clock is set back", async () => {
    const bot = folding();
    const heard: string[] = [];
    bot.otherwise((c) => void heard.push(c.text));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      says("one");
      t.passes(-3_600_000);
      await runs();
    });
    expect(heard).toEqual(["one"]);
    expect(t.waits).toEqual([]);
  });

  it("is off by itself", async () => {
    const bot = createBot();
    const heard: string[] = [];
    bot.otherwise((c) => void heard.push(c.text));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      says("one");
      says("two");
      await runs();
    });
    expect(heard).toEqual(["one", "two"]);
    expect(t.waits).toEqual([]);
  });
});

describe("a folded turn", () => {
  it("that fails is tried again as a whole", async () => {
    const psid = w.writer();
    const bot = folding();
    const heard: string[] = [];
    bot.otherwise((c) => {
      heard.push(c.text);
      c.say("the answer");
      if (heard.length === 1) throw new Error("away");
    });
    await inRoom(psid, bot, {}, async ({ says, runs, row, scope }) => {
      const rows = [says("one"), says("two")];
      await runs();
      expect(rows.map(({ seq }) => row(seq).status)).toEqual([Status.waiting, Status.waiting]);
      vi.setSystemTime(scope.store.nextTurn()?.due ?? 0);
      await runs();
      expect(rows.map(({ seq }) => row(seq).status)).toEqual([Status.done, Status.done]);
    });
    expect(heard).toEqual(["one\ntwo", "one\ntwo"]);
    expect(w.screen(psid)).toEqual(["the answer"]);
  });

  it("that is tried again swallows nothing that arrived between its texts and was said after them", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const bot = folding();
    const heard: string[] = [];
    bot.on("image", () => void heard.push("[image]"));
    bot.otherwise((c) => {
      heard.push(c.text);
      if (heard.length === 1) throw new Error("away");
    });
    await inRoom(w.writer(), bot, {}, async ({ says, takes, runs, scope }) => {
      const at = Date.now();
      says("one", at);
      const image = { type: "image", url: "https://cdn.test/a.jpg" } as const;
      takes({ kind: "message", id: "m_image", mid: "m_image", at: at + 2, attachments: [image] }, at);
      takes({ kind: "message", id: "m_two", mid: "m_two", at: at + 1, text: "two", attachments: [] }, at);
      await runs();
      vi.setSystemTime(scope.store.nextTurn()?.due ?? 0);
      await runs();
    });
    expect(heard).toEqual(["one\ntwo", "one\ntwo", "[image]"]);
  });

  it("that is tried again answers the same, whatever its first try has said", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const bot = folding();
    const heard: string[] = [];
    bot.on(action("TWO"), () => void heard.push("[two]"));
    bot.otherwise(async (c) => {
      heard.push(c.text);
      await c.sayNow(quick("Which one?", action("TWO").as("two")));
      if (heard.length === 1) throw new Error("away");
    });
    await inRoom(w.writer(), bot, {}, async ({ says, runs, scope }) => {
      says("one");
      says("two"); // by itself it would be a tap by now
      await runs();
      vi.setSystemTime(scope.store.nextTurn()?.due ?? 0);
      await runs();
    });
    expect(heard).toEqual(["one\ntwo", "one\ntwo"]);
  });

  it("that fails for good apologises once, and leaves nothing waiting", async () => {
    const psid = w.writer();
    const bot = folding();
    bot.otherwise(() => {
      throw new TypeError("a mistake");
    });
    bot.onError((c) => c.say(`Something broke with: ${c.text.replace("\n", ", ")}`));
    await inRoom(psid, bot, {}, async ({ says, runs, row, scope }) => {
      says("one");
      const { seq } = says("two");
      await runs();
      expect(row(seq)).toMatchObject({ status: Status.done, dead: 1 });
      expect(scope.store.nextDue()).toBeNull();
    });
    expect(w.screen(psid)).toEqual(["Something broke with: one, two"]);
  });

  it("has none of the texts that it answers in its history", async () => {
    const bot = folding();
    let lines: string[] = [];
    bot.otherwise((c) => {
      lines = c.history(10).map(({ from, text }) => `${from}: ${text}`);
      c.say("answered");
    });
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      says("before");
      await runs();
      says("one");
      says("two");
      says("three");
      await runs();
    });
    expect(lines).toEqual(["person: before", "bot: answered"]);
  });
});

it("a bot that batches obeys stop at once", async () => {
  t.stops();
  const bot = createBot({ batch: "2s", optOut: true });
  bot.otherwise((c) => c.say(`heard ${c.text}`));
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
    says("hello");
    says("stop");
    await runs();
    expect(scope.store.state?.kit?.optOut).toBeDefined();
  });
});

it("a text that came between two tries of a folded turn gets an answer of its own", async () => {
  t.stops();
  const bot = createBot({ batch: "2s" });
  let n = 0;
  bot.otherwise(async (c) => {
    const d = await c.once("draft", () => `draft for ${c.text}`);
    if (++n === 1) throw new Error("away");
    c.say(d);
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
    says("one");
    await runs();
    says("two");
    vi.setSystemTime((scope.store.nextTurn()?.due ?? 0) + 3000);
    await runs();
  });
  expect(w.screen(psid).join("|")).toContain("two");
});
