/** What a conversation begins with, what it does not, and how it ends. */
import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { sweep } from "../../src/admin/sweep.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { begins, newest, since } from "../../src/conversation/beginning.ts";
import { consume } from "../../src/intake/consume.ts";
import type { Event, QueuedEvents } from "../../src/model/events.ts";
import { bot } from "../support/bot.ts";
import { crash, objectOf } from "../support/room.ts";
import { time } from "../support/time.ts";
import { PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const t = time();
bot.hears("forget all of it", (c) => {
  c.say("Gone.");
  c.erase();
});

const DAY = 86_400_000;
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const nameOf = (psid: string) => `messenger:${PAGE}:${psid}`;
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

/** Whether a table of any kind is stored of a conversation; the platform's own has the alarm. */
const isStored = (psid: string): Promise<boolean> =>
  runInDurableObject(
    objectOf(psid),
    (_, { storage }) => storage.sql.exec("select 1 from sqlite_master").toArray().length > 0,
  );

const isListed = async (psid: string): Promise<boolean> =>
  (await account().conversations("", 1_000)).some(({ name }) => name === nameOf(psid));

/** Who has never written to the bot. */
const stranger = (): string => w.meta.joins().psid;

const item = (psid: string, what: object, at = Date.now()) => ({
  sender: { id: psid },
  recipient: { id: PAGE },
  timestamp: at,
  ...what,
});
const message = (psid: string, mid: string, text: string, at?: number) => item(psid, { message: { mid, text } }, at);
const delivery = (...items: object[]) => ({
  object: "page",
  entry: [{ id: PAGE, time: Date.now(), messaging: items }],
});

/** Somebody who has said hello and has an answer. */
async function guest(): Promise<string> {
  const psid = stranger();
  w.meta.says(psid, "hello");
  await w.hears(psid, 1);
  await w.settled();
  return psid;
}

/** What was sent until they were erased, to be delivered again. */
async function erased(): Promise<{ psid: string; before: object; words: object }> {
  const psid = await guest();
  const before = delivery(message(psid, "m_secret", "my secret is 4711"));
  await postSigned(before);
  await w.settled();
  const words = delivery(message(psid, "m_forget", "forget all of it"));
  await postSigned(words);
  await w.settled();
  await until(async () => !(await isStored(psid)));
  return { psid, before, words };
}

const queued = (psid: string, words: string, at: number, received = at): QueuedEvents => {
  const mid = `m_${words}`;
  const event = { kind: "message", id: mid, mid, at, text: words, attachments: [] } as const;
  return { v: 1, channel: "messenger", account: PAGE, person: psid, origin: "", received, events: [event] };
};

async function fromQueue(...bodies: QueuedEvents[]) {
  const messages = bodies.map((body, n) => ({ id: String(n), timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch<QueuedEvents>("edgewise-events", messages);
  await consume(batch, worker);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  return { taken: explicitAcks.length, again: retryMessages.length };
}

afterEach(() => vi.restoreAllMocks());

describe("nothing is stored of somebody", () => {
  const echo = (psid: string, appId: number) =>
    item(PAGE, { recipient: { id: psid }, message: { is_echo: true, app_id: appId, mid: `m_${psid}`, text: "News!" } });

  it.each([
    ["what other apps send them", (psid: string) => echo(psid, 424_242)],
    ["that it was delivered", (psid: string) => item(psid, { delivery: { mids: ["m_x"], watermark: Date.now() } })],
    ["that it was read", (psid: string) => item(psid, { read: { watermark: Date.now() } })],
  ])("who has never written, for %s", async (_, what) => {
    const psid = stranger();
    expect(await postSigned(delivery(what(psid)))).toBe(200);
    expect([await isStored(psid), await isListed(psid)]).toEqual([false, false]);
  });

  it("who has never written, by looking", async () => {
    const psid = stranger();
    const object = objectOf(psid);
    expect(await object.count()).toEqual({ acknowledged: 0, handled: 0, dead: 0, pending: 0, oldest: null });
    expect(await object.show()).toMatchObject({ acknowledged: 0, control: "bot", events: [] });
    expect(await object.sweep()).toEqual({ oldest: null, revived: false, isEmpty: true });
    expect([await object.replay("event", "m_1"), await object.replay("parts", "m_1")]).toEqual(["gone", "gone"]);
    expect(await isStored(psid)).toBe(false);
  });

  it("who was erased, when the last words to them are told back, delivered and read", async () => {
    const { psid } = await erased();
    const at = Date.now();
    await postSigned(delivery(echo(psid, Number(worker["FACEBOOK_APP_ID"]))));
    await postSigned(delivery(item(psid, { delivery: { mids: ["m_x"], watermark: at } })));
    await postSigned(delivery(item(psid, { read: { watermark: at } })));
    await w.settled();
    expect([await isStored(psid), await isListed(psid)]).toEqual([false, false]);
  });

  it("when the first step of theirs fails, and it begins when it is taken again", async () => {
    const psid = stranger();
    const first = { origin: "", received: Date.now(), events: queued(psid, "hello", Date.now()).events };
    const isThere = await runInDurableObject(objectOf(psid), async (conversation, { storage }) => {
      const set = vi.spyOn(Object.getPrototypeOf(storage), "setAlarm").mockImplementation(() => {
        throw new Error("SQLITE_FULL");
      });
      await expect(conversation.accept(first)).rejects.toThrow("SQLITE_FULL");
      set.mockRestore();
      return storage.sql.exec("select 1 from sqlite_master").toArray().length > 0;
    });
    expect(isThere).toBe(false);
    expect(await objectOf(psid).accept(first)).toBe(1);
  });
});

it("a colleague who writes first begins a conversation: the bot has to be silent in it", async () => {
  const psid = stranger();
  const sent = { is_echo: true, app_id: 263_902_037_430_900, mid: "m_c", text: "Hello, I am Jo." };
  await postSigned(delivery(item(PAGE, { recipient: { id: psid }, message: sent })));
  expect(await objectOf(psid).show()).toMatchObject({ control: "human", acknowledged: 1 });
  expect(await isListed(psid)).toBe(true);
});

it("every conversation can be found, also one that the bot never answers", async () => {
  const psid = stranger();
  const at = Date.now();
  const standby = [message(psid, "m_s", "for another app", at)];
  await postSigned({ object: "page", entry: [{ id: PAGE, time: at, standby }] });
  expect([await isStored(psid), await isListed(psid)]).toEqual([true, true]);
});

it("asks the account once, when it begins", async () => {
  const asks = vi.spyOn(Account.prototype, "begins");
  const psid = await guest();
  w.meta.says(psid, "and again");
  await w.hears(psid, 2);
  expect(asks).toHaveBeenCalledOnce();
});

describe("who was erased stays erased", () => {
  it("when Meta delivers the same once more: nothing is stored, nobody is told, and they are on no list", async () => {
    const { psid, before, words } = await erased();
    const screen = w.screen(psid);
    await postSigned(before);
    await postSigned(words);
    await w.settled();
    expect([await isStored(psid), await isListed(psid)]).toEqual([false, false]);
    expect(w.screen(psid)).toEqual(screen);
  });

  it("when they have written since: what is of before is not taken, directly or from the queue", async () => {
    const { psid, before, words } = await erased();
    w.meta.says(psid, "me again");
    const screen = await w.hears(psid, 4);
    expect(screen.at(-1)).toBe(answer("me again"));
    await postSigned(before);
    await postSigned(words);
    const old = Date.now() - 3_600_000;
    expect(await fromQueue(queued(psid, "old", old), queued(psid, "late", old, Date.now()))).toMatchObject({
      taken: 2,
    });
    await w.settled();
    expect(w.screen(psid)).toEqual(screen);
    expect(await objectOf(psid).count()).toMatchObject({ acknowledged: 1 });
  });

  it("when a crash follows the first thing that they write since", async () => {
    const { psid, before } = await erased();
    const first = { origin: "", received: Date.now(), events: queued(psid, "back", Date.now()).events };
    await objectOf(psid).accept(first);
    await crash(psid);
    await postSigned(before);
    expect(await objectOf(psid).count()).toMatchObject({ acknowledged: 1 });
  });

  it("and keeps what comes together with it and is of after", async () => {
    const { psid } = await erased();
    const both = delivery(message(psid, "m_old", "of before", Date.now() - DAY), message(psid, "m_new", "of after"));
    await postSigned(both);
    await w.hears(psid, 4);
    expect(w.screen(psid).slice(3)).toEqual([answer("of after")]);
  });
});

describe("while the account is silent", () => {
  beforeEach(() => {
    for (const name of ["begins", "isErased", "permit"] as const) {
      vi.spyOn(Account.prototype, name).mockRejectedValue(new Error("overloaded"));
    }
  });
  afterEach(() => vi.restoreAllMocks());

  it("a conversation that has begun gets its events, directly and from the queue", async () => {
    vi.restoreAllMocks();
    const psid = await guest();
    vi.spyOn(Account.prototype, "begins").mockRejectedValue(new Error("overloaded"));
    vi.spyOn(Account.prototype, "isErased").mockRejectedValue(new Error("overloaded"));
    expect(await fromQueue(queued(psid, "from the queue", Date.now()))).toEqual({ taken: 1, again: 0 });
    expect(await postSigned(delivery(message(psid, "m_d", "directly")))).toBe(200);
    expect(await objectOf(psid).count()).toMatchObject({ acknowledged: 3 });
  });

  it("who writes for the first time is kept in the queue, and answered when it speaks again", async () => {
    const psid = stranger();
    w.meta.says(psid, "hello"); // opens the window of the simulated Meta; its delivery is kept too
    const kept: QueuedEvents[] = [];
    vi.spyOn(worker.EVENTS, "sendBatch").mockImplementation((async (messages: { body: QueuedEvents }[]) => {
      kept.push(...messages.map(({ body }) => body));
    }) as never);
    await w.meta.settle();
    expect(kept.map(({ person }) => person)).toEqual([psid]);
    expect(await fromQueue(...kept)).toEqual({ taken: 0, again: 1 });
    expect(await isStored(psid)).toBe(false);
    vi.restoreAllMocks();
    expect(await fromQueue(...kept)).toEqual({ taken: 1, again: 0 });
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
  });
});

describe("an end", () => {
  const wakes = (psid: string) => runDurableObjectAlarm(objectOf(psid));

  it("comes when everything was pruned and the bot remembers nothing: no tables, no alarm, on no list", async () => {
    const psid = await guest();
    await t.passes(61 * DAY);
    await wakes(psid);
    await until(async () => !(await isListed(psid)));
    expect(await isStored(psid)).toBe(false);
    expect(await runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm())).toBeNull();
    w.meta.says(psid, "after all this time");
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("after all this time"));
    expect(await isListed(psid)).toBe(true);
  });

  it("does not come while the bot remembers something", async () => {
    const psid = await guest();
    w.meta.says(psid, "stop");
    await w.hears(psid, 2);
    await w.settled();
    await t.passes(61 * DAY);
    await wakes(psid);
    expect(await objectOf(psid).count()).toMatchObject({ acknowledged: 2, handled: 2 });
    expect([await isStored(psid), await isListed(psid)]).toEqual([true, true]);
  });

  it("does not come while something is to happen later", async () => {
    const psid = await guest();
    const far = Date.now() + 90 * DAY;
    await runInDurableObject(objectOf(psid), (_, { storage }) =>
      storage.sql.exec("insert into later values ('survey', 'k', ?, '{}', 0)", far),
    );
    await t.passes(61 * DAY);
    await wakes(psid);
    expect([await isStored(psid), await isListed(psid)]).toEqual([true, true]);
    expect(await runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm())).not.toBeNull();
  });

  it("that the account did not hear of is found by the sweep", async () => {
    const psid = await guest();
    await t.passes(61 * DAY);
    const silent = vi.spyOn(Account.prototype, "left").mockRejectedValue(new Error("overloaded"));
    await wakes(psid);
    await until(() => silent.mock.calls.length > 0);
    silent.mockRestore();
    expect(await isListed(psid)).toBe(true);
    await sweep(worker);
    expect(await isListed(psid)).toBe(false);
  });

  it("of an erasure that was cut off after the storage was emptied is found by the sweep, with what is listed", async () => {
    const psid = await guest();
    await account().willForget(nameOf(psid));
    await objectOf(psid).erase();
    await account().report({ kind: "send_failed", conversation: nameOf(psid), event: "m_1", detail: "" });
    await w.settled();
    await sweep(worker);
    expect(await isListed(psid)).toBe(true); // they may be about to begin anew
    await t.passes(3 * DAY);
    await sweep(worker);
    expect([await isListed(psid), await account().alerts()]).toEqual([false, []]);
  });

  it("of an erasure does not take from the list who has begun anew meanwhile", async () => {
    const psid = await guest();
    await account().willForget(nameOf(psid));
    await objectOf(psid).erase();
    await w.settled();
    w.meta.says(psid, "me again");
    await w.hears(psid, 2);
    await account().forget(nameOf(psid));
    expect(await isListed(psid)).toBe(true);
    await account().willForget(nameOf(psid));
    await account().forget(nameOf(psid));
    expect(await isListed(psid)).toBe(false);
  });
});

it("what goes to the conversation that begins anew is not taken for a duplicate by the one that ends", async () => {
  const psid = await guest();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  w.graph = async (request) => {
    if (request.method !== "POST" || !(await request.clone().text()).includes("Gone.")) return undefined;
    isHeld = true;
    await held;
    return undefined;
  };
  w.meta.says(psid, "forget all of it");
  await w.until(() => isHeld);
  const next = queued(psid, "still there?", Date.now());
  expect(await fromQueue(next)).toEqual({ taken: 1, again: 0 });
  expect(await fromQueue(next)).toEqual({ taken: 0, again: 1 });
  release();
  expect((await w.hears(psid, 3)).slice(1)).toEqual(["Gone.", answer("still there?")]);
});

describe("pure", () => {
  const event = (at: number, kind = "message") => ({ kind, id: "1", at }) as unknown as Event;

  it("tells by when it was done, and by when it came", () => {
    const whole = { origin: "", received: 100, events: [event(50), event(99), event(120)] };
    expect(since(50, whole).map(({ at }) => at)).toEqual([99, 120]);
    expect(since(100, whole)).toEqual([]);
    expect(since(0, whole)).toHaveLength(3);
    expect(newest(whole)).toBe(100);
    const echoes = { ...whole, events: [event(60, "echo"), event(99, "echo"), event(60)] };
    expect(since(50, echoes, 20).map(({ at }) => at)).toEqual([99, 60]);
    expect(since(0, echoes, 20)).toHaveLength(3);
    expect(newest(echoes, 20)).toBe(79);
  });

  it("knows what begins a conversation", () => {
    const kinds = ["message", "tap", "reaction", "control", "comment", "signal", "unknown", "receipt"];
    expect(kinds.filter((kind) => begins(event(1, kind), messenger, ["9"]))).toEqual(kinds.slice(0, -1));
    const echoes = [{ appId: "9" }, { appId: "8" }, {}, { text: "Kim here." }];
    const begun = echoes.map((echo) =>
      begins({ ...event(1, "echo"), attachments: [], ...echo } as Event, messenger, ["9"]),
    );
    expect(begun).toEqual([true, false, false, true]);
  });
});
