import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../../src/account/account.ts";
import { AccountClient } from "../../../src/conversation/account-client.ts";
import { settings } from "../../../src/env.ts";
import { createBot } from "../../../src/kit/index.ts";
import { graphError } from "../../support/faults.ts";
import { inRoom, objectOf } from "../../support/room.ts";
import { PAGE, worker, world } from "../../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const { PAUSE_MS } = settings(worker);
/** Later than the real clock: an object's timers use that one. */
const START = Date.now() + 60_000;

/** How often a message was tried at the platform, which takes none. */
let tried = 0;
let isDead = true;

beforeEach(() => {
  tried = 0;
  isDead = true;
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  w.graph = async (request) => {
    if (!(await request.clone().text()).includes('"message":')) return undefined;
    tried++;
    return isDead ? graphError(401, 190, 463) : undefined;
  };
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const talkative = () => {
  const bot = createBot();
  bot.otherwise((c) => c.say("an answer"));
  return bot;
};
/** The account answers nobody. */
const silence = () => vi.spyOn(Account.prototype, "permit").mockRejectedValue(new Error("overloaded"));
const passes = (ms: number) => vi.setSystemTime(Date.now() + ms);
const stops = () => void vi.useFakeTimers({ toFake: ["Date"], now: START });

describe("a pause, while the account is silent", () => {
  it("holds for a conversation that was told of it, also after a restart, however long it takes", async () => {
    const psid = w.writer();
    stops();
    await account().pause("token", "190");
    await inRoom(psid, talkative(), {}, async ({ says, runs, wakes, parts }) => {
      const { seq } = says("hello");
      await runs();
      silence();
      for (let look = 0; look < 5; look++) {
        passes(PAUSE_MS);
        await wakes();
      }
      expect(parts(seq)).toMatchObject([{ status: "queued", tries: 0 }]);
    });
    await inRoom(psid, talkative(), {}, async ({ wakes, scope }) => {
      passes(PAUSE_MS);
      await wakes();
      expect(scope.store.facts.pausedAt).toBeGreaterThan(0);
      expect(tried).toBe(0);
      vi.mocked(Account.prototype.permit).mockRestore();
      await account().resume();
      isDead = false;
      passes(PAUSE_MS);
      await wakes();
      expect(scope.store.facts.pausedAt).toBe(0);
    });
    expect(w.screen(psid)).toEqual(["an answer"]);
  });

  it("holds for a conversation whose own message was refused for it", async () => {
    stops();
    silence();
    vi.spyOn(Account.prototype, "pause").mockRejectedValue(new Error("overloaded"));
    await inRoom(w.writer(), talkative(), {}, async ({ says, runs, wakes }) => {
      says("hello");
      await runs();
      passes(1_000);
      await wakes();
      expect(tried).toBe(1);
      for (let look = 0; look < 3; look++) {
        passes(PAUSE_MS);
        await wakes();
      }
      expect(tried).toBe(1);
    });
  });

  it("is none for a conversation that was never told of one: it sends, slower", async () => {
    isDead = false;
    silence();
    const psid = w.writer();
    await inRoom(psid, talkative(), {}, async ({ says, runs }) => {
      says("hello");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["an answer"]);
  });

  it("costs a look no row of the conversation's", async () => {
    stops();
    await account().pause("token", "190");
    await inRoom(w.writer(), talkative(), {}, async ({ says, runs, wakes, scope }) => {
      says("hello");
      await runs();
      const save = vi.spyOn(scope.store, "save");
      const sent = vi.spyOn(scope.store, "sent");
      for (let look = 0; look < 4; look++) {
        passes(PAUSE_MS);
        await account().pause("token", "190"); // somebody else has tried meanwhile
        await wakes();
      }
      expect(save).not.toHaveBeenCalled();
      expect(sent).toHaveBeenCalledTimes(4); // when to look again
    });
  });
});

describe("who waits for the end of a pause", () => {
  const linkOf = (alias: string) =>
    new AccountClient(worker, { channel: "messenger", account: PAGE, person: alias }, alias);

  it("wakes at a moment of their own, but for the one who tries next", async () => {
    stops();
    await account().pause("token", "190");
    const waits: number[] = [];
    for (let n = 0; n < 40; n++) waits.push((await linkOf(`a${n}c0ffee${n}`).permit()).at - START);
    expect(waits[0]).toBe(PAUSE_MS);
    const others = waits.slice(1);
    for (const wait of others) {
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(PAUSE_MS);
    }
    for (const tenth of [0, 1, 2, 3, 4]) {
      const some = others.filter((wait) => Math.floor((wait * 5) / (PAUSE_MS + 1)) === tenth);
      expect(some.length).toBeGreaterThan(1); // in each fifth of it somebody
      expect(some.length).toBeLessThan(20);
    }
  });

  it("has the same moment in each round, so that a crowd stays spread, and waits no longer when the clock goes back", async () => {
    stops();
    await account().pause("token", "190");
    await linkOf("first").permit();
    const link = linkOf("second");
    const one = (await link.permit()).at;
    vi.setSystemTime(one);
    await account().pause("token", "190");
    expect((await link.permit({ light: true })).at - one).toBeCloseTo(PAUSE_MS, 0);
    vi.setSystemTime(START - 3_600_000);
    expect((await link.permit({ light: true })).at - Date.now()).toBeLessThanOrEqual(PAUSE_MS);
  });

  it("is tried by whoever looks first when the one who was to try does not come", async () => {
    stops();
    await account().pause("token", "190");
    const first = linkOf("first");
    const second = linkOf("second");
    expect([(await first.permit()).access, (await second.permit()).access]).toEqual([null, null]);
    passes(PAUSE_MS);
    expect(await second.permit()).toMatchObject({ probe: true });
    expect(await first.permit()).toMatchObject({ access: null, isCrowd: true });
  });
});

it("what the account tells of a pause stands in a conversation's row", async () => {
  const { psid } = w.joins();
  const pausedAt = () =>
    runInDurableObject(objectOf(psid), (_, { storage }) => {
      const [row] = storage.sql.exec("select facts from conversation").toArray();
      return row === undefined ? 0 : Number(JSON.parse(String(row["facts"])).pausedAt);
    });
  await account().pause("token", "190");
  w.meta.says(psid, "hello");
  expect(await w.until(pausedAt)).toBeGreaterThan(0);
});
