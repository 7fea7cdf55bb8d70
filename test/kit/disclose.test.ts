import { describe, expect, it } from "vitest";
import { type BotOptions, createBot } from "../../src/kit/bot.ts";
import { type AnyBot, type Runnable, runnable } from "../../src/kit/runnable.ts";
import { utility } from "../../src/kit/say.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import type { Content } from "../../src/model/content.ts";
import { START, shown, Talk } from "./talk.ts";

const words = "I am the shop's automated assistant.";
const DAY = 86_400_000;

function talkWith(disclose: BotOptions<never>["disclose"]): Talk {
  const bot = createBot(disclose === undefined ? {} : { disclose });
  const name = bot
    .dialog("name")
    .ask("name", () => "Who?")
    .done((c, a) => c.say(`Hello ${a.name}.`));
  bot.hears("go", (c) => c.start(name));
  bot.hears("silence", () => {});
  bot.hears("fail", (c) => {
    c.say("never said");
    throw new RangeError("broken");
  });
  bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked" }));
  bot.otherwise((c) => {
    c.say("one");
    c.say("two");
  });
  return new Talk(bot);
}

describe("disclose", () => {
  it("is said once, before the first answer", async () => {
    const talk = talkWith(words);
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
    expect(talk.memory).toEqual({ disclosed: START, answered: START });
    talk.now += 1_000;
    expect(await talk.says("hello")).toEqual(["one", "two"]);
    expect(talk.memory).toEqual({ disclosed: START, answered: START + 1_000 });
  });

  it("is not said by itself where the bot says nothing", async () => {
    const talk = talkWith(words);
    expect(await talk.says("silence")).toEqual([]);
    expect(talk.memory).toEqual({});
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
  });

  it("is said again when it was said in a turn that failed", async () => {
    const talk = talkWith(words);
    await expect(talk.says("fail")).rejects.toThrow(RangeError);
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
  });

  it("is said before a question and before a hand-over too", async () => {
    expect(await talkWith(words).says("go")).toEqual([words, "Who?"]);
    expect(await talkWith(words).says("human")).toEqual([words, "One moment.", "(hands over: Asked)"]);
  });

  it.each<[string, BotOptions<never>["disclose"], number]>([
    ["a day", words, DAY],
    ["its own time", { say: words, silence: "10m" }, 600_000],
  ])("is said again after a silence of %s, counted from the bot's last answer", async (_, disclose, silence) => {
    const talk = talkWith(disclose);
    await talk.says("hello");
    talk.now += silence - 1;
    expect(await talk.says("hello")).toEqual(["one", "two"]);
    talk.now += silence - 1;
    await talk.says("silence");
    expect(await talk.says("hello")).toEqual(["one", "two"]);
    talk.now += silence;
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
  });

  it("is said again when a person of the Page has spoken since, once", async () => {
    const talk = talkWith(words);
    await talk.says("hello");
    talk.now += 60_000;
    talk.humanAt = talk.now - 1;
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
    expect(await talk.says("hello")).toEqual(["one", "two"]);
  });

  it("is never said where none is given", async () => {
    const talk = talkWith(undefined);
    talk.humanAt = START - 1;
    expect(await talk.says("hello")).toEqual(["one", "two"]);
    expect(talk.memory).toEqual({ answered: START });
  });

  it("is said to people who wrote to an older version that did not", async () => {
    const talk = talkWith(undefined);
    await talk.says("hello");
    talk.bot = talkWith(words).bot;
    expect(await talk.says("hello")).toEqual([words, "one", "two"]);
  });

  it("is not said on standby", async () => {
    const talk = talkWith(words);
    expect(await talk.happens({ kind: "message", mid: "m_1", text: "hi", attachments: [], standby: true })).toEqual([]);
    expect(talk.memory).toEqual({});
  });

  it("is said before the first piece of a long answer", async () => {
    const bot = createBot({ disclose: words });
    bot.otherwise(async (c) => {
      await c.sayNow("Looking it up…");
      c.say("Here it is.");
    });
    const talk = new Talk(bot);
    const order: string[] = [];
    const note = (content: Content) => order.push("text" in content ? `${content.text}` : content.type);
    const event = { kind: "message", id: "m_1", at: START, mid: "m_1", text: "hello", attachments: [] } as const;
    const { said } = await talk.turn(event, { sayNow: async (content) => void note(content) });
    for (const one of said) if ("say" in one) note(one.say);
    expect(order).toEqual([words, "Looking it up…", "Here it is."]);
  });

  it("is not said with a signal outside of the window, where only its utility message may go", async () => {
    const shipped = signal("order.shipped", shape({ order: String }));
    const bot = createBot({ disclose: words });
    bot.on(shipped, (c, d) => c.say(utility("order_shipped", d)));
    bot.otherwise((c) => c.say("hello"));
    const talk = new Talk(bot);
    await talk.says("hello");
    talk.now += DAY + 3_600_000;
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["(template)"]);
  });

  it("is said before the first answer when that is onError's", async () => {
    const bot = createBot({ disclose: words });
    bot.onError((c) => c.say("Something broke."));
    const talk = new Talk(bot);
    const event = { kind: "message", id: "m_1", at: START, mid: "m_1", text: "hello", attachments: [] } as const;
    const { said } = await bot[runnable].handleError(talk.input(event), new Error("broken"));
    expect(said).toMatchObject([{ say: { text: words } }, { say: { text: "Something broke." } }]);
  });

  it("is not said with onError's words about a signal either", async () => {
    const shipped = signal("order.shipped", shape({ order: String }));
    const bot = createBot({ disclose: words });
    bot.on(shipped, () => {});
    bot.onError((c) => c.say("Something broke."));
    const event = { kind: "signal", id: "s_1", at: START, name: "order.shipped", data: { order: "1" } } as const;
    const { said } = await bot[runnable].handleError(new Talk(bot).input(event), new Error("broken"));
    expect(said).toEqual([{ say: { type: "text", text: "Something broke." } }]);
  });

  it("a signal's words are no answer: the silence goes on", async () => {
    const shipped = signal("order.shipped", shape({ order: String }));
    const bot = createBot({ disclose: words });
    bot.on(shipped, (c) => c.say("shipped"));
    bot.otherwise((c) => c.say("hello"));
    const talk = new Talk(bot);
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["shipped"]);
    expect(talk.memory).toEqual({});
    expect(await talk.says("hi")).toEqual([words, "hello"]);
    talk.now += DAY - 1_000;
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["shipped"]);
    talk.now += 1_000;
    expect(await talk.says("hi")).toEqual([words, "hello"]);
  });
});

