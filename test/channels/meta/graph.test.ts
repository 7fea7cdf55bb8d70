import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Access, OutboundAction, SendResult } from "../../../src/channels/channel.ts";
import { messenger } from "../../../src/channels/messenger/channel.ts";
import { profile } from "../../../src/channels/messenger/send/person.ts";
import { send } from "../../../src/channels/messenger/send/send.ts";
import { upload } from "../../../src/channels/messenger/send/uploads.ts";
import { known } from "../../../src/channels/meta/errors.ts";
import { type GraphAnswer, get, post, readAnswer } from "../../../src/channels/meta/graph.ts";
import { NEWEST } from "../../../src/channels/meta/versions.ts";
import type { Address } from "../../../src/model/events.ts";
import { lookAt } from "../../support/legacy-uses.ts";

const PAGE = "707070707070707";
const graph: Access = {
  url: "https://graph.test",
  version: NEWEST,
  token: "EAAtoken",
  appSecret: "an app secret",
  timeout: 10_000,
};
const ana: Address = { channel: "messenger", account: PAGE, person: "123" };
const hello: OutboundAction = { do: "message", message: { text: "Hello" }, approved: false, metadata: "ew.1.0.abc" };
const sent = () => Response.json({ recipient_id: "123", message_id: "m_1" });

/** The Graph API for one test: what it answers, and how it was asked. */
function answers(answer: (init: RequestInit) => Response | Promise<Response>) {
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    lookAt(url, init);
    return answer(init);
  });
  vi.stubGlobal("fetch", fetch);
  return {
    fetch,
    /** The one request. */
    get asked() {
      expect(fetch).toHaveBeenCalledTimes(1);
      const [url, init] = fetch.mock.calls[0] ?? ["", {}];
      return { url, init, body: JSON.parse(String(init.body)) as Record<string, unknown> };
    },
  };
}

