import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { sign } from "../../simulator/core/webhooks.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import type { Env } from "../../src/env.ts";
import index from "../../src/index.ts";
import { webhookDelivery } from "../../src/intake/webhook.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { asAdmin } from "../support/admin.ts";
import { bot } from "../support/bot.ts";
import { get, PAGE, post, postSigned, text, worker, world } from "../support/world.ts";

const w = world();
const item = (psid: string, body: object) => ({
  sender: { id: psid },
  recipient: { id: PAGE },
  timestamp: Date.now(),
  ...body,
});
const delivery = (...messaging: unknown[]) => ({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging }] });
const says = (psid: string, words: string) => item(psid, { message: { mid: `m_${crypto.randomUUID()}`, text: words } });

describe("GET /webhook", () => {
  const query = (change: Record<string, string> = {}) =>
    new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.verify_token": text("MESSENGER_VERIFY_TOKEN"),
      "hub.challenge": "1158201444",
      ...change,
    });

  it("gives the bare challenge back", async () => {
    const response = await get(`/webhook?${query()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await response.text()).toBe("1158201444");
  });

  it.each([
    ["a wrong token", query({ "hub.verify_token": "no" })],
    ["an empty token", query({ "hub.verify_token": "" })],
    ["another mode", query({ "hub.mode": "unsubscribe" })],
    ["no parameters", new URLSearchParams()],
  ])("refuses %s", async (_, parameters) => {
    expect((await get(`/webhook?${parameters}`)).status).toBe(403);
  });

  it("refuses an empty token while none is set", async () => {
    const response = await index.fetch(
      new Request(`https://bot.test/webhook?${query({ "hub.verify_token": "" })}`),
      { ...worker, MESSENGER_VERIFY_TOKEN: "" } as Env,
      createExecutionContext(),
    );
    expect(response.status).toBe(403);
  });
});

