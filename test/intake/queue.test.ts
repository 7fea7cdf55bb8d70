import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Env } from "../../src/env.ts";
import { consume } from "../../src/intake/consume.ts";
import { group, makeDurable } from "../../src/intake/deliver.ts";
import type { Inbound, MessageEvent, QueuedEvents } from "../../src/model/events.ts";
import { batches, MESSAGE_BYTES, pack } from "../../src/queue.ts";
import { objectOf } from "../support/room.ts";
import { get, PAGE, text, worker, world } from "../support/world.ts";

const w = world();
const event = (mid: string, text: string) => ({ kind: "message", id: mid, mid, at: 1, text, attachments: [] }) as const;
const queued = (person: string | null, ...events: ReturnType<typeof event>[]): QueuedEvents => ({
  v: 1,
  channel: "messenger",
  account: PAGE,
  person,
  origin: "https://bot.test",
  received: Date.now(),
  events,
});
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;

describe("what goes into the queue", () => {
  it("is one message a person, in the order of the delivery", () => {
    const inbound = ["a", "b", "a", null, "a"].map(
      (person, n): Inbound => ({ account: PAGE, person, event: event(`m_${n}`, "x") }),
    );
    const groups = group("messenger", inbound, "https://bot.test", 5);
    expect(groups.map(({ person, events }) => [person, events.map(({ id }) => id)])).toEqual([
      ["a", ["m_0", "m_2", "m_4"]],
      ["b", ["m_1"]],
      [null, ["m_3"]],
    ]);
  });

  it("holds what stands twice in a delivery once, but for what came on standby", () => {
    const one = event("m_1", "x");
    const standby = { ...one, standby: true } as const;
    const inbound = [one, standby, one, standby].map((event): Inbound => ({ account: PAGE, person: "a", event }));
    expect(group("messenger", inbound, "", 5).map(({ events }) => events)).toEqual([[one, standby]]);
  });

  it("is split by bytes, with nothing lost and the order kept", () => {
    const events = Array.from({ length: 200 }, (_, n) => event(`m_${n}`, "ü".repeat(1_900)));
    const messages = pack(queued("1", ...events));
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(bytes(message)).toBeLessThanOrEqual(MESSAGE_BYTES);
    expect(messages.flatMap((message) => message.events)).toEqual(events);
    for (const call of batches(messages)) expect(bytes(call)).toBeLessThanOrEqual(256_000);
    expect(batches(messages).flat()).toEqual(messages);
  });

  it("holds the head of an event that no message can hold, with a mark", () => {
    const [before, large, after] = [event("m_0", "a"), event("m_1", "\n🚲".repeat(60_000)), event("m_2", "b")];
    const messages = pack(queued("1", before, large, after));
    for (const message of messages) expect(bytes(message)).toBeLessThanOrEqual(MESSAGE_BYTES);
    const events = messages.flatMap((message) => message.events);
    expect(events.map(({ id }) => id)).toEqual(["m_0", "m_1", "m_2"]);
    expect(events[0]).toEqual(before);
    const head = events[1] as MessageEvent;
    expect(head.cut).toBe(bytes(large));
    expect(large.text.startsWith(head.text ?? "")).toBe(true);
    expect(head.text?.length).toBeGreaterThan(10_000);
    expect(head.text?.isWellFormed()).toBe(true);
  });

  it("is at most a hundred messages a call", () => {
    const calls = batches(Array.from({ length: 250 }, (_, n) => queued(String(n), event(`m_${n}`, "x"))));
    expect(calls.map((call) => call.length)).toEqual([100, 100, 50]);
  });
});

describe("what a conversation does not accept in time", () => {
  /** The real bindings, with conversations that behave as told and a queue that remembers. */
  const broken = (accept: () => Promise<number>, queue: "works" | "fails" = "works") => {
    const sent: QueuedEvents[] = [];
    const env = {
      ...worker,
      ACCEPT_MS: "50",
      CONVERSATION: { getByName: () => ({ accept }) },
      EVENTS: {
        sendBatch: async (messages: { body: QueuedEvents }[]) => {
          if (queue === "fails") throw new Error("the queue is away");
          sent.push(...messages.map(({ body }) => body));
        },
      },
    };
    return { env: env as unknown as Env, sent };
  };
  const fails = () => Promise.reject(new Error("away"));
  const slow = (ms: number) => () => scheduler.wait(ms).then(() => 1);

  it.each([
    ["that fails", fails],
    ["that hangs", slow(60_000)],
  ])("goes through the queue: a conversation %s", async (_, accept) => {
    const { env, sent } = broken(accept);
    const one = queued("1", event("m_1", "hello"));
    expect(await makeDurable(env, [one])).toBe(true);
    expect(sent).toEqual([one]);
  });

  it("only for those: the others are not sent twice", async () => {
    let calls = 0;
    const { env, sent } = broken(() => (++calls === 1 ? fails() : Promise.resolve(1)));
    const groups = ["1", "2", "3"].map((person) => queued(person, event(`m_${person}`, "hello")));
    expect(await makeDurable(env, groups)).toBe(true);
    expect(sent).toEqual([groups[0]]);
  });

  it("is not acknowledged when the queue fails too", async () => {
    const { env } = broken(fails, "fails");
    expect(await makeDurable(env, [queued("1", event("m_1", "hello"))])).toBe(false);
  });

  it("is acknowledged all the same when the conversation was only slow", async () => {
    const { env } = broken(slow(200), "fails");
    expect(await makeDurable(env, [queued("1", event("m_1", "hello"))])).toBe(true);
  });
});

