import { describe, expect, it } from "vitest";
import { MediaError, type Messenger, messenger, PAGE_FIELDS } from "../../../src/channels/messenger/index.ts";
import { type Graph, GraphError } from "../../../src/model/graph.ts";
import { ContentError } from "../../../src/model/rendering.ts";
import { answering, PAGE, PERSON, refusal } from "../../support/graph-double.ts";

interface Row {
  readonly what: string;
  readonly call: (m: Messenger) => Promise<unknown>;
  /** As Meta answers. */
  readonly answer?: unknown;
  /** What Meta is asked: method, path, and the query or the body. */
  readonly asks: readonly [method: string, path: string, fields: object];
  readonly gives?: unknown;
  /** A documented refusal of it. */
  readonly error: readonly [code: number, subcode: number | undefined, means: string];
}

const success = { success: true };
const recipient = { id: PERSON };
const taken = [10, 2018300, "conversation_taken"] as const;
const noPermission = [200, undefined, "account_permission_missing"] as const;
const body = { type: "BODY", text: "Good news! Order #{{1}} is on its way.", example: { body_text: [["7"]] } } as const;

const ROWS: readonly Row[] = [
  {
    what: "pass with a text",
    call: (m) => m.pass("263902037430900", { metadata: "please" }),
    asks: ["POST", `${PAGE}/pass_thread_control`, { recipient, target_app_id: "263902037430900", metadata: "please" }],
    error: taken,
  },
  {
    what: "passThreadControl with an object, as the guide has it",
    call: (m) => m.passThreadControl("263902037430900", { metadata: { reason: "User requested support" } }),
    asks: [
      "POST",
      `${PAGE}/pass_thread_control`,
      { recipient, target_app_id: "263902037430900", metadata: '{"reason":"User requested support"}' },
    ],
    error: taken,
  },
  { what: "take", call: (m) => m.take(), asks: ["POST", `${PAGE}/take_thread_control`, { recipient }], error: taken },
  {
    what: "takeThreadControl",
    call: (m) => m.takeThreadControl({ metadata: "mine" }),
    answer: { success: "true" },
    asks: ["POST", `${PAGE}/take_thread_control`, { recipient, metadata: "mine" }],
    error: taken,
  },
  {
    what: "request",
    call: (m) => m.request(),
    asks: ["POST", `${PAGE}/request_thread_control`, { recipient }],
    error: [2018321, undefined, "conversation_taken"],
  },
  {
    what: "requestThreadControl",
    call: (m) => m.requestThreadControl({ metadata: "may I?" }),
    asks: ["POST", `${PAGE}/request_thread_control`, { recipient, metadata: "may I?" }],
    error: noPermission,
  },
  {
    what: "release",
    call: (m) => m.release(),
    asks: ["POST", `${PAGE}/release_thread_control`, { recipient }],
    error: taken,
  },
  {
    what: "extend, in seconds",
    call: (m) => m.extend("7d"),
    asks: ["POST", `${PAGE}/extend_thread_control`, { recipient, duration: 604_800 }],
    error: taken,
  },
  {
    what: "owner",
    call: (m) => m.owner(),
    answer: { data: [{ thread_owner: { app_id: 263902037430900, expiration: 1_790_000_000 } }] },
    asks: ["GET", `${PAGE}/thread_owner`, { recipient: PERSON }],
    gives: { app: "263902037430900", until: 1_790_000_000_000 },
    error: noPermission,
  },
  {
    what: "owner, of whom Meta tells no more than when it ends",
    call: (m) => m.owner(),
    answer: { data: [{ thread_owner: { expiration: "1790000000" } }] },
    asks: ["GET", `${PAGE}/thread_owner`, { recipient: PERSON }],
    gives: { until: 1_790_000_000_000 },
    error: noPermission,
  },
  {
    what: "owner, when nobody has it",
    call: (m) => m.owner(),
    answer: { data: [] },
    asks: ["GET", `${PAGE}/thread_owner`, { recipient: PERSON }],
    gives: null,
    error: [100, 2018001, "recipient_invalid"],
  },
  {
    what: "profile",
    call: (m) => m.profile(),
    answer: { first_name: "Ana", last_name: "", profile_pic: "https://cdn.test/a.jpg", id: PERSON },
    asks: ["GET", PERSON, { fields: "first_name,last_name,profile_pic" }],
    gives: { firstName: "Ana", picture: "https://cdn.test/a.jpg" },
    error: noPermission,
  },
  {
    what: "profile with more",
    call: (m) => m.profile(["name", "locale", "timezone", "gender"]),
    answer: { first_name: "Ana", name: "Ana Silva", locale: "pt_PT", timezone: -1, gender: "female" },
    asks: ["GET", PERSON, { fields: "first_name,last_name,profile_pic,name,locale,timezone,gender" }],
    gives: { firstName: "Ana", name: "Ana Silva", locale: "pt_PT", timezone: -1, gender: "female" },
    error: [190, 463, "account_reauth_required"],
  },
  {
    what: "privateReply to a comment",
    call: (m) => m.privateReply({ comment: "1_2" }, "Thank you for asking."),
    answer: { recipient_id: "456", message_id: "m_1" },
    asks: [
      "POST",
      `${PAGE}/messages`,
      { recipient: { comment_id: "1_2" }, messaging_type: "RESPONSE", message: { text: "Thank you for asking." } },
    ],
    gives: { mid: "m_1", person: "456" },
    error: [10903, undefined, "comment_reply_used"],
  },
  {
    what: "privateReply to a post",
    call: (m) => m.privateReply({ post: "1_3" }, "Hello"),
    answer: { message_id: "m_1" },
    asks: [
      "POST",
      `${PAGE}/messages`,
      { recipient: { post_id: "1_3" }, messaging_type: "RESPONSE", message: { text: "Hello" } },
    ],
    gives: { mid: "m_1" },
    error: [100, 2534025, "comment_reply_expired"],
  },
  {
    what: "react",
    call: (m) => m.react("m_7", "❤"),
    answer: { recipient_id: PERSON },
    asks: [
      "POST",
      `${PAGE}/messages`,
      { recipient, sender_action: "react", payload: { message_id: "m_7", reaction: "❤" } },
    ],
    error: [9000001, undefined, "not_found"],
  },
  {
    what: "unreact",
    call: (m) => m.unreact("m_7"),
    answer: { recipient_id: PERSON },
    asks: ["POST", `${PAGE}/messages`, { recipient, sender_action: "unreact", payload: { message_id: "m_7" } }],
    error: [9000001, undefined, "not_found"],
  },
  {
    what: "typing",
    call: (m) => m.typing(true),
    answer: { recipient_id: PERSON },
    asks: ["POST", `${PAGE}/messages`, { recipient, sender_action: "typing_on" }],
    error: [10, 2018278, "window_closed"],
  },
  {
    what: "typing no more",
    call: (m) => m.typing(false),
    answer: { recipient_id: PERSON },
    asks: ["POST", `${PAGE}/messages`, { recipient, sender_action: "typing_off" }],
    error: taken,
  },
  {
    what: "seen",
    call: (m) => m.seen(),
    answer: { recipient_id: PERSON },
    asks: ["POST", `${PAGE}/messages`, { recipient, sender_action: "mark_seen" }],
    error: [551, 1545041, "recipient_unreachable"],
  },
  {
    what: "menu.set",
    call: (m) => m.menu.set([{ type: "reply", title: "Shop", payload: "SHOP" }], { composer: false }),
    asks: [
      "POST",
      "me/custom_user_settings",
      {
        psid: PERSON,
        persistent_menu: [
          {
            locale: "default",
            composer_input_disabled: true,
            call_to_actions: [{ type: "postback", title: "Shop", payload: "SHOP" }],
          },
        ],
      },
    ],
    error: [10, 2018336, "platform_error"],
  },
  {
    what: "menu.clear",
    call: (m) => m.menu.clear(),
    asks: ["DELETE", "me/custom_user_settings", { psid: PERSON, params: '["persistent_menu"]' }],
    error: [10, 2018336, "platform_error"],
  },
  {
    what: "lastMessages of nobody",
    call: (m) => m.lastMessages(),
    answer: { data: [] },
    asks: ["GET", `${PAGE}/conversations`, { platform: "messenger", user_id: PERSON }],
    gives: [],
    error: [613, undefined, "platform_rate_limited"],
  },
  ...(
    [
      ["block", "block_user"],
      ["unblock", "unblock_user"],
      ["ban", "ban_user"],
      ["unban", "unban_user"],
      ["spam", "move_to_spam"],
    ] as const
  ).map(
    ([name, action]): Row => ({
      what: `moderate.${name}`,
      call: (m) => m.moderate[name](),
      answer: { success: "true" },
      asks: ["POST", `${PAGE}/moderate_conversations`, { user_ids: [recipient], actions: [action] }],
      error: [100, undefined, "invalid_content"],
    }),
  ),
  {
    what: "moderate.block for several",
    call: (m) => m.moderate.block("1", "2"),
    asks: ["POST", `${PAGE}/moderate_conversations`, { user_ids: [{ id: "1" }, { id: "2" }], actions: ["block_user"] }],
    error: [100, 2018001, "recipient_invalid"],
  },
  {
    what: "upload by address",
    call: (m) => m.upload("video", "https://shop.test/a.mp4"),
    answer: { attachment_id: "18571" },
    asks: [
      "POST",
      `${PAGE}/message_attachments`,
      { message: { attachment: { type: "video", payload: { url: "https://shop.test/a.mp4", is_reusable: true } } } },
    ],
    gives: "18571",
    error: [100, 2018294, "media_unreachable"],
  },
  {
    what: "personas.create",
    call: (m) => m.personas.create({ name: "Kim", picture: "https://shop.test/kim.jpg" }),
    answer: { id: 1234 },
    asks: ["POST", `${PAGE}/personas`, { name: "Kim", profile_picture_url: "https://shop.test/kim.jpg" }],
    gives: "1234",
    error: [100, undefined, "invalid_content"],
  },
  {
    what: "personas.list",
    call: (m) => m.personas.list(),
    answer: {
      data: [{ id: "1", name: "Kim", profile_picture_url: "https://x.test/k" }, { name: "nobody" }, { id: "2" }],
    },
    asks: ["GET", `${PAGE}/personas`, { fields: "id,name,profile_picture_url" }],
    gives: [
      { id: "1", name: "Kim", picture: "https://x.test/k" },
      { id: "2", name: "" },
    ],
    error: noPermission,
  },
  {
    what: "personas.remove",
    call: (m) => m.personas.remove("1234"),
    asks: ["DELETE", "1234", {}],
    error: [100, 33, "account_misconfigured"],
  },
  {
    what: "subscriptions.list",
    call: (m) => m.subscriptions.list(),
    answer: { data: [{ id: "9", name: "The bot", subscribed_fields: ["messages", "message_echoes"] }, { id: "10" }] },
    asks: ["GET", `${PAGE}/subscribed_apps`, {}],
    gives: [
      { id: "9", name: "The bot", fields: ["messages", "message_echoes"] },
      { id: "10", fields: [] },
    ],
    error: noPermission,
  },
  {
    what: "subscriptions.set",
    call: (m) => m.subscriptions.set(["messages", "message_echoes"]),
    answer: { success: "true" },
    asks: ["POST", `${PAGE}/subscribed_apps`, { subscribed_fields: "messages,message_echoes" }],
    error: noPermission,
  },
  {
    what: "subscriptions.set to what the bot needs",
    call: (m) => m.subscriptions.set(),
    asks: ["POST", `${PAGE}/subscribed_apps`, { subscribed_fields: PAGE_FIELDS.join() }],
    error: [100, undefined, "invalid_content"],
  },
  {
    what: "subscriptions.remove",
    call: (m) => m.subscriptions.remove(),
    asks: ["DELETE", `${PAGE}/subscribed_apps`, {}],
    error: noPermission,
  },
  {
    what: "templates.library",
    call: (m) => m.templates.library({ search: "order", language: "en" }),
    answer: { data: [{ name: "order_1", language: "en", category: "UTILITY", body: "{{1}}, it is there!", id: "76" }] },
    asks: ["GET", "message_template_library", { name_or_content: "order", language: "en" }],
    gives: [
      { id: "76", name: "order_1", language: "en", category: "UTILITY", body: "{{1}}, it is there!", components: [] },
    ],
    error: noPermission,
  },
  {
    what: "templates.list",
    call: (m) => m.templates.list({ name: "order" }),
    answer: {
      data: [
        {
          id: "1",
          name: "order_late",
          status: "REJECTED",
          rejected_reason: "TAG_SHOULD_BE_MARKETING",
          components: [body],
        },
        { id: "2", name: "order_sent", status: "APPROVED", rejected_reason: "NONE" },
      ],
    },
    asks: ["GET", `${PAGE}/message_templates`, { name: "order" }],
    gives: [
      { id: "1", name: "order_late", status: "REJECTED", reason: "TAG_SHOULD_BE_MARKETING", components: [body] },
      { id: "2", name: "order_sent", status: "APPROVED", components: [] },
    ],
    error: noPermission,
  },
  {
    what: "templates.create",
    call: (m) => m.templates.create({ name: "order_sent", language: "en", components: [body] }),
    answer: { id: "1045", status: "PENDING", category: "UTILITY" },
    asks: [
      "POST",
      `${PAGE}/message_templates`,
      { name: "order_sent", category: "UTILITY", language: "en", components: [body] },
    ],
    gives: { id: "1045", status: "PENDING", category: "UTILITY" },
    error: [100, undefined, "invalid_content"],
  },
  {
    what: "templates.create from the library",
    call: (m) =>
      m.templates.create({
        ...{ name: "my_order", language: "en_US", library: "order_1", body: [{ type: "body", text: "{{1}}" }] },
        buttons: [{ type: "URL", url: { base_url: "https://shop.test/" } }],
      }),
    answer: { id: "1045", status: "APPROVED", category: "UTILITY" },
    asks: [
      "POST",
      `${PAGE}/message_templates`,
      {
        ...{ name: "my_order", category: "UTILITY", language: "en_US", library_template_name: "order_1" },
        library_template_body_inputs: [{ type: "body", text: "{{1}}" }],
        library_template_button_inputs: [{ type: "URL", url: { base_url: "https://shop.test/" } }],
      },
    ],
    gives: { id: "1045", status: "APPROVED", category: "UTILITY" },
    error: [613, undefined, "platform_rate_limited"],
  },
  {
    what: "templates.remove",
    call: (m) => m.templates.remove("order_sent"),
    asks: ["DELETE", `${PAGE}/message_templates`, { name: "order_sent" }],
    error: [100, undefined, "invalid_content"],
  },
];

