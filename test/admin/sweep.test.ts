import { createScheduledController, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SweepReport } from "../../src/account/sweep.ts";
import { sweep } from "../../src/admin/sweep.ts";
import type { Conversation } from "../../src/conversation/conversation.ts";
import { nameOf } from "../../src/durable-objects.ts";
import { type Env, settings } from "../../src/env.ts";
import edge from "../../src/index.ts";
import { exceptions } from "../support/admin.ts";
import { faulty, graphError, partsOf } from "../support/faults.ts";
import { crash, objectOf } from "../support/room.ts";
import { PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;
const runs = () => edge.scheduled(createScheduledController(), worker);
afterEach(() => vi.useRealTimers());

/** Somebody who has said hello and has an answer. */
async function guest(): Promise<string> {
  const { psid } = w.joins();
  w.meta.says(psid, "hello");
  await w.hears(psid, 1);
  await w.settled();
  return psid;
}

/** Accepts a message, and ends the object before its turn: the row and the alarm are all that is left. */
async function cutOff(psid: string, words: string): Promise<void> {
  const message = { mid: `m_${crypto.randomUUID()}`, text: words };
  const item = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now(), message };
  await postSigned({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging: [item] }] });
  await crash(psid);
}

const alarmOf = (psid: string) => runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm());

describe("the cron", () => {
  it.each<[string, (storage: DurableObjectStorage) => Promise<void>]>([
    ["was lost", (storage) => storage.deleteAlarm()],
    ["comes in a month", (storage) => storage.setAlarm(Date.now() + 30 * 86_400_000)],
  ])("sets work going whose alarm %s", async (_, harm) => {
    const psid = await guest();
    await cutOff(psid, "anybody there?");
    await runInDurableObject(objectOf(psid), (_: Conversation, { storage }) => harm(storage));
    await w.settled();
    expect(w.screen(psid)).toHaveLength(1);
    await runs();
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("anybody there?"));
    await w.settled();
    expect(w.screen(psid)).toHaveLength(2);
  });

  it("sets an alarm for what is to come later", async () => {
    const psid = await guest();
    const due = Date.now() + 3_600_000;
    await runInDurableObject(objectOf(psid), async (_, { storage }) => {
      storage.sql.exec("insert into later values ('survey', 'k', ?, '{}', 0)", due);
      await storage.deleteAlarm();
    });
    await runs();
    expect(await until(async () => (await alarmOf(psid)) === due)).toBe(true);
  });

  it("leaves those alone who need nothing", async () => {
    const psid = await guest();
    const before = await alarmOf(psid);
    await runs();
    expect(await alarmOf(psid)).toBe(before);
    expect(await exceptions()).toEqual([]);
  });

  it("lists work that is older than a minute, and takes it from the list when it is done", async () => {
    const psid = await guest();
    faulty(w, 99, () => graphError(400, 613));
    w.meta.says(psid, "held up");
    await w.until(async () => (await partsOf(psid)).at(-1)?.why);
    await runs();
    expect(await exceptions()).toEqual([]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 125_000 });
    await runs();
    expect(await exceptions()).toMatchObject([{ kind: "work_stalled", detail: "The oldest is 2 minutes old." }]);
    await runs();
    expect(await exceptions()).toHaveLength(1);
    w.graph = undefined;
    vi.setSystemTime(Date.now() + 600_000);
    await runDurableObjectAlarm(objectOf(psid));
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("held up"));
    await w.settled();
    await runs();
    expect(await exceptions()).toEqual([]);
  });
});

