import { describe, expect, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import type { Question } from "../../src/kit/question.ts";
import { choice, confirm, email, number } from "../../src/kit/questions.ts";
import { text, utility } from "../../src/kit/say.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { IDLE } from "../../src/kit/turn.ts";
import type { Attachment } from "../../src/model/events.ts";
import { asking, START, type Stateless, starting, Talk } from "./talk.ts";

const speeds = { std: "Standard, $4.99", exp: "Express, $12" };
const photo: Attachment = { type: "image", url: "https://cdn.test/1.jpg" };
const help = action("HELP");

describe("a question and its check", () => {
  function practice() {
    const bot = createBot({ state: { version: 1, initial: () => ({ german: false, days: ["1st", "2nd"] }) } });
    const visit = bot
      .dialog("visit")
      .ask("day", (_, c) =>
        choice(c.state.german ? "Wann?" : "When?", Object.fromEntries(c.state.days.map((day) => [day, day]))),
      )
      .ask(
        "why",
        () => "Why?",
        async (why, { day }, c) => `${why} ${day} ${c.now - START} ${c.person} ${JSON.stringify(c.env)}`,
      )
      .done(() => {});
    bot.hears("go", (c) => c.start(visit));
    bot.hears("deutsch", { anywhere: true }, (c) => {
      c.state = { german: true, days: ["2nd", "3rd"] };
    });
    return new Talk(bot);
  }

  it("see what is remembered, the time, the person and the bindings", async () => {
    const talk = practice();
    expect(await talk.says("go")).toEqual(["When? [1st] [2nd]"]);
    expect(await talk.taps("2nd")).toEqual(["Why?"]);
    talk.now += 5;
    expect(await talk.says("Pain")).toEqual(["Pain 2nd 5 123 {}"]);
  });

  it("see what the handler that interrupts them has changed", async () => {
    const talk = practice();
    await talk.says("go");
    expect(await talk.says("deutsch")).toEqual(["Wann? [2nd] [3rd]"]);
    expect(await talk.says("1st")).toEqual(["Please choose one of these: 2nd, 3rd. [2nd] [3rd]"]);
    expect(await talk.taps("3rd")).toEqual(["Why?"]);
  });
});

describe("answers that are known when a dialog starts", () => {
  const trip = () => {
    const bot = createBot();
    const dialog = bot
      .dialog("trip")
      .ask("name", () => "Who?")
      .ask(
        "people",
        ({ name }) => number(`For how many, ${name}?`),
        (people) => people < 9 || "Too many.",
      )
      .done((c, a) => c.say(JSON.stringify(a)));
    bot.hears("ana", (c) => c.start(dialog, { name: "Ana" }));
    bot.hears("crowd", (c) => c.start(dialog, { people: 20 }));
    bot.hears("both", (c) => c.start(dialog, { name: "Ana", people: 2 }));
    return new Talk(bot);
  };

  it("are not asked for", async () => {
    const talk = trip();
    expect(await talk.says("ana")).toEqual(["For how many, Ana?"]);
    expect(await talk.says("2")).toEqual(['{"name":"Ana","people":2}']);
    expect(await talk.says("both")).toEqual(['{"name":"Ana","people":2}']);
  });

  it("are not checked, and are still known after an answer", async () => {
    const talk = trip();
    expect(await talk.says("crowd")).toEqual(["Who?"]);
    expect(await talk.says("Ana")).toEqual(['{"people":20,"name":"Ana"}']);
  });
});

describe("a check", () => {
  it.each<[string, (wrong: string) => string | Promise<string>]>([
    ["at once", (wrong) => wrong],
    ["after a while", async (wrong) => wrong],
  ])("says %s what is wrong, and the question stays open", async (_, answer) => {
    const seen = vi.fn();
    const { talk } = starting((bot) =>
      bot
        .dialog("order")
        .ask("name", () => "Who?")
        .ask(
          "speed",
          () => choice("How fast?", speeds),
          (speed, a) => {
            seen(speed, a);
            return speed === "std" ? true : answer(`No express for ${a.name}.`);
          },
        )
        .done((c, a) => c.say(`${a.name}, ${a.speed}`)),
    );
    await talk.says("go");
    await talk.says("Ana");
    expect(await talk.taps("Express, $12")).toEqual(["No express for Ana. [Standard, $4.99] [Express, $12]"]);
    expect(await talk.says("slow")).toEqual([expect.stringMatching(/^Please choose one of these/)]);
    expect(await talk.says("Standard, $4.99")).toEqual(["Ana, std"]);
    expect(seen.mock.calls).toEqual([
      ["exp", { name: "Ana" }],
      ["std", { name: "Ana" }],
    ]);
  });

  it("has only read an answer when the answer could be read", async () => {
    const check = vi.fn(() => true as const);
    const { talk } = starting((bot) =>
      bot
        .dialog("age")
        .ask("age", () => number("How old?"), check)
        .done((c) => c.say("done")),
    );
    await talk.says("go");
    await talk.says("old");
    expect(check).not.toHaveBeenCalled();
    await talk.says("42");
    expect(check.mock.calls).toEqual([[42, {}, expect.objectContaining({ now: START })]]);
  });

  it("that fails loses nothing: the question is still open when the turn runs again", async () => {
    let broken = true;
    const { talk } = starting((bot) =>
      bot
        .dialog("name")
        .ask(
          "name",
          () => "Who?",
          () => {
            if (broken) throw new RangeError("broken");
            return true;
          },
        )
        .done((c, a) => c.say(a.name)),
    );
    await talk.says("go");
    await expect(talk.says("Ana")).rejects.toThrow(new RangeError("broken"));
    broken = false;
    expect(await talk.says("Ana")).toEqual(["Ana"]);
  });

  it("sees a skipped question as undefined, as its types say", async () => {
    const seen = vi.fn();
    const { talk } = starting((bot) =>
      bot
        .dialog("skipping")
        .ask("coupon", () => (Date.now() > 0 ? null : "Which coupon?"))
        .ask(
          "name",
          () => "Who?",
          (_name, a) => {
            seen(a.coupon);
            return true;
          },
        )
        .done((c) => c.say("done")),
    );
    await talk.says("go");
    await talk.says("Ana");
    expect(seen.mock.calls).toEqual([[undefined]]);
  });
});

describe("the course of a dialog", () => {
  const three = (bot: Stateless) =>
    bot
      .dialog("order")
      .ask("name", () => "Who?")
      .ask("speed", () => choice("How fast?", speeds))
      .ask("note", (a) => (a.speed === "exp" ? text(`What shall the courier know, ${a.name}?`) : null))
      .ask("ok", (a) => confirm(`To ${a.name}, ${a.speed}, ${a.note}. Right?`))
      .done((c, a) => c.say(JSON.stringify(a)));

  it("asks one question after the other, and done has all the answers", async () => {
    const { talk } = starting(three);
    expect(await talk.says("go")).toEqual(["Who?"]);
    expect(talk.memory.dialog).toMatchObject({ name: "order", step: "name", answers: {}, asked: START });
    expect(await talk.says("Ana")).toEqual(["How fast? [Standard, $4.99] [Express, $12]"]);
    expect(await talk.says("Express, $12")).toEqual(["What shall the courier know, Ana?"]);
    expect(await talk.says("the dog bites")).toEqual(["To Ana, exp, the dog bites. Right? [Yes] [No]"]);
    expect(await talk.taps("Yes")).toEqual([
      JSON.stringify({ name: "Ana", speed: "exp", note: "the dog bites", ok: true }),
    ]);
    expect(talk.memory.dialog).toBeUndefined();
    expect(await talk.says("Ana")).toEqual(["otherwise: Ana"]);
  });

  it("skips a question that is null, whose answer is undefined", async () => {
    const { talk } = starting(three);
    await talk.says("go");
    await talk.says("Ana");
    expect(await talk.says("Standard, $4.99")).toEqual(["To Ana, std, undefined. Right? [Yes] [No]"]);
    expect(await talk.says("no")).toEqual([JSON.stringify({ name: "Ana", speed: "std", ok: false })]);
  });

  it("may have nothing to ask", async () => {
    const { talk } = starting((bot) =>
      bot
        .dialog("nothing")
        .ask("never", () => null)
        .done((c, a) => c.say(`done ${JSON.stringify(a)}`)),
    );
    expect(await talk.says("go")).toEqual(["done {}"]);
    expect(talk.memory.dialog).toBeUndefined();
  });

  it("says what a handler says before and after it starts a dialog, in order", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .done((c, a) => c.say(a.name));
    bot.otherwise((c) => {
      c.say("Welcome.");
      c.start(name);
      c.say("(Take your time.)");
    });
    expect(await new Talk(bot).says("hello")).toEqual(["Welcome.", "Who?", "(Take your time.)"]);
  });

  it("goes on in another dialog that done starts, and comes to the end of both", async () => {
    const { talk } = starting((bot) => {
      const second = bot
        .dialog("second")
        .ask("town", () => "Which town?")
        .done((c, a) => c.say(`town ${a.town}`));
      return bot
        .dialog("first")
        .ask("name", () => "Who?")
        .done((c, a) => {
          c.say(`name ${a.name}`);
          c.start(second);
        });
    });
    await talk.says("go");
    expect(await talk.says("Ana")).toEqual(["name Ana", "Which town?"]);
    expect(talk.memory.dialog).toMatchObject({ name: "second", step: "town", answers: {} });
    expect(await talk.says("Utrecht")).toEqual(["town Utrecht"]);
    expect(talk.memory.dialog).toBeUndefined();
  });

  it("goes through dialogs that have nothing to ask, one after the other", async () => {
    const { talk } = starting((bot) => {
      const last = bot.dialog("c").done((c) => c.say("c is done"));
      const middle = bot.dialog("b").done((c) => {
        c.say("b is done");
        c.start(last);
      });
      return bot.dialog("a").done((c) => {
        c.say("a is done");
        c.start(middle);
      });
    });
    expect(await talk.says("go")).toEqual(["a is done", "b is done", "c is done"]);
  });

  it("remembers and hands over in done", async () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ tickets: 0 }) } });
    const ticket = bot
      .dialog("ticket")
      .ask("what", () => "What happened?")
      .done((c, a) => {
        c.state.tickets++;
        c.handOver({ say: "A colleague takes over.", reason: a.what });
      });
    bot.otherwise((c) => c.start(ticket));
    const talk = new Talk(bot);
    await talk.says("hello");
    expect(await talk.says("It broke")).toEqual(["A colleague takes over.", "(hands over: It broke)"]);
    expect(talk.stored).toMatchObject({ data: { tickets: 1 } });
  });

  it("has done's failure undo the whole turn", async () => {
    const { talk } = starting((bot) =>
      bot
        .dialog("fails")
        .ask("name", () => "Who?")
        .done((c, a) => {
          if (a.name === "Eve") throw new RangeError("broken");
          c.say(a.name);
        }),
    );
    await talk.says("go");
    await expect(talk.says("Eve")).rejects.toThrow(new RangeError("broken"));
    expect(await talk.says("Ana")).toEqual(["Ana"]);
  });

  it("ends when another one is started, and starts from the beginning when it is itself", async () => {
    const bot = createBot();
    const one = bot
      .dialog("one")
      .ask("a", () => "One, a?")
      .ask("b", () => "One, b?")
      .done((c) => c.say("one is done"));
    const two = bot
      .dialog("two")
      .ask("a", () => "Two, a?")
      .done((c, a) => c.say(`two is done: ${JSON.stringify(a)}`));
    bot.hears(["one"], { anywhere: true }, (c) => c.start(one));
    bot.hears(["two"], { anywhere: true }, (c) => c.start(two));
    bot.otherwise((c) => c.say("otherwise"));
    const talk = new Talk(bot);
    expect(await talk.says("one")).toEqual(["One, a?"]);
    expect(await talk.says("x")).toEqual(["One, b?"]);
    expect(await talk.says("one")).toEqual(["One, a?"]);
    expect(await talk.says("two")).toEqual(["Two, a?"]);
    expect(await talk.says("y")).toEqual(['two is done: {"a":"y"}']);
    expect(await talk.says("z")).toEqual(["otherwise"]);
  });

  it("ends when the conversation is handed over", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .idle("1h", (c) => c.say("Still there?"))
      .done((c, a) => c.say(a.name));
    bot.hears("go", (c) => c.start(name));
    bot.hears("human", { anywhere: true }, (c) => c.handOver({ say: "One moment.", reason: "Asked" }));
    bot.otherwise((c) => c.say("otherwise"));
    const talk = new Talk(bot);
    await talk.says("go");
    expect(await talk.says("human")).toEqual(["One moment.", "(hands over: Asked)"]);
    expect(talk.memory.dialog).toBeUndefined();
    expect(talk.pending).toEqual([]);
    expect(await talk.says("Ana")).toEqual(["otherwise"]);
  });
});

