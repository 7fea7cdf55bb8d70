import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import { bot } from "../support/bot.ts";
import { crash, objectOf } from "../support/room.ts";
import { until, worker, world } from "../support/world.ts";

const w = world();
bot.hears("erase me", (c) => {
  c.say("Gone.");
  c.erase();
});

/** Somebody who asked to be erased, and whose last message from the Page hangs until `release`. */
async function leaving() {
  const psid = w.writer();
  await w.hears(psid, 1);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let isHeld = false;
  w.graph = async (request) => {
    if (request.method !== "POST" || !(await request.clone().text()).includes("Gone.")) return undefined;
    isHeld = true;
    await held;
    return undefined;
  };
  w.meta.says(psid, "erase me");
  await w.until(() => isHeld);
  return { psid, release };
}

it("answers in a new conversation what somebody writes while their goodbye is on its way", async () => {
  const { psid, release } = await leaving();
  w.meta.says(psid, "hello, are you there?");
  w.meta.says(psid, "anybody?");
  await w.settled();
  expect(await objectOf(psid).count()).toMatchObject({ pending: 3 });
  release();
  expect((await w.hears(psid, 4)).slice(1)).toEqual([
    "Gone.",
    'You said: "hello, are you there?". How can I help you today?',
    'You said: "anybody?". How can I help you today?',
  ]);
  await w.settled();
  expect(await objectOf(psid).count()).toEqual({ acknowledged: 2, handled: 2, dead: 0, pending: 0, oldest: null });
});

it("is put off while the queue cannot keep what came after it", async () => {
  const { psid, release } = await leaving();
  w.meta.says(psid, "hello?");
  await w.settled();
  const full = vi.spyOn(worker.EVENTS, "sendBatch").mockRejectedValue(new Error("The queue is away."));
  release();
  await until(() => full.mock.calls.length > 0);
  expect(await objectOf(psid).count()).toMatchObject({ pending: 2 });
  full.mockRestore();
  await until(async () => {
    // The alarm ends with the object that it erases.
    await runDurableObjectAlarm(objectOf(psid)).catch((error: unknown) => {
      if (!String(error).includes("erased")) throw error;
    });
    return w.screen(psid).length === 3;
  });
  expect(w.screen(psid).slice(1)).toEqual(["Gone.", 'You said: "hello?". How can I help you today?']);
});

it("is finished by itself when a crash cuts it in half", async () => {
  const psid = w.writer();
  await w.hears(psid, 1);
  await w.settled();
  await runInDurableObject(objectOf(psid), async (conversation, { storage }) => {
    const cut = vi.spyOn(Object.getPrototypeOf(storage), "deleteAll").mockImplementation(() => new Promise(() => {}));
    void conversation.erase();
    await scheduler.wait(50);
    cut.mockRestore();
  });
  await crash(psid);
  const left = await runInDurableObject(objectOf(psid), async (_, { storage }) => ({
    rows: storage.sql.exec("select 1 from event").toArray().length,
    alarm: await storage.getAlarm(),
  }));
  expect(left.rows === 0 || left.alarm !== null).toBe(true);
});
