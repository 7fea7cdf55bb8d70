import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { SimulatedMeta } from "../../simulator/core/meta.ts";
import { Account } from "../../src/account/account.ts";
import { keyIdOf } from "../../src/account/sealing.ts";
import { admin } from "../../src/admin/routes.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { register } from "../../src/channels/registry.ts";
import { hmacHex } from "../../src/crypto.ts";
import type { Env } from "../../src/env.ts";
import { health } from "../../src/health.ts";
import { runnable } from "../../src/kit/runnable.ts";
import type { ChannelName } from "../../src/model/content.ts";
import { type Answer, asAdmin, ask } from "../support/admin.ts";
import { bot } from "../support/bot.ts";
import { accessWith, get, PAGE, postSigned, text, until, worker, world } from "../support/world.ts";

const w = world();
const OTHER = "606060606060606";
const TOKEN = "EAAother";
const SECRET = "another-app-secret";
const at = (id: string) => `/accounts/messenger/${id}`;
const put = (body: unknown, id = OTHER) => ask(at(id), "PUT", body);
const account = (id = OTHER) => worker.ACCOUNT.getByName(`messenger:${id}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

/** Everything that was answered and logged: no secret may be in it. */
let told: string[] = [];
beforeEach(() => {
  told = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void told.push(String(line)));
  }
  return () => {
    vi.restoreAllMocks();
    for (const secret of [TOKEN, SECRET, text("FACEBOOK_PAGE_ACCESS_TOKEN")])
      expect(told.join("\n")).not.toContain(secret);
  };
});
async function asks(...given: Parameters<typeof ask>): Promise<Answer> {
  const found = await ask(...given);
  told.push(JSON.stringify(found.body));
  return found;
}

describe("PUT, GET and DELETE of an account", () => {
  it("set it, show it and remove it", async () => {
    w.addPage({ pageId: OTHER, pageName: "The Other", pageToken: TOKEN });
    const shown = {
      channel: "messenger",
      id: OTHER,
      name: "The Other",
      source: "admin",
      tokenSetAt: expect.any(Number),
      keyId: await keyIdOf(text("TOKEN_ENCRYPTION_KEY")),
      paused: null,
    };
    expect(await asks(at(OTHER), "PUT", { token: TOKEN })).toEqual({ status: 200, body: shown });
    expect(await asks(at(OTHER))).toEqual({ status: 200, body: shown });
    expect(await account().access()).toEqual(accessWith(TOKEN));
    expect(await asks(at(OTHER), "DELETE")).toEqual({ status: 200, body: { deleted: true } });
    expect((await asks(at(OTHER), "DELETE")).status).toBe(404);
    expect(await account().access()).toBeNull();
    expect(await asks(at(OTHER))).toMatchObject({ status: 200, body: { source: null, tokenSetAt: null, keyId: null } });
  });

  it("show that of the environment", async () => {
    expect(await asks(at(PAGE))).toMatchObject({ status: 200, body: { id: PAGE, source: "environment", name: null } });
  });

  it("say of one that nobody has heard of how to set it up, and list nothing for it", async () => {
    const { status, body } = await asks(at("1"));
    expect([status, body["detail"]]).toEqual([
      404,
      'messenger:1 is not set up, and nobody has written to it. PUT {"token": "…"} here.',
    ]);
    expect(await account("1").alerts()).toEqual([]);
  });

  it("do without a name that Meta does not tell in time", async () => {
    w.graph = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    const began = Date.now();
    expect((await put({ token: TOKEN })).body).toMatchObject({ source: "admin", name: null });
    expect(Date.now() - began).toBeLessThan(6_000);
  });

  it("ask for the name at the address and with the secret that were given", async () => {
    const asked: string[] = [];
    w.graph = (request) => {
      asked.push(request.url);
      return Response.json({ name: "Elsewhere", id: OTHER });
    };
    await put({ token: TOKEN, appSecret: SECRET, graphUrl: "https://graph.example/" });
    expect(asked).toEqual([expect.stringMatching(/^https:\/\/graph\.example\/v\d/)]);
    expect(await account().access()).toMatchObject({ url: "https://graph.example", appSecret: SECRET });
  });

  it.each<[string, unknown, RegExp]>([
    ["no body", undefined, /^The body is no JSON object: send \{"token": "…"\}\.$/],
    ["a list", [], /^The body is no JSON object/],
    ["no token", {}, /^token is empty or missing: it is a text of 1 to 2000 characters\.$/],
    ["a token that is a number", { token: 7 }, /^token is no text: put it into quotes\.$/],
    ["a token that is too long", { token: "E".repeat(2_001) }, /^token has 2001 characters, 2000 are taken: copy it/],
    ["a token with a line break", { token: `${TOKEN}\n` }, /^token has a space, a line break or another sign/],
    ["an app id that is a number", { token: TOKEN, appId: 7 }, /^appId is 7: it is a text of 1 to 30 digits\./],
    ["an empty secret", { token: TOKEN, appSecret: "" }, /^appSecret is empty or missing: .* 1 to 200 characters/],
    [
      "an address in the clear",
      { token: TOKEN, graphUrl: "http://graph.example" },
      /^graphUrl is "http:\/\/graph\.example": give an https/,
    ],
    [
      "an unknown field",
      { token: TOKEN, login: "x" },
      /^"login" is no field of an account of messenger\. There are: token, appId, appSecret, graphUrl\.$/,
    ],
  ])("refuse %s by its name", async (_, body, error) => {
    const { status, body: answered } = await asks(at(OTHER), "PUT", body);
    expect([status, answered["detail"]]).toEqual([400, expect.stringMatching(error)]);
    expect(await account().info()).toBeNull();
  });

  it("hand the fields that a channel has of its own to its check, and keep what that keeps", async () => {
    register({
      ...messenger,
      name: "dovecote" as ChannelName,
      object: "dovecote",
      accountName: async () => "The Dovecote",
      checkAccount: ({ roof, ...others }) => {
        const [unknown] = Object.keys(others);
        if (unknown !== undefined) return { problem: `"${unknown}" is no field of a dovecote.` };
        return { fields: { roof: String(roof) }, graphUrl: "https://doves.example" };
      },
    });
    const path = "/accounts/dovecote/7";
    expect((await asks(path, "PUT", { token: TOKEN, roof: "tiles" })).body).toMatchObject({ name: "The Dovecote" });
    const home = worker.ACCOUNT.getByName("dovecote:7");
    expect(await home.access()).toMatchObject({ url: "https://doves.example", fields: { roof: "tiles" } });
    await asks(path, "PUT", { token: TOKEN, roof: "straw", graphUrl: "https://other.example" });
    expect(await home.access()).toMatchObject({ url: "https://other.example", fields: { roof: "straw" } });
    const { status, body } = await asks(path, "PUT", { token: TOKEN, login: "page" });
    expect([status, body["detail"]]).toEqual([400, '"login" is no field of a dovecote.']);
    expect((await asks("/exceptions?account=dovecote:7")).status).toBe(200);
  });

  it.each<[string, string, RegExp]>([
    ["an unknown channel", "/accounts/pigeon/1", /^The channel is "pigeon"\. There are: messenger/],
    ["an id with a colon", "/accounts/messenger/1:2", /^The account's id is "1:2": it has 1 to 100 letters/],
    ["an id that is too long", `/accounts/messenger/${"1".repeat(101)}`, /^The account's id is /],
  ])("refuse %s", async (_, path, error) => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const { status, body } = await asks(path, method, method === "PUT" ? { token: TOKEN } : undefined);
      expect([status, body["detail"]]).toEqual([400, expect.stringMatching(error)]);
    }
  });

  it("want the admin token, like all others", async () => {
    for (const path of ["/admin/accounts", `/admin${at(OTHER)}`]) {
      expect((await get(path, { method: "PUT", body: '{"token":"EAA"}' })).status).toBe(404);
    }
    expect((await asks(at(OTHER), "POST", {})).status).toBe(405);
  });

  it("store no token in the clear: without TOKEN_ENCRYPTION_KEY they say so", async () => {
    const request = new Request(`https://bot.test/admin${at(OTHER)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${text("ADMIN_TOKEN")}` },
      body: JSON.stringify({ token: TOKEN }),
    });
    const response = await admin(request as never, { ...worker, TOKEN_ENCRYPTION_KEY: "" } as Env, bot[runnable]);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain("TOKEN_ENCRYPTION_KEY is not set, and no token is stored in the clear");
    expect(await account().info()).toBeNull();
  });
});

