import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "../../../src/channels/messenger/limits.ts";
import { createBot, shape, signal } from "../../../src/kit/index.ts";
import { graphError } from "../../support/faults.ts";
import { crash, inRoom, objectOf } from "../../support/room.ts";
import { PAGE, postSigned, until, worker, world } from "../../support/world.ts";

const w = world();
const MINUTE = 60_000;
const BUSY = "Nobody is free just now. I am here in the meantime; a colleague will read this as soon as possible.";
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const calls = (name: string) => w.meta.calls.filter((call) => call.name === name);
afterEach(() => vi.useRealTimers());
const passes = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

/** Somebody whom the bot has handed to the people of the Page, who have 15 minutes. */
async function handedOver(): Promise<string> {
  const { psid } = w.joins();
  w.meta.taps(psid, { type: "postback", title: "Contact Support", payload: "CONTACT_SUPPORT" });
  await w.hears(psid, 1);
  await w.until(() => calls("pass_thread_control").length === 1);
  await w.settled();
  return psid;
}

async function wakes(psid: string): Promise<void> {
  await runDurableObjectAlarm(objectOf(psid));
  await w.settled();
}

it("a hand-over gives the people who take over the words that led to it", async () => {
  const { psid } = w.joins();
  w.meta.says(psid, "I want a human: invoice EW-7 is wrong");
  const [pass] = await w.until(() => (calls("pass_thread_control").length > 0 ? calls("pass_thread_control") : null));
  expect(JSON.parse(String(pass?.body["metadata"]))).toEqual({
    reason: "Asked for a person",
    history: ["person: I want a human: invoice EW-7 is wrong"],
  });
});

describe("a hand-over that nobody answers", () => {
  it("is listed, control is taken back, the person is told, and the bot answers again", async () => {
    const psid = await handedOver();
    await wakes(psid);
    expect(calls("take_thread_control")).toEqual([]);
    passes(14 * MINUTE);
    w.meta.says(psid, "Is anybody there?");
    await w.settled();
    await wakes(psid);
    expect(w.screen(psid)).toHaveLength(1);
    passes(2 * MINUTE);
    await crash(psid);
    await wakes(psid);
    expect(calls("take_thread_control")).toMatchObject([{ psid, status: 200 }]);
    expect(w.screen(psid).slice(1)).toEqual([BUSY]);
    expect(await until(() => account().alerts())).toMatchObject([
      { kind: "unanswered", conversation: `messenger:${PAGE}:${psid}` },
    ]);
    w.meta.says(psid, "help");
    expect((await w.hears(psid, 3)).at(-1)).toBe("[button] How can I help you today?");
    await wakes(psid);
    expect(calls("take_thread_control")).toHaveLength(1);
  });

  it("is listed where Meta does not give control back, and leaves nothing that is tried for ever", async () => {
    const psid = await handedOver();
    w.graph = async ({ url }) =>
      url.endsWith("/take_thread_control")
        ? Response.json({ error: { message: "(#10) No.", code: 10 } }, { status: 403 })
        : undefined;
    passes(16 * MINUTE);
    await wakes(psid);
    // The inbox still has the conversation, so Meta does not take the sentence either.
    expect(w.screen(psid)).toHaveLength(1);
    expect((await account().alerts()).map(({ kind }) => kind).sort()).toEqual(["send_failed", "unanswered"]);
    const before = w.meta.calls.length;
    passes(MINUTE);
    await wakes(psid);
    expect(w.meta.calls.length).toBe(before);
  });
});

