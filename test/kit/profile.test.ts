import { describe, expect, it } from "vitest";
import { profileOf } from "../../src/channels/messenger/page/profile.ts";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { call, text } from "../../src/kit/say.ts";
import { Talk } from "./talk.ts";

describe("createBot({ menu, page })", () => {
  it("keeps what was declared, as one value", () => {
    const menu = [action("SHOP").as("Shop")];
    expect(createBot({ menu, page: { greeting: "Hello" } })[runnable].page).toEqual({ menu, greeting: "Hello" });
    expect(createBot()[runnable].page).toEqual({});
  });

  it("takes only what a menu can have", () => {
    // @ts-expect-error Messenger's menu calls nobody
    const calling = createBot({ menu: [call("Call us", "+31201234567")] });
    expect(() => profileOf(calling[runnable])).toThrow(
      "menu[0]: is neither a tap nor a link: a menu has nothing else.",
    );
    // @ts-expect-error an ice breaker asks
    createBot({ page: { iceBreakers: ["What do you sell?"] } });
    // @ts-expect-error the menu stands at the top
    createBot({ page: { menu: [] } });
  });
});

describe("a menu that is a function", () => {
  const [shop, track] = [action("SHOP"), action("TRACK")];
  function trading() {
    const bot = createBot({
      state: { version: 1, initial: () => ({ orders: 0 }) },
      optOut: true,
      erase: true,
      menu: ({ state, language }) => [
        shop.as(language === "es" ? "Tienda" : "Shop"),
        ...(state.orders > 0 ? [track.as("Track")] : []),
      ],
    });
    bot.hears(/^(\d)$/, (c) => {
      c.state.orders = Number(c.text);
      c.say("ok");
    });
    bot.hears("forget", (c) => c.erase());
    return { bot, talk: new Talk(bot) };
  }

  it("gives the Page the one for somebody of whom nothing is known", () => {
    expect(trading().bot[runnable].page).toEqual({ menu: [shop.as("Shop")] });
    expect(createBot({ language: "es", menu: (c) => [shop.as(c.language)] })[runnable].page).toEqual({
      menu: [shop.as("es")],
    });
  });

  it("shows each person their own when it becomes another one, and the Page's again", async () => {
    const { bot, talk } = trading();
    expect(await talk.says("0")).toEqual(["ok"]);
    expect(await talk.says("1")).toEqual(["ok", "(menu: Shop, Track)"]);
    expect(await talk.says("2")).toEqual(["ok"]);
    expect(bot[runnable].remembersUntil({ version: 1, data: { orders: 0 }, kit: talk.memory })).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(await talk.says("0")).toEqual(["ok", "(menu: the Page's)"]);
    expect(talk.memory.menu).toBeUndefined();
    talk.locale = "es_ES";
    expect(await talk.says("0")).toEqual(["ok", "(menu: Tienda)"]);
  });

  it("takes it back before the person is erased, and leaves a stop alone", async () => {
    for (const [forget, said] of [
      ["forget", []],
      ["forget me", [expect.stringContaining("deleted")]],
    ] as const) {
      const { talk } = trading();
      await talk.says("1");
      talk.locale = "es_ES";
      expect(await talk.says("stop")).toHaveLength(1);
      talk.locale = undefined;
      expect(await talk.says(forget)).toEqual([...said, "(menu: the Page's)", "(erases everything)"]);
    }
  });

  it("is the Page's for everybody where the platform has no other", async () => {
    const { talk } = trading();
    const event = { kind: "message", id: "e", mid: "m", at: 0, text: "1", attachments: [] } as const;
    expect(await talk.turn(event, { hasOwnMenu: false })).toMatchObject({ said: [{ say: { text: "ok" } }] });
    expect(talk.memory.menu).toBeUndefined();
  });
});

describe("a command", () => {
  function talking() {
    const bot = createBot();
    bot.hears("/help", { anywhere: true }, (c) => c.say(`help: ${c.event.text}`));
    bot.hears(/order/, (c) => c.say("order"));
    bot.otherwise((c) => c.say(`otherwise: ${c.text}`));
    const dialog = bot
      .dialog("name")
      .ask("name", () => text("Your name?"))
      .done((c, a) => c.say(`Hello ${a.name}.`));
    bot.hears("go", (c) => c.start(dialog));
    return { bot, talk: new Talk(bot) };
  }
  const message = { kind: "message", mid: "m", attachments: [] } as const;

  it("is heard by its name, whatever is written around it", async () => {
    const { talk } = talking();
    expect(await talk.happens({ ...message, text: "/help me", commands: ["help"] })).toEqual(["help: /help me"]);
    expect(await talk.happens({ ...message, text: "order /help", commands: ["Help"] })).toEqual(["help: order /help"]);
  });

  it("is heard when it comes without words, or is typed by hand", async () => {
    const { talk } = talking();
    expect(await talk.happens({ ...message, commands: ["help"] })).toEqual(["help: /help"]);
    expect(await talk.says("/HELP ")).toEqual(["help: /HELP "]);
  });

  it("goes on to other handlers when nobody waits for it", async () => {
    const { talk } = talking();
    expect(await talk.happens({ ...message, text: "my order", commands: ["track"] })).toEqual(["order"]);
    expect(await talk.happens({ ...message, text: "/track", commands: ["track"] })).toEqual(["otherwise: /track"]);
    expect(await talk.says("/help me")).toEqual(["otherwise: /help me"]);
  });

  it("is heard in the middle of a dialog if it is marked so", async () => {
    const { talk } = talking();
    await talk.says("go");
    expect(await talk.happens({ ...message, text: "/help", commands: ["help"] })).toEqual([
      "help: /help",
      "Your name?",
    ]);
  });

  it("is never folded into a turn with other texts", () => {
    const { bot } = talking();
    const known = { stored: null, offers: [] };
    expect(
      bot[runnable].isBatchable({ ...message, id: "e", at: 0, text: "/track", commands: ["track"] }, known, true),
    ).toBe(false);
    expect(bot[runnable].isBatchable({ ...message, id: "e", at: 0, text: "and more" }, known, true)).toBe(true);
  });
});
