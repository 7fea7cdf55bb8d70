import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { UsageThrottle } from "../../src/account/rate/limiter.ts";
import type { PermitRequest } from "../../src/account/rate/permits.ts";
import type { SendResult, Usage } from "../../src/channels/channel.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { AccountClient } from "../../src/conversation/account-client.ts";
import { type Env, type Settings, settings } from "../../src/env.ts";
import { createBot, video } from "../../src/kit/index.ts";
import type { Event } from "../../src/model/events.ts";
import { failureOf, graphError } from "../support/faults.ts";
import { inRoom } from "../support/room.ts";
import { PAGE, until, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const { PAGE_RATE, PAUSE_MS } = settings(worker);
const GAP = 1_000 / PAGE_RATE;
const MINUTE = 60_000;
/** Later than the real clock: an object's timers use that one. */
const START = Date.now() + MINUTE;
const stops = (now = START) => void vi.useFakeTimers({ toFake: ["Date"], now });
const usage = (percent: number, regainMs = 0): Usage => ({ percent, regainMs });

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** When so many permits are for, from now on. */
async function slots(count: number, asking = {}): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < count; n++) found.push((await account().permit(asking)).at - Date.now());
  return found;
}

describe("the platform's figures", () => {
  it.each([
    [0, 1],
    [75, 1],
    [80, 4.8],
    [87.5, 10.5],
    [100, 20],
    [140, 20],
  ])("of %d %% make the account %d times as slow", (percent, slower) => {
    const patience = new UsageThrottle();
    patience.note(usage(percent), START);
    expect(patience.slower(START)).toBeCloseTo(slower);
    expect(patience.slower(START + 5 * MINUTE + 1)).toBe(1);
  });

  it("ride on a permit, and slow down the ones after it", async () => {
    stops();
    expect(await slots(3)).toEqual([0, GAP, 2 * GAP]);
    vi.setSystemTime(START + MINUTE);
    expect(await slots(1, { usage: usage(100) })).toEqual([0]);
    expect(await slots(2)).toEqual([20 * GAP, 40 * GAP]);
    vi.setSystemTime(START + 2 * MINUTE);
    await account().permit({ usage: usage(50) });
    expect(await slots(2)).toEqual([GAP, 2 * GAP]);
  });

  it("that are near the end are told at once: who was answered may not write again", async () => {
    stops();
    const address = { channel: "messenger", account: PAGE, person: "1" } as const;
    await new AccountClient(worker, address, "test").used(usage(100));
    expect(await slots(3)).toEqual([0, 20 * GAP, 40 * GAP]);
  });

  it("of an hour ago are not told any more: a conversation may have been silent", async () => {
    stops();
    const address = { channel: "messenger", account: PAGE, person: "1" } as const;
    const link = new AccountClient(worker, address, "test");
    await link.used(usage(50));
    await account().throttled(usage(100));
    vi.setSystemTime(START + MINUTE);
    await link.permit();
    expect(await slots(1)).toEqual([20 * GAP]); // still as slow as it was told last
    await link.used(usage(50));
    await link.permit();
    vi.setSystemTime(START + 2 * MINUTE);
    expect(await slots(2)).toEqual([0, GAP]);
  });

  it("name the time before which nothing is taken; from then on it goes at the usual pace", async () => {
    stops();
    await account().throttled(usage(100, MINUTE));
    const found = await slots(4, { usage: usage(0) }); // what comes from calls that were under way does not lift it
    expect(found).toEqual([MINUTE, MINUTE + GAP, MINUTE + 2 * GAP, MINUTE + 3 * GAP]);
    vi.setSystemTime(START + 2 * MINUTE);
    expect(await slots(2)).toEqual([0, GAP]);
  });
});

