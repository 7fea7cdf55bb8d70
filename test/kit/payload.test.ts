/** The buttons that another bot has left in people's chats. */
import { describe, expect, it, vi } from "vitest";
import { native } from "../../src/channels/messenger/builders.ts";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import { payload } from "../../src/kit/payload.ts";
import { phone } from "../../src/kit/phone.ts";
import { choice, date } from "../../src/kit/questions.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { type Stateless, starting, Talk } from "./talk.ts";

/** A bot that another one has left its buttons to. */
function heir(define: (bot: Stateless) => void): Talk {
  const bot = createBot();
  define(bot);
  bot.otherwise((c) => c.say(`otherwise${c.stale ? ", stale" : ""}: ${c.text}`));
  return new Talk(bot);
}

describe("a whole payload", () => {
  it.each([
    '{"type":"buy","sku":"WATCH"}',
    '{ "action": "buy",\n  "data": { "sku": "WATCH" } }',
    "buy:watch:42",
    "Buy the watch",
    "BUY_:sku",
    "cart?add=watch&size=L",
    "main-menu|buy|watch",
    "buy(watch).*",
    "eyJ0eXBlIjoiYnV5In0=",
    "#/shop/watch",
    "comprar_el_reloj_ñ",
    "⌚",
    " ",
  ])("is that and nothing around it: %j", async (whole) => {
    const talk = heir((bot) => bot.on(payload(whole), (c) => c.say(`${c.event.payload} ${c.stale} ${c.text}`)));
    expect(await talk.tapsOld(whole, "Buy", "postback")).toEqual([`${whole} false Buy`]);
    expect(await talk.tapsOld(whole, "Buy")).toEqual([`${whole} false Buy`]);
    for (const other of [`${whole} `, ` ${whole}`, `${whole}\n`, whole.repeat(2), "", "BUY_WATCH"])
      expect(await talk.tapsOld(other, "Buy")).toEqual(["otherwise, stale: Buy"]);
  });

  it("is not read as an action with parameters, wherever it stands", async () => {
    const talk = heir((bot) => {
      bot.on(action("BUY_:sku"), (c) => c.say(`action ${c.params.sku}`));
      bot.on(payload("BUY_OLD"), (c) => c.say("payload"));
      bot.on(payload(/BUY/), (c) => c.say("like it"));
    });
    expect(await talk.tapsOld("BUY_OLD", "Buy")).toEqual(["payload"]);
    expect(await talk.tapsOld("BUY_NEW", "Buy")).toEqual(["action NEW"]);
    expect(await talk.tapsOld("REBUY", "Buy")).toEqual(["like it"]);
  });

  it("is not empty", () => {
    expect(() => payload("")).toThrow(
      new TypeError('payload(""): no button carries nothing. Write the payload that it has.'),
    );
  });
});

