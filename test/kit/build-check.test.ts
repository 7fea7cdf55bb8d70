import { beforeEach, describe, expect, it, vi } from "vitest";
import { buttonLimits } from "../../src/check-bot.ts";

/** The collecting belongs to the module and ends once: each test has copies of its own. */
async function fresh() {
  vi.resetModules();
  const [{ action }, { createBot }, { buildProblems }] = await Promise.all([
    import("../../src/kit/action.ts"),
    import("../../src/kit/bot.ts"),
    import("../../src/kit/build-check.ts"),
  ]);
  return { action, createBot, buildProblems };
}

describe("buildProblems", () => {
  let kit: Awaited<ReturnType<typeof fresh>>;
  beforeEach(async () => {
    kit = await fresh();
  });

  it("has nothing to say about a bot whose buttons are all answered, wherever the handler stands", () => {
    const buy = kit.action("BUY_:sku");
    buy.as("Buy Now", { sku: "WATCH" });
    kit.createBot().on(buy, () => {});
    buy.as("Buy", { sku: "PHONE" });
    expect(kit.buildProblems(buttonLimits())).toEqual([]);
  });

  it("names the button and the action that no handler answers", () => {
    const buy = kit.action("BUY_:sku");
    const help = kit.action("HELP");
    kit.createBot().on(help, () => {});
    buy.as("Buy Now", { sku: "WATCH" });
    help.as("Help");
    expect(kit.buildProblems(buttonLimits())).toEqual([
      'The button "Buy Now" has no handler: write bot.on(…) for action("BUY_:sku"), or take the button away.',
    ]);
  });

  it("goes by what a tap would find: another action's handler that reads the payload will do", () => {
    const bot = kit.createBot();
    bot.on(kit.action("BUY_:sku"), () => {});
    kit.action("BUY_NOW").as("Buy");
    kit.action("SELL_NOW").as("Sell");
    expect(kit.buildProblems(buttonLimits())).toEqual([expect.stringMatching(/"Sell".*action\("SELL_NOW"\)/)]);
  });

  it("tells a title that is too long, with both figures", () => {
    const help = kit.action("HELP");
    kit.createBot().on(help, () => {});
    help.as("x".repeat(20));
    expect(help.as("What can you do for me?").title).toBe("What can you do for me?");
    expect(kit.buildProblems(buttonLimits())).toEqual([
      'The title "What can you do for me?" has 23 characters, 20 are shown: shorten it.',
    ]);
  });

  it("tells a payload that is too long by its action, not by its words", () => {
    const note = kit.action("NOTE_:words");
    kit.createBot().on(note, () => {});
    note.as("Note", { words: "x".repeat(995) });
    expect(kit.buildProblems(buttonLimits())).toEqual([]);
  });

  it("tells a payload that is one too long", () => {
    const note = kit.action("NOTE_:words");
    kit.createBot().on(note, () => {});
    note.as("Note", { words: "x".repeat(996) });
    expect(kit.buildProblems(buttonLimits())).toEqual([
      'A payload of action("NOTE_:words") has 1001 characters, 1000 fit: shorten it.',
    ]);
  });

  it("finds a button of the menu, in a group too, and an ice breaker that no handler answers", () => {
    const [shop, track, ask] = [kit.action("SHOP"), kit.action("TRACK"), kit.action("ASK")];
    const orders = { title: "Orders", items: [track.as("Track")] };
    kit.createBot({ menu: [shop.as("Shop"), orders], page: { iceBreakers: [ask.as("What?")] } }).on(shop, () => {});
    expect(kit.buildProblems(buttonLimits())).toEqual([
      expect.stringMatching(/^The button "Track" has no handler.*action\("TRACK"\)/),
      expect.stringMatching(/^The button "What\?" has no handler.*action\("ASK"\)/),
    ]);
  });

  it("leaves titles of the menu and ice breakers to limits of their own", () => {
    const shop = kit.action("SHOP");
    const long = "Where is the order of mine?";
    const locales = { de_DE: { menu: [shop.as(`${long} de`)] } };
    kit
      .createBot({ menu: [shop.as(`${long} menu`)], page: { iceBreakers: [shop.as(`${long} ice`)], locales } })
      .on(shop, () => {});
    shop.as(`${long} chat`);
    expect(kit.buildProblems(buttonLimits())).toEqual([
      expect.stringMatching(/^The title "Where is the order of mine\? chat" has 32/),
    ]);
  });

  it("names a command that nobody hears, in every language", () => {
    const page = { commands: { help: "Help", track: "Track" }, locales: { de_DE: { commands: { hilfe: "Hilfe" } } } };
    const bot = kit.createBot({ page });
    bot.hears("/help", () => {});
    bot.hears(/^\/tr/, () => {});
    expect(kit.buildProblems(buttonLimits())).toEqual([
      'The command "hilfe" has no handler: write bot.hears("/hilfe", …), or take the command away.',
    ]);
  });

  it("tells everything at once, and the same thing once", () => {
    const gone = kit.action("GONE");
    gone.as("The way to nowhere, again");
    gone.as("The way to nowhere, again");
    gone.as("Gone");
    expect(kit.buildProblems(buttonLimits())).toEqual([
      expect.stringMatching(/^The button "The way to nowhere, again" has no handler/),
      expect.stringMatching(/^The title "The way to nowhere, again" has 25 characters/),
      expect.stringMatching(/^The button "Gone" has no handler/),
    ]);
  });

  it("looks at what was built before the build ended, and at nothing else", () => {
    const gone = kit.action("GONE");
    gone.as("Before");
    expect(kit.buildProblems(buttonLimits())).toHaveLength(1);
    gone.as("After");
    expect(kit.buildProblems(buttonLimits())).toEqual([]);
  });

  it("does not keep what handlers build for every message", async () => {
    const gone = kit.action("GONE");
    const bot = kit.createBot();
    bot.otherwise((c) => c.say(gone.as("Built in a handler").title));
    expect(kit.buildProblems(buttonLimits())).toEqual([]);
    const { Talk } = await import("./talk.ts");
    expect(await new Talk(bot).says("hello")).toEqual(["Built in a handler"]);
    expect(kit.buildProblems(buttonLimits())).toEqual([]);
  });
});