describe("cancel", () => {
  const canceling = (words: readonly string[] | null, answer: boolean) =>
    starting((bot) => {
      let dialog = bot.dialog("order").ask("name", () => "Who?");
      if (words !== null) dialog = dialog.cancelWords(...words);
      if (answer) dialog = dialog.onCancel((c) => c.say(`Dropped: ${c.text}`));
      return dialog.done((c, a) => c.say(a.name));
    }).talk;

  it.each([
    "cancel",
    "Quit",
    "  NEVER MIND ",
    "Cancel.",
    "never mind!",
    "“cancel”",
    "never\u00a0mind",
    "ｃａｎｃｅｌ",
    "cancel 🙏",
    "can\u00adcel",
  ])("%j ends the dialog", async (word) => {
    const talk = canceling(null, false);
    await talk.says("go");
    expect(await talk.says(word)).toEqual(["Canceled."]);
    expect(talk.memory.dialog).toBeUndefined();
    expect(await talk.says(word)).toEqual([`otherwise: ${word}`]);
  });

  it("is answered by onCancel, which may start something else", async () => {
    const talk = canceling(null, true);
    await talk.says("go");
    expect(await talk.says("Cancel")).toEqual(["Dropped: Cancel"]);
    const { talk: other } = starting((bot) => {
      const why = bot
        .dialog("why")
        .ask("why", () => "Why?")
        .done((c, a) => c.say(`I see: ${a.why}`));
      return bot
        .dialog("order")
        .ask("name", () => "Who?")
        .onCancel((c) => c.start(why))
        .done((c, a) => c.say(a.name));
    });
    await other.says("go");
    expect(await other.says("cancel")).toEqual(["Why?"]);
    expect(await other.says("too dear")).toEqual(["I see: too dear"]);
  });

  it("is only the whole message, and has words of the dialog's own", async () => {
    const talk = canceling([" Stoppen ", "laat maar"], false);
    await talk.says("go");
    expect(await talk.says("cancel")).toEqual(["cancel"]);
    await talk.says("go");
    expect(await talk.says("stoppen graag")).toEqual(["stoppen graag"]);
    await talk.says("go");
    expect(await talk.says("STOPPEN")).toEqual(["Canceled."]);
  });

  it("is an option of that name, where there is one", async () => {
    const talk = await asking(choice("What?", { cancel: "Cancel", go: "Go" }));
    expect(await talk.says("cancel!")).toEqual(['{"it":"cancel"}']);
  });
});

