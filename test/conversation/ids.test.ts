import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asideRange,
  isLaterKey,
  laterId,
  laterKey,
  originOf,
  patienceId,
  replayId,
  replayRange,
  rowId,
  sayNowId,
  sayNowRange,
  signalId,
} from "../../src/conversation/ids.ts";
import { digest } from "../../src/digest.ts";
import { createBot, shape, signal } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();
const SAID = digest("what was said");
const id = fc.string({ unit: fc.constantFrom("#", "~", "0", "7", "a", ":", "again", "patience"), maxLength: 8 });

describe("the id of a row", () => {
  it.each(["m_abc", "signal:paid:4711", "A~1", "mid.145:41d", "~/.x"])("is what came: %s", (one) => {
    expect(rowId(one)).toBe(one);
  });

  it("is another one for another event, and none of what is stored beside an event", () => {
    fc.assert(
      fc.property(id, id, fc.nat(20), (one, other, n) => {
        const [mine, theirs] = [rowId(one), rowId(other)];
        expect(mine === theirs).toBe(one === other);
        const beside = [sayNowId(mine, n, SAID), patienceId(mine, n), replayId(mine, n)];
        for (const own of beside) expect(own).not.toBe(theirs);
        expect(originOf(mine)).toBe(mine);
        for (const again of [1, 2]) expect(originOf(replayId(mine, again))).toBe(mine);
        const [from, before] = asideRange(mine);
        expect([sayNowId(mine, n, SAID), patienceId(mine, n)].every((own) => own >= from && own < before)).toBe(true);
        expect(theirs >= from && theirs < before).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("lies among the replays of its own event, or among what its own event has said at a place", () => {
    const isIn = (one: string, [from, before]: readonly [string, string]) => one >= from && one < before;
    fc.assert(
      fc.property(id, id, fc.nat(20), fc.nat(20), (one, other, n, m) => {
        const [mine, theirs] = [rowId(one), rowId(other)];
        expect(isIn(replayId(mine, n), replayRange(mine))).toBe(true);
        expect(isIn(replayId(theirs, n), replayRange(mine))).toBe(mine === theirs);
        expect(isIn(theirs, replayRange(mine))).toBe(false);
        expect(isIn(sayNowId(mine, n, SAID), sayNowRange(mine, n))).toBe(true);
        expect(isIn(sayNowId(mine, m, SAID), sayNowRange(mine, n))).toBe(m === n);
        expect(isIn(sayNowId(theirs, n, SAID), sayNowRange(mine, n))).toBe(mine === theirs);
        expect(isIn(theirs, sayNowRange(mine, n))).toBe(false);
      }),
      { numRuns: 2_000, examples: [["", "~again", 0, 0]] },
    );
  });

  it("tells where a signal comes from, and which it is", () => {
    expect(signalId("paid", "4711")).toBe("signal:paid:4711");
    expect(laterId("survey", "a", 5)).toBe("later:survey:a:5");
    expect([laterKey(12, 0), "12.0", "a.0", "12", ""].map(isLaterKey)).toEqual([true, true, false, false, false]);
  });
});

describe("signals whose ids look like what is stored beside an event", () => {
  it.each([
    ["order", "order#0"],
    ["order", `order#0.${digest(JSON.stringify({ type: "text", text: "now 1" }))}`],
    ["order", "order#patience0"],
    ["order", "order~again1"],
    ["order#0", "order##0"],
  ])("%s and %s both arrive, each once", async (one, other) => {
    const psid = w.writer();
    const paid = signal("paid", shape({ n: Number }));
    const bot = createBot();
    const seen: number[] = [];
    bot.on(paid, async (c, { n }) => {
      seen.push(n);
      await c.sayNow(`now ${n}`);
      c.say(`done ${n}`);
    });
    bot.otherwise(() => {});
    await inRoom(psid, bot, {}, async ({ scope, says, runs }) => {
      says("hello");
      await runs();
      const takes = (name: string, n: number) => {
        const event = { kind: "signal", id: `signal:paid:${name}`, at: Date.now(), name: "paid", data: { n } } as const;
        return scope.store.add(event, Date.now(), 0);
      };
      expect(takes(one, 1)).toBe(true);
      await runs();
      expect(takes(other, 2)).toBe(true);
      await runs();
      expect([takes(one, 3), takes(other, 4)]).toEqual([false, false]);
      await runs();
    });
    expect(seen).toEqual([1, 2]);
    expect(w.screen(psid)).toEqual(["now 1", "done 1", "now 2", "done 2"]);
  });
});
