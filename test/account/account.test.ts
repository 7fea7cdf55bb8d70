import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { NO_EVIDENCE } from "../../src/account/echoes.ts";
import { LATE_MS, type Permit } from "../../src/account/rate/permits.ts";
import { seal } from "../../src/account/tokens.ts";
import { type Env, settings } from "../../src/env.ts";
import type { Event, PolicyEvent } from "../../src/model/events.ts";
import { PAGE, text, until, worker } from "../support/world.ts";

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

/** A permit of an account that has seen nothing of its sends. */
const permitted = (token: string | null, at: number): Permit => ({
  token,
  at,
  ...(token === null ? {} : { until: at + LATE_MS }),
  ...NO_EVIDENCE,
});

/** The same object, of a Worker with other settings. */
async function withSettings<Result>(
  change: Record<string, unknown>,
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
    expect(await account.permit()).toEqual(permitted(TOKEN, START + 1_000));
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
      expect(await account.permit()).toEqual(permitted(null, Date.now() + PAUSE_MS));
      later(1_000);
    }
    const exceptions = await account.alerts();
    expect(exceptions).toHaveLength(1);
    expect(exceptions[0]).toMatchObject({ kind: "page_not_configured", conversation: "" });
    expect(exceptions[0]?.detail).toContain(OTHER);
    expect(exceptions[0]?.detail).toContain(PAGE);
  });

  it("takes that from the list when the Page has a token", async () => {
    const key = btoa("k".repeat(32));
    await accountOf(OTHER).permit();
    expect(await accountOf(OTHER).alerts()).toHaveLength(1);
    await worker.KV.put(`token:${OTHER}`, await seal("EAAother", key, OTHER));
    await withSettings({ TOKEN_ENCRYPTION_KEY: key }, OTHER, (account) => account.permit());
    expect(await accountOf(OTHER).alerts()).toEqual([]);
  });

  it("has no token without the secret, which is no Page's mistake", async () => {
    const [permit, exceptions] = await withSettings({ FACEBOOK_PAGE_ACCESS_TOKEN: "" }, PAGE, async (account) => [
      await account.permit(),
      account.alerts(),
    ]);
    expect([permit, exceptions]).toEqual([permitted(null, START + PAUSE_MS), []]);
  });

  it("uses the copy in KV, and copes with one that it cannot read", async () => {
    const key = btoa("k".repeat(32));
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const ask = () => withSettings({ TOKEN_ENCRYPTION_KEY: key }, OTHER, (account) => account.permit());
    await worker.KV.put(`token:${OTHER}`, await seal("EAAother", key, OTHER));
    expect(await ask()).toEqual(permitted("EAAother", START));
    expect(await accountOf(OTHER).alerts()).toEqual([]);
    expect(errors).not.toHaveBeenCalled();
    await worker.KV.put(`token:${OTHER}`, await seal("EAAother", btoa("j".repeat(32)), OTHER));
    expect(await ask()).toEqual(permitted(null, START + PAUSE_MS));
    expect(errors.mock.calls.join()).toContain("token_unreadable");
    expect(errors.mock.calls.join()).not.toContain("EAA");
    errors.mockRestore();
  });

  it("tells everybody what anybody has seen of the account's sends, the newest of each", async () => {
    const account = accountOf();
    expect(await account.permit({ echoed: 5, succeeded: 7 })).toMatchObject({ echoed: 5, succeeded: 7 });
    expect(await account.permit({ echoed: 3, succeeded: 9 })).toMatchObject({ echoed: 5, succeeded: 9 });
    expect(await account.permit()).toMatchObject({ echoed: 5, succeeded: 9 });
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await account.pause("token", "190");
    expect(await account.permit({ echoed: 8, succeeded: 0 })).toMatchObject({ token: null, echoed: 8, succeeded: 9 });
    expect(await accountOf(OTHER).permit()).toMatchObject(NO_EVIDENCE);
    errors.mockRestore();
  });
});

