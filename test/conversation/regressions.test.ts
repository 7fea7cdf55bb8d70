/** What was once wrong: each of these failed before it was mended. */
import { expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "../../src/channels/messenger/limits.ts";
import { AccountClient } from "../../src/conversation/account-client.ts";
import { action, createBot, quick, shape, signal } from "../../src/kit/index.ts";
import { graphError } from "../support/faults.ts";
import { inRoom, type Room } from "../support/room.ts";
import { time } from "../support/time.ts";
import { PAGE, until, worker, world } from "../support/world.ts";

const w = world();
const t = time();
const news = signal("news", shape({ n: Number }));

it("a bot that batches obeys stop at once", async () => {
  t.stops();
  const bot = createBot({ batch: "2s", optOut: true });
  bot.otherwise((c) => c.say(`heard ${c.text}`));
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
    says("hello");
    says("stop");
    await runs();
    expect(scope.store.state?.kit?.optOut).toBeDefined();
  });
});

it("a text that came between two tries of a folded turn gets an answer of its own", async () => {
  t.stops();
  const bot = createBot({ batch: "2s" });
  let n = 0;
  bot.otherwise(async (c) => {
    const d = await c.once("draft", () => `draft for ${c.text}`);
    if (++n === 1) throw new Error("away");
    c.say(d);
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, scope }) => {
    says("one");
    await runs();
    says("two");
    vi.setSystemTime((scope.store.nextTurn()?.due ?? 0) + 3000);
    await runs();
  });
  expect(w.screen(psid).join("|")).toContain("two");
});

it("a reaction that fails for now does not hold the answer back", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise((c) => {
    c.react("x");
    c.say("hi");
  });
  w.graph = async (r) => ((await r.text()).includes('"react"') ? new Response("<html>", { status: 502 }) : undefined);
  await inRoom(psid, bot, { UNKNOWN_MS: 90_000 }, async ({ says, runs, parts }) => {
    const { seq } = says("a");
    await runs();
    expect(parts(seq)).toMatchObject([{}, { status: "sent" }]);
  });
});

it("a signal that waited for a colleague comes when they have given the conversation back", async () => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, d) => void heard.push(d.n));
  bot.otherwise(() => {});
  await inRoom(w.writer(), bot, {}, async ({ takes, wakes }) => {
    t.passes(1000);
    takes({ kind: "control", action: "pass", id: "c1", at: Date.now(), from: "808080808080808", to: PAGE_INBOX });
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    await wakes();
    t.passes(60_000);
    takes({ kind: "control", action: "pass", id: "c2", at: Date.now(), from: PAGE_INBOX, to: "808080808080808" });
    await wakes();
    t.passes(3_600_000);
    await wakes();
    expect(heard).toEqual([1]);
  });
});

it("a signal that was postponed can still be forgotten by its key", async () => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, d) => void heard.push(d.n));
  bot.hears("ask", (c) => c.later("1h", news, { n: 1 }, { key: "k" }));
  bot.hears("forget", (c) => c.forget("k"));
  await inRoom(w.writer(), bot, {}, async ({ takes, says, runs, wakes, scope }) => {
    says("ask");
    await runs();
    t.passes(3_590_000);
    takes({ kind: "echo", id: "m_1", mid: "m_1", at: Date.now(), appId: PAGE_INBOX, text: "Hi!", attachments: [] });
    t.passes(60_000);
    await wakes();
    expect(scope.store.nextLater()).not.toBeNull();
    t.passes(1_800_000 - 50_000);
    says("forget");
    await runs();
    t.passes(1000_000);
    await wakes();
    expect(heard).toEqual([]);
  });
});

it.each([PAGE_INBOX, PAGE_INBOX_IN_ECHOES])("whoever answers from app %s is a person of the Page", async (appId) => {
  const bot = createBot();
  bot.otherwise((c) => c.say("yes"));
  await inRoom(w.writer(), bot, {}, async ({ takes, says, runs, parts }) => {
    says("hi");
    await runs();
    t.passes(60_000);
    takes({ kind: "echo", id: "m_e", mid: "m_e", at: Date.now(), appId, text: "Hi, it is Kim.", attachments: [] });
    const { seq } = says("hi again");
    await runs();
    expect(parts(seq)).toEqual([]);
  });
});

