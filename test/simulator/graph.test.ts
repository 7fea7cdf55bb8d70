import { expect, test } from "vitest";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { ANA, APP, hmac, PAGE, simulated, TOKEN } from "./simulated.ts";

const INBOX = "263902037430900";

test("a message is shown, echoed, delivered, and read once the chat is open", async () => {
  const { meta, send, received } = simulated();
  meta.says(ANA, "Hi");
  const { json } = await send({ text: "Hello", metadata: "part 1" });
  const mid = json["message_id"];
  await meta.settle();
  expect(meta.said(ANA).at(-1)).toMatchObject({ id: mid, from: "bot", message: { text: "Hello" } });
  expect(
    received()
      .map(({ item }) => item)
      .slice(1),
  ).toMatchObject([
    {
      sender: { id: PAGE },
      recipient: { id: ANA },
      message: { mid, is_echo: true, app_id: Number(APP), text: "Hello", metadata: "part 1" },
    },
    { sender: { id: ANA }, recipient: { id: PAGE }, delivery: { mids: [mid], watermark: expect.any(Number) } },
  ]);
  meta.opens(ANA);
  await send({ text: "Again" });
  await meta.settle();
  const reads = received().filter(({ item }) => "read" in item);
  expect(reads).toHaveLength(2);
  expect(reads.at(-1)?.item["read"]).toEqual({ watermark: meta.said(ANA).at(-1)?.at });
});

test("echoes and receipts can be left out", async () => {
  const { meta, send, received } = simulated({ echoes: false, receipts: false });
  meta.opens(ANA);
  meta.says(ANA, "Hi");
  await send({ text: "Hello" });
  await meta.settle();
  expect(received()).toHaveLength(1);
});

test("echoes carry templates as attachments", async () => {
  const { meta, send, received } = simulated();
  meta.says(ANA, "Hi");
  const attachment = {
    type: "template",
    payload: { template_type: "button", text: "?", buttons: [{ type: "postback", title: "Yes", payload: "YES" }] },
  };
  await send({ attachment });
  await meta.settle();
  expect(received().find(({ item }) => "is_echo" in Object(item["message"]))?.item["message"]).toMatchObject({
    attachments: [attachment],
  });
});

test("sender actions", async () => {
  const { meta, call, clock } = simulated();
  const mid = meta.says(ANA, "Hi");
  const act = (sender_action: string, payload?: unknown) =>
    call("/me/messages", { recipient: { id: ANA }, sender_action, payload });
  expect((await act("typing_on")).json).toEqual({ recipient_id: ANA });
  expect(meta.person(ANA).typingUntil).toBeGreaterThan(clock.now);
  await act("typing_off");
  expect(meta.person(ANA).typingUntil).toBeUndefined();
  await act("mark_seen");
  expect(meta.person(ANA).pageSaw).toBeGreaterThan(meta.chat(ANA)[0]?.at ?? 0);
  await act("react", { message_id: mid, reaction: "😊" });
  expect(meta.chat(ANA)[0]).toMatchObject({ reaction: "😊" });
  await act("unreact", { message_id: mid });
  expect(meta.chat(ANA)[0]).not.toHaveProperty("reaction");
  expect((await act("dance")).json.error).toMatchObject({ code: 100 });
});

test("a profile, the Page itself, and a form instead of JSON", async () => {
  const { meta, call, clock } = simulated();
  meta.says(ANA, "Hi");
  expect((await call(`/${ANA}?fields=first_name,last_name`)).json).toEqual({
    first_name: "Ana",
    last_name: "Lovelace",
    id: ANA,
  });
  expect((await call("/me")).json).toEqual({ id: PAGE, name: "Shop" });
  const time = Math.floor(clock.now / 1000);
  const form = new URLSearchParams({
    recipient: JSON.stringify({ id: ANA }),
    message: JSON.stringify({ text: "By form" }),
    access_token: TOKEN,
    appsecret_proof: hmac(`${TOKEN}|${time}`),
    appsecret_time: String(time),
  });
  const answer = await meta.handle(
    new Request(`https://graph.test/${NEWEST}/${PAGE}/messages`, { method: "POST", body: form }),
  );
  expect(answer.status).toBe(200);
  expect(meta.said(ANA).at(-1)?.message.text).toBe("By form");
});

test("what was uploaded can be sent again by its id", async () => {
  const { meta, call, send } = simulated();
  meta.says(ANA, "Hi");
  const url = "https://shop.test/a.png";
  const message = { attachment: { type: "image", payload: { url, is_reusable: true } } };
  const { attachment_id } = (await call("/me/message_attachments", { message })).json;
  await send({ attachment: { type: "image", payload: { attachment_id } } });
  expect(meta.said(ANA).at(-1)?.message.attachment?.payload).toMatchObject({ url });
  expect((await send(message)).json).toMatchObject({ attachment_id: expect.any(String) });
});

test("a user_ref is accepted, and answered without a recipient", async () => {
  const { send } = simulated();
  expect((await send({ text: "Hi" }, { recipient: { user_ref: "ref" } })).json).toEqual({
    message_id: expect.any(String),
  });
});

