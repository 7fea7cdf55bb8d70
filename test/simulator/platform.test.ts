/** What the Page has beside its chats: templates, personas, conversations, comments, subscriptions, batches, versions. */
import { describe, expect, test } from "vitest";
import type { SimulatedMeta } from "../../simulator/core/meta.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import * as sample from "./samples.ts";
import { DAY, INBOX, UTILITY, wrote } from "./samples.ts";
import { ANA, APP, PAGE, SECRET, simulated, TOKEN } from "./simulated.ts";

const HOUR = 3_600_000;

/** What came under `changes`, and items without a sender. */
const changes = (requests: readonly { readonly body: string }[]) =>
  requests.flatMap(({ body }) =>
    (JSON.parse(body) as { entry: { changes?: unknown[] }[] }).entry.flatMap((one) => one.changes ?? []),
  );

describe("utility templates", () => {
  test("are reviewed, told of, sent with their parameters, listed and deleted", async () => {
    const it = wrote({ templates: [] });
    const { json } = await it.call("/me/message_templates", sample.draft());
    expect(json).toEqual({ id: expect.any(String), status: "PENDING", category: "UTILITY" });
    await it.meta.settle();
    expect(changes(it.requests)).toEqual([
      {
        field: "message_template_status_update",
        value: {
          event: "APPROVED",
          message_template_id: json["id"],
          message_template_name: "order_shipped",
          message_template_language: "en",
          reason: "NONE",
        },
      },
    ]);
    it.clock.now += 30 * DAY;
    expect((await it.send(sample.filled([sample.parameter]), UTILITY)).status).toBe(200);
    const listed = await it.call("/me/message_templates?name=order_shipped");
    expect(listed.json["data"]).toMatchObject([{ name: "order_shipped", status: "APPROVED" }]);
    await it.call("/me/message_templates?name=order_shipped", undefined, { method: "DELETE" });
    expect((await it.call("/me/message_templates")).json["data"]).toEqual([]);
  });

  test.each([
    ["INCORRECT_PARAMS", "Your order {{2}} is on its way to you, and so is {{1}}.", "POSITIONAL"],
    ["PARAMS_TO_WORD_RATIO_EXCEED_LIMIT", "Dear {{name}}: {{text}}", "NAMED"],
    ["TAG_SHOULD_BE_MARKETING", "Our summer sale begins today, and ends next week.", "NAMED"],
  ])("are rejected with %s", async (reason, text, format) => {
    const it = wrote({ templates: [] });
    await it.call(
      "/me/message_templates",
      sample.draft({ components: [{ type: "BODY", text }], parameter_format: format }),
    );
    await it.meta.settle();
    expect(changes(it.requests)).toMatchObject([{ value: { event: "REJECTED", reason } }]);
    expect((await it.send(sample.filled([]), UTILITY)).json.error).toMatchObject({ code: 100 });
  });

  test("one that is missing is approved as it was sent, and the same send goes out", async () => {
    const it = wrote({ templates: [] });
    const send = () => it.send(sample.filled([sample.parameter]), UTILITY);
    expect((await send()).json.error).toMatchObject({ code: 100 });
    const refused = it.meta.chat(ANA).at(-1);
    const template =
      refused?.kind === "notice" && refused.notice.about === "refused" ? refused.notice.template : undefined;
    expect(template).toMatchObject({
      name: "order_shipped",
      language: "en",
      parameter_format: "NAMED",
      components: [{ type: "BODY", text: "order_shipped: number {{number}}" }],
    });
    if (template) it.meta.approves(template);
    expect((await send()).status).toBe(200);
    await it.meta.settle();
    expect(changes(it.requests)).toMatchObject([
      { value: { event: "APPROVED", message_template_name: "order_shipped" } },
    ]);
    expect((await it.send(sample.filled([]), UTILITY)).json.error?.message).toContain(
      "has 1 parameters, and 0 were given",
    );
  });

  test("are seen with the words that were approved, and their buttons can be tapped by what stands on them", async () => {
    const it = wrote({ templates: [] });
    const components = [
      { type: "HEADER", text: "Order {{number}}" },
      { type: "BODY", text: "{{name}}, your order {{number}} is on its way to you, with care." },
      {
        type: "BUTTONS",
        buttons: [
          { type: "POSTBACK", text: "Where is it?" },
          { type: "URL", text: "Our shop", url: "https://shop.test" },
        ],
      },
    ];
    await it.call("/me/message_templates", sample.draft({ components }));
    const number = sample.parameter;
    const values = [{ type: "text", parameter_name: "name", text: "Ana" }, number];
    const filled = sample.filled(values, { taps: [{ type: "POSTBACK", payload: "WHERE" }] });
    const { template } = filled;
    const header = { type: "header", parameters: [number] };
    const sent = { template: { ...template, components: [header, ...template.components] } };
    expect((await it.send(sent, UTILITY)).status).toBe(200);
    expect(it.meta.said(ANA)[0]?.message.template?.shown).toEqual({
      header: "Order 12",
      body: "Ana, your order 12 is on its way to you, with care.",
      buttons: [
        { type: "postback", title: "Where is it?", payload: "WHERE" },
        { type: "web_url", title: "Our shop", url: "https://shop.test" },
      ],
    });
    it.meta.taps(ANA, "Where is it?");
    await it.meta.settle();
    expect(it.received().at(-1)?.item).toMatchObject({ postback: { title: "Where is it?", payload: "WHERE" } });
  });

  test("whose words nobody knows have buttons all the same", async () => {
    const it = wrote();
    const taps = [
      { type: "URL", url: "https://shop.test" },
      { type: "POSTBACK", payload: "WHERE" },
    ];
    await it.send(sample.filled([sample.parameter], { taps }), UTILITY);
    expect(it.meta.said(ANA)[0]?.message.template?.shown).toEqual({
      buttons: [
        { type: "web_url", title: "Button 1", url: "https://shop.test" },
        { type: "postback", title: "Button 2", payload: "WHERE" },
      ],
    });
  });

  test("with positions, from the library, and given from the beginning", async () => {
    const body = { type: "BODY", text: "Your order {{1}} will be with you on {{2}} at the latest." };
    const it = wrote({ templates: [{ name: "given", language: "en", components: [body] }] });
    const values = [
      { type: "text", text: "12" },
      { type: "text", text: "Monday" },
    ];
    expect((await it.send(sample.filled(values, { name: "given" }), UTILITY)).status).toBe(200);
    expect((await it.send(sample.filled(values.slice(1), { name: "given" }), UTILITY)).status).toBe(400);
    const found = await it.call("/message_template_library?name_or_content=appointment&language=en");
    expect(found.json["data"]).toMatchObject([{ name: "appointment_reminder", category: "UTILITY" }]);
    await it.call("/me/message_templates", { name: "see_you", library_template_name: "appointment_reminder" });
    const named = ["date", "time"].map((name) => ({ type: "text", parameter_name: name, text: "noon" }));
    expect((await it.send(sample.filled(named, { name: "see_you" }), UTILITY)).status).toBe(200);
  });
});

