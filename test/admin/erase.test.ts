import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import type { IRequest } from "itty-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { admin } from "../../src/admin/routes.ts";
import type { Env } from "../../src/env.ts";
import { consume } from "../../src/intake/consume.ts";
import { runnable } from "../../src/kit/runnable.ts";
import type { QueuedEvents } from "../../src/model/events.ts";
import { aliasOfPerson, ask, exceptions } from "../support/admin.ts";
import { bot, till } from "../support/bot.ts";
import { crash, objectOf } from "../support/room.ts";
import { AUTOMATED, PAGE, text, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;
const disclosures = (psid: string) => w.meta.said(psid).filter(({ message }) => message.text === AUTOMATED).length;

beforeEach(() => Object.assign(till, { isBroken: false, isSlow: false, keys: [] }));
afterEach(() => vi.restoreAllMocks());

/** Somebody who has said hello and has an answer. */
async function guest(): Promise<string> {
  const { psid } = w.joins();
  w.meta.says(psid, "hello");
  await w.hears(psid, 1);
  await w.settled();
  return psid;
}

async function erase(psid: string): Promise<void> {
  expect((await ask(`/conversations/${await aliasOfPerson(psid)}`, "DELETE")).body).toEqual({ erased: true });
  await w.settled(); // the object is reset right after its answer
}

/** The same route, of a Worker that differs. */
function erases(alias: string, change: object): Promise<Response> {
  const headers = { authorization: `Bearer ${text("ADMIN_TOKEN")}` };
  const request = new Request(`https://bot.test/admin/conversations/${alias}`, { method: "DELETE", headers });
  return admin(request as unknown as IRequest, { ...worker, ...change } as unknown as Env, bot[runnable]);
}

/** Every row of every table of an object. */
const rowsOf = (stub: ReturnType<typeof account> | ReturnType<typeof objectOf>): Promise<Record<string, unknown[]>> =>
  runInDurableObject(stub as ReturnType<typeof account>, (_, { storage: { sql } }) => {
    const tables = sql.exec<{ name: string }>("select name from sqlite_master where type = 'table'").toArray();
    const own = tables.filter(({ name }) => !name.startsWith("_") && !name.startsWith("sqlite_"));
    return Object.fromEntries(own.map(({ name }) => [name, sql.exec(`select * from "${name}"`).toArray()]));
  });

async function everyKey(): Promise<string> {
  const { keys } = await worker.KV.list();
  const values = await Promise.all(keys.map(({ name }) => worker.KV.get(name)));
  return JSON.stringify([keys, values]);
}

const queued = (psid: string, words: string, received: number): QueuedEvents => {
  const mid = `m_${words}`;
  return {
    v: 1,
    channel: "messenger",
    account: PAGE,
    person: psid,
    origin: "https://bot.test",
    received,
    events: [{ kind: "message", id: mid, mid, at: received, text: words, attachments: [] }],
  };
};

async function comesThrough(queue: string, ...bodies: QueuedEvents[]): Promise<void> {
  const messages = bodies.map((body, n) => ({ id: String(n), timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch<QueuedEvents>(queue, messages);
  await consume(batch, worker);
  const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
  expect(explicitAcks).toEqual(messages.map(({ id }) => id));
}

describe("erasing a person", () => {
  it("leaves nothing that names them, and nobody else's", async () => {
    const psid = await guest();
    const other = await guest();
    await runInDurableObject(objectOf(psid), (_, { storage }) =>
      storage.sql.exec("insert into later values ('survey', 'k', ?, '{}', 0)", Date.now() + 3_600_000),
    );
    for (const one of [psid, other]) {
      const conversation = `messenger:${PAGE}:${one}`;
      await account().report({ kind: "send_failed", conversation, event: "m_1", detail: "" });
      await account().swept({
        next: { recent: null, others: { day: 1, name: conversation } },
        stalled: [],
        well: [],
        empty: [],
      });
      await comesThrough("edgewise-dead", queued(one, "lost", Date.now()));
    }
    const last = { day: 1, name: `messenger:${PAGE}:${psid}` };
    await account().swept({ next: { recent: null, others: last }, stalled: [], well: [], empty: [] });
    expect(JSON.stringify(await rowsOf(account()))).toContain(psid);

    await erase(psid);
    expect(JSON.stringify(await rowsOf(account()))).not.toContain(psid);
    expect(await everyKey()).not.toContain(psid);
    expect(await exceptions()).toHaveLength(2);
    expect(await rowsOf(objectOf(psid))).toEqual({});
    expect(await runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm())).toBeNull();
    expect((await rowsOf(objectOf(other)))["event"]).toHaveLength(1);
  });

  it("is not undone by a sweep that was under way", async () => {
    const psid = await guest();
    const name = `messenger:${PAGE}:${psid}`;
    const { people, next } = await account().sweepPage(1);
    expect([people, next]).toEqual([[name], { recent: { day: expect.any(Number), name }, others: null }]);
    await erase(psid);
    await account().swept({ next, stalled: [{ name, minutes: 5 }], well: [], empty: [] });
    expect(JSON.stringify(await rowsOf(account()))).not.toContain(psid);
  });

  it("that was cut off is done again", async () => {
    const psid = await guest();
    const alias = await aliasOfPerson(psid);
    const broken = { getByName: () => ({ erase: () => Promise.reject(new Error("away")) }) };
    await expect(erases(alias, { CONVERSATION: broken })).rejects.toThrow("away");
    expect(JSON.stringify(await rowsOf(objectOf(psid)))).toContain("hello");
    expect((await ask(`/conversations/${alias}`, "DELETE")).body).toEqual({ erased: true });
    await w.settled();
    expect(JSON.stringify([await rowsOf(account()), await rowsOf(objectOf(psid))])).not.toMatch(`${psid}|hello`);
  });

  it("wants the app secret, and says so", async () => {
    const psid = await guest();
    const answer = await erases(await aliasOfPerson(psid), { FACEBOOK_APP_SECRET: "" });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("FACEBOOK_APP_SECRET")]);
  });

  it("is for one who is known", async () => {
    expect((await ask("/conversations/000000000000", "DELETE")).status).toBe(404);
  });

  it("drops what was received before and still waits in a queue, and takes what comes after it", async () => {
    const psid = await guest();
    const before = Date.now();
    await erase(psid);
    await comesThrough("edgewise-events", queued(psid, "before", before));
    await comesThrough("edgewise-dead", queued(psid, "before too", before));
    await w.settled();
    expect(w.screen(psid)).toEqual([answer("hello")]);
    expect(await exceptions()).toEqual([]);
    expect(await rowsOf(objectOf(psid))).toEqual({});
    await comesThrough("edgewise-events", queued(psid, "after", Date.now()));
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("after"));
  });

  it("is not undone by a permit that comes late", async () => {
    const psid = await guest();
    await erase(psid);
    await account().permit({ conversation: { name: `messenger:${PAGE}:${psid}`, alias: "late" } });
    expect(JSON.stringify(await rowsOf(account()))).not.toContain(psid);
  });

  it("ends a turn that is under way: it says nothing and stores nothing", async () => {
    const psid = await guest();
    till.isSlow = true;
    w.meta.says(psid, "close the till");
    await w.hears(psid, 2);
    await erase(psid);
    till.isSlow = false;
    await w.settled();
    expect(w.screen(psid)).toEqual([answer("hello"), "I count the money."]);
    expect(await rowsOf(objectOf(psid))).toEqual({});
    expect(JSON.stringify(await rowsOf(account()))).not.toContain(psid);
  });

  it("is done by the alarm too, after a crash, and leaves neither an error nor another alarm", async () => {
    const psid = await guest();
    const part = { n: 0, said: 0, status: "queued", tries: 0, expires: 0, work: { do: "erase" }, words: "" };
    await runInDurableObject(objectOf(psid), (_, { storage }) => {
      storage.sql.exec(
        `insert into event (seq, id, at, received, status, turn, body, out)
         values (100, 'm_forget', 0, 0, 1, 100, '{}', ?)`,
        JSON.stringify([part]),
      );
    });
    await crash(psid);
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await runDurableObjectAlarm(objectOf(psid)).catch(() => {});
    await w.settled();
    expect(errors.mock.calls).toEqual([]);
    expect(await rowsOf(objectOf(psid))).toEqual({});
    expect(await runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it("begins a new conversation with their next word", async () => {
    const psid = await guest();
    expect(disclosures(psid)).toBe(1);
    await erase(psid);
    w.meta.says(psid, "me again");
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("me again"));
    expect(disclosures(psid)).toBe(2);
    await w.settled();
    expect((await rowsOf(objectOf(psid)))["event"]).toHaveLength(1);
  });
});