const run = (graph: Graph, { call }: Row) => call(messenger({ graph }));
const caught = (graph: Graph, row: Row) => run(graph, row).catch((error: unknown) => error);

const MALFORMED: readonly (readonly [what: string, answer: () => Response])[] = [
  ["nothing", () => new Response("")],
  ["a page", () => new Response("<html>Hello</html>", { headers: { "content-type": "text/html" } })],
  ["a list", () => new Response("[]")],
  ["half of it", () => new Response('{"id":')],
  ["a broken gateway", () => new Response("", { status: 502 })],
];

describe.each(ROWS)("$what", (row) => {
  const { asks, answer = success, gives, error } = row;

  it("asks Meta", async () => {
    const { graph, asked } = answering(answer);
    expect(await run(graph, row)).toStrictEqual(gives);
    expect(asked).toHaveLength(1);
    const [{ method, path, query, body: json, address, headers }] = asked as [(typeof asked)[0]];
    expect([method, path]).toEqual(asks.slice(0, 2));
    const { appsecret_proof: proof, appsecret_time: time, ...fields } = (json ?? query) as Record<string, unknown>;
    expect([proof, time]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^\d+$/)]);
    if (method === "GET") expect(fields).toMatchObject(asks[2]);
    else expect(fields).toStrictEqual(asks[2]);
    const written = method === "GET" ? {} : { "content-type": "application/json" };
    expect(headers).toStrictEqual({ authorization: "Bearer EAAtoken", ...written });
    expect(address).not.toContain("EAAtoken");
  });

  it("throws what Meta says no to", async () => {
    const [code, subcode, means] = error;
    const { graph } = answering(refusal(code, subcode));
    const thrown = await caught(graph, row);
    expect(thrown).toBeInstanceOf(GraphError);
    expect(thrown).toMatchObject({ means, code, trace: "AbC" });
  });

  it.each(MALFORMED)("knows that it does not know, after %s", async (_, malformed) => {
    const { graph } = answering(malformed());
    expect(await caught(graph, row)).toMatchObject({ name: "GraphError", means: "platform_timeout", retryable: false });
  });
});