describe("what a payload is like", () => {
  it.each<[RegExp, string, Record<string, string>]>([
    [/^\{"type":"buy"/, '{"type":"buy","sku":"WATCH"}', {}],
    [/"sku":"(?<sku>[^"]*)"/, '{"type":"buy","sku":"WATCH"}', { sku: "WATCH" }],
    [/^buy:(?<sku>[^:]+)(:(?<size>\w+))?$/, "buy:watch:L", { sku: "watch", size: "L" }],
    [/^buy:(?<sku>[^:]+)(:(?<size>\w+))?$/, "buy:watch", { sku: "watch" }],
    [/[?&]add=(?<sku>\w+)/, "cart?from=menu&add=watch&size=L", { sku: "watch" }],
    [/BUY/i, "please buy", {}],
    [/\|(?<last>[^|]*)$/, "main|shop|", { last: "" }],
    [/(?<__proto__>watch)/, "watch", JSON.parse('{"__proto__":"watch"}')],
    [/^(?<a>.)(.)(?<b>.)$/su, "⌚\n⌚", { a: "⌚", b: "⌚" }],
  ])("has its named groups as parameters: %s", async (pattern, tapped, params) => {
    const seen = vi.fn();
    const talk = heir((bot) => bot.on(payload(pattern), (c) => seen(c.params, c.event.payload, c.stale)));
    await talk.tapsOld(tapped, "Tap", "postback");
    expect(seen.mock.calls).toEqual([[params, tapped, false]]);
    expect(await talk.tapsOld("another", "Tap")).toEqual(["otherwise, stale: Tap"]);
  });

  it("is tried from the start at each tap, whatever its flags", async () => {
    const talk = heir((bot) => bot.on(payload(/sku=(?<sku>\w+)/g), (c) => c.say(`${c.params["sku"]}`)));
    for (const sku of ["A", "B", "C"]) expect(await talk.tapsOld(`buy?sku=${sku}`, "Buy")).toEqual([sku]);
  });

  it("goes by the order of writing", async () => {
    const talk = heir((bot) => {
      bot.on(payload(/"type":"buy"/), (c) => c.say("first"));
      bot.on(payload(/^\{"type":"buy","sku":"WATCH"\}$/), (c) => c.say("second"));
      bot.on(payload(/sku/), (c) => c.say("third"));
    });
    expect(await talk.tapsOld('{"type":"buy","sku":"WATCH"}', "Buy")).toEqual(["first"]);
    expect(await talk.tapsOld('{"sku":"WATCH"}', "Buy")).toEqual(["third"]);
  });

  it("comes after all that is the bot's own, however much it takes", async () => {
    const { talk, bot } = starting((one) =>
      one
        .dialog("order")
        .ask("phone", () => phone("Your phone?"))
        .ask("sure", () => "Sure?")
        .done((c, a) => c.say(JSON.stringify(a))),
    );
    bot.on("started", (c) => c.say("started"));
    bot.on(payload(/[\s\S]/), (c) => c.say("taken"));
    bot.on(action(":any_NOW"), (c) => c.say("action"));
    expect(await talk.starts()).toEqual(["started"]);
    expect(await talk.tapsOld("BUY_NOW", "Buy")).toEqual(["action"]);
    expect(await talk.tapsOld("anything", "Tap")).toEqual(["taken"]);
    await talk.says("go");
    expect(await talk.tapsOld("+34612345678", "+34612345678")).toEqual(["Sure?"]);
    expect(await talk.tapsOld("anything", "Tap")).toEqual(["taken", "Sure?"]);
    expect(await talk.says("yes")).toEqual(['{"phone":"+34612345678","sure":"yes"}']);
  });

  it("leaves what is no tap alone", async () => {
    const talk = heir((bot) => bot.on(payload(/buy/), (c) => c.say("taken")));
    expect(await talk.says("buy")).toEqual(["otherwise: buy"]);
    expect(await talk.happens({ kind: "tap", source: "postback", title: "buy" })).toEqual(["otherwise, stale: buy"]);
  });
});

describe("a typed option of the old kind", () => {
  it.each([
    ["a whole payload", payload('{"type":"size","of":"L"}')],
    ["what it is like", payload(/"type":"size"/)],
  ])("is its tap, before hears: %s", async (_, old) => {
    const seen = vi.fn();
    const bot = createBot();
    const reply = { content_type: "text", title: "Large", payload: '{"type":"size","of":"L"}' };
    bot.hears("sizes", (c) => c.say(native({ text: "Which?", quick_replies: [reply] })));
    bot.hears("large", (c) => c.say("heard"));
    bot.on(old, (c) => {
      seen(c.event.source, c.event.payload);
      c.say("size L");
    });
    const talk = new Talk(bot);
    expect(await talk.says("large")).toEqual(["heard"]);
    await talk.says("sizes");
    expect(bot[runnable].handles({ kind: "message", id: "m", mid: "m", at: 0, text: "large", attachments: [] })).toBe(
      true,
    );
    expect(await talk.says("large")).toEqual(["size L"]);
    expect(seen.mock.calls).toEqual([["typed", '{"type":"size","of":"L"}']]);
  });

  it("is none of the open question, however much is taken", async () => {
    const { talk, bot } = starting((one) =>
      one
        .dialog("order")
        .ask("speed", () => choice("How fast?", { standard: "Standard", express: "Express" }))
        .ask("day", () => date("When?", { unclear: "Which day?" }))
        .done((c, a) => c.say(JSON.stringify(a))),
    );
    bot.on(payload(/^/), (c) => c.say("taken"));
    await talk.says("go");
    expect(await talk.says("express")).toEqual(["When?"]);
    expect(await talk.says("07/08/2026")).toEqual(["Which day? [2026-08-07] [2026-07-08]"]);
    expect(await talk.says("2026-07-08")).toEqual(['{"speed":"express","day":"2026-07-08"}']);
  });
});

