import { afterEach, describe, expect, it, vi } from "vitest";
import {
  CONTROL_LAPSES_MS,
  controlAt,
  mayTurn,
  prolonged,
  quieted,
} from "../../../src/conversation/control/control.ts";
import { maySpeak, type Verdict } from "../../../src/conversation/outbox/policy.ts";
import { type Control, type Facts, firstFacts, type Part, type Work } from "../../../src/conversation/schema.ts";
import { createBot, shape, signal, utility } from "../../../src/kit/index.ts";
import { graphError } from "../../support/faults.ts";
import { inRoom } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const NOW = 1_900_000_000_000;
const HOUR = 3_600_000;
const WINDOW = 24 * HOUR;

const bot: Control = { by: "bot" };
const passing: Control = { by: "passing" };
const human = (until = NOW + HOUR, held = true): Control => ({ by: "human", until, held });
const app = (until = NOW + HOUR): Control => ({ by: "app", until, held: true });

const words: Work = { do: "message", rendered: { kind: "text", message: { text: "hi" } } };
const approved: Work = { do: "message", rendered: { kind: "utility", message: { template: {} }, approved: true } };
const weekly: Work = { do: "message", rendered: { kind: "template.x", message: {}, reach: 7 * WINDOW } };
const react: Work = { do: "react", mid: "m_1", emoji: "❤" };
const pass: Work = { do: "pass", app: "1", metadata: "{}", ifFailed: [], ifUnanswered: [] };

const part = (work: Work, expires = NOW + 1): Part => ({
  n: 0,
  said: 0,
  status: "queued",
  tries: 0,
  expires,
  work,
  words: "",
});
const facts = (change: Partial<Facts>): Facts => ({ ...firstFacts(0), windowOpenedAt: NOW - 1, ...change });