describe("the copy of the token", () => {
  const KEY = btoa("k".repeat(32));
  const COPY_AGAIN_MS = 60_000;
  /** An account whose KV is `kv`. */
  const copying = <Result>(kv: object, run: (account: Account) => Promise<Result>, page = PAGE): Promise<Result> =>
    withSettings({ TOKEN_ENCRYPTION_KEY: KEY, KV: kv }, page, run);
  const permits = (account: Account, count: number) =>
    Promise.all(Array.from({ length: count }, () => account.permit()));
  /** Until what runs in the background had its time. */
  const background = () => scheduler.wait(30);

  it("is written once for many permits at once", async () => {
    const put = vi.fn(async () => {});
    await copying({ put }, async (account) => {
      const given = await permits(account, 20);
      expect(given.map(({ token }) => token)).toEqual(Array.from({ length: 20 }, () => TOKEN));
      await until(() => put.mock.calls.length > 0);
      await background();
      await permits(account, 20);
      later(COPY_AGAIN_MS);
      await permits(account, 20);
      await background();
    });
    expect(put).toHaveBeenCalledTimes(1);
    expect(put).toHaveBeenCalledWith(`token:${PAGE}`, expect.stringMatching(/^1\./));
  });

  it("is remembered across restarts", async () => {
    const put = vi.fn(async () => {});
    for (let count = 0; count < 2; count++) {
      await copying({ put }, async (account) => {
        expect((await account.permit()).token).toBe(TOKEN);
        await until(() => put.mock.calls.length > 0);
        await background();
      });
    }
    expect(put).toHaveBeenCalledTimes(1);
  });

  it("keeps no permit waiting", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const put = vi.fn(() => promise);
    await copying({ put }, async (account) => {
      expect(await account.permit()).toEqual(permitted(TOKEN, START));
      await until(() => put.mock.calls.length > 0);
      expect(await account.permit()).toEqual(permitted(TOKEN, START + GAP));
      resolve();
      await background();
    });
  });

  it("that cannot be written stops no permit, and is tried again after a minute", async () => {
    const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
    const put = vi.fn<() => Promise<void>>(async () => {
      throw new RangeError(`KV is full of ${TOKEN}`);
    });
    await copying({ put }, async (account) => {
      const fails = async (times: number) => {
        for (const { token } of await permits(account, 5)) expect(token).toBe(TOKEN);
        await until(() => put.mock.calls.length >= times);
        await background();
        expect(put).toHaveBeenCalledTimes(times);
      };
      await fails(1);
      later(COPY_AGAIN_MS - 1);
      await fails(1);
      later(1);
      await fails(2);
      put.mockImplementation(async () => {});
      later(COPY_AGAIN_MS);
      await fails(3);
      later(COPY_AGAIN_MS);
      await fails(3);
    });
    expect(warnings.mock.calls.filter((call) => call.join().includes("token_not_copied"))).toHaveLength(2);
    expect(warnings.mock.calls.join()).not.toContain(TOKEN);
    expect(await accountOf().alerts()).toEqual([]);
    warnings.mockRestore();
  });

  it("is not written without a key, nor for a Page whose token is not the secret", async () => {
    const put = vi.fn(async () => {});
    await withSettings({ KV: { put } }, PAGE, async (account) => {
      expect((await account.permit()).token).toBe(TOKEN);
      await background();
    });
    const sealed = await seal("EAAother", KEY, OTHER);
    await copying(
      { put, get: async () => sealed },
      async (account) => {
        expect((await account.permit()).token).toBe("EAAother");
        await background();
      },
      OTHER,
    );
    expect(put).not.toHaveBeenCalled();
  });

  it("is not read for every permit, only after a while again", async () => {
    let sealed = await seal("EAAother", KEY, OTHER);
    const get = vi.fn(async () => sealed);
    await copying(
      { get },
      async (account) => {
        for (let count = 0; count < 5; count++) expect((await account.permit()).token).toBe("EAAother");
        expect(get).toHaveBeenCalledTimes(1);
        expect(get).toHaveBeenCalledWith(`token:${OTHER}`);
        sealed = await seal("EAAnewer", KEY, OTHER);
        later(PAUSE_MS - 1);
        expect((await account.permit()).token).toBe("EAAother");
        later(1);
        expect((await account.permit()).token).toBe("EAAnewer");
      },
      OTHER,
    );
    expect(get).toHaveBeenCalledTimes(2);
  });

  it("goes on to be used while KV is away, and is read once for many permits", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const sealed = await seal("EAAother", KEY, OTHER);
    const get = vi.fn(async (): Promise<string> => sealed);
    const tokens = async (account: Account) => new Set((await permits(account, 5)).map(({ token }) => token));
    await copying(
      { get },
      async (account) => {
        expect(await tokens(account)).toEqual(new Set(["EAAother"]));
        get.mockRejectedValue(new RangeError("KV is away"));
        for (let count = 0; count < 2; count++) {
          later(PAUSE_MS);
          expect(await tokens(account)).toEqual(new Set(["EAAother"]));
        }
        account.tryAgain();
        expect(await tokens(account)).toEqual(new Set(["EAAother"]));
      },
      OTHER,
    );
    expect(get).toHaveBeenCalledTimes(4);
    errors.mockRestore();
  });

  it("is not looked for at every permit either while there is none", async () => {
    const get = vi.fn(async () => null);
    await copying(
      { get },
      async (account) => {
        for (let count = 0; count < 5; count++) expect((await account.permit()).token).toBeNull();
      },
      OTHER,
    );
    expect(get).toHaveBeenCalledTimes(1);
  });
});