describe("the rows", () => {
  it("are of every call", () => {
    const calls = Object.entries(messenger(answering().graph)).flatMap(([name, value]) =>
      typeof value === "function" ? [name] : Object.keys(value).map((inner) => `${name}.${inner}`),
    );
    const tried = new Set(ROWS.map(({ what }) => what.split(/[ ,]/)[0]));
    expect([...tried].toSorted()).toEqual(calls.toSorted());
  });
});

describe("what an answer has to say", () => {
  it.each(ROWS.filter(({ answer }) => answer === undefined || "success" in (answer as object)))(
    "$what is not done when Meta says so",
    async (row) => {
      for (const no of [false, "false"]) {
        const { graph } = answering({ success: no });
        expect(await caught(graph, row)).toMatchObject({
          means: "platform_error",
          message: expect.stringMatching(/not done/),
        });
      }
    },
  );

  it.each(ROWS.filter(({ gives }) => gives !== undefined && gives !== null))("$what has to name it", async (row) => {
    const { graph } = answering({ success: true });
    // Of a person, Meta need not tell anything.
    if (row.what.startsWith("profile")) return expect(await run(graph, row)).toEqual({});
    expect(await caught(graph, row)).toMatchObject({ name: "GraphError", means: "platform_error" });
  });
});

describe("the owner", () => {
  it.each([{ data: {} }, { data: [{}] }, { data: [{ thread_owner: [] }] }])(
    "is not nobody when the answer does not say so: %j",
    async (answer) => {
      const { graph } = answering(answer);
      await expect(messenger(graph).owner()).rejects.toMatchObject({ means: "platform_error" });
    },
  );
});