describe("patience", () => {
  const message = { kind: "message", id: "m_1", at: START, mid: "m_1", text: "hello", attachments: [] } as const;
  const tells = (bot: AnyBot, change: Partial<Parameters<Runnable["patience"]>[0]> = {}) =>
    shown(
      bot[runnable]
        .patience({ event: message, stored: null, now: START, humanAt: 0, ...change })
        .map((say) => ({ say })),
    );
  const slow = createBot({ disclose: words, patience: "One moment…" });

  it("is empty where none is given", () => {
    expect(tells(createBot({ disclose: words }))).toEqual([]);
    expect(tells(createBot({ patience: "One moment…" }))).toEqual(["One moment…"]);
  });

  it("begins with the disclosure when it is time for it", () => {
    const kit = { disclosed: START - 1_000, answered: START - 1_000 };
    const stored = { version: 0, data: {}, kit };
    expect(tells(slow)).toEqual([words, "One moment…"]);
    expect(tells(slow, { stored })).toEqual(["One moment…"]);
    expect(tells(slow, { stored, humanAt: START - 1 })).toEqual([words, "One moment…"]);
    expect(tells(slow, { stored, now: START + DAY })).toEqual([words, "One moment…"]);
  });

  it("has no disclosure for a signal", () => {
    expect(tells(slow, { event: { kind: "signal", id: "s_1", at: START, name: "x", data: {} } })).toEqual([
      "One moment…",
    ]);
  });

  it("that was said has said the disclosure: the answer does not say it again", async () => {
    const bot = createBot({ disclose: words, patience: "One moment…" });
    bot.otherwise((c) => c.say("hello"));
    const talk = new Talk(bot);
    const { said } = await talk.turn(message, { stillWorkingSaid: () => true });
    expect(said).toEqual([{ say: { type: "text", text: "hello" } }]);
    expect(talk.memory).toEqual({ disclosed: START, answered: START });
    expect(await talk.says("hi")).toEqual(["hello"]);
  });
});
