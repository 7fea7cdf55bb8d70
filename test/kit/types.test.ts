/** What must not compile, checked by `npx tsc`; and that the types and the running code know the same names. */

import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Cart,
  coupon,
  feedback,
  imageGrid,
  mediaCard,
  messenger,
  products,
  type RevealedCoupon,
} from "../../src/channels/messenger/index.ts";
import { EVENT_NAMES } from "../../src/kit/event-names.ts";
import {
  type Action,
  action,
  askPhone,
  type Bot,
  buttons,
  type ClockTime,
  call,
  card,
  choice,
  confirm,
  createBot,
  type Dialog,
  type Duration,
  date,
  type EventName,
  type EventViews,
  english,
  type Line,
  link,
  number,
  payload,
  phone,
  picture,
  place,
  quick,
  receipt,
  request,
  shape,
  signal,
  text,
  time,
  utility,
  type When,
  when,
} from "../../src/kit/index.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { complete, SENTENCES, type Sentence, type SentenceKey, type SentencePlaces } from "../../src/kit/sentences.ts";
import type { Attachment, MessageEvent, TapEvent, UnknownEvent } from "../../src/model/events.ts";

const buy = action("BUY_:sku_:size");
const plain = action("HELP");
const counting = () => createBot({ state: { version: 1, initial: () => ({ n: 0 }) } });

describe("actions", () => {
  it("have the parameters of their pattern, in the type as in the running code", () => {
    const shirt = buy.as("Buy", { sku: "A", size: "M" });
    const read = buy.read(shirt.payload);
    expectTypeOf(read).toEqualTypeOf<{ readonly sku: string; readonly size: string } | null>();
    expect(Object.keys(read ?? {})).toEqual(["sku", "size"]);
    const none = plain.read(plain.as("Help").payload);
    expectTypeOf(none).toEqualTypeOf<Record<never, string> | null>();
    expect(none).toEqual({});
  });

  it("need every parameter, and no other", () => {
    // @ts-expect-error a parameter is missing
    expect(() => buy.as("Buy", { sku: "A" })).toThrow(TypeError);
    // @ts-expect-error all of them are missing
    expect(() => buy.as("Buy")).toThrow(TypeError);
    // @ts-expect-error a parameter is text
    expect(() => buy.as("Buy", { sku: "A", size: 42 })).toThrow(TypeError);
    // @ts-expect-error not in the pattern
    buy.as("Buy", { sku: "A", size: "M", colour: "red" });
    // @ts-expect-error takes no parameters
    plain.as("Help", { a: "1" });
    // @ts-expect-error a title is needed
    plain.as();
  });

  it("cannot be changed", () => {
    const { payload } = plain.as("Help");
    expectTypeOf<Pick<Action<"HELP">, "pattern">>().toEqualTypeOf<{ readonly pattern: "HELP" }>();
    // @ts-expect-error read only
    const rename = () => (plain.as("Help").payload = "OTHER");
    expect([payload, typeof rename]).toEqual(["HELP", "function"]);
  });
});