test("a persona's picture may have 8 MB", async () => {
  const make = (bytes: number) =>
    wrote({ fetches: async () => bytes }).call("/me/personas", {
      name: "Sam",
      profile_picture_url: "https://x.test/sam.png",
    });
  expect((await make(8_000_000)).status).toBe(200);
  expect((await make(8_000_001)).json.error).toMatchObject({ code: 100, error_subcode: 2018109 });
});

test("personas are made, spoken as, read and deleted", async () => {
  const it = wrote();
  const persona = { name: "Sam", profile_picture_url: "https://x.test/sam.png" };
  const { id } = (await it.call("/me/personas", persona)).json as { id: string };
  await it.send({ text: "Hi" }, { persona_id: id });
  expect(it.meta.said(ANA)[0]).toMatchObject({ persona: "Sam" });
  expect((await it.call(`/${id}`)).json).toEqual({ id, ...persona });
  expect((await it.call("/me/personas")).json["data"]).toEqual([{ id, ...persona }]);
  expect((await it.call(`/${id}`, undefined, { method: "DELETE" })).json).toEqual({ success: true });
  expect((await it.send({ text: "Hi" }, { persona_id: id })).status).toBe(400);
});

describe("the Conversations API", () => {
  test("has what was said, newest first, and of the last twenty everything", async () => {
    const it = wrote();
    for (let n = 1; n <= 20; n++) {
      await it.send({ text: `Part ${n}` });
    }
    const path = `/me/conversations?platform=messenger&user_id=${ANA}&fields=is_owner,messages.limit(30){id,message,from}`;
    const [found] = (await it.call(path)).json["data"] as {
      id: string;
      is_owner: boolean;
      messages: { data: object[] };
    }[];
    expect(found).toMatchObject({ id: `t_${ANA}`, is_owner: true });
    expect(found?.messages.data).toHaveLength(21);
    expect(found?.messages.data[0]).toEqual({
      id: it.meta.said(ANA).at(-1)?.id,
      message: "Part 20",
      from: { id: PAGE, name: "Shop" },
    });
    expect(found?.messages.data.at(-1)).toEqual({ id: expect.any(String) });
    it.clock.now += 1000;
    const [oldest, newest] = [it.meta.chat(ANA)[0]?.id, it.meta.said(ANA).at(-1)?.id];
    expect((await it.call(`/${newest}?fields=message`)).json).toEqual({ id: newest, message: "Part 20" });
    expect((await it.call(`/${oldest}`)).json.error).toMatchObject({ code: 9000001 });
  });

  test("answers twice a second", async () => {
    const it = wrote();
    const ask = async () => (await it.call(`/t_${ANA}/messages?limit=1`)).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 400]);
    it.clock.now += 1000;
    expect(await ask()).toBe(200);
  });
});