describe("maySpeak", () => {
  const speak: Verdict = { speak: true };
  const no = (end: "canceled" | "expired" | "failed", why: RegExp) => ({
    speak: false,
    end,
    why: expect.stringMatching(why),
  });
  const stale = no("expired", /stale/);
  const closed = no("failed", /last word was \d+ h ago; free answers are allowed for 24 h\. An approved utility/);
  const withPerson = no("canceled", /with a person/);
  const withApp = no("canceled", /with another app/);

  it.each<[string, Part, Partial<Facts>, unknown]>([
    ["words in the window", part(words), {}, speak],
    ["words at the window's very end", part(words), { windowOpenedAt: NOW - WINDOW }, speak],
    ["words after it", part(words), { windowOpenedAt: NOW - WINDOW - 1 }, closed],
    ["words to somebody who never wrote", part(words), { windowOpenedAt: 0 }, closed],
    ["an approved template after it", part(approved), { windowOpenedAt: NOW - WINDOW - 1 }, speak],
    ["an approved template to somebody who never wrote", part(approved), { windowOpenedAt: 0 }, speak],
    ["what may be said for a week, within it", part(weekly), { windowOpenedAt: NOW - 7 * WINDOW }, speak],
    [
      "what may be said for a week, after it",
      part(weekly),
      { windowOpenedAt: NOW - 7 * WINDOW - 1 },
      no("failed", /for 168 h/),
    ],
    ["a reaction after it", part(react), { windowOpenedAt: NOW - WINDOW - 1 }, speak],
    ["a pass after it", part(pass), { windowOpenedAt: NOW - WINDOW - 1, control: passing }, speak],
    ["a pass when the conversation has come back", part(pass), {}, no("canceled", /come back/)],
    ["taking control after it", part({ do: "take" }), { windowOpenedAt: NOW - WINDOW - 1 }, speak],

    ["the last moment before it is stale", part(words, NOW + 1), {}, speak],
    ["what is stale", part(words, NOW), {}, stale],
    ["an approved template that is stale", part(approved, NOW), {}, stale],
    ["a pass that is stale", part(pass, NOW), { control: passing }, stale],
    ["what is stale, whoever has the conversation", part(words, NOW), { control: human() }, stale],

    ["the last words before a pass", part(words), { control: passing }, speak],
    ["the pass itself", part(pass), { control: passing }, speak],
    ["words while a person has it", part(words), { control: human() }, withPerson],
    ["words while a person has it for a while", part(words), { control: human(NOW + 1, false) }, withPerson],
    ["an approved template while a person has it", part(approved), { control: human() }, withPerson],
    ["a reaction while a person has it", part(react), { control: human() }, withPerson],
    ["a menu of the person's own while a person has it", part({ do: "menu", menu: {} }), { control: human() }, speak],
    ["a menu that is stale", part({ do: "menu", menu: {} }, NOW), {}, stale],
    ["a pass while a person has it", part(pass), { control: human() }, withPerson],
    ["words while another app has it", part(words), { control: app() }, withApp],
    ["words when the person's time is over", part(words), { control: human(NOW) }, speak],
    ["words when the app's time is over", part(words), { control: app(NOW) }, speak],
    [
      "words after the window, while a person has it",
      part(words),
      { control: human(), windowOpenedAt: NOW - WINDOW - 1 },
      withPerson,
    ],
  ])("%s", (_, one, change, verdict) => {
    expect(maySpeak(one, facts(change), { window: WINDOW, once: false }, NOW)).toEqual(verdict);
  });

  it.each<[string, Part, unknown]>([
    ["an answer", part(words), speak],
    ["what nobody asked for", { ...part(words), unasked: true }, no("canceled", /opted out/)],
    ["a template nobody asked for", { ...part(approved), unasked: true }, no("canceled", /opted out/)],
    ["taking control", { ...part({ do: "take" }), unasked: true }, speak],
  ])("%s, for somebody who has opted out", (_, one, verdict) => {
    expect(maySpeak(one, facts({}), { window: WINDOW, once: false }, NOW, { optedOut: true })).toEqual(verdict);
  });

  const once = { window: 7 * WINDOW, once: true };
  const second = no("failed", /gets one private answer, and this would be a second/);
  it.each<[string, Part, Part[], unknown]>([
    ["the first", part(words), [], speak],
    ["another try of it", { ...part(words), status: "unknown", tries: 1 }, [], speak],
    ["one after a failure", part(words), [{ ...part(words), status: "failed" }], speak],
    ["one after what could not be done at all", part(words), [{ ...part(pass), status: "sent" }], speak],
    ["a second", part(words), [{ ...part(words), status: "sent" }], second],
    ["a second template", part(approved), [{ ...part(words), status: "sent" }], second],
    ["one after what may have gone out", part(words), [{ ...part(words), status: "unknown" }], second],
    ["one beside another", part(words), [{ ...part(words), status: "sending" }], second],
  ])("%s answer to a comment", (_, one, before, verdict) => {
    expect(maySpeak(one, facts({ windowOpenedAt: NOW - 7 * WINDOW }), once, NOW, { before })).toEqual(verdict);
  });

  it("an answer to a comment is too late after a week", () => {
    const late = facts({ windowOpenedAt: NOW - 7 * WINDOW - 1 });
    expect(maySpeak(part(words), late, once, NOW)).toEqual(no("failed", /for 168 h/));
  });
});

