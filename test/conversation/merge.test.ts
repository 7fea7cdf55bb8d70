/** Who came through the checkbox on a site, and then wrote: one conversation, with what both of their names have. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { Store } from "../../src/conversation/store.ts";
import type { Event, MessageEvent, TapEvent } from "../../src/model/events.ts";
import { till } from "../support/bot.ts";
import { crash, objectOf } from "../support/room.ts";
import { until, world } from "../support/world.ts";

const w = world();
let count = 0;

/** Somebody with two names: of the checkbox, and of Messenger. */
function somebody() {
  const ref = `ref-${count++}`;
  return { ref, old: `user_ref:${ref}`, psid: w.writer() };
}

const message = (text: string, prior?: MessageEvent["prior"]): MessageEvent => {
  const mid = `m_${crypto.randomUUID()}`;
  return { kind: "message", id: mid, mid, at: Date.now(), text, attachments: [], ...(prior && { prior }) };
};
const tap = (payload: string): TapEvent => ({
  ...{
    kind: "tap",
    source: "postback",
    id: `postback:${crypto.randomUUID()}`,
    at: Date.now(),
    payload,
    title: payload,
  },
});
const first = (text: string, ref: string) => message(text, { source: "checkbox_plugin", identifier: ref });

const accepts = (person: string, ...events: Event[]) =>
  objectOf(person).accept({ origin: "https://bot.test", received: Date.now(), events });

/** Why something is not accepted now. */
const refusal = (person: string, event: Event) =>
  runInDurableObject(objectOf(person), (conversation) =>
    conversation.accept({ origin: "", received: Date.now(), events: [event] }).catch(String),
  );

/** The same, and everything is done with it. */
async function takes(person: string, ...events: Event[]): Promise<void> {
  for (const event of events) {
    await accepts(person, event);
    await until(async () => (await objectOf(person).count()).pending === 0);
  }
}

/** What is stored of somebody under one of their names; null: nothing. */
const stored = (person: string) =>
  runInDurableObject(objectOf(person), (_, { storage }) => {
    if (!Store.isIn(storage)) return null;
    const store = new Store(storage, Date.now(), messenger.opensWindow);
    const said = storage.sql
      .exec<{ out: string }>("select out from event where out is not null order by turn")
      .toArray()
      .flatMap(({ out }) => (JSON.parse(out) as { words: string }[]).map(({ words }) => words));
    return {
      cart: (store.state?.data as { cart: string[] } | undefined)?.cart,
      optOut: store.state?.kit?.optOut !== undefined,
      later: store.laters().map(({ name }) => name),
      next: store.nextLater(),
      facts: store.facts,
      said,
    };
  });

/** An order under the old name, with a survey that comes in an hour. */
const orders = (old: string) =>
  takes(old, tap("BUY_WATCH"), tap("CHECKOUT"), tap("checkout.speed=exp"), tap("checkout.ok=yes"));

