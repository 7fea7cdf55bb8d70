/** What is dealt with the moment it comes, and never waits behind a turn. */
import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/index.ts";
import { inRoom, type Room } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();

const bot = createBot();
bot.otherwise((c) => c.say("an answer"));

/** The facts as they are stored. */
const stored = ({ desk }: Room) =>
  JSON.parse(desk.ctx.storage.sql.exec<{ facts: string }>("select facts from conversation").one().facts);

describe("a watermark", () => {
  it.each(["delivery", "read"] as const)(
    "of a %s rises, and never falls when an older one comes late",
    async (kind) => {
      const fact = kind === "read" ? "read" : "delivered";
      await inRoom(w.writer(), bot, {}, async (room) => {
        const { desk, says, runs } = room;
        says("hello");
        await runs();
        const arrives = async (watermark: number) => {
          const { take } = await import("../../src/conversation/inbox.ts");
          take(desk, { kind, id: `${kind}:${watermark}`, at: watermark, mids: [], watermark }, Date.now());
        };
        await arrives(2_000);
        await arrives(1_000);
        expect([desk.store.facts[fact], stored(room)[fact]]).toEqual([2_000, 2_000]);
        await arrives(3_000);
        expect([desk.store.facts[fact], stored(room)[fact]]).toEqual([3_000, 3_000]);
      });
    },
  );
});

describe("a change of control", () => {
  const pass = { kind: "control", action: "pass", from: "808080808080808", to: "263902037430900" } as const;

  it("counts when it comes on messaging", async () => {
    await inRoom(w.writer(), bot, {}, async ({ desk, takes }) => {
      takes({ ...pass, id: "control:1", at: Date.now() });
      expect(desk.store.facts.control.by).toBe("human");
    });
  });

  it("is another app's when it comes on standby, and changes nothing", async () => {
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ desk, takes, says, runs }) => {
      takes({ ...pass, id: "control:2", at: Date.now(), standby: true });
      expect(desk.store.facts.control.by).toBe("bot");
      says("hello?");
      await runs();
    });
    expect(w.screen(psid)).toContain("an answer");
  });
});
