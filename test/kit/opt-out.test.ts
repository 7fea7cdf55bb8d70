import { describe, expect, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { type BotOptions, createBot } from "../../src/kit/bot.ts";
import { choice } from "../../src/kit/questions.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { buttons } from "../../src/kit/say.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import type { Content } from "../../src/model/content.ts";
import { START, Talk } from "./talk.ts";

const shipped = signal("order.shipped", shape({ order: String }));
const help = action("HELP");
const STOPPED = 'You will get no more messages, only answers to what you write. Write "start" if you change your mind.';
const STARTED = "Welcome back. You get messages again.";

const words = (text: string) => ({ kind: "message", id: "e", mid: "m", at: START, text, attachments: [] }) as const;
/** So many that they are printed as lines. */
const choices = (count: number): Content => ({
  type: "choice",
  text: "Where?",
  options: Array.from({ length: count }, (_, n) => help.as(n === 0 ? "Baja" : `Place ${n}`)),
});

function talkWith(
  optOut: NonNullable<BotOptions<Record<string, never>>["optOut"]> = true,
  options: BotOptions<Record<string, never>> = {},
): Talk {
  const bot = createBot<Record<string, never>>({ ...options, optOut });
  const name = bot
    .dialog("name")
    .ask("name", () => "Who?")
    .idle("30m", (c) => c.say("Still there?"))
    .done((c, a) => c.say(`Hello ${a.name}.`));
  bot.hears("go", (c) => c.start(name));
  bot.hears(/stop/i, { anywhere: true }, (c) => c.say("heard stop"));
  bot.hears("later", (c) => c.later("1h", shipped, { order: "1" }));
  bot.on(help, (c) => c.say("help"));
  bot.on(shipped, (c, { order }) => c.say(`Order ${order} was shipped.`));
  bot.otherwise((c) => c.say(`otherwise: ${c.text}`));
  return new Talk(bot);
}

describe("a stop word", () => {
  it.each([
    "stop",
    "STOP",
    "  Stop \n",
    "Stop.",
    "stop!!",
    "“stop”",
    "«Stop»",
    "stop 🛑",
    "ＳＴＯＰ",
    "st\u200bop\u200f",
    "opt  out",
    "unsubscribe",
    "Opt out",
    "arrêter",
    "arre\u0302t",
    "Arret!",
    "BAJA",
  ])("%j is confirmed and recorded, with its time and words", async (word) => {
    const talk = talkWith();
    talk.now = START + 5;
    expect(await talk.says(word)).toEqual([STOPPED]);
    expect(talk.memory.optOut).toEqual({ at: START + 5, words: word.trim() });
  });

  it.each(["please stop", "stop it", "stopped", "nonstop", "start stop", "stop?", "don't stop", "non-stop"])(
    "is not in %j",
    async (words) => {
      const talk = talkWith();
      await talk.says(words);
      expect(talk.memory.optOut).toBeUndefined();
    },
  );

  it.each([
    ["on the screen", () => buttons("Where?", help.as("Alta"), help.as("Baja"))],
    ["of numbered lines", () => choices(13)],
  ])("that is an option %s is that option", async (_, content) => {
    const bot = createBot({ optOut: true });
    bot.on(help, (c) => c.say(`chosen ${c.text}`));
    bot.hears("go", (c) => c.say(content()));
    const talk = new Talk(bot);
    await talk.says("go");
    const { offers } = talk;
    expect(await talk.says("baja.")).toEqual(["chosen baja."]);
    expect(talk.memory.optOut).toBeUndefined();
    expect(bot[runnable].isSystemCommand(words("baja"), { stored: null, offers })).toBe(false);
    expect(bot[runnable].isSystemCommand(words("stop"), { stored: null, offers })).toBe(true);
    expect(bot[runnable].onSilent(words("baja"), { stored: null, offers, now: 1 })).toBeNull();
    expect(bot[runnable].onSilent(words("baja"), { stored: null, offers: [], now: 1 })).not.toBeNull();
  });

  it("that is an option of the open choice is that option, though something was said since", async () => {
    const bot = createBot({ optOut: true });
    const place = bot
      .dialog("place")
      .ask("where", () => choice("Where?", { a: "Alta", m: "Media", b: "Baja", s: "Stop" }))
      .done((c, { where }) => c.say(`chosen ${where}`));
    bot.hears("go", (c) => {
      c.start(place);
      c.say("By the way: it is sunny.");
    });
    for (const [typed, chosen] of [
      ["Baja", "b"],
      ["stop", "s"],
    ] as const) {
      const talk = new Talk(bot);
      await talk.says("go");
      expect(await talk.says(typed)).toEqual([`chosen ${chosen}`]);
      expect(talk.memory.optOut).toBeUndefined();
    }
  });

  it("is kept from being obeyed by no middleware", async () => {
    const bot = createBot({ optOut: { stopped: "Stopped.", started: "Back." } });
    bot.use(() => {});
    bot.otherwise((c) => c.say("never"));
    const talk = new Talk(bot);
    expect(await talk.says("hello")).toEqual([]);
    expect(await talk.says("stop")).toEqual(["Stopped."]);
    expect(await talk.says("start")).toEqual(["Back."]);
  });

  it("works although the open question cannot be asked any more", async () => {
    let broken = false;
    const bot = createBot({ optOut: { stopped: "Stopped." } });
    const place = bot
      .dialog("place")
      .ask("where", () => choice("Where?", broken ? {} : { a: "Alta" }))
      .done(() => {});
    bot.hears("go", (c) => c.start(place));
    const talk = new Talk(bot);
    await talk.says("go");
    broken = true;
    expect(await talk.says("stop")).toEqual(["Stopped."]);
  });

  it("of another language than the bot's is none where a question waits for an answer", async () => {
    const ask = (languages: readonly ("en" | "es")[]) => {
      const bot = createBot({ optOut: { languages, stopped: "Stopped." } });
      const street = bot
        .dialog("street")
        .ask("street", () => "Which street?")
        .done((c, { street }) => c.say(street));
      bot.hears("go", (c) => c.start(street));
      return new Talk(bot);
    };
    const english = ask(["en"]);
    await english.says("go");
    expect(await english.says("Baja")).toEqual(["Baja"]);
    expect(await english.says("Baja")).toEqual(["Stopped."]);
    const spanish = ask(["en", "es"]);
    await spanish.says("go");
    expect(await spanish.says("Baja")).toEqual(["Stopped."]);
    expect(() => createBot({ optOut: { languages: ["pl" as never] } })).toThrow('there are no words in "pl"');
  });

  it("is words, not a tap's title, not a picture's", async () => {
    const talk = talkWith();
    expect(await talk.tapsOld("HELP", "stop")).toEqual(["help"]);
    await talk.says("stop", { type: "image" });
    expect(talk.memory.optOut).toBeUndefined();
  });

  it("is confirmed once, and the first time is what is kept", async () => {
    const talk = talkWith();
    await talk.says("stop");
    talk.now += 1_000;
    expect(await talk.says("Unsubscribe")).toEqual([]);
    expect(talk.memory.optOut).toEqual({ at: START, words: "stop" });
  });

  it("comes before everything else, and ends an open dialog", async () => {
    const talk = talkWith();
    await talk.says("go");
    expect(await talk.says("stop")).toEqual([STOPPED]);
    expect(talk.memory.dialog).toBeUndefined();
    expect(talk.pending).toEqual([]);
    expect(await talk.says("Ana")).toEqual(["otherwise: Ana"]);
  });

  it("is any text where nobody asked for an opt-out", async () => {
    const bot = createBot();
    bot.otherwise((c) => c.say("otherwise"));
    expect(await new Talk(bot).says("stop")).toEqual(["otherwise"]);
    const off = talkWith(false);
    expect(await off.says("stop")).toEqual(["heard stop"]);
  });

  it("on standby is no answer's and no record's business", async () => {
    const talk = talkWith();
    await talk.happens({ kind: "message", mid: "m_1", text: "stop", attachments: [], standby: true });
    expect(talk.result).toMatchObject({ said: [], state: { kit: {} } });
    expect(talk.memory.optOut).toBeUndefined();
  });
});

describe("whoever opted out", () => {
  it("hears no signal, whether it comes from outside or was asked for before", async () => {
    const talk = talkWith();
    await talk.says("later");
    await talk.says("stop");
    expect(await talk.waits("2h")).toEqual([]);
    expect(await talk.signals(shipped, { order: "2" })).toEqual([]);
    expect(talk.result).toMatchObject({ said: [], later: [], forget: [] });
  });

  it("is remembered by a signal's handler all the same, which says nothing", async () => {
    const sayNow = vi.fn(async () => {});
    const bot = createBot({ optOut: true, state: { version: 1, initial: () => ({ orders: [] as string[] }) } });
    bot.on(shipped, async (c, { order }) => {
      c.state.orders.push(order);
      await c.sayNow("now");
      c.say("then");
    });
    const talk = new Talk(bot);
    await talk.says("stop");
    const event = { kind: "signal", id: "s_1", at: talk.now, name: "order.shipped", data: { order: "7" } } as const;
    expect((await talk.turn(event, { sayNow })).said).toEqual([]);
    expect(sayNow).not.toHaveBeenCalled();
    expect(talk.stored?.data).toEqual({ orders: ["7"] });
  });

  it("has done for them what a signal's handler does beside words: erasing, a hand-over, something for later", async () => {
    const bot = createBot({ optOut: true });
    bot.on(shipped, (c, { order }) => {
      c.say("words");
      if (order === "over") c.handOver({ say: "more words", reason: "Lost", ifUnanswered: "15m" });
      else c.erase();
      c.later("1h", shipped, { order: "again" });
    });
    const talk = new Talk(bot);
    await talk.says("stop");
    await talk.signals(shipped, { order: "gone" });
    expect(talk.result).toMatchObject({ said: [{ erase: true }], later: [{ name: "order.shipped" }] });
    await talk.signals(shipped, { order: "over" });
    expect(talk.result?.said).toMatchObject([{ handOver: { reason: "Lost", waitMs: 900_000 } }]);
  });

  it("is not asked by a signal's handler: no question is open that was never seen", async () => {
    const bot = createBot({ optOut: true });
    const survey = bot
      .dialog("survey")
      .ask("stars", () => "How was it?")
      .done((c, a) => c.say(`You said: ${a.stars}.`));
    bot.on(shipped, (c) => c.start(survey));
    bot.otherwise((c) => c.say(`otherwise: ${c.text}`));
    const talk = new Talk(bot);
    await talk.says("stop");
    expect(await talk.signals(shipped, { order: "1" })).toEqual([]);
    expect(await talk.says("hello")).toEqual(["otherwise: hello"]);
  });

  it("hears no apology for a signal that failed", async () => {
    const bot = createBot({ optOut: true });
    bot.on(shipped, () => {});
    bot.onError((c) => c.say("Something broke."));
    const talk = new Talk(bot);
    await talk.says("stop");
    const event = { kind: "signal", id: "s_1", at: talk.now, name: "order.shipped", data: { order: "1" } } as const;
    expect((await bot[runnable].handleError(talk.input(event), new Error("broken"))).said).toEqual([]);
    const message = { kind: "message", id: "m_9", at: talk.now, mid: "m_9", text: "hi", attachments: [] } as const;
    expect((await bot[runnable].handleError(talk.input(message), new Error("broken"))).said).toHaveLength(1);
  });

  it("is answered when writing or tapping, and goes through dialogs without being reminded", async () => {
    const talk = talkWith();
    await talk.says("stop");
    expect(await talk.says("hello")).toEqual(["otherwise: hello"]);
    expect(await talk.tapsOld("HELP", "Help")).toEqual(["help"]);
    expect(await talk.says("go")).toEqual(["Who?"]);
    expect(await talk.waits("23h")).toEqual([]);
    expect(await talk.says("Ana")).toEqual(["Hello Ana."]);
    expect(talk.memory.optOut).toBeDefined();
  });

  it("stays so when the state is forgotten, and when a deploy takes the words away", async () => {
    const forgetting = talkWith(true, { state: { version: 1, initial: () => ({}) as never, forget: "1d" } });
    await forgetting.says("stop");
    forgetting.now += 10 * 86_400_000;
    await forgetting.says("hello");
    expect(await forgetting.signals(shipped, { order: "1" })).toEqual([]);

    const talk = talkWith();
    await talk.says("stop");
    talk.bot = talkWith(false).bot;
    expect(await talk.signals(shipped, { order: "1" })).toEqual([]);
  });

  it.each(["start", "START!", " Subscribe "])("is back with %j", async (word) => {
    const talk = talkWith();
    await talk.says("stop");
    expect(await talk.says(word)).toEqual([STARTED]);
    expect(talk.memory.optOut).toBeUndefined();
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["Order 1 was shipped."]);
    expect(await talk.says("stop")).toEqual([STOPPED]);
  });
});

describe("a start word", () => {
  it("is any text for somebody who never opted out", async () => {
    const talk = talkWith();
    expect(await talk.says("start")).toEqual(["otherwise: start"]);
    await talk.says("go");
    expect(await talk.says("start")).toEqual(["Hello start."]);
  });
});

describe("a bot's own words", () => {
  const own = { stop: [" Halt ", "ho"], start: ["Weiter"], stopped: "Gut, Ruhe.", started: "Da bin ich." };

  it("take the place of the usual ones", async () => {
    const talk = talkWith(own);
    expect(await talk.says("unsubscribe")).toEqual(["otherwise: unsubscribe"]);
    expect(await talk.says("HALT")).toEqual(["Gut, Ruhe."]);
    expect(await talk.says("start")).toEqual(["otherwise: start"]);
    expect(await talk.says("weiter")).toEqual(["Da bin ich."]);
  });

  it("may be given in part", async () => {
    const talk = talkWith({ stopped: "Bye." });
    expect(await talk.says("stop")).toEqual(["Bye."]);
    expect(await talk.says("start")).toEqual([STARTED]);
  });

  it("may end in a sign", async () => {
    expect(await talkWith({ stop: ["Stop!"] }).says("stop!")).toEqual([STOPPED]);
  });
});