describe("audio and video", () => {
  it("go at a pace of their own, ten a second, and hold up nobody else", async () => {
    stops();
    expect(await slots(3, { lane: "media" })).toEqual([0, 100, 200]);
    expect(await slots(2)).toEqual([GAP, 2 * GAP]);
    expect(await slots(1, { lane: "media" })).toEqual([300]);
  });

  it("are asked for as such", async () => {
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("a word");
      c.say(video("https://cdn.test/a.mp4"));
    });
    const asked: (boolean | undefined)[] = [];
    w.graph = async (request) => {
      const { message } = (await request.clone().json()) as { message?: { attachment?: unknown } };
      if (request.url.endsWith("/message_attachments")) return Response.json({ attachment_id: "1" });
      return message?.attachment === undefined ? undefined : Response.json({ message_id: "m_video" });
    };
    await inRoom(w.writer(), bot, {}, async ({ scope, says, runs }) => {
      const { account: link } = scope;
      const permit = link.permit.bind(link);
      vi.spyOn(link, "permit").mockImplementation((wanted) => {
        if (wanted?.light !== true) asked.push(wanted?.lane === "media");
        return permit(wanted);
      });
      says("show me");
      await runs();
    });
    expect(asked).toEqual([false, true]);
  });
});

/** A permit for somebody's message. */
const permitted = (account: Account, person: string, asking: PermitRequest = {}) =>
  account.permit({
    conversation: { name: `messenger:${PAGE}:${person}`, alias: person },
    lane: messenger.laneOf({}, person),
    ...asking,
  });
const withRates = <Result>(rates: object, work: (account: Account) => Promise<Result>) =>
  runInDurableObject(account(), (_, state) => work(new Account(state, { ...worker, ...rates } as Env)));

describe("a queue for slots", () => {
  const SECOND = 1_000;

  it("is stood in once: who slept until their slot, and forgot it, finds it again", async () => {
    stops();
    await withRates({ PAGE_RATE: "0.1" }, async (account) => {
      const at = async (person: string, asking?: PermitRequest) =>
        ((await permitted(account, person, asking)).at - START) / SECOND;
      expect([await at("a"), await at("b"), await at("c")]).toEqual([0, 10, 20]);
      expect([await at("c"), await at("c", { light: true })]).toEqual([20, 30]); // a look of theirs is no message
      vi.setSystemTime(START + 10 * SECOND);
      expect([await at("b"), await at("b")]).toEqual([10, 40]);
      // Who has not forgotten it has used it, and queues for the next one.
      vi.setSystemTime(START + 21 * SECOND);
      expect(await at("c", { succeeded: START + 20 * SECOND })).toBe(50);
      vi.setSystemTime(START + 101 * SECOND);
      expect(await at("b")).toBe(101); // it came too late for the fortieth second
    });
  });

  it("is no longer than an hour: what would be stale by then holds up nobody", async () => {
    stops();
    await withRates({ PAGE_RATE: "0.001" }, async (account) => {
      for (const [n, at] of [0, 1_000, 2_000, 3_000].entries()) {
        expect((await permitted(account, `${n}`)).at).toBe(START + at * SECOND);
      }
      for (const person of ["4", "5", "6"]) {
        expect(await permitted(account, person)).toMatchObject({ token: null, at: START + 3_600 * SECOND });
      }
      vi.setSystemTime(START + 1_000 * SECOND);
      expect((await permitted(account, "7")).at).toBe(START + 4_000 * SECOND);
    });
  });

  it("begins anew when the platform takes nothing for a while: nobody comes back all at once", async () => {
    stops();
    await withRates({ PAGE_RATE: "0.1" }, async (account) => {
      for (const person of ["a", "b", "c"]) await permitted(account, person);
      account.throttled(usage(0, MINUTE));
      const found = [];
      for (const person of ["b", "c"]) found.push(((await permitted(account, person)).at - START) / SECOND);
      expect(found).toEqual([60, 70]);
    });
  });
});

