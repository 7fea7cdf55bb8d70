import { createExecutionContext, createMessageBatch, getQueueResult, runDurableObjectAlarm } from "cloudflare:test";
import type { IRequest } from "itty-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AlertKind } from "../../src/account/alerts.ts";
import { admin } from "../../src/admin/routes.ts";
import type { Env } from "../../src/env.ts";
import { consume } from "../../src/intake/consume.ts";
import { runnable } from "../../src/kit/runnable.ts";
import type { QueuedEvents } from "../../src/model/events.ts";
import { aliasOfPerson, ask, asked, exceptions, shownOf } from "../support/admin.ts";
import { bot, till } from "../support/bot.ts";
import { faulty, graphError, partsOf } from "../support/faults.ts";
import { objectOf } from "../support/room.ts";
import { accessWith, get, PAGE, text, until, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;
const LONG = "word ".repeat(1_000).trim();

beforeEach(() => {
  asked.length = 0;
  Object.assign(till, { isBroken: false, isSlow: false, keys: [] });
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const { psid } of w.meta.people) expect(asked.join("\n")).not.toContain(psid);
});

/** Somebody who has said hello and has an answer. */
async function guest(): Promise<string> {
  const { psid } = w.joins();
  w.meta.says(psid, "hello");
  await w.hears(psid, 1);
  await w.settled();
  return psid;
}

const listed = (kind: AlertKind) => until(async () => (await exceptions(`?kind=${kind}`))[0]);
const replay = (seq: number) => ask(`/exceptions/${seq}/replay`, "POST");
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

describe("the routes under /admin", () => {
  const TOKEN = text("ADMIN_TOKEN");
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it.each<[string, Record<string, string>]>([
    ["no token", {}],
    ["an empty one", bearer("")],
    ["a wrong one", bearer("another token of the tests")],
    ["another one of its length", bearer(TOKEN.replace(/.$/, "?"))],
    ["the beginning of it", bearer(TOKEN.slice(0, -1))],
    ["more than it", bearer(`${TOKEN}s`)],
    ["another scheme", { authorization: `Basic ${TOKEN}` }],
  ])("look as if they were not there, with %s", async (_, headers) => {
    const told = async (path: string) => {
      const response = await get(path, { headers });
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    const closed = await told("/admin/exceptions");
    expect(closed).toEqual([404, "text/plain; charset=utf-8", "Not found."]);
    expect(await told("/nowhere")).toEqual(closed);
  });

  it.each([
    ["not set", "", ""],
    ["too short to be a secret", "nineteen characters", "nineteen characters"],
  ])("are closed for everybody while ADMIN_TOKEN is %s", async (_, set, given) => {
    const env = { ...worker, ADMIN_TOKEN: set } as Env;
    const request = new Request("https://bot.test/admin/exceptions", { headers: bearer(given) });
    expect((await admin(request as unknown as IRequest, env, bot[runnable])).status).toBe(404);
  });

  it("say what is wrong with the Worker's settings", async () => {
    const request = new Request("https://bot.test/admin/exceptions", { headers: bearer(TOKEN) });
    const answer = await admin(
      request as unknown as IRequest,
      { ...worker, JURISDICTION: "mars" } as Env,
      bot[runnable],
    );
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("JURISDICTION")]);
  });

  it("open with the token, for one account", async () => {
    expect((await ask("/exceptions")).status).toBe(200);
    expect((await ask("/exceptions?account=messenger:999")).status).toBe(200);
    expect((await ask("/exceptions?account=telegram:1")).status).toBe(400);
    const response = await get("/admin/nowhere", { headers: bearer(TOKEN) });
    expect([response.status, await response.text()]).toEqual([404, "Not found."]);
  });
});