describe("the list of accounts", () => {
  const list = async (query = "") =>
    (await asks(`/accounts${query}`)).body as { accounts: { id: string }[]; next: string };

  it("comes in pages, with that of the environment and those that only somebody has written to", async () => {
    w.graph = () => new Response("", { status: 500 });
    await put({ token: TOKEN });
    await postSigned({ object: "page", entry: [{ id: "5", time: 1, messaging: [written("1", "5")] }] });
    await until(async () => (await list()).accounts.length === 3);
    const ids: string[] = [];
    let after = "";
    for (let page = 0; page < 3; page++) {
      const { accounts, next } = await list(`?limit=1${after}`);
      ids.push(...accounts.map(({ id }) => id));
      after = `&after=${next}`;
    }
    expect(ids).toEqual(["5", OTHER, PAGE]);
    expect((await list(`?limit=1${after}`)).accounts).toEqual([]);
    expect((await list()).accounts).toMatchObject([{ source: null }, { source: "admin" }, { source: "environment" }]);
  });
});

describe("the other routes", () => {
  it.each(["/exceptions", "/account-events", "/conversations", "/balance"])("take any account: %s", async (path) => {
    await account().report({ kind: "policy_warning", conversation: "", event: "p", detail: "" });
    expect((await asks(`${path}?account=messenger:${OTHER}`)).status).toBe(200);
    const wrong = await asks(`${path}?account=pigeon:1`);
    expect([wrong.status, wrong.body["detail"]]).toEqual([400, expect.stringContaining('The channel is "pigeon"')]);
    const none = await asks(`${path}?account=messenger:`);
    expect([none.status, none.body["detail"]]).toEqual([400, expect.stringContaining("The account's id is")]);
  });

  it("ask what the token of the account that is named is good for", async () => {
    w.addPage({ pageId: OTHER, pageName: "The Other", pageToken: TOKEN });
    await put({ token: TOKEN });
    expect((await asks(`/token?account=messenger:${OTHER}`)).body).toMatchObject({ valid: true, profile: OTHER });
    expect((await asks("/token")).body).toMatchObject({ valid: true, profile: PAGE });
  });
});

