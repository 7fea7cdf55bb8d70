import { describe, expect, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { type Bot, createBot } from "../../src/kit/bot.ts";
import { EVENT_NAMES, type EventName } from "../../src/kit/event-names.ts";
import {
  type AnyBot,
  type Line,
  NewerStateError,
  runnable,
  type Stored,
  type TurnInput,
} from "../../src/kit/runnable.ts";
import { quick } from "../../src/kit/say.ts";
import type {
  Attachment,
  Event,
  MessageEvent,
  OtherAttachment,
  PlatformEventName,
  TapEvent,
} from "../../src/model/events.ts";
import { NO_GRAPH } from "./talk.ts";

const base = { id: "m_1", at: 1_700_000_000_000 } as const;
const files = (...attachments: Attachment[]): MessageEvent => ({ ...base, kind: "message", mid: "m_1", attachments });
const says = (text: string, ...attachments: Attachment[]): MessageEvent => ({ ...files(...attachments), text });
const taps = (payload: string, title = "Tap"): TapEvent => ({
  ...base,
  kind: "tap",
  source: "postback",
  payload,
  title,
});

/** Get Started, by whatever the account has given it to carry. */
const start: TapEvent = { ...taps("START", "Get Started"), start: true };

function turn(event: Event, change: Partial<TurnInput> = {}): TurnInput {
  return {
    event,
    now: base.at,
    channel: "messenger",
    account: "707",
    person: "123",
    stored: null,
    hasOwnMenu: false,
    offers: [],
    humanAt: 0,
    others: 0,
    turn: 1,
    mids: [],
    sight: () => "seen",
    isSaidIn: () => false,
    window: 0,
    env: {},
    history: () => [],
    once: async (_, make) => make("key"),
    sayNow: async () => {},
    stillWorkingSaid: () => false,
    typing: () => {},
    profile: async () => null,
    graph: NO_GRAPH,
    ...change,
  };
}

/** What the bot says, in order: words, or the type of what is no text. */
async function answer(bot: AnyBot, event: Event): Promise<string[]> {
  const { said } = await bot[runnable].run(turn(event));
  return said.map((one) => {
    if (!("say" in one)) return "[hand over]";
    return one.say.type === "text" ? one.say.text : `[${one.say.type}]`;
  });
}

/** A bot whose handlers say what they are. */
function named(define: (bot: Bot<Record<string, never>>) => void): Bot<Record<string, never>> {
  const bot = createBot();
  define(bot);
  return bot;
}

describe("what can never run", () => {
  it("is said when it is built, with both names", () => {
    const bot = createBot();
    bot.hears(/.*/, (c) => c.say("anything"));
    expect(() => bot.hears("hello", (c) => c.say("hello"))).toThrow(
      'bot.hears("hello") can never run: bot.hears(/.*/) before it takes every text.',
    );
    expect(() => bot.hears("human", { anywhere: true }, (c) => c.say("a human"))).not.toThrow();
  });
});

describe("the order", () => {
  const help = action("HELP");
  const parts: readonly ((bot: Bot<Record<string, never>>) => void)[] = [
    (bot) => bot.otherwise((c) => c.say(`otherwise ${c.stale}`)),
    (bot) => bot.on("text", (c) => c.say("on text")),
    (bot) => bot.on("started", (c) => c.say("on started")),
    (bot) => bot.hears("hello", (c) => c.say("first hello")),
    (bot) => bot.hears(/hello/, (c) => c.say("second hello")),
    (bot) => bot.on(help, (c) => c.say("action")),
  ];
  const orders = [
    ["as written", parts],
    ["with otherwise last", [...parts.slice(1), ...parts.slice(0, 1)]],
    ["actions first", [...parts.slice(5), ...parts.slice(0, 5)]],
  ] as const;

  it.each(orders)("is the same wherever a handler stands: %s", async (_, order) => {
    const bot = named((one) => {
      for (const define of order) define(one);
    });
    expect(await answer(bot, taps("HELP"))).toEqual(["action"]);
    expect(await answer(bot, says("hello"))).toEqual(["first hello"]);
    expect(await answer(bot, says("hello you"))).toEqual(["second hello"]);
    expect(await answer(bot, says("good day"))).toEqual(["on text"]);
    expect(await answer(bot, start)).toEqual(["on started"]);
    expect(await answer(bot, files({ type: "image" }))).toEqual(["otherwise false"]);
    expect(await answer(bot, taps("GONE"))).toEqual(["otherwise true"]);
  });

  it("is the order of writing for hears", async () => {
    const bot = named((one) => {
      one.hears(/hello/, (c) => c.say("pattern"));
      one.hears("hello", (c) => c.say("word"));
    });
    expect(await answer(bot, says("hello"))).toEqual(["pattern"]);
  });

  it("is by specificity for actions, not by writing", async () => {
    const bot = named((one) => {
      one.on(action(":anything"), (c) => c.say(`anything ${c.params.anything}`));
      one.on(action("BUY_:sku"), (c) => c.say(`buy ${c.params.sku}`));
      one.on(action("BUY_NOW"), (c) => c.say("buy now"));
    });
    expect(await answer(bot, taps("BUY_NOW"))).toEqual(["buy now"]);
    expect(await answer(bot, taps("BUY_WATCH"))).toEqual(["buy WATCH"]);
    expect(await answer(bot, taps("HELP"))).toEqual(["anything HELP"]);
  });

  it("puts an action of what it carries before started", async () => {
    const bot = named((one) => {
      one.on("started", (c) => c.say("on started"));
      one.on(action("START"), (c) => c.say("action"));
    });
    expect(await answer(bot, start)).toEqual(["action"]);
  });

  it("never reads a text as a tap, or a tap's title as a text", async () => {
    const bot = named((one) => {
      one.on(help, (c) => c.say("action"));
      one.hears("help", (c) => c.say("heard"));
      one.on("text", (c) => c.say("text"));
      one.otherwise((c) => c.say("otherwise"));
    });
    expect(await answer(bot, says("HELP"))).toEqual(["heard"]);
    expect(await answer(bot, taps("GONE", "help"))).toEqual(["otherwise"]);
  });
});

describe("hears", () => {
  it.each<[string | RegExp | (string | RegExp)[], string, boolean]>([
    ["help", "help", true],
    ["help", "  HELP \n", true],
    [" Help ", "help", true],
    ["help", "help me", false],
    ["a.c", "abc", false],
    ["GRÜSSE", "grüsse", true],
    [/help/, "please help me", true],
    [/help/, "HELP", false],
    [/help/i, "HELP", true],
    [/^help$/, "help me", false],
    [/help/y, "please help", false],
    [["human", /\bagent\b/], "Human", true],
    [["human", /\bagent\b/], "an agent please", true],
    [["human", /\bagent\b/], "agents", false],
    [[], "", false],
    ["what's new", "What’s new", true],
    ["what's new", "what`s new?", true],
    ["what’s new", "what's new", true],
    ["mañana", "man\u0303ana", true],
    ["mañana", "manana", true],
    ["pizza", "“pizza”", true],
    ["pizza", "«Pizza»", true],
    ["pizza", "pizza 🍕🍕", true],
    ["pizza", "pi\u200bzza", true],
    ["pizza", "Pizza, pizza", false],
    ["price", "Price?", true],
    ["order status", "order  status…", true],
    ["3", "3.", true],
    ["3", "٣", true],
    ["3", "(3)", true],
    ["C++", "c", false],
    ["C++", "C++!", true],
    ["A+", "A-", false],
    ["/help", "/HELP", true],
    [/what's new/i, "What’s new?", true],
    [/\bmañana\b/i, "Man\u0303ana por la tarde", true],
    [/^\d+$/, "１２", true],
    [/“pizza”/, "“pizza”", true],
  ])("%s and %j: %s", (what, words, heard) => {
    const bot = named((one) => one.hears(what, (c) => c.say("heard")));
    expect(bot[runnable].handles(says(words))).toBe(heard);
  });

  it("keeps accents apart where both words are known, and gives the words as they were typed", async () => {
    const bot = named((one) => {
      one.hears("papa", (c) => c.say(`potato: ${c.text}`));
      one.hears("papá", (c) => c.say(`father: ${c.text}`));
    });
    expect(await answer(bot, says("PAPÁ!"))).toEqual(["father: PAPÁ!"]);
    expect(await answer(bot, says("papa"))).toEqual(["potato: papa"]);
    expect(await answer(bot, says("“Papa”"))).toEqual(["potato: “Papa”"]);
  });

  it.each([/o/g, /^h/y, /[a-z]+/gy])("%s hears the same words again and again", async (pattern) => {
    const bot = named((one) => one.hears(pattern, (c) => c.say("heard")));
    for (let time = 0; time < 3; time++) expect(await answer(bot, says("hello world"))).toEqual(["heard"]);
  });

  it("does not hear the words beside a picture", async () => {
    const bot = named((one) => {
      one.hears(/hello/, (c) => c.say("heard"));
      one.on("image", (c) => c.say(`image: ${c.event.text}`));
    });
    expect(await answer(bot, says("hello", { type: "image" }))).toEqual(["image: hello"]);
  });

  it("hears a text with a link, whose preview is no attachment", async () => {
    const bot = named((one) => one.hears(/example/, (c) => c.say("heard")));
    const event: Event = { ...says("https://example.com"), link: { url: "https://example.com" } };
    expect(await answer(bot, event)).toEqual(["heard"]);
  });
});

describe("attachments", () => {
  const url = "https://cdn.test/1";
  const known: readonly [EventName, Attachment][] = [
    ["location", { type: "location", latitude: 52.37, longitude: 4.9 }],
    ["sticker", { type: "sticker", stickerId: "369239263222822" }],
    ["product", { type: "product", products: [{ id: "1" }] }],
    ["appointment_booking", { type: "appointment_booking", bookingId: "b1" }],
    ["image", { type: "image", url }],
    ["video", { type: "video", url }],
    ["audio", { type: "audio", url }],
    ["file", { type: "file", url }],
    ["reel", { type: "reel", url }],
    ["reel", { type: "ig_reel", url }],
    ["post", { type: "post", url }],
    ["post", { type: "ig_post", url }],
  ];
  const unnamed: readonly OtherAttachment[] = [
    { type: "template" },
    { type: "fallback", url },
    { type: "unsupported" },
    { type: "other", name: "hologram", url },
  ];

  it.each(known)("%s: %j", async (name, attachment) => {
    const event = files(attachment);
    const bot = createBot();
    bot.otherwise((c) => c.say("otherwise"));
    expect(await answer(bot, event)).toEqual(["otherwise"]);
    bot.on("attachment", (c) => c.say(`attachment ${c.event.type}`));
    expect(await answer(bot, event)).toEqual([`attachment ${attachment.type}`]);
    const seen = vi.fn();
    bot.on(name as "image", (c) => {
      seen(c.event);
      c.say("its own");
    });
    expect(await answer(bot, event)).toEqual(["its own"]);
    expect(seen.mock.calls).toEqual([[{ ...attachment, ...base, attachments: [attachment] }]]);
  });

  it.each(unnamed)("%j is heard as any attachment, then by otherwise", async (attachment) => {
    const bot = createBot();
    for (const name of EVENT_NAMES.filter((one) => one !== "attachment")) {
      bot.on(name as "image", (c) => c.say(`on ${name}`));
    }
    bot.otherwise((c) => c.say("otherwise"));
    expect(await answer(bot, files(attachment))).toEqual(["otherwise"]);
    bot.on("attachment", (c) => c.say(c.event.type));
    expect(await answer(bot, files(attachment))).toEqual([attachment.type]);
  });

  it("are one event, which the first of them names", async () => {
    const bot = named((one) => {
      one.on("image", (c) => c.say(`${c.event.attachments.map(({ type }) => type)}, ${c.event.text}, ${c.text}`));
      one.on("video", (c) => c.say("video"));
    });
    const event = says("Look", { type: "image", url }, { type: "video", url });
    expect(await answer(bot, event)).toEqual(["image,video, Look, Look"]);
  });
});

describe("every other kind", () => {
  const events: readonly Event[] = [
    { ...base, kind: "comment", commentId: "1_2", postId: "1", from: { id: "7" } },
    { ...base, kind: "edit", mid: "m_0", text: "better", edits: 1 },
    { ...base, kind: "deleted", mid: "m_0" },
    { ...base, kind: "reaction", mid: "m_0", action: "react", emoji: "❤" },
    { ...base, kind: "referral", referral: { ref: "summer" } },
    { ...base, kind: "control", action: "pass", to: "1" },
    { ...base, kind: "unknown", keys: ["new"], raw: "{}" },
  ];

  it.each(events)("$kind has a handler of its own, and otherwise never answers it", async (event) => {
    const bot = createBot();
    bot.otherwise((c) => c.say("otherwise"));
    expect(bot[runnable].handles(event)).toBe(false);
    expect(await answer(bot, event)).toEqual([]);
    const seen = vi.fn();
    bot.on(event.kind as "edit", (c) => {
      seen(c.event, c.text);
      c.say(`on ${c.event.kind}`);
    });
    expect(bot[runnable].handles(event)).toBe(true);
    expect(await answer(bot, event)).toEqual([`on ${event.kind}`]);
    expect(seen.mock.calls).toEqual([[event, ""]]);
  });

  it.each<Event>([
    { ...base, kind: "echo", mid: "m_0", text: "hello", attachments: [] },
    { ...base, kind: "receipt", status: "read", watermark: 1 },
    { ...base, kind: "policy", action: "block" },
    { ...base, kind: "template_status" },
  ])("$kind is no bot's business", async (event) => {
    const bot = everything();
    expect(bot[runnable].handles(event)).toBe(false);
    expect(await answer(bot, event)).toEqual([]);
  });

  it.each<[string, Event]>([
    ["a text", says("hello")],
    ["a picture", files({ type: "image" })],
    ["a tap without its payload", { ...base, kind: "tap", source: "postback", title: "Help" }],
    ["a tap", taps("HELP")],
    ["Get Started", start],
    ["a reaction", { ...base, kind: "reaction", mid: "m_0", action: "react" }],
  ])("%s on standby is never answered", async (_, event) => {
    const bot = everything();
    expect(bot[runnable].handles(event)).toBe(true);
    const standby: Event = { ...event, standby: true };
    expect(bot[runnable].handles(standby)).toBe(false);
    expect(await answer(bot, standby)).toEqual([]);
  });

  function everything(): Bot<Record<string, never>> {
    const bot = createBot();
    for (const name of EVENT_NAMES) bot.on(name as "text", (c) => c.say(name));
    bot.on(action(":any"), (c) => c.say("action"));
    bot.hears(/^/, (c) => c.say("heard"));
    bot.otherwise((c) => c.say("otherwise"));
    return bot;
  }
});

describe("what one platform alone has", () => {
  const lamp: PlatformEventName<{ readonly colour: string }> = { channel: "messenger", platformEvent: "lamp" };
  const bell: PlatformEventName<{ readonly rings: number }> = { channel: "messenger", platformEvent: "bell" };
  const lit: Event = { ...base, kind: "platform", channel: "messenger", name: "lamp", data: { colour: "red" } };

  it("is heard by its value alone, with what it tells beside what all events have", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.otherwise((c) => c.say("otherwise"));
    bot.on(bell, (c) => c.say(`${c.event.rings}`));
    expect(bot[runnable].handles(lit)).toBe(false);
    expect(await answer(bot, lit)).toEqual([]);
    bot.on(lamp, (c) => {
      seen(c.event);
      c.say(`${c.event.name} ${c.event.colour} ${c.text}`);
    });
    expect(bot[runnable].handles(lit)).toBe(true);
    expect(await answer(bot, lit)).toEqual(["lamp red "]);
    expect(seen.mock.calls).toEqual([[{ ...lit, colour: "red" }]]);
  });

  it("keeps the event's own fields where it tells another of that name", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.on(lamp, (c) => seen(c.event.id, c.event.kind));
    await answer(bot, { ...lit, data: { id: "theirs", kind: "message" } });
    expect(seen.mock.calls).toEqual([[base.id, "platform"]]);
  });

  it("names the message that it is about, which can be reacted to", async () => {
    const bot = createBot();
    bot.on(lamp, (c) => c.react("👍"));
    const { said } = await bot[runnable].run(turn({ ...lit, mid: "m_0" }));
    expect(said).toEqual([{ react: "👍", to: "m_0" }]);
  });

  it("twice is refused by name", () => {
    const bot = createBot();
    bot.on(lamp, () => {});
    expect(() => bot.on(lamp, () => {})).toThrow("bot.on(messenger.lamp) stands twice.");
  });
});

