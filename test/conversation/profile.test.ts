import { afterEach, describe, expect, it, vi } from "vitest";
import { messenger } from "../../src/channels/messenger/index.ts";
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { createBot, type PlatformEvent } from "../../src/kit/index.ts";
import { crash, inRoom } from "../support/room.ts";
import { accessWith, PAGE, worker, world } from "../support/world.ts";

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
    const ana = { firstName: "Ana", lastName: "Silva", picture: "https://cdn.test/ana.jpg", locale: "en_US" };
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
    expect(calls()[0]).toMatchObject({ path: `/${psid}`, body: { fields: "first_name,last_name,profile_pic,locale" } });
    expect(known).toEqual([ana, ana, ana, ana, ana]);
  });

  it("is null where Meta does not tell, which is not asked again at each turn", async () => {
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

  it("is asked for again once the person has written, and not at each word", async () => {
    const { psid } = w.meta.joins({ firstName: "Ana" });
    const bot = createBot();
    const known: unknown[] = [];
    const asks = async (c: { profile(): Promise<unknown> }) => void known.push(await c.profile());
    bot.on(messenger.optin, asks);
    bot.otherwise(asks);
    const optin = (id: string): PlatformEvent => {
      return { kind: "platform", channel: "messenger", name: "optin", id, at: Date.now(), data: { type: "plugin" } };
    };
    await inRoom(psid, bot, {}, async ({ takes, says, runs }) => {
      for (const id of ["1", "2", "3"]) takes(optin(id));
      await runs();
      expect(calls()).toHaveLength(1);
      w.meta.says(psid, "hello");
      says("hello");
      says("anybody?");
      await runs();
      expect(calls()).toHaveLength(2);
    });
    const ana = { firstName: "Ana", locale: "en_US" };
    expect(known).toEqual([null, null, null, ana, ana]);
  });

  it.each([
    ["no permission for a field", { code: 100, error_subcode: 2018247 }],
    ["no permission at all", { code: 10, error_subcode: 0 }],
    ["a permission that is missing", { code: 200, error_subcode: 0 }],
    ["nothing of this person", { code: 100, error_subcode: 2018218 }],
    ["nobody of this id", { code: 100, error_subcode: 33 }],
  ])("that was refused is asked for again an hour later, or with a new token, and not before: %s", async (_, error) => {
    const psid = w.writer();
    const { bot, known } = greeting();
    let asked = 0;
    w.graph = ({ method, url }) => {
      if (method !== "GET" || !url.includes(psid)) return undefined;
      asked++;
      return Response.json({ error: { message: "no", type: "OAuthException", ...error } }, { status: 400 });
    };
    const turns = (change: object, ...words: string[]) =>
      inRoom(psid, bot, change, async ({ says, runs }) => {
        const before = asked;
        for (const word of words) {
          says(word);
          await runs();
        }
        return asked - before;
      });
    const once = await turns({}, "one", "two", "three");
    // Fewer fields are tried at once: without the locale whatever the refusal is, without the picture if it is for a field.
    const first = error.error_subcode === 2018218 ? 1 : 2;
    expect(once).toBe(error.error_subcode === 2018247 ? first + 1 : first);
    await crash(psid);
    expect(await turns({}, "four")).toBe(0);
    passes(59 * 60_000);
    expect(await turns({}, "five")).toBe(0);
    passes(2 * 60_000);
    expect(await turns({}, "six", "seven")).toBe(once);
    expect(known).toEqual(Array(7).fill(null));
  });

  it("that was refused is asked for again with a new token, once", async () => {
    const psid = w.writer();
    const { bot } = greeting();
    let asked = 0;
    w.graph = ({ method, url }) => {
      if (method !== "GET" || !url.includes(psid)) return undefined;
      asked++;
      return Response.json({ error: { message: "no", code: 10 } }, { status: 403 });
    };
    const account = { token: "EAAold" };
    await inRoom(psid, bot, {}, async ({ scope, says, runs }) => {
      const permit = async () => ({ access: accessWith(account.token), at: 0, echoed: 0, succeeded: 0 });
      Object.defineProperty(scope.account, "token", { get: () => account.token });
      Object.assign(scope.account, { permit });
      for (const [token, count] of [
        ["EAAold", 2],
        ["EAAold", 2],
        ["EAAnew", 4],
        ["EAAnew", 4],
      ] as const) {
        account.token = token;
        says("hello");
        await runs();
        expect(asked).toBe(count);
      }
      expect(JSON.stringify(scope.store.facts)).not.toContain("EAA");
    });
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

it("a profile is not asked for when a colleague has come while the handler ran", async () => {
  const psid = w.writer();
  const bot = createBot();
  let go = () => {};
  bot.otherwise(async (c) => {
    go();
    await c.profile();
  });
  await inRoom(psid, bot, {}, async ({ says, takes, runs }) => {
    passes(60_000);
    go = () => {
      passes(20_000);
      takes({ kind: "echo", id: "m_k", mid: "m_k", at: Date.now(), appId: PAGE_INBOX, text: "Kim", attachments: [] });
    };
    says("a");
    await runs();
  });
  expect(w.meta.calls.filter(({ name }) => name === "profile")).toEqual([]);
});

it("a profile that Meta could not give is asked for again", async () => {
  const psid = w.writer();
  const bot = createBot();
  const known: unknown[] = [];
  bot.otherwise(async (c) => void known.push(await c.profile()));
  w.graph = async (r) => (r.method === "GET" ? new Response("", { status: 503 }) : undefined);
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("a");
    await runs();
    w.graph = undefined;
    passes(3_600_000);
    says("b");
    await runs();
  });
  expect(known[1]).not.toBeNull();
});
