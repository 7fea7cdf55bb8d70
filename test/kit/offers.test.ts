import { describe, expect, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { buttons, carousel, list, quick } from "../../src/kit/say.ts";
import { START, Talk } from "./talk.ts";

const size = action("SIZE_:size");
const gone = action("GONE");
const titles = (count: number) => Array.from({ length: count }, (_, index) => `Size ${index + 1}`);
const sizes = (count: number) => titles(count).map((title, index) => size.as(title, { size: `${index + 1}` }));

function shop() {
  const bot = createBot();
  const seen = vi.fn();
  const name = bot
    .dialog("name")
    .ask("name", () => "Who?")
    .done((c, a) => c.say(`Hello ${a.name}.`));
  bot.on(size, (c) => {
    seen(c.event, c.text, c.stale);
    c.say(`size ${c.params.size}`);
  });
  bot.hears("few", (c) => c.say(quick("Which?", ...sizes(3), gone.as("Gone"))));
  bot.hears("stay", (c) => c.say(buttons("Which?", ...sizes(3))));
  bot.hears("many", (c) => c.say(quick("Which?", ...sizes(15))));
  bot.hears("rows", (c) => c.say(list("Which?", { rows: [{ title: "Small", payload: "SIZE_S" }] })));
  bot.hears("two", (c) => {
    c.say(quick("First?", size.as("Left", { size: "L" })));
    c.say(quick("Second?", size.as("Right", { size: "R" })));
  });
  bot.hears("cards", (c) =>
    c.say(
      carousel(
        { title: "Watch", actions: [size.as("Buy", { size: "watch" }), size.as("Wind it", { size: "wind" })] },
        { title: "Phone", actions: [size.as("Buy", { size: "phone" })] },
      ),
    ),
  );
  bot.hears("ask", (c) => {
    c.start(name);
    c.say(quick("Which?", ...sizes(3)));
  });
  bot.hears("silence", () => {});
  bot.hears("Size 2", (c) => c.say("heard"));
  bot.otherwise((c) => c.say(`otherwise ${c.stale}`));
  return { talk: new Talk(bot), seen };
}

describe("a typed title", () => {
  it.each(["few", "stay"])("counts as the tap on what was offered: %s", async (ask) => {
    const { talk } = shop();
    await talk.says(ask);
    expect(await talk.says("  size 3 \n")).toEqual(["size 3"]);
  });

  it("comes before hears, and is a tap of its own kind to the handler", async () => {
    const { talk, seen } = shop();
    await talk.says("few");
    expect(await talk.says("SIZE 2")).toEqual(["size 2"]);
    const tap = { kind: "tap", source: "typed", id: "e_1", mid: "m_1", at: START, payload: "SIZE_2", title: "Size 2" };
    expect(seen.mock.calls).toEqual([[tap, "SIZE 2", false]]);
  });

  it.each(["Size", "Size 22", "my size 2", "Size 2?", "2", "1", "SIZE_2", ""])(
    "is exact: %j is not one",
    async (typed) => {
      const { talk, seen } = shop();
      await talk.says("few");
      await talk.says(typed);
      expect(seen).not.toHaveBeenCalled();
    },
  );

  it("counts for the latest message only", async () => {
    const { talk } = shop();
    await talk.says("few");
    await talk.says("something else");
    expect(await talk.says("Size 2")).toEqual(["heard"]);
    await talk.says("two");
    expect(await talk.says("Left")).toEqual(["otherwise false"]);
    await talk.says("two");
    expect(await talk.says("Right")).toEqual(["size R"]);
  });

  it.each(["size  2", "Size 2.", "“Size 2”", "👉 size 2"])("counts whatever stands around it: %j", async (typed) => {
    const { talk } = shop();
    await talk.says("few");
    expect(await talk.says(typed)).toEqual(["size 2"]);
  });

  it("counts still after a turn in which nothing was said", async () => {
    const { talk } = shop();
    await talk.says("few");
    await talk.says("silence");
    expect(await talk.says("Size 1")).toEqual(["size 1"]);
  });

  it("counts beside a question that takes any words, which is asked again", async () => {
    const { talk } = shop();
    await talk.says("ask");
    expect(talk.offers).toHaveLength(3);
    expect(await talk.says("Size 2")).toEqual(["size 2", "Who?"]);
    expect(await talk.says("Size 2")).toEqual(["Hello Size 2."]); // they are not on the screen any more
  });

  it("of an action without a handler is a text", async () => {
    const { talk } = shop();
    await talk.says("few");
    expect(await talk.says("Gone")).toEqual(["otherwise false"]);
  });

  it("is only a text's: a tap with that title goes by its payload", async () => {
    const { talk } = shop();
    await talk.says("few");
    expect(await talk.tapsOld("SIZE_9", "Size 1")).toEqual(["size 9"]);
    await talk.says("few");
    expect(await talk.tapsOld("OLD", "Size 1")).toEqual(["otherwise true"]);
  });

  it("reaches rows of a list and buttons of cards", async () => {
    const { talk } = shop();
    await talk.says("rows");
    expect(await talk.says("small")).toEqual(["size S"]);
    await talk.says("cards");
    expect(await talk.says("wind it")).toEqual(["size wind"]);
  });

  it("that several options share is nobody's: a typed Buy does not buy the first thing", async () => {
    const { talk } = shop();
    await talk.says("cards");
    expect(await talk.says("buy")).toEqual(["otherwise false"]);
  });

  it("is for a bot that hears nothing but taps, too", async () => {
    const bot = createBot();
    bot.on("started", (c) => c.say(quick("Which?", ...sizes(3))));
    bot.on(size, (c) => c.say(c.params.size));
    const event = { kind: "message", id: "m_1", at: START, mid: "m_1", text: "Size 2", attachments: [] } as const;
    expect(bot[runnable].handles(event)).toBe(true);
  });

  it("beside a picture is words beside a picture", async () => {
    const { talk, seen } = shop();
    await talk.says("few");
    await talk.says("Size 2", { type: "image" });
    expect(seen).not.toHaveBeenCalled();
  });
});

describe("a typed number", () => {
  it("counts where numbers were shown", async () => {
    const { talk, seen } = shop();
    await talk.says("many");
    expect(talk.offers[14]).toEqual({ title: "Size 15", payload: "SIZE_15", number: 15 });
    expect(await talk.says(" 15 ")).toEqual(["size 15"]);
    expect(seen.mock.calls[0]?.[0]).toMatchObject({ source: "typed", payload: "SIZE_15", title: "Size 15" });
  });

  it.each(["16", "0", "01", "1?", "1.0", "-1", "+1", "1 please", "one"])("is exact: %j is none", async (typed) => {
    const { talk, seen } = shop();
    await talk.says("many");
    await talk.says(typed);
    expect(seen).not.toHaveBeenCalled();
  });

  it("does not count where the options were shown as quick replies", async () => {
    const { talk } = shop();
    await talk.says("few");
    expect(await talk.says("2")).toEqual(["otherwise false"]);
  });

  it("is one way: the title that stands beside it is the other", async () => {
    const { talk } = shop();
    await talk.says("many");
    expect(await talk.says("Size 15")).toEqual(["size 15"]);
  });
});