describe("what a handler has", () => {
  it("the channel, the account and the person", async () => {
    const bot = createBot();
    bot.otherwise((c) => c.say(`${c.channel} ${c.account} ${c.person}`));
    expect(await answer(bot, says("hello"))).toEqual(["messenger 707 123"]);
    bot.hears("fails", () => {
      throw new Error("no");
    });
    bot.onError((c) => c.say(`sorry, ${c.channel} ${c.account} ${c.person}`));
    const { said } = await bot[runnable].handleError(turn(says("fails")), new Error("no"));
    expect(said).toEqual([{ say: { type: "text", text: "sorry, messenger 707 123" } }]);
  });

  it("how the person was called before they wrote, whatever they write first", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.hears("hello", (c) => seen(c.event.prior));
    bot.on("image", (c) => seen(c.event.prior));
    bot.on(action("BUY"), (c) => seen(c.event.prior));
    bot.otherwise((c) => seen(c.event.prior));
    const prior = { source: "checkbox_plugin", identifier: "checkbox-5521" };
    const firsts: Event[] = [says("hello"), files({ type: "image" }), taps("BUY"), says("what?")];
    for (const first of firsts) await bot[runnable].run(turn({ ...first, prior } as Event));
    for (const later of firsts) await bot[runnable].run(turn(later));
    expect(seen.mock.calls).toEqual([
      [prior],
      [prior],
      [prior],
      [prior],
      [undefined],
      [undefined],
      [undefined],
      [undefined],
    ]);
  });

  it("the event, its words, who it is, the history, and effects that happen once", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.on(action("BUY_:sku"), async (c) => {
      const order = await c.once("order", async (key) => `${key} ${c.params.sku}`);
      seen(c.event, c.text, c.person, c.stale, c.params, c.history(2), order);
    });
    const lines: Line[] = [{ from: "person", text: "products", at: 1 }];
    const once = vi.fn(async (name: string, make: (key: string) => unknown) => make(`key of ${name}`));
    await bot[runnable].run(
      turn(taps("BUY_WATCH", "Buy Now"), { history: () => lines, once: once as TurnInput["once"] }),
    );
    expect(seen.mock.calls).toEqual([
      [taps("BUY_WATCH", "Buy Now"), "Buy Now", "123", false, { sku: "WATCH" }, lines, "key of order WATCH"],
    ]);
    expect(once).toHaveBeenCalledTimes(1);
  });

  it("tells a stale tap, and no other event, by c.stale", async () => {
    const bot = createBot();
    bot.on(action("HELP"), (c) => c.say(`${c.stale}`));
    bot.otherwise((c) => c.say(`${c.stale} ${c.text}`));
    expect(await answer(bot, taps("HELP"))).toEqual(["false"]);
    expect(await answer(bot, says("hello"))).toEqual(["false hello"]);
    expect(await answer(bot, files({ type: "image" }))).toEqual(["false "]);
    expect(await answer(bot, taps("OLD_BUTTON", "Old"))).toEqual(["true Old"]);
    expect(await answer(bot, start)).toEqual(["false Get Started"]);
    expect(await answer(bot, { ...taps("+31201234567", "+31201234567"), filled: true })).toEqual([
      "false +31201234567",
    ]);
  });

  it("records what is said and handed over, in order", async () => {
    const bot = createBot();
    const help = quick("Well?", action("HELP").as("Help"));
    bot.otherwise(async (c) => {
      c.say("one");
      await Promise.resolve();
      c.say(help);
      c.handOver({ say: "A colleague comes.", reason: "Asked", ifFailed: help });
      c.handOver({ say: help, reason: "Again" });
      c.say("last");
    });
    const { said } = await bot[runnable].run(turn(says("hello")));
    const nobody = { type: "text", text: expect.stringMatching(/Nobody is free/) };
    const unreachable = { type: "text", text: expect.stringMatching(/could not reach/) };
    expect(said).toEqual([
      { say: { type: "text", text: "one" } },
      { say: help },
      { say: { type: "text", text: "A colleague comes." } },
      { handOver: { reason: "Asked", ifFailed: help, ifUnanswered: nobody } },
      { say: help },
      { handOver: { reason: "Again", ifFailed: unreachable, ifUnanswered: nobody } },
      { say: { type: "text", text: "last" } },
    ]);
  });
});