describe("the list of exceptions", () => {
  const five = async () => {
    for (let n = 1; n <= 5; n++) {
      const kind = n % 2 === 0 ? "send_failed" : "unanswered";
      await account().report({ kind, conversation: `messenger:${PAGE}:1`, event: `m_${n}`, detail: `no. ${n}` });
    }
  };

  it("comes in pages, the newest first, and names nobody", async () => {
    await five();
    const details: string[] = [];
    let after = "";
    for (let page = 0; page < 3; page++) {
      const { body } = await ask(`/exceptions?limit=2${after}`);
      details.push(...(body["exceptions"] as { detail: string }[]).map(({ detail }) => detail));
      expect(JSON.stringify(body)).not.toContain(`:${PAGE}:1`);
      expect(body["next"] === null).toBe(page === 2);
      after = `&after=${body["next"]}`;
    }
    expect(details).toEqual(["no. 5", "no. 4", "no. 3", "no. 2", "no. 1"]);
  });

  it("has the platform's own code, and the id of the message that it is about", async () => {
    const psid = await guest();
    const comes = (kind: AlertKind) => w.until(async () => (await exceptions(`?kind=${kind}`))[0]);
    const says = (words: string): string => w.meta.says(psid, words);
    faulty(w, 1, () => graphError(400, 100));
    const refused = says("refused");
    expect(await comes("send_failed")).toMatchObject({ code: 100, message: refused, event: refused });
    faulty(w, 99, () => graphError(400, 613));
    const stale = says("held up");
    await w.until(async () => (await partsOf(psid)).at(-1)?.code);
    later(2 * 3_600_000);
    await runDurableObjectAlarm(objectOf(psid));
    expect(await comes("send_expired")).toMatchObject({ code: 613, message: stale });
    vi.useRealTimers();
    w.graph = undefined;
    till.isBroken = true;
    const failed = says("close the till");
    expect(await comes("handler_failed")).toMatchObject({ code: null, message: failed });
    await account().pause("token", "190", 190);
    expect(await comes("sending_paused")).toMatchObject({ code: 190, message: null });
  });

  it("of one kind, and of none that there is", async () => {
    await five();
    expect((await exceptions("?kind=send_failed")).map(({ event }) => event)).toEqual(["m_4", "m_2"]);
    const { status, body } = await ask("/exceptions?kind=toString");
    expect(status).toBe(400);
    expect(body["detail"]).toContain('kind is "toString". There are: handler_failed, ');
  });

  it("shows one, and drops it once", async () => {
    await five();
    const [first] = await exceptions();
    expect((await ask(`/exceptions/${first?.seq}`)).body).toEqual(first);
    expect((await ask(`/exceptions/${first?.seq}`, "DELETE")).body).toEqual({ dropped: true });
    for (const [path, method] of [
      [`/exceptions/${first?.seq}`, "GET"],
      [`/exceptions/${first?.seq}`, "DELETE"],
      [`/exceptions/${first?.seq}/replay`, "POST"],
      ["/exceptions/first", "GET"],
    ] as const) {
      expect((await ask(path, method)).status).toBe(404);
    }
    expect(await exceptions()).toHaveLength(4);
  });

  it.each(["person_limit", "person_floods", "work_stalled", "waiting_for_person", "unanswered"] as const)(
    "has nothing to replay for %s",
    async (kind) => {
      await account().report({ kind, conversation: `messenger:${PAGE}:1`, detail: "" });
      const [one] = await exceptions();
      expect(one?.replay).toBe(false);
      expect((await replay(one?.seq ?? 0)).status).toBe(409);
      expect(await exceptions()).toHaveLength(1);
    },
  );

  it("says so when the words are not kept any more", async () => {
    const psid = await guest();
    for (const kind of ["handler_failed", "send_failed"] as const) {
      await account().report({ kind, conversation: `messenger:${PAGE}:${psid}`, event: "m_forgotten", detail: "" });
      expect((await replay((await listed(kind)).seq)).body["detail"]).toBe("Its words are not kept any more: drop it.");
    }
  });
});

describe("the replay of a handler that failed", () => {
  it("runs its turn again, and does nothing twice", async () => {
    const psid = await guest();
    till.isBroken = true;
    w.meta.says(psid, "close the till");
    const broke = "Something broke on our side. Please try again.";
    expect(await w.hears(psid, 3)).toEqual([answer("hello"), "I count the money.", broke]);
    const first = await listed("handler_failed");

    // It fails again, and can be replayed again.
    expect((await replay(first.seq)).body).toEqual({ replayed: true });
    expect((await w.hears(psid, 4)).at(-1)).toBe(broke);
    const second = await listed("handler_failed");

    till.isBroken = false;
    expect((await replay(second.seq)).body).toEqual({ replayed: true });
    expect((await w.hears(psid, 5)).at(-1)).toBe("Counted 1 time.");
    await w.settled();
    expect(w.screen(psid).filter((words) => words === "I count the money.")).toHaveLength(1);
    expect(till.keys).toHaveLength(1);
    expect(await exceptions()).toEqual([]);
    const { acknowledged, handled, dead, pending } = await shownOf(psid);
    // hello, the event, its aside, two replays.
    expect({ acknowledged, handled, dead, pending }).toEqual({ acknowledged: 5, handled: 5, dead: 0, pending: 0 });
  });

  it("does not open the window of free answers anew", async () => {
    const psid = await guest();
    till.isBroken = true;
    w.meta.says(psid, "close the till");
    await w.hears(psid, 3);
    const failed = await listed("handler_failed");
    till.isBroken = false;
    later(25 * 3_600_000);
    await replay(failed.seq);
    const refused = await listed("send_failed");
    expect(refused.detail).toContain("free answers are allowed for 24 h");
    expect(w.screen(psid)).toHaveLength(3);
  });
});