describe("a sweep", () => {
  /** The real bindings, with a note of which conversations were asked; some of them cannot be. */
  const watched = (change: Record<string, unknown> = {}, broken = "") => {
    const seen: string[] = [];
    const getByName = (name: string) => {
      seen.push(name.split(":").at(-1) ?? "");
      if (name.endsWith(`:${broken}`)) return { sweep: () => Promise.reject(new Error("away")) };
      return worker.CONVERSATION.getByName(name);
    };
    return { env: { ...worker, ...change, CONVERSATION: { getByName } } as unknown as Env, seen };
  };
  const meets = async (...people: string[]) => {
    for (const person of people) {
      const name = nameOf({ channel: "messenger", account: PAGE, person });
      await account().begins({ name, alias: person }, Date.now());
    }
    // The account is found by its key, which it writes with its first conversation.
    await until(async () => (await worker.KV.list({ prefix: "account:" })).keys.length);
  };

  it("goes round, a page of people at a time", async () => {
    await meets("1", "2", "3", "4", "5");
    const { env, seen } = watched({ SWEEP_PEOPLE: "2" });
    for (let n = 0; n < 3; n++) await sweep(env);
    expect(seen).toEqual(["1", "2", "3", "4", "5"]);
    await sweep(env);
    expect(seen.slice(5)).toEqual(["1", "2"]);
  });

  it("of as many people as fit begins again too", async () => {
    await meets("1", "2");
    const { env, seen } = watched({ SWEEP_PEOPLE: "2" });
    for (let n = 0; n < 3; n++) await sweep(env);
    expect(seen).toEqual(["1", "2", "1", "2"]);
  });

  it("looks at those first who were here in the last days, and at some of the others", async () => {
    await meets("1");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 4 * 86_400_000 });
    await meets("2");
    const { env, seen } = watched();
    await sweep(env);
    expect(seen).toEqual(["2", "1"]);
  });

  it("looks each time at those whose work is listed as stalled", async () => {
    await meets("1", "2", "3", "4");
    const name = nameOf({ channel: "messenger", account: PAGE, person: "4" });
    await account().report({ kind: "work_stalled", conversation: name, detail: "" });
    const { env, seen } = watched({ SWEEP_PEOPLE: "1" });
    await sweep(env);
    expect(seen).toEqual(["1", "4"]);
    expect(await exceptions()).toEqual([]);
    await sweep(env);
    expect(seen.slice(2)).toEqual(["2"]);
  });

  it("asks the account twice, however many people it looks at", async () => {
    await meets("1", "2", "3", "4", "5");
    const calls: string[] = [];
    const ACCOUNT = {
      getByName: () => ({
        sweepPage: (count: number) => calls.push("sweepPage") && account().sweepPage(count),
        swept: (found: SweepReport) => calls.push("swept") && account().swept(found),
      }),
    };
    const { env, seen } = watched({ ACCOUNT });
    await sweep(env);
    expect([seen.length, calls]).toEqual([5, ["sweepPage", "swept"]]);
  });

  it("is shared by many accounts: a Worker may make so many calls and no more", async () => {
    const asked: number[] = [];
    const sweepPage = async (count: number) => {
      asked.push(count);
      return { people: [], next: { recent: null, others: null } };
    };
    const ACCOUNT = { getByName: () => ({ sweepPage, swept: async () => {} }) };
    const page = (from: number) => Array.from({ length: 50 }, (_, n) => ({ name: `account:messenger:${from + n}` }));
    const list = async ({ cursor }: { cursor?: string }) =>
      cursor === undefined
        ? { keys: page(0), list_complete: false, cursor: "more" }
        : { keys: page(50), list_complete: true };
    await sweep({ ...worker, ACCOUNT, KV: { list } } as unknown as Env);
    expect(asked).toEqual(Array.from({ length: 100 }, () => 4));
  });

  it("does not stop at a conversation that fails", async () => {
    await meets("1", "2", "3");
    const { env, seen } = watched({}, "2");
    await sweep(env);
    expect(seen).toEqual(["1", "2", "3"]);
  });

  it("never throws, and says that it could not look", async () => {
    const list = () => Promise.reject(new Error("KV is away"));
    await expect(sweep({ ...worker, KV: { list } } as unknown as Env)).resolves.toBe(false);
    await meets("1");
    const ACCOUNT = { getByName: () => ({ sweepPage: () => Promise.reject(new Error("away")) }) };
    await expect(sweep({ ...worker, ACCOUNT } as unknown as Env)).resolves.toBe(false);
  });
});

describe("PLAN=free", () => {
  /** As many accounts and people as anybody has, and a note of every call that a run makes. */
  const counted = (accounts: number, PLAN: string) => {
    const asked: string[] = [];
    let calls = 0;
    const people = (count: number, name: string) => Array.from({ length: 3 * count }, (_, n) => `${name}:${n}`);
    const home = (name: string) => ({
      sweepPage: async (count: number) => {
        calls++;
        asked.push(name);
        return { people: people(count, name), next: { recent: null, others: null } };
      },
      swept: async () => void calls++,
    });
    const sweeps = async () => {
      calls++;
      return { oldest: null, revived: false, isEmpty: false };
    };
    const keys = Array.from({ length: accounts }, (_, n) => ({ name: `account:messenger:${n + 1}` }));
    const list = async () => ({ keys, list_complete: true });
    const away = {
      KV: { list },
      ACCOUNT: { getByName: home },
      CONVERSATION: { getByName: () => ({ sweep: sweeps }) },
    };
    return { env: { ...worker, ...away, PLAN } as unknown as Env, asked, calls: () => calls };
  };

  it.each([1, 2, 3, 5, 8, 9, 40])(
    "makes no more calls in a run than the plan has, with %i accounts",
    async (accounts) => {
      const { env, calls } = counted(accounts, "free");
      expect(await sweep(env)).toBe(true);
      // One more lists the accounts, and one pings.
      expect(calls() + 2).toBeLessThanOrEqual(50);
      expect(calls()).toBeGreaterThan(10);
      // The runs of a day, of 100,000 requests of objects.
      expect(288 * calls()).toBeLessThan(15_000);
    },
  );

  it("comes to every account, in turns", async () => {
    const { env, asked } = counted(20, "free");
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let n = 0; n < 3; n++) {
      await sweep(env);
      vi.setSystemTime(Date.now() + 300_000);
    }
    expect(new Set(asked).size).toBe(20);
    expect(asked).toHaveLength(20);
  });

  it("is no rule of the paid plan, which is the standard; anything else is told", async () => {
    for (const plan of ["paid", "", "gratis"]) {
      const { env, calls } = counted(2, plan);
      await sweep(env);
      expect(calls(), plan).toBeGreaterThan(1_000);
      const told = plan === "gratis" ? ['PLAN is not "free" or "paid", and is not used.'] : [];
      expect(settings(env).problems).toEqual(told);
    }
  });
});
