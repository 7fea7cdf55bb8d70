import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { Conversation } from "../../src/conversation/conversation.ts";
import type { Part } from "../../src/conversation/schema.ts";
import { AUTOMATED, PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const objectOf = (psid: string) => worker.CONVERSATION.getByName(`messenger:${PAGE}:${psid}`);
const message = (psid: string, text: string, at = Date.now(), mid = `m_${crypto.randomUUID()}`) => ({
  sender: { id: psid },
  recipient: { id: PAGE },
  timestamp: at,
  message: { mid, text },
});
const delivery = (...messaging: unknown[]) => ({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging }] });
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

/** People who have said hello, so that the simulated Meta lets the bot answer them. */
async function people(count: number): Promise<string[]> {
  const psids = Array.from({ length: count }, () => w.joins().psid);
  for (const psid of psids) w.meta.says(psid, "hello");
  await Promise.all(psids.map((psid) => w.hears(psid, 1)));
  return psids;
}

describe("order", () => {
  it("answers two messages sent at once in the order of their timestamps", async () => {
    const [psid = ""] = await people(1);
    const at = Date.now();
    // The later one is delivered first.
    await Promise.all([
      postSigned(delivery(message(psid, "second", at + 5))),
      postSigned(delivery(message(psid, "first", at))),
    ]);
    expect((await w.hears(psid, 3)).slice(1)).toEqual([answer("first"), answer("second")]);
  });

  it("keeps the order of arrival where timestamps are the same", async () => {
    const [psid = ""] = await people(1);
    const words = Array.from({ length: 10 }, (_, index) => `word ${index}`);
    const at = Date.now();
    await postSigned(delivery(...words.map((word) => message(psid, word, at))));
    expect((await w.hears(psid, 11)).slice(1)).toEqual(words.map(answer));
  });

  it("answers a hundred people who write at once", async () => {
    const psids = Array.from({ length: 100 }, () => w.joins().psid);
    for (const psid of psids) w.meta.says(psid, `hello from ${psid}`);
    await w.meta.settle();
    await Promise.all(psids.map((psid) => w.hears(psid, 1)));
    for (const psid of psids) expect(w.screen(psid)).toEqual([answer(`hello from ${psid}`)]);
  });

  it("answers thirty people of one delivery, and one of them again right after it, in order", async () => {
    const psids = await people(30);
    const [first = ""] = psids;
    await postSigned(delivery(...psids.map((psid) => message(psid, "one"))));
    await postSigned(delivery(message(first, "two")));
    expect(await w.hears(first, 3)).toEqual([answer("hello"), answer("one"), answer("two")]);
    for (const psid of psids.slice(1)) expect(await w.hears(psid, 2)).toEqual([answer("hello"), answer("one")]);
  });
});

describe("duplicates", () => {
  it("answers a message once, however often and with whatever timestamp it is delivered", async () => {
    const [psid = ""] = await people(1);
    const at = Date.now();
    await Promise.all([1, 2, 3].map((n) => postSigned(delivery(message(psid, "once", at + n, "m_same")))));
    await w.hears(psid, 2);
    await postSigned(delivery(message(psid, "once", at, "m_same")));
    await w.settled();
    expect(w.screen(psid)).toEqual([answer("hello"), answer("once")]);
  });

  it.each(["standby first", "messaging first"])("runs a tap that came both ways once: %s", async (order) => {
    const [psid = ""] = await people(1);
    const postback = { mid: "m_tap", title: "Track Order" };
    const item = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now() };
    const standby = { object: "page", entry: [{ id: PAGE, time: 1, standby: [{ ...item, postback }] }] };
    const messaging = delivery({ ...item, postback: { ...postback, payload: "TRACK_ORDER" } });
    for (const one of order === "standby first" ? [standby, messaging] : [messaging, standby]) {
      await postSigned(one);
      await w.settled();
    }
    expect(w.screen(psid)).toEqual([answer("hello"), "You have no order yet."]);
  });
});

describe("a crash", () => {
  it("right after the 200, with nothing coming after it, still ends in the answer", async () => {
    const [psid = ""] = await people(1);
    expect(await postSigned(delivery(message(psid, "still there?")))).toBe(200);
    await crash(psid);
    await w.settled();
    // The object was gone before its turn: only the alarm that was set with the row is left.
    await runInDurableObject(objectOf(psid), async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeLessThanOrEqual(Date.now() + 10_000);
    });
    await runDurableObjectAlarm(objectOf(psid));
    expect(await w.hears(psid, 2)).toEqual([answer("hello"), answer("still there?")]);
  });

  it("leaves an idle alarm for retention, and none that is soon", async () => {
    const [psid = ""] = await people(1);
    await w.settled();
    const stub = objectOf(psid);
    await runDurableObjectAlarm(stub);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    });
  });

  it("leaves no alarm that only finds what waits behind a message that may not be tried yet", async () => {
    const [psid = ""] = await people(1);
    w.graph = () => Response.json({ error: { message: "Slower", code: 613 } }, { status: 400 });
    await postSigned(delivery(message(psid, "one")));
    await postSigned(delivery(message(psid, "two")));
    await w.settled();
    await runDurableObjectAlarm(objectOf(psid));
    await runInDurableObject(objectOf(psid), async (_, { storage }) => {
      const [first] = storage.sql.exec("select due from event where status = 1 order by turn").toArray();
      expect(first?.["due"]).toBeGreaterThan(0);
      expect(await storage.getAlarm()).toBeGreaterThanOrEqual(Number(first?.["due"]));
    });
  });

  it("while a message was sent: its echo settles it, and it is not said again", async () => {
    const [psid = ""] = await people(1);
    let acted = false;
    w.graph = async (request) => {
      if (!(await request.clone().text()).includes("You said")) return undefined;
      await w.meta.handle(request as never); // Meta has acted …
      acted = true;
      await scheduler.wait(60_000); // … and the answer never comes
      return undefined;
    };
    await postSigned(delivery(message(psid, "cut off")));
    await until(() => acted);
    await crash(psid);
    w.graph = undefined;
    await w.settled(); // the echo comes to an object that remembers only its rows
    await runDurableObjectAlarm(objectOf(psid));
    await w.settled();
    expect(w.screen(psid)).toEqual([answer("hello"), answer("cut off")]);
    expect(await parts(psid)).toEqual(["sent", "sent"]);
  });
});

