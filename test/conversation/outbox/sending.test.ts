import { describe, expect, it, vi } from "vitest";
import { settings } from "../../../src/env.ts";
import { createBot } from "../../../src/kit/index.ts";
import { faulty, graphError, partsOf } from "../../support/faults.ts";
import { inRoom } from "../../support/room.ts";
import { PAGE, postSigned, until, worker, world } from "../../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

const { GRAPH_TIMEOUT_MS } = settings(worker);
const typed = (psid: string, text: string) => {
  const at = Date.now();
  const message = { mid: `m_${text}`, text };
  const messaging = [{ sender: { id: psid }, recipient: { id: PAGE }, timestamp: at, message }];
  return { object: "page", entry: [{ id: PAGE, time: at, messaging }] };
};
const statuses = async (psid: string) => (await partsOf(psid)).map(({ status }) => status);

describe("a send that failed", () => {
  it.each([
    ["code 2 of Graph's", () => graphError(500, 2)],
    ["a rate limit", () => graphError(400, 613)],
    ["is_transient", () => Response.json({ error: { message: "", code: 9999, is_transient: true } }, { status: 400 })],
  ])("is tried again after %s, and said once", async (_, fault) => {
    const { psid } = w.joins();
    const tried = faulty(w, 1, fault);
    w.meta.says(psid, "hello");
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
    expect(tried.seen).toBe(1);
  });

  it("for good ends with its reason, and later messages go on", async () => {
    const { psid } = w.joins();
    faulty(w, 1, () => graphError(400, 551));
    w.meta.says(psid, "one");
    await w.settled();
    w.meta.says(psid, "two");
    expect(await w.hears(psid, 1)).toEqual([answer("two")]);
    expect(await partsOf(psid)).toMatchObject([
      { status: "failed", why: expect.stringMatching(/^551 \[trace A1\] The person has blocked/) },
      { status: "sent" },
    ]);
    expect(await account().alerts()).toMatchObject([
      { kind: "send_failed", conversation: `messenger:${PAGE}:${psid}` },
    ]);
  });

  it("with a dead token waits, and goes out after the repair", async () => {
    const { psid } = w.joins();
    const tried = faulty(w, 1, () => graphError(401, 190, 463));
    w.meta.says(psid, "hello");
    await w.until(() => tried.seen === 1);
    expect(await until(async () => (await account().alerts())[0])).toMatchObject({
      kind: "sending_paused",
      event: "token",
    });
    expect(await w.hears(psid, 1)).toEqual([answer("hello")]);
  });
});

describe("a send whose outcome nobody knows", () => {
  const lost = () => new Response("<html>Bad gateway</html>", { status: 502 });

  it("is settled by its echo, and not said again", async () => {
    const { psid } = w.joins();
    faulty(w, 1, lost, true);
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled(); // the echo
    expect(await statuses(psid)).toEqual(["sent"]);
    expect(w.screen(psid)).toEqual([answer("hello")]);
  });

  it("is said once more without an echo, and holds back what comes after it", async () => {
    const { psid } = w.joins();
    faulty(w, 1, lost);
    w.meta.says(psid, "one");
    await w.until(async () => (await statuses(psid)).includes("unknown"));
    w.meta.says(psid, "two");
    await w.settled();
    expect(w.screen(psid)).toEqual([]);
    expect(await w.hears(psid, 2)).toEqual([answer("one"), answer("two")]);
  });

  it("is sent again as often as echoes of later sends show that it was not", async () => {
    const { psid } = w.joins();
    const other = w.joins().psid;
    const tried = faulty(w, 3, lost, false, psid);
    w.meta.says(psid, "one");
    await until(async () => {
      w.meta.says(other, "and me?");
      await w.settled();
      return w.screen(psid).length > 0;
    }, 20_000);
    expect(tried.seen).toBe(3);
    expect(w.screen(psid)).toEqual([answer("one")]);
  }, 25_000);

  it("is said a last time when the Page is quiet, and then listed", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "first"); // its echo shows that echoes come here
    await w.hears(psid, 1);
    await w.settled();
    const tried = faulty(w, 3, lost);
    w.meta.says(psid, "hello");
    await w.settled();
    await until(async () => (await statuses(psid)).at(-1) === "failed", 15_000);
    expect(tried.seen).toBe(3);
    expect(await account().alerts()).toMatchObject([{ kind: "send_unknown" }]);
  }, 20_000);

  it("is never said again when it is a receipt", async () => {
    const { psid } = w.joins();
    w.meta.taps(psid, { type: "postback", title: "Buy", payload: "BUY_WATCH" });
    for (const [count, title] of ["Checkout", "Express, $12.00"].entries()) {
      await w.hears(psid, count + 1);
      w.meta.taps(psid, title);
    }
    await w.hears(psid, 3);
    const tried = faulty(w, 1, lost);
    w.meta.taps(psid, "Yes");
    w.meta.says(psid, "and now?");
    // What comes after it goes out in the end; the receipt stays in doubt and becomes an exception.
    expect((await w.hears(psid, 4)).at(-1)).toBe(answer("and now?"));
    expect(tried.seen).toBe(1);
    expect((await statuses(psid)).slice(-2)).toEqual(["failed", "sent"]);
  }, 10_000);
});