describe("pause", () => {
  it.each(["token", "blocked"] as const)("stops the sending (%s), and it resumes by itself", async (why) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    expect(await account.pause(why, "190 Session has expired")).toBe(START + PAUSE_MS);
    later(PAUSE_MS - 1);
    expect(await account.permit()).toEqual(permitted(null, START + PAUSE_MS));
    later(1);
    // One message tries whether it works again; the others wait for what becomes of it.
    expect(await account.permit()).toEqual({ token: TOKEN, at: START + PAUSE_MS, ...NO_EVIDENCE, probe: true });
    expect(await account.permit()).toEqual(permitted(null, START + 2 * PAUSE_MS));
    expect(await account.alerts()).toMatchObject([
      { kind: "sending_paused", conversation: "", event: why, detail: "190 Session has expired" },
    ]);
    expect(errors).toHaveBeenCalledTimes(1);
    await account.resume();
    expect(await account.permit()).toMatchObject({ token: TOKEN });
    expect((await account.permit()).probe).toBeUndefined();
    expect(await account.alerts()).toEqual([]);
    errors.mockRestore();
  });

  it("lets one conversation a second ask for its thread", async () => {
    const account = accountOf();
    expect([await account.mayAskThread(), await account.mayAskThread()]).toEqual([true, false]);
    later(1_000);
    expect(await account.mayAskThread()).toBe(true);
  });

  it("never tries with what nothing depends on", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    await account.pause("token", "190");
    later(PAUSE_MS);
    expect((await account.permit({ light: true })).token).toBeNull();
    expect(await account.permit()).toMatchObject({ token: TOKEN, probe: true });
    errors.mockRestore();
  });

  it("is tried by one message too while the token is read from KV", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const key = btoa("k".repeat(32));
    const sealed = await seal("EAAother", key, OTHER);
    const get = () => scheduler.wait(20).then(() => sealed);
    const permits = await withSettings({ TOKEN_ENCRYPTION_KEY: key, KV: { get } }, OTHER, async (account) => {
      account.pause("token", "190");
      later(PAUSE_MS);
      return Promise.all(Array.from({ length: 20 }, () => account.permit()));
    });
    expect(permits.filter(({ token }) => token !== null)).toMatchObject([{ probe: true }]);
    errors.mockRestore();
  });

  it("outlives a restart", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await accountOf().pause("blocked", "368");
    await withSettings({}, PAGE, async (again) => {
      expect(await again.permit()).toMatchObject({ probe: true });
      expect((await again.permit()).token).toBeNull();
    });
    errors.mockRestore();
  });

  it("begins and ends with the platform's own word", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    const policy = (action: "block" | "unblock", id: string): Event => ({ kind: "policy", id, at: START, action });
    await account.accept({ origin: "", received: START, events: [policy("block", "p1")] });
    expect((await account.permit()).token).toBeNull();
    expect(await account.attention()).toEqual({ sending_paused: 1, account_event: 1 });
    await account.accept({ origin: "", received: START, events: [policy("unblock", "p2")] });
    expect(await account.permit()).toMatchObject({ token: TOKEN });
    expect(await account.attention()).toEqual({ account_event: 2 });
    errors.mockRestore();
  });

  it("does not come of the platform's warning, which is listed, each one, and settles no block", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const account = accountOf();
    const told = (event: Pick<PolicyEvent, "id" | "at" | "action" | "reason">) =>
      account.accept({ origin: "", received: START, events: [{ kind: "policy", ...event }] });
    await told({ id: "w1", at: START + 2_000, action: "warning", reason: "Too many promotions." });
    await told({ id: "w1", at: START + 2_000, action: "warning", reason: "Too many promotions." });
    expect(await account.permit()).toMatchObject({ token: TOKEN });
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/"what":"alert","kind":"policy_warning"/)]]);
    expect(JSON.stringify(warned.mock.calls)).not.toContain("promotions");
    expect(await account.alerts()).toMatchObject([
      {
        kind: "policy_warning",
        conversation: "",
        event: "w1",
        detail: "Warned for policy: the account events have Meta's reason.",
      },
    ]);
    // What happened before the warning, and comes after it, counts all the same; and so does a warning that comes late.
    await told({ id: "b1", at: START + 1_000, action: "block" });
    expect((await account.permit()).token).toBeNull();
    await told({ id: "w2", at: START, action: "warning" });
    expect((await account.permit()).token).toBeNull();
    await told({ id: "b2", at: START + 3_000, action: "unblock" });
    expect(await account.permit()).toMatchObject({ token: TOKEN });
    expect(await account.attention()).toEqual({ policy_warning: 2, account_event: 4 });
    errors.mockRestore();
    warned.mockRestore();
  });

  it("is one pause, however many find out at once", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    await account.pause("token", "first");
    later(PAUSE_MS / 2);
    expect(await account.pause("token", "second")).toBe(START + PAUSE_MS);
    expect(errors).toHaveBeenCalledTimes(1);
    later(PAUSE_MS);
    expect(await account.pause("token", "third")).toBe(START + 2.5 * PAUSE_MS);
    expect((await account.alerts()).map(({ detail }) => detail)).toEqual(["first"]);
    expect(errors).toHaveBeenCalledTimes(1);
    errors.mockRestore();
  });

  it("stays on the list as long as it lasts, also when somebody has dropped it", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    await account.pause("token", "first");
    const [listed] = await account.alerts();
    await account.drop(listed?.seq ?? 0);
    expect(await account.alerts()).toEqual([]);
    later(PAUSE_MS);
    await account.pause("token", "second");
    expect(await account.alerts()).toMatchObject([{ kind: "sending_paused", detail: "first" }]);
    await account.resume();
    expect(await account.alerts()).toEqual([]);
    errors.mockRestore();
  });

  it("stops one account alone", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await accountOf(OTHER).pause("blocked", "368");
    expect(await accountOf().permit()).toEqual(permitted(TOKEN, START));
    errors.mockRestore();
  });
});