describe("control", () => {
  it.each<[string, Control, Control, boolean]>([
    ["the bot's", bot, bot, true],
    ["one that is being passed", passing, passing, false],
    ["a person's", human(NOW + 1), human(NOW + 1), false],
    ["a person's that has lapsed", human(NOW), bot, true],
    ["an app's", app(NOW + 1), app(NOW + 1), false],
    ["an app's that has lapsed", app(NOW), bot, true],
  ])("%s: who has it, and whether the bot takes a turn", (_, control, now, turns) => {
    expect(controlAt(control, NOW)).toEqual(now);
    expect(mayTurn(control, NOW)).toBe(turns);
  });

  it.each<[string, Control, Control]>([
    ["the bot's stays so", bot, bot],
    ["one that is being passed stays so", passing, passing],
    ["what was passed lasts on", human(NOW + 1), human(NOW + CONTROL_LAPSES_MS)],
    ["another app's lasts on", app(NOW + 1), app(NOW + CONTROL_LAPSES_MS)],
    ["a colleague's pause does not: only their own words prolong it", human(NOW + 1, false), human(NOW + 1, false)],
    ["what has lapsed does not come back", human(NOW), bot],
  ])("prolonged by the person's word: %s", (_, control, after) => {
    expect(prolonged(control, NOW)).toEqual(after);
  });

  it.each<[string, Control, Control]>([
    ["quiets the bot", bot, human(NOW + 30, false)],
    ["quiets it from then on, again", human(NOW + 1, false), human(NOW + 30, false)],
    ["prolongs what was passed", human(NOW + 1), human(NOW + CONTROL_LAPSES_MS)],
    ["quiets the bot that got it back", human(NOW), human(NOW + 30, false)],
  ])("a colleague's word %s", (_, control, after) => {
    expect(quieted(control, NOW, 30)).toEqual(after);
  });
});

describe("outside the window", () => {
  const w = world();
  afterEach(() => vi.useRealTimers());
  const shipped = signal("shipped", shape({ order: String }));
  const news = signal("news", shape({ words: String }));

  it("an approved template is sent as UTILITY, and free words are refused here with what would be allowed", async () => {
    const { psid } = w.joins();
    const speaking = createBot();
    speaking.otherwise((c) => c.say("hello"));
    speaking.on(news, (c, { words: said }) => c.say(said));
    speaking.on(shipped, (c, { order }) => c.say(utility("order_shipped", { order }, { language: "nl" })));
    w.meta.says(psid, "hi");
    await inRoom(psid, speaking, {}, async ({ says, takes, runs, parts }) => {
      says("hi");
      await runs();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * HOUR });
      const at = Date.now();
      const free = takes({ kind: "signal", id: "signal:1", at, name: "news", data: { words: "A sale!" } });
      const paid = takes({ kind: "signal", id: "signal:2", at, name: "shipped", data: { order: "EW-1" } });
      await runs();
      expect(parts(free.seq)).toMatchObject([{ status: "failed", why: expect.stringMatching(/25 h ago/) }]);
      expect(parts(paid.seq)).toMatchObject([{ status: "sent", words: "[order_shipped] EW-1" }]);
    });
    const sent = w.meta.calls.filter(({ name }) => name === "message");
    expect(sent).toMatchObject([
      { status: 200, body: { messaging_type: "RESPONSE", message: { text: "hello" } } },
      {
        status: 200,
        body: {
          recipient: { id: psid },
          messaging_type: "UTILITY",
          message: {
            template: {
              name: "order_shipped",
              language: { code: "nl" },
              components: [{ type: "body", parameters: [{ type: "text", text: "EW-1", parameter_name: "order" }] }],
            },
          },
        },
      },
    ]);
    expect(JSON.stringify(sent)).not.toMatch(/MESSAGE_TAG|"tag"/);
  });

  it("an approved template may stand beside the message, and its echo is known all the same", async () => {
    const { psid } = w.joins();
    const speaking = createBot();
    speaking.otherwise((c) => c.say(utility("order_shipped", { order: "EW-1" }, { beside: true })));
    w.meta.says(psid, "hi");
    await inRoom(psid, speaking, {}, async ({ says, runs, parts }) => {
      const { seq } = says("hi");
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "sent", mid: expect.any(String) }]);
    });
    const [sent] = w.meta.calls.filter(({ name }) => name === "message");
    expect(sent).toMatchObject({
      status: 200,
      body: { messaging_type: "UTILITY", template: { name: "order_shipped" }, recipient: { id: psid } },
    });
    expect(sent?.body).not.toHaveProperty("message");
  });
});

describe("after an opt-out", () => {
  const w = world();
  const t = time();
  const news = signal("news", shape({ n: Number }));

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
});
