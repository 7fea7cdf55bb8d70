import { createScheduledController } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PAGE_FIELDS } from "../../src/channels/messenger/index.ts";
import { accessFrom } from "../../src/channels/meta/access.ts";
import { del, get, post } from "../../src/channels/meta/graph.ts";
import { settings } from "../../src/env.ts";
import edge from "../../src/index.ts";
import { aliasOfPerson, ask, exceptions } from "../support/admin.ts";
import { graphError } from "../support/faults.ts";
import { accessWith, PAGE, text, worker, world } from "../support/world.ts";

const w = world();
const NAME = `messenger:${PAGE}`;
const QUARTER = 900_000;
const account = () => worker.ACCOUNT.getByName(NAME);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
/** The calls that the upkeep makes: `GET conversations`. */
let calls: string[] = [];
const kinds = async () => (await exceptions()).map(({ kind }) => kind);
/** A run of the cron, and all that it does beside. */
async function runs(): Promise<void> {
  await edge.scheduled(createScheduledController(), worker);
  await scheduler.wait(100);
}
const access = () => accessFrom(settings(worker), accessWith(text("FACEBOOK_PAGE_ACCESS_TOKEN")));
const path = `${PAGE}/subscribed_apps`;
const unsubscribe = () => del(access(), path, {});
const subscribe = (fields: readonly string[]) => post(access(), path, { subscribed_fields: fields.join() });
const subscription = async () => {
  const answer = await get(access(), path, {});
  return (answer as { body?: { data: { subscribed_fields: string[] }[] } }).body?.data[0]?.subscribed_fields;
};

let told: string[] = [];
beforeEach(async () => {
  told = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void told.push(String(line)));
  }
  calls = [];
  w.graph = (request) => {
    const name = new URL(request.url).pathname.split("/").at(-1) ?? "";
    if (/^(conversations|subscribed_apps)$/.test(name)) calls.push(`${request.method} ${name}`);
    return undefined;
  };
  vi.useFakeTimers({ toFake: ["Date"] });
  await worker.KV.put(`account:${NAME}`, "");
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("what people write", () => {
  it("that Meta has and nobody has received is an alert, and none any more when it has come", async () => {
    await runs(); // from here on it watches
    later(1_000);
    const { psid } = w.meta.joins();
    w.meta.says(psid, "is anybody there?"); // and nothing is delivered yet
    later(QUARTER);
    await runs();
    expect(await exceptions()).toMatchObject([
      { kind: "nothing_received", detail: "The platform has 1 newer conversations, the newest of 15 minutes ago." },
    ]);
    expect(w.alerts).toMatchObject([{ kind: "nothing_received" }]);
    for (const secret of [psid, "anybody"]) {
      expect(JSON.stringify([w.alerts, told, await exceptions()])).not.toContain(secret);
    }
    await w.settled();
    later(QUARTER);
    await runs();
    expect(await kinds()).toEqual([]);
  });

  it("that is from before the first look is none: it may have come to another tool", async () => {
    w.meta.says(w.meta.joins().psid, "hello"); // and it is never delivered
    later(2_000);
    for (let n = 0; n < 2; n++) {
      await runs();
      later(QUARTER);
    }
    expect(calls).toContain("GET conversations");
    expect(await kinds()).toEqual([]);
  });

  it("that has come is none", async () => {
    await runs();
    const { psid } = w.meta.joins();
    later(1_000);
    w.meta.says(psid, "hello");
    await w.settled();
    later(QUARTER);
    await runs();
    expect(await kinds()).not.toContain("nothing_received");
  });

  it("of somebody who was erased since is not missed", async () => {
    await runs();
    later(1_000);
    const { psid } = w.meta.joins();
    w.meta.says(psid, "forget me");
    later(QUARTER);
    const conversation = await aliasOfPerson(psid);
    expect((await ask(`/conversations/${conversation}`, "DELETE")).status).toBe(200);
    await runs();
    expect(await kinds()).toEqual([]);
  });

  it("is asked for every quarter of an hour, however often the cron runs, and not while sending is paused", async () => {
    for (let n = 0; n < 3; n++) {
      await runs();
      later(QUARTER / 3);
    }
    expect(calls).toEqual(["GET conversations", "GET subscribed_apps"]);
    await runs();
    expect(calls).toHaveLength(4);
    await account().pause("blocked", "");
    later(QUARTER);
    await runs();
    expect(calls).toHaveLength(4);
  });

  it("shows a dead token before anybody is to be answered: one pause, one alert", async () => {
    w.graph = () => graphError(400, 190, 460);
    await runs();
    expect(await exceptions()).toMatchObject([{ kind: "sending_paused", event: "token", code: 190 }]);
    expect(w.alerts).toMatchObject([{ kind: "sending_paused" }]);
  });
});

describe("the subscription", () => {
  it("that was lost is renewed, with the kinds that it had beside, and told once", async () => {
    await subscribe([...PAGE_FIELDS, "feed"]);
    await runs();
    await unsubscribe();
    later(QUARTER);
    await runs();
    expect(await subscription()).toEqual(expect.arrayContaining([...PAGE_FIELDS, "feed"]));
    expect(await kinds()).toEqual(["subscription_renewed"]);
    expect(w.alerts).toMatchObject([{ kind: "subscription_renewed" }]);
    later(86_400_000);
    await runs();
    expect(await kinds()).toEqual([]);
  });

  it("that lacks a kind gets it, and keeps the others; the first one is no alert", async () => {
    await subscribe(["messages", "feed"]);
    await runs();
    expect(await subscription()).toEqual(expect.arrayContaining([...PAGE_FIELDS, "feed"]));
    expect(await kinds()).toEqual([]);
  });

  it("that is whole is left alone", async () => {
    await subscribe(PAGE_FIELDS);
    calls = [];
    await runs();
    expect(calls).toEqual(["GET conversations", "GET subscribed_apps"]);
  });

  it("that cannot be renewed is an alert until it can", async () => {
    await unsubscribe();
    const listen = w.graph;
    w.graph = (request) =>
      request.method === "POST" && request.url.includes("subscribed_apps") ? graphError(403, 200) : listen?.(request);
    await runs();
    expect(await exceptions()).toMatchObject([{ kind: "subscription_lost", code: 200 }]);
    w.graph = listen;
    later(QUARTER);
    await runs();
    expect(await kinds()).toEqual([]);
    expect(await subscription()).toEqual(expect.arrayContaining([...PAGE_FIELDS]));
  });
});
