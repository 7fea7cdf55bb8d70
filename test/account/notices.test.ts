import { createScheduledController, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALERTS, type AlertKind } from "../../src/account/alerts.ts";
import { bodyFor, Notices } from "../../src/account/notices.ts";
import type { Env } from "../../src/env.ts";
import { settings } from "../../src/env.ts";
import edge from "../../src/index.ts";
import { PAGE, text, until, worker, world } from "../support/world.ts";

const w = world();
const NAME = `messenger:${PAGE}`;
const HOUR = 3_600_000;
const account = () => worker.ACCOUNT.getByName(NAME);
const report = (kind: AlertKind, event = "", conversation = "") =>
  account().report({ kind, conversation, event, code: 190, detail: "what Ana wrote" });
const texts = () => w.alerts.map(({ text: said }) => String(said));
const runs = (change: object = {}) => edge.scheduled(createScheduledController(), { ...worker, ...change } as Env);
/** The sweep finds an account by its key, which it writes when somebody writes to it. */
const listed = () => worker.KV.put(`account:${NAME}`, "");
/** Notices go out beside the work: long enough for one that must not come. */
const quiet = () => scheduler.wait(50);

let told: string[] = [];
beforeEach(() => {
  told = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void told.push(String(line)));
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const one of ["a-secret-of-the-address", text("FACEBOOK_PAGE_ACCESS_TOKEN")])
    expect(told.join()).not.toContain(one);
});

describe("ALERT_URL", () => {
  it("is told of a dead token, with the repair, and of nobody's words", async () => {
    await account().pause("token", "what Ana wrote", 190);
    await until(() => w.alerts.length);
    const [alert] = w.alerts;
    expect(alert).toMatchObject({ kind: "sending_paused", account: NAME });
    expect(alert?.["text"]).toBe(
      `${NAME}: ${ALERTS.sending_paused.what} (code 190) ${ALERTS.sending_paused.repair.replace("{account}", `messenger/${PAGE}`)} GET /admin/exceptions?account=${NAME}&kind=sending_paused has what is known.`,
    );
    expect(alert?.["text"]).toContain(`PUT /admin/accounts/messenger/${PAGE}`);
    expect(alert?.["content"]).toBe(alert?.["text"]);
  });

  it("is told when somebody waits for a person, by the log's name alone", async () => {
    await report("waiting_for_person", "m_secret", `${NAME}:4711`);
    await until(() => w.alerts.length);
    expect(texts()[0]).toMatch(/conversation [0-9a-f]{12}/);
    for (const secret of ["4711", "m_secret", "Ana"]) expect(JSON.stringify(w.alerts)).not.toContain(secret);
  });

  it("is told once a kind and hour; the cron tells of what was held back, if it is still listed", async () => {
    await listed();
    vi.useFakeTimers({ toFake: ["Date"] });
    for (const event of ["1", "2", "3"]) await report("send_failed", event);
    await report("dead_letter", "1");
    await report("dead_letter", "2");
    await until(() => w.alerts.length === 2);
    vi.setSystemTime(Date.now() + HOUR - 1_000);
    await runs();
    await quiet();
    expect(w.alerts).toHaveLength(2);
    await account().settle("dead_letter", "");
    vi.setSystemTime(Date.now() + 1_000);
    await runs();
    await until(() => w.alerts.length === 3);
    expect(texts()[2]).toContain(`${ALERTS.send_failed.what} (2 times)`);
    vi.setSystemTime(Date.now() + 2 * HOUR);
    await runs();
    await quiet();
    expect(w.alerts).toHaveLength(3);
    await report("dead_letter", "3");
    await until(() => w.alerts.length === 4);
  });

  it("is told again after an hour what it did not take, three times at most", async () => {
    await listed();
    vi.useFakeTimers({ toFake: ["Date"] });
    w.hook = () => new Response("no", { status: 500 });
    await report("send_failed", "1");
    await until(() => told.some((line) => line.includes("alert_not_told")));
    for (let n = 2; n <= 5; n++) {
      vi.setSystemTime(Date.now() + HOUR);
      await runs();
      await until(() => w.alerts.length === Math.min(n, 3));
      await quiet();
    }
    expect(w.alerts).toHaveLength(3);
    expect(told.filter((line) => line.includes("alert_not_told"))).toHaveLength(3);
    expect(told.join()).toContain('"why":"HTTP 500"');
  });

  it("is called over no redirect, and holds up nobody", async () => {
    const asked = vi.fn(async (_url: string, _init: RequestInit) => new Response(null, { status: 302 }));
    vi.stubGlobal("fetch", asked);
    await runInDurableObject(account(), (_, { storage }) => storage.sql.exec("delete from fact where name = 'told'"));
    await report("send_failed", "1");
    await until(() => told.some((line) => line.includes('"why":"HTTP 302"')));
    expect(asked.mock.calls[0]?.[1]).toMatchObject({
      method: "POST",
      redirect: "manual",
      signal: expect.any(AbortSignal),
    });
    vi.stubGlobal("fetch", () => new Promise(() => {}));
    await report("dead_letter", "1"); // returns
    expect(await account().alerts()).toHaveLength(2);
  });

  it("may be missing", async () => {
    const work = vi.fn();
    const facts = { recall: () => expect.unreachable(), keep: () => expect.unreachable() } as never;
    const notices = new Notices({ account: NAME, url: "", facts, aside: work });
    notices.tell({ kind: "send_failed" }, "");
    notices.tend({ send_failed: 1 });
    expect(work).not.toHaveBeenCalled();
  });

  it.each(["http://hooks.test/x", "hooks.test", "https://", "ftp://x"])(
    "is not %s: https only, and no value is shown",
    (url) => {
      for (const name of ["ALERT_URL", "HEARTBEAT_URL"]) {
        const read = settings({ ...worker, [name]: url } as Env);
        expect(read[name === "ALERT_URL" ? "alertUrl" : "heartbeatUrl"]).toBe("");
        expect(read.problems).toEqual([`${name} is not an https:// address, and is not used.`]);
      }
    },
  );
});

