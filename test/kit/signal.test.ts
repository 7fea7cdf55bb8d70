import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { utility } from "../../src/kit/say.ts";
import { shape } from "../../src/kit/shape.ts";
import { type Signal, signal } from "../../src/kit/signal.ts";
import { IDLE } from "../../src/kit/turn.ts";
import { START, Talk } from "./talk.ts";

describe("a shape", () => {
  const order = shape({
    id: String,
    total: Number,
    paid: Boolean,
    items: [shape({ sku: String, sizes: [Number] })],
    to: shape({ city: String }),
  });
  const fine = {
    id: "1",
    total: 9.5,
    paid: false,
    items: [
      { sku: "A", sizes: [1, 2] },
      { sku: "B", sizes: [] },
    ],
    to: { city: "" },
  };

  it("gives back what fits, in its own type", () => {
    const read = order.read(fine);
    expect(read).toEqual(fine);
    expectTypeOf(read.total).toBeNumber();
    expectTypeOf(read.items[0]?.sizes).toEqualTypeOf<readonly number[] | undefined>();
  });

  it("leaves out what it does not name, on every floor", () => {
    const more = { ...fine, note: "x", to: { city: "", street: "y" } };
    expect(order.read(more)).toEqual(fine);
  });

  it.each<[unknown, string]>([
    [null, "the data must be an object, and is null."],
    ["1", "the data must be an object, and is of type string."],
    [undefined, "the data must be an object, and is missing."],
    [{}, "id must be a text, and is missing."],
    [Object.create({ id: "inherited" }), "id must be a text, and is missing."],
    [{ ...fine, id: 1 }, "id must be a text, and is of type number."],
    [{ ...fine, id: null }, "id must be a text, and is null."],
    [{ ...fine, total: "9.5" }, "total must be a number, and is of type string."],
    [{ ...fine, paid: 0 }, "paid must be true or false, and is of type number."],
    [{ ...fine, items: "A" }, "items must be a list, and is of type string."],
    [{ ...fine, items: [...fine.items, null] }, "items[2] must be an object, and is null."],
    [{ ...fine, items: [{ sizes: [] }] }, "items[0].sku must be a text, and is missing."],
    [{ ...fine, items: [{ sku: "A", sizes: [1, "2"] }] }, "items[0].sizes[1] must be a number, and is of type string."],
    [{ ...fine, to: { city: true } }, "to.city must be a text, and is of type boolean."],
    [{ ...fine, to: undefined }, "to must be an object, and is missing."],
  ])("%j is refused with the field's name", (value, sentence) => {
    expect(() => order.read(value)).toThrow(new TypeError(sentence));
  });

  it("takes no number that JSON has not", () => {
    expect(() => order.read({ ...fine, total: Number.NaN })).toThrow(TypeError);
    expect(() => order.read({ ...fine, total: Number.POSITIVE_INFINITY })).toThrow(TypeError);
    expect(() => order.read([fine])).toThrow(TypeError);
  });

  it.each<[unknown, string]>([
    [[fine], "the data must be an object, and is a list."],
    [{ ...fine, id: {} }, "id must be a text, and is of type object."],
    [{ ...fine, id: [] }, "id must be a text, and is a list."],
    [{ ...fine, total: Number.NaN }, "total must be a number, and is NaN."],
  ])("%j is refused in good English", (value, sentence) => {
    expect(() => order.read(value)).toThrow(new TypeError(sentence));
  });
});

describe("a signal's name", () => {
  it.each(["order.shipped", "survey", "a_b-c.1", "x".repeat(100)])("may be %s", (name) => {
    expect(signal(name, shape({}))).toMatchObject({ signal: name });
  });

  it.each(["", "order shipped", "order/shipped", "x".repeat(101), "edgewise.idle", "edgewise.", "é"])(
    "is refused: %j",
    (name) => {
      expect(() => signal(name, shape({}))).toThrow(`signal("${name}"): a name has letters`);
    },
  );
});

const shipped = signal("order.shipped", shape({ order: String }));
const survey = signal("survey", shape({ order: String, at: Number }));