describe("handlers", () => {
  it("of an action have its parameters and a tap", () => {
    const bot = counting();
    bot.on(buy, (c) => {
      expectTypeOf(c.params).toEqualTypeOf<{ readonly sku: string; readonly size: string }>();
      expectTypeOf(c.event).toEqualTypeOf<TapEvent>();
      // @ts-expect-error not in the pattern
      c.say(c.params.colour);
      // @ts-expect-error what was tapped is not for the handler to change
      c.params.sku = "B";
    });
    bot.on(plain, (c) => {
      // @ts-expect-error the pattern has no parameters
      c.say(c.params.sku);
    });
    expect(bot[runnable].handles({ kind: "tap", id: "m_1", at: 1, source: "postback", payload: "HELP" })).toBe(true);
  });

  it("have the event of their kind", () => {
    const bot = counting();
    bot.on("text", (c) => expectTypeOf(c.event.text).toBeString());
    bot.on("started", (c) => expectTypeOf(c.event).toEqualTypeOf<TapEvent>());
    bot.on("location", (c) => {
      expectTypeOf(c.event.latitude).toBeNumber();
      expectTypeOf(c.event.attachments).toEqualTypeOf<readonly Attachment[]>();
      // @ts-expect-error a location is not a sticker
      c.say(c.event.stickerId);
      // @ts-expect-error a location may come without words
      c.say(c.event.text);
    });
    bot.on("sticker", (c) => {
      expectTypeOf(c.event.stickerId).toBeString();
      // @ts-expect-error a sticker is nowhere
      c.event.latitude.toFixed(2);
    });
    bot.on("image", (c) => {
      expectTypeOf(c.event.type).toEqualTypeOf<"image">();
      expectTypeOf(c.event.url).toEqualTypeOf<string | undefined>();
    });
    bot.on("reel", (c) => expectTypeOf(c.event.type).toEqualTypeOf<"reel" | "ig_reel">());
    bot.on("attachment", (c) => {
      expectTypeOf(c.event.type).toEqualTypeOf<Attachment["type"]>();
      // @ts-expect-error it may be any attachment
      c.event.latitude.toFixed(2);
    });
    bot.on("reaction", (c) => {
      expectTypeOf(c.event.action).toEqualTypeOf<"react" | "unreact">();
      // @ts-expect-error a reaction has no text
      c.say(c.event.text);
    });
    bot.on(messenger.coupon, (c) => {
      expectTypeOf(c.event).toExtend<RevealedCoupon>();
      expectTypeOf(c.event.code).toEqualTypeOf<string | undefined>();
      expectTypeOf(c.event.kind).toEqualTypeOf<"platform">();
      expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
      // @ts-expect-error a coupon has no products
      c.say(c.event.products);
    });
    bot.on(messenger.cart, (c) => expectTypeOf(c.event.products).toEqualTypeOf<Cart["products"]>());
    bot.on(messenger.responseFeedback, (c) => expectTypeOf(c.event.mid).toBeString());
    bot.on("product", (c) => {
      // @ts-expect-error what happened is not for the handler to change
      c.event.products = [];
    });
    bot.on(payload('{"type":"buy"}'), (c) => {
      expectTypeOf(c.event).toExtend<TapEvent>();
      expectTypeOf(c.event.payload).toBeString();
      expectTypeOf(c.params).toEqualTypeOf<Record<never, string>>();
      expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
      // @ts-expect-error a whole payload has no groups
      c.say(c.params.sku);
    });
    bot.on(payload(/^buy:(?<sku>.*)/), (c) => {
      expectTypeOf(c.params).toEqualTypeOf<{ readonly [name: string]: string }>();
      // @ts-expect-error what was in the payload is not for the handler to change
      c.params["sku"] = "WATCH";
    });
    bot.hears(["human", /agent/], { anywhere: true }, (c) => expectTypeOf(c.event.text).toBeString());
    bot.use(async (c, next) => {
      expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
      expectTypeOf(next()).resolves.toBeVoid();
      // @ts-expect-error it may be any event
      c.say(c.event.text);
    });
    bot.hears("hello", (c) => {
      expectTypeOf(c.event).toExtend<MessageEvent>();
      expectTypeOf(c.event.text).toBeString();
      // @ts-expect-error only an action's handler has parameters
      c.say(c.params.sku);
    });
    bot.otherwise((c) => {
      expectTypeOf(c.event).toEqualTypeOf<MessageEvent | TapEvent | UnknownEvent>();
      expectTypeOf(c.stale).toBeBoolean();
      // @ts-expect-error a tap has no attachments
      c.say(`${c.event.attachments.length}`);
    });
    expect(() => {
      // @ts-expect-error there is no such kind of event
      bot.on("picture", () => {});
    }).toThrow(TypeError);
    // @ts-expect-error there is no such event of this platform
    expect(() => bot.on(messenger.lamp, () => {})).toThrow(TypeError);
    // @ts-expect-error what one platform alone has is heard by its value
    expect(() => bot.on("coupon", () => {})).toThrow(TypeError);
    // @ts-expect-error nobody is told about a read
    expect(() => bot.on("read", () => {})).toThrow(TypeError);
    const wrong = () => {
      // @ts-expect-error neither text nor a pattern
      bot.hears(42, () => {});
      // @ts-expect-error an action is for on()
      bot.hears(plain, () => {});
      // @ts-expect-error payloads of another bot are for on(), too
      bot.hears(payload("buy"), () => {});
      // @ts-expect-error no button of this bot's is built with it
      payload("buy").as("Buy");
      // @ts-expect-error neither text nor a pattern
      payload(42);
      // @ts-expect-error there is no such option
      bot.hears("x", { everywhere: true }, () => {});
    };
    expect(typeof wrong).toBe("function");
  });

  it("have typed state", async () => {
    const bot = counting();
    bot.hears("count", (c) => {
      expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
      c.state.n++;
      c.state = { n: 7 };
      // @ts-expect-error state is typed
      c.say(`${c.state.m}`);
      // @ts-expect-error state is typed
      c.state.n = "8";
      // @ts-expect-error a new state is a whole one
      c.state = { ...{} };
    });
    const stateless = createBot();
    stateless.hears("count", (c) => {
      // @ts-expect-error this bot remembers nothing
      c.state.n++;
    });
    createBot({
      state: {
        version: 2,
        initial: () => ({ n: 0 }),
        // @ts-expect-error migrate gives today's shape
        migrate: () => ({ m: 1 }),
      },
    });
    // @ts-expect-error a state has a version
    expect(() => createBot({ state: { initial: () => ({ n: 0 }) } })).toThrow(TypeError);
    expectTypeOf(counting).returns.toEqualTypeOf<Bot<{ n: number }>>();
    expect([typeof bot[runnable].run, typeof stateless[runnable].run]).toEqual(["function", "function"]);
  });

  it("speak, hand over and do things once, in types", () => {
    const bot = counting();
    bot.hears("talk", async (c) => {
      expectTypeOf(c.say("hello")).toBeVoid();
      expectTypeOf(c.history(10)).toEqualTypeOf<readonly Line[]>();
      expectTypeOf(await c.once("order", (key) => key.length)).toBeNumber();
      expectTypeOf(await c.once("order", async () => ({ id: "1" }))).toEqualTypeOf<{ id: string }>();
      c.handOver({ say: quick("One moment.", plain.as("Help")), reason: "Asked" });
      // @ts-expect-error not something to say
      c.say(42);
      // @ts-expect-error an action alone is not something to say
      c.say(plain.as("Help"));
      expectTypeOf(c.sayNow("hello")).resolves.toBeVoid();
      void c.sayNow("hello", { persona: "1", replyTo: true });
      // @ts-expect-error what is said now does not wait
      void c.sayNow("hello", { after: "1s" });
      c.say("hello", { after: "1s" });
      // @ts-expect-error not a duration
      c.say("hello", { after: 1 });
      // @ts-expect-error not a duration
      c.handOver({ say: "One moment.", reason: "Asked", ifUnanswered: "soon" });
      // @ts-expect-error people need a reason
      c.handOver({ say: "One moment." });
      // @ts-expect-error person is who they are
      c.person = "somebody else";
    });
    bot.onError((c, error) => {
      expectTypeOf(error).toBeUnknown();
      c.state.n = 0;
      // @ts-expect-error it can speak, and no more
      c.handOver({ say: "One moment.", reason: "Broken" });
      // @ts-expect-error it can speak, and no more
      c.once("again", () => 1);
    });
    expect(
      bot[runnable].handles({ kind: "message", id: "m_1", at: 1, mid: "m_1", text: "talk", attachments: [] }),
    ).toBe(true);
  });
});