describe("a notice", () => {
  const notice = { kind: "send_failed", account: NAME, text: "5 < 6 & <!channel>" } as const;

  it("is Slack's text, which calls nobody", () => {
    expect(bodyFor("https://hooks.slack.com/services/x", notice)).toEqual({ text: "5 &lt; 6 &amp; &lt;!channel&gt;" });
  });

  it("is Discord's content, which calls nobody", () => {
    const body = { content: notice.text, allowed_mentions: { parse: [] } };
    expect(bodyFor("https://discord.com/api/webhooks/x", notice)).toEqual(body);
  });

  it.each(["prod-1.westus.logic.azure.com:443", "a.b.environment.api.powerplatform.com", "team.webhook.office.com"])(
    "is a card for Teams at %s",
    (host) => {
      expect(bodyFor(`https://${host}/workflows/x`, notice)).toMatchObject({
        type: "message",
        attachments: [
          { content: { type: "AdaptiveCard", body: [{ type: "TextBlock", text: notice.text, wrap: true }] } },
        ],
      });
    },
  );

  it("is all of it elsewhere, also where a host only ends alike", () => {
    const body = { ...notice, content: notice.text };
    expect(bodyFor("https://notslack.com/x", notice)).toEqual(body);
  });

  it("has a repair for each kind", () => {
    for (const { what, repair } of Object.values(ALERTS))
      expect(`${what} ${repair}`).toMatch(/^[A-Z].*[.?] [A-Z].*\.$/);
  });
});

describe("HEARTBEAT_URL", () => {
  it("is pinged by each run of the cron", async () => {
    await runs();
    await runs();
    expect(w.pings.count).toBe(2);
  });

  it("is silent when the sweep could not look, nothing can be received, or nobody wants it", async () => {
    const away = { list: () => Promise.reject(new Error("away")) };
    for (const change of [
      { KV: away },
      { FACEBOOK_APP_SECRET: "", FACEBOOK_APP_SECRET_PREVIOUS: "" },
      { HEARTBEAT_URL: "" },
      { HEARTBEAT_URL: "http://hooks.test/x" },
    ]) {
      await runs(change);
    }
    expect(w.pings.count).toBe(0);
  });

  it("that does not answer well is named in the log without its address", async () => {
    w.hook = () => new Response("gone", { status: 404 });
    await runs();
    expect(told).toContainEqual(JSON.stringify({ what: "heartbeat_not_told", why: "HTTP 404" }));
  });
});
