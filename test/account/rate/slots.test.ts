import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotCalendar } from "../../../src/account/rate/limiter.ts";
import { MonotonicClock } from "../../../src/account/rate/monotonic.ts";
import { LATE_MS } from "../../../src/account/rate/permits.ts";
import { Slots } from "../../../src/account/rate/slots.ts";
import { messenger } from "../../../src/channels/messenger/channel.ts";
import { type Settings, settings } from "../../../src/env.ts";
import { worker } from "../../support/world.ts";

const NOW = 1_700_000_000_000;
const SECOND = 1_000;
const HOUR = 3_600_000;
const slotsAt = (change: Partial<Settings>) => new Slots(messenger.lanes({ ...settings(worker), ...change }));

/** How many lie in the second, beginning anywhere, in which the most do. */
function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  const counts = sorted.map((at, n) => {
    while ((sorted[first] ?? at) <= at - SECOND) first++;
    return n - first + 1;
  });
  return Math.max(...counts);
}

interface Sent {
  readonly at: number;
  readonly person: number;
}

/**
 * People who all want to send at once, on a machine that is so late with whatever it is to do: they ask, wait, look at
 * their slot right before they go, and ask again when it has passed. Time is a number here.
 * @param lateAt by how much the machine is late at a time, in milliseconds
 * @param account how its clock differs from the others'
 */
function crowd(people: number, rate: number, lateAt: (at: number) => number, account = (at: number) => at): Sent[] {
  const slots = slotsAt({ PAGE_RATE: rate });
  const sent: Sent[] = [];
  const events: { at: number; person: number; run: () => void }[] = [];
  const when = (at: number, person: number, run: () => void) => {
    const due = at + lateAt(at);
    const after = events.findLastIndex((one) => one.at <= due);
    events.splice(after + 1, 0, { at: due, person, run });
  };
  const asks = (at: number, person: number, late?: number) => {
    const shown = account(at);
    const {
      is,
      at: slot,
      until,
    } = slots.reserve({ whose: `${person}`, ...(late === undefined ? {} : { late }) }, shown);
    const wait = Math.max(0, slot - shown);
    when(at + wait, person, () => {
      const now = clock;
      const missed = now - (at + slot - shown);
      if (is === "slot" && missed <= until - slot) sent.push({ at: now, person });
      else asks(now, person, is === "slot" ? missed : undefined);
    });
  };
  let clock = NOW;
  let steps = 0;
  for (let person = 0; person < people; person++) when(NOW, person, () => asks(clock, person));
  while (events.length > 0) {
    if (++steps > 20 * people) throw new Error(`Only ${sent.length} of ${people} were sent by ${clock - NOW} ms.`);
    const next = events.shift() as (typeof events)[number];
    clock = Math.max(clock, next.at);
    next.run();
  }
  return sent;
}

describe("the Page's rate, where messages set out", () => {
  const RATE = 250;

  it("is used when nothing is late, and never exceeded", () => {
    const sent = crowd(1_000, RATE, () => 0).map(({ at }) => at);
    expect(mostInASecond(sent)).toBe(RATE);
    expect(Math.max(...sent) - NOW).toBe(999 * 4);
  });

  it.each([
    ["as late as it may always be", () => LATE_MS],
    ["late by any time up to that", (at: number) => (at * 7_919) % LATE_MS],
    ["held up for 400 ms each second", (at: number) => Math.max(0, 400 - ((at - NOW) % SECOND))],
    [
      "held up for two seconds, once",
      (at: number) => Math.max(0, NOW + 3_000 - Math.max(at, NOW + 1_000)) * +(at > NOW + 1_000),
    ],
    ["late by a third of a second for two seconds, and by nothing then", (at: number) => (at < NOW + 2_000 ? 333 : 0)],
  ])("is exceeded by a twentieth at most when a machine is %s", (_, lateAt) => {
    const sent = crowd(1_000, RATE, lateAt);
    expect(new Set(sent.map(({ person }) => person)).size).toBe(1_000);
    expect(mostInASecond(sent.map(({ at }) => at))).toBeLessThanOrEqual(1.05 * RATE);
  });

  it("is used by nine tenths over ten seconds in which a machine is held up for half a second", () => {
    const sent = crowd(3_000, RATE, (at) => (at > NOW + 4_000 && at < NOW + 4_500 ? NOW + 4_500 - at : 0));
    const inTen = sent.filter(({ at }) => at < NOW + 10 * SECOND).length;
    expect(inTen / (10 * RATE)).toBeGreaterThan(0.9);
    expect(mostInASecond(sent.map(({ at }) => at))).toBeLessThanOrEqual(1.05 * RATE);
  });

  it("is used by whoever is always late by the same time, and holds up nobody else", () => {
    const slots = slotsAt({ PAGE_RATE: RATE });
    const { at, until } = slots.reserve({}, NOW);
    const late = 180; // as far as the account is away
    expect(NOW + late).toBeGreaterThan(until);
    const again = slots.reserve({ late }, NOW + 2 * late);
    expect(again.at).toBeGreaterThanOrEqual(NOW + 3 * late);
    expect(slots.reserve({}, NOW + 2 * late).at).toBe(NOW + 2 * late);
    expect(at).toBe(NOW);
  });
});