describe("the replay of what was not sent", () => {
  it("sends exactly the lost parts again, once, with those that waited for them", async () => {
    const psid = await guest();
    let sends = 0;
    w.graph = async (request) => {
      if (!(await request.clone().text()).includes("word word")) return undefined;
      return ++sends === 2 ? graphError(400, 100) : undefined;
    };
    w.meta.says(psid, LONG);
    const lost = await w.until(async () => (await exceptions("?kind=send_failed"))[0]);
    expect((await partsOf(psid)).map(({ status }) => status)).toEqual(["sent", "sent", "failed", "canceled"]);
    expect((await replay(lost.seq)).body).toEqual({ replayed: true });
    expect((await w.hears(psid, 4)).slice(1).join(" ")).toBe(answer(LONG));
    await w.settled();
    expect(w.screen(psid)).toHaveLength(4);
    expect((await replay(lost.seq)).status).toBe(404);
    expect(await exceptions()).toEqual([]);
  });

  it("that was stale by then", async () => {
    const psid = await guest();
    faulty(w, 99, () => graphError(400, 613));
    w.meta.says(psid, "held up");
    await w.until(async () => (await partsOf(psid)).at(-1)?.why);
    later(2 * 3_600_000);
    await runDurableObjectAlarm(objectOf(psid));
    const { seq } = await listed("send_expired");
    w.graph = undefined;
    await replay(seq);
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("held up"));
    expect(await exceptions()).toEqual([]);
  });

  it("whose outcome nobody knew", async () => {
    const psid = await guest();
    w.meta.taps(psid, { type: "postback", title: "Buy", payload: "BUY_WATCH" });
    for (const [count, title] of ["Checkout", "Express, $12.00"].entries()) {
      await w.hears(psid, count + 2);
      w.meta.taps(psid, title);
    }
    await w.hears(psid, 4);
    faulty(w, 1, () => new Response("<html>", { status: 502 }));
    w.meta.taps(psid, "Yes");
    await w.settled();
    const { seq } = await listed("send_unknown");
    await replay(seq);
    expect((await w.hears(psid, 5)).at(-1)).toBe("[receipt]");
    await w.settled();
    expect(w.screen(psid)).toHaveLength(5);
  });

  it("is kept back by the rules of today: somebody else has the conversation now", async () => {
    const psid = await guest();
    faulty(w, 1, () => graphError(400, 100));
    w.meta.says(psid, "refused");
    await w.settled();
    const { seq } = await listed("send_failed");
    later(60_000);
    w.meta.agentSays(psid, "Kim here.");
    await w.settled();
    await replay(seq);
    await w.settled();
    expect((await partsOf(psid)).at(-1)).toMatchObject({
      status: "canceled",
      why: "The conversation is with a person.",
    });
    expect(w.screen(psid)).not.toContain(answer("refused"));
  });
});

describe("the replay of", () => {
  it("a dead letter delivers its events", async () => {
    const psid = await guest();
    const mid = w.meta.says(psid, "never arrived");
    const event = { kind: "message", id: mid, mid, at: Date.now(), text: "never arrived", attachments: [] } as const;
    const whole: QueuedEvents = {
      v: 1,
      channel: "messenger",
      account: PAGE,
      person: psid,
      origin: "https://bot.test",
      received: Date.now(),
      events: [event],
    };
    const batch = createMessageBatch<QueuedEvents>("edgewise-dead", [
      { id: "1", timestamp: new Date(), attempts: 1, body: whole },
    ]);
    await consume(batch, worker);
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(["1"]);
    const { seq } = await listed("dead_letter");
    expect((await ask(`/exceptions/${seq}`)).body["body"]).toEqual(whole);
    expect((await replay(seq)).body).toEqual({ replayed: true });
    expect((await w.hears(psid, 2)).at(-1)).toBe(answer("never arrived"));
    await w.settled(); // Meta's own delivery of it is a duplicate by now
    expect(w.screen(psid)).toHaveLength(2);
    expect(await exceptions()).toEqual([]);
  });

  it("a pause looks at the account again", async () => {
    await account().pause("token", "190");
    expect((await account().permit()).access).toBeNull();
    expect((await replay((await listed("sending_paused")).seq)).body).toEqual({ replayed: true });
    // One message tries; the pause ends, and leaves the list, when it has got through.
    expect(await account().permit()).toMatchObject({
      access: accessWith(text("FACEBOOK_PAGE_ACCESS_TOKEN")),
      probe: true,
    });
    expect((await account().permit()).access).toBeNull();
    await account().resume();
    expect(await exceptions()).toEqual([]);
  });
});

