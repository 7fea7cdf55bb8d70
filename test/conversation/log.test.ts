/** Nothing that somebody wrote reaches the log, or the list of what needs eyes: whatever fails, and however. */
import { createExecutionContext, createMessageBatch, getQueueResult, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { sweep } from "../../src/admin/sweep.ts";
import { sticker } from "../../src/channels/messenger/index.ts";
import { Conversation } from "../../src/conversation/conversation.ts";
import { describeFault } from "../../src/conversation/turn/fault.ts";
import { consume } from "../../src/intake/consume.ts";
import { createBot, image, logging, shape, signal } from "../../src/kit/index.ts";
import { errorName, thrownAt } from "../../src/log.ts";
import type { QueuedEvents } from "../../src/model/events.ts";
import { ask } from "../support/admin.ts";
import { bot as shop } from "../support/bot.ts";
import { inRoom, objectOf } from "../support/room.ts";
import { get, PAGE, post, postSigned, worker, world } from "../support/world.ts";

const w = world();
/** What somebody wrote: three lines, two of which look like frames of a stack. */
const WORDS = "my address is Kanarie\n  at Kanarie (kanarie.js:1:1)\n    at Kanarie.js:2:2";
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  for (const level of ["log", "debug", "info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...what: unknown[]) => void lines.push(what.map(String).join(" ")));
  }
});
afterEach(() => vi.restoreAllMocks());

/** What the log has of one thing. */
const logged = (what: string) => lines.map((line) => JSON.parse(line)).filter((line) => line.what === what);

/** The list of what needs eyes, without the events of a dead letter, which are kept to be delivered again. */
const listed = (): Promise<Record<string, unknown>[]> =>
  runInDurableObject(account(), (_, { storage }) =>
    storage.sql.exec("select seq, at, kind, event, detail from alert").toArray(),
  );

async function holdsNothing(): Promise<void> {
  expect(lines.join("\n")).not.toMatch(/kanarie/i);
  expect(JSON.stringify(await listed())).not.toMatch(/kanarie/i);
}

class Away extends Error {}

/** An error whose message was changed after somebody has looked at its stack. */
function changed(words: string, message: string): Error {
  const error = new Error(words);
  expect(error.stack).toContain(words);
  return Object.assign(error, { message });
}

/** An error of every kind that a bot can throw. */
const ERRORS: Readonly<Record<string, (words: string) => unknown>> = {
  "an error": (words) => new Error(words),
  "a mistake": (words) => new TypeError(`Cannot read ${words}`),
  "a class of its own": (words) => new Away(words),
  "a name set by hand": (words) => Object.assign(new Error("x"), { name: words }),
  "a name of one word": () => Object.assign(new Error("x"), { name: "KanarieError" }),
  "another message than it began with": (words) => changed(words, "x"),
  "a shorter message than it began with": (words) => changed(words, "my"),
  "another message as long as its first line": (words) => changed(words, "x".repeat(words.indexOf("\n"))),
  "no message any more": (words) => changed(words, ""),
  "a stack of its own": (words) => Object.assign(new Error("x"), { stack: words }),
  "no stack": (words) => Object.assign(new Error(words), { stack: undefined }),
  "a cause": (words) => new Error(words, { cause: new Error(words) }),
  "several at once": (words) => new AggregateError([new Error(words)], words),
  "the platform's": (words) => new DOMException(words, "AbortError"),
  "the platform's by another name": (words) => new DOMException(words, words),
  "a text": (words) => words,
  "a thing": (words) => ({ words, toString: () => words }),
  nothing: () => undefined,
};

