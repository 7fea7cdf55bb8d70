import { describe, expect, it } from "vitest";
import type { Access, Usage } from "../../../src/channels/channel.ts";
import { graphOf } from "../../../src/channels/meta/calls.ts";
import { NEWEST } from "../../../src/channels/meta/versions.ts";
import { type Graph, GraphError } from "../../../src/model/graph.ts";
import { answering, PAGE, PERSON, refusal } from "../../support/graph-double.ts";

const address = { channel: "messenger", account: PAGE, person: PERSON } as const;

describe("c.graph", () => {
  it("is about the account and the person of the turn", () => {
    const { graph } = answering();
    expect([graph.account, graph.person]).toEqual([PAGE, PERSON]);
  });

  it("asks with parameters in the address", async () => {
    const { graph, asked } = answering({ id: "1" });
    expect(
      await graph.call("GET", "me", { fields: "id,name", limit: 2, deep: { a: [1] }, missing: undefined }),
    ).toEqual({
      id: "1",
    });
    expect(asked).toMatchObject([
      { method: "GET", path: "me", body: null, query: { fields: "id,name", limit: "2", deep: '{"a":[1]}' } },
    ]);
    expect(Object.keys(asked[0]?.query ?? {})).toEqual([
      ...["fields", "limit", "deep"],
      ...["appsecret_proof", "appsecret_time"],
    ]);
  });

  it.each(["POST", "DELETE"] as const)("says in JSON what to %s", async (method) => {
    const { graph, asked } = answering({ success: true });
    await graph.call(method, "/me/personas", { name: "Kim" });
    expect(asked).toMatchObject([{ method, path: "me/personas", query: {}, body: { name: "Kim" } }]);
    const { headers, address } = asked[0] ?? { headers: {}, address: "" };
    expect(headers).toEqual({ authorization: "Bearer EAAtoken", "content-type": "application/json" });
    expect(address).not.toContain("EAAtoken");
  });

  it("sends a file as a form, with the fields as JSON", async () => {
    const { graph, asked } = answering({ attachment_id: "7" });
    const bytes = new Uint8Array([1, 2, 3]);
    await graph.call(
      "POST",
      "me/message_attachments",
      { message: { a: 1 } },
      { name: "a.png", type: "image/png", bytes },
    );
    const [{ form, headers } = { form: undefined, headers: {} }] = asked;
    expect(headers).toEqual({ authorization: "Bearer EAAtoken" });
    expect(form?.get("message")).toBe('{"a":1}');
    expect(form?.has("appsecret_proof")).toBe(true);
    const file = form?.get("filedata") as unknown as File;
    expect([file.name, file.type, ...new Uint8Array(await file.arrayBuffer())]).toEqual([
      "a.png",
      "image/png",
      1,
      2,
      3,
    ]);
  });

  it.each([
    ...["", "/", "https://evil.test/x", "//evil.test/x", "me?access_token=1", "me#x", "a b", "me//personas"],
    ...["../me", "me/../x", "me/%2e%2e/x", "%2E", "a\\b", "https:evil", "%"],
  ])("goes nowhere but below the version: %j", async (path) => {
    const { graph, asked } = answering({});
    await expect(graph.call("GET", path)).rejects.toThrow(TypeError);
    await expect(graph.batch([{ method: "GET", path }])).rejects.toThrow(TypeError);
    await expect(graph.all(path).next()).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });

  it("throws what Meta says no to, in words that help and without the token", async () => {
    const { graph } = answering(refusal(100, 2018001, "(#100) No matching user found. EAAtoken"));
    const error = await graph.call("POST", "me/messages").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      ...{ name: "GraphError", code: 100, subcode: 2018001, status: 400, trace: "AbC" },
      ...{ means: "recipient_invalid", action: "fix_request", retryable: false },
      message:
        "There is nobody of that id who wrote to this Page. 100/2018001: (#100) No matching user found. [token] [trace AbC] Change the request.",
    });
  });

  it.each<[string, unknown, Partial<GraphError>]>([
    ["a limit", refusal(613), { means: "platform_rate_limited", action: "wait", retryable: true }],
    ["trouble that may pass", refusal(2), { means: "platform_unavailable", retryable: true }],
    ["a dead token", refusal(190), { means: "account_reauth_required", action: "reconnect_account", retryable: false }],
    [
      "another app",
      refusal(10, 2018300),
      { means: "conversation_taken", action: "wait", retryable: false, code: 10, subcode: 2018300, trace: "AbC" },
    ],
    ["a proxy's page", new Response("<html>", { status: 404 }), { means: "platform_error", code: 0, status: 404 }],
    ["an empty answer", new Response(""), { means: "platform_timeout", action: "check_status", status: 0 }],
    ["a page", new Response("<html>Hello</html>"), { means: "platform_timeout", retryable: false }],
    ["a list", new Response("[]"), { means: "platform_timeout" }],
    ["a broken connection", new TypeError("Connection lost. EAAtoken"), { means: "platform_timeout" }],
  ])("throws a GraphError after %s", async (_, answer, known) => {
    const { graph } = answering(answer);
    const error = await graph.call("POST", "me/messages").catch((thrown: unknown) => thrown as GraphError);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject(known);
    expect(JSON.stringify([error, (error as Error).message])).not.toContain("EAAtoken");
  });

  it("throws without a token", async () => {
    const { graph, asked } = answering({}, { acquire: async () => null });
    for (const call of [
      graph.call("GET", "me"),
      graph.batch([{ method: "GET", path: "me" }]),
      graph.all("me").next(),
    ]) {
      await expect(call).rejects.toMatchObject({ means: "account_reauth_required", action: "reconnect_account" });
    }
    expect(asked).toEqual([]);
  });

  it("throws when the turn ends meanwhile", async () => {
    const over = new AbortController();
    const graph = graphOf(address, {
      used: () => {},
      acquire: async () => ({
        ...access,
        signal: over.signal,
        fetch: (async (_: string, { signal }: RequestInit) => {
          over.abort(new DOMException("The turn is over.", "AbortError"));
          signal?.throwIfAborted();
        }) as unknown as typeof fetch,
      }),
    });
    await expect(graph.call("GET", "me")).rejects.toThrow("The turn is over.");
  });

  it("passes on what Meta tells of the allowance, also with a refusal", async () => {
    const told: Usage[] = [];
    const headers = { "x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}' };
    const { graph } = answering([new Response("{}", { headers }), new Response("", { status: 500, headers })], {
      used: (usage) => told.push(usage),
    });
    await graph.call("GET", "me");
    await graph.call("GET", "me").catch(() => {});
    expect(told).toEqual([
      { percent: 28, regainMs: 0 },
      { percent: 28, regainMs: 0 },
    ]);
  });
});

