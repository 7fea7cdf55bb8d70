/** Dialogs in conversations that move on: what ends them, and which question a reply belongs to. */
import { describe, expect, it, vi } from "vitest";
import { action } from "../../src/kit/action.ts";
import { createBot } from "../../src/kit/bot.ts";
import type { DialogBuilder } from "../../src/kit/dialog.ts";
import { choice, confirm, number } from "../../src/kit/questions.ts";
import { runnable, type Sight } from "../../src/kit/runnable.ts";
import { buttons, text } from "../../src/kit/say.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { START, type Stateless, starting, Talk } from "./talk.ts";

const shipped = signal("shipped", shape({ order: String }));
const track = action("TRACK");

/** "go" asks three questions; "price" is heard anywhere, "hello" where no question is open. */
function shop(more: (order: DialogBuilder<never, never>, bot: Stateless) => unknown = () => {}) {
  const { talk, bot } = starting((bot) => {
    const order = bot
      .dialog("order")
      .ask("name", () => "Your name?")
      .ask(
        "people",
        ({ name }) => number(`For how many, ${name}?`, { max: 9 }),
        (people, { name }) => people !== 7 || `Not seven, ${name}.`,
      )
      .ask("table", ({ people }) => (people > 4 ? choice("Which table?", { in: "Inside", out: "Outside" }) : null))
      .ask("ok", ({ name, people, table }) => confirm(`${name}, ${people}, ${table ?? "any"}?`));
    more(order as never, bot);
    return order.done((c, a) => c.say(JSON.stringify(a)));
  });
  bot.hears("hello", (c) => c.say("Hello!"));
  bot.hears("price", { anywhere: true }, (c) => c.say("9 euros."));
  bot.on(shipped, (c, { order }) => c.say(buttons(`${order} is on its way.`, track.as("Track it"))));
  bot.on(track, (c) => c.say("It is here."));
  bot.on("reaction", () => {});
  return talk;
}

async function asked(...answers: readonly string[]): Promise<Talk> {
  const talk = shop();
  await talk.says("go");
  for (const answer of answers) await talk.says(answer);
  return talk;
}

describe("a dialog ends", () => {
  it("when a colleague has spoken since, whatever they said", async () => {
    const talk = await asked("Ana", "2");
    talk.now += 31 * 60_000;
    talk.others++;
    expect(await talk.says("Yes")).toEqual(["otherwise: Yes"]);
    expect(talk.memory.dialog).toBeUndefined();
  });

  it("when another app has had the conversation: its option is stale then", async () => {
    const talk = await asked("Ana", "2");
    talk.others += 2;
    expect(await talk.taps("Yes")).toEqual(["otherwise, stale: Yes"]);
  });

  it("with Get Started, without a word about it", async () => {
    const expired = vi.fn();
    const talk = shop((order) => order.onExpired(expired));
    await talk.says("go");
    talk.now += 30 * 86_400_000;
    expect(await talk.starts()).toEqual(["otherwise: Get Started"]);
    expect(await talk.says("Ana")).toEqual(["otherwise: Ana"]);
    await talk.says("go");
    expect(await talk.starts()).toEqual(["otherwise: Get Started"]);
    expect(expired).not.toHaveBeenCalled();
  });

  it("when the person is erased: nothing is asked after that", async () => {
    const talk = shop((_, bot) => bot.hears("forget me", { anywhere: true }, (c) => c.erase()));
    await talk.says("go");
    expect(await talk.says("forget me")).toEqual(["(erases everything)"]);
    expect(talk.memory.dialog).toBeUndefined();
  });

  it("after 24 hours of silence, and not a moment sooner", async () => {
    const talk = await asked("Ana");
    talk.now += 86_400_000 - 1;
    expect(await talk.says("price")).toEqual(["9 euros.", "For how many, Ana?"]);
    talk.now += 86_400_000 - 1; // it was asked again
    expect(await talk.says("2")).toEqual(["Ana, 2, any? [Yes] [No]"]);
    talk.now += 86_400_000;
    expect(await talk.says("yes")).toEqual(["otherwise: yes"]);
  });

  it("after what it says itself, or after what the bot says for all", async () => {
    const bot = createBot({ dialogs: { expires: "2h" } });
    const long = bot
      .dialog("long")
      .ask("a", () => "Long?")
      .expires("3h")
      .done((c) => c.say("long"));
    const short = bot
      .dialog("short")
      .ask("a", () => "Short?")
      .done((c) => c.say("short"));
    bot.hears("long", (c) => c.start(long));
    bot.hears("short", (c) => c.start(short));
    const talk = new Talk(bot);
    await talk.says("long");
    talk.now += 2 * 3_600_000;
    expect(await talk.says("x")).toEqual(["long"]);
    await talk.says("short");
    talk.now += 2 * 3_600_000;
    expect(await talk.says("x")).toEqual([]);
  });

  it("when idle ends it", async () => {
    const talk = shop((order) =>
      order.idle("10m", (c: never) => {
        (c as { say(text: string): void }).say("Another time, then.");
        (c as { endDialog(): void }).endDialog();
      }),
    );
    await talk.says("go");
    expect(await talk.waits("10m")).toEqual(["Another time, then."]);
    expect(await talk.says("Ana")).toEqual(["otherwise: Ana"]);
  });

  it("and idle says nothing of one that has ended", async () => {
    const talk = shop((order) =>
      order.idle("2d", (c: never) => (c as { say(text: string): void }).say("Still there?")),
    );
    await talk.says("go");
    expect(await talk.waits("3d")).toEqual([]);
  });
});

