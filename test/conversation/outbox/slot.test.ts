import { afterEach, describe, expect, it, vi } from "vitest";
import type { Permit } from "../../../src/account/rate/permits.ts";
import { lateFor, waitForSlot } from "../../../src/conversation/outbox/slot.ts";
import { createBot } from "../../../src/kit/index.ts";
import { inRoom } from "../../support/room.ts";
import { accessWith, world } from "../../support/world.ts";

const w = world();
const HOUR = 3_600_000;
const START = Date.now() + 60_000;
const stops = (now = START) => void vi.useFakeTimers({ toFake: ["Date"], now });
const slot = (at: number, more: Partial<Permit> = {}): Permit => ({
  access: accessWith("t"),
  at,
  until: at + 50,
  echoed: 0,
  succeeded: 0,
  ...more,
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a slot", () => {
  it.each<[string, Partial<Permit>, number]>([
    ["that comes now", {}, 0],
    ["that came a moment ago", { at: START - 50, until: START }, 0],
    ["that has passed", { at: START - 80, until: START - 30 }, 80],
    ["that cannot be lost", { at: START - HOUR, until: undefined as never }, 0],
  ])("%s", async (_, more, late) => {
    stops();
    const { until, ...permit } = slot(START, more);
    expect(await lateFor(until === undefined ? permit : { ...permit, until })).toBe(late);
  });

  it("that has passed is no right: another one is asked for, with how late it was, until one is met", async () => {
    stops();
    const asked: number[] = [];
    const others = [slot(START - 200), slot(START - 10)];
    const turn = await waitForSlot(slot(START - 90), async (late) => {
      asked.push(late);
      return others.shift() ?? slot(START, { access: null });
    });
    expect(turn).toEqual({ goes: true, access: accessWith("t") });
    expect(asked).toEqual([90, 200]);
  });

  it.each([slot(START + HOUR, { isFar: true }), slot(START + HOUR, { access: null })])(
    "that there is none of is not waited for (%#)",
    async (permit) => {
      stops();
      const ask = vi.fn();
      expect(await waitForSlot(permit, ask)).toEqual({ goes: false, permit });
      expect(ask).not.toHaveBeenCalled();
    },
  );

  it("is not waited for longer because the clock was set back", async () => {
    stops(START - HOUR);
    const wait = vi.spyOn(scheduler, "wait");
    expect(await lateFor(slot(START))).toBe(0);
    expect(wait).not.toHaveBeenCalled();
  });
});

describe("a message", () => {
  it.each(["at once", "after it has queued"])(
    "that comes too late for its slot asks again before its call: %s",
    async (how) => {
      const psid = w.writer();
      const bot = createBot();
      bot.otherwise((c) => {
        if (how !== "at once") c.react("❤");
        c.say("hello");
      });
      const asked: unknown[] = [];
      const told: string[] = [];
      w.graph = async (request) => {
        if ((await request.clone().text()).includes('"text":"hello"')) told.push(`sent after ${asked.length}`);
        return undefined;
      };
      await inRoom(psid, bot, {}, async ({ scope, says, runs }) => {
        const { account } = scope;
        const permit = account.permit.bind(account);
        vi.spyOn(account, "permit").mockImplementation(async (wanted = {}) => {
          const given = await permit(wanted);
          if (wanted.light === true) return given;
          asked.push(wanted.late);
          return asked.length < 3 ? { ...given, at: Date.now() - 400, until: Date.now() - 350 } : given;
        });
        says("hi");
        await runs();
      });
      expect(told).toEqual(["sent after 3"].map((words) => (how === "at once" ? words : "sent after 4")));
      expect(asked.filter((late) => Number(late) >= 400)).toHaveLength(2);
      expect(w.screen(psid)).toEqual(["hello"]);
    },
  );
});
