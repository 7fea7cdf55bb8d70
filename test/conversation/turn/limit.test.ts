import { describe, expect, it, vi } from "vitest";
import { AccountClient } from "../../../src/conversation/account-client.ts";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot, shape, signal } from "../../../src/kit/index.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { PAGE, until, worker, world } from "../../support/world.ts";

const w = world();
const news = signal("news", shape({ n: Number }));
const patient = (limit: `${number}ms` = "5000ms") => createBot({ limit, patience: "This takes a little longer." });
/** After this a person is asked for patience. */
const TURN_MS = 80;

describe("a handler with a longer limit", () => {
  it("may take longer than a turn: patience is asked for once, then comes the answer", async () => {
    const psid = w.writer();
    const bot = patient();
    let asked: string[] = [];
    bot.otherwise(async (c) => {
      await scheduler.wait(4 * TURN_MS);
      asked = w.screen(psid);
      c.say("the answer");
    });
    bot.onError((c) => c.say("Something broke."));
    await inRoom(psid, bot, { TURN_MS }, async ({ says, runs }) => {
      says("think");
      await runs();
    });
    expect(asked).toEqual(["This takes a little longer."]);
    expect(w.screen(psid)).toEqual(["This takes a little longer.", "the answer"]);
  });

  it("asks nobody for patience who was answered in time", async () => {
    const psid = w.writer();
    const bot = patient();
    bot.otherwise((c) => c.say("the answer"));
    await inRoom(psid, bot, { TURN_MS }, async ({ says, runs }) => {
      says("think");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["the answer"]);
  });

  it("asks nobody for patience who has heard something already", async () => {
    const psid = w.writer();
    const bot = patient();
    bot.otherwise(async (c) => {
      await c.sayNow("Let me see.");
      await scheduler.wait(4 * TURN_MS);
      c.say("the answer");
    });
    await inRoom(psid, bot, { TURN_MS }, async ({ says, runs }) => {
      says("think");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["Let me see.", "the answer"]);
  });

  it("asks nobody for patience after the answer, however slow the storage is", async () => {
    const psid = w.writer();
    const bot = createBot({ limit: "5s", patience: "This takes a little longer.", disclose: "I am a bot." });
    const answer = Promise.withResolvers<void>();
    bot.otherwise(async (c) => {
      await answer.promise;
      c.say("the answer");
    });
    await inRoom(psid, bot, { TURN_MS }, async ({ scope, says, runs }) => {
      // The answer is there as soon as the first words for patience are stored, and before their storage says so.
      vi.spyOn(scope.ctx.storage, "sync").mockImplementation(async () => {
        answer.resolve();
        await scheduler.wait(30);
      });
      says("think");
      await runs();
    });
    vi.restoreAllMocks();
    expect(w.screen(psid)).toEqual(["I am a bot.", "This takes a little longer.", "the answer"]);
  });

  it("asks again whoever has written since, and waits behind it", async () => {
    const psid = w.writer();
    const bot = patient();
    let say = (_: string): unknown => undefined;
    const asked = () => w.screen(psid).length;
    bot.hears("think", async (c) => {
      await until(() => asked() === 1);
      say("hello?");
      say("anybody?");
      await until(() => asked() === 2);
      await scheduler.wait(3 * TURN_MS);
      c.say("the answer");
    });
    bot.otherwise((c) => c.say(`heard ${c.text}`));
    await inRoom(psid, bot, { TURN_MS }, async ({ says, runs }) => {
      say = says;
      says("think");
      await runs();
    });
    const patience = "This takes a little longer.";
    expect(w.screen(psid)).toEqual([patience, patience, "the answer", "heard hello?", "heard anybody?"]);
  });

  it("asks for patience when they have waited for so long, not when the handler has run for so long", async () => {
    const psid = w.writer();
    const bot = patient("120000ms");
    bot.otherwise(async (c) => {
      await until(() => w.screen(psid).length === 1);
      c.say("the answer");
    });
    await inRoom(psid, bot, { TURN_MS: 60_000 }, async ({ says, runs }) => {
      says("think", Date.now() - 59_900);
      await runs();
    });
    expect(w.screen(psid)).toEqual(["This takes a little longer.", "the answer"]);
  });

  it("asks once, also when the handler fails and runs again", async () => {
    const psid = w.writer();
    const bot = patient();
    let runs = 0;
    bot.otherwise(async (c) => {
      await scheduler.wait(4 * TURN_MS);
      if (++runs === 1) throw new Error("away");
      c.say("the answer");
    });
    await inRoom(psid, bot, { TURN_MS }, async (room) => {
      const { seq } = room.says("think");
      await room.runs();
      expect(room.row(seq)).toMatchObject({ status: Status.waiting, tries: 1 });
      room.scope.store.tryAgain(seq, 1, 0);
      await room.runs();
    });
    expect(runs).toBe(2);
    expect(w.screen(psid)).toEqual(["This takes a little longer.", "the answer"]);
  });

  it("ends in onError when it takes longer than that too, and the next one is answered", async () => {
    const psid = w.writer();
    const bot = patient("250ms");
    bot.hears("hang", async () => new Promise(() => {}));
    bot.otherwise((c) => c.say("the answer"));
    bot.onError((c, error) => c.say(`Something broke: ${(error as Error).name}`));
    await inRoom(psid, bot, { TURN_MS, SHORTEST_TURN_MS: 0 }, async ({ says, runs }) => {
      says("hang");
      await runs();
      says("and now?");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["This takes a little longer.", "Something broke: TimeoutError", "the answer"]);
  });
});

it("a handler without a limit of its own ends with the turn", async () => {
  const psid = w.writer();
  const bot = createBot({ patience: "This takes a little longer." });
  bot.otherwise(() => new Promise(() => {}));
  bot.onError((c) => c.say("Something broke."));
  await inRoom(psid, bot, { TURN_MS, SHORTEST_TURN_MS: 0 }, async ({ says, turns }) => {
    says("hang");
    await turns.run();
    await until(() => w.screen(psid).length > 0);
  });
  expect(w.screen(psid)).toEqual(["Something broke."]);
});

it("nobody is asked for patience who has had a word of the answer, until they write again and hear nothing", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "5s", patience: "patience" });
  let hasWaited = false;
  bot.hears("think", async (c) => {
    await c.sayNow("see");
    await scheduler.wait(300);
    hasWaited = true;
    await until(() => w.screen(psid).length === 2);
    c.say("done");
  });
  bot.otherwise(() => {});
  await inRoom(psid, bot, { TURN_MS: 100 }, async ({ says, runs }) => {
    says("think");
    const r = runs();
    await until(() => hasWaited);
    expect(w.screen(psid)).toEqual(["see"]);
    says("hurry");
    await r;
  });
  expect(w.screen(psid)).toEqual(["see", "patience", "done"]);
});