describe("bot.on(payload(…))", () => {
  it("lets the bot answer taps, and only those", () => {
    const bot = createBot();
    bot.on(payload(/^\{"type":"buy"/), () => {});
    bot.on(payload("menu: help"), () => {});
    const tap = { kind: "tap", source: "postback", id: "e", at: 0, title: "Tap" } as const;
    expect(bot[runnable].handles({ ...tap, payload: '{"type":"buy"}' })).toBe(true);
    expect(bot[runnable].handles({ ...tap, payload: "menu: help" })).toBe(true);
    expect(bot[runnable].handles({ ...tap, payload: "menu: other" })).toBe(false);
    expect(bot[runnable].handles(tap)).toBe(false);
    expect(bot[runnable].handles({ ...tap, payload: "menu: help", standby: true })).toBe(false);
  });

  it.each<[string, (bot: Stateless) => void, (bot: Stateless) => void]>([
    ['bot.on(payload("a: b"))', (bot) => bot.on(payload("a: b"), () => {}), (bot) => bot.on(payload("a: b"), () => {})],
    ["bot.on(payload(/a/i))", (bot) => bot.on(payload(/a/i), () => {}), (bot) => bot.on(payload(/a/i), () => {})],
    ['bot.on(payload("HELP"))', (bot) => bot.on(action("HELP"), () => {}), (bot) => bot.on(payload("HELP"), () => {})],
    ['bot.on(action("HELP"))', (bot) => bot.on(payload("HELP"), () => {}), (bot) => bot.on(action("HELP"), () => {})],
  ])("%s stands once", (name, first, second) => {
    const bot = createBot();
    first(bot);
    expect(() => second(bot)).toThrow(`${name} stands twice.`);
  });

  it("acts once for a double tap, beside an action that may be repeated", () => {
    const bot = createBot();
    bot.on(action("ADD_:sku", { repeat: true }), () => {});
    bot.on(payload("ADD_OLD"), () => {});
    bot.on(payload(/^add:/), () => {});
    const repeats = (carried: string) =>
      bot[runnable].mayRepeat({ kind: "tap", source: "postback", id: "e", at: 0, payload: carried });
    expect(["ADD_NEW", "ADD_OLD", "add:it"].map(repeats)).toEqual([true, false, false]);
  });

  it("stands beside what only looks like it", () => {
    const bot = createBot();
    bot.on(action("BUY_:sku"), () => {});
    for (const one of ["BUY_:sku", "/buy/", "a"]) bot.on(payload(one), () => {});
    for (const one of [/buy/, /buy/i, /"a"/]) bot.on(payload(one), () => {});
    expect(() => bot.on(payload(/a/), () => {})).not.toThrow();
  });

  it("says when it can never run", () => {
    const bot = createBot();
    bot.on(payload(/^/), () => {});
    expect(() => bot.on(payload(/buy/), () => {})).toThrow(
      "bot.on(payload(/buy/)) can never run: bot.on(payload(/^/)) before it takes every payload.",
    );
    expect(() => bot.on(payload("buy"), () => {})).not.toThrow();
    expect(() => bot.on(action("BUY"), () => {})).not.toThrow();
  });
});