describe("a hand-over that somebody answers", () => {
  it("is theirs: nothing is taken back, said or listed", async () => {
    const psid = await handedOver();
    passes(MINUTE);
    w.meta.agentSays(psid, "Hello, this is Kim.");
    await w.settled();
    passes(16 * MINUTE);
    await wakes(psid);
    expect(calls("take_thread_control")).toEqual([]);
    expect(w.screen(psid).slice(1)).toEqual(["Hello, this is Kim."]);
    expect(await account().alerts()).toEqual([]);
  });

  it.each([
    ["", {}],
    [", while control is passed", { early: true }],
  ])("from an app that is not named is theirs, too%s", async (_, { early = false }: { early?: boolean }) => {
    const answer = (psid: string) => {
      const at = Date.now() + 11_000; // no instant reply
      const message = { mid: `m_phone_${psid}`, is_echo: true, text: "Hello, this is Kim." };
      const item = { sender: { id: PAGE }, recipient: { id: psid }, timestamp: at, message };
      return postSigned({ object: "page", entry: [{ id: PAGE, time: at, messaging: [item] }] });
    };
    if (early) {
      w.graph = async (request) => {
        if (!request.url.includes("pass_thread_control")) return undefined;
        const { recipient } = (await request.clone().json()) as { recipient: { id: string } };
        await answer(recipient.id);
        return undefined;
      };
    }
    const psid = await handedOver();
    passes(MINUTE);
    if (!early) await answer(psid);
    await w.settled();
    passes(16 * MINUTE);
    await wakes(psid);
    expect(calls("take_thread_control")).toEqual([]);
    expect(w.screen(psid)).toHaveLength(1);
    expect(await account().alerts()).toEqual([]);
  });

  it("and given back is the bot's: nothing is taken back, said or listed either", async () => {
    const psid = await handedOver();
    passes(MINUTE);
    w.meta.agentReleases(psid);
    await w.settled();
    w.meta.says(psid, "help");
    await w.hears(psid, 2);
    passes(16 * MINUTE);
    await wakes(psid);
    expect(calls("take_thread_control")).toEqual([]);
    expect(w.screen(psid)).toHaveLength(2);
    expect(await account().alerts()).toEqual([]);
  });
});

describe("a stop word to a person of the Page", () => {
  it("counts also when the bot has never had a turn with whom it is from", async () => {
    const shipped = signal("shipped", shape({ order: String }));
    const bot = createBot({ optOut: true, state: { version: 1, initial: () => ({ visits: 0 }) } });
    bot.on(shipped, (c) => c.say("Shipped."));
    bot.otherwise((c) => c.say(`Visit ${++c.state.visits}.`));
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ says, takes, runs, scope }) => {
      scope.store.note({ control: { by: "human", until: Date.now() + 60_000, held: false } });
      says("stop");
      await runs();
      expect(scope.store.state?.kit?.optOut).toMatchObject({ words: "stop" });
      scope.store.note({ control: { by: "bot" } });
      takes({ kind: "signal", id: "s", at: Date.now(), name: "shipped", data: { order: "1" } });
      says("hello");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["Visit 1."]);
  });
});

describe("a hand-over whose answer does not come in time", () => {
  const timeOut = () => new DOMException("The operation timed out.", "TimeoutError");
  const factsOf = (psid: string) =>
    runInDurableObject(objectOf(psid), (_, { storage }) => ({
      ...JSON.parse(storage.sql.exec<{ facts: string }>("select facts from conversation").one().facts),
      later: [...storage.sql.exec<{ name: string }>("select name from later")].map(({ name }) => name),
    }));
  const settled = async (psid: string) => {
    await until(async () => (await objectOf(psid).count()).pending === 0);
    await w.settled();
  };

  /** Meta passes control, and the answer is lost. */
  const losesAnswer = () => {
    const passes = { seen: 0 };
    w.graph = async (request) => {
      if (!request.url.includes("pass_thread_control") || passes.seen++ > 0) return undefined;
      await w.meta.handle(request as never);
      throw timeOut();
    };
    return passes;
  };

  it("is one: people are told, and their time runs", async () => {
    const psid = w.writer();
    await w.hears(psid, 1);
    losesAnswer();
    w.meta.says(psid, "a human please");
    await w.hears(psid, 2);
    await settled(psid);
    expect(await account().attention()).toMatchObject({ waiting_for_person: 1 });
    expect(await factsOf(psid)).toMatchObject({
      control: { by: "human" },
      awaitingHuman: true,
      later: ["edgewise.unanswered"],
    });
  });

  it("is not made again when the conversation has come back meanwhile", async () => {
    const psid = w.writer();
    await w.hears(psid, 1);
    const passes = losesAnswer();
    w.meta.says(psid, "a human please");
    await w.hears(psid, 2);
    await w.until(() => passes.seen === 1);
    w.meta.agentReleases(psid);
    await w.meta.settle();
    await settled(psid);
    expect(passes.seen).toBe(1);
    expect((await factsOf(psid)).control).toEqual({ by: "bot" });
  });

  it("leaves the conversation with the bot when it was given back before", async () => {
    const psid = w.writer();
    await w.hears(psid, 1);
    w.graph = async (request) => {
      if (!request.url.includes("pass_thread_control")) return undefined;
      const answer = await w.meta.handle(request as never);
      w.meta.agentReleases(psid); // an automation of the inbox: nobody is there at night
      await w.meta.settle();
      return answer;
    };
    w.meta.says(psid, "a human please");
    await w.hears(psid, 2);
    await settled(psid);
    expect((await factsOf(psid)).control).toEqual({ by: "bot" });
    w.meta.says(psid, "help");
    expect(await w.hears(psid, 3)).toHaveLength(3);
  });
});

