import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AlertKind } from "../../src/account/alerts.ts";
import { AccountClient } from "../../src/conversation/account-client.ts";
import type { Env } from "../../src/env.ts";
import { createBot } from "../../src/kit/index.ts";
import type { Event } from "../../src/model/events.ts";
import { graphError, partsOf } from "../support/faults.ts";
import { inRoom, objectOf } from "../support/room.ts";
import { AUTOMATED, PAGE, until, worker, world } from "../support/world.ts";

/** How a message ends that meets a fault once. What comes after it is answered in every case, and nothing is left open. */
interface Fault {
  /** What the bot gets instead of Meta's answer. `act` lets Meta do what it was asked for, and gives what it says. */
  readonly meets: (act: () => Promise<Response>) => Promise<Response>;
  readonly end: "said once" | "not said";
  /** How often it was sent. */
  readonly tries: number;
  /** What stands in the list in the end. */
  readonly listed?: AlertKind;
}

const timeout = () => Promise.reject(new DOMException("The operation timed out.", "TimeoutError"));
const reset = () => Promise.reject(new TypeError("Network connection lost."));
const after =
  (then: () => Response | Promise<Response>): Fault["meets"] =>
  async (act) => {
    await act();
    return then();
  };
const page = (status: number) => new Response("<html>", { status });
const says =
  (...error: Parameters<typeof graphError>): Fault["meets"] =>
  async () =>
    graphError(...error);

/** Every class of fault between us and Meta, and what must come of it. */
const FAULTS: Readonly<Record<string, Fault>> = {
  // Nobody knows: the echo tells, or it is said once more.
  "a time-out before Meta acted": { meets: timeout, end: "said once", tries: 2 },
  "a time-out after Meta acted": { meets: after(timeout), end: "said once", tries: 1 },
  "a reset before Meta acted": { meets: reset, end: "said once", tries: 2 },
  "a reset after Meta acted": { meets: after(reset), end: "said once", tries: 1 },
  "a 200 that is no JSON, after Meta acted": { meets: after(() => page(200)), end: "said once", tries: 1 },
  "a 200 that is no JSON, before Meta acted": { meets: async () => page(200), end: "said once", tries: 2 },
  "an empty 200, after Meta acted": { meets: after(() => new Response("")), end: "said once", tries: 1 },
  "an empty 200, before Meta acted": { meets: async () => new Response(""), end: "said once", tries: 2 },
  "a 200 that names no message": { meets: after(() => Response.json({})), end: "said once", tries: 1 },
  "a 502 without Meta's words, before it acted": { meets: async () => page(502), end: "said once", tries: 2 },
  "a 503 without Meta's words, after it acted": { meets: after(() => page(503)), end: "said once", tries: 1 },
  "an error although it was sent": {
    meets: after(() => graphError(500, 1, 1_357_046)),
    end: "said once",
    tries: 1,
  },
  // Slow, and nothing else.
  "an answer that takes its time": {
    meets: (act) => scheduler.wait(1_000).then(act),
    end: "said once",
    tries: 1,
  },
  // A no for now: it is tried again.
  "a 429 of a proxy": { meets: async () => page(429), end: "said once", tries: 2 },
  "a 429 with Meta's words": { meets: says(429, 613), end: "said once", tries: 2 },
  "the app's own limit": { meets: says(400, 4), end: "said once", tries: 2 },
  "a 500 with code 1": { meets: says(500, 1), end: "said once", tries: 2 },
  "code 2": { meets: says(500, 2), end: "said once", tries: 2 },
  "code 2 that says it is transient": {
    meets: says(500, 2, undefined, { is_transient: true }),
    end: "said once",
    tries: 2,
  },
  // The account stops, and goes on after the repair.
  "a token that died": { meets: says(401, 190, 463), end: "said once", tries: 2 },
  "a block for policy": { meets: says(400, 368), end: "said once", tries: 2 },
  // A no for good: it is listed.
  "somebody who cannot be reached": { meets: says(400, 551), end: "not said", tries: 1, listed: "send_failed" },
  "a window that is closed": { meets: says(403, 10, 2_018_278), end: "not said", tries: 1, listed: "send_failed" },
  "a redirect": {
    meets: async () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test" } }),
    end: "not said",
    tries: 1,
    listed: "send_failed",
  },
};

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