describe("onExpired", () => {
  const telling = (run: (c: never) => unknown = (c: never) => (c as { say(text: string): void }).say("It is void.")) =>
    shop((order) => order.onExpired(run));

  it("speaks once, when the person next writes, before what answers them", async () => {
    const talk = telling();
    await talk.says("go");
    talk.now += 86_400_000;
    expect(await talk.happens({ kind: "reaction", mid: "bot_0", action: "react", emoji: "❤" })).toEqual([]);
    expect(await talk.signals(shipped, { order: "7" })).toEqual(["7 is on its way. [Track it]"]);
    expect(await talk.says("hello")).toEqual(["It is void.", "Hello!"]);
    expect(await talk.says("hello")).toEqual(["Hello!"]);
  });

  /** A bot with nothing but one question, which has been asked. */
  const alone = async (options: Parameters<typeof createBot>[0] = {}) => {
    const bot = createBot(options);
    const order = bot
      .dialog("order")
      .ask("name", () => "Your name?")
      .onExpired((c) => c.say("It is void."))
      .done(() => {});
    bot.hears("go", (c) => c.start(order));
    const talk = new Talk(bot);
    await talk.says("go");
    return talk;
  };

  it("speaks after a colleague, too, and where nothing else does", async () => {
    const talk = await alone();
    talk.others++;
    expect(await talk.says("Ana")).toEqual(["It is void."]);
  });

  it("may start the dialog again: then nothing else answers", async () => {
    const bot = createBot();
    const order = bot
      .dialog("order")
      .ask("name", () => "Your name?")
      .onExpired((c) => {
        c.say("That took long. Once more:");
        c.start(order);
      })
      .done(() => {});
    bot.hears("go", (c) => c.start(order));
    const talk = new Talk(bot);
    await talk.says("go");
    talk.now += 86_400_000;
    expect(await talk.says("go")).toEqual(["That took long. Once more:", "Your name?"]);
  });

  it("is silent for a stop word", async () => {
    const talk = await alone({ optOut: { stopped: "Stopped." } });
    talk.now += 86_400_000;
    expect(await talk.says("stop")).toEqual(["Stopped."]);
    expect(await talk.says("x")).toEqual([]);
  });
});