describe("the first word of somebody who came through the checkbox", () => {
  it("finds the state, the open question and its options where they were left", async () => {
    const { ref, old, psid } = somebody();
    await takes(old, tap("BUY_WATCH"), tap("CHECKOUT"));
    await takes(psid, first("express, $12.00", ref));
    expect(await stored(psid)).toMatchObject({ cart: ["WATCH"], said: ["Shall I place the order?"] });
    await takes(psid, message("yes"));
    expect((await stored(psid))?.said).toHaveLength(2);
  });

  it("finds what was asked for later: it comes once, there, and no more under the old name", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    expect(await stored(old)).toMatchObject({ later: ["survey"] });
    await takes(psid, first("hello", ref));
    const [before, after] = [await stored(old), await stored(psid)];
    expect(after).toMatchObject({ later: ["survey"], next: expect.any(Number) });
    expect(before).toMatchObject({ next: null, facts: { moved: psid } });
    await runInDurableObject(objectOf(old), (_, { storage }) => {
      new Store(storage, Date.now(), messenger.opensWindow).fireDue(Date.now() + 7_200_000);
    });
    expect((await objectOf(old).count()).pending).toBe(0);
  });

  it("does not take the place of what the new conversation itself asks for later", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    await takes(psid, first("products", ref), tap("BUY_PHONE"), tap("CHECKOUT"));
    await takes(psid, tap("checkout.speed=std"), tap("checkout.ok=yes"));
    expect((await stored(psid))?.later).toEqual(["survey", "survey"]);
  });

  it("keeps an opt-out", async () => {
    const { ref, old, psid } = somebody();
    await takes(old, message("stop"));
    await takes(psid, first("hello", ref));
    expect(await stored(psid)).toMatchObject({ optOut: true });
  });

  it("joins once, however often and however close together it is delivered", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    const word = first("hello", ref);
    await Promise.all([accepts(psid, word), accepts(psid, word), accepts(psid, word)]);
    await until(async () => (await objectOf(psid).count()).pending === 0);
    await takes(psid, tap("BUY_PHONE"), word);
    expect(await stored(psid)).toMatchObject({ later: ["survey"], facts: { formerly: old } });
    const { acknowledged } = await objectOf(psid).count();
    expect(acknowledged).toBe(2);
  });

  it("joins when the Worker died in between, on either side", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    const left = await runInDurableObject(objectOf(old), (conversation) => conversation.leave(psid, true));
    await crash(old);
    expect(await stored(psid)).toBeNull();
    await takes(psid, first("hello", ref));
    await crash(psid);
    expect(left).toMatchObject({ later: [{ name: "survey" }] });
    expect(await stored(psid)).toMatchObject({ later: ["survey"], facts: { formerly: old } });
  });

  it("waits while a turn is under way under the old name: what that remembers is still to come", async () => {
    const { ref, old, psid } = somebody();
    till.isSlow = true;
    await accepts(old, message("close the till"));
    const word = first("hello", ref);
    try {
      expect(await refusal(psid, word)).toMatch("A turn is under way");
      expect(await stored(psid)).toBeNull();
    } finally {
      till.isSlow = false;
    }
    await until(async () => (await objectOf(old).count()).pending === 0);
    await takes(psid, word);
    expect(await stored(psid)).toMatchObject({ facts: { formerly: old } });
  });

  it("waits while the person is answered under their new name: that state would take the place of the old one", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    till.isSlow = true;
    await accepts(psid, message("close the till"));
    const word = first("hello", ref);
    try {
      await until(async () => (await stored(psid))?.said.includes("I count the money."));
      expect(await refusal(psid, word)).toMatch("A turn is under way");
    } finally {
      till.isSlow = false;
    }
    await until(async () => (await objectOf(psid).count()).pending === 0);
    expect(await stored(old)).toMatchObject({ later: ["survey"], facts: { moved: "" } });
    await takes(psid, word);
    expect(await stored(psid)).toMatchObject({ later: [], facts: { formerly: "" } });
    expect(await stored(old)).toMatchObject({ next: expect.any(Number), facts: { moved: "" } });
  });

  it("loses nothing that was asked for later to a turn that came between", async () => {
    const { ref, old, psid } = somebody();
    await orders(old);
    await objectOf(old).leave(psid, true);
    await takes(psid, tap("BUY_PHONE"), first("hello", ref));
    expect(await stored(psid)).toMatchObject({ cart: ["PHONE"], later: ["survey"], facts: { formerly: old } });
  });

  it("has nothing of names that are no PSID, and none of its own", async () => {
    const { ref, old } = somebody();
    const another = `user_ref:${ref}-2`;
    await takes(old, first("hello", ref), first("hello", `${ref}-2`));
    await takes(another, first("hello", ref));
    for (const name of [old, another]) expect(await stored(name)).toMatchObject({ facts: { formerly: "", moved: "" } });
  });

  it.each<[string, (ref: string) => MessageEvent]>([
    ["of another source", (ref) => message("hello", { source: "customer_matching", identifier: ref })],
    ["without a source", (ref) => message("hello", { identifier: ref })],
    ["of somebody of whom nothing is stored", () => first("hello", "nobody")],
    ["of a name that is longer than any", () => first("hello", "x".repeat(400))],
    ["that tells nothing", () => message("hello")],
  ])("begins anew: a first word %s", async (_, word) => {
    const { ref, old, psid } = somebody();
    await orders(old);
    await takes(psid, word(ref));
    expect(await stored(psid)).toMatchObject({ later: [], facts: { formerly: "" } });
    expect(await stored(old)).toMatchObject({ next: expect.any(Number), facts: { moved: "" } });
  });

  it("takes nothing over where the bot remembers something already", async () => {
    const { ref, old, psid } = somebody();
    await takes(psid, tap("BUY_PHONE"));
    await orders(old);
    await takes(psid, first("hello", ref));
    expect(await stored(psid)).toMatchObject({ cart: ["PHONE"], later: [] });
    expect(await stored(old)).toMatchObject({ later: ["survey"], facts: { moved: "" } });
  });

  it("belongs to one person: another who tells the same name begins anew", async () => {
    const { ref, old, psid } = somebody();
    const other = w.writer();
    await orders(old);
    await takes(psid, first("hello", ref));
    await takes(other, first("hello", ref));
    expect(await stored(other)).toMatchObject({ later: [], facts: { formerly: "" } });
  });
});