describe("private replies to comments", () => {
  it("are so many in an hour; who writes in the chat does not wait for them", async () => {
    stops();
    await withRates({ REPLY_RATE: "2" }, async (account) => {
      const at = async (person: string, asking?: PermitRequest) =>
        (await permitted(account, person, asking)).at - START;
      expect([await at("comment:1"), await at("post:2")]).toEqual([0, GAP]);
      expect(await permitted(account, "comment:3")).toMatchObject({ token: null, at: START + 60 * MINUTE });
      expect(await at("4")).toBe(2 * GAP);
      expect(await at("comment:3", { light: true, lane: "message" })).toBe(3 * GAP);
      vi.setSystemTime(START + MINUTE);
      expect(await permitted(account, "comment:3")).toMatchObject({ at: START + 60 * MINUTE });
      expect((await permitted(account, "comment:3")).token).not.toBeNull();
    });
  });

  it("that wait sleep until their slot, and find it after a restart of their object", async () => {
    stops();
    const bot = createBot();
    bot.on("comment", (c) => c.say("in private"));
    const replies = (n: number) =>
      account().permit({ conversation: { name: `messenger:${PAGE}:comment:${n}`, alias: "" }, lane: "reply" });
    for (let n = 0; n < 750; n++) {
      vi.setSystemTime(START + Math.min(n * 1_000, MINUTE));
      await replies(n);
    }
    const { psid } = w.meta.joins();
    const commentId = w.meta.comments("How much?", psid);
    const from = { id: "7", name: "Ana" };
    const event = { kind: "comment", id: commentId, at: Date.now(), commentId, postId: "1", from, text: "How much?" };
    const who = `comment:${commentId}`;
    const seq = await inRoom(who, bot, {}, async ({ takes, runs, parts, row }) => {
      const { seq } = takes(event as Event);
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "queued", tries: 0 }]);
      expect(row(seq).due).toBeGreaterThan(START + 59 * MINUTE);
      return seq;
    });
    for (let n = 750; n < 800; n++) await replies(n); // they queue behind it
    await inRoom(who, bot, {}, async ({ wakes, parts, row }) => {
      vi.setSystemTime(row(seq).due);
      await wakes();
      expect(parts(seq)).toMatchObject([{ status: "sent", tries: 1 }]);
    });
    expect(w.screen(psid)).toEqual(["in private"]);
  });
});

describe("a slot that is far away", () => {
  it("is not waited for in memory, and is kept", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.say("patient"));
    stops();
    await account().throttled(usage(100, MINUTE));
    const began = performance.now();
    await inRoom(psid, bot, {}, async ({ says, runs, wakes, parts, row, alarms }) => {
      const { seq } = says("hello");
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "queued", tries: 0 }]);
      const due = row(seq).due;
      expect(due).toBeGreaterThanOrEqual(START + MINUTE);
      expect(due).toBeLessThan(START + MINUTE + 1_000);
      expect(alarms).toContain(due);
      vi.setSystemTime(due);
      await wakes();
      expect(parts(seq)).toMatchObject([{ status: "sent", tries: 1 }]);
    });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(w.screen(psid)).toEqual(["patient"]);
  });

  it("is what a refused message waits for, and its account with it", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.say("patient"));
    stops();
    let refusals = 1;
    const send: typeof messenger.send = async (deed, to, graph): Promise<SendResult> => {
      if (deed.do !== "message" || refusals-- <= 0) return messenger.send(deed, to, graph);
      return { ended: "refused", failure: failureOf(400, 613), usage: usage(100, 7 * MINUTE) };
    };
    const work = async ({ says, runs, wakes, row, parts }: Parameters<Parameters<typeof inRoom>[3]>[0]) => {
      const { seq } = says("hello");
      await runs();
      expect(row(seq).due).toBe(START + 7 * MINUTE);
      expect((await account().permit()).at).toBeGreaterThanOrEqual(START + 7 * MINUTE);
      vi.setSystemTime(START + 7 * MINUTE);
      await wakes();
      expect(parts(seq)).toMatchObject([{ status: "sent", tries: 2 }]);
    };
    await inRoom(psid, bot, {}, work, { channel: { ...messenger, send } });
    expect(w.screen(psid)).toEqual(["patient"]);
  });
});

