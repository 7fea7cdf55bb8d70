import { describe, expect, it, vi } from "vitest";
import { channelNamed } from "../../../src/channels/registry.ts";
import { AccountClient } from "../../../src/conversation/account-client.ts";
import { partId } from "../../../src/conversation/ids.ts";
import { take } from "../../../src/conversation/inbox.ts";
import { move } from "../../../src/conversation/outbox/parts.ts";
import { reconcile } from "../../../src/conversation/outbox/unknown.ts";
import { createBot } from "../../../src/kit/index.ts";
import { graphError } from "../../support/faults.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { PAGE, worker, world } from "../../support/world.ts";

const w = world();
const t = time();

describe("a send in doubt", () => {
  const T = 1_000_000;
  const WAIT = 90_000;
  const again = { is: "again" };
  const never = { echoed: 0, succeeded: 0 };
  const others = { echoed: 0, succeeded: T + 1 };

  it.each([
    ["waits for its echo first", {}, never, T + 5_000, { is: "wait", when: T + 25_000 }],
    ["is not waited for longer than stated", {}, never, T + 80_000, { is: "wait", when: T + WAIT }],
    [
      "was not sent, when 20 s have passed and a later send's echo has come",
      {},
      { ...others, echoed: T + 20_000 },
      T + 20_000,
      again,
    ],
    [
      "is not proved unsent by the echo of a send a little later: echoes overtake each other",
      {},
      { ...others, echoed: T + 19_999 },
      T + 30_000,
      { is: "wait", when: T + 50_000 },
    ],
    [
      "is not proved unsent too early",
      {},
      { ...others, echoed: T + 20_000 },
      T + 19_999,
      { is: "wait", when: T + 39_999 },
    ],
    [
      "is waited for anew when the object was away meanwhile",
      { unknownSince: T + 500_000 },
      { ...others, echoed: T + 20_000 },
      T + 510_000,
      { is: "wait", when: T + 530_000 },
    ],
    ["is said once more without evidence", { unknowns: 1 }, others, T + WAIT, again],
    ["is given up after that where no echoes come", { unknowns: 2 }, others, T + WAIT, { is: "give up" }],
    [
      "waits on for evidence where echoes come",
      { unknowns: 2 },
      { ...others, echoed: T - 1 },
      T + WAIT,
      { is: "wait", when: T + WAIT + 20_000 },
    ],
    [
      "is said a last time when nothing else was said by which an echo could have told",
      { unknowns: 2 },
      { ...others, echoed: T - 1 },
      T + 10 * WAIT,
      again,
    ],
    ["is given up after that", { unknowns: 3 }, { ...others, echoed: T - 1 }, T + 10 * WAIT, { is: "give up" }],
    [
      "is given up in the end where echoes came once, and come no more",
      { unknowns: 2 },
      { echoed: T - 1, succeeded: T + WAIT },
      T + 10 * WAIT,
      { is: "give up" },
    ],
    ["is given up in the end where nothing ever got through", { unknowns: 2 }, never, T + 10 * WAIT, { is: "give up" }],
    [
      "is held while nothing of the Page gets through",
      { unknowns: 2 },
      never,
      T + WAIT,
      { is: "wait", when: T + WAIT + 20_000 },
    ],
    [
      "is not said again on a guess when it is a receipt",
      { careful: true, unknowns: 1 },
      never,
      T + WAIT,
      { is: "give up" },
    ],
    [
      "is sent again on evidence, a receipt too",
      { careful: true, unknowns: 3 },
      { ...others, echoed: T + 20_000 },
      T + 20_000,
      again,
    ],
  ] as const)("%s", (_, part, seen, now, expected) => {
    expect(reconcile({ triedAt: T, ...part }, seen, now, { UNKNOWN_MS: WAIT, HOLD_MS: 10 * WAIT })).toEqual(expected);
  });
});