const access: Access = {
  ...{ url: "https://graph.test", version: NEWEST, token: "EAAtoken", appSecret: "a secret", timeout: 1_000 },
};

describe("c.graph.batch", () => {
  const part = (code: number, body: unknown) => ({ code, body: JSON.stringify(body) });

  it("asks all at once, and answers each", async () => {
    const headers = { "x-app-usage": '{"call_count":9}' };
    const told: Usage[] = [];
    const answers = [
      part(200, { id: "1" }),
      part(400, { error: { message: "No.", code: 100, error_subcode: 33 } }),
      null,
      { code: 200, body: "<html>" },
      { code: 200 },
      "what",
    ];
    const { graph, asked } = answering(Response.json(answers, { headers }), { used: (usage) => told.push(usage) });
    const got = await graph.batch([
      { method: "GET", path: "me", fields: { fields: "id" } },
      { method: "POST", path: "me/personas", fields: { name: "Kim & Co", more: { a: 1 } } },
      { method: "DELETE", path: "77" },
      { method: "DELETE", path: "78", fields: { name: "x" } },
      { method: "GET", path: "me" },
      { method: "GET", path: "me" },
      { method: "GET", path: "me" },
    ]);
    expect(got[0]).toEqual({ id: "1" });
    expect(got[1]).toMatchObject({ code: 100, subcode: 33, means: "account_misconfigured" });
    for (const n of [2, 3, 4, 5, 6]) expect(got[n]).toMatchObject({ name: "GraphError", means: "platform_timeout" });
    expect(got).toHaveLength(7);
    expect(told).toEqual([{ percent: 9, regainMs: 0 }]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.address).toBe(`https://graph.test/${NEWEST}`);
    const { appsecret_proof: _proof, appsecret_time: _time, ...body } = asked[0]?.body ?? {};
    expect(body).toEqual({
      batch: [
        { method: "GET", relative_url: "me?fields=id" },
        { method: "POST", relative_url: "me/personas", body: "name=Kim+%26+Co&more=%7B%22a%22%3A1%7D" },
        { method: "DELETE", relative_url: "77" },
        { method: "DELETE", relative_url: "78?name=x" },
        { method: "GET", relative_url: "me" },
        { method: "GET", relative_url: "me" },
        { method: "GET", relative_url: "me" },
      ],
      include_headers: false,
    });
    expect(_proof).toMatch(/^[0-9a-f]{64}$/);
  });

  it("goes in requests of 50", async () => {
    const { graph, asked } = answering((body: { batch: unknown[] }) => body.batch.map((_, n) => part(200, { n })));
    const calls = Array.from({ length: 120 }, (_, n) => ({ method: "GET", path: `p${n}` }) as const);
    expect(await graph.batch(calls)).toHaveLength(120);
    expect(asked.map(({ body }) => (body?.["batch"] as unknown[] | undefined)?.length)).toEqual([50, 50, 20]);
  });

  it("asks nothing for nothing", async () => {
    const { graph, asked } = answering([]);
    expect([await graph.batch([]), asked]).toEqual([[], []]);
  });

  it.each<[string, unknown, string]>([
    ["is refused as a whole", refusal(190), "account_reauth_required"],
    ["is answered by an object", { success: true }, "platform_timeout"],
    ["is not answered", new TypeError("lost"), "platform_timeout"],
  ])("says so for each part when it %s", async (_, answer, means) => {
    const { graph } = answering(answer);
    const got = await graph.batch([
      { method: "GET", path: "1" },
      { method: "GET", path: "2" },
    ]);
    expect(got).toMatchObject([{ means }, { means }]);
  });
});