describe("POST /webhook", () => {
  it("takes what is signed with the previous secret", async () => {
    const env = { ...worker, FACEBOOK_APP_SECRET_PREVIOUS: "the one before" } as Env;
    for (const [secret, status] of [
      ["the one before", 200],
      [text("FACEBOOK_APP_SECRET"), 200],
      ["another", 401],
    ] as const) {
      const request = new Request("https://bot.test/webhook", { method: "POST", ...(await sign(delivery(), secret)) });
      expect((await webhookDelivery(request, env, bot[runnable])).status).toBe(status);
    }
  });

  it.each([
    ["no signature", {}],
    ["an empty one", { "x-hub-signature-256": "" }],
    ["no digits", { "x-hub-signature-256": "sha256=" }],
    ["zeros", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }],
    ["too many digits", { "x-hub-signature-256": `sha256=${"0".repeat(66)}` }],
    ["the old SHA-1 header alone", { "x-hub-signature": "sha1=0123456789012345678901234567890123456789" }],
  ])("refuses %s with 401", async (_, headers) => {
    expect((await post(JSON.stringify(delivery()), headers as HeadersInit)).status).toBe(401);
  });

  it("refuses a body in which one byte was changed, and takes the next delivery", async () => {
    const { psid } = w.joins();
    const { body, headers } = await sign(delivery(says(psid, "hello")), text("FACEBOOK_APP_SECRET"));
    expect((await post(body.replace("hello", "hellp"), headers)).status).toBe(401);
    expect((await post(body, headers)).status).toBe(200);
  });

  it("checks the bytes as they came: escaped unicode and slashes", async () => {
    const { body, headers } = await sign(delivery(says("1", "Grüße / 👋")), text("FACEBOOK_APP_SECRET"));
    expect(body).toContain("Gr\\u00fc\\u00dfe \\/ \\ud83d\\udc4b");
    expect((await post(body, headers)).status).toBe(200);
  });

  it.each([
    ["not JSON", "{", 400],
    ["an empty body", "", 400],
    ["another object", JSON.stringify({ object: "user", entry: [] }), 404],
    ["no object", "{}", 404],
    ["null", "null", 404],
    ["a list", "[]", 404],
    ["no entry", JSON.stringify({ object: "page" }), 200],
    ["entries of null", JSON.stringify({ object: "page", entry: [null, null] }), 200],
    ["an empty item", JSON.stringify({ object: "page", entry: [{ messaging: [{}] }] }), 200],
    ["items of text", JSON.stringify({ object: "page", entry: [{ id: PAGE, messaging: ["a", 1, null] }] }), 200],
    ["deep nesting", `{"object":"page","entry":[{"messaging":[${"[".repeat(100_000)}${"]".repeat(100_000)}]}]}`, 200],
    ["an endless person", JSON.stringify(delivery(says("1".repeat(100_000), "hi"))), 200],
    ["over 3 MiB", " ".repeat(4 * 1024 * 1024), 413],
  ])("answers %s with the documented status, and nothing breaks", async (_, body, status) => {
    const errors = vi.spyOn(console, "error");
    const { headers } = await signRaw(body);
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(status === 200 ? /^EVENT_RECEIVED$/ : /./);
    const { psid } = w.joins();
    w.meta.says(psid, "help");
    await w.hears(psid, 1);
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  it("answers 503 without an app secret", async () => {
    const request = new Request("https://bot.test/webhook", { method: "POST", body: "{}" });
    expect((await webhookDelivery(request, { ...worker, FACEBOOK_APP_SECRET: "" } as Env, bot[runnable])).status).toBe(
      503,
    );
  });

  it.each(["us", "EU"])(
    "answers 503 while JURISDICTION is %j, and stores nothing in the wrong place",
    async (value) => {
      const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
      const touched = vi.fn();
      const refuse = new Proxy({}, { get: touched });
      const env = {
        ...worker,
        JURISDICTION: value,
        CONVERSATION: refuse,
        ACCOUNT: refuse,
        EVENTS: refuse,
      } as unknown as Env;
      const signed = await sign(delivery(says("1", "hi")), text("FACEBOOK_APP_SECRET"));
      const request = new Request("https://bot.test/webhook", { method: "POST", ...signed });
      const response = await webhookDelivery(request, env, bot[runnable]);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain("JURISDICTION");
      expect(touched).not.toHaveBeenCalled();
      warnings.mockRestore();
    },
  );

  it("receives without a Page token", async () => {
    const env = { ...worker, FACEBOOK_PAGE_ACCESS_TOKEN: "" } as Env;
    const signed = await sign(delivery(says("1", "hi")), text("FACEBOOK_APP_SECRET"));
    const request = new Request("https://bot.test/webhook", { method: "POST", ...signed });
    expect((await webhookDelivery(request, env, bot[runnable])).status).toBe(200);
  });

  it("has no other methods and no other routes", async () => {
    expect((await get("/webhook", { method: "DELETE" })).status).toBe(405);
    expect((await get("/nothing")).status).toBe(404);
  });
});

describe("what is not answered", () => {
  const app = text("FACEBOOK_APP_ID");
  it.each([
    ["an echo", { message: { mid: "m_e", is_echo: true, app_id: Number(app), text: "products" } }],
    ["a delivery", { delivery: { mids: ["m_1"], watermark: 1_700_000_000_000 } }],
    ["a read", { read: { watermark: 1_700_000_000_000 } }],
    ["a reaction", { reaction: { mid: "m_1", action: "react", emoji: "❤" } }],
    ["an edit", { message_edit: { mid: "m_1", text: "products", num_edit: 1 } }],
    ["an unknown kind that the Page sent", { message: { mid: "m_u", is_echo: true, something_new: {} } }],
    ["an unknown kind of an account's", { sender: undefined, something_new: { text: "products" } }],
  ])("%s", async (_, body) => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled();
    const calls = w.meta.calls.length;
    expect(await postSigned(delivery(item(psid, body)))).toBe(200);
    await w.settled();
    expect(w.meta.calls.length).toBe(calls);
  });

  it("standby", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    await w.settled();
    const calls = w.meta.calls.length;
    const postback = item(psid, { postback: { mid: "m_p", title: "Shop" } });
    const standby = [says(psid, "products"), postback, item(psid, { something_new: {} })];
    expect(await postSigned({ object: "page", entry: [{ id: PAGE, time: 1, standby }] })).toBe(200);
    await w.settled();
    expect(w.meta.calls.length).toBe(calls);
  });
});

describe("what a person sends that nobody knows yet", () => {
  it.each([
    ["a new kind of event", { something_new: { text: "products" } }],
    ["a message of nothing that is known", { message: { mid: "m_new", hologram: { id: 1 } } }],
    ["a message with nothing in it", { message: { mid: "m_nothing" } }],
    ["a postback that is a text", { postback: "SHOP_NOW" }],
    ["a reaction that does something new", { reaction: { mid: "m_1", action: "underline" } }],
    ["a cart without products", { order: { products: [] } }],
  ])("is answered by otherwise: %s", async (_, body) => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    await w.hears(psid, 1);
    const sent = delivery(item(psid, body));
    expect(await postSigned(sent)).toBe(200);
    expect((await w.hears(psid, 2)).at(-1)).toMatch(/How can I help you/);
    expect(await postSigned(sent)).toBe(200);
    await w.settled();
    expect(w.screen(psid)).toHaveLength(2);
  });
});

