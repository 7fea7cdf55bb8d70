import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { seal } from "../../src/account/tokens.ts";
import type { Event } from "../../src/content/events.ts";
import { type Env, settings } from "../../src/env.ts";
import { PAGE, text, worker } from "../support/world.ts";

const OTHER = "999";
const TOKEN = text("FACEBOOK_PAGE_ACCESS_TOKEN");
const { PAUSE_MS, KEEP_MS, PAGE_RATE } = settings(worker);
const GAP = 1_000 / PAGE_RATE;
/** Later than the real clock: an object's timers use that one. */
const START = Date.now() + 60_000;

const accountOf = (page = PAGE) => worker.ACCOUNT.getByName(`messenger:${page}`);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const problem = (detail: string, change: object = {}) =>
  ({ kind: "send_failed", conversation: `messenger:${PAGE}:1`, event: "m_1", detail, ...change }) as const;

/** The same object, of a Worker with other settings. */
async function withSettings<Result>(
  change: Record<string, string>,
  page: string,
  run: (account: Account) => Result | Promise<Result>,
): Promise<Result> {
  return runInDurableObject(accountOf(page), (_, state) => run(new Account(state, { ...worker, ...change } as Env)));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
});
afterEach(async () => {
  vi.useRealTimers();
  await reset();
});

describe("permit", () => {
  it("gives the token, and slots that are as far apart as the rate says", async () => {
    const account = accountOf();
    const permits = [];
    for (let count = 0; count < 4; count++) permits.push(await account.permit());
    expect(permits.map(({ token, at }) => [token, at - START])).toEqual([
      [TOKEN, 0],
      [TOKEN, GAP],
      [TOKEN, 2 * GAP],
      [TOKEN, 3 * GAP],
    ]);
    later(1_000);
    expect(await account.permit()).toEqual({ token: TOKEN, at: START + 1_000 });
  });

  it("gives every one of those who ask at once a slot of their own", async () => {
    const account = accountOf();
    const permits = await Promise.all(Array.from({ length: 50 }, () => account.permit()));
    const slots = permits.map(({ at }) => at - START).sort((a, b) => a - b);
    expect(slots).toEqual(Array.from({ length: 50 }, (_, index) => index * GAP));
  });

  it.each<[string, number[]]>([
    ["10", [0, 100, 200]],
    ["0", [0, 0, 0]],
  ])("keeps to PAGE_RATE %s", async (PAGE_RATE, slots) => {
    const found = await withSettings({ PAGE_RATE }, PAGE, async (account) => {
      const permits = [];
      for (const _ of slots) permits.push((await account.permit()).at - START);
      return permits;
    });
    expect(found).toEqual(slots);
  });

  it("has no token for a Page that is not configured, and says so once", async () => {
    const account = accountOf(OTHER);
    for (let count = 0; count < 3; count++) {
      expect(await account.permit()).toEqual({ token: null, at: Date.now() + PAUSE_MS });
      later(1_000);
    }
    const exceptions = await account.exceptions();
    expect(exceptions).toHaveLength(1);
    expect(exceptions[0]).toMatchObject({ kind: "page_not_configured", conversation: "" });
    expect(exceptions[0]?.detail).toContain(OTHER);
    expect(exceptions[0]?.detail).toContain(PAGE);
  });

  it("has no token without the secret, which is no Page's mistake", async () => {
    const [permit, exceptions] = await withSettings({ FACEBOOK_PAGE_ACCESS_TOKEN: "" }, PAGE, async (account) => [
      await account.permit(),
      account.exceptions(),
    ]);
    expect([permit, exceptions]).toEqual([{ token: null, at: START + PAUSE_MS }, []]);
  });

  it("uses the copy in KV, and copes with one that it cannot read", async () => {
    const key = btoa("k".repeat(32));
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const ask = () => withSettings({ TOKEN_ENCRYPTION_KEY: key }, OTHER, (account) => account.permit());
    await worker.KV.put(`token:${OTHER}`, await seal("EAAother", key, OTHER));
    expect(await ask()).toEqual({ token: "EAAother", at: START });
    expect(await accountOf(OTHER).exceptions()).toEqual([]);
    expect(errors).not.toHaveBeenCalled();
    await worker.KV.put(`token:${OTHER}`, await seal("EAAother", btoa("j".repeat(32)), OTHER));
    expect(await ask()).toEqual({ token: null, at: START + PAUSE_MS });
    expect(errors.mock.calls.join()).toContain("token_unreadable");
    expect(errors.mock.calls.join()).not.toContain("EAA");
    errors.mockRestore();
  });

  it("remembers across restarts which secret was copied", async () => {
    const change = { TOKEN_ENCRYPTION_KEY: btoa("k".repeat(32)) };
    const put = vi.fn(async () => {});
    const KV = { put } as unknown as string;
    for (let count = 0; count < 2; count++) {
      const { token } = await withSettings({ ...change, KV }, PAGE, (account) => account.permit());
      expect(token).toBe(TOKEN);
    }
    expect(put).toHaveBeenCalledTimes(1);
    expect(put).toHaveBeenCalledWith(`token:${PAGE}`, expect.stringMatching(/^1\./));
  });
});