describe("upload by bytes", () => {
  const bytes = new TextEncoder().encode("%PDF");
  const file = { name: "terms.pdf", type: "application/pdf", bytes };

  it("sends a form", async () => {
    const { graph, asked } = answering({ attachment_id: 1857 });
    expect(await messenger(graph).upload("file", file)).toBe("1857");
    expect(asked).toMatchObject([
      { method: "POST", path: `${PAGE}/message_attachments`, headers: { authorization: "Bearer EAAtoken" } },
    ]);
    const [{ form } = { form: undefined }] = asked;
    expect(form?.get("message")).toBe('{"attachment":{"type":"file","payload":{"is_reusable":true}}}');
    expect(form?.get("filedata")).toMatchObject({ name: "terms.pdf", type: "application/pdf", size: 4 });
  });

  it.each([
    [2018047, "media_upload_failed"],
    [2018109, "media_too_large"],
  ])("throws what Meta says no to: %i", async (subcode, means) => {
    const { graph } = answering(refusal(100, subcode));
    await expect(messenger(graph).upload("file", file)).rejects.toMatchObject({ means, code: 100, subcode });
  });

  it.each(MALFORMED)("knows that it does not know, after %s", async (_, malformed) => {
    const { graph } = answering(malformed());
    await expect(messenger(graph).upload("file", file)).rejects.toMatchObject({ means: "platform_timeout" });
  });

  it("has to name the file's id", async () => {
    const { graph } = answering({ success: true });
    await expect(messenger(graph).upload("file", file)).rejects.toMatchObject({ means: "platform_error" });
  });

  it("refuses what is too large before it is sent", async () => {
    const { graph, asked } = answering({});
    const file = { name: "a.mp4", type: "video/mp4", bytes: new Uint8Array(25_000_001) };
    const thrown = await messenger(graph)
      .upload("video", file)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(MediaError);
    expect(thrown).toMatchObject({ means: "media_too_large", message: "The file has 25000001 > 25000000 bytes." });
    expect(asked).toEqual([]);
  });
});