describe("on(signal)", () => {
  it("has the signal's data, checked, and is no answer to words", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.on(shipped, (c, data) => {
      seen(c.event, c.text, c.stale, data);
      c.say(utility("order_shipped", data));
    });
    const talk = new Talk(bot);
    expect(await talk.signals(shipped, { order: "1", more: true })).toEqual(["(template)"]);
    const event = {
      kind: "signal",
      id: "e_0",
      at: START,
      name: "order.shipped",
      data: { order: "1", more: true },
    };
    expect(seen.mock.calls).toEqual([[event, "", false, { order: "1" }]]);
    expect(await talk.says("order.shipped")).toEqual([]);
  });

  it("fails with the field's name for data of another shape", async () => {
    const bot = createBot();
    const seen = vi.fn();
    bot.on(shipped, seen);
    await expect(new Talk(bot).signals(shipped, { order: 1 })).rejects.toThrow(
      "order must be a text, and is of type number.",
    );
    expect(seen).not.toHaveBeenCalled();
  });

  it("is what answers() knows, and nothing else answers a signal", async () => {
    const bot = createBot();
    bot.on(shipped, (c) => c.say("shipped"));
    bot.otherwise((c) => c.say("otherwise"));
    bot.hears(/^/, { anywhere: true }, (c) => c.say("heard"));
    bot.on(action(":any"), (c) => c.say("tapped"));
    bot.on("unknown", (c) => c.say("unknown"));
    const event = (name: string) => ({ kind: "signal", id: "s", at: START, name, data: { order: "1" } }) as const;
    expect(bot[runnable].handles(event("order.shipped"))).toBe(true);
    expect(bot[runnable].handles(event("order.lost"))).toBe(false);
    const talk = new Talk(bot);
    expect(await talk.signals("order.lost", { order: "1" })).toEqual([]);
    expect(talk.result).toMatchObject({ said: [], later: [], forget: [] });
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["shipped"]);
  });

  it("twice for a name is refused", () => {
    const bot = createBot();
    bot.on(shipped, () => {});
    const again = signal("order.shipped", shape({ other: Number }));
    expect(() => bot.on(again, () => {})).toThrow(
      new TypeError('bot.on(signal("order.shipped")) stands twice. One handler answers; join the two.'),
    );
  });

  it("runs in the middle of a dialog, which stays open: what comes next may be meant for it", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .done((c, a) => c.say(a.name));
    bot.hears("go", (c) => c.start(name));
    bot.on(shipped, (c) => c.say("shipped"));
    const talk = new Talk(bot);
    await talk.says("go");
    expect(await talk.signals(shipped, { order: "1" })).toContain("shipped");
    expect(await talk.says("Thanks")).toEqual(["Who?"]);
    expect(await talk.says("Ana")).toEqual(["Ana"]);
  });

  it("may start a dialog, remember, and hand over", async () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ orders: [] as string[] }) } });
    const happy = bot
      .dialog("happy")
      .ask("why", () => "How was it?")
      .done((c, a) => c.handOver({ say: "Thank you.", reason: a.why }));
    bot.on(shipped, (c, { order }) => {
      c.state.orders.push(order);
      c.start(happy);
    });
    const talk = new Talk(bot);
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["How was it?"]);
    expect(talk.stored).toMatchObject({ data: { orders: ["1"] } });
    expect(await talk.says("Late")).toEqual(["Thank you.", "(hands over: Late)"]);
  });

  it("cannot react: there is no message", async () => {
    const bot = createBot();
    bot.on(shipped, (c) => c.react("👍"));
    await expect(new Talk(bot).signals(shipped, { order: "1" })).rejects.toThrow("there is no message to react to");
  });
});