test("whom the Page has blocked is neither written to nor heard", async () => {
  const it = wrote();
  const moderate = (action: string) =>
    it.call("/me/moderate_conversations", { user_ids: [{ id: ANA }], actions: [action] });
  expect((await moderate("block_user")).json).toEqual({ result: { [ANA]: true } });
  expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 551 });
  await it.meta.settle();
  const heard = it.received().length;
  it.meta.says(ANA, "Hello?");
  await it.meta.settle();
  expect(it.received()).toHaveLength(heard);
  await moderate("unblock_user");
  expect((await it.send({ text: "Hi" })).status).toBe(200);
});

describe("private replies", () => {
  test("answer a comment once, and open no window", async () => {
    const it = simulated();
    const comment = it.meta.comments("How much?");
    await it.meta.settle();
    expect(changes(it.requests)).toMatchObject([
      { field: "feed", value: { item: "comment", verb: "add", comment_id: comment, message: "How much?" } },
    ]);
    const { json } = await it.send({ text: "Ten" }, { recipient: { comment_id: comment } });
    expect(json).toEqual({ recipient_id: expect.any(String), message_id: expect.any(String) });
    const psid = json["recipient_id"];
    expect((await it.send({ text: "Or nine" }, { recipient: { id: psid } })).json.error).toMatchObject({ code: 10 });
    it.meta.says(String(psid), "Nine, please");
    expect((await it.send({ text: "Fine" }, { recipient: { id: psid } })).status).toBe(200);
  });

  test("answer a post too, 750 times an hour", async () => {
    const it = simulated({ rates: { privateReplies: 1 } });
    const to = () => ({ recipient: { post_id: it.meta.posts("Hello") } });
    expect((await it.send({ text: "Hi" }, to())).status).toBe(200);
    expect((await it.send({ text: "Hi" }, to())).json.error).toMatchObject({ code: 80006 });
    it.clock.now += HOUR;
    expect((await it.send({ text: "Hi" }, to())).status).toBe(200);
  });
});