describe("dialogs", () => {
  const speeds = { std: "Standard", exp: "Express" };

  it("have typed answers, each of its own kind", () => {
    const bot = counting();
    const order = bot
      .dialog("order")
      .ask("name", () => text("Who?"))
      .ask("note", () => "Anything else?")
      .ask("speed", () => choice("How fast?", { std: "Standard", exp: "Express" }))
      .ask("known", () => choice("How fast?", speeds))
      .ask("many", () => number("How many?"))
      .ask("day", () => date("When?"))
      .ask("phone", () => phone("Your number?"))
      .ask("where", () => place("Where?"))
      .ask("photo", () => picture("Show me."))
      .ask("pairs", () =>
        choice("How many?", [
          ["2", "Two"],
          ["10", "Ten"],
        ]),
      )
      .ask("start", () => when("When?", { languages: [english] }))
      .ask("at", () => time("At what time?"))
      .ask("coupon", (a) => (a.speed === "exp" ? text("Which coupon?") : null))
      .ask("ok", () => confirm("Right?"))
      .done((c, a) => {
        expectTypeOf(a.name).toBeString();
        expectTypeOf(a.note).toBeString();
        expectTypeOf(a.speed).toEqualTypeOf<"std" | "exp">();
        expectTypeOf(a.known).toEqualTypeOf<"std" | "exp">();
        expectTypeOf(a.many).toBeNumber();
        expectTypeOf(a.day).toBeString();
        expectTypeOf(a.phone).toBeString();
        expectTypeOf(a.where).toEqualTypeOf<{ readonly latitude: number; readonly longitude: number }>();
        expectTypeOf(a.photo).toBeString();
        expectTypeOf(a.pairs).toEqualTypeOf<"2" | "10">();
        expectTypeOf(a.start).toEqualTypeOf<When>();
        expectTypeOf(a.at).toEqualTypeOf<ClockTime>();
        expectTypeOf(a.coupon).toEqualTypeOf<string | undefined>();
        expectTypeOf(a.ok).toBeBoolean();
        expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
        // @ts-expect-error not an answer
        if (a.speed === "slow") return;
        // @ts-expect-error not asked
        c.say(a.address);
        // @ts-expect-error an answer that may have been skipped
        c.say(a.coupon);
        // @ts-expect-error what was answered is not for the handler to change
        a.name = "Eve";
        // @ts-expect-error only an action's handler has parameters
        c.say(c.params.sku);
      });
    expectTypeOf(order).toExtend<Dialog>();
    bot.otherwise((c) => c.start(order));
    bot.hears("again", (c) => c.start(order, { name: "Ana", speed: "exp" }));
    bot.hears("wrong", (c) => {
      // @ts-expect-error a dialog is started by its value
      c.start("order");
      // @ts-expect-error a dialog without an end is no dialog yet
      c.start(bot.dialog("endless").ask("it", () => "Well?"));
      // @ts-expect-error what is known is of the answer's type
      c.start(order, { speed: "slow" });
      // @ts-expect-error what is known is an answer
      c.start(order, { colour: "red" });
    });
    expect(order).toEqual({ dialog: "order" });
  });

  it("know in each question and check what was answered before", () => {
    counting()
      .dialog("order")
      .ask("speed", (a) => {
        expectTypeOf(a).toEqualTypeOf<Record<never, never>>();
        return choice("How fast?", speeds);
      })
      .ask(
        "name",
        (a) => {
          expectTypeOf(a.speed).toEqualTypeOf<"std" | "exp">();
          // @ts-expect-error asked later
          return text(a.ok ? "Who?" : "You?");
        },
        (name, a) => {
          expectTypeOf(name).toBeString();
          expectTypeOf(a.speed).toEqualTypeOf<"std" | "exp">();
          return name.length > 1 || "Your whole name, please.";
        },
      )
      .ask(
        "many",
        () => number("How many?"),
        async (many) => {
          expectTypeOf(many).toBeNumber();
          return many < 10 || "Nine at most.";
        },
      )
      .ask("ok", () => confirm("Right?"))
      .onCancel((c) => expectTypeOf(c.state).toEqualTypeOf<{ n: number }>())
      .idle("30m", (c) => expectTypeOf(c.state).toEqualTypeOf<{ n: number }>())
      .done(() => {});
    const wrong = () => {
      const dialog = counting().dialog("wrong");
      // @ts-expect-error not something to ask
      dialog.ask("a", () => 42);
      // @ts-expect-error an action alone is not a question
      dialog.ask("b", () => plain.as("Help"));
      dialog.ask(
        "c",
        () => "?",
        // @ts-expect-error false does not tell the person what is wrong
        (answer) => answer.length > 1,
      );
      // @ts-expect-error not a duration
      dialog.idle("soon", () => {});
      // @ts-expect-error options have titles
      choice("?", ["a", "b"]);
      // @ts-expect-error a title is words
      choice("?", { a: 1 });
      // @ts-expect-error a range is of numbers
      number("?", { min: "1" });
      // @ts-expect-error a pair has a title
      choice("?", [["a"]]);
      // @ts-expect-error it says in which languages
      when("?", {});
      // @ts-expect-error a region is a country's code
      phone("?", { region: "SPAIN" });
      // @ts-expect-error there is no such language
      confirm("?", { yes: "Tak", no: "Nie", language: "pl" });
      // @ts-expect-error hours are spans
      createBot({ timeZone: "UTC", hours: { monday: "9 to 5" } });
      // @ts-expect-error both titles are needed
      confirm("?", { yes: "Ja" });
    };
    expect(typeof wrong).toBe("function");
  });
});