describe("in the middle of a dialog", () => {
  const busy = () => {
    const bot = createBot();
    const pay = action("PAY");
    const order = bot
      .dialog("order")
      .ask("speed", () => choice("How fast?", speeds))
      .ask("name", () => "Who?")
      .done((c, a) => c.say(`${a.speed} ${a.name}`));
    bot.hears("go", (c) => c.start(order));
    bot.hears("price", { anywhere: true }, (c) => c.say("It is free."));
    bot.hears("hello", (c) => c.say("Hello!"));
    bot.on(help, (c) => c.say("This is help."));
    bot.on(pay, (c) => c.start(order));
    bot.on("started", (c) => c.say("Welcome."));
    bot.on("image", (c) => c.say("Nice."));
    bot.otherwise((c) => c.say(`otherwise ${c.stale}`));
    return new Talk(bot);
  };
  const question = "How fast? [Standard, $4.99] [Express, $12]";

  it("words that are heard anywhere are answered, and the question is asked again", async () => {
    const talk = busy();
    await talk.says("go");
    expect(await talk.says("Price")).toEqual(["It is free.", question]);
    await talk.taps("Express, $12");
    expect(await talk.says("price")).toEqual(["It is free.", "Who?"]);
    expect(await talk.says("Ana")).toEqual(["exp Ana"]);
  });

  it("words that are heard elsewhere are the answer", async () => {
    const talk = busy();
    await talk.says("go");
    expect(await talk.says("hello")).toEqual([expect.stringMatching(/^Please choose/)]);
    await talk.says("Express, $12");
    expect(await talk.says("hello")).toEqual(["exp hello"]);
  });

  it("a tapped action runs, and the question is asked again", async () => {
    const talk = busy();
    await talk.says("go");
    expect(await talk.tapsOld("HELP", "Help", "postback")).toEqual(["This is help.", question]);
    expect(await talk.taps("Express, $12")).toEqual(["Who?"]);
    expect(await talk.tapsOld("HELP", "Help", "postback")).toEqual(["This is help.", "Who?"]);
  });

  it("a tapped action that starts a dialog is not followed by the question twice", async () => {
    const talk = busy();
    await talk.says("go");
    expect(await talk.tapsOld("PAY", "Pay")).toEqual([question]);
  });

  it("a picture and an old tap are answered, and the question is asked again; Get Started ends it", async () => {
    const talk = busy();
    await talk.says("go");
    expect(await talk.sends(photo)).toEqual(["Nice.", question]);
    expect(await talk.tapsOld("GONE", "Gone")).toEqual(["otherwise true", question]);
    expect(await talk.starts()).toEqual(["Welcome."]);
  });

  it("asking again does not begin the wait for an answer anew", async () => {
    const talk = busy();
    await talk.says("go");
    const asked = talk.memory.dialog?.asked;
    talk.now += 60_000;
    await talk.tapsOld("HELP", "Help");
    await talk.says("hello");
    expect(talk.memory.dialog?.asked).toBe(asked);
  });

  it("a failing handler leaves the dialog as it was", async () => {
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .done((c, a) => c.say(a.name));
    bot.on(help, () => {
      throw new RangeError("broken");
    });
    bot.hears("go", (c) => c.start(name));
    const talk = new Talk(bot);
    await talk.says("go");
    await expect(talk.tapsOld("HELP", "Help")).rejects.toThrow(RangeError);
    expect(await talk.says("Ana")).toEqual(["Ana"]);
  });

  it("a reaction that is only counted does not bring the question up again", async () => {
    const bot = createBot({ state: { version: 1, initial: () => ({ likes: 0 }) } });
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .done((c, a) => c.say(a.name));
    bot.hears("go", (c) => c.start(name));
    bot.on("reaction", (c) => {
      c.state.likes++;
    });
    const talk = new Talk(bot);
    await talk.says("go");
    expect(await talk.happens({ kind: "reaction", mid: "m_0", action: "react", emoji: "❤" })).toEqual([]);
  });

  it("a utility message is not followed by a question, which may not be said outside of the window", async () => {
    const shipped = signal("order.shipped", shape({ order: String }));
    const bot = createBot();
    const name = bot
      .dialog("name")
      .ask("name", () => "Who?")
      .done((c, a) => c.say(a.name));
    bot.hears("go", (c) => c.start(name));
    bot.on(shipped, (c, { order }) => c.say(utility("order_shipped", { order })));
    const talk = new Talk(bot);
    await talk.says("go");
    expect(await talk.signals(shipped, { order: "1" })).toEqual(["(template)"]);
  });
});