test("a one-time request lets the Page write once more", async () => {
  const it = wrote();
  await it.send(sample.oneTime());
  it.meta.optsIn(ANA);
  await it.meta.settle();
  const optin = it.received().find(({ item }) => "optin" in item)?.item["optin"] as Record<string, string>;
  expect(optin).toMatchObject({ type: "one_time_notif_req", payload: "TOLD" });
  it.clock.now += 30 * DAY;
  const to = { recipient: { one_time_notif_token: optin["one_time_notif_token"] } };
  expect((await it.send({ text: "It is back" }, to)).status).toBe(200);
  expect((await it.send({ text: "Twice" }, to)).status).toBe(400);
});

test("words can be edited five times, within a quarter of an hour; what was taken back cannot", async () => {
  const it = simulated();
  const mid = it.meta.says(ANA, "0");
  for (const n of [1, 2, 3, 4, 5]) it.meta.edits(ANA, mid, `${n}`);
  expect(() => it.meta.edits(ANA, mid, "6")).toThrow("cannot be edited");
  const late = it.meta.says(ANA, "Helo");
  it.clock.now += 15 * 60_000;
  it.meta.edits(ANA, late, "Hello");
  it.clock.now += 60_000;
  expect(() => it.meta.edits(ANA, late, "Hello!")).toThrow("cannot be edited");
  // It can still be taken back, once; a picture has no words, and a tap's are the Page's.
  it.meta.deletes(ANA, late);
  expect(() => it.meta.deletes(ANA, late)).toThrow("cannot be taken back");
  const others = [late, it.meta.sends(ANA, "image", "https://example.com/a.png"), it.meta.getStarted(ANA)];
  for (const one of others) expect(() => it.meta.edits(ANA, one, "Hi")).toThrow("cannot be edited");
  await it.meta.settle();
  const edits = it.received().flatMap(({ item }) => item["message_edit"] ?? []);
  expect(edits).toHaveLength(6);
});

test("what a person does beside words and taps", async () => {
  const it = simulated({ echoes: false, receipts: false });
  const mid = it.meta.says(ANA, "Helo");
  it.meta.edits(ANA, mid, "Hello");
  await it.send(sample.feedback({}));
  await it.send(sample.coupon({ payload: "TEN_OFF" }));
  it.meta.answersFeedback(ANA, "5", "Quick and kind");
  it.meta.tapsCoupon(ANA);
  it.meta.links(ANA, "code");
  it.meta.unlinks(ANA);
  it.meta.follows(ANA, "summer");
  expect(() => it.meta.optsIn(ANA)).toThrow("The Page has sent no template one_time_notif_req.");
  await it.meta.settle();
  expect(it.meta.chat(ANA)[0]).toMatchObject({ message: { text: "Hello" }, edits: 1 });
  const answer = { type: "csat", payload: "5", follow_up: { type: "free_form", payload: "Quick and kind" } };
  expect(
    it
      .received()
      .slice(1)
      .map(({ item }) => item),
  ).toMatchObject([
    { message_edit: { mid, text: "Hello", num_edit: 1 } },
    { messaging_feedback: { feedback_screens: [{ questions: { q1: answer } }] } },
    { template: { type: "coupon", payload: "TEN_OFF", coupon_code: "TEN" } },
    { account_linking: { status: "linked", authorization_code: "code" } },
    { account_linking: { status: "unlinked" } },
    { referral: { ref: "summer", source: "SHORTLINK", type: "OPEN_THREAD" } },
  ]);
});

