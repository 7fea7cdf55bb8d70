/** What becomes of a delivery when its conversation, or the queue, or both of them fail. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { sign } from "../../simulator/core/webhooks.ts";
import type { Env } from "../../src/env.ts";
import { makeDurable } from "../../src/intake/deliver.ts";
import { webhookDelivery } from "../../src/intake/webhook.ts";
import { runnable } from "../../src/kit/runnable.ts";
import type { QueuedEvents } from "../../src/model/events.ts";
import { bot } from "../support/bot.ts";
import { PAGE, text, worker } from "../support/world.ts";

type Accepts = () => Promise<number>;

const takes: Accepts = async () => 1;
const fails: Accepts = () => Promise.reject(new Error("overloaded"));
const hangs: Accepts = () => new Promise(() => {});
/** Later than anybody waits, and before everybody has given up. */
const isLate: Accepts = () => scheduler.wait(150).then(takes);

/** A delivery with a text of each person, whose object accepts so. */
async function deliver(people: Readonly<Record<string, Accepts>>, sendBatch: (messages: unknown[]) => Promise<void>) {
  const messaging = Object.keys(people).map((id) => ({
    sender: { id },
    recipient: { id: PAGE },
    timestamp: Date.now(),
    message: { mid: `m_${crypto.randomUUID()}`, text: "hello" },
  }));
  const delivery = { object: "page", entry: [{ id: PAGE, time: Date.now(), messaging }] };
  const getByName = (name: string) => ({ accept: people[name.split(":").at(-1) ?? ""] });
  const env = { ...worker, CONVERSATION: { getByName }, EVENTS: { sendBatch }, ACCEPT_MS: "50" } as unknown as Env;
  const signed = await sign(delivery, text("FACEBOOK_APP_SECRET"));
  const request = new Request("https://bot.test/webhook", { method: "POST", ...signed });
  const { status } = await webhookDelivery(request, env, bot[runnable]);
  return status;
}

describe("a delivery", () => {
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
  afterEach(() => vi.clearAllMocks());
  const queue = vi.fn(async (_: unknown[]) => {});
  const brokenQueue = () => Promise.reject(new Error("no queue"));

  it.each([
    ["fails", fails],
    ["hangs", hangs],
  ])("is not acknowledged when an object %s and the queue fails: Meta sends it again", async (_, accept) => {
    expect(await deliver({ "1": accept }, brokenQueue)).toBe(503);
    expect(await deliver({ "1": takes, "2": accept }, brokenQueue)).toBe(503);
  });

  it("is acknowledged when an object was late and the queue fails: it is durable all the same", async () => {
    expect(await deliver({ "1": isLate }, brokenQueue)).toBe(200);
  });

  it("goes to the queue with its head when an object fails and an event is larger than a queue's message may be", async () => {
    const text = "x".repeat(200_000);
    const event = { kind: "message", id: "m_large", mid: "m_large", at: Date.now(), text, attachments: [] } as const;
    const group = { v: 1, channel: "messenger", account: PAGE, person: "1", origin: "", received: 0, events: [event] };
    const env = { ...worker, CONVERSATION: { getByName: () => ({ accept: fails }) }, EVENTS: { sendBatch: queue } };
    expect(await makeDurable(env as unknown as Env, [group as QueuedEvents])).toBe(true);
    const events = [{ kind: "message", id: "m_large", cut: expect.any(Number) }];
    expect(queue).toHaveBeenCalledWith([
      { body: expect.objectContaining({ events: [expect.objectContaining(events[0])] }) },
    ]);
  });

  it("goes to the queue for whom an object fails or hangs, and for nobody else", async () => {
    expect(await deliver({ "1": takes, "2": fails, "3": hangs }, queue)).toBe(200);
    const bodies = queue.mock.calls.flatMap(([messages]) => messages) as { body: { person: string } }[];
    expect(bodies.map(({ body }) => body.person).toSorted()).toEqual(["2", "3"]);
  });
});