describe("a page", () => {
  it.each(["/exceptions?after=soon", "/exceptions?after=1", "/account-events?after=-1", "/account-events?after=x"])(
    "that is none is refused: %s",
    async (path) => {
      const { status, body } = await ask(path);
      expect([status, body["detail"]]).toEqual([
        400,
        expect.stringMatching(/^after is ".+", not the next of another page\.$/),
      ]);
    },
  );
});

describe("account events", () => {
  it("come in pages, and are dropped once; a late duplicate is still known", async () => {
    const notice = (id: string) => ({ kind: "policy", id, at: 1, action: "warning" }) as never;
    const accepted = { origin: "", received: Date.now(), events: [notice("a"), notice("b"), notice("c")] };
    await account().accept(accepted);
    const { body } = await ask("/account-events?limit=2");
    expect((body["events"] as { event: { id: string } }[]).map(({ event }) => event.id)).toEqual(["c", "b"]);
    const rest = (await ask(`/account-events?limit=2&after=${body["next"]}`)).body;
    expect(rest).toMatchObject({ events: [{ event: { id: "a" } }], next: null });
    const { seq } = (rest["events"] as { seq: number }[])[0] ?? { seq: 0 };
    expect((await ask(`/account-events/${seq}`, "DELETE")).body).toEqual({ dropped: true });
    expect((await ask(`/account-events/${seq}`, "DELETE")).status).toBe(404);
    expect(await account().accept(accepted)).toBe(0);
    expect((await ask("/account-events")).body["events"]).toHaveLength(2);
  });
});

describe("conversations", () => {
  it("are listed by the name that the log has for them, in pages", async () => {
    const psids = [await guest(), await guest(), await guest()];
    const names = await Promise.all(psids.map(aliasOfPerson));
    const first = (await ask("/conversations?limit=2")).body as { conversations: string[]; next: string };
    const second = (await ask(`/conversations?limit=2&after=${first.next}`)).body as typeof first;
    expect([...first.conversations, ...second.conversations].sort()).toEqual([...names].sort());
    expect(second.next).toBeNull();
    expect((await ask("/conversations?after=000000000000")).status).toBe(404);
  });

  it("are shown without anybody's words", async () => {
    const psid = await guest();
    w.meta.says(psid, "my secret is a pear");
    await w.hears(psid, 2);
    await w.settled();
    const shown = await shownOf(psid);
    expect(JSON.stringify(shown)).not.toMatch(/pear|hello|help you/);
    expect(shown).toMatchObject({ person: psid, control: "bot", acknowledged: 2, handled: 2, dead: 0, pending: 0 });
    expect(shown.events).toMatchObject([
      { kind: "message", state: "done", parts: [{ status: "sent" }] },
      { kind: "message", state: "done", parts: [{ status: "sent" }, { status: "sent" }] },
    ]);
    expect((await ask("/conversations/000000000000")).status).toBe(404);
  });

  it.each([{}, { person: "" }, { person: 5 }, { person: "1".repeat(301) }, null, [], "text"])(
    "are not found by %j",
    async (body) => {
      expect((await ask("/conversations/find", "POST", body)).status).toBe(400);
    },
  );
});

describe("a signal", () => {
  it("enters the person's inbox, once for each id", async () => {
    const psid = await guest();
    const body = { person: psid, id: "o-1", data: { order: "EW-1" } };
    expect((await ask("/signals/survey", "POST", body)).body).toEqual({ isNew: true });
    expect((await ask("/signals/survey", "POST", body)).body).toEqual({ isNew: false });
    expect((await w.hears(psid, 2)).at(-1)).toBe("How would you rate your experience today?");
    await w.settled();
    expect(w.screen(psid)).toHaveLength(2);
  });

  it.each<[number, string, object]>([
    [400, "id is missing: it is a text of 1 to 300 characters. Send {", { person: "1", data: { order: "EW-1" } }],
    [400, "id has 301 characters: it is a text of 1 to 300", { person: "1", id: "i".repeat(301), data: {} }],
    [400, "person has 301 characters: it is a text", { person: "1".repeat(301), id: "o-1", data: {} }],
    [400, "person is 7: it is a text", { person: 7, id: "o-1", data: {} }],
    [400, '"dat" is no field here. There are: person, id, data.', { person: "1", id: "o-1", dat: {} }],
    [400, "order", { person: "1", id: "o-1", data: {} }],
    [413, "100000 are kept", { person: "1", id: "o-1", data: { order: "x".repeat(100_000) } }],
  ])("that cannot be kept is answered with %d and a sentence: %s", async (status, sentence, body) => {
    const answer = await ask("/signals/survey", "POST", body);
    expect([answer.status, answer.body["detail"]]).toEqual([status, expect.stringContaining(sentence)]);
  });
});