describe("webhooks", () => {
  test("are for subscribed fields only", async () => {
    const it = wrote();
    await it.call("/me/subscribed_apps?subscribed_fields=messages,messaging_postbacks", {});
    expect((await it.call("/me/subscribed_apps")).json["data"]).toEqual([
      { id: APP, subscribed_fields: ["messages", "messaging_postbacks"] },
    ]);
    await it.meta.settle();
    const before = it.received().length;
    await it.send({ text: "Hi" });
    it.meta.says(ANA, "Hello");
    await it.meta.settle();
    expect(it.received().slice(before)).toMatchObject([{ item: { message: { text: "Hello" } } }]);
    await it.call("/me/subscribed_apps", undefined, { method: "DELETE" });
    it.meta.says(ANA, "Anybody?");
    await it.meta.settle();
    expect(it.received()).toHaveLength(before + 1);
  });

  test("end after an hour of failure, with a warning before, and begin again when asked", async () => {
    let status = 500;
    const it = wrote({ deliver: async () => status, retries: [] });
    const says = async (words: string) => {
      it.meta.says(ANA, words);
      await it.meta.settle();
    };
    const notices = (meta: SimulatedMeta) =>
      meta
        .chat(ANA)
        .flatMap((item) => (item.kind === "notice" && item.notice.about === "lost" ? [item.notice.what] : []));
    await it.meta.settle();
    it.clock.now += 15 * 60_000;
    await says("one");
    expect(notices(it.meta).filter((what) => what.includes("15 minutes"))).toHaveLength(1);
    it.clock.now += 45 * 60_000;
    await says("two");
    expect(notices(it.meta).filter((what) => what.includes("Webhooks Disabled"))).toHaveLength(1);
    expect((await it.call("/me/subscribed_apps")).json["data"]).toEqual([]);
    status = 200;
    await says("three");
    expect(it.meta.chat(ANA).at(-1)).toMatchObject({ message: { text: "three" }, progress: "sent" });
    await it.call("/me/subscribed_apps", { subscribed_fields: ["messages"] });
    await says("four");
    expect(it.meta.chat(ANA).at(-1)).toMatchObject({ message: { text: "four" }, progress: "delivered" });
  });

  test("that nobody hears are told to who writes, once, until the app is subscribed again", async () => {
    const it = simulated({ echoes: false, receipts: false });
    await it.call("/me/subscribed_apps", undefined, { method: "DELETE" });
    it.meta.says(ANA, "Hello?");
    it.meta.says(ANA, "Anybody?");
    expect(it.meta.chat(ANA).map((item) => (item.kind === "notice" ? item.notice : item.message.text))).toEqual([
      "Hello?",
      { about: "lost", what: expect.stringContaining("is not subscribed"), unsubscribed: true },
      "Anybody?",
    ]);
    it.meta.subscribes();
    it.meta.says(ANA, "And now?");
    await it.meta.settle();
    expect(it.received()).toMatchObject([{ item: { message: { text: "And now?" } } }]);
  });

  test("tell that Meta warns the Page, has barred it, and has not any more", async () => {
    const it = wrote();
    it.meta.warnsPage("spam");
    expect((await it.send({ text: "Hi" })).status).toBe(200);
    it.meta.blocksPage("spam");
    expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 368 });
    it.meta.unblocksPage();
    expect((await it.send({ text: "Hi" })).status).toBe(200);
    await it.meta.settle();
    const told = it.received().flatMap(({ item }) => ("policy-enforcement" in item ? [item] : []));
    expect(told).toMatchObject([
      { recipient: { id: PAGE }, "policy-enforcement": { action: "warning", reason: "spam" } },
      { recipient: { id: PAGE }, "policy-enforcement": { action: "block", reason: "spam" } },
      { recipient: { id: PAGE }, "policy-enforcement": { action: "unblock" } },
    ]);
  });
});

