import { describe, expect, it } from "vitest";
import { Status } from "../../src/conversation/schema.ts";
import { createBot } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { until, world } from "../support/world.ts";

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
      // With a TURN_MS this short nothing would be tried again; what comes from the future has time.
      const { seq } = room.says("think", Date.now() + 60_000);
      await room.runs();
      expect(room.row(seq)).toMatchObject({ status: Status.waiting, tries: 1 });
      room.desk.store.tryAgain(seq, 1, 0);
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