describe("what the bot may say to one person in an hour", () => {
  const PATIENT: Partial<Settings> = { PERSON_RATE: 4, EXPIRE_MS: 24 * 60 * MINUTE };
  const talkative = () => {
    const bot = createBot();
    bot.otherwise((c) => {
      for (let n = 1; n <= 8; n++) c.say(`line ${n}`);
    });
    return bot;
  };
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}`);

  it("is a limit: the rest waits, is said in its order, and is listed once", async () => {
    const psid = w.writer();
    stops(Date.now());
    await inRoom(psid, talkative(), PATIENT, async ({ says, runs, wakes, row, scope }) => {
      const { seq } = says("talk");
      await runs();
      expect(w.screen(psid)).toEqual(lines(4));
      for (let said = 5; said <= 8; said++) {
        expect(row(seq).due - Date.now()).toBeGreaterThan(14 * MINUTE);
        expect(row(seq).due - Date.now()).toBeLessThanOrEqual(15 * MINUTE);
        vi.setSystemTime(row(seq).due);
        await wakes();
        expect(w.screen(psid)).toEqual(lines(said));
      }
      expect(scope.store.nextDue()).toBeNull();
    });
    expect(await account().alerts()).toMatchObject([
      { kind: "person_limit", detail: "More than 4 messages in an hour wait." },
    ]);
  });

  it("is not filled again by a restart", async () => {
    const psid = w.writer();
    stops(Date.now());
    await inRoom(psid, talkative(), PATIENT, async ({ says, runs }) => {
      says("talk");
      await runs();
    });
    await inRoom(psid, talkative(), PATIENT, async ({ scope, wakes }) => {
      vi.setSystemTime(scope.store.nextDue() ?? 0);
      await wakes();
    });
    expect(w.screen(psid)).toEqual(lines(5));
  });

  it("is of that person only", async () => {
    stops(Date.now());
    for (const psid of [w.writer(), w.writer()]) {
      await inRoom(psid, talkative(), PATIENT, async ({ says, runs }) => {
        says("talk");
        await runs();
      });
      expect(w.screen(psid)).toEqual(lines(4));
    }
  });
});

describe("a paused account", () => {
  it("is tried by one message every while; after the repair everything goes out, in its order", async () => {
    const psids = Array.from({ length: 4 }, () => w.joins().psid);
    let isDead = true;
    const tries: number[] = [];
    w.graph = async (request) => {
      if (!isDead || !(await request.clone().text()).includes('"message":')) return undefined;
      tries.push(Date.now());
      return graphError(401, 190, 463);
    };
    const [first = ""] = psids;
    w.meta.says(first, "one");
    await w.until(() => tries.length > 0);
    await until(async () => (await account().alerts({ kind: "sending_paused" })).length);
    for (const psid of psids.slice(1)) w.meta.says(psid, "one");
    await w.meta.settle();
    for (const psid of psids) w.meta.says(psid, "two");
    await w.meta.settle();
    await until(() => tries.length >= 4);
    const [begun = 0] = tries;
    expect(((tries[3] ?? 0) - begun) / 3).toBeGreaterThan(PAUSE_MS * 0.8); // a busy machine is late with some of them
    isDead = false;
    const words = ["one", "two"].map((word) => `You said: "${word}". How can I help you today?`);
    for (const psid of psids) expect(await w.hears(psid, 2)).toEqual(words);
    expect(await until(async () => (await account().alerts()).length === 0)).toBe(true);
    await w.settled();
    for (const psid of psids) expect(w.screen(psid)).toEqual(words);
  });
});