describe("thread control", () => {
  test("in a send", async () => {
    const it = wrote();
    await it.send({ text: "A colleague takes over" }, { thread_control: { control_type: "pass", app_id: INBOX } });
    expect(it.meta.person(ANA).owner).toBe("inbox");
  });

  test("is asked for, both ways", async () => {
    const it = wrote();
    it.meta.agentAsks(ANA, "mine");
    await it.meta.settle();
    expect(it.received().at(-1)?.item).toMatchObject({
      request_thread_control: { requested_owner_app_id: Number(INBOX), metadata: "mine" },
    });
    await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: INBOX });
    await it.call("/me/request_thread_control", { recipient: { id: ANA }, metadata: "back" });
    expect(it.meta.asked).toEqual([{ psid: ANA, metadata: "back" }]);
  });

  test("without a default app whoever answers first has it", async () => {
    const it = wrote({ defaultApp: false });
    expect(it.meta.person(ANA).owner).toBe("idle");
    await it.send({ text: "Hi" });
    expect(it.meta.person(ANA).owner).toBe("bot");
  });

  test("where another app is the default one, what is idle is its own", async () => {
    const it = wrote({ defaultApp: "777" });
    expect(it.meta.person(ANA).owner).toBe("other");
    expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 10, error_subcode: 2018300 });
    const asks = (edge: string) => it.call(`/me/${edge}_thread_control`, { recipient: { id: ANA } });
    expect((await asks("take")).status).toBe(400);
    expect((await asks("request")).status).toBe(200);
    expect((await it.call(`/me/thread_owner?recipient=${ANA}`)).json["data"]).toMatchObject([
      { thread_owner: { expiration: expect.any(Number) } },
    ]);
    it.clock.now += DAY + 1;
    expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ error_subcode: 2018300 });
    expect((await asks("take")).status).toBe(200);
    expect((await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: "777" })).status).toBe(
      200,
    );
    await it.meta.settle();
    expect(it.received()).toMatchObject([{ channel: "standby", item: { message: { text: "Hi" } } }]);
  });

  test("whoever does not have it hears no reaction", async () => {
    const it = wrote();
    await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: INBOX });
    const mid = it.meta.says(ANA, "Well?");
    it.meta.reacts(ANA, mid, "👍");
    it.meta.edits(ANA, mid, "Well!");
    await it.meta.settle();
    expect(it.received().slice(1)).toMatchObject([{ channel: "standby", item: { message: { text: "Well?" } } }]);
  });

  test("lapses also from the inbox, and the bot hears again what is said", async () => {
    const it = wrote();
    await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: INBOX });
    it.clock.now += DAY + 1;
    it.meta.says(ANA, "Anybody?");
    await it.meta.settle();
    expect(it.received().at(-1)).toMatchObject({ channel: "messaging", item: { message: { text: "Anybody?" } } });
  });

  test("is routed, says the Page", async () => {
    expect((await simulated().call("/me?fields=messaging_feature_status")).json).toEqual({
      id: PAGE,
      messaging_feature_status: { hop_v2: true, msgr_multi_app: true, ig_multi_app: false },
    });
  });
});

