import fc from "fast-check";
import { expect, it } from "vitest";
import { post } from "../../src/channels/meta/graph.ts";
import { passMetadata } from "../../src/conversation/turn/render.ts";
import type { Event } from "../../src/model/events.ts";
import { bytesOf, headOf } from "../../src/model/head.ts";
import { cutText, splitText, startOf } from "../../src/model/split.ts";

const text = fc.string({ unit: "grapheme", maxLength: 60 });

it("no cut of a text leaves half a surrogate pair", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (words, limit) => {
      const lines = [{ from: "person", text: `${words}${"🚲".repeat(limit)}`, at: 1 }] as const;
      const cuts = [startOf(words, limit), cutText(words, limit), ...splitText(words, limit)];
      for (const cut of [...cuts, passMetadata(`${words}🚲🚲`, lines, 40 + limit)])
        expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

it("no half of a surrogate pair goes out, whoever gave it", async () => {
  const bodies: string[] = [];
  const graph = {
    ...{ url: "https://graph.test", version: "v27.0", token: "t", appSecret: "", timeout: 1_000 },
    fetch: (async (_: unknown, init: RequestInit) => {
      bodies.push(String(init.body));
      return Response.json({ message_id: "m_1" });
    }) as unknown as typeof fetch,
  };
  const halves = ["\ud83d", "ok \ud83d", "\udeb2 ok", "\ud83d\ud83d\udeb2", "a\udfffb"];
  for (const half of halves) {
    await post(graph, "1/messages", { message: { text: half, quick_replies: [{ title: half, payload: half }] } });
  }
  expect(bodies).toHaveLength(halves.length);
  for (const body of bodies) expect(body).not.toMatch(/\\ud[89a-f]/i);
  expect(bodies[3]).toContain("\ufffd🚲");
});

it("the head of an event fits, keeps what is short, and tells what the whole had", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(500), fc.constantFrom("🚲", "\n", "\u0001", "ก", "a"), (length, count, sign) => {
      const attachments = Array.from({ length: count }, (_, n) => ({ type: "image", url: sign.repeat(n) }) as const);
      const event: Event = { kind: "message", id: "m", mid: "m", at: 1, text: sign.repeat(length), attachments };
      const head = headOf(event, 20_000);
      expect(bytesOf(head)).toBeLessThanOrEqual(20_000);
      if (bytesOf(event) <= 20_000) expect(head).toBe(event);
      else expect(head).toMatchObject({ kind: "message", id: "m", mid: "m", at: 1, cut: bytesOf(event) });
    }),
  );
});

it("of what one platform alone tells each field is cut by itself, and what is short stays", () => {
  const data = { payload: "x".repeat(30_000), code: "TEN", note: "y".repeat(30_000), products: [{ id: "1" }] };
  const event: Event = { kind: "platform", channel: "messenger", name: "cart", id: "c", at: 1, data };
  const head = headOf(event, 20_000);
  expect(bytesOf(head)).toBeLessThanOrEqual(20_000);
  expect(head).toMatchObject({ name: "cart", cut: bytesOf(event), data: { code: "TEN", products: [{ id: "1" }] } });
  expect(head.kind === "platform" && Object.keys(head.data)).toEqual(Object.keys(data));
});