describe("idle", () => {
  const waiting = () =>
    starting((bot) =>
      bot
        .dialog("order")
        .ask("name", () => "Who?")
        .ask("town", () => "Where?")
        .idle("30m", (c) => c.say("Still there?"))
        .done((c, a) => c.say(`${a.name}, ${a.town}`)),
    ).talk;

  it("is asked for later with each question, one for all of them", async () => {
    const talk = waiting();
    await talk.says("go");
    const later = (asked: number) => ({
      key: IDLE,
      after: 1_800_000,
      name: IDLE,
      data: { dialog: "order", asked },
    });
    expect(talk.result?.later).toEqual([later(START)]);
    talk.now += 60_000;
    await talk.says("Ana");
    expect(talk.result?.later).toEqual([later(START + 60_000)]);
    expect(talk.pending).toHaveLength(1);
  });

  it("speaks once when nobody answers, and the question is asked again and stays open", async () => {
    const talk = waiting();
    await talk.says("go");
    expect(await talk.waits("29m")).toEqual([]);
    expect(await talk.waits("2m")).toEqual(["Still there?", "Who?"]);
    expect(await talk.waits("23h")).toEqual([]);
    expect(await talk.says("Ana")).toEqual(["Where?"]);
    expect(await talk.waits("30m")).toEqual(["Still there?", "Where?"]);
    expect(await talk.says("Utrecht")).toEqual(["Ana, Utrecht"]);
  });

  it.each<[string, string]>([
    ["done", "Utrecht"],
    ["canceled", "cancel"],
  ])("is forgotten when the dialog is %s", async (_, word) => {
    const talk = waiting();
    await talk.says("go");
    await talk.says("Ana");
    await talk.says(word);
    expect(talk.result?.forget).toEqual([{ name: IDLE }]);
    expect(talk.pending).toEqual([]);
  });

  it("is not spoken for a question that was answered meanwhile", async () => {
    const talk = waiting();
    await talk.says("go");
    const data = talk.pending[0]?.data;
    talk.now += 60_000;
    await talk.says("Ana");
    expect(await talk.signals(IDLE, data)).toEqual([]);
    await talk.says("cancel");
    expect(await talk.signals(IDLE, data)).toEqual([]);
    expect(await talk.signals(IDLE, { dialog: "gone", asked: START })).toEqual([]);
  });

  it("may end the dialog or start another", async () => {
    const { talk } = starting((bot) => {
      const other = bot
        .dialog("other")
        .ask("well", () => "Shall we go on?")
        .done((c, a) => c.say(a.well));
      return bot
        .dialog("order")
        .ask("name", () => "Who?")
        .idle("30m", (c) => c.start(other))
        .done((c, a) => c.say(a.name));
    });
    await talk.says("go");
    expect(await talk.waits("1h")).toEqual(["Shall we go on?"]);
    expect(await talk.says("yes")).toEqual(["yes"]);
  });

  it("of a dialog that another one replaced is not spoken", async () => {
    const bot = createBot();
    const one = bot
      .dialog("one")
      .ask("a", () => "One?")
      .idle("30m", (c) => c.say("One, still there?"))
      .done(() => {});
    const two = bot
      .dialog("two")
      .ask("a", () => "Two?")
      .done(() => {});
    bot.hears("one", (c) => c.start(one));
    bot.hears("two", { anywhere: true }, (c) => c.start(two));
    const talk = new Talk(bot);
    await talk.says("one");
    await talk.says("two");
    expect(await talk.waits("1d")).toEqual([]);
  });
});