it("a handler that was given up says nothing any more", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "100ms" });
  bot.otherwise(async (c) => {
    await scheduler.wait(300);
    await c.sayNow("late");
  });
  bot.onError((c) => c.say("broke"));
  await inRoom(psid, bot, { TURN_MS: 50, SHORTEST_TURN_MS: 0 }, async ({ says, runs }) => {
    says("a");
    await runs();
    await scheduler.wait(400);
    await runs();
  });
  expect(w.screen(psid)).toEqual(["broke"]);
});

it("nobody is asked for patience whose answer is there and waits for its slot", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "60s", patience: "It takes longer." });
  bot.otherwise(async (c) => {
    await scheduler.wait(180);
    c.say("answer");
  });
  const slow = new AccountClient(worker, { channel: "messenger", account: PAGE, person: psid }, "test");
  const permit = slow.permit.bind(slow);
  slow.permit = async (wanted = {}) => {
    const got = await permit(wanted);
    if (wanted.light !== true) await scheduler.wait(150);
    return got;
  };
  const asks = async ({ says, runs }: Room) => {
    says("q");
    await runs();
    await runs();
  };
  await inRoom(psid, bot, { TURN_MS: 200 }, asks, { account: slow });
  expect(w.screen(psid)).toEqual(["answer"]);
});

it("nobody is asked for patience whom a signal's handler lets wait, and what it says at once is not said on a guess", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "60s", patience: "It takes longer.", optOut: true });
  bot.on(news, async (c) => {
    await c.sayNow("news");
    await scheduler.wait(300);
  });
  bot.otherwise((c) => c.say("ok"));
  await inRoom(psid, bot, { TURN_MS: 100 }, async ({ takes, says, runs, scope }) => {
    says("hello");
    await runs();
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    await runs();
    const aside = scope.store.lastAside("signal:1");
    expect(JSON.parse(aside?.out ?? "[]")).toMatchObject([{ unasked: true, careful: true }]);
    says("stop");
    await runs();
    takes({ kind: "signal", id: "signal:2", at: Date.now(), name: "news", data: { n: 2 } });
    await runs();
  });
  expect(w.screen(psid)).toEqual(["ok", "news", expect.stringContaining("no more messages")]);
});