it("the history has what was said at once before what was said at the end", async () => {
  let lines: string[] = [];
  const bot = createBot();
  bot.hears("q", async (c) => {
    await c.sayNow("first");
    c.say("second");
  });
  bot.otherwise((c) => {
    lines = c.history(10).map((l) => l.text);
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
    says("q");
    await runs();
    says("x");
    await runs();
  });
  expect(lines).toEqual(["q", "first", "second"]);
});

it("the history has merged texts in their order, before the answer", async () => {
  t.stops();
  let lines: string[] = [];
  const bot = createBot({ batch: "1s" });
  bot.otherwise((c) => {
    lines = c.history(10).map((l) => l.text);
    c.say("answer");
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
    says("one");
    says("two");
    await runs();
    t.passes(5000);
    says("x");
    await runs();
  });
  expect(lines).toEqual(["one", "two", "answer"]);
});

it("nobody is asked for patience who has had a word of the answer, until they write again and hear nothing", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "5s", patience: "patience" });
  let hasWaited = false;
  bot.hears("think", async (c) => {
    await c.sayNow("see");
    await scheduler.wait(300);
    hasWaited = true;
    await until(() => w.screen(psid).length === 2);
    c.say("done");
  });
  bot.otherwise(() => {});
  await inRoom(psid, bot, { TURN_MS: 100 }, async ({ says, runs }) => {
    says("think");
    const r = runs();
    await until(() => hasWaited);
    expect(w.screen(psid)).toEqual(["see"]);
    says("hurry");
    await r;
  });
  expect(w.screen(psid)).toEqual(["see", "patience", "done"]);
});

it("a typed number picks the option also in a bot that knows no texts", async () => {
  const psid = w.writer();
  const pick = action("QQ_:n");
  const bot = createBot();
  bot.hears("sizes", (c) =>
    c.say(quick("Which?", ...Array.from({ length: 14 }, (_, i) => pick.as(`S${i}`, { n: `${i}` })))),
  );
  bot.on(pick, (c) => c.say(`picked ${c.params.n}`));
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("sizes");
    await runs();
    says("3");
    await runs();
  });
  expect(w.screen(psid).at(-1)).toBe("picked 2");
});

it("a handler that was given up says nothing any more", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "100ms" });
  bot.otherwise(async (c) => {
    await scheduler.wait(300);
    await c.sayNow("late");
  });
  bot.onError((c) => c.say("broke"));
  await inRoom(psid, bot, { TURN_MS: 50, SHORTEST_TURN_MS: 0 }, async ({ says, runs }) => {
    says("a");
    await runs();
    await scheduler.wait(400);
    await runs();
  });
  expect(w.screen(psid)).toEqual(["broke"]);
});

it("a pause after what was said at once is kept", async () => {
  t.stops();
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(async (c) => {
    await c.sayNow("one");
    c.say("two", { after: "3s" });
  });
  const begun = Date.now();
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  expect(Date.now() - begun).toBeGreaterThanOrEqual(3000);
});

it("a profile is not asked for when a colleague has come while the handler ran", async () => {
  const psid = w.writer();
  const bot = createBot();
  let go = () => {};
  bot.otherwise(async (c) => {
    go();
    await c.profile();
  });
  await inRoom(psid, bot, {}, async ({ says, takes, runs }) => {
    t.passes(60_000);
    go = () => {
      t.passes(20_000);
      takes({ kind: "echo", id: "m_k", mid: "m_k", at: Date.now(), appId: PAGE_INBOX, text: "Kim", attachments: [] });
    };
    says("a");
    await runs();
  });
  expect(w.meta.calls.filter(({ name }) => name === "profile")).toEqual([]);
});

it("what is committed in the very moment in which the outbox ends is sent", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(() => {});
  await inRoom(psid, bot, {}, async ({ scope, outbox, parts, says }) => {
    const { seq } = says("a");
    const real = scope.store.nextOut.bind(scope.store);
    let once = true;
    scope.store.nextOut = () => {
      const found = real();
      if (found === undefined && once) {
        once = false;
        queueMicrotask(() => {
          const work = { do: "message", rendered: { kind: "text", message: { text: "woken" } } } as const;
          scope.store.answered(seq, [
            { n: 0, said: 0, status: "queued", tries: 0, expires: Date.now() + 60_000, work, words: "woken" },
          ]);
          scope.store.note({ windowOpenedAt: Date.now() });
          void outbox.run();
        });
      }
      return found;
    };
    await outbox.run();
    await scheduler.wait(300);
    expect(parts(seq)).toMatchObject([{ status: "sent" }]);
  });
});