describe("a dialog that a deploy has changed", () => {
  type Steps = readonly (readonly [key: string, question: string | Question<unknown>])[];
  const version = (name: string, steps: Steps) => {
    const { bot } = starting((one) => {
      let dialog = one.dialog(name);
      for (const [key, question] of steps) dialog = dialog.ask(key, () => question) as typeof dialog;
      return dialog.done((c, a) => c.say(JSON.stringify(a)));
    });
    return bot;
  };
  const before: Steps = [
    ["name", "Who?"],
    ["speed", choice("How fast?", speeds)],
    ["town", "Which town?"],
  ];
  /** Somebody who is at the second question. */
  const halfway = async () => {
    const talk = new Talk(version("order", before));
    await talk.says("go");
    await talk.says("Ana");
    return talk;
  };

  it("asks a step that was added before, when the open one is answered", async () => {
    const talk = await halfway();
    talk.bot = version("order", [["mail", email("Your e-mail?")], ...before]);
    expect(await talk.taps("Express, $12")).toEqual(["Your e-mail? (email)"]);
    expect(await talk.says("ana@example.com")).toEqual(["Which town?"]);
    expect(await talk.says("Utrecht")).toEqual([
      JSON.stringify({ name: "Ana", speed: "exp", mail: "ana@example.com", town: "Utrecht" }),
    ]);
  });

  it("keeps the position where steps changed places", async () => {
    const talk = await halfway();
    talk.bot = version("order", before.toReversed());
    expect(await talk.taps("Express, $12")).toEqual(["Which town?"]);
    expect(await talk.says("Utrecht")).toEqual([JSON.stringify({ name: "Ana", speed: "exp", town: "Utrecht" })]);
  });

  it("keeps the answer to a step that was removed", async () => {
    const talk = await halfway();
    talk.bot = version("order", before.slice(1));
    expect(await talk.taps("Express, $12")).toEqual(["Which town?"]);
    expect(await talk.says("Utrecht")).toEqual([JSON.stringify({ name: "Ana", speed: "exp", town: "Utrecht" })]);
  });

  it("asks the next question when the open one was removed and its option is tapped", async () => {
    const talk = await halfway();
    talk.bot = version(
      "order",
      [before[0], before[2]].filter((step) => step !== undefined),
    );
    expect(await talk.taps("Express, $12")).toEqual(["otherwise, stale: Express, $12", "Which town?"]);
    expect(await talk.says("Utrecht")).toEqual([JSON.stringify({ name: "Ana", town: "Utrecht" })]);
  });

  it("does not take the answer to a removed question for the answer to one that was never asked", async () => {
    const talk = await halfway();
    talk.bot = version(
      "order",
      [before[0], before[2]].filter((step) => step !== undefined),
    );
    expect(await talk.says("Express, $12")).toEqual(["Which town?"]);
    expect(await talk.says("Utrecht")).toEqual([JSON.stringify({ name: "Ana", town: "Utrecht" })]);
  });

  it("asks a renamed step under its new name", async () => {
    const talk = await halfway();
    talk.bot = version("order", [
      ["name", "Who?"],
      ["pace", choice("How fast?", speeds)],
      ["town", "Which town?"],
    ]);
    expect(await talk.taps("Express, $12")).toEqual([
      "otherwise, stale: Express, $12",
      "How fast? [Standard, $4.99] [Express, $12]",
    ]);
    expect(await talk.taps("Express, $12")).toEqual(["Which town?"]);
  });

  it("is over when no question is left", async () => {
    const talk = await halfway();
    talk.bot = version("order", before.slice(0, 1));
    expect(await talk.says("hello")).toEqual(["otherwise: hello"]);
    expect(await talk.says("go")).toEqual(["Who?"]);
  });

  it("that is gone leaves an ordinary conversation, and its options are stale", async () => {
    const talk = await halfway();
    talk.bot = version("other", before);
    expect(await talk.taps("Express, $12")).toEqual(["otherwise, stale: Express, $12"]);
    expect(await talk.says("hello")).toEqual(["otherwise: hello"]);
    expect(await talk.signals(IDLE, { dialog: "order", asked: START })).toEqual([]);
    expect(await talk.says("go")).toEqual(["Who?"]);
  });

  it("does not idle for a question that is gone", async () => {
    const withIdle = (steps: readonly string[]) =>
      starting((one) => {
        let dialog = one.dialog("order").idle("30m", (c) => c.say("Still there?"));
        for (const key of steps) dialog = dialog.ask(key, () => `${key}?`) as typeof dialog;
        return dialog.done(() => {});
      });
    const { talk } = withIdle(["name"]);
    await talk.says("go");
    talk.bot = withIdle([]).bot;
    expect(await talk.waits("1h")).toEqual([]);
  });

  it("has answers that are stored as JSON by their keys", async () => {
    const talk = await halfway();
    expect(talk.memory.dialog).toEqual({
      name: "order",
      step: "speed",
      answers: { name: "Ana" },
      asked: START,
      last: START,
      others: 0,
      asks: [
        [0, "name"],
        [1, "speed"],
      ],
      from: { name: ["m_1"] },
    });
  });
});