describe("the balance", () => {
  interface Balance {
    readonly conversations: number;
    readonly acknowledged: number;
    readonly handled: number;
    readonly dead: number;
    readonly pending: number;
    readonly next: string | null;
  }

  /** Adds up its pages, each of which has to be right by itself. */
  async function balance(): Promise<Omit<Balance, "next">> {
    const sum = { conversations: 0, acknowledged: 0, handled: 0, dead: 0, pending: 0 };
    for (let next: string | null = ""; next !== null; ) {
      const page = (await ask(`/balance?limit=2${next === "" ? "" : `&after=${next}`}`)).body as unknown as Balance;
      expect(page.acknowledged).toBe(page.handled + page.dead + page.pending);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += page[key];
      next = page.next;
    }
    return sum;
  }

  it("adds up over pages: after a failure, after its replay, and after everything was pruned", async () => {
    const psids = [await guest(), await guest(), await guest(), await guest(), await guest()];
    const [one = ""] = psids;
    till.isBroken = true;
    w.meta.says(one, "close the till");
    await w.hears(one, 3);
    await w.settled();
    // Five hellos, the event that failed, and what it said in the middle of its turn.
    expect(await balance()).toEqual({ conversations: 5, acknowledged: 7, handled: 6, dead: 1, pending: 0 });

    till.isBroken = false;
    await replay((await listed("handler_failed")).seq);
    await w.hears(one, 4);
    await w.settled();
    expect(await balance()).toEqual({ conversations: 5, acknowledged: 8, handled: 8, dead: 0, pending: 0 });

    // Of the others nothing is left: their conversations have ended.
    w.meta.says(one, "stop");
    await w.hears(one, 5);
    await w.settled();
    later(61 * 86_400_000);
    for (const psid of psids) await runDurableObjectAlarm(objectOf(psid));
    expect((await shownOf(one)).events).toEqual([]);
    expect(await balance()).toEqual({ conversations: 1, acknowledged: 5, handled: 5, dead: 0, pending: 0 });
  });
});

describe("the Page token", () => {
  const TOKEN = text("FACEBOOK_PAGE_ACCESS_TOKEN");
  const asksWith = async (change: Partial<Env>) => {
    const headers = { authorization: `Bearer ${text("ADMIN_TOKEN")}` };
    const request = new Request("https://bot.test/admin/token", { headers });
    const response = await admin(request as unknown as IRequest, { ...worker, ...change } as Env, bot[runnable]);
    return { status: response.status, body: await response.json() };
  };

  it("is told of, as Meta knows it, and never shown", async () => {
    const { status, body } = await ask("/token");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      valid: true,
      type: "PAGE",
      profile: PAGE,
      app: text("FACEBOOK_APP_ID"),
      expiresAt: null,
    });
    expect(body["scopes"]).toContain("pages_messaging");
    expect(JSON.stringify([body, w.meta.calls.map(({ path }) => path)])).not.toContain(TOKEN);
  });

  it("that is dead is not valid, and has no permissions", async () => {
    await account().setAccess({ token: "EAAanother" }, null);
    const { body } = await ask("/token");
    expect(body).toMatchObject({ valid: false, scopes: [] });
  });

  it("says so when there is none, and when the app is not known", async () => {
    expect(await asksWith({ FACEBOOK_APP_ID: "" })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/The app is not known.* set FACEBOOK_APP_ID/) },
    });
    await account().removeAccess();
    expect(await ask("/token")).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/no token that can be read/) },
    });
    expect(w.meta.calls).toEqual([]);
  });

  it.each([
    ["refuses", () => graphError(400, 101), /101 as Meta says it/],
    ["does not answer", () => new Response("", { status: 502 }), /has not answered/],
  ])("says so when Meta %s", async (_, answers, error) => {
    w.graph = answers;
    expect(await ask("/token")).toMatchObject({ status: 502, body: { detail: expect.stringMatching(error) } });
  });
});