describe("a queue that is longer than anybody waits for in memory", () => {
  it("lets everybody come back at their time, however late they wake, at the rate", () => {
    const sent = crowd(400, 20, (at) => (at * 7_919) % 900);
    expect(new Set(sent.map(({ person }) => person)).size).toBe(400);
    expect(mostInASecond(sent.map(({ at }) => at))).toBeLessThanOrEqual(1.05 * 20 + 1);
  });
});

describe("a clock that goes back", () => {
  it("by an hour makes nobody wait for an hour", () => {
    const slots = slotsAt({ PAGE_RATE: 10 });
    for (let n = 0; n < 20; n++) slots.reserve({}, NOW);
    const back = NOW + 100 - HOUR;
    expect(slots.reserve({}, back).at - back).toBe(2_000);
    expect(slots.reserve({ lane: "media" }, back).at - back).toBeLessThanOrEqual(2_100);
    expect(slots.forThread(back)).toBe(true);
    expect(slots.forThread(back)).toBe(false);
    expect(slots.forThread(back + SECOND)).toBe(true);
  });

  it("keeps what the platform has said of when it takes messages again", () => {
    const slots = slotsAt({});
    slots.note({ percent: 100, regainMs: 60_000 }, NOW);
    const back = NOW - HOUR;
    expect(slots.reserve({}, back).at - back).toBe(60_000);
  });

  it("keeps a place in the queue", () => {
    const slots = slotsAt({ PAGE_RATE: 0.1 });
    for (const whose of ["a", "b", "c"]) slots.reserve({ whose }, NOW);
    const back = NOW - HOUR;
    expect(slots.reserve({ whose: "c" }, back)).toMatchObject({ is: "place", at: back + 20 * SECOND });
  });

  it("is steady time otherwise", () => {
    const steady = new MonotonicClock();
    expect([5, 7, 3, 4, 1].map((now) => steady.at(now))).toEqual([5, 7, 7, 8, 8]);
    expect(steady.shown(10)).toBe(3);
  });
});

describe("the calendar of the next slots", () => {
  it("gives those again that were left free between others", () => {
    const calendar = new SlotCalendar(10);
    for (const at of [0, 100, 300]) calendar.take(NOW + at, NOW);
    expect(calendar.free(NOW) - NOW).toBe(200);
    expect(calendar.free(NOW, 2) - NOW).toBe(500);
    expect(new SlotCalendar(0).free(NOW)).toBe(NOW);
  });

  it("never has two closer than the rate, and forgets what has passed", () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 900 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(fc.constantFrom(1, 10, 250), asks, (rate, steps) => {
        const calendar = new SlotCalendar(rate);
        const taken: number[] = [];
        let now = NOW;
        for (const [step, ahead] of steps) {
          now += step;
          const at = calendar.free(now + ahead);
          calendar.take(at, now);
          expect(at).toBeGreaterThanOrEqual(now + ahead);
          taken.push(at);
        }
        taken.sort((one, other) => one - other);
        for (const [n, at] of taken.entries()) {
          if (n > 0) expect(at - (taken[n - 1] ?? 0)).toBeGreaterThanOrEqual(1_000 / rate - 0.001);
        }
      }),
    );
  });
});