describe("taps on a dialog's old options", () => {
  it("are stale when it is over", async () => {
    const talk = await asking(confirm("Right?"));
    const { payload = "" } = talk.offers[0] ?? {};
    await talk.taps("Yes");
    expect(await talk.tapsOld(payload, "Yes")).toEqual(["otherwise, stale: Yes"]);
    await talk.says("go");
    await talk.says("cancel");
    expect(await talk.tapsOld(payload, "Yes")).toEqual(["otherwise, stale: Yes"]);
  });

  it("correct the answer at a later question of the dialog, which is asked again", async () => {
    const { talk } = starting((bot) =>
      bot
        .dialog("two")
        .ask("first", () => confirm("First?"))
        .ask("second", () => confirm("Second?"))
        .done((c, a) => c.say(JSON.stringify(a))),
    );
    await talk.says("go");
    const { payload = "" } = talk.offers[1] ?? {};
    await talk.taps("Yes");
    expect(await talk.tapsOld(payload, "No")).toEqual(["Second? [Yes] [No]"]);
    expect(await talk.taps("No")).toEqual([JSON.stringify({ first: false, second: false })]);
  });
});

describe("writing a dialog", () => {
  it.each(["", "two words", "a.b", "x".repeat(51)])("refuses the name %j", (name) => {
    expect(() => createBot().dialog(name)).toThrow(`bot.dialog("${name}"): a name has letters`);
  });

  it("refuses a name and a key that stand twice", () => {
    const bot = createBot();
    const dialog = bot.dialog("order").ask("name", () => "Who?");
    expect(() => bot.dialog("order")).toThrow('bot.dialog("order") stands twice. Give each dialog its own name.');
    expect(() => dialog.ask("name", () => "Who?")).toThrow('bot.dialog("order").ask("name") stands twice.');
  });

  it("refuses to idle for what is not a duration, and to start another bot's dialog", async () => {
    expect(() =>
      createBot()
        .dialog("order")
        .idle("soon" as "1m", () => {}),
    ).toThrow('"soon" is not a duration');
    const foreign = createBot()
      .dialog("foreign")
      .done(() => {});
    const bot = createBot();
    bot.otherwise((c) => c.start(foreign));
    await expect(new Talk(bot).says("go")).rejects.toThrow('c.start(): this bot has no dialog "foreign".');
  });
});
