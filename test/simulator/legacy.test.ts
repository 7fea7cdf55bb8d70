import { afterEach, describe, expect, test } from "vitest";
import { legacyUse } from "../../simulator/core/legacy.ts";
import { checkNone, lookAt, taken } from "../support/legacy-uses.ts";
import { wrote } from "./samples.ts";
import { ANA, PAGE } from "./simulated.ts";

/** What an app made since 4 November 2026 may not use, in the words of its refusal, and how somebody might use it. */
const USES: readonly (readonly [use: string, method: "GET" | "POST", path: string, fields: Record<string, string>])[] =
  [
    ["HTTP method override", "POST", ANA, { method: "get", fields: "first_name" }],
    ["HTTP method override", "POST", "1234", { method: "DELETE" }],
    ["HTTP method override", "GET", "1234", { method: "post" }],
    ["Multi-ID request", "GET", "", { ids: `${ANA},${PAGE}` }],
    ["Multi-ID request", "GET", "conversations", { ids: PAGE }],
    ["Date formatting", "GET", "me/conversations", { date_format: "U" }],
    ["Field alias", "GET", ANA, { fields: "first_name.as(name)" }],
    ["Field alias", "GET", "me", { fields: "name,conversations.limit(3).as(threads){id}" }],
    ["JSONP", "GET", "me", { callback: "show" }],
    ["Asynchronous batch", "POST", "act_1/async_batch_requests", { name: "all", adbatch: "[]" }],
    ["Asynchronous batch", "POST", "act_1/asyncadrequestsets", {}],
  ];
const asked = (path: string, fields: Record<string, string>) => `${path}?${new URLSearchParams(fields)}`;

// They are asked here on purpose.
afterEach(() => void taken());

describe("an app made since 4 November 2026", () => {
  test.each(USES)("is refused: %s by %s /%s %j", async (use, method, path, fields) => {
    const it = wrote();
    const { status, json } = await (method === "GET"
      ? it.call(`/${asked(path, fields)}`)
      : it.call(`/${path}`, fields));
    expect({ status, error: json.error }).toMatchObject({ status: 400, error: { code: 12 } });
    expect(json.error?.message).toContain(use);
  });

  test.each(USES)("is refused in a part of a batch: %s by %s /%s %j", async (use, method, path, fields) => {
    const form = String(new URLSearchParams(fields));
    const part =
      method === "GET" ? { method, relative_url: asked(path, fields) } : { method, relative_url: path, body: form };
    const { json } = await wrote().call("/", { batch: [part, { method: "GET", relative_url: "me" }] });
    expect(json).toMatchObject([{ code: 400, body: expect.stringContaining(`(#12) ${use}`) }, { code: 200 }]);
  });

  test("is refused when the whole batch stands for another method", async () => {
    const { json } = await wrote().call("/", { batch: [{ method: "GET", relative_url: "me" }], method: "get" });
    expect(json.error).toMatchObject({ code: 12 });
  });

  test("is refused in every version", async () => {
    const { json } = await wrote().call("/", { batch: [{ method: "GET", relative_url: "v21.0/me?callback=show" }] });
    expect(json).toMatchObject([{ code: 400, body: expect.stringContaining("(#12) JSONP") }]);
  });

  test("may write of all of it", async () => {
    const text = "ids=1, date_format=U, first_name.as(name), callback=show, method=get";
    expect((await wrote().send({ text })).status).toBe(200);
    expect(taken()).toEqual([]);
  });
});

describe("an older app", () => {
  test("may let a POST stand for another method", async () => {
    const it = wrote({ olderApp: true });
    const { json } = await it.call(`/${ANA}`, { method: "get", fields: "first_name" });
    expect(json).toEqual({ first_name: "Ana", id: ANA });
  });

  test.each(USES)("is not refused for it: %s by %s /%s %j", async (_, method, path, fields) => {
    const it = wrote({ olderApp: true });
    const { json } = await (method === "GET" ? it.call(`/${asked(path, fields)}`) : it.call(`/${path}`, fields));
    expect(json.error?.code).not.toBe(12);
  });
});

describe("the suites", () => {
  test.each(USES)("see it in what fetch is given: %s by %s /%s %j", (use, method, path, fields) => {
    if (method === "GET") lookAt(`https://graph.test/v25.0/${asked(path, fields)}`, { method });
    else lookAt(`https://graph.test/v25.0/${path}`, { method, body: JSON.stringify(fields) });
    expect(taken()).toEqual([expect.stringMatching(new RegExp(`^${method} /${path}: ${use}`))]);
  });

  test("see it in a form, and in the parts of a batch", () => {
    const form = new FormData();
    form.set("callback", "show");
    lookAt("https://graph.test/v25.0/me/photos", { method: "POST", body: form });
    const batch = [
      { method: "GET", relative_url: "?ids=1,2" },
      { method: "POST", relative_url: "3", body: "method=delete" },
    ];
    lookAt("https://graph.test/v25.0", { method: "POST", body: JSON.stringify({ batch }) });
    expect(taken()).toEqual([
      expect.stringContaining("POST /me/photos: JSONP"),
      expect.stringContaining("GET /: Multi-ID"),
      expect.stringContaining("POST /3: HTTP method"),
    ]);
  });

  test("are red then, whatever was answered", async () => {
    await wrote({ olderApp: true }).call(`/${ANA}`, { method: "get" });
    expect(checkNone).toThrow(`POST /${ANA}: HTTP method override`);
    expect(checkNone).not.toThrow();
  });
});

test("nothing else is taken for it", () => {
  const body = { fields: ["greeting"], message: { text: ".as(" }, callback_url: "https://bot.test", idsOf: "1" };
  expect(legacyUse({ method: "POST", path: "/me/messenger_profile", body })).toBeUndefined();
});