/** HMAC-SHA256, without the code under test. */
async function hmac(secret: string, text: string): Promise<string> {
  const raw = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the request", () => {
  const id = { id: "123" };
  it.each<[string, OutboundAction, string, object]>([
    [
      "a message",
      hello,
      "messages",
      { recipient: id, messaging_type: "RESPONSE", message: { text: "Hello", metadata: "ew.1.0.abc" } },
    ],
    [
      "an approved message",
      { ...hello, message: { template: { name: "order_shipped" } }, approved: true },
      "messages",
      {
        recipient: id,
        messaging_type: "UTILITY",
        message: { template: { name: "order_shipped" }, metadata: "ew.1.0.abc" },
      },
    ],
    [
      "an approved message beside the recipient",
      { ...hello, message: {}, envelope: { template: { name: "order_shipped" } }, approved: true },
      "messages",
      { recipient: id, messaging_type: "UTILITY", template: { name: "order_shipped" } },
    ],
    [
      "a message with how it is said",
      { ...hello, envelope: { messaging_type: "UPDATE", notification_type: "NO_PUSH", reply_to: { mid: "m_1" } } },
      "messages",
      {
        recipient: id,
        messaging_type: "UPDATE",
        notification_type: "NO_PUSH",
        reply_to: { mid: "m_1" },
        message: { text: "Hello", metadata: "ew.1.0.abc" },
      },
    ],
    [
      "a reaction",
      { do: "react", mid: "m_7", emoji: "❤" },
      "messages",
      { recipient: id, sender_action: "react", payload: { message_id: "m_7", reaction: "❤" } },
    ],
    [
      "a reaction that is taken away",
      { do: "react", mid: "m_7" },
      "messages",
      { recipient: id, sender_action: "unreact", payload: { message_id: "m_7" } },
    ],
    ["taking control", { do: "take" }, "take_thread_control", { recipient: id }],
    ["typing", { do: "typing" }, "messages", { recipient: id, sender_action: "typing_on" }],
    ["typing no more", { do: "typed" }, "messages", { recipient: id, sender_action: "typing_off" }],
    ["seen", { do: "seen" }, "messages", { recipient: id, sender_action: "mark_seen" }],
    [
      "a pass",
      { do: "pass", app: "263902037430900", metadata: "{}" },
      "pass_thread_control",
      { recipient: id, target_app_id: "263902037430900", metadata: "{}" },
    ],
  ])("of %s", async (_, deed, edge, content) => {
    const api = answers(sent);
    await send(deed, ana, graph);
    const { url, init, body } = api.asked;
    expect(url).toBe(`https://graph.test/${NEWEST}/${PAGE}/${edge}`);
    expect(init.method).toBe("POST");
    expect(init.redirect).toBe("manual");
    expect(init.signal).toBeInstanceOf(AbortSignal);
    expect(init.headers).toEqual({ authorization: "Bearer EAAtoken", "content-type": "application/json" });
    const { appsecret_proof: proof, appsecret_time: time, ...rest } = body;
    expect(rest).toEqual(content);
    expect(proof).toBe(await hmac("an app secret", `EAAtoken|${time}`));
    // The token is in its header, the secret nowhere.
    expect(`${url} ${init.body}`).not.toContain("EAAtoken");
    expect(JSON.stringify([url, init.headers, init.body])).not.toContain("an app secret");
  });

  it("proves the token with the time, in whole seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 4_000_000_000_999 });
    const api = answers(sent);
    await send(hello, ana, graph);
    expect(api.asked.body["appsecret_time"]).toBe("4000000000");
    expect(api.asked.body["appsecret_proof"]).toBe(await hmac("an app secret", "EAAtoken|4000000000"));
  });

  it("has the time of now", async () => {
    const api = answers(sent);
    const before = Math.floor(Date.now() / 1_000);
    await send(hello, ana, graph);
    const after = Math.floor(Date.now() / 1_000);
    const time = Number(api.asked.body["appsecret_time"]);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(after);
  });

  it("has no proof without an app secret", async () => {
    const api = answers(sent);
    await send(hello, ana, { ...graph, appSecret: "" });
    expect(Object.keys(api.asked.body)).toEqual(["recipient", "messaging_type", "message"]);
  });

  it.each<[string, object]>([
    ["123", { id: "123" }],
    ["user_ref:abc:1", { user_ref: "abc:1" }],
    ["comment:1_2", { comment_id: "1_2" }],
    ["post:1_2", { post_id: "1_2" }],
  ])("to %s", async (person, recipient) => {
    const others: OutboundAction[] = [
      { do: "pass", app: "1", metadata: "" },
      { do: "react", mid: "m_7", emoji: "❤" },
      { do: "take" },
    ];
    for (const deed of [hello, ...others]) {
      const api = answers(sent);
      await send(deed, { ...ana, person }, graph);
      expect(api.asked.body["recipient"]).toEqual(recipient);
    }
  });

  it("stays below the version, whatever the account is called", async () => {
    const api = answers(sent);
    await send(hello, { ...ana, account: "../me?x=" }, graph);
    expect(api.asked.url).toBe(`https://graph.test/${NEWEST}/..%2Fme%3Fx%3D/messages`);
  });
});

