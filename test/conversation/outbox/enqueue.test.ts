import { describe, expect, it, vi } from "vitest";
import { readMessageId } from "../../../src/conversation/ids.ts";
import { action } from "../../../src/kit/action.ts";
import { type Content, quick, text } from "../../../src/kit/index.ts";
import type { Enqueued, EnqueueRequest } from "../../../src/rpc.ts";
import { crash, objectOf } from "../../support/room.ts";
import { PAGE, until, worker, world } from "../../support/world.ts";

const w = world();
const say = (words: string): Content => text(words);

/** Somebody who has written, and has their answer. */
async function customer(): Promise<string> {
  const psid = w.writer();
  await w.hears(psid, 1);
  await w.settled();
  return psid;
}

async function enqueues(psid: string, request: Partial<EnqueueRequest> = {}): Promise<Enqueued> {
  return (await objectOf(psid).enqueue({ id: "1", by: "api", content: say("It has left."), ...request })) as Enqueued;
}

const newest = (psid: string) => w.screen(psid).slice(1);
/** What is known of it now. */
const looks = async (psid: string, { message }: Enqueued) => {
  const { seq = 0, said = 0 } = readMessageId(message?.id ?? "") ?? {};
  return (await objectOf(psid).message(seq, said)) ?? undefined;
};
const becomes = (psid: string, one: Enqueued, ...status: string[]) =>
  until(async () => {
    await w.meta.settle();
    return (await looks(psid, one))?.parts.every((part) => status.includes(part.status));
  });
/** The simulated Meta tells of delivery at once. */
const leaves = (psid: string, one: Enqueued) => becomes(psid, one, "sent", "delivered", "read");

describe("what is put into a person's outbox", () => {
  it("is said, once for each id, and can be asked for", async () => {
    const psid = await customer();
    const first = await enqueues(psid, { metadata: "order 7" });
    expect(first).toMatchObject({ isNew: true, message: { by: "api", metadata: "order 7", warnings: [] } });
    await leaves(psid, first);
    const again = await enqueues(psid, { content: say("Something else.") });
    expect(again).toMatchObject({ isNew: false, message: { id: first.message?.id, metadata: "order 7" } });
    await w.settled();
    expect(newest(psid)).toEqual(["It has left."]);
    expect((await looks(psid, again))?.parts).toMatchObject([{ tries: 1, mid: expect.any(String) }]);
  });

  it("has an id that names the conversation", async () => {
    const psid = await customer();
    const { message } = await enqueues(psid);
    const { alias = "" } = readMessageId(message?.id ?? "") ?? {};
    const account = worker.ACCOUNT.getByName(`messenger:${PAGE}`);
    expect(await account.conversationOf(alias)).toMatchObject({ name: `messenger:${PAGE}:${psid}` });
  });

  it("is another one under an id that looks like what is stored beside it", async () => {
    const psid = await customer();
    for (const id of ["1", "1~again1", "#said:1"]) expect((await enqueues(psid, { id })).isNew).toBe(true);
    await until(async () => {
      await w.meta.settle();
      return newest(psid).length === 3;
    });
  });

  it("goes out after what waits before it", async () => {
    const psid = await customer();
    await Promise.all([1, 2, 3, 4].map((n) => enqueues(psid, { id: `${n}`, content: say(`line ${n}`) })));
    await until(async () => {
      await w.meta.settle();
      return newest(psid).length === 4;
    });
    expect(newest(psid)).toEqual(["line 1", "line 2", "line 3", "line 4"]);
  });

  it("survives the death of its object", async () => {
    const psid = await customer();
    let isDead = true;
    w.graph = () => (isDead ? new Response("", { status: 502 }) : undefined);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const one = await enqueues(psid, { by: "bot" });
    await crash(psid);
    isDead = false;
    expect(await enqueues(psid, { by: "bot" })).toMatchObject({ isNew: false, message: { id: one.message?.id } });
  });

  it("becomes delivered and read", async () => {
    const psid = await customer();
    const one = await enqueues(psid);
    await leaves(psid, one);
    for (const status of ["delivered", "read"] as const) {
      const at = Date.now();
      const event = { kind: "receipt", status, id: `${status}:${at}`, at, watermark: at } as const;
      await objectOf(psid).accept({ origin: "", received: at, events: [event] });
      expect((await looks(psid, one))?.parts).toMatchObject([{ status }]);
    }
  });

  it("is refused with the field and the way out where the channel cannot say it", async () => {
    const psid = await customer();
    const long = "a word ".repeat(400);
    expect(await enqueues(psid, { content: say(long), adaptation: "strict" })).toMatchObject({
      isNew: false,
      message: null,
      refused: { code: "content_too_long", field: "text", detail: expect.stringMatching(/1999/) },
    });
    const adapted = await enqueues(psid, { content: say(long) });
    expect(adapted.message).toMatchObject({ warnings: [{ code: "text_split" }], parts: [{}, {}] });
  });

  it("offers what can be tapped to those who type", async () => {
    const psid = await customer();
    const buy = action("BUY_:sku");
    await enqueues(psid, { content: quick("Which?", buy.as("The watch", { sku: "WATCH" })) });
    await until(async () => {
      await w.meta.settle();
      return newest(psid).length === 1;
    });
    w.meta.says(psid, "the watch");
    await w.hears(psid, 3);
    expect(newest(psid)[1]).toBe("WATCH is in your cart.");
  });

  it("is not said to somebody who has opted out", async () => {
    const psid = await customer();
    w.meta.says(psid, "stop");
    await w.hears(psid, 2);
    await w.settled();
    const one = await enqueues(psid);
    await becomes(psid, one, "canceled");
    expect((await looks(psid, one))?.parts[0]?.why).toMatch(/opted out/);
  });

  it("keeps to the window: who has never written gets nothing, and it says so", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { psid } = w.joins();
    const one = await enqueues(psid);
    await becomes(psid, one, "failed");
    expect((await looks(psid, one))?.parts[0]?.why).toMatch(/free answers are allowed for 24 h/);
  });

  it.each([
    ["an empty id", { id: "" }],
    ["an id that is too long", { id: "x".repeat(301) }],
    ["metadata that is too long", { metadata: "x".repeat(1_001) }],
  ])("is refused with %s", async (_, request) => {
    const psid = await customer();
    await expect(enqueues(psid, request)).rejects.toThrow(/characters/);
  });
});

describe("while a person has the conversation", () => {
  it("what a person says goes out, and what a program says does not", async () => {
    const psid = await customer();
    w.meta.agentSays(psid, "Kim here.");
    await w.settled();
    const person = await enqueues(psid, { id: "p", by: "person", content: say("And from here.") });
    const program = await enqueues(psid, { id: "a", by: "api" });
    await leaves(psid, person);
    await becomes(psid, program, "canceled");
    expect((await looks(psid, program))?.parts[0]?.why).toMatch(/with a person/);
  });

  it("it is with them from the first word that a person says here: the bot is silent", async () => {
    const psid = await customer();
    const one = await enqueues(psid, { by: "person", content: say("Kim here.") });
    await leaves(psid, one);
    w.meta.says(psid, "Thank you!");
    await w.settled();
    expect(newest(psid)).toEqual(["Kim here."]);
    expect(await objectOf(psid).show()).toMatchObject({ control: "human" });
  });
});