describe("the log has nothing of what somebody wrote", () => {
  it.each(Object.entries(ERRORS))("when a handler throws %s, and onError does", async (_, made) => {
    const bot = createBot();
    bot.otherwise((c) => {
      throw made(c.text);
    });
    bot.onError((c) => {
      throw made(c.text);
    });
    await inRoom(w.writer(), bot, { TURN_MS: 0 }, async ({ says, runs }) => {
      says(WORDS);
      await runs();
    });
    expect([logged("handler_failed").length, logged("on_error_failed").length]).toEqual([1, 1]);
    expect(await listed()).toMatchObject([{ kind: "handler_failed" }]);
    await holdsNothing();
  });

  const happened = signal("happened", shape({ n: Number }));
  const named = createBot();
  const question = named
    .dialog("name")
    .ask(
      "name",
      () => "Who?",
      (answer) => {
        throw new Error(answer);
      },
    )
    .done(() => {});
  named.hears("ask me", (c) => c.start(question));
  const wrapped = createBot();
  wrapped.use(logging());
  wrapped.use((c) => {
    throw new Error(c.text);
  });
  wrapped.otherwise(() => {});
  const handling = (handler: Parameters<ReturnType<typeof createBot>["otherwise"]>[0]) => {
    const bot = createBot();
    bot.otherwise(handler);
    return bot;
  };
  const refused = () =>
    Response.json({ error: { message: WORDS, error_user_msg: WORDS, code: 100, fbtrace_id: WORDS } }, { status: 400 });

  it.each([
    ["a middleware throws", wrapped, [WORDS]],
    ["a question's check throws", named, ["ask me", WORDS]],
    ["it stands where an id belongs", handling((c) => c.say(sticker(c.text))), [WORDS]],
    ["it stands where an address belongs", handling((c) => c.say(image(c.text))), [WORDS]],
    ["it is another scheme", handling((c) => c.say(image(c.text))), ["kanarie://kanarie"]],
    ["it is said now", handling((c) => c.sayNow(sticker(c.text))), [WORDS]],
    ["what is done once throws", handling((c) => c.once("x", () => Promise.reject(new Error(c.text)))), [WORDS]],
    ["it is no path", handling((c) => c.graph.call("GET", c.text)), [WORDS]],
    ["a call is refused in its words", handling((c) => c.graph.call("GET", "me", { q: c.text })), [WORDS]],
    ["a signal has another shape", handling((c) => c.later("1h", happened, { n: c.text as never })), [WORDS]],
    ["it is no duration", handling((c) => c.later(c.text as never, happened, { n: 1 })), [WORDS]],
    [
      "the state is too large",
      handling((c) => {
        c.state = { [c.text]: "x".repeat(200_000) } as never;
      }),
      [WORDS],
    ],
  ])("when %s", async (_, bot, texts) => {
    w.graph = async (request) => (request.url.includes("/me?") ? refused() : undefined);
    await inRoom(w.writer(), bot, { TURN_MS: 0 }, async ({ says, runs }) => {
      for (const text of texts) {
        says(text);
        await runs();
      }
    });
    expect(logged("handler_failed")).toHaveLength(1);
    expect(await listed()).toMatchObject([{ kind: "handler_failed" }]);
    await holdsNothing();
  });

  it.each([
    ["for good", 400, { code: 100 }],
    ["since the token is dead", 401, { code: 190 }],
    ["since the Page is blocked", 400, { code: 368 }],
    ["for now", 500, { code: 2, is_transient: true }],
    ["for a reason of its own", 400, { code: 99_999, error_subcode: 1 }],
  ])("when Meta refuses a message %s, and quotes it", async (_, status, more) => {
    const error = { message: WORDS, error_user_title: WORDS, error_user_msg: WORDS, type: WORDS, fbtrace_id: WORDS };
    w.graph = async (request) =>
      request.method === "POST" && (await request.clone().text()).includes('"message":')
        ? Response.json({ error: { ...error, ...more } }, { status })
        : undefined;
    const bot = handling((c) => c.say(`You said: ${c.text}`));
    const parts = await inRoom(w.writer(), bot, {}, async ({ says, runs, parts, scope }) => {
      const { seq } = says(WORDS);
      await runs();
      return [parts(seq), scope.settings.logErrors];
    });
    expect(parts).toMatchObject([[{ why: expect.stringMatching(/^\d+/) }], false]);
    expect(JSON.stringify(parts)).not.toMatch(/"why":"[^"]*kanarie/i);
    expect(logged("send_refused")).toMatchObject([{ why: expect.stringMatching(/^\d+/) }]);
    await holdsNothing();
  });

  it.each([
    ["breaks off", () => Promise.reject(new TypeError(WORDS))],
    ["is a page of somebody else's", () => new Response(WORDS, { status: 502 })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: `https://${encodeURI("kanarie")}` } })],
    ["is an error without a code", () => Response.json({ error: { message: WORDS } })],
  ])("when the answer to a message %s", async (_, answer) => {
    w.graph = async (request) =>
      request.method === "POST" && (await request.clone().text()).includes('"message":') ? answer() : undefined;
    await inRoom(
      w.writer(),
      handling((c) => c.say(c.text)),
      {},
      async ({ says, runs }) => {
        says(WORDS);
        await runs();
      },
    );
    expect(lines.join()).toMatch(/send_unknown|send_refused/);
    await holdsNothing();
  });

  it("when an upload is refused, and Meta blocks the Page in its words", async () => {
    w.graph = async (request) => (request.url.includes("message_attachments") ? refused() : undefined);
    expect(await account().uploadId({ type: "image", url: "https://shop.test/a.jpg" })).toBeNull();
    const at = Date.now();
    for (const action of ["warning", "block"]) {
      const item = { recipient: { id: PAGE }, timestamp: at, "policy-enforcement": { action, reason: WORDS } };
      await postSigned({ object: "page", entry: [{ id: PAGE, time: at, messaging: [item] }] });
    }
    expect((await listed()).map(({ kind }) => kind)).toEqual(["policy_warning", "sending_paused"]);
    expect(logged("upload_failed")).toHaveLength(1);
    expect(logged("sending_paused")).toHaveLength(1);
    await holdsNothing();
  });

  it("when deliveries are none, or are of a kind that nobody knows, or an object refuses them", async () => {
    const at = Date.now();
    const { psid } = w.meta.joins();
    const item = (what: object) => ({ sender: { id: psid }, recipient: { id: PAGE }, timestamp: at, ...what });
    const whole = (...items: object[]) => ({ object: "page", entry: [{ id: PAGE, time: at, messaging: items }] });
    await post(WORDS, { "x-hub-signature-256": WORDS.replaceAll("\n", " ") });
    await postSigned(WORDS);
    await postSigned({ object: WORDS });
    await postSigned(whole(item({ [WORDS]: { text: WORDS } }), item({ message: WORDS }), item({ postback: [WORDS] })));
    vi.spyOn(Conversation.prototype, "accept").mockRejectedValue(new Error(WORDS));
    vi.spyOn(worker.EVENTS, "sendBatch").mockRejectedValue(new Error(WORDS));
    await postSigned(whole(item({ message: { mid: "m_1", text: WORDS } })));
    for (const what of ["webhook", "accept_failed", "queue_failed"]) expect(logged(what)).not.toEqual([]);
    await holdsNothing();
  });

  it("when a reaction that is words ends on the list", async () => {
    shop.on("reaction", () => {
      throw new TypeError("x");
    });
    const { psid } = w.meta.joins();
    const reaction = { mid: "m_1", action: "react", reaction: "other", emoji: "Kanarie" };
    const item = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now(), reaction };
    await postSigned({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging: [item] }] });
    await w.settled();
    expect((await listed())[0]).toMatchObject({ kind: "handler_failed" });
    await holdsNothing();
  });

  it("when the queue's messages cannot be delivered, and end on the list", async () => {
    const event = { kind: "message", id: "m_q", mid: "m_q", at: Date.now(), text: WORDS, attachments: [] } as const;
    const where = { v: 1, channel: "messenger", account: PAGE, person: "7", origin: "" } as const;
    const body: QueuedEvents = { ...where, received: Date.now(), events: [event] };
    const takes = async (queue: string, what: unknown) => {
      const messages = [{ id: "1", timestamp: new Date(), attempts: 1, body: what }] as never;
      const batch = createMessageBatch<QueuedEvents>(queue, messages);
      await consume(batch, worker);
      await getQueueResult(batch, createExecutionContext());
    };
    vi.spyOn(Conversation.prototype, "accept").mockRejectedValue(new Error(WORDS));
    await takes("edgewise-events", body);
    await takes("edgewise-events", { words: WORDS });
    await takes("edgewise-dead", body);
    for (const what of ["queue_retry", "queue_not_ours", "alert"]) expect(logged(what)).toHaveLength(1);
    expect(await listed()).toMatchObject([{ kind: "dead_letter", event: "m_q" }]);
    await holdsNothing();
  });

  it("when an admin route, the sweep, an alarm or the account fails", async () => {
    const psid = w.writer();
    await w.hears(psid, 1);
    await w.settled();
    expect((await ask("/signals/survey", "POST", { person: psid, id: "1", data: WORDS })).status).toBe(400);
    expect((await ask("/signals/survey", "POST", { person: psid, id: "1", data: { order: [WORDS] } })).status).toBe(
      400,
    );
    for (const name of ["alerts", "sweepPage", "permit", "report"] as const) {
      vi.spyOn(Account.prototype, name).mockRejectedValue(new Error(WORDS) as never);
    }
    const { status } = await get("/admin/exceptions", {
      headers: { authorization: `Bearer ${worker["ADMIN_TOKEN"]}` },
    });
    expect(status).toBe(500);
    await sweep(worker);
    await runInDurableObject(objectOf(psid), async (conversation, { storage }) => {
      const prototype = Object.getPrototypeOf(storage);
      vi.spyOn(prototype, "transactionSync").mockImplementation(() => {
        throw new Error(WORDS);
      });
      await conversation.alarm();
    });
    for (const what of ["route_failed", "sweep_failed", "alarm_failed"]) expect(logged(what)).toHaveLength(1);
    expect(lines.join("\n")).not.toMatch(/kanarie/i);
  });
});