describe("signals", () => {
  const shipped = signal(
    "order.shipped",
    shape({ order: String, paid: Boolean, items: [shape({ sku: String, count: Number })] }),
  );
  const survey = signal("survey", shape({ order: String }));

  it("have the data of their shape", () => {
    const bot = counting();
    bot.on(shipped, (c, d) => {
      expectTypeOf(d).toEqualTypeOf<{
        readonly order: string;
        readonly paid: boolean;
        readonly items: readonly { readonly sku: string; readonly count: number }[];
      }>();
      expectTypeOf(c.state).toEqualTypeOf<{ n: number }>();
      c.say(utility("order_shipped", { order: d.order }));
      // @ts-expect-error not in the shape
      c.say(d.tracking);
      // @ts-expect-error what happened is not for the handler to change
      d.order = "2";
      // @ts-expect-error values of a template are words
      c.say(utility("order_shipped", { paid: d.paid }));
    });
    const wrong = () => {
      // @ts-expect-error a shape is of String, Number, Boolean, lists and shapes
      shape({ order: "text" });
      // @ts-expect-error a list is of one kind
      shape({ order: [String, Number] });
      // @ts-expect-error a signal has a shape
      signal("x", { order: String });
    };
    expect([typeof wrong, shipped.signal]).toEqual(["function", "order.shipped"]);
  });

  it("are asked for later with a duration and their own data", () => {
    const bot = counting();
    bot.hears("later", (c) => {
      c.later("2h", survey, { order: "1" });
      c.later("1.5h", survey, { order: "1" }, { key: "survey" });
      c.forget("survey");
      c.later({ time: "9:00", days: 1 }, survey, { order: "1" });
      // @ts-expect-error a time of day has minutes
      c.later({ time: "9" }, survey, { order: "1" });
      expectTypeOf(c.later).returns.toBeVoid();
      // @ts-expect-error wrong data
      c.later("2h", survey, { order: 1 });
      // @ts-expect-error no data
      c.later("2h", survey);
      // @ts-expect-error not in the shape
      c.later("2h", survey, { order: "1", tracking: "2" });
      // @ts-expect-error another signal's data
      c.later("2h", shipped, { order: "1" });
      // @ts-expect-error not a duration
      c.later("soon", survey, { order: "1" });
      // @ts-expect-error no unit
      c.later("2", survey, { order: "1" });
      // @ts-expect-error not a number of milliseconds
      c.later(7_200_000, survey, { order: "1" });
      // @ts-expect-error a signal is asked for by its value
      c.later("2h", "survey", { order: "1" });
      // @ts-expect-error a key is words
      c.later("2h", survey, { order: "1" }, { key: 1 });
      // @ts-expect-error state is typed
      c.say(`${c.state.m}`);
    });
    bot.onError((c) => {
      // @ts-expect-error it can speak, and no more
      c.later("2h", survey, { order: "1" });
    });
    expect(bot[runnable].handles({ kind: "message", id: "m", at: 1, mid: "m", text: "later", attachments: [] })).toBe(
      true,
    );
  });
});

