/** What is dealt with the moment it comes, and never waits behind a turn. */
import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/index.ts";
import type { Event } from "../../src/model/events.ts";
import { inRoom, type Room } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();

const bot = createBot();
bot.otherwise((c) => c.say("an answer"));

/** The facts as they are stored. */
const stored = ({ scope }: Room) =>
  JSON.parse(scope.ctx.storage.sql.exec<{ facts: string }>("select facts from conversation").one().facts);

describe("a watermark", () => {
  it.each(["delivery", "read"] as const)(
    "of a %s rises, and never falls when an older one comes late",
    async (kind) => {
      const fact = kind === "read" ? "read" : "delivered";
      await inRoom(w.writer(), bot, {}, async (room) => {
        const { scope, says, runs } = room;
        says("hello");
        await runs();
        const arrives = async (watermark: number) => {
          const { take } = await import("../../src/conversation/inbox.ts");
          take(
            scope,
            { kind: "receipt", status: fact, id: `${kind}:${watermark}`, at: watermark, watermark },
            Date.now(),
          );
        };
        await arrives(2_000);
        await arrives(1_000);
        expect([scope.store.facts[fact], stored(room)[fact]]).toEqual([2_000, 2_000]);
        await arrives(3_000);
        expect([scope.store.facts[fact], stored(room)[fact]]).toEqual([3_000, 3_000]);
      });
    },
  );
});

describe("a change of control", () => {
  const pass = { kind: "control", action: "pass", from: "808080808080808", to: "263902037430900" } as const;

  it("counts when it comes on messaging", async () => {
    await inRoom(w.writer(), bot, {}, async ({ scope, takes }) => {
      takes({ ...pass, id: "control:1", at: Date.now() });
      expect(scope.store.facts.control.by).toBe("human");
    });
  });

  it("is another app's when it comes on standby, and changes nothing", async () => {
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ scope, takes, says, runs }) => {
      takes({ ...pass, id: "control:2", at: Date.now(), standby: true });
      expect(scope.store.facts.control.by).toBe("bot");
      says("hello?");
      await runs();
    });
    expect(w.screen(psid)).toContain("an answer");
  });

  it("changes nothing when something newer came before it", async () => {
    await inRoom(w.writer(), bot, {}, async ({ scope, takes }) => {
      const at = Date.now();
      takes({ ...pass, action: "take", from: pass.to, to: pass.from, id: "control:newer", at });
      takes({ ...pass, id: "control:older", at: at - 1_000 });
      expect(scope.store.facts.control.by).toBe("bot");
    });
  });
});

describe("control that is taken from us", () => {
  const US = "808080808080808";
  it.each<[what: string, event: object, by: string]>([
    ["and nobody is named", { action: "take", from: US }, "app"],
    ["and the new owner is null", { action: "take", from: US, to: null }, "app"],
    ["by the inbox", { action: "take", from: US, to: "263902037430900" }, "human"],
    ["by another app", { action: "take", from: US, to: "1" }, "app"],
    ["when nobody had it", { action: "take", from: null }, "bot"],
    ["from another app", { action: "take", from: "1", to: null }, "bot"],
    ["no: it is passed to nobody", { action: "pass", from: US, to: null }, "bot"],
  ])("%s", async (_, event, by) => {
    await inRoom(w.writer(), bot, { appId: US }, async ({ scope, takes }) => {
      takes({ kind: "control", id: "control:take", at: Date.now(), ...event } as Event);
      expect(scope.store.facts.control.by).toBe(by);
    });
  });
});

