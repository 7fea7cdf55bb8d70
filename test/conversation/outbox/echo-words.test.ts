import { describe, expect, it } from "vitest";
import type { Channel, OutboundAction, SendResult } from "../../../src/channels/channel.ts";
import { isEchoOf } from "../../../src/channels/instagram/send/send.ts";
import { messenger } from "../../../src/channels/messenger/channel.ts";
import { createBot } from "../../../src/kit/index.ts";
import type { EchoEvent } from "../../../src/model/events.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { world } from "../../support/world.ts";

const w = world();
const bot = createBot();
bot.otherwise((c) => c.say(c.text));

/** A channel whose echoes carry no reference. Each send ends as the test says. */
function withoutReference(results: SendResult[]): { readonly channel: Channel; readonly sent: OutboundAction[] } {
  const sent: OutboundAction[] = [];
  const send = async (deed: OutboundAction): Promise<SendResult> => {
    if (deed.do !== "message") return { ended: "done" };
    sent.push(deed);
    return results.shift() ?? { ended: "done", mid: `m_later_${sent.length}` };
  };
  const { byThread: _, ...rest } = messenger.evidence;
  const evidence = { ...rest, returns: "byEchoWords", isEchoOf } as const;
  return { sent, channel: { ...messenger, send, evidence } };
}

const lost: SendResult = { ended: "unknown", why: "no answer" };
const echo = (mid: string, text: string): EchoEvent => ({
  kind: "echo",
  id: `echo:${mid}`,
  mid,
  at: Date.now() + 20_000,
  text,
  attachments: [],
});
const hears = async (room: Room, mid: string, words: string) => {
  const { take } = await import("../../../src/conversation/inbox.ts");
  take(room.scope, echo(mid, words), Date.now());
};
const inOwn = (results: SendResult[], work: (room: Room, sent: OutboundAction[]) => Promise<void>) => {
  const { channel, sent } = withoutReference(results);
  return inRoom(w.writer(), bot, {}, (room) => work(room, sent), { channel });
};

describe("an echo without a reference", () => {
  it("of the same words settles a send in doubt, which is not said again", async () => {
    await inOwn([lost], async (room, sent) => {
      const { seq } = room.says("Hello");
      await room.runs();
      expect(room.parts(seq)).toMatchObject([{ status: "unknown" }]);
      await hears(room, "m_1", "Hello");
      expect(room.parts(seq)).toMatchObject([{ status: "sent", mid: "m_1" }]);
      expect(room.scope.store.facts.control.by).toBe("bot");
      expect(sent).toHaveLength(1);
    });
  });

  it("of other words is a colleague's: the bot is quiet", async () => {
    await inOwn([lost], async (room) => {
      const { seq } = room.says("Hello");
      await room.runs();
      await hears(room, "m_1", "Hello, this is Jo.");
      expect(room.parts(seq)).toMatchObject([{ status: "unknown" }]);
      expect(room.scope.store.facts.control.by).toBe("human");
    });
  });

  it("of a message that the platform has named is of that one, however often it comes", async () => {
    await inOwn([{ ended: "done", mid: "m_1" }, lost], async (room) => {
      const first = room.says("Hello").seq;
      await room.runs();
      const second = room.says("Hello").seq;
      await room.runs();
      await hears(room, "m_1", "Hello");
      await hears(room, "m_1", "Hello");
      expect(room.parts(first)).toMatchObject([{ status: "sent", mid: "m_1" }]);
      expect(room.parts(second)).toMatchObject([{ status: "unknown" }]);
      expect(room.scope.store.facts.control.by).toBe("bot");
    });
  });

  it("names what was sent although an error came back; the same words after it have an echo of their own", async () => {
    await inOwn([{ ended: "done" }, lost], async (room) => {
      const first = room.says("Hello").seq;
      await room.runs();
      const second = room.says("Hello").seq;
      await room.runs();
      await hears(room, "m_1", "Hello");
      expect(room.parts(first)).toMatchObject([{ status: "sent", mid: "m_1" }]);
      expect(room.parts(second)).toMatchObject([{ status: "unknown" }]);
      await hears(room, "m_2", "Hello");
      expect(room.parts(second)).toMatchObject([{ status: "sent", mid: "m_2" }]);
    });
  });

  it("of the same words waits its turn: what follows a send in doubt is not sent before that is settled", async () => {
    await inOwn([lost], async (room, sent) => {
      const first = room.says("Hello").seq;
      await room.runs();
      const second = room.says("Hello").seq;
      await room.runs();
      expect(sent).toHaveLength(1);
      await hears(room, "m_1", "Hello");
      await room.runs();
      expect(room.parts(first)).toMatchObject([{ status: "sent", mid: "m_1" }]);
      expect(room.parts(second)).toMatchObject([{ status: "sent", mid: "m_later_2" }]);
    });
  });
});