beforeEach(() => {
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** The first message meets the fault. */
function once(meets: Fault["meets"]): void {
  let left = 1;
  w.graph = async (request) => {
    const { message } = (await request
      .clone()
      .json()
      .catch(() => ({}))) as { message?: { text?: string } };
    if (message === undefined || message.text === AUTOMATED || left-- <= 0) return undefined;
    return meets(() => w.meta.handle(request as never));
  };
}

describe("a message that meets", () => {
  it.each(Object.entries(FAULTS))("%s", async (_, { meets, end, tries, listed }) => {
    const { psid } = w.joins();
    once(meets);
    w.meta.says(psid, "first");
    await w.until(async () => (await partsOf(psid))[0]?.tries);
    w.meta.says(psid, "second");
    const said = end === "said once" ? [answer("first"), answer("second")] : [answer("second")];
    expect(await w.hears(psid, said.length)).toEqual(said);
    await w.until(async () => (await objectOf(psid).count()).pending === 0);
    await w.settled();
    expect(w.screen(psid)).toEqual(said);
    expect(await partsOf(psid)).toMatchObject([
      { status: end === "said once" ? "sent" : "failed", tries },
      { status: "sent", tries: 1 },
    ]);
    expect((await account().alerts()).map(({ kind }) => kind)).toEqual(listed === undefined ? [] : [listed]);
  });
});

describe("a refusal", () => {
  it.each<[string, number, number, number, string, number]>([
    ["that may mean that they do not want to hear", 400, 2, 2, "sent", 3],
    ["that may mean that they do not want to hear", 400, 2, 3, "failed", 3],
    ["while Meta is down", 500, 2, 6, "sent", 7],
    ["for now", 400, 613, 6, "sent", 7],
    ["for good", 400, 100, 1, "failed", 1],
  ])("%s (%d, code %d), %d times in a row: %s", async (_, httpStatus, code, times, status, tries) => {
    let left = times;
    w.graph = async (request) => {
      const isFirst = (await request.clone().text()).includes('"text":"first"');
      return isFirst && left-- > 0 ? graphError(httpStatus, code) : undefined;
    };
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const bot = createBot();
    bot.otherwise((c) => c.say(c.text));
    const work = async (room: Parameters<Parameters<typeof inRoom>[3]>[0]) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
      const [first, second] = [room.says("first"), room.says("second")];
      for (let n = 0; n < 10; n++) {
        await room.runs();
        vi.setSystemTime(Math.max(Date.now(), room.row(first.seq).due));
      }
      expect(room.parts(first.seq)).toMatchObject([{ status, tries }]);
      expect(room.parts(second.seq)).toMatchObject([{ status: "sent", tries: 1 }]);
      expect(room.scope.store.nextDue()).toBeNull();
    };
    try {
      await inRoom(psid, bot, {}, work);
    } finally {
      vi.useRealTimers();
    }
    expect(w.screen(psid)).toEqual(status === "sent" ? ["first", "second"] : ["second"]);
    expect(await account().alerts()).toHaveLength(status === "sent" ? 0 : 1);
  });
});

describe("what is not Meta's:", () => {
  const greets = async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
  };

  it("KV that fails holds up no answer", async () => {
    const kv = Object.getPrototypeOf(worker.KV) as KVNamespace;
    const away = () => Promise.reject(new Error("KV is away"));
    for (const what of ["get", "put", "list"] as const) vi.spyOn(kv, what).mockImplementation(away);
    await greets();
    expect(await account().alerts()).toEqual([]);
  });

  it("a queue that fails holds up no answer", async () => {
    const queue = Object.getPrototypeOf(worker.EVENTS) as Queue;
    vi.spyOn(queue, "sendBatch").mockRejectedValue(new Error("the queue is away"));
    await greets();
  });

  it("an account that is silent: its conversations go on, slower, with the Page's own token", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const silent = { ...worker, ACCOUNT: { getByName: () => ({ permit: () => new Promise(() => {}) }) } };
    const address = { channel: "messenger", account: PAGE, person: psid } as const;
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("one");
      c.say("two");
    });
    const work = async ({ says, runs, parts }: Parameters<Parameters<typeof inRoom>[3]>[0]) => {
      const { seq } = says("hello");
      await runs();
      const [one, two] = parts(seq);
      expect([one?.status, two?.status]).toEqual(["sent", "sent"]);
      expect((two?.triedAt ?? 0) - (one?.sentAt ?? 0)).toBeGreaterThanOrEqual(1_000);
    };
    await inRoom(psid, bot, {}, work, { account: new AccountClient(silent as unknown as Env, address, "test") });
    expect(w.screen(psid)).toEqual(["one", "two"]);
  });

  it("Meta's own word that the Page is blocked stops it, and its word that it is not any more lets it go on", async () => {
    const { psid } = w.joins();
    const policy = (action: "block" | "unblock"): Event => ({ kind: "policy", id: action, at: Date.now(), action });
    const told = (event: Event) => account().accept({ origin: "", received: Date.now(), events: [event] });
    await told(policy("block"));
    w.meta.says(psid, "hello");
    await w.until(async () => (await objectOf(psid).count()).pending);
    await until(async () => (await partsOf(psid)).length);
    expect(w.screen(psid)).toEqual([]);
    await told(policy("unblock"));
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
    expect(await account().alerts()).toEqual([]);
  });

  it("Meta's warning is listed, and stops nothing", async () => {
    const { psid } = w.joins();
    w.meta.warnsPage("Too many promotions.");
    w.meta.says(psid, "hello");
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
    expect(await account().alerts()).toMatchObject([
      { kind: "policy_warning", detail: "Warned for policy: the account events have Meta's reason." },
    ]);
  });
});
