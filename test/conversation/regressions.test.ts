import { expect, it, vi } from "vitest";
import { PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "../../src/channels/messenger/limits.ts";
import { action, createBot, quick, shape, signal } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { time } from "../support/time.ts";
import { until, world } from "../support/world.ts";

const w = world();
const t = time();
const news = signal("news", shape({ n: Number }));

it("fold swallows stop", async () => {
  t.stops();
  const bot = createBot({ fold: "2s", optOut: true });
  bot.otherwise((c) => c.say(`heard ${c.text}`));
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, desk }) => {
    says("hello");
    says("stop");
    await runs();
    expect(desk.store.state?.kit?.optOut).toBeDefined();
  });
});
it("fold retry: text that came between the tries is not lost into a stale once", async () => {
  t.stops();
  const bot = createBot({ fold: "2s" });
  let n = 0;
  bot.otherwise(async (c) => {
    const d = await c.once("draft", () => `draft for ${c.text}`);
    if (++n === 1) throw new Error("away");
    c.say(d);
  });
  const psid = w.writer();
  await inRoom(psid, bot, {}, async ({ says, runs, desk }) => {
    says("one");
    await runs();
    says("two");
    vi.setSystemTime((desk.store.nextTurn()?.due ?? 0) + 3000);
    await runs();
  });
  expect(w.screen(psid).join("|")).toContain("two");
});
it("react transient holds the answer back", async () => {
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
it("signal waits 24h though the conversation was given back", async () => {
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
it("postponed later keeps its key", async () => {
  const heard: number[] = [];
  const bot = createBot();
  bot.on(news, (_, d) => void heard.push(d.n));
  bot.hears("ask", (c) => c.later("1h", news, { n: 1 }, { key: "k" }));
  bot.hears("forget", (c) => c.forget("k"));
  await inRoom(w.writer(), bot, {}, async ({ takes, says, runs, wakes, desk }) => {
    says("ask");
    await runs();
    t.passes(3_590_000);
    takes({ kind: "echo", id: "m_1", mid: "m_1", at: Date.now(), appId: PAGE_INBOX, text: "Hi!", attachments: [] });
    t.passes(60_000);
    await wakes();
    expect(desk.store.nextLater()).not.toBeNull();
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
it("history order with sayNow", async () => {
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
it("history order with fold", async () => {
  t.stops();
  let lines: string[] = [];
  const bot = createBot({ fold: "1s" });
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
it("patience after disclosure/sayNow and another message", async () => {
  const psid = w.writer();
  const bot = createBot({ limit: "5s", patience: "patience" });
  bot.hears("think", async (c) => {
    await c.sayNow("see");
    await scheduler.wait(300);
    c.say("done");
  });
  bot.otherwise(() => {});
  await inRoom(psid, bot, { TURN_MS: 100 }, async ({ says, runs }) => {
    says("think");
    const r = runs();
    await until(() => w.screen(psid).length === 1);
    says("hurry");
    await r;
  });
  expect(w.screen(psid)).toEqual(["see", "done"]);
});
it("typed number: bot with actions only", async () => {
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
it("zombie says nothing after onError", async () => {
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
it("a pause after sayNow", async () => {
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
it("profile not asked when a colleague came mid-handler", async () => {
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
it("outbox lost wakeup", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(() => {});
  await inRoom(psid, bot, {}, async ({ desk, outbox, parts, says }) => {
    const { seq } = says("a");
    const real = desk.store.nextOut.bind(desk.store);
    let once = true;
    desk.store.nextOut = () => {
      const found = real();
      if (found === undefined && once) {
        once = false;
        queueMicrotask(() => {
          const work = { do: "message", rendered: { kind: "text", message: { text: "woken" } } } as const;
          desk.store.answered(seq, [
            { n: 0, said: 0, status: "queued", tries: 0, expires: Date.now() + 60_000, work, words: "woken" },
          ]);
          desk.store.note({ opened: Date.now() });
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
it("broken migrate: onError speaks", async () => {
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
it("two signals of one id", async () => {
  const heard: string[] = [];
  const other = signal("other", shape({ n: Number }));
  const bot = createBot();
  bot.on(news, () => void heard.push("news"));
  bot.on(other, () => void heard.push("other"));
  void bot;
  void other;
  void heard;
});
it("passing forever: postponed id growth", async () => {
  const bot = createBot();
  bot.on(news, () => {});
  await inRoom(w.writer(), bot, {}, async ({ takes, wakes, desk }) => {
    desk.store.note({ control: { by: "passing" } });
    desk.store.save();
    takes({ kind: "signal", id: "signal:1", at: Date.now(), name: "news", data: { n: 1 } });
    for (let i = 0; i < 5; i++) {
      await wakes();
      t.passes(11_000);
    }
    const ids = desk.ctx.storage.sql
      .exec<{ id: string }>("select id from event")
      .toArray()
      .map(({ id }) => id.length);
    expect(Math.max(...ids)).toBeLessThan(100);
  });
});
it("repeat fold: sayNow in apology/NewerState; state over 2 tries", () => {});
it("outage of the profile is remembered for a day as nobody", async () => {
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
it("take in doubt holds the sentence back", async () => {
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
it("dead-in-every-try: a second event waiting long is not counted as begun", async () => {
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