describe("registering", () => {
  it.each<[string, (bot: Bot<Record<string, never>>) => void, string]>([
    ["an action", (bot) => bot.on(action("BUY_:sku"), () => {}), 'bot.on(action("BUY_:sku")) stands twice.'],
    ["a kind", (bot) => bot.on("image", () => {}), 'bot.on("image") stands twice.'],
    ["otherwise", (bot) => bot.otherwise(() => {}), "bot.otherwise() stands twice."],
    ["onError", (bot) => bot.onError(() => {}), "bot.onError() stands twice."],
  ])("%s twice is refused by name", (_, register, sentence) => {
    const bot = createBot();
    register(bot);
    expect(() => register(bot)).toThrow(new TypeError(`${sentence} One handler answers; join the two.`));
  });

  it("refuses a kind that there is not, with the list of those that there are", () => {
    const bot = createBot();
    const attempt = () => bot.on("picture" as "image", () => {});
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow('bot.on("picture"): there is no such kind of event.');
    for (const name of EVENT_NAMES) expect(attempt).toThrow(new RegExp(`[ ,]${name}[,.]`));
  });

  it("refuses what is nothing that can be heard: a value that its module does not have", () => {
    const bot = createBot();
    for (const value of [undefined, null, 5, {}, { name: "lamp" }]) {
      expect(() => bot.on(value as unknown as "image", () => {})).toThrow(
        `bot.on(${JSON.stringify(value)}): this is no kind of event, no action, no payload and no signal. What one platform alone has is heard by a value of its channel's module.`,
      );
    }
  });

  it("says what is not a duration", () => {
    expect(() => createBot({ human: { quiet: "soon" as "1m" } })).toThrow('"soon" is not a duration');
    expect(createBot()[runnable].quietMs).toBe(30 * 60_000);
    expect(createBot({ human: { quiet: "2h" } })[runnable].quietMs).toBe(2 * 3_600_000);
  });
});