describe("profile", () => {
  it("asks for less when a field may not be read", async () => {
    const { graph, asked } = answering([refusal(100, 2018247), refusal(100, 2018247), { first_name: "Ana" }]);
    expect(await messenger(graph).profile(["locale"])).toEqual({ firstName: "Ana" });
    expect(asked.map(({ query }) => query["fields"])).toEqual([
      "first_name,last_name,profile_pic,locale",
      "first_name,last_name,profile_pic",
      "first_name,last_name",
    ]);
  });

  it("throws when not even the name may be read", async () => {
    const { graph, asked } = answering(() => refusal(100, 2018247));
    await expect(messenger(graph).profile()).rejects.toMatchObject({ means: "account_permission_missing" });
    expect(asked).toHaveLength(2);
  });

  it("is null when Meta tells nothing of somebody", async () => {
    const { graph, asked } = answering(() => refusal(100, 2018218));
    expect(await messenger(graph).profile()).toBeNull();
    expect(asked).toHaveLength(1);
  });
});

describe("somebody who has not written yet", () => {
  /** What needs no chat with anybody. */
  const OTHERS = /^(privateReply|upload|personas|subscriptions|templates|profile|moderate\.block for)/;

  it.each(["comment:1_2", "post:1_3", "user_ref:abc"])("has no chat: %s", async (who) => {
    for (const row of ROWS.filter(({ what }) => !OTHERS.test(what))) {
      const { graph, asked } = answering(row.answer ?? success);
      const thrown = await caught({ ...graph, person: who }, row);
      expect(thrown, row.what).toBeInstanceOf(ContentError);
      expect(thrown).toMatchObject({ field: "person", message: expect.stringContaining("has not written yet") });
      expect(asked).toEqual([]);
    }
    const { graph, asked } = answering();
    expect(await messenger({ ...graph, person: who }).profile()).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("lastMessages", () => {
  const from = (id: string) => ({ id, name: "Somebody" });
  const messages = {
    data: [
      { id: "m_2", message: "Hello", from: from(PAGE), created_time: "2026-11-22T10:00:01+0000" },
      { id: "m_1", message: "", from: from(PERSON), created_time: "2026-11-22T10:00:00+0000" },
      { message: "no name", from: from(PERSON), created_time: "2026-11-22T10:00:00+0000" },
      { id: "m_0", message: "no time", from: from(PERSON) },
    ],
  };

  it("asks for the thread, then for what stands in it", async () => {
    const { graph, asked } = answering([{ data: [{ id: "t_1" }] }, { id: "t_1", messages }]);
    expect(await messenger(graph).lastMessages()).toEqual([
      { mid: "m_2", text: "Hello", from: "page", at: Date.UTC(2026, 10, 22, 10, 0, 1) },
      { mid: "m_1", from: "person", at: Date.UTC(2026, 10, 22, 10) },
    ]);
    expect(asked).toMatchObject([
      { method: "GET", path: `${PAGE}/conversations`, query: { platform: "messenger", user_id: PERSON } },
      { method: "GET", path: "t_1", query: { fields: "messages.limit(20){id,created_time,from,message}" } },
    ]);
  });

  it.each<[string, unknown]>([
    ["a thread without a name", [{ data: [{}] }]],
    ["no messages", [{ data: [{ id: "t_1" }] }, { id: "t_1" }]],
  ])("is not understood with %s", async (_, answers) => {
    const { graph } = answering(answers);
    await expect(messenger(graph).lastMessages()).rejects.toMatchObject({ means: "platform_error" });
  });
});

describe("what is refused here", () => {
  type Call = (m: Messenger) => Promise<unknown>;
  const own =
    (...components: unknown[]): Call =>
    (m) =>
      m.templates.create({ name: "a", language: "en", components: components as never });
  const named =
    (text: string, more: object = {}): Call =>
    (m) =>
      m.templates.create({ name: "a", language: "en", format: "NAMED", components: [{ type: "BODY", text, ...more }] });

  it.each<[string, Call, string, RegExp]>([
    ["metadata", (m) => m.pass("1", { metadata: "x".repeat(1001) }), "metadata", /1001 > 1000 characters/],
    ["an object as metadata", (m) => m.take({ metadata: { a: "x".repeat(1000) } }), "metadata", /1008 > 1000/],
    ["more than seven days", (m) => m.extend("8d"), "duration", /is out of reach: from "1s" to "7d"/],
    ["no time at all", (m) => m.extend("0.1s"), "duration", /is out of reach/],
    ["a reaction without an emoji", (m) => m.react("m_7", " "), "emoji", /is empty: unreact/],
    ["a pass to nobody", (m) => m.pass(" "), "app", /is empty/],
    ["media over http", (m) => m.upload("image", "http://shop.test/a.jpg"), "file", /does not begin with https:/],
    ["media by a path", (m) => m.upload("image", "/demo/a.jpg"), "file", /is a path: write the whole https/],
    [
      "a persona without a name",
      (m) => m.personas.create({ name: " ", picture: "https://a.test" }),
      "name",
      /is empty/,
    ],
    [
      "a face over http",
      (m) => m.personas.create({ name: "Kim", picture: "http://a.test/k" }),
      "picture",
      /does not begin with/,
    ],
    ["a menu of nothing", (m) => m.menu.set([]), "menu", /is empty: clear it/],
    [
      "a menu of 21 lines",
      (m) =>
        m.menu.set(Array.from({ length: 21 }, (_, n) => ({ type: "reply", title: `${n}`, payload: "A" }) as const)),
      "menu",
      /21 > 20 items/,
    ],
    ["a reply without words", (m) => m.privateReply({ comment: "1" }, " "), "text", /empty/],
    ["a long reply", (m) => m.privateReply({ comment: "1" }, "x".repeat(2000)), "text", /2000 > 1999 characters/],
    ["eleven people", (m) => m.moderate.ban(..."12345678901"), "people", /11 > 10 items/],
    ["a template's name", (m) => m.templates.remove("Order-Sent"), "name", /is no template's name/],
    [
      "an empty name",
      (m) => m.templates.create({ name: "", language: "en", library: "x" }),
      "name",
      /is no template's name/,
    ],
    ["a long name", (m) => m.templates.remove("x".repeat(513)), "name", /512 at most/],
    ["no language", (m) => m.templates.create({ name: "a", language: "", library: "x" }), "language", /empty/],
    ["a template without words", own({ type: "BUTTONS", buttons: [] }), "components", /0 of type BODY/],
    ["two bodies", own(body, body), "components", /2 of type BODY/],
    ["four buttons", own(body, { type: "BUTTONS", buttons: [1, 2, 3, 4] }), "components[1].buttons", /4 > 3 items/],
    [
      "a name by position",
      own({ ...body, text: "Order {{id}} is sent." }),
      "components[0].text",
      /another placeholder than POSITIONAL/,
    ],
    ["a position by name", named("Order {{1}} is sent."), "components[0].text", /NAMED parameters/],
    ["a single brace", own({ ...body, text: "Order {1} is sent." }), "components[0].text", /single brace/],
    ["a placeholder first", own({ ...body, text: "{{1}} is sent." }), "components[0].text", /begins or ends/],
    ["a placeholder last", own({ ...body, text: "Sent: {{1}}" }), "components[0].text", /begins or ends/],
    ["no example", own({ type: "BODY", text: "Order {{1}} is sent." }), "components[0].example", /0 values for 1/],
    [
      "too few examples",
      named("Order {{a}} of {{b}} and {{a}} is sent.", {
        example: { body_text_named_params: [{ param_name: "a", example: "1" }] },
      }),
      "components[0].example",
      /1 values for 2/,
    ],
  ])("%s", async (_, call, field, message) => {
    const { graph, asked } = answering({});
    const thrown = await call(messenger(graph)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ContentError);
    expect(thrown).toMatchObject({ field, message: expect.stringMatching(message) });
    expect(asked).toEqual([]);
  });

  it("and what is fine goes out", async () => {
    const { graph, asked } = answering(() => ({ id: "1", status: "APPROVED" }));
    await messenger(graph).templates.create({
      name: "order_sent",
      language: "en",
      format: "NAMED",
      components: [
        { type: "HEADER", format: "IMAGE", example: { header_handle: ["4:dGVz"] } },
        {
          type: "BODY",
          text: "Order {{order_id}} is on its way.",
          example: { body_text_named_params: [{ param_name: "order_id", example: "7" }] },
        },
        {
          type: "BUTTONS",
          buttons: [
            {
              type: "URL",
              text: "Track",
              url: "https://shop.test/{{1}}",
              example: { url_suffix_example: "https://shop.test/7" },
            },
            { type: "POSTBACK", text: "Help", payload: "HELP_{{1}}" },
          ],
        },
      ],
    });
    expect(asked[0]?.body).toMatchObject({ parameter_format: "NAMED", category: "UTILITY" });
  });
});
