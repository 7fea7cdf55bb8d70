/** A clock that is set back by an hour: nobody waits longer than the wait itself. */
import { beforeEach, describe, expect, it } from "vitest";
import { left } from "../../src/clock.ts";
import { createBot } from "../../src/kit/index.ts";
import { graphError } from "../support/faults.ts";
import { inRoom, type Room } from "../support/room.ts";
import { time } from "../support/time.ts";
import { world } from "../support/world.ts";

const w = world();
const t = time();
beforeEach(() => void t.stops());
const HOUR_MS = 3_600_000;

describe("what is left of a wait", () => {
  it.each([
    ["before its end", 1_700, 500],
    ["at its end", 2_200, 0],
    ["after it", 9_000, 0],
    ["when it began", 1_200, 1_000],
    ["when the clock was set back during it", 1_000, 0],
  ])("%s", (_, now, ms) => {
    expect(left(2_200, 1_000, now)).toBe(ms);
  });
});

describe("an answer that waits", () => {
  const bot = createBot();
  bot.otherwise((c) => c.say(`heard ${c.text}`));

  /** Sets the clock back while something is not due. */
  function setsBack({ scope }: Room): void {
    expect(scope.store.nextDue()).toBeGreaterThan(Date.now());
    t.passes(-HOUR_MS);
  }

  it("because Graph refused it is tried again at once", async () => {
    const psid = w.writer();
    let refusals = 0;
    w.graph = async (request) =>
      (await request.clone().text()).includes('"message":') && refusals++ === 0 ? graphError(400, 613) : undefined;
    await inRoom(psid, bot, {}, async (room) => {
      room.says("hello");
      await room.runs();
      setsBack(room);
      expect(room.scope.store.nextDue()).toBe(0);
      await room.runs();
    });
    expect(w.screen(psid)).toEqual(["heard hello"]);
  });

  it("for the person's allowance has it back within its own time", async () => {
    const psid = w.writer();
    await inRoom(psid, bot, { PERSON_RATE: 60 }, async (room) => {
      const { says, runs, scope } = room;
      scope.store.note({ allowances: { hour: { left: 0, at: Date.now() } } });
      says("hello");
      await runs();
      setsBack(room);
      await runs();
      expect(w.screen(psid)).toEqual([]);
      t.passes(60_001);
      await runs();
    });
    expect(w.screen(psid)).toEqual(["heard hello"]);
  });

  it("for a slot that is far away asks again", async () => {
    const psid = w.writer();
    await inRoom(psid, bot, {}, async (room) => {
      const { says, runs, scope } = room;
      const { permit } = scope.account;
      let isFar = true;
      scope.account.permit = async (asking) => {
        const real = await permit.call(scope.account, asking);
        return isFar ? { ...real, at: Date.now() + 60_000, isFar } : real;
      };
      scope.senderActions.show = async () => {};
      says("hello");
      await runs();
      setsBack(room);
      isFar = false;
      await runs();
    });
    expect(w.screen(psid)).toEqual(["heard hello"]);
  });

  it("since nobody knows whether it was sent is waited for anew, and no longer than that", async () => {
    const psid = w.writer();
    let sends = 0;
    w.graph = async (request) => {
      if (request.method === "GET") return new Response("<html>", { status: 503 });
      if (!(await request.clone().text()).includes('"message":')) return undefined;
      return ++sends === 1 ? new Response("", { status: 502 }) : undefined;
    };
    await inRoom(psid, bot, { UNKNOWN_MS: 90_000 }, async (room) => {
      const { says, runs, row } = room;
      const { seq } = says("hello");
      await runs();
      setsBack(room);
      const back = Date.now();
      await runs();
      expect(sends).toBe(1);
      while (w.screen(psid).length === 0 && Date.now() - back < HOUR_MS) {
        t.passes(row(seq).due - Date.now() + 1);
        await runs();
      }
      expect(Date.now() - back).toBeLessThan(91_000);
    });
    expect(sends).toBe(2);
  });
});