test("a file is uploaded by its bytes, and shown from them", async () => {
  const it = wrote();
  const upload = (type: string, file: File) => {
    const body = new FormData();
    body.set("message", JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }));
    body.set("filedata", file);
    const url = new URL(`https://graph.test/${NEWEST}/me/message_attachments?appsecret_proof=${it.proof}`);
    return it.meta.handle(new Request(url, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` }, body }));
  };
  const picture = new File([new Uint8Array([1, 2, 3])], "a.png", { type: "image/png" });
  const { attachment_id } = (await (await upload("image", picture)).json()) as { attachment_id: string };
  await it.send({ attachment: { type: "image", payload: { attachment_id } } });
  expect(it.meta.said(ANA)[0]?.message.attachment?.payload).toMatchObject({ url: "data:image/png;base64,AQID" });
  expect((await upload("video", picture)).status).toBe(400);
  expect((await upload("image", new File([new Uint8Array(25_000_001)], "b.png", { type: "image/png" }))).status).toBe(
    400,
  );
});

describe("several calls in one", () => {
  test("may refer to one before them, and fail with it", async () => {
    const it = wrote();
    const says = (text: string, more: object) => ({
      ...{ method: "POST", relative_url: "me/messages", body: `recipient={"id":"${ANA}"}&message={"text":"${text}"}` },
      ...more,
    });
    const { json } = await it.call("/", {
      batch: [
        { method: "GET", relative_url: `${ANA}?fields=first_name`, name: "ana", omit_response_on_success: true },
        says("Hi {result=ana:$.first_name}", { name: "hi" }),
        { method: "GET", relative_url: "{result=hi:$.message_id}?fields=message" },
        { method: "GET", relative_url: "me/conversations?fields=id", name: "all" },
        says("{result=all:$.data.*.id} {result=all:$.data[0].id}", { depends_on: "hi" }),
        says("", { name: "fails" }),
        says("Never", { depends_on: "fails" }),
        says("Never {result=nobody:$.id}", {}),
      ],
      include_headers: false,
    });
    const answers = json as unknown as ({ code: number; body: string } | null)[];
    expect(answers.map((one) => one?.code)).toEqual([undefined, 200, 200, 200, 200, 400, 400, 400]);
    expect(answers[2]?.body).toContain("Hi Ana");
    expect(it.meta.said(ANA).map(({ message }) => message.text)).toEqual(["Hi Ana", `t_${ANA} t_${ANA}`]);
  });

  test("count each, and not the one around them", async () => {
    const it = wrote({ engaged: 0, rates: { app: 2 } });
    const me = { method: "GET", relative_url: "me" };
    const { json } = await it.call("/", { batch: [me, me, me], include_headers: false });
    expect(json).toMatchObject([{ code: 200 }, { code: 200 }, { code: 400 }]);
  });

  test("are answered in their order, each by itself", async () => {
    const it = wrote();
    const { json } = await it.call("/", {
      batch: [
        { method: "GET", relative_url: `${ANA}?fields=first_name` },
        { method: "POST", relative_url: "me/messages", body: `recipient={"id":"${ANA}"}&message={"text":""}` },
        {
          method: "POST",
          relative_url: "me/messages",
          body: `recipient={"id":"${ANA}"}&message={"text":"Hi"}`,
          omit_response_on_success: true,
        },
      ],
      include_headers: false,
    });
    expect(json).toEqual([
      { code: 200, body: JSON.stringify({ first_name: "Ana", id: ANA }) },
      { code: 400, body: expect.stringContaining('"code":100') },
      null,
    ]);
    expect(it.meta.said(ANA)).toMatchObject([{ message: { text: "Hi" } }]);
  });
});

test("a list comes in pages", async () => {
  const it = simulated();
  for (let n = 1; n <= 5; n++)
    await it.call("/me/personas", { name: `Sam ${n}`, profile_picture_url: "https://x.test/sam.png" });
  const names: string[] = [];
  let after = "";
  for (let pages = 0; pages < 3; pages++) {
    const { json } = await it.call(`/me/personas?limit=2&after=${after}`);
    const { data, paging } = json as unknown as {
      data: { name: string }[];
      paging: { cursors: { after: string }; next?: string };
    };
    names.push(...data.map(({ name }) => name));
    after = paging.cursors.after;
    expect("next" in paging).toBe(pages < 2);
  }
  expect(names).toEqual(["Sam 1", "Sam 2", "Sam 3", "Sam 4", "Sam 5"]);
});

test("what opens the 24 hours, and what does not", async () => {
  const it = wrote();
  await it.send(sample.feedback({}));
  const opened = () => it.meta.person(ANA).actedAt;
  const before = opened();
  it.meta.answersFeedback(ANA, "5");
  it.meta.links(ANA, "code");
  it.meta.unlinks(ANA);
  expect(opened()).toBe(before);
  it.meta.follows(ANA, "summer");
  expect(opened()).toBeGreaterThan(before ?? 0);
});

test("a link to a chat that there is not comes with Get Started", async () => {
  const it = simulated();
  expect(() => it.meta.follows(ANA, "summer")).toThrow("has no chat yet");
  it.meta.getStarted(ANA, { ref: "summer", source: "SHORTLINK", type: "OPEN_THREAD" });
  await it.meta.settle();
  expect(it.received()).toMatchObject([{ item: { postback: { referral: { ref: "summer" } } } }]);
});

test("a token is told about, to the app itself", async () => {
  const it = simulated({ permissions: ["pages_messaging"] });
  const ask = (token: string) => it.call(`/debug_token?input_token=${TOKEN}`, undefined, { token, proof: "" });
  expect((await ask(`${APP}|${SECRET}`)).json["data"]).toMatchObject({
    is_valid: true,
    profile_id: PAGE,
    scopes: ["pages_messaging"],
  });
});

test("a batch with the app's own token asks about a token, and for nothing of the Page", async () => {
  const batch = [`debug_token?input_token=${TOKEN}`, "me"].map((relative_url) => ({ method: "GET", relative_url }));
  const { json } = await simulated().call("/", { batch }, { token: `${APP}|${SECRET}`, proof: "" });
  expect(json).toMatchObject([{ code: 200, body: expect.stringContaining('"is_valid":true') }, { code: 401 }]);
});

describe("a version", () => {
  const asked = async (path: string, options: Parameters<typeof simulated>[0] = {}) => {
    const it = simulated(options);
    it.clock.now = Date.parse("2026-11-22");
    const url = `https://graph.test${path}?access_token=${TOKEN}&appsecret_proof=${it.proof}`;
    const response = await it.meta.handle(new Request(url));
    return [response.status, response.headers.get("facebook-api-version")];
  };

  test.each([
    ["that lives answers itself", "/v25.0/me", {}, [200, "v25.0"]],
    ["that has ended is answered by the oldest that lives", "/v18.0/me", {}, [200, "v21.0"]],
    ["that was before the table too", "/v3.2/me", {}, [200, "v21.0"]],
    ["that was left out is the oldest", "/me", {}, [200, "v21.0"]],
    ["that was left out is the app's own", "/me", { defaultVersion: "v24.0" }, [200, "v24.0"]],
    ["that never was is part of an unknown path", "/v99.0/me", {}, [400, ""]],
  ] as const)("%s", async (_, path, options, answer) => {
    expect(await asked(path, options)).toEqual(answer);
  });
});

test("the headers say how much of the day's calls is used, and when there are more", async () => {
  const it = simulated({ engaged: 1, rates: { app: 4 } });
  const used = async () => {
    const response = await it.meta.handle(
      new Request(`https://graph.test/${NEWEST}/me?access_token=${TOKEN}&appsecret_proof=${it.proof}`),
    );
    const usage = JSON.parse(response.headers.get("x-business-use-case-usage") ?? "{}") as Record<
      string,
      Record<string, number>[]
    >;
    expect(JSON.parse(response.headers.get("x-app-usage") ?? "{}")).toMatchObject({
      call_count: usage[PAGE]?.[0]?.["call_count"],
    });
    return [response.status, usage[PAGE]?.[0]?.["call_count"], usage[PAGE]?.[0]?.["estimated_time_to_regain_access"]];
  };
  expect(await used()).toEqual([200, 25, 0]);
  it.clock.now += HOUR;
  for (let calls = 0; calls < 2; calls++) await used();
  expect(await used()).toEqual([200, 100, 23 * 60]);
  expect(await used()).toEqual([400, 100, 23 * 60]);
  it.clock.now += 23 * HOUR;
  expect(await used()).toEqual([200, 100, 60]);
});