describe("what comes out of the queue", () => {
  const run = async (name: string, bodies: QueuedEvents[]) => {
    const messages = bodies.map((body, n) => ({ id: String(n), timestamp: new Date(), attempts: 1, body }));
    const batch = createMessageBatch<QueuedEvents>(name, messages);
    await consume(batch, worker);
    return getQueueResult(batch, createExecutionContext());
  };

  it("is answered in order, and once even if it came directly too", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    const parts = ["one", "two", "three"].map((text) => queued(psid, event(`m_${text}`, text)));
    const result = await run("edgewise-events", parts);
    expect(result.explicitAcks).toEqual(["0", "1", "2"]);
    await run("edgewise-events", parts);
    expect((await w.hears(psid, 4)).slice(1)).toEqual(
      ["one", "two", "three"].map((text) => `You said: "${text}". How can I help you today?`),
    );
    await w.settled();
    expect(w.screen(psid)).toHaveLength(4);
  });

  it("is kept in the list of exceptions when it is a dead letter", async () => {
    await run("edgewise-dead", [queued("1", event("m_1", "hello"))]);
    const list = await worker.ACCOUNT.getByName(`messenger:${PAGE}`).alerts();
    expect(list).toMatchObject([{ kind: "dead_letter", conversation: `messenger:${PAGE}:1`, event: "m_1" }]);
  });

  it.each(["edgewise-events", "edgewise-dead"])(
    "is listed when another version has written it, and not guessed at: %s",
    async (name) => {
      const { psid } = w.joins();
      await objectOf(psid).count();
      const newer = { ...queued(psid, event("m_2", "hello")), v: 2 };
      const strange = { v: 3, for: psid };
      expect((await run(name, [newer, strange] as unknown as QueuedEvents[])).explicitAcks).toEqual(["0", "1"]);
      expect(await objectOf(psid).count()).toMatchObject({ acknowledged: 0 });
      const home = worker.ACCOUNT.getByName(`messenger:${PAGE}`);
      const listed = await home.alerts({ kind: "dead_letter" });
      expect(new Map(listed.map(({ conversation, detail }) => [conversation, detail]))).toEqual(
        new Map([
          [`messenger:${PAGE}:${psid}`, "A queue message of version 2; this Worker knows 1. It is kept as it came."],
          ["", "A queue message of version 3; this Worker knows 1. It is kept as it came."],
        ]),
      );
      const [one] = listed;
      const kept = await home.alert(one?.seq ?? 0);
      expect([newer, strange]).toContainEqual(JSON.parse(kept?.body ?? ""));
      // What this version does not know is nothing that it can deliver: it stays in the list.
      const again = await get(`/admin/exceptions/${one?.seq}/replay`, {
        method: "POST",
        headers: { authorization: `Bearer ${text("ADMIN_TOKEN")}` },
      });
      expect(again.status).toBe(409);
      expect(await home.alerts({ kind: "dead_letter" })).toHaveLength(2);
    },
  );

  it("is not held up by what somebody has put there by hand", async () => {
    const psid = w.writer();
    await w.hears(psid, 1);
    const bodies = [null, {}, "hello", queued(psid, event("m_1", "one"))] as QueuedEvents[];
    for (const queue of ["edgewise-dead", "edgewise-events"]) {
      expect((await run(queue, bodies)).explicitAcks).toEqual(["0", "1", "2", "3"]);
    }
    expect((await w.hears(psid, 2)).at(-1)).toBe('You said: "one". How can I help you today?');
  });

  it("is tried again when it cannot be accepted", async () => {
    const env = { ...worker, CONVERSATION: { getByName: () => ({ accept: () => Promise.reject(new Error("away")) }) } };
    const batch = createMessageBatch<QueuedEvents>("edgewise-events", [
      { id: "0", timestamp: new Date(), attempts: 1, body: queued("1", event("m_1", "hello")) },
    ]);
    await consume(batch, env as unknown as Env);
    expect((await getQueueResult(batch, createExecutionContext())).retryMessages).toMatchObject([{ msgId: "0" }]);
  });
});
