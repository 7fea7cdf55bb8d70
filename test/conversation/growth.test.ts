/** Work grows no faster than what it is done for, and a step among much costs what it costs among little. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replayParts } from "../../src/conversation/replay.ts";
import { createBot } from "../../src/kit/index.ts";
import { GROWING, takesEverything } from "../support/growth.ts";
import { inRoom } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();
beforeEach(() => takesEverything(w));
afterEach(() => vi.restoreAllMocks());

describe("ten times as many", () => {
  it.each(GROWING.map((one) => [one.name, one] as const))("%s", async (_, { of, measure }) => {
    const few = await measure(w, 20);
    const many = await measure(w, 200);
    expect(few).toBeGreaterThan(0);
    // What stays the same may read a row here and there; what is done for each of them takes ten times as much.
    expect(many).toBeLessThanOrEqual(of === "one" ? 1.5 * few + 5 : 15 * few);
  });
});

describe("words beyond KEEP_MESSAGES are forgotten", () => {
  it.each([false, true])("(a bot that says now: %s)", async (saysNow) => {
    const bot = createBot();
    bot.otherwise(async (c) => {
      if (saysNow) await c.sayNow("one moment");
      c.say("x");
    });
    const change = { KEEP_MESSAGES: 10, PERSON_RATE: 0, PAGE_RATE: 0, FLOOD_TURNS: 0 };
    await inRoom(w.writer(), bot, change, async ({ scope: { ctx, store }, says, runs }) => {
      for (let n = 0; n < 130; n++) {
        says(`secret ${n}`);
        await runs();
      }
      const { sql } = ctx.storage;
      const kept = sql
        .exec<{ n: number }>("select count(*) as n from event where body <> '{}' or out is not null")
        .one().n;
      expect(kept).toBeLessThanOrEqual(10 + 100);
      expect(kept).toBeGreaterThan(9);
      // The newest are the ones that stay.
      expect(store.latest(10).every(({ body, out }) => body !== "{}" || out !== null)).toBe(true);
    });
  });
});

describe("an answer of many parts", () => {
  const says = (n: number) => {
    const bot = createBot();
    bot.hears("go", (c) => {
      for (let i = 0; i < n; i++) c.say(`line ${i}`);
    });
    bot.otherwise((c) => c.say("after"));
    return bot;
  };
  const lines = (n: number) => Array.from({ length: n }, (_, i) => `line ${i}`);
  const rates = { PERSON_RATE: 0, PAGE_RATE: 0 };
  let sent: string[];
  let refused: string | undefined;

  beforeEach(() => {
    sent = [];
    refused = undefined;
    w.graph = async (request) => {
      const { message } = (await request.clone().json()) as { message?: { text: string } };
      if (message === undefined) return undefined;
      if (message.text === refused) {
        return Response.json({ error: { message: "no", code: 100, type: "OAuthException" } }, { status: 400 });
      }
      sent.push(message.text);
      return Response.json({ recipient_id: "1", message_id: `m_out${sent.length}` });
    };
  });

  it("goes out in order, and what was answered later comes after all of it", async () => {
    await inRoom(w.writer(), says(35), rates, async (room) => {
      room.says("go");
      room.says("then");
      await room.runs();
      expect(room.scope.store.nextOut()).toBeUndefined();
      expect(room.scope.store.count()).toMatchObject({ pending: 0 });
    });
    expect(sent).toEqual([...lines(35), "after"]);
  });

  it("is canceled as far as it belongs together when a part fails, and replayed as a whole", async () => {
    const bot = createBot();
    // One text in fifteen bubbles, and another one.
    bot.hears("go", (c) => {
      c.say(Array.from({ length: 15 }, (_, i) => `${i} `.padEnd(1_999, "x")).join(" "));
      c.say("last");
    });
    bot.otherwise(() => {});
    await inRoom(w.writer(), bot, rates, async ({ scope, says, runs }) => {
      const { id } = says("go");
      refused = `${3} `.padEnd(1_999, "x");
      await runs();
      expect(sent.map((text) => text.slice(0, 4))).toEqual(["0 xx", "1 xx", "2 xx", "last"]);
      sent = [];
      refused = undefined;
      expect(scope.store.step(() => replayParts(scope, id))).toBe("replayed");
      await runs();
      expect(sent.map((text) => text.split(" ")[0])).toEqual(
        lines(15)
          .slice(3)
          .map((_, n) => `${n + 3}`),
      );
      expect(scope.store.step(() => replayParts(scope, id))).toBe("nothing to replay");
    });
  });

  it("is paced across its rows", async () => {
    const bot = createBot();
    bot.hears("go", (c) => {
      for (let i = 0; i < 10; i++) c.say(`line ${i}`);
      c.say("paced", { after: "1s" });
    });
    await inRoom(w.writer(), bot, rates, async (room) => {
      const { seq, turn } = room.says("go");
      expect(turn).toBeNull();
      await room.runs();
      const row = room.row(seq);
      const [next] = room.scope.store.after(row);
      const [paced] = room.parts(next?.seq ?? 0);
      expect((paced?.sentAt ?? 0) - (room.parts(seq).at(-1)?.sentAt ?? 0)).toBeGreaterThanOrEqual(1_000);
    });
  });
});