describe("two Pages in one Worker", () => {
  const two = (options: object = {}): SimulatedMeta =>
    w.addPage({ pageId: OTHER, pageName: "The Other", pageToken: TOKEN, ...options });
  const said = (page: SimulatedMeta, psid: string) => page.said(psid).map(({ message }) => message.text);
  const writes = (page: SimulatedMeta, words: string): string => {
    const { psid } = page.joins();
    page.says(psid, words);
    return psid;
  };

  it("answer their own people, each with its own token", async () => {
    const other = two();
    await put({ token: TOKEN });
    const [here, there] = [writes(w.meta, "one"), writes(other, "two")];
    await w.until(() => said(w.meta, here).includes(answer("one")) && said(other, there).includes(answer("two")));
    expect(w.meta.calls.filter(({ psid }) => psid === there)).toEqual([]);
    expect(other.calls.filter(({ psid }) => psid === here)).toEqual([]);
  });

  it("are not affected by each other: one has a dead token, and the other goes on; another token repairs it", async () => {
    const other = two();
    await put({ token: "EAAdead" }); // nobody has it: Meta says 190
    const there = writes(other, "is anybody there?");
    await w.until(async () => (await account().info())?.paused);
    const here = writes(w.meta, "one");
    await w.until(() => said(w.meta, here).includes(answer("one")));
    const { psid } = w.meta.joins();
    w.meta.says(psid, "two");
    await w.until(() => said(w.meta, psid).includes(answer("two")));
    expect(said(other, there)).toEqual([]);
    const lists = await Promise.all([PAGE, OTHER].map((id) => asks(`/exceptions?account=messenger:${id}`)));
    expect(lists.map(({ body }) => body["exceptions"])).toMatchObject([
      [],
      [{ kind: "sending_paused", code: 190, event: "token" }],
    ]);
    expect((await asks(at(PAGE))).body["paused"]).toBeNull();
    expect((await asks(at(OTHER))).body["paused"]).toMatchObject({ why: "token", code: 190 });
    await put({ token: TOKEN });
    await w.until(() => said(other, there).includes(answer("is anybody there?")));
    expect((await asks(at(OTHER))).body["paused"]).toBeNull();
    expect((await asks(`/exceptions?account=messenger:${OTHER}`)).body["exceptions"]).toEqual([]);
  });

  it("are counted together by /health, which names neither", async () => {
    await put({ token: TOKEN });
    for (const id of [PAGE, OTHER]) await account(id).report({ kind: "send_failed", conversation: "", detail: "" });
    await account().pause("token", "190");
    await until(async () => (await worker.KV.list({ prefix: "account:" })).keys.length === 1);
    const body = await (await health(asAdmin(), { ...worker } as Env)).text();
    expect(JSON.parse(body)).toMatchObject({
      sending: true,
      problems: [],
      accounts: { known: 2, answered: 2, sending: 1 },
      attention: { send_failed: 2, sending_paused: 1 },
    });
    for (const id of [PAGE, OTHER]) expect(body).not.toContain(id);
  });

  it("each of an app of its own: what it says itself is not another app's", async () => {
    const own = { appId: "505050505050505", appSecret: SECRET };
    const other = two(own);
    await put({ token: TOKEN, ...own });
    const there = writes(other, "one");
    await w.until(() => said(other, there).includes(answer("one")));
    await w.settled();
    other.says(there, "two");
    await w.until(() => said(other, there).includes(answer("two")));
    await w.settled();
    const row = await runInDurableObject(
      worker.CONVERSATION.getByName(`messenger:${OTHER}:${there}`),
      (_, { storage }) => storage.sql.exec<{ facts: string }>("select facts from conversation").one(),
    );
    expect(JSON.parse(row.facts)).toMatchObject({ others: 0, control: { by: "bot" } });
    // Its echo was known for its own: the account was told of it with the next permit.
    expect((await account().permit()).echoed).toBeGreaterThan(0);
    expect((await asks(`/token?account=messenger:${OTHER}`)).body).toMatchObject({ valid: true, app: own.appId });
    await put({ token: TOKEN, appSecret: SECRET });
    const { status, body } = await asks(`/token?account=messenger:${OTHER}`);
    expect([status, body["detail"]]).toEqual([409, expect.stringContaining("PUT the account with its appId")]);
  });

  it("one without a token: its events are accepted, its answers wait, and it is listed once", async () => {
    const other = two();
    const there = writes(other, "one");
    await w.until(async () => (await account().alerts())[0]);
    other.says(there, "two");
    await w.settled();
    expect(said(other, there)).toEqual([]);
    expect(await account().alerts()).toMatchObject([{ kind: "account_not_configured" }]);
    await put({ token: TOKEN });
    await w.until(() => said(other, there).includes(answer("two")));
    expect(said(other, there)).toContain(answer("one"));
    expect(await account().alerts()).toEqual([]);
  });
});

