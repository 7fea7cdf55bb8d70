import { afterEach, describe, expect, it, vi } from "vitest";
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { createBot } from "../../src/kit/index.ts";
import { crash, inRoom } from "../support/room.ts";
import { PAGE, worker, world } from "../support/world.ts";

const w = world();
afterEach(() => vi.useRealTimers());
const passes = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const calls = () => w.meta.calls.filter(({ name }) => name === "profile");

function greeting() {
  const bot = createBot();
  const known: unknown[] = [];
  bot.otherwise(async (c) => void known.push(await c.profile()));
  return { bot, known };
}

describe("a person's profile", () => {
  it("is asked for once a day, and outlives the object", async () => {
    const { psid } = w.meta.joins({ firstName: "Ana", lastName: "Silva", picture: "https://cdn.test/ana.jpg" });
    w.meta.says(psid, "hello");
    const ana = { firstName: "Ana", lastName: "Silva", picture: "https://cdn.test/ana.jpg" };
    const { bot, known } = greeting();
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("one");
      says("two");
      await runs();
    });
    await crash(psid);
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("three");
      await runs();
      expect(calls()).toHaveLength(1);
      passes(23 * 3_600_000);
      says("four");
      await runs();
      expect(calls()).toHaveLength(1);
      passes(2 * 3_600_000);
      says("five");
      await runs();
    });
    expect(calls()).toHaveLength(2);
    expect(calls()[0]).toMatchObject({ path: `/${psid}`, body: { fields: "first_name,last_name,profile_pic" } });
    expect(known).toEqual([ana, ana, ana, ana, ana]);
  });

  it("is null where Meta does not tell, which is not asked again that day either", async () => {
    const { psid } = w.joins(); // has not written yet as far as Meta knows
    const { bot, known } = greeting();
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("one");
      says("two");
      await runs();
    });
    expect(known).toEqual([null, null]);
    expect(calls()).toMatchObject([{ status: 400 }]);
  });

  it("is not asked for while Meta takes nothing: an answer does not wait for a name", async () => {
    const { psid } = w.meta.joins({ firstName: "Ana" });
    w.meta.says(psid, "hello");
    const { bot, known } = greeting();
    await worker.ACCOUNT.getByName(`messenger:${PAGE}`).throttled({ percent: 100, regainMs: 60_000 });
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("one");
      await runs();
    });
    expect(known).toEqual([null]);
    expect(calls()).toEqual([]);
  });

  it("has only what Meta tells", async () => {
    const { psid } = w.meta.joins({ firstName: "Ana" });
    w.meta.says(psid, "hello");
    w.graph = ({ method }) =>
      method === "GET" ? Response.json({ first_name: "Ana", last_name: 7, id: psid }) : undefined;
    const { bot, known } = greeting();
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("one");
      await runs();
    });
    expect(known).toEqual([{ firstName: "Ana" }]);
  });

  it("is not asked for while a person of the Page has the conversation", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const { bot, known } = greeting();
    await inRoom(psid, bot, {}, async ({ says, takes, runs }) => {
      passes(60_000);
      takes({ kind: "echo", id: "m_1", mid: "m_1", at: Date.now(), appId: PAGE_INBOX, text: "Kim.", attachments: [] });
      says("one");
      await runs();
      expect([known, w.meta.calls]).toEqual([[], []]);
      passes(31 * 60_000);
      says("two");
      await runs();
    });
    expect(known).toHaveLength(1);
  });
});
