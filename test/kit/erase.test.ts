import { createBot, shape, signal } from "edgewise";
import { person } from "edgewise/test";
import { describe, expect, it } from "vitest";

const reminder = signal("reminder", shape({ what: String }));

function counting(erase: Parameters<typeof createBot>[0] & object) {
  const bot = createBot({ ...erase, state: { version: 1, initial: () => ({ visits: 0 }) } });
  bot.hears("remind me", (c) => {
    c.later("1h", reminder, { what: "milk" });
    c.say("I will.");
  });
  bot.hears("leave", (c) => {
    c.say("One last word.");
    c.erase();
  });
  bot.on(reminder, (c, { what }) => c.say(`Think of ${what}.`));
  bot.otherwise((c) => c.say(`Visit ${++c.state.visits}.`));
  return bot;
}

describe("erasing", () => {
  it("says its sentence, and then knows nothing any more", async () => {
    const ana = person(counting({ erase: true }));
    await ana.says("hello");
    await ana.says("remind me");
    await ana.says("Forget me!");
    expect(ana.screen()).toMatch(/Visit 1\.[\s\S]*Everything that I know of you is deleted now/);
    await ana.waits("2h");
    expect(ana.screen()).not.toMatch(/Think of milk/);
    await ana.says("hello again");
    expect(ana.screen()).toMatch(/deleted now[\s\S]*Visit 1\.$/);
  });

  it.each(["accept", "turn", "send"] as const)("is done once through a crash after %s", async (crashAfter) => {
    const ana = person(counting({ erase: { words: ["weg"], say: "Gone." } }), { crashAfter });
    await ana.says("weg");
    await ana.says("hello");
    expect(ana.screen().match(/Gone\./g)).toHaveLength(1);
    expect(ana.screen()).toMatch(/Visit 1\.$/);
  });

  it("can be a handler's own, after what it says", async () => {
    const ana = person(counting({}));
    await ana.says("hello");
    await ana.says("leave");
    await ana.says("hello");
    expect(ana.screen()).toMatch(/Visit 1\.[\s\S]*One last word\.[\s\S]*Visit 1\.$/);
  });

  it.each([
    "Forget me!",
    " Forget me ... ",
    "“forget me”",
    "FORGET  ME 🙏",
    "Ｆｏｒｇｅｔ me",
    "forget\u200b me",
    "losche meine daten",
  ])("hears %j", async (words) => {
    const ana = person(counting({ erase: true }));
    await ana.says(words);
    expect(ana.screen()).toMatch(/deleted now/);
  });

  it.each(["forget me?", "do not forget me", "forget me not", "!", "forget"])("does not hear %j", async (words) => {
    const ana = person(counting({ erase: true }));
    await ana.says(words);
    expect(ana.screen()).not.toMatch(/deleted now/);
  });

  it("is kept from nobody by a middleware, and is a message like any other while it is off", async () => {
    const bot = counting({ erase: true });
    bot.use(() => {});
    const ana = person(bot);
    await ana.says("forget me");
    expect(ana.screen()).toMatch(/deleted now/);
    const off = person(counting({}));
    await off.says("forget me");
    expect(off.screen()).toMatch(/Visit 1/);
  });
});