describe("GET /health", () => {
  it("says what is missing, and holds no secret", async () => {
    const response = await get("/health", { headers: asAdmin().headers });
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      up: true,
      version: expect.toSatisfy((id) => id === null || typeof id === "string"),
      deployed: expect.toSatisfy((at) => at === null || typeof at === "string"),
      receiving: true,
      sending: true,
      graph: NEWEST,
      missing: [],
      problems: [],
      accounts: { known: 1, answered: 1, sending: 1 },
      attention: {},
    });
    for (const name of ["FACEBOOK_APP_SECRET", "FACEBOOK_PAGE_ACCESS_TOKEN", "MESSENGER_VERIFY_TOKEN"]) {
      expect(body).not.toContain(text(name));
    }
  });

  it("names everything that is missing or malformed, all at once", async () => {
    const env = {
      ...worker,
      FACEBOOK_APP_SECRET: "",
      FACEBOOK_APP_ID: "my app",
      GRAPH_API_VERSION: "26",
      PUBLIC_URL: "http://bot.example",
      PAGE_RATE: "fast",
    } as Env;
    const response = await index.fetch(asAdmin(), env, createExecutionContext());
    expect(response.status).toBe(503);
    const { problems } = (await response.json()) as { problems: string[] };
    for (const name of ["FACEBOOK_APP_SECRET", "FACEBOOK_APP_ID", "GRAPH_API_VERSION", "PUBLIC_URL", "PAGE_RATE"]) {
      expect(problems.join("\n")).toContain(name);
    }
  });
});

it("a version of the Graph API that ends soon stands in /health, and in the log of every sweep", async () => {
  const env = { ...worker, GRAPH_API_VERSION: "v21.0" } as Env; // it ends on 2027-01-21
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-22") });
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const response = await index.fetch(asAdmin(), env, createExecutionContext());
  await index.scheduled(createScheduledController(), env);
  const { problems } = (await response.json()) as { problems: string[] };
  expect(problems).toEqual([expect.stringContaining("GRAPH_API_VERSION v21.0 ends on 2027-01-21, in 60 days")]);
  expect(JSON.stringify(warned.mock.calls)).toContain("v21.0 ends on 2027-01-21");
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("GET /health, what needs eyes", () => {
  const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
  const health = async (change: object) => {
    const env = { ...worker, ...change } as Env;
    const response = await index.fetch(asAdmin(), env, createExecutionContext());
    const body = (await response.json()) as { receiving: boolean; problems: string[]; attention: unknown };
    return { status: response.status, ...body };
  };
  /** An account's namespace whose object answers so. */
  const answering = (health: () => Promise<unknown>) => ({ ACCOUNT: { getByName: () => ({ health }) } });

  it("counts it by kind, and names nobody", async () => {
    const person = `messenger:${PAGE}:4711`;
    for (const event of ["m_1", "m_2"]) {
      await account().report({ kind: "send_failed", conversation: person, event, detail: "10 Outside" });
    }
    await account().report({ kind: "dead_letter", conversation: "", detail: "1 event", body: '{"text":"hello"}' });
    const found = await health({});
    expect(found).toMatchObject({ status: 200, attention: { send_failed: 2, dead_letter: 1 } });
    for (const secret of ["4711", "m_1", "Outside", "hello"]) expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("is asked of the account once in a while, however many ask: it has messages to send", async () => {
    const asked = vi.fn(async () => ({ sends: true, attention: { send_failed: 1 } }));
    const env = { ...worker, ...answering(asked) } as unknown as Env;
    const ask = () => index.fetch(asAdmin(), env, createExecutionContext());
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let n = 0; n < 5; n++) expect(await (await ask()).json()).toMatchObject({ attention: { send_failed: 1 } });
    expect(asked).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 5_000);
    await ask();
    expect(asked).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it("is not kept by anybody on the way", async () => {
    expect((await get("/health")).headers.get("cache-control")).toBe("no-store");
  });

  it("is null where no Page is configured, and all is well", async () => {
    expect(await health({ FACEBOOK_PAGE_ID: "" })).toMatchObject({ status: 200, receiving: true, attention: null });
  });

  it("is null while the account fails or is silent, and deliveries are received all the same", async () => {
    const fails = answering(() => Promise.reject(new Error("overloaded")));
    expect(await health(fails)).toMatchObject({ status: 200, receiving: true, attention: null });
    const silent = answering(() => new Promise(() => {}));
    expect(await health(silent)).toMatchObject({ status: 200, receiving: true, attention: null });
  });

  it("answers 503 while JURISDICTION is not understood, and asks no object", async () => {
    const { status, receiving, problems, attention } = await health({ JURISDICTION: "us" });
    expect({ status, receiving, attention }).toEqual({ status: 503, receiving: false, attention: null });
    expect(problems).toEqual([expect.stringMatching(/^JURISDICTION is "us"/)]);
  });
});

/** Signs exact bytes, which need not be JSON. */
async function signRaw(body: string): Promise<{ headers: Record<string, string> }> {
  const { hmacHex } = await import("../../src/crypto.ts");
  return { headers: { "x-hub-signature-256": `sha256=${await hmacHex(text("FACEBOOK_APP_SECRET"), body)}` } };
}
