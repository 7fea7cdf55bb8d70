/** A clock that is set back by an hour: what was reserved, or paused, stays as far away as it was. */
import { describe, expect, it } from "vitest";
import type { KeyValue } from "../../src/account/facts.ts";
import { Pause } from "../../src/account/pause.ts";
import { Slots } from "../../src/account/rate/slots.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { time } from "../support/time.ts";

const t = time();
const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const BACK = NOW - HOUR_MS;

describe("an account's slots", () => {
  const slots = () => new Slots(messenger.lanes({ PAGE_RATE: 10, MEDIA_RATE: 1, THREAD_RATE: 1, REPLY_RATE: 2 }));
  const wait = (of: Slots, now: number, wanted: Parameters<Slots["reserve"]>[0] = {}) =>
    of.reserve(wanted, now).at - now;

  it("go on where they were", () => {
    const of = slots();
    for (let n = 0; n < 100; n++) of.reserve({}, NOW);
    expect(wait(of, BACK)).toBe(10_000);
    expect(wait(of, BACK + 1_000)).toBe(9_100);
  });

  it.each([
    ["films", { lane: "media" }, 5, 5_000],
    ["replies in private", { lane: "reply" }, 2, HOUR_MS],
  ] as const)("go on where they were for %s, too", (_, wanted, taken, ms) => {
    const of = slots();
    for (let n = 0; n < taken; n++) of.reserve(wanted, NOW);
    expect(wait(of, BACK, wanted)).toBe(ms);
  });

  it("that were promised are kept", () => {
    const of = slots();
    for (let n = 0; n < 100; n++) of.reserve({}, NOW);
    expect(wait(of, NOW, { whose: "ana" })).toBe(10_000);
    expect(wait(of, BACK, { whose: "ana" })).toBe(10_000);
  });

  it("come back when the platform said so, and not an hour later", () => {
    const of = slots();
    of.note({ percent: 100, regainMs: 60_000 }, NOW);
    expect(wait(of, BACK)).toBe(60_000);
  });

  it("for a look at a thread are there again after a second", () => {
    const of = slots();
    expect([of.forThread(NOW), of.forThread(NOW)]).toEqual([true, false]);
    expect([of.forThread(BACK), of.forThread(BACK + 1_000)]).toEqual([false, true]);
  });
});

describe("an account that is paused", () => {
  it("is tried again at once", () => {
    t.stops();
    const facts = { recall: () => null, keep: () => {}, forget: () => {} } as unknown as KeyValue;
    const pause = new Pause(facts, 30_000);
    pause.begin("token", "");
    expect(pause.tries()).toBe(false);
    t.passes(-HOUR_MS);
    expect(pause.tries()).toBe(true);
    expect(pause.tries()).toBe(false);
  });
});