describe("/health", () => {
  const look = async (env: Env) => (await (await health(asAdmin(), env)).json()) as Record<string, unknown>;
  /** An environment of its own: what was known of accounts before is another's. */
  const fresh = (change: object = {}) => ({ ...worker, ...change }) as Env;
  const listed = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => worker.KV.put(`account:messenger:${n + 1}`, "")));

  it("asks fifty accounts, however many there are, and KV for their names once in ten minutes", async () => {
    await listed(60);
    vi.useFakeTimers({ toFake: ["Date"] });
    const list = vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "list");
    const env = fresh();
    const asked = vi.spyOn(Account.prototype, "health");
    expect((await look(env))["accounts"]).toEqual({ known: 61, answered: 50, sending: 1 });
    expect(asked).toHaveBeenCalledTimes(50);
    for (let n = 0; n < 3; n++) await look(env);
    expect(asked).toHaveBeenCalledTimes(50);
    vi.setSystemTime(Date.now() + 5_000);
    await look(env);
    expect([asked.mock.calls.length, list.mock.calls.length]).toEqual([100, 1]);
    vi.setSystemTime(Date.now() + 600_000);
    await look(env);
    expect(list).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it("tells of the account of the environment while KV is away", async () => {
    vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "list").mockRejectedValue(new Error("away"));
    expect(await look(fresh())).toMatchObject({ sending: true, accounts: { known: 1, answered: 1, sending: 1 } });
  });

  it("says that nothing is sent when no account has a token, or all are paused", async () => {
    await account(PAGE).pause("token", "190", 190);
    expect(await look(fresh())).toMatchObject({ sending: false, problems: [] });
    await account(PAGE).removeAccess();
    const bare = await look(fresh({ FACEBOOK_PAGE_ACCESS_TOKEN: "" }));
    expect(bare).toMatchObject({ sending: false });
    expect(bare["problems"]).toEqual([expect.stringMatching(/^FACEBOOK_PAGE_ACCESS_TOKEN is not set, and no account/)]);
  });

  it("counts a token that is for whoever writes first", async () => {
    const none = { known: 0, answered: 0, sending: 0 };
    expect(await look(fresh({ FACEBOOK_PAGE_ID: "" }))).toMatchObject({ sending: true, accounts: none });
  });
});