describe("state", () => {
  interface Counted {
    n: number;
    name?: string;
  }
  const counting = (version = 1, migrate?: (old: unknown, version: number) => Counted) => {
    const bot = createBot<Counted>({
      state: { version, initial: () => ({ n: 0 }), ...(migrate === undefined ? {} : { migrate }) },
    });
    bot.hears("count", (c) => c.say(`${++c.state.n}`));
    bot.hears("reset", (c) => {
      c.state = { n: 0, name: "new" };
    });
    bot.hears("fail", (c) => {
      c.state.n = 100;
      c.say("said before it failed");
      throw new RangeError("broken");
    });
    return bot;
  };
  const stateAfter = async (bot: AnyBot, words: string, stored: Stored | null): Promise<Stored> => {
    const { kit, ...own } = (await bot[runnable].run(turn(says(words), { stored }))).state;
    return own;
  };

  it("starts from initial, for each person anew", async () => {
    const bot = counting();
    expect(await stateAfter(bot, "count", null)).toEqual({ version: 1, data: { n: 1 } });
    expect(await stateAfter(bot, "count", null)).toEqual({ version: 1, data: { n: 1 } });
  });

  it("goes on from what was stored", async () => {
    expect(await stateAfter(counting(), "count", { version: 1, data: { n: 41 } })).toEqual({
      version: 1,
      data: { n: 42 },
    });
  });

  it("may be replaced", async () => {
    expect(await stateAfter(counting(), "reset", { version: 1, data: { n: 41 } })).toEqual({
      version: 1,
      data: { n: 0, name: "new" },
    });
  });

  it("is kept where nothing answers", async () => {
    const stored = { version: 1, data: { n: 41 } };
    expect(await stateAfter(counting(), "something else", stored)).toEqual(stored);
  });

  it("is brought to today's shape by migrate, which is told the version", async () => {
    const migrate = vi.fn((old: unknown) => ({ n: Number(old), name: "from 1" }));
    expect(await stateAfter(counting(2, migrate), "count", { version: 1, data: "41" })).toEqual({
      version: 2,
      data: { n: 42, name: "from 1" },
    });
    expect(migrate.mock.calls).toEqual([["41", 1]]);
    await stateAfter(counting(2, migrate), "count", { version: 2, data: { n: 1 } });
    await stateAfter(counting(2, migrate), "count", null);
    expect(migrate).toHaveBeenCalledTimes(1);
  });

  it("is refused when it is older, without migrate", async () => {
    const stored = { version: 3, data: { n: 1 } };
    await expect(counting(4)[runnable].run(turn(says("count"), { stored }))).rejects.toThrow(
      new TypeError("createBot({ state }): a person's state has version 3, this bot has 4 and no migrate()."),
    );
  });

  it("waits when it is newer, whatever migrate and forget say", async () => {
    const migrate = vi.fn(() => ({ n: 0 }));
    const bot = createBot<Counted>({ state: { version: 2, initial: () => ({ n: 0 }), migrate, forget: "1s" } });
    bot.otherwise((c) => c.say("hello"));
    const stored: Stored = { version: 3, data: { n: 1 }, kit: { answered: 1 } };
    const sentence =
      "A person's state has version 3, this bot knows up to 2. The event waits: deploy the newer bot again.";
    await expect(bot[runnable].run(turn(says("hello"), { stored }))).rejects.toThrow(new NewerStateError(3, 2));
    await expect(bot[runnable].run(turn(says("hello"), { stored }))).rejects.toMatchObject({
      name: "NewerStateError",
      message: sentence,
    });
    expect(migrate).not.toHaveBeenCalled();
  });

  it("starts again for somebody who has not been answered for as long as forget says", async () => {
    const bot = createBot<Counted>({ state: { version: 1, initial: () => ({ n: 0 }), forget: "30d" } });
    bot.otherwise((c) => c.say(`${++c.state.n}`));
    const answered = base.at - 30 * 86_400_000;
    const stored: Stored = { version: 1, data: { n: 41 }, kit: { answered } };
    expect(await stateAfter(bot, "hello", stored)).toEqual({ version: 1, data: { n: 42 } });
    const longer: Stored = { ...stored, kit: { answered: answered - 1 } };
    expect(await stateAfter(bot, "hello", longer)).toEqual({ version: 1, data: { n: 1 } });
    expect(await stateAfter(bot, "hello", { version: 1, data: { n: 41 } })).toEqual({ version: 1, data: { n: 42 } });
  });

  it("starts from initial where the bot had none before", async () => {
    expect(await stateAfter(counting(), "count", { version: 0, data: {} })).toEqual({ version: 1, data: { n: 1 } });
  });

  it("starts from initial where the bot had none before, also with migrate, which knows no version 0", async () => {
    const migrate = vi.fn((old: unknown) => old as Counted);
    expect(await stateAfter(counting(2, migrate), "count", { version: 0, data: {} })).toEqual({
      version: 2,
      data: { n: 1 },
    });
    expect(migrate).not.toHaveBeenCalled();
  });

  it("that is forgotten takes the open dialog and its answers along", async () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ n: 0 }), forget: "30d" } });
    const order = bot
      .dialog("order")
      .ask("name", () => "Who?")
      .ask("town", () => "Where?")
      .done((c, a) => c.say(`${a.name}, ${a.town}`));
    bot.hears("order", (c) => c.start(order));
    bot.otherwise((c) => c.say("otherwise"));
    const position = { name: "order", step: "town", answers: { name: "Ana" }, from: {} };
    const dialog = { ...position, asked: base.at, last: base.at, others: 0, asks: [] };
    const stored: Stored = { version: 1, data: { n: 41 }, kit: { answered: 1, dialog } };
    const { said, state } = await bot[runnable].run(turn(says("hello"), { stored }));
    expect(said).toEqual([{ say: { type: "text", text: "otherwise" } }]);
    expect(state.kit?.dialog).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses version %s", (version) => {
    expect(() => counting(version)).toThrow(`createBot({ state }): the version is ${version}; count from 1.`);
  });

  it("of a bot without one is left as it is", async () => {
    const bot = named((one) => one.otherwise((c) => c.say("hello")));
    const stored = { version: 7, data: { n: 41 } };
    expect(await stateAfter(bot, "hello", stored)).toEqual(stored);
    expect(await stateAfter(bot, "hello", null)).toEqual({ version: 0, data: {} });
  });

  it("has no result when the handler fails: nothing said or remembered counts", async () => {
    const bot = counting();
    await expect(bot[runnable].run(turn(says("fail")))).rejects.toThrow(new RangeError("broken"));
    expect(await stateAfter(bot, "count", null)).toEqual({ version: 1, data: { n: 1 } });
  });

  it("has none either when the handler fails later", async () => {
    const bot = createBot();
    bot.otherwise(async (c) => {
      c.say("said before it failed");
      await Promise.resolve();
      throw new RangeError("broken");
    });
    await expect(bot[runnable].run(turn(says("hello")))).rejects.toThrow(new RangeError("broken"));
  });
});

