import { describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot } from "../../../src/kit/index.ts";
import { inRoom } from "../../support/room.ts";
import { until, world } from "../../support/world.ts";

const w = world();
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