describe("what comes to the old name afterwards", () => {
  it("goes to the conversation that goes on, once, and not what was answered before", async () => {
    const { ref, old, psid } = somebody();
    const before = tap("BUY_WATCH");
    await takes(old, before);
    await takes(psid, first("hello", ref));
    const late = tap("BUY_PHONE");
    expect(await accepts(old, before, late)).toBe(1);
    expect(await accepts(old, before, late)).toBe(0);
    await until(async () => (await objectOf(psid).count()).pending === 0);
    expect(await stored(psid)).toMatchObject({ cart: ["WATCH", "PHONE"] });
    expect(await stored(old)).toMatchObject({ cart: ["WATCH"] });
  });

  it("is settled there when it tells of what was sent from there", async () => {
    const { ref, old, psid } = somebody();
    await takes(old, tap("BUY_WATCH"));
    await takes(psid, first("hello", ref));
    const at = Date.now();
    await accepts(old, { kind: "receipt", status: "read", id: `read:${at}`, at, watermark: at });
    expect((await stored(old))?.facts.read).toBe(at);
    expect((await stored(psid))?.facts.read).not.toBe(at);
  });

  it("is not done again by hand", async () => {
    const { ref, old, psid } = somebody();
    till.isBroken = true;
    const broken = message("close the till");
    await takes(old, broken);
    till.isBroken = false;
    await takes(psid, first("hello", ref));
    expect(await runInDurableObject(objectOf(old), (one) => one.replay("event", broken.id))).toBe("gone");
  });
});

it("is erased with the conversation that went on from it", async () => {
  const { ref, old, psid } = somebody();
  await orders(old);
  await takes(psid, first("hello", ref));
  await objectOf(psid).erase();
  await until(async () => (await stored(old).catch(() => undefined)) === null);
  expect(await stored(psid).catch(() => null)).toBeNull();
});

it("ends under the old name when nothing of it is kept any more", async () => {
  const { ref, old, psid } = somebody();
  await orders(old);
  await takes(psid, first("hello", ref));
  await runInDurableObject(objectOf(old), (_, { storage }) => {
    storage.sql.exec("delete from event");
    return storage.setAlarm(Date.now() + 60_000);
  });
  await crash(old);
  await runDurableObjectAlarm(objectOf(old));
  expect(await stored(old)).toBeNull();
});
