import { describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot } from "../../../src/kit/index.ts";
import { crash, inRoom } from "../../support/room.ts";
import { until, world } from "../../support/world.ts";

const w = world();

/** Meta takes this message in and neither acts nor answers. */
function hangs(words: string): { reached: boolean } {
  const seen = { reached: false };
  w.graph = async (request) => {
    if (!(await request.text()).includes(`"text":"${words}"`)) return undefined;
    seen.reached = true;
    return new Promise<never>(() => {});
  };
  return seen;
}

describe("what is said now", () => {
  it("is on the screen before the handler ends, and what is said at the end comes after it", async () => {
    const psid = w.writer();
    const bot = createBot();
    let inTheMiddle: string[] = [];
    bot.otherwise(async (c) => {
      c.say("the answer");
      await c.sayNow("one moment");
      await until(() => w.screen(psid).length > 0);
      inTheMiddle = w.screen(psid);
    });
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("a hard question");
      await runs();
    });
    expect(inTheMiddle).toEqual(["one moment"]);
    expect(w.screen(psid)).toEqual(["one moment", "the answer"]);
  });

  it("is said in its order, before the answer, also when nobody waits for it", async () => {
    const psid = w.writer();
    const bot = createBot({ disclose: "I am a bot." });
    bot.otherwise((c) => {
      void c.sayNow("one moment");
      void c.sayNow("nearly there");
      c.say("the answer");
    });
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("a hard question");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["I am a bot.", "one moment", "nearly there", "the answer"]);
  });

  it("fails the handler when the channel cannot say it, also when nobody waits for it", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      void c.sayNow(" ");
      c.say("the answer");
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["Something broke."]);
  });

  it("is the handler's own to say otherwise, when it catches what the channel cannot say", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise(async (c) => {
      await c.sayNow(" ").catch(() => c.sayNow("one moment"));
      try {
        await c.sayNow("hello", { replyTo: "" });
      } catch {
        c.say("the answer");
      }
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["one moment", "the answer"]);
  });

  it("comes before the answer or not at all, when a handler has left something running", async () => {
    const psid = w.writer();
    const bot = createBot();
    let late: unknown;
    bot.otherwise((c) => {
      void scheduler
        .wait(20)
        .then(() => c.sayNow("one moment"))
        .catch((error: unknown) => {
          late = error;
        });
      c.say("the answer");
    });
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
      await until(() => late !== undefined);
    });
    expect(late).toMatchObject({ name: "AbortError" });
    expect(w.screen(psid)).toEqual(["the answer"]);
  });

  it("takes how it is said", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise(async (c) => {
      await c.sayNow("one moment", { replyTo: true, notification: "silent" });
      c.handOver({ say: "a colleague comes", how: { notification: "none" }, reason: "Asked" });
    });
    await inRoom(psid, bot, {}, async ({ takes, runs }) => {
      const mid = w.meta.says(psid, "hello again");
      takes({ kind: "message", id: mid, mid, at: Date.now(), text: "hello again", attachments: [] });
      await runs();
      expect(w.meta.calls.filter(({ name }) => name === "message")).toMatchObject([
        { status: 200, body: { message: { text: "one moment" }, reply_to: { mid }, notification_type: "SILENT_PUSH" } },
        { status: 200, body: { message: { text: "a colleague comes" }, notification_type: "NO_PUSH" } },
      ]);
    });
  });

  it("says which call wants a message to reply to, where there is none", async () => {
    const bot = createBot();
    bot.on("referral", (c) => c.sayNow("one moment", { replyTo: true }));
    bot.onError(() => {});
    const psid = w.writer();
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await inRoom(psid, bot, { logErrors: true }, async ({ takes, runs }) => {
      takes({ kind: "referral", id: "r_1", at: Date.now(), referral: {} });
      await runs();
    });
    expect(JSON.stringify(errors.mock.calls)).toContain("c.sayNow(): replyTo: true, but there is no message");
    errors.mockRestore();
  });

  it("is stored before the promise resolves, whatever Meta does", async () => {
    const psid = w.writer();
    hangs("one moment");
    const bot = createBot();
    let look = () => ({}) as unknown;
    let stored: unknown;
    bot.otherwise(async (c) => {
      await c.sayNow("one moment");
      stored = look();
    });
    await inRoom(psid, bot, {}, async ({ scope, turns, says, parts, row }) => {
      const { seq } = says("a hard question");
      look = () => ({ turn: row(seq).status, said: scope.store.nextOut()?.seq === seq + 1 && parts(seq + 1) });
      await turns.run();
    });
    expect(stored).toMatchObject({
      turn: Status.waiting,
      said: [{ words: "one moment", work: { do: "message" } }],
    });
  });

  it("is said once and in order, however often the handler runs", async () => {
    const psid = w.writer();
    const bot = createBot({ state: { version: 1, initial: () => ({ runs: 0 }) } });
    let runs = 0;
    bot.otherwise(async (c) => {
      c.state.runs++;
      await c.sayNow("first");
      await c.sayNow("second");
      if (++runs < 3) throw new Error("away");
      await c.sayNow("third");
      c.say("the end");
    });
    await inRoom(psid, bot, {}, async (room) => {
      const { seq } = room.says("go");
      for (let tries = 0; tries < 3; tries++) {
        room.scope.store.tryAgain(seq, room.row(seq).tries, 0);
        await room.runs();
      }
      expect(room.row(seq).status).toBe(Status.done);
      expect(room.scope.store.state).toMatchObject({ data: { runs: 1 } });
    });
    expect(runs).toBe(3);
    expect(w.screen(psid)).toEqual(["first", "second", "third", "the end"]);
  });

  describe("by a run that says other words than the one before", () => {
    /** What is on the screen when each run of a turn has said one draft, and all but the last have failed. */
    async function screenOf(
      ...drafts: readonly (readonly string[])[]
    ): Promise<{ screen: string[]; logged: unknown[][] }> {
      const psid = w.writer();
      const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
      const bot = createBot();
      let runs = 0;
      bot.otherwise(async (c) => {
        const draft = drafts[runs++] ?? [];
        for (const sentence of draft) await c.sayNow(sentence);
        if (runs < drafts.length) throw new Error("away");
      });
      await inRoom(psid, bot, {}, async (room) => {
        const { seq } = room.says("How much are they?");
        for (const _ of drafts) {
          room.scope.store.tryAgain(seq, 0, 0);
          await room.runs();
        }
        expect(room.row(seq).status).toBe(Status.done);
      });
      const logged = warnings.mock.calls.filter((call) => JSON.stringify(call).includes("said_otherwise"));
      warnings.mockRestore();
      return { screen: w.screen(psid), logged };
    }

    it("is said whole: no draft is mixed with another", async () => {
      const second = ["The red one is 20 euros.", "The blue one is 30 euros.", "Which one?"];
      const { screen, logged } = await screenOf(["It is 20 euros."], second);
      expect(screen).toEqual(["It is 20 euros.", ...second]);
      expect(logged).toHaveLength(1);
      expect(JSON.stringify(logged)).not.toMatch(/euros/);
    });

    it("is said from the first other words on", async () => {
      const { screen, logged } = await screenOf(
        ["One moment.", "Red: 20.", "Both ship."],
        ["One moment.", "Blue: 30.", "Both ship."],
      );
      expect(screen).toEqual(["One moment.", "Red: 20.", "Both ship.", "Blue: 30.", "Both ship."]);
      expect(logged).toHaveLength(1);
    });

    it("is not said if any earlier run has said all of it", async () => {
      const [red, blue] = [
        ["Red: 20.", "Ships."],
        ["Blue: 30.", "Ships."],
      ];
      const { screen } = await screenOf(red, blue, red, blue, [...blue, "Which one?"]);
      expect(screen).toEqual([...red, ...blue, "Which one?"]);
    });

    it("goes on where that one broke, and nothing is logged", async () => {
      const { screen, logged } = await screenOf(["one"], ["one", "two"], [], ["one", "two", "three"]);
      expect(screen).toEqual(["one", "two", "three"]);
      expect(logged).toEqual([]);
    });
  });

  it("is no part of the history of its own turn: each run sees the same", async () => {
    const psid = w.writer();
    const bot = createBot();
    const seen: string[][] = [];
    bot.hears("first", (c) => c.say("Hello."));
    bot.otherwise(async (c) => {
      seen.push(c.history(10).map(({ from, text }) => `${from}: ${text}`));
      if (c.text === "third") return;
      await c.sayNow("one moment");
      await until(() => w.screen(psid).includes("one moment"));
      seen.push(c.history(10).map(({ from, text }) => `${from}: ${text}`));
      if (seen.length < 4) throw new Error("away");
    });
    await inRoom(psid, bot, {}, async (room) => {
      room.says("first");
      await room.runs();
      const { seq } = room.says("second");
      for (let tries = 0; tries < 2; tries++) {
        room.scope.store.tryAgain(seq, 0, 0);
        await room.runs();
      }
      room.says("third");
      await room.runs();
    });
    const before = ["person: first", "bot: Hello."];
    expect(seen).toEqual([before, before, before, before, [...before, "person: second", "bot: one moment"]]);
  });

  it("belongs to its own event: the next one says its own", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.sayNow(`heard ${c.text}`));
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("one");
      says("two");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["heard one", "heard two"]);
  });

  it("is said once and in order through a crash in the middle of the turn", async () => {
    const psid = w.writer();
    const bot = createBot();
    let runs = 0;
    bot.otherwise(async (c) => {
      runs++;
      await c.sayNow("first");
      await c.sayNow("second");
      if (runs === 1) await new Promise(() => {});
      await c.sayNow("third");
      c.say("the end");
    });
    const second = hangs("second");
    await inRoom(psid, bot, {}, async ({ says, turns }) => {
      says("go");
      void turns.run();
      await until(() => second.reached);
    });
    await crash(psid);
    expect(w.screen(psid)).toEqual(["first"]);
    w.graph = undefined;
    // Nobody knows whether the second one was sent, and no echo comes: it is said again, and holds back what follows.
    await inRoom(psid, bot, { UNKNOWN_MS: 0 }, async ({ scope, runs: goesOn }) => {
      await goesOn();
      expect(scope.store.nextDue()).toBeNull();
    });
    expect(runs).toBe(2);
    expect(w.screen(psid)).toEqual(["first", "second", "third", "the end"]);
  });

  it("refuses what the channel cannot say like the rest of the turn", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.sayNow(" "));
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["Something broke."]);
  });
});