describe("options and words", () => {
  it("durations", () => {
    const fine: readonly Duration[] = ["30m", "1.5h", "2d", "10s", "250ms"];
    // @ts-expect-error not a duration
    expect(() => createBot({ human: { quiet: "soon" } })).toThrow(TypeError);
    // @ts-expect-error no unit
    expect(() => createBot({ human: { quiet: "30" } })).toThrow(TypeError);
    // @ts-expect-error no weeks
    expect(() => createBot({ human: { quiet: "1w" } })).toThrow(TypeError);
    expect(fine.map((quiet) => createBot({ human: { quiet } })[runnable].quietMs)).toEqual([
      1_800_000, 5_400_000, 172_800_000, 10_000, 250,
    ]);
  });

  it("content", () => {
    // @ts-expect-error an action is made into a button with as()
    quick("Well?", plain);
    // @ts-expect-error a link is not a text
    buttons("Well?", "https://bot.test");
    // @ts-expect-error a card has a title
    card({ text: "No title" });
    // @ts-expect-error nothing else can be asked for
    request("age", "How old are you?");
    // @ts-expect-error a receipt names its currency
    receipt({ to: "Ana", order: "1", paidWith: "Visa", lines: [] });
    // @ts-expect-error the total is added up, never given
    receipt({ to: "Ana", order: "1", currency: "USD", paidWith: "Visa", lines: [], total: 5 });
    expect([link("Shop", "/").type, call("Call", "+31201234567").type]).toEqual(["url", "call"]);
  });
});