describe("after something that nobody asked for", () => {
  it.each([
    ["Yes", "Ana, 2, any? [Yes] [No]"],
    ["hello", "Hello!"],
    ["price", "9 euros."],
    ["Track it", "It is here."],
    ["cancel", "Canceled."],
  ])("%s is no answer", async (words, said) => {
    const talk = await asked("Ana", "2");
    await talk.signals(shipped, { order: "7" });
    expect(await talk.says(words)).toEqual([said]);
  });

  it("the question is asked again where nothing else answers, and then answered", async () => {
    const talk = await asked("Ana", "2");
    await talk.signals(shipped, { order: "7" });
    expect(await talk.says("hello")).toEqual(["Hello!"]);
    expect(await talk.says("Yes")).toEqual(["Ana, 2, any? [Yes] [No]"]);
    expect(await talk.says("Yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
  });

  it("a tap on the question's own option, and a reply to the question, are its answer", async () => {
    const talk = await asked("Ana", "2");
    await talk.signals(shipped, { order: "7" });
    expect(await talk.tapsOld("order.ok=yes", "Yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
    const other = await asked("Ana", "2");
    await other.signals(shipped, { order: "7" });
    expect(await other.replies(2, "Yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
  });

  it("what was said for a reaction counts, what was only done does not", async () => {
    const bot = createBot();
    const order = bot
      .dialog("order")
      .ask("name", () => "Your name?")
      .done((c, { name }) => c.say(name));
    bot.hears("go", (c) => c.start(order));
    bot.on("reaction", (c) => {
      if (c.event.emoji === "❤") c.say("Thank you!");
    });
    const talk = new Talk(bot);
    await talk.says("go");
    await talk.happens({ kind: "reaction", mid: "m", action: "react", emoji: "👍" });
    expect(await talk.says("Ana")).toEqual(["Ana"]);
    await talk.says("go");
    await talk.happens({ kind: "reaction", mid: "m", action: "react", emoji: "❤" });
    expect(await talk.says("You are welcome")).toEqual(["Your name?"]);
    expect(await talk.says("Ana")).toEqual(["Ana"]);
  });
});

describe("words from before the question", () => {
  const sees = (talk: Talk, sight: Sight) => {
    talk.sight = () => sight;
  };

  it("fill nothing, and the question that is on its way is not said twice", async () => {
    const talk = await asked("hi!");
    sees(talk, "unseen");
    expect(await talk.says("3")).toEqual([]);
    expect(await talk.says("Ana García")).toEqual([]);
    sees(talk, "seen");
    expect(await talk.says("3")).toEqual(["hi!, 3, any? [Yes] [No]"]);
  });

  it("are heard where they mean something by themselves", async () => {
    const talk = await asked("Ana");
    sees(talk, "unseen");
    expect(await talk.says("hello")).toEqual(["Hello!", "For how many, Ana?"]);
    expect(await talk.says("cancel")).toEqual(["Canceled."]);
  });

  it("are answered with the question where it never arrived", async () => {
    const talk = await asked("Ana");
    sees(talk, "never");
    expect(await talk.says("2")).toEqual(["For how many, Ana?"]);
  });

  it("are an answer where the question was asked before, and seen", async () => {
    const talk = await asked("Ana");
    await talk.says("many"); // asked again
    talk.sight = (turn) => (turn === 1 ? "seen" : "unseen");
    expect(await talk.says("2")).toEqual(["Ana, 2, any? [Yes] [No]"]);
  });

  it("are no matter for a tap: whoever taps has seen it", async () => {
    const talk = await asked("Ana", "2");
    sees(talk, "unseen");
    expect(await talk.taps("Yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
  });
});

describe("a reply to an earlier question", () => {
  it("corrects its answer, and the open question is asked with it", async () => {
    const talk = await asked("Ana", "2");
    expect(await talk.replies(0, "Eva")).toEqual(["Eva, 2, any? [Yes] [No]"]);
    expect(await talk.says("yes")).toEqual(['{"people":2,"name":"Eva","ok":true}']);
  });

  it("is asked about with the new answers: a yes to the old lines is none", async () => {
    const talk = await asked("Ana", "2"); // turns 0 to 2
    expect(await talk.replies(0, "Eva")).toEqual(["Eva, 2, any? [Yes] [No]"]);
    talk.sight = (turn) => (turn === 3 ? "unseen" : "seen");
    expect(await talk.says("please")).toEqual([]);
    expect(await talk.replies(2, "yes")).toEqual(["otherwise: yes", "Eva, 2, any? [Yes] [No]"]);
    talk.sight = () => "seen";
    expect(await talk.says("yes")).toEqual(['{"people":2,"name":"Eva","ok":true}']);
  });

  it("opens questions that were skipped, and skips what is not asked any more", async () => {
    const talk = await asked("Ana", "2");
    expect(await talk.replies(1, "5")).toEqual(["Which table? [Inside] [Outside]"]);
    expect(await talk.says("Outside")).toEqual(["Ana, 5, out? [Yes] [No]"]);
  });

  it.each([
    ["many", "Please write a number, such as 3."],
    ["12", "Please write a number of at most 9."],
    ["7", "Not seven, Ana."],
  ])("is asked about when it is %s, and fills nothing else", async (words, said) => {
    const talk = await asked("Ana", "2");
    expect(await talk.replies(1, words)).toEqual([said]);
    expect(await talk.says("4")).toEqual(["Ana, 4, any? [Yes] [No]"]);
    expect(await talk.says("yes")).toEqual(['{"name":"Ana","people":4,"ok":true}']);
  });

  it("is what it says: a reply to anything else is no answer", async () => {
    const talk = await asked("Ana", "2");
    await talk.says("price"); // turn 3
    const fresh = await asked("Ana");
    expect(await fresh.replies(99, "2")).toEqual(["otherwise: 2", "For how many, Ana?"]);
    expect(await talk.replies(2, "yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
  });

  it("is a tap on its option, too", async () => {
    const talk = await asked("Ana", "5", "Inside");
    expect(await talk.tapsOld("order.table=out", "Outside")).toEqual(["Ana, 5, out? [Yes] [No]"]);
  });

  it("is read back where it means several things", async () => {
    const talk = await asked("Ana", "2");
    expect(await talk.replies(1, "1.000")).toEqual([expect.stringMatching(/^Do you mean this\? \[1\]$/)]);
    expect(await talk.says("1")).toEqual(["Ana, 1, any? [Yes] [No]"]);
  });
});

describe("an edited message", () => {
  const edit = (talk: Talk, mid: string, words: string) => talk.happens({ kind: "edit", mid, text: words, edits: 1 });

  it("corrects the answer that it gave", async () => {
    const talk = await asked("Ana", "2"); // m_1, m_2
    expect(await edit(talk, "m_1", "Eva")).toEqual(["Eva, 2, any? [Yes] [No]"]);
    expect(await edit(talk, "m_2", "3")).toEqual(["Eva, 3, any? [Yes] [No]"]);
    expect(await talk.says("yes")).toEqual(['{"name":"Eva","people":3,"ok":true}']);
  });

  it("is asked about when it cannot be read", async () => {
    const talk = await asked("Ana", "2");
    expect(await edit(talk, "m_2", "two or three")).toEqual(["Please write a number, such as 3."]);
    expect(await talk.says("3")).toEqual(["Ana, 3, any? [Yes] [No]"]);
  });

  it.each(["m_0", "m_99"])("that gave none changes nothing: %s", async (mid) => {
    const talk = await asked("Ana", "2");
    expect(await edit(talk, mid, "Eva")).toEqual([]);
    expect(await talk.says("yes")).toEqual(['{"name":"Ana","people":2,"ok":true}']);
  });

  it("changes nothing after the dialog, and is heard by the bot then", async () => {
    const talk = shop((_, bot) => bot.on("edit", (c) => c.say(`edited: ${c.event.text}`)));
    for (const words of ["go", "Ana", "2", "yes"]) await talk.says(words);
    expect(await edit(talk, "m_1", "Eva")).toEqual(["edited: Eva"]);
  });

  it.each(["m_x", "m_y"])("of several that were one reply has it asked for again: %s", async (mid) => {
    const talk = shop();
    await talk.says("go");
    const event = { kind: "message", id: "e", mid: "m_y", at: START, attachments: [], text: "Ana\nGarcía" } as const;
    await talk.turn(event, { mids: ["m_x", "m_y"] });
    expect(await edit(talk, mid, "Eva")).toEqual(["Your name?"]);
    expect(await talk.says("Eva")).toEqual(["For how many, Eva?"]);
  });
});

describe("an answer that is taken back", () => {
  it("is asked for again", async () => {
    const talk = await asked("Ana", "2");
    expect(await talk.happens({ kind: "deleted", mid: "m_1" })).toEqual(["Your name?"]);
    expect(await talk.says("Eva")).toEqual(["Eva, 2, any? [Yes] [No]"]);
    expect(await talk.happens({ kind: "deleted", mid: "m_1" })).toEqual([]);
  });

  it.each([
    ["taken back", { kind: "deleted", mid: "m_1" }],
    ["edited", { kind: "edit", mid: "m_1", text: "Eva", edits: 1 }],
  ] as const)(
    "is gone when it is %s after the dialog has ended, and while a person of the Page speaks",
    async (_, event) => {
      const ended = await asked("Ana", "2");
      ended.now += 86_400_000;
      expect(await ended.happens(event)).toEqual([]);
      expect(ended.memory.dialog?.answers).toEqual({ people: 2, table: null });
      const { bot, stored } = await asked("Ana", "2");
      const kept = bot[runnable].onSilent({ ...event, id: "e", at: START }, { stored, offers: [], now: START });
      expect(kept?.kit?.dialog?.answers).toEqual({ people: 2, table: null });
      expect(JSON.stringify(kept)).not.toContain("m_1");
    },
  );
});

describe("what waits together at an open question", () => {
  const folds = (talk: Talk, words: string, change: { replyTo?: string } = {}) =>
    talk.bot[runnable].isBatchable(
      { kind: "message", id: "e", mid: "m", at: START, attachments: [], text: words, ...change },
      { stored: talk.stored, offers: talk.offers },
      false,
    );

  it("is one reply, but for what means something by itself", async () => {
    const talk = await asked("Ana", "5");
    expect(talk.bot[runnable].asks(talk.stored)).toBe(true);
    expect(folds(talk, "the big one")).toBe(true);
    expect([folds(talk, "Inside"), folds(talk, "price"), folds(talk, "Cancel")]).toEqual([false, false, false]);
    expect(folds(talk, "the big one", { replyTo: "bot_1" })).toBe(false);
  });

  it("is several where none is open", () => {
    expect(shop().bot[runnable].asks(null)).toBe(false);
  });
});

it("a question can be any content", async () => {
  const { talk } = starting((bot) =>
    bot
      .dialog("one")
      .ask("it", () => text("It?"))
      .done((c, { it }) => c.say(it)),
  );
  await talk.says("go");
  expect(await talk.replies(0, "this")).toEqual(["this"]);
});
