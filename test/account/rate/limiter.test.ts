import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateLimiter, SlidingWindow } from "../../../src/account/rate/limiter.ts";

const NOW = 1_700_000_000_000;

describe("Pace", () => {
  it.each<[string, number, number[]]>([
    ["250 a second", 250, [0, 4, 8, 12]],
    ["1 a second", 1, [0, 1_000, 2_000, 3_000]],
    ["one in two seconds", 0.5, [0, 2_000, 4_000, 6_000]],
    ["0: no limit", 0, [0, 0, 0, 0]],
    ["less than 0: no limit", -1, [0, 0, 0, 0]],
  ])("gives slots at %s", (_, rate, slots) => {
    const pace = new RateLimiter(rate);
    expect(slots.map(() => pace.reserve(NOW) - NOW)).toEqual(slots);
  });

  it("gives the slot that is free now, and none of those that nobody took", () => {
    const pace = new RateLimiter(10);
    expect(pace.reserve(NOW)).toBe(NOW);
    expect(pace.reserve(NOW + 5_000)).toBe(NOW + 5_000);
    expect(pace.reserve(NOW + 5_000)).toBe(NOW + 5_100);
    expect(pace.reserve(NOW + 5_050)).toBe(NOW + 5_200);
    expect(pace.reserve(NOW + 5_300)).toBe(NOW + 5_300);
  });

  it("never lets anybody go early, or two closer than the rate", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(fc.constantFrom(1, 10, 250, 1_000), waits, (rate, steps) => {
        const pace = new RateLimiter(rate);
        let now = NOW;
        let last = Number.NEGATIVE_INFINITY;
        for (const step of steps) {
          now += step;
          const at = pace.reserve(now);
          expect(at).toBeGreaterThanOrEqual(now);
          expect(at - last).toBeGreaterThanOrEqual(1_000 / rate);
          last = at;
        }
      }),
    );
  });
});

describe("Hourly", () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const hourly = (most: number) => {
    const pace = new SlidingWindow(most);
    return (at: number) => {
      const slot = pace.reserve(NOW + at);
      return slot === null ? null : slot - NOW;
    };
  };

  it("lets so many go at once, and each further one an hour after the oldest", () => {
    const reserve = hourly(3);
    expect([0, MINUTE, MINUTE].map(reserve)).toEqual([0, MINUTE, MINUTE]);
    expect([2 * MINUTE, 2 * MINUTE].map(reserve)).toEqual([HOUR, HOUR + MINUTE]);
  });

  it("reserves nothing that would come too late, so that it is free for others", () => {
    const reserve = hourly(2);
    expect([0, 0, 0].map(reserve)).toEqual([0, 0, null]);
    expect([1, 1, 1].map(reserve)).toEqual([HOUR, HOUR, null]);
    expect(reserve(2 * HOUR)).toBe(2 * HOUR);
  });

  it.each([0, -1])("has no limit with %d", (most) => {
    expect([5, 5, 5].map(hourly(most))).toEqual([5, 5, 5]);
  });

  it("gives no more than so many in any hour", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 5 }), (gaps, most) => {
        const reserve = hourly(most);
        let at = 0;
        const slots: number[] = [];
        for (const gap of gaps) {
          at += gap;
          slots.push(...[reserve(at) ?? []].flat());
        }
        for (const [n, slot] of slots.entries()) expect(slot - (slots[n - most] ?? -HOUR)).toBeGreaterThanOrEqual(HOUR);
      }),
    );
  });
});