describe("onError", () => {
  it("speaks and remembers, and is told the event and the error", async () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ failed: 0 }) } });
    const seen = vi.fn();
    bot.onError(async (c, error) => {
      await Promise.resolve();
      c.state.failed++;
      c.say(`Sorry about “${c.text}”.`);
      seen(c.event, c.person, error);
    });
    const error = new RangeError("broken");
    const event = says("count");
    expect(await bot[runnable].handleError(turn(event), error)).toEqual({
      state: { version: 1, data: { failed: 1 }, kit: { answered: base.at } },
      said: [{ say: { type: "text", text: "Sorry about “count”." } }],
      later: [],
      forget: [],
    });
    expect(seen.mock.calls).toEqual([[event, "123", error]]);
  });

  it("is silent when there is none, and the state stays", async () => {
    const stored = { version: 0, data: { kept: true } };
    expect(await createBot()[runnable].handleError(turn(says("hello"), { stored }), new Error("broken"))).toEqual({
      state: { ...stored, kit: {} },
      said: [],
      later: [],
      forget: [],
    });
  });

  it.each<[string, Stored]>([
    ["newer", { version: 3, data: { n: 1 }, kit: { answered: 1 } }],
    ["older, which migrate cannot read", { version: 1, data: "?", kit: { disclosed: 1, answered: 1 } }],
  ])("leaves a state that is %s as it is, and speaks with the initial one", async (_, stored) => {
    const bot = createBot({
      state: {
        version: 2,
        initial: () => ({ n: 0 }),
        migrate: () => {
          throw new RangeError("not mine");
        },
      },
    });
    bot.onError((c) => c.say("Sorry."));
    const kept = structuredClone(stored);
    expect(await bot[runnable].handleError(turn(says("hello"), { stored }), new Error("broken"))).toEqual({
      state: kept,
      said: [{ say: { type: "text", text: "Sorry." } }],
      later: [],
      forget: [],
    });
  });

  it("may fail too", async () => {
    const bot = createBot();
    bot.onError(() => {
      throw new RangeError("again");
    });
    await expect(bot[runnable].handleError(turn(says("hello")), new Error("broken"))).rejects.toThrow(
      new RangeError("again"),
    );
  });

  it("never runs by itself", async () => {
    const bot = createBot();
    const sorry = vi.fn();
    bot.onError(sorry);
    bot.otherwise(() => {
      throw new RangeError("broken");
    });
    await expect(bot[runnable].run(turn(says("hello")))).rejects.toThrow(RangeError);
    expect(sorry).not.toHaveBeenCalled();
  });
});