it("every kind of event that the types know is one that on() takes", () => {
  const names = {
    started: 0,
    text: 0,
    location: 0,
    sticker: 0,
    product: 0,
    appointment_booking: 0,
    image: 0,
    video: 0,
    audio: 0,
    file: 0,
    reel: 0,
    post: 0,
    attachment: 0,
    comment: 0,
    edit: 0,
    deleted: 0,
    reaction: 0,
    referral: 0,
    control: 0,
    unknown: 0,
  } satisfies Record<keyof EventViews, 0>;
  expect(EVENT_NAMES.toSorted()).toEqual((Object.keys(names) as EventName[]).toSorted());
});

describe("what only Messenger has", () => {
  it("does not compile when Meta could not take it", () => {
    const form = { title: "a", text: "b", button: "c", id: "d", privacy: "/e" } as const;
    const wrong = () => {
      // @ts-expect-error a coupon has a code or an address
      coupon({ title: "a" });
      // @ts-expect-error a picture is there already: by its id, or on facebook.com
      mediaCard({ kind: "image" });
      // @ts-expect-error there is no media template for sounds
      mediaCard({ kind: "audio", id: "1" });
      // @ts-expect-error stars are for satisfaction
      feedback({ ...form, kind: "nps", scale: "five_stars" });
      // @ts-expect-error a week is the longest
      feedback({ ...form, kind: "nps", days: 8 });
      // @ts-expect-error a grid has two pictures at least
      imageGrid({ images: [{ image: "/a.jpg" }] });
      // @ts-expect-error a tap does one thing
      imageGrid({ images: [{ image: "/a.jpg", url: "/a", tap: plain.as("A") }, { image: "/b.jpg" }] });
      // @ts-expect-error no calls below a grid
      imageGrid({ images: [{ image: "/a.jpg" }, { image: "/b.jpg" }], actions: [call("A", "+31201234567")] });
      // @ts-expect-error at least one product
      products();
      // @ts-expect-error what Messenger fills in is no button that stays
      buttons("a", askPhone());
      // @ts-expect-error a page is compact, tall or full
      link("a", "/a", { webview: "half" });
    };
    expect(typeof wrong).toBe("function");
  });
});

describe("sentences", () => {
  it("have every key and every place, in the table and where they are said", () => {
    const { number: _, ...without } = SENTENCES.en;
    const wrong = (sentence: Sentence) => {
      // @ts-expect-error a sentence is missing
      complete(without);
      // @ts-expect-error a place is missing
      complete({ ...WORDS, numberAtLeast: "Más." });
      // @ts-expect-error there is no such place
      complete({ ...WORDS, number: "{min}" });
      complete({ ...WORDS, numberAtLeast: "Más de {min}." });
      // @ts-expect-error its place has no value
      sentence("numberAtLeast");
      // @ts-expect-error one of its places has no value
      sentence("numberBetween", { min: 1 });
      // @ts-expect-error it has no places
      sentence("number", { min: 1 });
      // @ts-expect-error there is no such sentence
      sentence("cancelled");
      // @ts-expect-error there is no such sentence
      createBot({ sentences: { cancelled: "No." } });
      // @ts-expect-error the library does not speak it
      createBot({ language: "nl" });
      // @ts-expect-error one title has no other
      confirm("Sure?", { yes: "Yes" });
      // The state's type reaches the functions.
      createBot({ state: { version: 1, initial: () => ({ tongue: "es" as const }) }, language: (c) => c.state.tongue });
      createBot({
        state: { version: 1, initial: () => ({ tongue: "es" as const }) },
        // @ts-expect-error the state has no such thing
        disclose: (c) => c.state.name,
      });
    };
    expect(typeof wrong).toBe("function");
  });
});

/** Sentences as they are written, with the places that the types see. */
declare const WORDS: { readonly [Key in SentenceKey]: Written<SentencePlaces[Key]> };
type Written<Places extends string> = [Places] extends [never]
  ? "x"
  : [Places] extends ["min" | "max"]
    ? ["min" | "max"] extends [Places]
      ? "{min} {max}"
      : `{${Places}}`
    : ["day" | "time"] extends [Places]
      ? "{day} {time}"
      : `{${Places}}`;
