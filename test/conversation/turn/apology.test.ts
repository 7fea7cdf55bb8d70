import { describe, expect, it, vi } from "vitest";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot, signal } from "../../../src/kit/index.ts";
import { inRoom } from "../../support/room.ts";
import { world } from "../../support/world.ts";

const w = world();

describe("an onError that never ends", () => {
  it("holds nobody up: the event is dead and listed, and the next one is answered", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const psid = w.writer();
    const bot = createBot();
    bot.hears("break", () => {
      throw new TypeError("a mistake of the bot's");
    });
    bot.otherwise((c) => c.say("still here"));
    bot.onError(() => new Promise(() => {}));
    await inRoom(psid, bot, {}, async ({ says, runs, row }) => {
      const broken = says("break");
      const next = says("hello?");
      await runs();
      expect(row(broken.seq)).toMatchObject({ status: Status.done, dead: 1 });
      expect(row(next.seq)).toMatchObject({ dead: 0 });
    });
    expect(w.screen(psid)).toEqual(["still here"]);
    expect(JSON.stringify(said.mock.calls)).toContain("on_error_failed");
    said.mockRestore();
  });
});

it("onError speaks to somebody new also when what the handler asked for cannot be stored", async () => {
  const psid = w.writer();
  const sums = signal("sums", { read: (value: unknown) => value as { n: bigint } });
  const bot = createBot();
  bot.on(sums, () => {});
  bot.otherwise((c) => {
    c.say("ok");
    c.later("1h", sums, { n: 1n });
  });
  bot.onError((c) => c.say("Something broke."));
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("hello");
    await runs();
    await runs();
  });
  expect(w.screen(psid)).toEqual(["Something broke."]);
});
