import { expect, test, vi } from "vitest";
import { RETRIES, WebhookQueue } from "../../simulator/core/queue.ts";
import { metaJson } from "../../simulator/core/signing.ts";
import { summaryOf } from "../../simulator/core/webhooks.ts";
import { ANA, hmac, itemsOf, PAGE, simulated } from "./simulated.ts";

test("a webhook is signed over its very bytes: escaped unicode in lower case, escaped slashes", async () => {
  const { meta, requests } = simulated();
  meta.says(ANA, "äöå/ß 😀");
  await meta.settle();
  const [request] = requests;
  const body = request?.body ?? "";
  expect(body).toContain(String.raw`"text":"\u00e4\u00f6\u00e5\/\u00df \ud83d\ude00"`);
  expect(request?.headers["x-hub-signature-256"]).toBe(`sha256=${hmac(body)}`);
  expect(itemsOf(body)[0]?.item["message"]).toMatchObject({ text: "äöå/ß 😀" });
});

test("whoever watches is told an echo and what was taken back apart from what was written", async () => {
  const { meta, requests, send } = simulated({ receipts: false });
  const mid = meta.says(ANA, "Hi");
  await meta.settle();
  await send({ text: "Hello" });
  meta.deletes(ANA, mid);
  await meta.settle();
  const seen = requests.map(({ body }) => summaryOf(JSON.parse(body)));
  expect(seen.map(({ what }) => what)).toEqual(["message", "echo", "deleted"]);
  expect(seen.at(-1)).toEqual({ what: "deleted", mid });
});

test("JSON as Meta writes it means the same", () => {
  const value = { "ключ/": ["\u2028", "\u007f", "\\u00e4", '"', "\ud83d"] };
  expect(metaJson(value)).toMatch(/^[\x20-\x7f]*$/);
  expect(JSON.parse(metaJson(value))).toEqual(value);
});

test("one item an entry, for the Page, in milliseconds", async () => {
  const { meta, requests, clock } = simulated();
  meta.sendsLocation(ANA, 52.09, 5.12, "Utrecht");
  await meta.settle();
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    object: "page",
    entry: [
      {
        id: PAGE,
        time: clock.now,
        messaging: [
          {
            sender: { id: ANA },
            recipient: { id: PAGE },
            timestamp: clock.now,
            message: {
              mid: expect.any(String),
              attachments: [
                { type: "location", title: "Utrecht", payload: { coordinates: { lat: 52.09, long: 5.12 } } },
              ],
            },
          },
        ],
      },
    ],
  });
});

test("what a person sends", async () => {
  const { meta, received } = simulated();
  const mid = meta.says(ANA, "Hi");
  meta.says(ANA, "That one", { replyTo: mid });
  meta.sends(ANA, "image", "https://x.test/a.png");
  meta.sendsSticker(ANA);
  meta.reacts(ANA, mid, "😍", "love");
  await meta.settle();
  expect(received().map(({ item }) => item["message"] ?? item["reaction"])).toMatchObject([
    { text: "Hi" },
    { text: "That one", reply_to: { mid } },
    { attachments: [{ type: "image", payload: { url: "https://x.test/a.png" } }] },
    { attachments: [{ type: "sticker", payload: { sticker_id: 369239263222822 } }] },
    { mid, action: "react", emoji: "😍", reaction: "love" },
  ]);
});

test("what the bot accepts is marked as delivered, what it never accepts as lost", async () => {
  let status = 200;
  const { meta } = simulated({ deliver: async () => status, retries: [1, 2] });
  meta.says(ANA, "one");
  await meta.settle();
  status = 500;
  meta.says(ANA, "two");
  await meta.settle();
  expect(meta.chat(ANA)).toMatchObject([
    { progress: "delivered" },
    { progress: "lost" },
    { notice: { about: "lost" } },
  ]);
});

test("the queue keeps a person's order through failures, and lets nobody wait for another", async () => {
  const accepted: unknown[] = [];
  const pauses: number[] = [];
  let down = 3;
  let release: (() => void) | undefined;
  const queue = new WebhookQueue({
    atOnce: true,
    retries: RETRIES,
    wait: async (milliseconds) => void pauses.push(milliseconds),
    send: async ({ lane, payload }) => {
      if (lane === "stuck") await new Promise<void>((resolve) => (release = resolve));
      if (lane === "ana" && down-- > 0) {
        if (down === 1) throw new Error("connection refused");
        return 503;
      }
      accepted.push(payload);
      return 200;
    },
  });
  queue.add({ lane: "stuck", payload: "s" });
  for (const payload of ["a1", "a2", "a3"]) queue.add({ lane: "ana", payload });
  queue.add({ lane: "ben", payload: "b1" });
  await vi.waitFor(() => expect(accepted).toEqual(["b1", "a1", "a2", "a3"]));
  expect(pauses).toEqual(RETRIES.slice(0, 3));
  expect(queue.size).toBe(1);
  release?.();
  await queue.settle();
  expect(accepted.at(-1)).toBe("s");
});

test("a queue that waits for settle sends nothing by itself, and then also what came of it", async () => {
  const sent: unknown[] = [];
  const queue: WebhookQueue = new WebhookQueue({
    atOnce: false,
    retries: [],
    wait: async () => {},
    send: async ({ payload }) => {
      sent.push(payload);
      if (payload === 1) queue.add({ lane: "b", payload: 2 });
      return 200;
    },
  });
  queue.add({ lane: "a", payload: 1 });
  await Promise.resolve();
  expect(sent).toEqual([]);
  await queue.settle();
  expect(sent).toEqual([1, 2]);
});