it("onError speaks when the state cannot be migrated", async () => {
  const psid = w.writer();
  const v1 = createBot({ state: { version: 1, initial: () => ({}) } });
  v1.otherwise((c) => c.say("v1"));
  await inRoom(psid, v1, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  const v2 = createBot({
    state: {
      version: 2,
      initial: () => ({}),
      migrate: () => {
        throw new TypeError("x");
      },
    },
  });
  v2.otherwise((c) => c.say("v2"));
  v2.onError((c) => c.say("broke"));
  await inRoom(psid, v2, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  expect(w.screen(psid)).toEqual(["v1", "broke"]);
});

it("the id of a signal does not grow with every postponement", async () => {
  const bot = createBot();
  bot.on(news, () => {});
  await inRoom(w.writer(), bot, {}, async ({ takes, wakes, scope }) => {
    scope.store.note({ control: { by: "passing" } });
    scope.store.save();
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    for (let i = 0; i < 5; i++) {
      await wakes();
      t.passes(11_000);
    }
    const ids = scope.ctx.storage.sql
      .exec<{ id: string }>("select id from event")
      .toArray()
      .map(({ id }) => id.length);
    expect(Math.max(...ids)).toBeLessThan(100);
  });
});

it("a profile that Meta could not give is asked for again", async () => {
  const psid = w.writer();
  const bot = createBot();
  const known: unknown[] = [];
  bot.otherwise(async (c) => void known.push(await c.profile()));
  w.graph = async (r) => (r.method === "GET" ? new Response("", { status: 503 }) : undefined);
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("a");
    await runs();
    w.graph = undefined;
    t.passes(3_600_000);
    says("b");
    await runs();
  });
  expect(known[1]).not.toBeNull();
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
    t.passes(61_000);
    await wakes();
  });
  expect(w.screen(psid)).toHaveLength(2);
});

it("an event that waited long is tried again after a second, as any other", async () => {
  const bot = createBot();
  const heard: string[] = [];
  bot.otherwise((c) => {
    heard.push(c.text);
    if (c.text === "b") throw new Error("away");
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs, row }) => {
    const { seq } = says("b", Date.now() - 6_000);
    await runs();
    expect(row(seq)).toMatchObject({ tries: 1 });
    expect(row(seq).due - Date.now()).toBeLessThan(1_500);
  });
});

it("onError speaks to somebody new also when what the handler asked for cannot be stored", async () => {
  const psid = w.writer();
  const sums = signal("sums", { read: (value: unknown) => value as { n: bigint } });
  const bot = createBot();
  bot.on(sums, () => {});
  bot.otherwise((c) => {
    c.say("ok");
    c.later("1h", sums, { n: 1n });
  });
  bot.onError((c) => c.say("Something broke."));
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("hello");
    await runs();
    await runs();
  });
  expect(w.screen(psid)).toEqual(["Something broke."]);
});

it.each(["forgets", "puts off"])("a turn that %s a signal does so also when it became due meanwhile", async (deed) => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, { n }) => void heard.push(n));
  bot.hears("ask", (c) => c.later("1h", news, { n: 1 }, { key: "k" }));
  let wake = () => {};
  bot.otherwise((c) => {
    wake();
    if (deed === "forgets") c.forget("k");
    else c.later("1h", news, { n: 2 }, { key: "k" });
  });
  await inRoom(w.writer(), bot, {}, async ({ says, runs, scope }) => {
    says("ask");
    await runs();
    wake = () => scope.store.fireDue(Date.now() + 3_601_000); // the alarm comes while the handler thinks
    says("not now");
    await runs();
    await runs();
    expect(heard).toEqual([]);
    expect(scope.store.nextLater() === null).toBe(deed === "forgets");
  });
});

