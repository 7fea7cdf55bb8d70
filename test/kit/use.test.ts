import { describe, expect, it } from "vitest";
import { action } from "../../src/kit/action.ts";
import { type Bot, createBot } from "../../src/kit/bot.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { Talk } from "./talk.ts";

const shipped = signal("order.shipped", shape({ order: String }));
const help = action("HELP");

function talking(define: (bot: Bot<{ n: number }>) => void): Talk {
  const bot = createBot({ state: { version: 1, initial: () => ({ n: 0 }) }, optOut: true });
  define(bot);
  const name = bot
    .dialog("name")
    .ask("name", () => "Who?")
    .idle("30m", (c) => c.say("idle"))
    .done((c, a) => c.say(`done ${a.name}`));
  bot.hears("go", (c) => c.start(name));
  bot.hears("hello", (c) => c.say(`hello ${c.state.n}`));
  bot.on("started", (c) => c.say("started"));
  bot.on(help, (c) => c.say("help"));
  bot.on(shipped, (c) => c.say("shipped"));
  bot.otherwise((c) => c.say("otherwise"));
  return new Talk(bot);
}

describe("use", () => {
  it("wraps the handler, the first one outermost", async () => {
    const order: string[] = [];
    const talk = talking((bot) => {
      for (const name of ["a", "b", "c"]) {
        bot.use(async (_, next) => {
          order.push(`${name} in`);
          await next();
          order.push(`${name} out`);
        });
      }
    });
    expect(await talk.says("hello")).toEqual(["hello 0"]);
    expect(order).toEqual(["a in", "b in", "c in", "c out", "b out", "a out"]);
  });

  it.each<[string, (talk: Talk) => Promise<string[]>, string]>([
    ["hears", (talk) => talk.says("hello"), "hello 0"],
    ["a tapped action", (talk) => talk.tapsOld("HELP", "Help"), "help"],
    ["a kind of event", (talk) => talk.starts(), "started"],
    ["a signal", (talk) => talk.signals(shipped, { order: "1" }), "shipped"],
    ["otherwise", (talk) => talk.says("what?"), "otherwise"],
    ["a dialog's first question", (talk) => talk.says("go"), "Who?"],
  ])("wraps %s", async (_, act, words) => {
    const talk = talking((bot) =>
      bot.use(async (c, next) => {
        c.say("before");
        await next();
        c.say("after");
      }),
    );
    expect(await act(talk)).toEqual(["before", expect.stringContaining(words), "after"]);
  });

  it("cannot keep a person from stopping", async () => {
    const talk = talking((bot) => bot.use(() => {}));
    expect(await talk.says("hello")).toEqual([]);
    expect(await talk.says("stop")).toEqual([expect.stringContaining("You will get no more")]);
  });

  it("does not run where nothing answers", async () => {
    let ran = 0;
    const talk = talking((bot) =>
      bot.use(async (_, next) => {
        ran++;
        await next();
      }),
    );
    expect(await talk.happens({ kind: "deleted", mid: "m_0" })).toEqual([]);
    expect(await talk.signals("unknown", {})).toEqual([]);
    expect(await talk.happens({ kind: "message", mid: "m", text: "hello", attachments: [], standby: true })).toEqual(
      [],
    );
    expect(ran).toBe(0);
  });

  it("may do without the handler, whose words and memory are then not there", async () => {
    const talk = talking((bot) =>
      bot.use(async (c, next) => {
        if (c.text === "hello") return c.say("not today");
        return next();
      }),
    );
    expect(await talk.says("hello")).toEqual(["not today"]);
    expect(await talk.says("what?")).toEqual(["otherwise"]);
  });

  it("shares the person's state with the handler", async () => {
    const talk = talking((bot) =>
      bot.use(async (c, next) => {
        c.state.n = 41;
        await next();
        c.state = { n: c.state.n + 1 };
      }),
    );
    expect(await talk.says("hello")).toEqual(["hello 41"]);
    expect(talk.stored).toMatchObject({ version: 1, data: { n: 42 } });
  });

  it("passes on what fails, inside or outside, and nothing of the turn counts", async () => {
    const talk = talking((bot) => {
      bot.use(async (c, next) => {
        c.state.n = 1;
        await next();
        if (c.text === "after") throw new RangeError("after");
      });
      bot.use(async (c, next) => {
        if (c.text === "before") throw new RangeError("before");
        await next();
      });
      bot.hears("fails", () => {
        throw new RangeError("inside");
      });
    });
    await expect(talk.says("before")).rejects.toThrow(new RangeError("before"));
    await expect(talk.says("fails")).rejects.toThrow(new RangeError("inside"));
    await expect(talk.says("after")).rejects.toThrow(new RangeError("after"));
    expect(talk.stored).toBeNull();
  });

  it("may catch what the handler throws, and what it throws at once too", async () => {
    const talk = talking((bot) => {
      bot.use(async (c, next) => {
        try {
          await next();
        } catch (error) {
          c.say(`caught ${(error as Error).message}`);
        }
      });
      bot.hears("now", () => {
        throw new RangeError("now");
      });
      bot.hears("then", async () => {
        await Promise.resolve();
        throw new RangeError("then");
      });
    });
    expect(await talk.says("now")).toEqual(["caught now"]);
    expect(await talk.says("then")).toEqual(["caught then"]);
  });

  it("is awaited, also where it returns next() instead of awaiting it", async () => {
    const talk = talking((bot) => {
      bot.use((_, next) => next());
      bot.hears("slow", async (c) => {
        await scheduler.wait(5);
        c.say("at last");
      });
    });
    expect(await talk.says("slow")).toEqual(["at last"]);
  });

  it("wraps what a dialog does when it is done", async () => {
    const talk = talking((bot) =>
      bot.use(async (c, next) => {
        c.say("before");
        await next();
        c.say("after");
      }),
    );
    await talk.says("go");
    expect(await talk.says("Ana")).toEqual(["before", "done Ana", "after"]);
  });

  it("that silences a text silences the open question too", async () => {
    const talk = talking((bot) =>
      bot.use(async (c, next) => {
        if (c.text !== "rude words") await next();
      }),
    );
    await talk.says("go");
    expect(await talk.says("rude words")).toEqual([]);
  });

  it("refuses to run the handler twice", async () => {
    const talk = talking((bot) =>
      bot.use(async (_, next) => {
        await next();
        await next();
      }),
    );
    await expect(talk.says("hello")).rejects.toThrow(/next/);
  });
});
