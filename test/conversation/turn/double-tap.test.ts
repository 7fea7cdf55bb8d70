/** The same tap twice. */
import { describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { action, choice, createBot } from "../../../src/kit/index.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const w = world();
const t = time();
const buy = action("BUY_:sku");
const more = action("MORE", { repeat: true });

function shop() {
  const bot = createBot();
  const bought: string[] = [];
  bot.on(buy, (c) => {
    bought.push(c.params.sku);
    c.say(`Bought ${c.params.sku}.`);
  });
  bot.on(more, () => void bought.push("more"));
  bot.otherwise((c) => void bought.push(`otherwise: ${c.text}`));
  return { bot, bought };
}

let taps = 0;
const tap = (room: Room, payload: string, { ago = 0, title = "Buy", source = "postback" as const } = {}) => {
  const id = `tap ${++taps}`;
  const at = Date.now() - ago;
  return room.takes({ kind: "tap", source, id, mid: id, at, payload, title });
};

/** What the bot did when somebody did something, with the time standing still. */
async function did(work: (room: Room) => Promise<void>, change = {}): Promise<string[]> {
  const { bot, bought } = shop();
  const psid = w.writer();
  t.stops();
  await inRoom(psid, bot, change, work);
  return bought;
}

describe("a double tap acts once", () => {
  it.each([
    ["in the same moment", 0],
    ["a second apart", 1_000],
    ["two seconds apart", 2_000],
  ])("%s, with the answer between them", async (_, apart) => {
    const bought = await did(async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
      t.passes(apart);
      const { seq } = tap(room, "BUY_WATCH");
      await room.runs();
      expect(room.row(seq)).toMatchObject({ status: Status.done, dead: 0, out: null });
      expect(room.scope.store.count()).toMatchObject({ handled: 2, pending: 0 });
    });
    expect(bought).toEqual(["WATCH"]);
  });

  it("that waits together", async () => {
    const bought = await did(async (room) => {
      tap(room, "BUY_WATCH", { ago: 300 });
      tap(room, "BUY_WATCH");
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    expect(bought).toEqual(["WATCH"]);
  });

  it("whose second delivery comes a minute late", async () => {
    const bought = await did(async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
      t.passes(60_000);
      tap(room, "BUY_WATCH", { ago: 59_500 });
      await room.runs();
    });
    expect(bought).toEqual(["WATCH"]);
  });

  it("whose first delivery comes last", async () => {
    const bought = await did(async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
      t.passes(500);
      tap(room, "BUY_WATCH", { ago: 900 });
      await room.runs();
    });
    expect(bought).toEqual(["WATCH"]);
  });

  it("after a restart between the two, and in the log without its payload", async () => {
    const { bot, bought } = shop();
    const psid = w.writer();
    t.stops();
    const log = vi.spyOn(console, "info").mockImplementation(() => {});
    await inRoom(psid, bot, {}, async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    t.passes(1_000);
    await inRoom(psid, bot, {}, async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    expect(bought).toEqual(["WATCH"]);
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("tap_repeated"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("WATCH");
  });

  it("of a dialog's option, and answers no later question", async () => {
    const bot = createBot();
    const order = bot
      .dialog("order")
      .ask("size", () => choice("Size?", { s: "S", l: "L" }))
      .ask("colour", () => choice("Colour?", { r: "Red", b: "Blue" }))
      .done(() => {});
    bot.hears("order", (c) => c.start(order));
    const psid = w.writer();
    t.stops();
    await inRoom(psid, bot, {}, async (room) => {
      room.says("order");
      await room.runs();
      t.passes(3_000);
      tap(room, "order.size=s", { title: "S" });
      await room.runs();
      t.passes(400);
      tap(room, "order.size=s", { title: "S" });
      await room.runs();
    });
    expect(w.screen(psid)).toEqual(["Size?", "Colour?"]);
  });
});

describe("it is two taps", () => {
  it.each<[string, string[], (room: Room) => Promise<unknown>]>([
    ["after two seconds", ["WATCH"], async () => t.passes(2_001)],
    [
      "with words between",
      ["otherwise: no", "WATCH"],
      async (room) => {
        room.says("no");
        await room.runs();
        t.passes(10);
      },
    ],
    [
      "with another tap between",
      ["RING", "WATCH"],
      async (room) => {
        tap(room, "BUY_RING");
        await room.runs();
        t.passes(10);
      },
    ],
  ])("%s", async (_, bought, between) => {
    const all = await did(async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
      t.passes(100);
      await between(room);
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    expect(all).toEqual(["WATCH", ...bought]);
  });

  it("with another title, as of another message, and of an action that may be repeated", async () => {
    const bought = await did(async (room) => {
      tap(room, "BUY_WATCH", { title: "Buy" });
      tap(room, "BUY_WATCH", { title: "Buy another" });
      tap(room, "MORE");
      tap(room, "MORE");
      await room.runs();
    });
    expect(bought).toEqual(["WATCH", "WATCH", "more", "more"]);
  });

  it("where somebody stops for two seconds, however long they have gone on tapping", async () => {
    const bought = await did(async (room) => {
      for (let n = 0; n < 5; n++) {
        tap(room, "BUY_WATCH");
        await room.runs();
        t.passes(900);
      }
      t.passes(1_200);
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    expect(bought).toEqual(["WATCH", "WATCH"]);
  });

  it("where it is switched off", async () => {
    const bought = await did(
      async (room) => {
        tap(room, "BUY_WATCH");
        await room.runs();
        t.passes(1);
        tap(room, "BUY_WATCH");
        await room.runs();
      },
      { DOUBLE_TAP_MS: 0 },
    );
    expect(bought).toEqual(["WATCH", "WATCH"]);
  });

  it("where the first failed for good: the second may work", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const bot = createBot();
    let broken = true;
    const bought: string[] = [];
    bot.on(buy, (c) => {
      if (broken) throw new TypeError("broken");
      bought.push(c.params.sku);
    });
    t.stops();
    await inRoom(w.writer(), bot, {}, async (room) => {
      tap(room, "BUY_WATCH");
      await room.runs();
      broken = false;
      t.passes(500);
      tap(room, "BUY_WATCH");
      await room.runs();
    });
    expect(bought).toEqual(["WATCH"]);
  });
});