describe("exceptions", () => {
  it("are one row for the same thing, with the newest detail", async () => {
    const account = accountOf();
    await account.report(problem("first"));
    later(1_000);
    await account.report(problem("second"));
    expect(await account.alerts()).toMatchObject([problem("second")]);
  });

  it.each<[string, object]>([
    ["kind", { kind: "send_unknown" }],
    ["conversation", { conversation: `messenger:${PAGE}:2` }],
    ["event", { event: "m_2" }],
  ])("are two rows for another %s", async (_, change) => {
    const account = accountOf();
    await account.report(problem("one"));
    await account.report(problem("two", change));
    expect(await account.alerts()).toHaveLength(2);
  });

  it("come newest first, as many as asked for; what happened again is new", async () => {
    const account = accountOf();
    for (const event of ["a", "b", "c", "d"]) {
      await account.report(problem(event, { event }));
      later(1);
    }
    const events = async (count?: number) =>
      (await account.alerts(count === undefined ? {} : { count })).map(({ event }) => event);
    expect(await events()).toEqual(["d", "c", "b", "a"]);
    expect(await events(2)).toEqual(["d", "c"]);
    await account.report(problem("again", { event: "b" }));
    expect(await events()).toEqual(["b", "d", "c", "a"]);
  });

  it("of the same millisecond come the last one first", async () => {
    const account = accountOf();
    for (const event of ["a", "b", "c"]) await account.report(problem(event, { event }));
    expect((await account.alerts()).map(({ event }) => event)).toEqual(["c", "b", "a"]);
  });

  it("keep what was lost from its way, and do not need an event", async () => {
    const account = accountOf();
    await account.report({ kind: "dead_letter", conversation: "", detail: "1 event", body: '{"events":[]}' });
    expect(await account.alerts()).toMatchObject([{ kind: "dead_letter", event: "", detail: "1 event" }]);
    const bodies = await runInDurableObject(account, (_, state) =>
      state.storage.sql.exec("select body from alert").toArray(),
    );
    expect(bodies).toEqual([{ body: '{"events":[]}' }]);
  });
});