describe("c.later and c.forget", () => {
  function planner() {
    const bot = createBot();
    bot.hears("later", (c) => c.later("2h", shipped, { order: "1" }));
    bot.hears("both", (c) => {
      c.later("1h", shipped, { order: "1" });
      c.later("90m", survey, { order: "2", at: 5 });
    });
    bot.hears("keyed", (c) => c.later("1d", shipped, { order: c.text }, { key: "order" }));
    bot.hears("keyed again", (c) => c.later("2d", shipped, { order: c.text }, { key: "order" }));
    bot.hears("forget key", (c) => c.forget("order"));
    bot.hears("forget shipped", (c) => c.forget(shipped as Signal<never>));
    bot.on(shipped, (c, { order }) => c.say(`shipped ${order}`));
    bot.on(survey, (c, { order, at }) => c.say(`survey ${order} ${at}`));
    return new Talk(bot);
  }

  it("ask for a signal, with its delay in milliseconds", async () => {
    const talk = planner();
    expect(await talk.says("later")).toEqual([]);
    expect(talk.result?.later).toEqual([{ after: 7_200_000, name: "order.shipped", data: { order: "1" } }]);
    expect(talk.result?.forget).toEqual([]);
    expect(await talk.waits("1h")).toEqual([]);
    expect(await talk.waits("1h")).toEqual(["shipped 1"]);
    expect(await talk.waits("30d")).toEqual([]);
  });

  it("keep several in the order in which they are due", async () => {
    const talk = planner();
    await talk.says("later");
    await talk.says("later");
    await talk.says("both");
    expect(await talk.waits("1d")).toEqual(["shipped 1", "survey 2 5", "shipped 1", "shipped 1"]);
  });

  it("have one of a key, the latest, and cancel it by that key", async () => {
    const talk = planner();
    await talk.says("keyed");
    expect(talk.result?.later).toEqual([
      { key: "order", after: 86_400_000, name: "order.shipped", data: { order: "keyed" } },
    ]);
    await talk.says("keyed again");
    expect(await talk.waits("36h")).toEqual([]);
    expect(await talk.waits("1d")).toEqual(["shipped keyed again"]);
    await talk.says("keyed");
    await talk.says("forget key");
    expect(talk.result?.forget).toEqual([{ key: "order" }]);
    expect(await talk.waits("30d")).toEqual([]);
  });

  it("cancel everything of a signal, and nothing else", async () => {
    const talk = planner();
    await talk.says("keyed");
    await talk.says("both");
    await talk.says("forget shipped");
    expect(talk.result?.forget).toEqual([{ name: "order.shipped" }]);
    expect(await talk.waits("30d")).toEqual(["survey 2 5"]);
  });

  it("leave a dialog's wait alone when they forget a key of the bot's own", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .idle("30m", (c) => c.say("Still there?"))
      .done(() => {});
    bot.hears("go", (c) => c.start(name));
    bot.hears("mine", { anywhere: true }, (c) => c.later("1h", shipped, { order: "1" }, { key: "order" }));
    bot.hears("drop", { anywhere: true }, (c) => c.forget("order"));
    const talk = new Talk(bot);
    await talk.says("go");
    await talk.says("mine");
    await talk.says("drop");
    expect(talk.pending).toMatchObject([{ name: IDLE }]);
  });

  it("leave a dialog's wait alone whatever the bot's own key is", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .idle("30m", (c) => c.say("Still there?"))
      .done(() => {});
    bot.hears("go", (c) => c.start(name));
    bot.hears("drop", { anywhere: true }, (c) => c.forget("question"));
    const talk = new Talk(bot);
    await talk.says("go");
    await talk.says("drop");
    expect(talk.pending).toHaveLength(1);
  });

  it("count in the order of writing: what is forgotten after it was asked for does not happen", async () => {
    const bot = createBot();
    bot.hears("change of mind", (c) => {
      c.later("1h", shipped, { order: "1" }, { key: "order" });
      c.forget("order");
    });
    bot.on(shipped, (c) => c.say("shipped"));
    const talk = new Talk(bot);
    await talk.says("change of mind");
    expect(await talk.waits("1d")).toEqual([]);
  });

  it("refuse data of another shape and what is not a duration, before anything is kept", async () => {
    const bot = createBot();
    bot.hears("data", (c) => c.later("2h", shipped, { order: 1 } as never));
    bot.hears("time", (c) => c.later("soon" as "1h", shipped, { order: "1" }));
    const talk = new Talk(bot);
    await expect(talk.says("data")).rejects.toThrow(new TypeError("order must be a text, and is of type number."));
    await expect(talk.says("time")).rejects.toThrow('"soon" is not a duration');
    expect(talk.result).toBeNull();
  });

  it("keep only what the shape names", async () => {
    const bot = createBot();
    const data = { order: "1", secret: "x" };
    bot.hears("later", (c) => c.later("2h", shipped, data));
    const talk = new Talk(bot);
    await talk.says("later");
    expect(talk.result?.later[0]?.data).toEqual({ order: "1" });
  });
});