describe("a delivery that is signed with an account's own secret", () => {
  const entry = (id: string, psid: string) => ({ id, time: 1, messaging: [written(psid, id)] });
  const posted = (ids: readonly string[], secret = SECRET) =>
    postSigned({ object: "page", entry: ids.map((id) => entry(id, "1")) }, secret);
  const has = async (id: string) => (await account(id).conversations("", 10)).length;

  beforeEach(async () => {
    w.graph = () => new Response("", { status: 500 });
    await put({ token: TOKEN, appSecret: SECRET });
  });

  it("is taken, and one with another secret is not", async () => {
    expect(await posted([OTHER], "a third app's secret")).toBe(401);
    expect(await has(OTHER)).toBe(0);
    expect(await posted([OTHER])).toBe(200);
    expect(await has(OTHER)).toBe(1);
    // The Worker's own app speaks for all of its Pages.
    expect(await posted([OTHER, PAGE], text("FACEBOOK_APP_SECRET"))).toBe(200);
  });

  it("speaks for that account, and for nobody else in the same body", async () => {
    expect(await posted([PAGE])).toBe(401);
    expect(await posted([PAGE, OTHER])).toBe(200);
    expect([await has(PAGE), await has(OTHER)]).toEqual([0, 1]);
  });

  it("is looked for among ten accounts at most, until one of them has signed", async () => {
    const get = vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "get");
    const many = Array.from({ length: 30 }, (_, n) => String(n + 1));
    expect(await posted([...many, OTHER])).toBe(401);
    expect(get).toHaveBeenCalledTimes(10);
    expect(await posted([OTHER, ...many])).toBe(200);
  });

  it("costs no look at KV where the Worker's own secret has signed it", async () => {
    const get = vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "get");
    expect(await posted([OTHER], text("FACEBOOK_APP_SECRET"))).toBe(200);
    expect(get).not.toHaveBeenCalled();
  });

  it.each<[string, BodyInit]>([
    ["no JSON", "what"],
    ["another object", JSON.stringify({ object: "pigeon", entry: [{ id: OTHER }] })],
    ["entries of anything", JSON.stringify({ object: "page", entry: [null, 1, [], { id: {} }, { id: "" }] })],
    ["no entries", JSON.stringify({ object: "page" })],
  ])("is refused with %s in it, and nothing breaks", async (_, body) => {
    const headers = { "x-hub-signature-256": `sha256=${await hmacHex(SECRET, String(body))}` };
    expect((await get("/webhook", { method: "POST", body, headers })).status).toBe(401);
  });
});

let mids = 0;
/** An item of `messaging`. */
const written = (psid: string, id: string) => ({
  sender: { id: psid },
  recipient: { id },
  timestamp: Date.now(),
  message: { mid: `m_own_${++mids}`, text: "hello" },
});