test("thread control: passed, standing by, given back", async () => {
  const { meta, call, received, clock } = simulated();
  const owner = async () => (await call(`/me/thread_owner?recipient=${ANA}`)).json["data"];
  expect(await owner()).toEqual([]);
  meta.says(ANA, "Hi");
  const expiration = Math.floor(clock.now / 1000) + 24 * 3600;
  expect(await owner()).toEqual([{ thread_owner: { app_id: APP, expiration } }]);
  const pass = { recipient: { id: ANA }, target_app_id: INBOX, metadata: '{"reason":"asked"}' };
  expect((await call(`/${PAGE}/pass_thread_control`, pass)).json).toEqual({ success: true });
  expect(await owner()).toEqual([{ thread_owner: { app_id: INBOX, expiration } }]);
  expect(meta.chat(ANA).at(-1)).toMatchObject({
    notice: { about: "control", to: "inbox", metadata: '{"reason":"asked"}' },
  });

  meta.says(ANA, "Anybody?");
  meta.taps(ANA, { type: "postback", title: "Help", payload: "HELP" });
  meta.tapsQuickReply(ANA, { content_type: "text", title: "Yes", payload: "YES" });
  meta.agentSays(ANA, "I am here");
  await meta.settle();
  const [, ...standby] = received();
  expect(standby.map(({ channel }) => channel)).toEqual(Array(5).fill("standby"));
  expect(standby.map(({ item }) => item["message"] ?? item["postback"] ?? item["delivery"])).toEqual([
    { mid: expect.any(String), text: "Anybody?" },
    { mid: expect.any(String), title: "Help" },
    { mid: expect.any(String), text: "Yes" },
    { mid: expect.any(String), is_echo: true, app_id: Number(INBOX), text: "I am here" },
    { mids: [expect.any(String)], watermark: expect.any(Number) },
  ]);

  meta.agentReleases(ANA, "solved");
  meta.says(ANA, "Thanks");
  await meta.settle();
  expect(received().slice(6)).toMatchObject([
    {
      channel: "messaging",
      item: { pass_thread_control: { previous_owner_app_id: INBOX, new_owner_app_id: APP, metadata: "solved" } },
    },
    { channel: "messaging", item: { message: { text: "Thanks" } } },
  ]);
});

test("a colleague answers while the bot has the conversation: an echo of the inbox, or the inbox takes it", async () => {
  const { meta, received } = simulated({ receipts: false });
  meta.says(ANA, "Hi");
  meta.agentSays(ANA, "Hello from Sam");
  meta.agentSays(ANA, "Mine now", { takes: true });
  await meta.settle();
  expect(received().slice(1)).toMatchObject([
    { channel: "messaging", item: { message: { is_echo: true, app_id: Number(INBOX), text: "Hello from Sam" } } },
    { channel: "messaging", item: { take_thread_control: { previous_owner_app_id: APP, new_owner_app_id: INBOX } } },
    { channel: "standby", item: { message: { is_echo: true, text: "Mine now" } } },
  ]);
});

test("a colleague whose echo names no app, and a message that was taken back, which says no words", async () => {
  const { meta, received } = simulated({ receipts: false });
  const mid = meta.says(ANA, "Hi");
  meta.agentSays(ANA, "Hello from Sam", { unnamed: true });
  meta.deletes(ANA, mid);
  await meta.settle();
  const [, echo, gone] = received().map(({ item }) => item["message"]);
  expect(echo).toMatchObject({ is_echo: true, text: "Hello from Sam" });
  expect(echo).not.toHaveProperty("app_id");
  expect(gone).toEqual({ mid, is_deleted: true });
  expect(() => meta.deletes(ANA, mid)).toThrow("cannot be taken back");
});

test("taking back and releasing", async () => {
  const { meta, call } = simulated();
  meta.says(ANA, "Hi");
  await call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: INBOX });
  expect((await call("/me/take_thread_control", { recipient: { id: ANA } })).json).toEqual({ success: true });
  expect(meta.person(ANA).owner).toBe("bot");
  await call("/me/release_thread_control", { recipient: { id: ANA } });
  expect(meta.person(ANA).owner).toBe("idle");
});

test("a refused call stands in the chat with Meta's words, and in the list of calls", async () => {
  const { meta, send } = simulated();
  meta.says(ANA, "Hi");
  await send({ text: "" });
  expect(meta.chat(ANA).at(-1)).toMatchObject({
    kind: "notice",
    notice: { about: "refused", call: "message", code: 100 },
  });
  expect(meta.calls).toMatchObject([{ name: "message", psid: ANA, status: 400, refusal: { name: "messageEmpty" } }]);
  expect(JSON.stringify(meta.calls)).not.toContain(hmac(TOKEN));
});

test("a tap is by what is on the screen", async () => {
  const { meta, send, received } = simulated({ echoes: false, receipts: false });
  meta.getStarted(ANA);
  const card = {
    title: "Watch",
    subtitle: "$1",
    buttons: [{ type: "postback", title: "Buy Now", payload: "BUY_WATCH" }],
  };
  await send({ attachment: { type: "template", payload: { template_type: "generic", elements: [card] } } });
  await send({ text: "?", quick_replies: [{ content_type: "text", title: "Checkout", payload: "CHECKOUT" }] });
  meta.taps(ANA, "Buy Now");
  expect(() => meta.taps(ANA, "Checkout")).toThrow('Nothing on the screen is called "Checkout". There is: Buy Now.');
  await meta.settle();
  expect(received().map(({ item }) => item["postback"])).toMatchObject([
    { title: "Get Started", payload: "GET_STARTED" },
    { title: "Buy Now", payload: "BUY_WATCH" },
  ]);
});