describe("what is over by itself", () => {
  const DAY_MS = 86_400_000;

  it.each(["person_floods", "person_limit"] as const)(
    "goes from the list a day after it last happened (%s), and is new when it happens again",
    async (kind) => {
      const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
      const alerts = () => warnings.mock.calls.join("\n").split("alert").length - 1;
      const account = accountOf();
      const happens = () => account.report(problem("too much", { kind }));
      await happens();
      await account.report(problem("another thing"));
      later(DAY_MS - 1);
      await happens();
      expect(alerts()).toBe(2);
      later(DAY_MS - 1);
      expect(await account.attention()).toEqual({ [kind]: 1, send_failed: 1 });
      later(1);
      expect(await account.attention()).toEqual({ send_failed: 1 });
      expect((await account.alerts()).map(({ kind }) => kind)).toEqual(["send_failed"]);
      await happens();
      expect(alerts()).toBe(3);
      later(DAY_MS);
      await happens(); // nobody has looked since
      expect(alerts()).toBe(4);
      expect(await account.attention()).toEqual({ [kind]: 1, send_failed: 1 });
      warnings.mockRestore();
    },
  );

  it("leaves its number to nobody: what somebody drops is what they saw", async () => {
    const account = accountOf();
    await account.report(problem("seen", { kind: "work_stalled" }));
    const [seen] = await account.alerts();
    await account.settle("work_stalled", `messenger:${PAGE}:1`);
    await account.report(problem("another thing"));
    expect(await account.drop(seen?.seq ?? 0)).toBe(false);
    expect(await account.alerts()).toMatchObject([{ detail: "another thing" }]);
  });

  it("takes the place of nothing else: the newest ten thousand of each kind stay, however many came and went", async () => {
    const account = accountOf();
    await account.report({ kind: "dead_letter", conversation: "", detail: "1 event", body: "{}" });
    await runInDurableObject(account, (one) => {
      for (let count = 0; count <= 10_000; count++) one.report(problem("many", { event: `lost_${count}` }));
    });
    await account.tidy();
    expect(await account.attention()).toEqual({ dead_letter: 1, send_failed: 10_000 });
    expect(await account.alerts({ kind: "dead_letter" })).toHaveLength(1);
  });

  it("takes no place on the list when it has gone", async () => {
    const account = accountOf();
    await account.report(problem("the first"));
    await runInDurableObject(account, (one) => {
      for (let count = 0; count < 10_001; count++) {
        one.report(problem("stalled", { kind: "work_stalled" }));
        one.settle("work_stalled", `messenger:${PAGE}:1`);
      }
    });
    await account.report(problem("the last", { event: "m_2" }));
    await account.tidy();
    expect((await account.alerts()).map(({ detail }) => detail)).toEqual(["the last", "the first"]);
  });
});

describe("attention", () => {
  it("counts what needs eyes, by its kind", async () => {
    const account = accountOf();
    expect(await account.attention()).toEqual({});
    for (const event of ["m_1", "m_2", "m_2"]) await account.report(problem("again", { event }));
    await account.report(problem("unknown", { kind: "send_unknown" }));
    await account.report({ kind: "send_expired", conversation: "", detail: "too late" });
    expect(await account.attention()).toEqual({ send_failed: 2, send_unknown: 1, send_expired: 1 });
    expect(await accountOf(OTHER).attention()).toEqual({});
  });

  it("counts more than the list shows", async () => {
    const account = accountOf();
    await runInDurableObject(account, (one) => {
      for (let count = 0; count < 120; count++) one.report(problem("many", { event: `m_${count}` }));
    });
    expect(await account.alerts()).toHaveLength(100);
    expect(await account.attention()).toEqual({ send_failed: 120 });
  });
});

describe("accept", () => {
  const policy = (id: string): Event => ({ kind: "policy", id, at: 1_700_000_000_000, action: "block" });
  const accepted = (...events: Event[]) => ({ origin: "https://bot.test", received: Date.now(), events });
  const notices = () =>
    runInDurableObject(accountOf(), (_, state) =>
      state.storage.sql.exec("select id, at, received, kind, body from account_event order by seq").toArray(),
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

  it("keeps the newest ten thousand, whatever happens on a Page", async () => {
    const account = accountOf();
    for (let page = 0; page < 11; page++) {
      const events = Array.from({ length: 1_000 }, (_, n) => policy(`${page * 1_000 + n}`));
      expect(await account.accept(accepted(...events))).toBe(1_000);
    }
    expect(await account.attention()).toMatchObject({ account_event: 10_000 });
    const kept = await notices();
    expect([kept[0]?.["id"], kept.at(-1)?.["id"]]).toEqual(["1000", "10999"]);
  });

  it("looks at none of those that stay, however many there are", async () => {
    const account = accountOf();
    await account.accept(accepted(...Array.from({ length: 1_000 }, (_, n) => policy(`${n}`))));
    const read = await runInDurableObject(account, (one, { storage: { sql } }) => {
      const rows: number[] = [];
      const exec = sql.exec.bind(sql);
      vi.spyOn(sql, "exec").mockImplementation((...asked: Parameters<typeof exec>) => {
        const cursor = exec(...asked);
        if (asked[0].startsWith("delete from account_event")) rows.push(cursor.rowsRead);
        return cursor;
      });
      one.accept(accepted(policy("one more")));
      return rows;
    });
    expect(read).toHaveLength(2);
    expect(Math.max(...read)).toBeLessThan(5);
  });
});
