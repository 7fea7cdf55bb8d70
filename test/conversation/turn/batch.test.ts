import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../../src/clock.ts";
import { createBot } from "../../../src/kit/index.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const w = world();
const t = time();
const GATHER = { GATHER_MS: 100 };

let heard: string[];
/** What happens while the bot answers a text. */
let meanwhile: Record<string, () => void>;
beforeEach(() => {
  t.stops();
  heard = [];
  meanwhile = {};
});

function listening() {
  const bot = createBot();
  bot.otherwise((c) => {
    heard.push(c.text);
    meanwhile[c.text]?.();
  });
  return bot;
}

/** A text that Meta has stamped so, comes in now. */
function comes({ takes, turns }: Room, text: string, at: number): void {
  takes({ kind: "message", id: `m_${text}`, mid: `m_${text}`, at, text, attachments: [] });
  void turns.run();
}

describe("what sets out side by side", () => {
  it("is ordered by Meta's timestamps when it arrives in any order", async () => {
    await inRoom(w.writer(), listening(), GATHER, async (room) => {
      const at = Date.now();
      comes(room, "second", at + 2);
      comes(room, "first", at + 1);
      await room.runs();
      await until(() => heard.length === 2);
    });
    expect(heard).toEqual(["first", "second"]);
    expect(t.waits).toEqual([100]);
  });

  it("while a turn runs, too: it is counted from its arrival", async () => {
    await inRoom(w.writer(), listening(), GATHER, async (room) => {
      const at = Date.now();
      meanwhile["slow"] = () => {
        t.passes(200);
        comes(room, "second", at + 20);
        t.meanwhile = () => {
          if (t.waits.length === 2) comes(room, "first", at + 10);
        };
      };
      comes(room, "slow", at);
      await until(() => heard.length === 3);
    });
    expect(heard).toEqual(["slow", "first", "second"]);
    expect(t.waits).toEqual([100, 100]);
  });

  it("is waited for no longer than that: what has been here for so long begins at once", async () => {
    await inRoom(w.writer(), listening(), GATHER, async (room) => {
      const at = Date.now();
      meanwhile["slow"] = () => {
        comes(room, "second", at + 20);
        t.passes(60);
        comes(room, "third", at + 30);
        t.passes(60);
      };
      comes(room, "slow", at);
      await until(() => heard.length === 3);
    });
    expect(heard).toEqual(["slow", "second", "third"]);
    expect(t.waits).toEqual([100, 40]);
  });

  it("is waited for once, whatever the clock says after it", async () => {
    clock.wait = async (ms) => {
      if (t.waits.push(ms) > 2) t.passes(ms); // it stands still for longer than anybody looks
    };
    await inRoom(w.writer(), listening(), GATHER, async ({ says, runs }) => {
      says("one");
      await runs();
    });
    expect(heard).toEqual(["one"]);
    expect(t.waits).toEqual([100]);
  });

  it("is waited for anew by what comes late and belongs before it", async () => {
    await inRoom(w.writer(), listening(), GATHER, async (room) => {
      const at = Date.now();
      meanwhile["slow"] = () => {
        comes(room, "third", at + 30);
        t.passes(200);
        comes(room, "second", at + 20); // by the queue
        t.meanwhile = () => {
          if (t.waits.length === 2) comes(room, "first", at + 10);
        };
      };
      comes(room, "slow", at);
      await until(() => heard.length === 4);
    });
    expect(heard).toEqual(["slow", "first", "second", "third"]);
  });
});

/** The turns are under way already: they end by themselves. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await scheduler.wait(1);
}
