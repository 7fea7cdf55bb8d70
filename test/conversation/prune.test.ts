import { expect, it } from "vitest";
import { createBot } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { world } from "../support/world.ts";

const w = world();

const bot = createBot();
bot.otherwise(() => {});

it("the words of what waits are kept, however much and however old it is", async () => {
  const later = Date.now() + 3_600_000;
  await inRoom(w.writer(), bot, {}, async ({ scope, says, row, runs }) => {
    const waiting = Array.from({ length: 250 }, (_, n) => says(`text ${n}`).seq);
    const kept = () => waiting.filter((seq) => row(seq).body.includes("text")).length;
    scope.store.pruneBeyond(10);
    expect(kept()).toBe(250);
    scope.store.prune(later, later);
    expect(kept()).toBe(250);
    await runs();
    scope.store.prune(later, 0);
    expect(kept()).toBe(0);
  });
});