describe("pause", () => {
  it.each(["token", "blocked"] as const)("stops the sending (%s), and it resumes by itself", async (why) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    expect(await account.pause(why, "190 Session has expired")).toBe(START + PAUSE_MS);
    later(PAUSE_MS - 1);
    expect(await account.permit()).toEqual({ token: null, at: START + PAUSE_MS });
    later(1);
    expect(await account.permit()).toEqual({ token: TOKEN, at: START + PAUSE_MS });
    expect(await account.exceptions()).toEqual([
      { kind: "sending_paused", conversation: "", event: why, detail: "190 Session has expired" },
    ]);
    expect(errors).toHaveBeenCalledTimes(1);
    errors.mockRestore();
  });

  it("is one pause, however many find out at once", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    await account.pause("token", "first");
    later(PAUSE_MS / 2);
    expect(await account.pause("token", "second")).toBe(START + PAUSE_MS);
    expect(errors).toHaveBeenCalledTimes(1);
    expect((await account.exceptions()).map(({ detail }) => detail)).toEqual(["first"]);
    later(PAUSE_MS);
    expect(await account.pause("token", "third")).toBe(START + 2.5 * PAUSE_MS);
    expect((await account.exceptions()).map(({ detail }) => detail)).toEqual(["third"]);
    errors.mockRestore();
  });

  it("stops one account alone", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await accountOf(OTHER).pause("blocked", "368");
    expect(await accountOf().permit()).toEqual({ token: TOKEN, at: START });
    errors.mockRestore();
  });
});

describe("exceptions", () => {
  it("are one row for the same thing, with the newest detail", async () => {
    const account = accountOf();
    await account.report(problem("first"));
    later(1_000);
    await account.report(problem("second"));
    expect(await account.exceptions()).toEqual([problem("second")]);
  });

  it.each<[string, object]>([
    ["kind", { kind: "send_unknown" }],
    ["conversation", { conversation: `messenger:${PAGE}:2` }],
    ["event", { event: "m_2" }],
  ])("are two rows for another %s", async (_, change) => {
    const account = accountOf();
    await account.report(problem("one"));
    await account.report(problem("two", change));
    expect(await account.exceptions()).toHaveLength(2);
  });

  it("come newest first, as many as asked for; what happened again is new", async () => {
    const account = accountOf();
    for (const event of ["a", "b", "c", "d"]) {
      await account.report(problem(event, { event }));
      later(1);
    }
    const events = async (count?: number) => (await account.exceptions(count)).map(({ event }) => event);
    expect(await events()).toEqual(["d", "c", "b", "a"]);
    expect(await events(2)).toEqual(["d", "c"]);
    await account.report(problem("again", { event: "b" }));
    expect(await events()).toEqual(["b", "d", "c", "a"]);
  });

  it("of the same millisecond come the last one first", async () => {
    const account = accountOf();
    for (const event of ["a", "b", "c"]) await account.report(problem(event, { event }));
    expect((await account.exceptions()).map(({ event }) => event)).toEqual(["c", "b", "a"]);
  });

  it("keep what was lost from its way, and do not need an event", async () => {
    const account = accountOf();
    await account.report({ kind: "dead_letter", conversation: "", detail: "1 event", body: '{"events":[]}' });
    expect(await account.exceptions()).toMatchObject([{ kind: "dead_letter", event: "", detail: "1 event" }]);
    const bodies = await runInDurableObject(account, (_, state) =>
      state.storage.sql.exec("select body from exception").toArray(),
    );
    expect(bodies).toEqual([{ body: '{"events":[]}' }]);
  });
});

describe("accept", () => {
  const policy = (id: string): Event => ({ kind: "policy", id, at: 1_700_000_000_000, action: "block" });
  const accepted = (...events: Event[]) => ({ origin: "https://bot.test", received: Date.now(), events });
  const notices = () =>
    runInDurableObject(accountOf(), (_, state) =>
      state.storage.sql.exec("select id, at, received, kind, body from notice order by seq").toArray(),
    );

  it("keeps each event that concerns no person once", async () => {
    const account = accountOf();
    expect(await account.accept(accepted(policy("a"), policy("b")))).toBe(2);
    expect(await account.accept(accepted(policy("b"), policy("c"), policy("c")))).toBe(1);
    expect(await account.accept(accepted(policy("a")))).toBe(0);
    expect(await account.accept(accepted())).toBe(0);
    expect(await notices()).toEqual(
      ["a", "b", "c"].map((id) => ({
        id,
        at: 1_700_000_000_000,
        received: START,
        kind: "policy",
        body: JSON.stringify(policy(id)),
      })),
    );
  });

  it("forgets them when no duplicate can come any more", async () => {
    const account = accountOf();
    await account.accept(accepted(policy("a")));
    later(2 * KEEP_MS);
    await account.accept(accepted(policy("b")));
    expect((await notices()).map(({ id }) => id)).toEqual(["a", "b"]);
    later(1);
    await account.accept(accepted(policy("c")));
    expect((await notices()).map(({ id }) => id)).toEqual(["b", "c"]);
  });
});