describe("c.graph.all", () => {
  const items = async (graph: Graph, limit?: number) => {
    const found: unknown[] = [];
    for await (const item of graph.all("me/personas", { fields: "id" }, limit === undefined ? {} : { limit })) {
      found.push(item["id"]);
    }
    return found;
  };
  const evil = "https://evil.test/steal?access_token=EAAtoken&after=bbb&limit=25";
  const page = (ids: number[], paging?: object) => ({ data: ids.map((id) => ({ id })), ...(paging && { paging }) });

  it("goes from page to page by the cursor, and never to the address that Meta names", async () => {
    const { graph, asked } = answering([
      page([1, 2], { cursors: { after: "aaa" }, next: "https://evil.test/x" }),
      page([3], { next: evil }),
      page([4], { cursors: { after: "ccc" } }),
    ]);
    expect(await items(graph)).toEqual([1, 2, 3, 4]);
    expect(asked.map(({ path, query }) => [path, query["fields"], query["after"]])).toEqual([
      ["me/personas", "id", undefined],
      ["me/personas", "id", "aaa"],
      ["me/personas", "id", "bbb"],
    ]);
    for (const { address } of asked) expect(address).toMatch(/^https:\/\/graph\.test\/v\d+\.\d+\/me\/personas\?/);
    expect(asked.map(({ address }) => address).join()).not.toContain("EAAtoken");
  });

  it("knows lists by time and by number", async () => {
    const { graph, asked } = answering([
      page([1], { next: "https://graph.test/x?until=5&__paging_token=t" }),
      page([2], { next: "https://graph.test/x?offset=25" }),
      page([3], { next: "https://graph.test/x?limit=25" }),
    ]);
    expect(await items(graph)).toEqual([1, 2, 3]);
    expect(asked[1]?.query).toMatchObject({ until: "5", __paging_token: "t" });
    expect(asked[2]?.query).toMatchObject({ offset: "25" });
  });

  it("ends at the limit, and asks for no page more", async () => {
    const { graph, asked } = answering([page([1, 2, 3], { cursors: { after: "a" }, next: "https://graph.test/x" })]);
    expect(await items(graph, 2)).toEqual([1, 2]);
    expect(asked).toHaveLength(1);
    expect(await items(graph, 0)).toEqual([]);
  });

  it("ends when a page names itself", async () => {
    const { graph, asked } = answering(() => page([1], { cursors: { after: "a" }, next: "https://graph.test/x" }));
    expect(await items(graph)).toEqual([1, 1]);
    expect(asked).toHaveLength(2);
  });

  it("throws in the middle", async () => {
    const { graph } = answering([page([1], { cursors: { after: "a" }, next: "https://graph.test/x" }), refusal(4)]);
    const found: unknown[] = [];
    const all = async () => {
      for await (const { id } of graph.all("me/personas")) found.push(id);
    };
    await expect(all()).rejects.toMatchObject({ means: "platform_rate_limited" });
    expect(found).toEqual([1]);
  });

  it("throws for what is no list", async () => {
    const { graph } = answering({ id: "1" });
    await expect(items(graph)).rejects.toMatchObject({ means: "platform_error" });
  });
});