it("nobody is asked for patience whose answer is there and waits for its slot", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "60s", patience: "It takes longer." });
  bot.otherwise(async (c) => {
    await scheduler.wait(180);
    c.say("answer");
  });
  const slow = new AccountClient(worker, { channel: "messenger", account: PAGE, person: psid }, "test");
  const permit = slow.permit.bind(slow);
  slow.permit = async (wanted = {}) => {
    const got = await permit(wanted);
    if (wanted.light !== true) await scheduler.wait(150);
    return got;
  };
  const asks = async ({ says, runs }: Room) => {
    says("q");
    await runs();
    await runs();
  };
  await inRoom(psid, bot, { TURN_MS: 200 }, asks, { account: slow });
  expect(w.screen(psid)).toEqual(["answer"]);
});

it("somebody who has opted out is erased, and handed over without a word, when a signal's handler does so", async () => {
  const gone = signal("gone", shape({}));
  const lost = signal("lost", shape({}));
  const bot = createBot({ optOut: true });
  bot.on(gone, (c) => c.erase());
  bot.on(lost, (c) => c.handOver({ say: "A colleague comes.", reason: "Lost" }));
  bot.otherwise((c) => c.say("hi"));
  const erase = vi.fn(async () => {});
  w.graph = (request) =>
    request.url.includes("pass_thread_control")
      ? Response.json({ error: { message: "No.", code: 100, type: "OAuthException" } }, { status: 400 })
      : undefined;
  await inRoom(
    w.writer(),
    bot,
    {},
    async ({ says, takes, runs, parts }) => {
      says("stop");
      await runs();
      const { seq } = takes({ kind: "signal", id: "signal:lost:1", at: Date.now(), name: "lost", data: {} });
      await runs();
      expect(parts(seq)).toMatchObject([
        { work: { do: "pass" }, status: "failed" },
        { work: { do: "message" }, status: "canceled", why: "The person has opted out." },
      ]);
      takes({ kind: "signal", id: "signal:gone:1", at: Date.now(), name: "gone", data: {} });
      await runs();
    },
    { erase },
  );
  expect(erase).toHaveBeenCalledOnce();
});

it("what a signal wanted to say and could not yet is not said to somebody who opted out meanwhile", async () => {
  const psid = w.writer();
  const bot = createBot({ optOut: true });
  bot.on(news, (c, { n }) => c.say(`news ${n}`));
  bot.otherwise((c) => c.say("ok"));
  let isDown = true;
  w.graph = async (request) =>
    isDown && (await request.clone().text()).includes('"text":"news 1"') ? graphError(500, 2) : undefined;
  await inRoom(psid, bot, {}, async ({ takes, says, runs, parts }) => {
    says("hello");
    await runs();
    const { seq } = takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    await runs();
    says("stop");
    await runs();
    isDown = false;
    t.passes(20_000);
    await runs();
    expect(parts(seq)).toMatchObject([{ status: "canceled", why: "The person has opted out." }]);
  });
  expect(w.screen(psid).filter((line) => line.startsWith("news"))).toEqual([]);
});

it("what needs eyes is listed also when the account's object begins anew just then", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(() => {
    throw new TypeError("broken");
  });
  const reset = vi.spyOn(Account.prototype, "report").mockImplementationOnce(() => {
    throw new Error("Durable Object reset because its code was updated.");
  });
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("hello");
    await runs();
    const account = worker.ACCOUNT.getByName(`messenger:${PAGE}`);
    const [listed] = await until(async () => {
      const list = await account.alerts({ kind: "handler_failed" });
      return list.length > 0 ? list : null;
    });
    expect(listed?.conversation).toBe(`messenger:${PAGE}:${psid}`);
  });
  expect(reset).toHaveBeenCalledTimes(2);
});

it("nobody is asked for patience whom a signal's handler lets wait, and what it says at once is not said on a guess", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "60s", patience: "It takes longer.", optOut: true });
  bot.on(news, async (c) => {
    await c.sayNow("news");
    await scheduler.wait(300);
  });
  bot.otherwise((c) => c.say("ok"));
  await inRoom(psid, bot, { TURN_MS: 100 }, async ({ takes, says, runs, scope }) => {
    says("hello");
    await runs();
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    await runs();
    const aside = scope.store.lastAside("signal:1");
    expect(JSON.parse(aside?.out ?? "[]")).toMatchObject([{ unasked: true, careful: true }]);
    says("stop");
    await runs();
    takes({ kind: "signal", id: "signal:2", at: Date.now(), name: "news", data: { n: 2 } });
    await runs();
  });
  expect(w.screen(psid)).toEqual(["ok", "news", expect.stringContaining("no more messages")]);
});