describe("readAnswer", () => {
  const error = (code: number, more: object = {}) => JSON.stringify({ error: { message: "No.", code, ...more } });
  const refused = (kind: string, code: number, status = 400, more: { subcode?: number; trace?: string } = {}) => ({
    ended: "refused",
    failure: { ...known(code, more.subcode), class: kind, status, code, message: "No.", ...more },
  });
  const without = (kind: string, means: string, action: string, status: number) => ({
    ended: "refused",
    failure: {
      ...{ class: kind, means, action, status, code: 0 },
      sentence: "Something on the way to Meta refused it.",
      message: `HTTP ${status} without a Graph error`,
    },
  });
  const nobodyKnows = (status: number) => ({ ended: "unknown", why: `HTTP ${status} without an answer of Graph's` });

  it.each<[string, number, string, unknown]>([
    ["a success", 200, '{"message_id":"m_1"}', { ended: "done", body: { message_id: "m_1" } }],
    ["no error, in so many words", 200, '{"error":null,"id":"1"}', { ended: "done", body: { error: null, id: "1" } }],
    ["an empty object", 200, "{}", { ended: "done", body: {} }],
    ["a permanent error", 400, error(100), refused("permanent", 100)],
    [
      "an error with a subcode",
      400,
      error(10, { error_subcode: 2018278 }),
      refused("permanent", 10, 400, { subcode: 2018278 }),
    ],
    ["a trace", 400, error(100, { fbtrace_id: "AbC" }), refused("permanent", 100, 400, { trace: "AbC" })],
    ["a transient error", 400, error(613), refused("transient", 613)],
    ["is_transient", 400, error(100, { is_transient: true }), refused("transient", 100)],
    ["a transient error with 500", 500, error(2), refused("transient", 2, 500)],
    ["a token error", 401, error(190), refused("token", 190, 401)],
    ["a block", 403, error(368), refused("blocked", 368, 403)],
    ["an error with 200", 200, error(100), refused("permanent", 100, 200)],
    [
      "what was sent all the same",
      400,
      error(1, { error_subcode: 1357046 }),
      {
        ended: "done",
        body: {},
        although: { ...known(1, 1357046), status: 400, code: 1, subcode: 1357046, message: "No." },
      },
    ],
    [
      "what another app has, by the subcode",
      403,
      error(10, { error_subcode: 2018300 }),
      { ...refused("permanent", 10, 403, { subcode: 2018300 }), ended: "taken" },
    ],
    [
      "what another app has, by the code",
      400,
      error(2018300),
      { ...refused("permanent", 2018300, 400), ended: "taken" },
    ],
    [
      "what another app has, for now",
      400,
      error(10, { error_subcode: 2018300, is_transient: true }),
      { ...refused("transient", 10, 400, { subcode: 2018300 }), ended: "taken" },
    ],
    [
      "a subcode beside it",
      400,
      error(10, { error_subcode: 2018301 }),
      refused("permanent", 10, 400, { subcode: 2018301 }),
    ],
    [
      "an error beside the name of a message, which was sent",
      400,
      JSON.stringify({ error: { message: "No.", code: 100 }, message_id: "m_1" }),
      {
        ended: "done",
        body: { error: { message: "No.", code: 100 }, message_id: "m_1" },
        although: { ...known(100), status: 400, code: 100, message: "No." },
      },
    ],
    [
      "an error without a code beside the name of a message",
      200,
      '{"error":{},"message_id":"m_1"}',
      { ended: "done", body: { error: {}, message_id: "m_1" } },
    ],
    [
      "an error without a code",
      200,
      '{"error":{"message":"No."},"success":true}',
      { ended: "unknown", why: "HTTP 200 with an error that has no code" },
    ],
    [
      "an id that is longer than a number",
      200,
      '{"id":12345678901234567890}',
      { ended: "done", body: { id: "12345678901234567890" } },
    ],
    ["200 without a body", 200, "", nobodyKnows(200)],
    ["200 with half a body", 200, '{"message_id":"m_', nobodyKnows(200)],
    ["200 with a page", 200, "<html>Hello</html>", nobodyKnows(200)],
    ["200 with a list", 200, "[]", nobodyKnows(200)],
    ["200 with a text", 200, '"m_1"', nobodyKnows(200)],
    ["200 with null", 200, "null", nobodyKnows(200)],
    ["500 without a body", 500, "", nobodyKnows(500)],
    ["502 with a page", 502, "<html>Bad Gateway</html>", nobodyKnows(502)],
    ["503 with an object that is no error", 503, '{"message_id":"m_1"}', nobodyKnows(503)],
    ["302", 302, "", without("permanent", "platform_error", "check_status", 302)],
    ["404 with a page", 404, "<html>Not Found</html>", without("permanent", "platform_error", "check_status", 404)],
    [
      "400 with an error that has no code",
      400,
      '{"error":{"message":"No."}}',
      without("permanent", "platform_error", "check_status", 400),
    ],
    [
      "429 with a page",
      429,
      "<html>Too Many Requests</html>",
      without("transient", "platform_rate_limited", "wait", 429),
    ],
    ["429 with a Graph error", 429, error(100), refused("permanent", 100, 429)],
  ])("%s", (_, status, text, answer) => {
    expect(readAnswer(status, text)).toStrictEqual(answer);
  });

  it("never throws, whatever comes", () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"error":${json}}`),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), body, (status, text) => {
        expect(["done", "taken", "refused", "unknown"]).toContain(readAnswer(status, text).ended);
      }),
    );
  });
});

describe("post", () => {
  const ask = (access = graph): Promise<GraphAnswer> => post(access, `${PAGE}/messages`, { a: 1 });

  it("gives the answer's JSON", async () => {
    answers(sent);
    expect(await ask()).toEqual({ ended: "done", body: { recipient_id: "123", message_id: "m_1" } });
  });

  it("refuses a redirect and does not follow it", async () => {
    const { fetch } = answers(() => new Response(null, { status: 302, headers: { location: "https://evil.test/" } }));
    expect(await ask()).toMatchObject({ ended: "refused", failure: { class: "permanent", status: 302 } });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each<[string, unknown, string]>([
    ["a network error", new TypeError("Network connection lost."), "TypeError"],
    ["an abort", new DOMException("The operation was aborted.", "AbortError"), "AbortError"],
    ["what is no error", "lost", "no answer"],
  ])("does not know what happened after %s", async (_, error, why) => {
    answers(() => Promise.reject(error));
    expect(await ask()).toEqual({ ended: "unknown", why });
  });

  it("does not know what happened when no answer comes in time", async () => {
    answers(({ signal }) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      signal?.addEventListener("abort", () => reject(signal.reason));
      return promise;
    });
    expect(await ask({ ...graph, timeout: 1 })).toEqual({ ended: "unknown", why: "TimeoutError" });
  });

  it("does not know what happened when the answer breaks off", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new RangeError("cut")) });
    answers(() => new Response(broken));
    expect(await ask()).toEqual({ ended: "unknown", why: "RangeError" });
  });

  it("says nothing of the token in what it does not know", async () => {
    answers(() => Promise.reject(new TypeError(`Invalid header value: Bearer ${graph.token}`)));
    expect(JSON.stringify(await ask())).not.toContain(graph.token);
  });
});

describe("get", () => {
  const ask = (access = graph): Promise<GraphAnswer> => get(access, "123", { fields: "first_name,last_name" });

  it("asks with the token in its header, and its proof with the time in the address", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 4_000_000_000_999 });
    const { fetch } = answers(() => Response.json({ first_name: "Ana" }));
    expect(await ask()).toEqual({ ended: "done", body: { first_name: "Ana" } });
    const [address, init] = fetch.mock.calls[0] ?? ["", {}];
    const { origin, pathname, searchParams } = new URL(address);
    expect(`${origin}${pathname}`).toBe(`https://graph.test/${NEWEST}/123`);
    expect(Object.fromEntries(searchParams)).toEqual({
      fields: "first_name,last_name",
      appsecret_proof: await hmac("an app secret", "EAAtoken|4000000000"),
      appsecret_time: "4000000000",
    });
    expect(init).toMatchObject({ method: "GET", headers: { authorization: "Bearer EAAtoken" }, redirect: "manual" });
    expect(init.body).toBeUndefined();
    expect(address).not.toContain("EAAtoken");
  });

  it("has no proof without an app secret", async () => {
    const { fetch } = answers(() => Response.json({}));
    await ask({ ...graph, appSecret: "" });
    expect(fetch.mock.calls[0]?.[0]).toBe(`https://graph.test/${NEWEST}/123?fields=first_name%2Clast_name`);
  });

  it("never throws", async () => {
    answers(() => Promise.reject(new TypeError("Network connection lost.")));
    expect(await ask()).toEqual({ ended: "unknown", why: "TypeError" });
  });
});