describe("the log tells enough all the same", () => {
  const thrown = (make: () => unknown): Error => {
    try {
      throw make();
    } catch (error) {
      return error as Error;
    }
  };

  it.each(["an error", "a mistake", "a class of its own", "a cause"])("where it was thrown: %s", (kind) => {
    expect(thrownAt(thrown(() => ERRORS[kind]?.(WORDS)))).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
  });

  it("where it was thrown, of one without a message", () => {
    expect(thrownAt(thrown(() => new Error()))).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
  });

  it("what kind of error it was", () => {
    const kinds = [
      new TypeError("x"),
      new Away("x"),
      new DOMException("x", "TimeoutError"),
      new (class extends Error {})(),
    ];
    expect(kinds.map(errorName)).toEqual(["TypeError", "Away", "TimeoutError", "Error"]);
    expect(["x", undefined, {}].map(errorName)).toEqual(["string", "undefined", "object"]);
  });

  it("the sentence too, when LOG_ERRORS is full", () => {
    expect(describeFault(new Error(WORDS), true)).toMatchObject({ error: "Error", message: WORDS });
    expect(describeFault(new Error(WORDS), false)).not.toHaveProperty("message");
  });

  it("the code of a refusal, and the field and limit of content", async () => {
    const bot = createBot();
    bot.hears("graph", (c) => c.graph.call("GET", "me"));
    bot.otherwise((c) => c.say(sticker(c.text)));
    w.graph = async (request) =>
      request.url.includes("/me?")
        ? Response.json({ error: { message: WORDS, code: 100, error_subcode: 33, fbtrace_id: "A1" } }, { status: 400 })
        : undefined;
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      for (const text of ["graph", "not digits"]) {
        says(text);
        await runs();
      }
    });
    expect(logged("handler_failed")).toMatchObject([
      { error: "GraphError", status: 400, code: 100, subcode: 33, trace: "A1" },
      {
        error: "ContentError",
        code: "invalid_content",
        field: "media.mediaId",
        message: expect.stringMatching(/digits only/),
      },
    ]);
  });
});