describe("retention", () => {
  it("forgets words first and ids later, and still knows a duplicate", async () => {
    const [psid = ""] = await people(1);
    w.meta.says(psid, "stop"); // it is remembered, so the conversation does not end
    await w.hears(psid, 2);
    await w.settled();
    const screen = w.screen(psid);
    const stub = objectOf(psid);
    const month = 30 * 86_400_000;
    try {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + month + 60_000 });
      await runDurableObjectAlarm(stub);
      const rows = await rowsOf(psid);
      expect(rows.map(({ body, out }) => [body, out])).toEqual([
        ["{}", null],
        ["{}", null],
      ]);
      await stub.accept({ origin: "", received: Date.now(), events: [event(String(rows[0]?.["id"]))] });
      await w.settled();
      expect(w.screen(psid)).toEqual(screen);
      vi.setSystemTime(Date.now() + month);
      await runDurableObjectAlarm(stub);
      expect(await rowsOf(psid)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  const event = (id: string) =>
    ({ kind: "message", id, mid: id, at: Date.now(), text: "hello", attachments: [] }) as const;
});

describe("the bill", () => {
  it("is what docs/storage.md says for a text turn with one answer", async () => {
    const [psid = ""] = await people(1);
    await w.settled();
    w.meta.says(psid, "once more"); // the account writes down, now and not below, that echoes come
    await w.hears(psid, 2);
    await w.settled();
    await runDurableObjectAlarm(objectOf(psid)); // quiet again: the next alarm is the one of retention
    const meter = await runInDurableObject(objectOf(psid), (_: Conversation, { storage }) => meterRows(storage));
    w.meta.says(psid, "count me");
    await w.hears(psid, 3);
    await until(async () => (await parts(psid)).every((status) => status === "sent"));
    expect(meter.written()).toEqual({ rows: 5, alarms: 1 });

    const repeated = message(psid, "again", Date.now(), "m_again");
    await postSigned(delivery(repeated));
    await w.hears(psid, 4);
    await until(async () => (await parts(psid)).every((status) => status === "sent"));
    meter.written();
    await postSigned(delivery(repeated));
    expect(meter.written()).toEqual({ rows: 0, alarms: 0 });
    meter.stop();
  });
});

/** Counts what is billed as a row written, in every object of this process. */
function meterRows(storage: DurableObjectStorage) {
  const counted = { rows: 0, alarms: 0 };
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const prototype = Object.getPrototypeOf(storage.sql) as { exec: SqlStorage["exec"] };
  const original = prototype.exec;
  prototype.exec = function (this: SqlStorage, ...args: Parameters<SqlStorage["exec"]>) {
    const cursor = original.apply(this, args);
    cursors.push(cursor as never);
    return cursor;
  } as SqlStorage["exec"];
  const alarm = vi.spyOn(Object.getPrototypeOf(storage) as DurableObjectStorage, "setAlarm");
  return {
    /** Since the last time. */
    written() {
      const now = {
        rows: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
        alarms: alarm.mock.calls.length,
      };
      const since = { rows: now.rows - counted.rows, alarms: now.alarms - counted.alarms };
      Object.assign(counted, now);
      return since;
    },
    stop() {
      prototype.exec = original;
      alarm.mockRestore();
    },
  };
}

/** Ends an object as a crash does: its memory and its work are gone, its rows and its alarm stay. */
async function crash(psid: string): Promise<void> {
  await expect(
    runInDurableObject(objectOf(psid), (_: Conversation, state) => state.abort("crash of the test")),
  ).rejects.toThrow("crash of the test");
}

async function rowsOf(psid: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(objectOf(psid), (_: Conversation, { storage }) =>
    storage.sql.exec("select * from event order by seq").toArray(),
  );
}

async function parts(psid: string): Promise<string[]> {
  return (await rowsOf(psid))
    .flatMap(({ out }) => JSON.parse(String(out ?? "[]")) as Part[])
    .filter(({ words }) => words !== AUTOMATED)
    .map(({ status }) => status);
}