describe("profile", () => {
  it.each<[string, () => Response, unknown]>([
    [
      "all that there is",
      () => Response.json({ first_name: "Ana", last_name: "Silva", profile_pic: "https://cdn.test/a.jpg", id: "123" }),
      { firstName: "Ana", lastName: "Silva", picture: "https://cdn.test/a.jpg" },
    ],
    ["a part of it", () => Response.json({ first_name: "Ana", last_name: null }), { firstName: "Ana" }],
    ["nothing", () => Response.json({ id: "123" }), {}],
    ["a refusal", () => Response.json({ error: { message: "No.", code: 100 } }, { status: 400 }), null],
    ["no answer of Graph's", () => new Response("<html>", { status: 502 }), "unknown"],
    ["a dead token", () => Response.json({ error: { message: "No.", code: 190 } }, { status: 401 }), "unknown"],
  ])("%s", async (_, answer, known) => {
    answers(answer);
    expect(await profile(ana, graph, () => {})).toStrictEqual(known);
  });

  it("is asked for again without the locale, and without the picture, when a field may not be read", async () => {
    const error = { message: "No.", code: 100, error_subcode: 2018247 };
    let calls = 0;
    const { fetch } = answers(() =>
      calls++ < 2 ? Response.json({ error }, { status: 400 }) : Response.json({ first_name: "Ana" }),
    );
    expect(await profile(ana, { ...graph, token: "EAAfewer" }, () => {})).toEqual({ firstName: "Ana" });
    expect(fetch.mock.calls.map(([url]) => new URL(url).searchParams.get("fields"))).toEqual([
      "first_name,last_name,profile_pic,locale",
      "first_name,last_name,profile_pic",
      "first_name,last_name",
    ]);
  });

  it("has the locale where the app may read it, and else is asked without it for an hour, whatever Meta's refusal is", async () => {
    const own = { ...graph, token: "EAAlocale" };
    const asked: boolean[] = [];
    const refusal = { error: { message: "No.", code: 200 } };
    const { fetch } = answers(() => Response.json({}));
    fetch.mockImplementation(async (url) => {
      const isAsked = new URL(url).searchParams.get("fields")?.endsWith(",locale") === true;
      asked.push(isAsked);
      return isAsked ? Response.json(refusal, { status: 403 }) : Response.json({ first_name: "Ana" });
    });
    for (const _ of [1, 2]) expect(await profile(ana, own, () => {})).toEqual({ firstName: "Ana" });
    expect(asked).toEqual([true, false, false]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    fetch.mockImplementation(async () => Response.json({ first_name: "Ana", locale: "pt_BR" }));
    expect(await profile(ana, own, () => {})).toEqual({ firstName: "Ana", locale: "pt_BR" });
    vi.useRealTimers();
  });

  it("passes on what Meta told of the allowance, with a refusal too", async () => {
    const headers = { "x-app-usage": '{"call_count":80,"total_time":1,"total_cputime":1}' };
    const error = { message: "No.", code: 100, error_subcode: 2018247 };
    const left = [
      Response.json({ error }, { status: 400, headers }),
      Response.json({ first_name: "Ana" }, { headers: { "x-app-usage": '{"call_count":81}' } }),
    ];
    answers(() => left.shift() ?? Response.json({}));
    const used: number[] = [];
    await profile(ana, { ...graph, token: "EAAusage" }, ({ percent }) => used.push(percent));
    expect(used).toEqual([80, 81]);
  });

  it.each(["user_ref:abc", "comment:1_2", "me", "1/messages", ""])(
    "does not ask for %j, which is nobody's id",
    async (person) => {
      const { fetch } = answers(() => Response.json({ first_name: "Ana" }));
      expect(await profile({ ...ana, person }, graph, () => {})).toBeNull();
      expect(fetch).not.toHaveBeenCalled();
    },
  );
});

describe("act", () => {
  const pass: OutboundAction = { do: "pass", app: "1", metadata: "" };
  const sentAllTheSame = () =>
    Response.json({ error: { message: "No.", code: 1, error_subcode: 1357046 } }, { status: 400 });

  it.each(["comment:1_2", "post:1_2"])("shows nothing to %s: there is no chat", async (person) => {
    const { fetch } = answers(() => Response.json({}));
    expect(await send({ do: "typing" }, { ...ana, person }, graph)).toEqual({ ended: "done" });
    expect(await send({ do: "seen" }, { ...ana, person }, graph)).toEqual({ ended: "done" });
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each<[string, OutboundAction, () => Response, SendResult]>([
    ["a message that was sent", hello, sent, { ended: "done", mid: "m_1" }],
    ["a message that was sent all the same", hello, sentAllTheSame, { ended: "done" }],
    [
      "an answer that names no message",
      hello,
      () => Response.json({ success: true }),
      { ended: "unknown", why: "the answer names no message" },
    ],
    [
      "an answer whose message is a number",
      hello,
      () => Response.json({ message_id: 1 }),
      { ended: "unknown", why: "the answer names no message" },
    ],
    ["typing", { do: "typing" }, () => Response.json({ recipient_id: "123" }), { ended: "done" }],
    ["a pass", pass, () => Response.json({ success: true }), { ended: "done" }],
    [
      "a message that was refused",
      hello,
      () => Response.json({ error: { message: "No.", code: 190 } }, { status: 401 }),
      { ended: "refused", failure: { ...known(190), status: 401, code: 190, message: "No." } },
    ],
    [
      "a pass that was refused",
      pass,
      () => Response.json({ error: { message: "No.", code: 10 } }, { status: 400 }),
      { ended: "refused", failure: { ...known(10), status: 400, code: 10, message: "No." } },
    ],
    [
      "a reaction",
      { do: "react", mid: "m_7", emoji: "❤" },
      () => Response.json({ recipient_id: "123" }),
      { ended: "done" },
    ],
    ["taking control", { do: "take" }, () => Response.json({ success: true }), { ended: "done" }],
    [
      "taking control that was refused",
      { do: "take" },
      () => Response.json({ error: { message: "No.", code: 10 } }, { status: 403 }),
      { ended: "refused", failure: { ...known(10), status: 403, code: 10, message: "No." } },
    ],
    [
      "typing without an answer",
      { do: "typing" },
      () => new Response("", { status: 500 }),
      { ended: "unknown", why: "HTTP 500 without an answer of Graph's" },
    ],
  ])("%s", async (_, deed, answer, outcome) => {
    answers(answer);
    expect(await send(deed, ana, graph)).toStrictEqual(outcome);
  });

  it("shows a person their own menu, and takes it back", async () => {
    const render = messenger.personMenu?.render;
    const shown = answers(() => Response.json({ result: "success" }));
    const menu = render?.("123", [{ type: "reply", title: "Shop", payload: "SHOP" }], {}) ?? {};
    expect(await send({ do: "menu", menu }, ana, graph)).toEqual({ ended: "done" });
    expect(shown.asked).toMatchObject({
      url: `https://graph.test/${NEWEST}/me/custom_user_settings`,
      init: { method: "POST" },
      body: { psid: "123", persistent_menu: [{ call_to_actions: [{ title: "Shop" }] }] },
    });
    for (const none of [null, []]) {
      const gone = answers(() => Response.json({ result: "success" }));
      await send({ do: "menu", menu: render?.("123", none, {}) ?? {} }, ana, graph);
      expect(gone.asked).toMatchObject({ init: { method: "DELETE" }, body: { params: '["persistent_menu"]' } });
    }
    expect(["123", "comment:1_2", "user_ref:x"].map((one) => messenger.personMenu?.isFor(one))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[string, OutboundAction, () => Response]>([
    ["a message", hello, () => Response.json({ message_id: "m_1" }, told)],
    ["a message that nobody knows of", hello, () => Response.json({}, told)],
    ["a message that was sent all the same", hello, () => Response.json(allTheSame, { ...told, status: 400 })],
    ["a message that was refused", hello, () => Response.json({ error: { code: 4 } }, { ...told, status: 400 })],
    [
      "a message while another app has it",
      hello,
      () => Response.json({ error: { code: 2018300 } }, { ...told, status: 400 }),
    ],
    ["a message that Graph did not get", hello, () => new Response("", { ...told, status: 502 })],
    ["a pass", pass, () => Response.json({ success: true }, told)],
  ])("passes on what is used of the allowance, with %s", async (_, deed, answer) => {
    answers(answer);
    expect(await send(deed, ana, graph)).toMatchObject({ usage: { percent: 91, regainMs: 0 } });
  });
});

const told = { headers: { "x-app-usage": '{"call_count":91,"total_time":1,"total_cputime":1}' } };
const allTheSame = { error: { message: "No.", code: 1, error_subcode: 1357046 } };

describe("upload", () => {
  const file = { type: "image", url: "https://shop.test/watch.jpg" };

  it("asks Meta to fetch the file and to keep it", async () => {
    const api = answers(() => Response.json({ attachment_id: "1857" }, told));
    expect(await upload(file, PAGE, graph)).toEqual({ ended: "done", id: "1857", usage: { percent: 91, regainMs: 0 } });
    expect(api.asked.url).toBe(`https://graph.test/${NEWEST}/${PAGE}/message_attachments`);
    expect(api.asked.body).toMatchObject({
      message: { attachment: { type: "image", payload: { url: "https://shop.test/watch.jpg", is_reusable: true } } },
    });
  });

  it.each<[string, () => Response, object]>([
    ["an id that is a number", () => Response.json({ attachment_id: 1857 }), { ended: "done", id: "1857" }],
    ["no id", () => Response.json({ success: true }), { ended: "unknown", why: "the answer names no attachment" }],
    ["a list", () => Response.json([]), { ended: "unknown" }],
    [
      "a file that cannot be fetched",
      () => Response.json({ error: { code: 100, error_subcode: 2018008 } }, { status: 400 }),
      { ended: "refused", failure: { class: "brief", means: "media_unreachable" } },
    ],
  ])("understands %s", async (_, answer, outcome) => {
    answers(answer);
    expect(await upload(file, PAGE, graph)).toMatchObject(outcome);
  });
});
