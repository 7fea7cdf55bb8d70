import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { NO_EVIDENCE } from "../../src/account/echoes.ts";
import { LATE_MS, type Permit } from "../../src/account/rate/permits.ts";
import { type Env, settings } from "../../src/env.ts";
import type { Event, PolicyEvent } from "../../src/model/events.ts";
import { accessWith, PAGE, text, worker } from "../support/world.ts";

const OTHER = "999";
const TOKEN = text("FACEBOOK_PAGE_ACCESS_TOKEN");
const ACCESS = accessWith(TOKEN);
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
  access: token === null ? null : accessWith(token),
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
    expect(permits.map(({ access, at }) => [access?.token, at - START])).toEqual([
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

  it("has no token for an account that is not configured, and says so once", async () => {
    const account = accountOf(OTHER);
    for (let count = 0; count < 3; count++) {
      expect(await account.permit()).toEqual(permitted(null, Date.now() + PAUSE_MS));
      later(1_000);
    }
    const exceptions = await account.alerts();
    expect(exceptions).toHaveLength(1);
    expect(exceptions[0]).toMatchObject({
      kind: "account_not_configured",
      conversation: "",
      detail: `It has no token. The answers of messenger:${OTHER} wait. PUT /admin/accounts/messenger/${OTHER} with {"token": "…"}.`,
    });
  });

  it("tells everybody what anybody has seen of the account's sends, the newest of each", async () => {
    const account = accountOf();
    expect(await account.permit({ echoed: 5, succeeded: 7 })).toMatchObject({ echoed: 5, succeeded: 7 });
    expect(await account.permit({ echoed: 3, succeeded: 9 })).toMatchObject({ echoed: 5, succeeded: 9 });
    expect(await account.permit()).toMatchObject({ echoed: 5, succeeded: 9 });
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await account.pause("token", "190");
    expect(await account.permit({ echoed: 8, succeeded: 0 })).toMatchObject({ access: null, echoed: 8, succeeded: 9 });
    expect(await accountOf(OTHER).permit()).toMatchObject(NO_EVIDENCE);
    errors.mockRestore();
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
    expect(await account.permit()).toEqual({ access: ACCESS, at: START + PAUSE_MS, ...NO_EVIDENCE, probe: true });
    expect(await account.permit()).toEqual(permitted(null, START + 2 * PAUSE_MS));
    expect(await account.alerts()).toMatchObject([
      { kind: "sending_paused", conversation: "", event: why, detail: "190 Session has expired" },
    ]);
    expect(errors).toHaveBeenCalledTimes(1);
    await account.resume();
    expect(await account.permit()).toMatchObject({ access: ACCESS });
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
    expect((await account.permit({ light: true })).access).toBeNull();
    expect(await account.permit()).toMatchObject({ access: ACCESS, probe: true });
    errors.mockRestore();
  });

  it("outlives a restart", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await accountOf().pause("blocked", "368");
    await withSettings({}, PAGE, async (again) => {
      expect(await again.permit()).toMatchObject({ probe: true });
      expect((await again.permit()).access).toBeNull();
    });
    errors.mockRestore();
  });

  it("begins and ends with the platform's own word", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const account = accountOf();
    const policy = (action: "block" | "unblock", id: string): Event => ({ kind: "policy", id, at: START, action });
    await account.accept({ origin: "", received: START, events: [policy("block", "p1")] });
    expect((await account.permit()).access).toBeNull();
    expect(await account.attention()).toEqual({ sending_paused: 1, account_event: 1 });
    await account.accept({ origin: "", received: START, events: [policy("unblock", "p2")] });
    expect(await account.permit()).toMatchObject({ access: ACCESS });
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
    expect(await account.permit()).toMatchObject({ access: ACCESS });
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
    expect((await account.permit()).access).toBeNull();
    await told({ id: "w2", at: START, action: "warning" });
    expect((await account.permit()).access).toBeNull();
    await told({ id: "b2", at: START + 3_000, action: "unblock" });
    expect(await account.permit()).toMatchObject({ access: ACCESS });
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