describe("what stands in c.once", () => {
  it("happens once through a crash of the object, and its result is kept", async () => {
    const psid = w.writer();
    const bot = createBot();
    const keys: string[] = [];
    let runs = 0;
    bot.otherwise(async (c) => {
      const order = await c.once("order", (key) => {
        keys.push(key);
        return { number: keys.length };
      });
      if (++runs === 1) await new Promise(() => {});
      c.say(`order ${order.number}`);
    });
    await inRoom(psid, bot, {}, async ({ says, turns }) => {
      says("buy");
      void turns.run();
      await until(() => runs === 1);
    });
    await crash(psid);
    await inRoom(psid, bot, {}, ({ runs: goesOn }) => goesOn());
    expect([runs, keys.length]).toEqual([2, 1]);
    expect(w.screen(psid)).toEqual(["order 1"]);
  });

  it("happens again, with the same key, when the object died before there was a result", async () => {
    const psid = w.writer();
    const bot = createBot();
    const keys: string[] = [];
    bot.otherwise(async (c) => {
      const number = await c.once("order", async (key) => {
        keys.push(key);
        if (keys.length === 1) await new Promise(() => {});
        return keys.length;
      });
      c.say(`order ${number}`);
    });
    await inRoom(psid, bot, {}, async ({ says, turns }) => {
      says("buy");
      void turns.run();
      await until(() => keys.length === 1);
    });
    await crash(psid);
    await inRoom(psid, bot, {}, ({ runs }) => runs());
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(w.screen(psid)).toEqual(["order 2"]);
  });
});