describe("what is looked for", () => {
  const bot = createBot();
  bot.otherwise((c) => c.say("hi"));
  const WAITS = { UNKNOWN_MS: 90_000, HOLD_MS: 900_000 };
  const timeOut = () => new DOMException("The operation timed out.", "TimeoutError");

  /** Lets the part's times come, until `isOver`. */
  async function passes({ runs, row, parts }: Room, seq: number, isOver: () => boolean): Promise<void> {
    for (let n = 0; n < 12 && !isOver() && parts(seq)[0]?.status === "unknown"; n++) {
      t.passes(Math.max(0, row(seq).due - Date.now()) + 1);
      await runs();
    }
  }

  it("is what stands in the thread since the first try, also after a second one", async () => {
    const psid = w.writer();
    let sends = 0;
    w.graph = async (request) => {
      if (request.method === "GET") return sends < 2 ? new Response("<html>", { status: 503 }) : undefined;
      if (!(await request.clone().text()).includes('"text":"hi"')) return undefined;
      if (++sends === 1) await w.meta.handle(request as never); // it went out, and its echo gets lost
      throw timeOut();
    };
    await inRoom(psid, bot, WAITS, async (room) => {
      const { seq } = room.says("hello");
      await room.runs();
      await passes(room, seq, () => false);
      expect(room.parts(seq)).toMatchObject([{ status: "sent" }]);
    });
    expect(sends).toBe(2);
  });

  it("is in the thread, before the echo of a later send counts as evidence", async () => {
    const psid = w.writer();
    let sends = 0;
    w.graph = async (request) => {
      if (!(await request.clone().text()).includes('"text":"hi"')) return undefined;
      sends++;
      await w.meta.handle(request as never); // it went out; its echo takes a minute, those of others do not
      throw timeOut();
    };
    await inRoom(psid, bot, WAITS, async (room) => {
      const { seq } = room.says("hello");
      await room.runs();
      await room.scope.account.heard(Date.now() + 21_000);
      await passes(room, seq, () => false);
      expect(room.parts(seq)).toMatchObject([{ status: "sent" }]);
    });
    expect(sends).toBe(1);
  });

  it("is an echo, which tells nothing of a later try than it may be of", async () => {
    const psid = w.writer();
    const account = new AccountClient(worker, { channel: "messenger", account: PAGE, person: psid }, "test");
    const heard: number[] = [];
    account.heard = async (tried) => void heard.push(tried);
    w.graph = async (request) => {
      if (request.method === "GET") return new Response("<html>", { status: 503 });
      if (!(await request.clone().text()).includes('"text":"hi"')) return undefined;
      throw timeOut();
    };
    const looks = async (room: Room) => {
      const { seq } = room.says("hello");
      await room.runs();
      const at = room.parts(seq)[0]?.triedAt ?? 0;
      await passes(room, seq, () => room.parts(seq)[0]?.tries === 2);
      expect(room.parts(seq)[0]?.triedAt).toBeGreaterThan(at);
      const metadata = partId({ seq, n: 0 }, room.scope.store.facts.createdAt);
      take(room.scope, { kind: "echo", id: "echo:m", mid: "m", at, metadata, attachments: [] }, at + 1_000);
      expect(heard).toEqual([at]);
    };
    await inRoom(psid, bot, WAITS, looks, { account });
  });
});

describe("the echo of a send in doubt that comes while the thread is read", () => {
  it.each([
    ["before it is waited for on", 20_000, {}],
    ["before it is given up", 90_000, { careful: true }],
  ] as const)("settles it %s, and what comes after it goes out", async (_, wait, change) => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("one");
      c.say("two");
    });
    w.graph = async (request) =>
      (await request.text()).includes('"one"') ? new Response("", { status: 502 }) : undefined;
    let echo = () => {};
    const channel = {
      ...channelNamed("messenger"),
      evidence: {
        ...channelNamed("messenger").evidence,
        byThread: async () => {
          echo();
          return "unknown" as const;
        },
      },
    };
    const work = async ({ says, runs, parts, scope }: Room) => {
      Object.assign(scope.account, { mayAskThread: async () => true });
      t.passes(0);
      const { seq } = says("hello");
      echo = () => {
        const metadata = `ew.${seq}.0.${scope.store.facts.createdAt.toString(36)}`;
        const at = Date.now();
        take(scope, { kind: "echo", id: "m_1", mid: "m_1", at, metadata, text: "one", attachments: [] }, at);
      };
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "unknown", unknowns: 1 }, { status: "queued" }]);
      move(scope.store, { seq, n: 0 }, change);
      t.passes(wait);
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "sent", mid: "m_1" }, { status: "sent" }]);
      expect(scope.store.nextDue()).toBeNull();
    };
    await inRoom(psid, bot, { UNKNOWN_MS: 90_000 }, work, { channel });
    expect(w.screen(psid)).toEqual(["two"]);
  });
});

describe("an echo with the metadata of a part", () => {
  const said = async (appId: string | undefined, own: string) => {
    const bot = createBot();
    bot.otherwise((c) => c.say("first"));
    w.graph = async (request) =>
      (await request.clone().text()).includes('"text":"first"') ? graphError(500, 2) : undefined;
    return inRoom(w.writer(), bot, { appId: own }, async ({ scope, says, runs, parts }) => {
      const { seq } = says("hi");
      await runs();
      const metadata = partId({ seq, n: 0 }, scope.store.facts.createdAt);
      const at = Date.now();
      const event = { kind: "echo", id: "echo:m_1", mid: "m_1", at, metadata, text: "spam", attachments: [] } as const;
      take(scope, appId === undefined ? event : { ...event, appId }, at);
      return parts(seq)[0]?.status;
    });
  };

  it.each([
    ["another app's settles nothing", "999999", "111", "queued"],
    ["this app's settles it", "111", "111", "sent"],
    ["settles it where Meta names no app", undefined, "111", "sent"],
    ["settles it where this app's id is not set", "999999", "", "sent"],
  ])("%s", async (_, appId, own, status) => {
    expect(await said(appId, own)).toBe(status);
  });
});