describe("by a bot that asks for an answer in time", () => {
  const bot = createBot({ optOut: true });
  bot.otherwise((c) => c.handOver({ say: "One moment.", reason: "asked", ifUnanswered: "15m" }));
  const accepts = (psid: string) => async (request: Request) =>
    Response.json(
      request.url.includes("/messages") ? { recipient_id: psid, message_id: crypto.randomUUID() } : { success: true },
    );

  it("a second hand-over has a time of its own", async () => {
    const psid = w.writer();
    await inRoom(psid, bot, {}, async ({ says, takes, runs, wakes, scope }) => {
      const control = () => scope.store.facts.control.by;
      passes(1_000);
      says("human");
      await runs();
      expect(control()).toBe("human");
      passes(5 * MINUTE);
      w.graph = accepts(psid);
      takes({ kind: "control", action: "pass", id: "c2", at: Date.now(), from: PAGE_INBOX, to: "808080808080808" });
      expect(control()).toBe("bot");
      passes(5 * MINUTE);
      says("human!");
      await runs();
      passes(6 * MINUTE); // 16 minutes after the first, 6 after the second
      await wakes();
      expect(control()).toBe("human");
    });
  });

  it("nothing is said to somebody who has opted out meanwhile", async () => {
    const psid = w.writer();
    const said: string[] = [];
    w.graph = async (request) => {
      if (!request.url.includes("take_thread") && !request.url.includes("/messages")) return undefined;
      said.push(await request.clone().text());
      return accepts(psid)(request);
    };
    await inRoom(psid, bot, {}, async ({ says, runs, wakes, scope }) => {
      says("human");
      await runs();
      says("stop");
      await runs();
      expect(scope.store.state?.kit?.optOut).toBeDefined();
      passes(16 * MINUTE);
      await wakes();
    });
    expect(said.filter((one) => one.includes("Nobody is free"))).toEqual([]);
    expect(said.some((one) => one.includes("One moment."))).toBe(true);
  });
});

it("a hand-over that Meta refuses is told, and the bot has the conversation again", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "asked", ifFailed: "Nobody can be reached." }));
  bot.otherwise((c) => c.say("still here"));
  w.graph = (request) => (request.url.includes("pass_thread_control") ? graphError(400, 100) : undefined);
  await inRoom(psid, bot, {}, async ({ scope, says, runs }) => {
    says("human");
    await runs();
    expect(scope.store.facts.control.by).toBe("bot");
    says("hello?");
    await runs();
  });
  expect(w.screen(psid)).toEqual(["One moment.", "Nobody can be reached.", "still here"]);
});

it.each([PAGE_INBOX, PAGE_INBOX_IN_ECHOES])("whoever answers from app %s is a person of the Page", async (appId) => {
  const bot = createBot();
  bot.otherwise((c) => c.say("yes"));
  await inRoom(w.writer(), bot, {}, async ({ takes, says, runs, parts }) => {
    says("hi");
    await runs();
    passes(60_000);
    takes({ kind: "echo", id: "m_e", mid: "m_e", at: Date.now(), appId, text: "Hi, it is Kim.", attachments: [] });
    const { seq } = says("hi again");
    await runs();
    expect(parts(seq)).toEqual([]);
  });
});

it("a conversation that may have been taken back does not hold the sentence back", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise((c) => c.handOver({ say: "bye", reason: "r", ifUnanswered: "1m" }));
  w.graph = async (r) => {
    if (!r.url.endsWith("/take_thread_control")) return undefined;
    await w.meta.handle(r.clone() as never);
    return new Response("", { status: 502 });
  };
  await inRoom(psid, bot, { UNKNOWN_MS: 90_000 }, async ({ says, runs, wakes }) => {
    says("a");
    await runs();
    passes(61_000);
    await wakes();
  });
  expect(w.screen(psid)).toHaveLength(2);
});