describe("an echo of which no app is named", () => {
  const picture = { type: "image", url: "https://scontent.example/1.jpg" };
  const template = { type: "template", title: "Here is an example" };
  it.each<[what: string, said: object, by: string]>([
    ["words", { text: "Sold out. Shall I call you?" }, "human"],
    ["a picture", { attachments: [picture] }, "human"],
    ["a voice message", { attachments: [{ type: "audio", url: "https://cdn.example/1.mp4" }] }, "human"],
    ["a link in words", { text: "https://shop.example", attachments: [{ type: "fallback" }] }, "human"],
    ["a sticker", { attachments: [{ type: "sticker", stickerId: "369239263222822" }] }, "human"],
    ["the post under which somebody asked", { attachments: [template] }, "bot"],
    ["an away message with buttons", { text: "We are closed.", attachments: [template] }, "bot"],
    ["a preview alone", { attachments: [{ type: "fallback" }] }, "bot"],
    ["words with an app's metadata", { text: "Hello", metadata: "ew.1.0.old" }, "bot"],
    ["nothing", {}, "bot"],
  ])("of %s", async (_, said, by) => {
    await inRoom(w.writer(), bot, {}, async ({ scope, says }) => {
      const at = Date.now();
      says("hello", at);
      const { take } = await import("../../src/conversation/inbox.ts");
      const echo = { kind: "echo", id: "echo:m_1", mid: "m_1", at: at + 11_000, attachments: [], ...said };
      take(scope, echo as unknown as Event, at + 11_000);
      expect(scope.store.facts.control.by).toBe(by);
      expect(scope.store.facts.humanAt > 0).toBe(by === "human");
    });
  });
});

describe("a colleague's word", () => {
  const INBOX = "263902037430900";
  const echo = (id: string, at: number) =>
    ({ kind: "echo", id: `echo:${id}`, mid: id, at, appId: INBOX, text: "We are open.", attachments: [] }) as const;

  it("is the inbox's instant reply when it comes within ten seconds, and quiets nobody", async () => {
    await inRoom(w.writer(), bot, {}, async ({ scope, says, takes }) => {
      const at = Date.now();
      says("hello", at);
      takes(echo("m_instant", at + 2_000));
      expect(scope.store.facts.control.by).toBe("bot");
      takes(echo("m_colleague", at + 11_000));
      expect(scope.store.facts.control.by).toBe("human");
    });
  });

  it("is followed by no turn of the bot's: its handler does not even run", async () => {
    let runs = 0;
    const counting = createBot();
    counting.otherwise(() => {
      runs++;
    });
    await inRoom(w.writer(), counting, {}, async (room) => {
      const at = Date.now();
      room.says("hello", at);
      await room.runs();
      room.takes(echo("m_colleague", at + 11_000));
      room.says("thanks");
      await room.runs();
    });
    expect(runs).toBe(1);
  });
});

describe("the window of free answers", () => {
  it("is opened by a reaction, and not by taking one back", async () => {
    await inRoom(w.writer(), bot, {}, async ({ scope, takes }) => {
      const reaction = { kind: "reaction", mid: "m_1", emoji: "❤" } as const;
      takes({ ...reaction, id: "reaction:1", action: "unreact", at: Date.now() });
      expect(scope.store.facts.windowOpenedAt).toBe(0);
      const at = Date.now();
      takes({ ...reaction, id: "reaction:2", action: "react", at }, at);
      expect(scope.store.facts.windowOpenedAt).toBe(at);
    });
  });
});

describe("an echo with the id of a part", () => {
  it("settles nothing when the part was another conversation's, from before an erasure", async () => {
    const psid = w.writer();
    w.graph = async (request) =>
      (await request.clone().text()).includes('"message":') ? new Response("", { status: 502 }) : undefined;
    await inRoom(psid, bot, {}, async ({ scope, says, runs, takes, parts }) => {
      const { seq } = says("hello");
      await runs();
      const [{ status } = { status: "" }] = parts(seq);
      expect(status).toBe("unknown");
      const born = (scope.store.facts.createdAt - 1).toString(36);
      const echo = { kind: "echo", id: "echo:m_old", mid: "m_old", at: Date.now(), attachments: [] } as const;
      expect(() => takes({ ...echo, metadata: `ew.${seq}.0.${born}` })).toThrow();
      expect(parts(seq)).toMatchObject([{ status: "unknown" }]);
    });
  });
});