describe("a call that never answers, though Meta has acted", () => {
  /** The message with these words is taken, and its call hangs until the bot lets go of it. */
  const hangs = (words: string) => {
    const call = { begun: false, letGo: false };
    w.graph = async (request) => {
      if (!(await request.clone().text()).includes(JSON.stringify(words))) return undefined;
      await w.meta.handle(request.clone() as never);
      call.begun = true;
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => {
          call.letGo = true;
          reject(request.signal.reason);
        });
      });
    };
    return call;
  };

  it("holds nobody up when its echo has come, and is waited for until then", async () => {
    const { psid } = w.joins();
    const call = hangs(answer("one"));
    const begun = Date.now();
    w.meta.says(psid, "one");
    await w.meta.settle();
    await until(() => call.begun);
    await postSigned(typed(psid, "two"));
    expect(await until(async () => (await statuses(psid)).length === 2 && statuses(psid))).toEqual([
      "sending",
      "queued",
    ]);
    expect(call.letGo).toBe(false);
    await w.meta.settle(); // the echo
    expect(await w.hears(psid, 2)).toEqual([answer("one"), answer("two")]);
    expect(call.letGo).toBe(true);
    expect(await partsOf(psid)).toMatchObject([
      { status: "sent", tries: 1 },
      { status: "sent", tries: 1 },
    ]);
    expect(Date.now() - begun).toBeLessThan(0.5 * GRAPH_TIMEOUT_MS);
  });

  it("shows by its echo that a paused Page works again", async () => {
    const { psid } = w.joins();
    faulty(w, 1, () => graphError(401, 190, 463));
    w.meta.says(psid, "one");
    await w.until(async () => (await account().alerts())[0]?.kind === "sending_paused");
    const call = hangs(answer("one"));
    await w.until(() => call.letGo);
    expect(await until(async () => (await account().alerts()).length === 0)).toBe(true);
  });
});

describe("a message of several parts", () => {
  it("keeps their order, and cancels the rest of itself when one fails", async () => {
    const { psid } = w.joins();
    const long = "word ".repeat(700).trim();
    w.meta.says(psid, long);
    expect((await w.hears(psid, 2)).join(" ")).toBe(answer(long));
    faulty(w, 1, () => graphError(400, 100));
    w.meta.says(psid, long);
    w.meta.says(psid, "after it");
    expect((await w.hears(psid, 3)).at(-1)).toBe(answer("after it"));
    expect(await statuses(psid)).toEqual(["sent", "sent", "failed", "canceled", "sent"]);
  });
});

describe("a person of the Page", () => {
  const later = <Value>(ms: number, run: () => Promise<Value>) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
    return run().finally(() => vi.useRealTimers());
  };

  it("quiets the bot for 30 minutes by answering from the inbox", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await later(60_000, async () => {
      w.meta.agentSays(psid, "Let me look at that for you.");
      await w.settled();
      const calls = w.meta.calls.length;
      w.meta.says(psid, "help");
      await w.settled();
      expect(w.meta.calls.length).toBe(calls); // no message, no typing, no seen
    });
    await later(32 * 60_000, async () => {
      w.meta.says(psid, "help");
      expect((await w.hears(psid, 3)).at(-1)).toBe("[button] How can I help you today?");
    });
  });

  it("is not Meta's instant reply", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    w.meta.agentSays(psid, "Thanks for your message! We will be with you soon."); // at once: nobody types like that
    await w.settled();
    w.meta.says(psid, "help");
    expect((await w.hears(psid, 3)).at(-1)).toBe("[button] How can I help you today?");
  });

  it("takes over in the middle of an answer: the rest of it is not said", async () => {
    const { psid } = w.joins();
    const long = "word ".repeat(700).trim();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled();
    await later(60_000, async () => {
      faulty(w, 1, () => graphError(500, 2)); // holds the first part back for a second
      w.meta.says(psid, long);
      await w.until(async () => (await partsOf(psid)).some(({ tries, why }) => tries === 1 && why !== undefined));
      await scheduler.wait(10);
      vi.setSystemTime(Date.now() + 11_000);
      w.meta.agentSays(psid, "I'll take this one.");
      await w.settled();
      await until(async () => (await statuses(psid)).includes("canceled"));
    });
    expect(await statuses(psid)).toEqual(["sent", "canceled", "canceled"]);
  });

  it("who cannot be reached: the conversation is the bot's again, and it says so", async () => {
    const { psid } = w.joins();
    w.graph = async (request) => (request.url.endsWith("/pass_thread_control") ? graphError(400, 100) : undefined);
    w.meta.taps(psid, { type: "postback", title: "Contact Support", payload: "CONTACT_SUPPORT" });
    expect(await w.hears(psid, 2)).toEqual([
      "I'm connecting you with a human agent. Please hold on a moment.",
      "I could not reach anybody just now. Please write again in a moment.",
    ]);
    w.meta.says(psid, "help");
    expect((await w.hears(psid, 3)).at(-1)).toBe("[button] How can I help you today?");
  });
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
