import { describe, expect, it } from "vitest";
import type { OutboundAction } from "../../../src/channels/channel.ts";
import { isEchoOf, messagingWindow, recent, send } from "../../../src/channels/instagram/send/send.ts";
import type { Address, Attachment } from "../../../src/model/events.ts";
import { answering, refusal } from "../../support/graph-double.ts";

const ana: Address = { channel: "instagram", account: "17841405822304914", person: "1234567890123456" };
const id = { id: ana.person };
const hello: OutboundAction = { do: "message", message: { text: "Hello" }, approved: false, metadata: "ew.1.0.abc" };
const sent = { recipient_id: ana.person, message_id: "aWdf.1" };
const DAY_MS = 86_400_000;

describe("the request", () => {
  it.each<[string, OutboundAction, string, object]>([
    [
      "a message, without metadata",
      hello,
      "me/messages",
      { recipient: id, messaging_type: "RESPONSE", message: { text: "Hello" } },
    ],
    [
      "an answer to a message",
      { ...hello, envelope: { reply_to: { mid: "m_1" } } },
      "me/messages",
      { recipient: id, messaging_type: "RESPONSE", reply_to: { mid: "m_1" }, message: { text: "Hello" } },
    ],
    [
      "what a person wrote",
      { ...hello, envelope: { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" } },
      "me/messages",
      { recipient: id, messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT", message: { text: "Hello" } },
    ],
    [
      "a reaction",
      { do: "react", mid: "m_7", emoji: "❤" },
      "me/messages",
      { recipient: id, sender_action: "react", payload: { message_id: "m_7", reaction: "❤" } },
    ],
    [
      "a reaction that is taken away",
      { do: "react", mid: "m_7" },
      "me/messages",
      { recipient: id, sender_action: "unreact", payload: { message_id: "m_7" } },
    ],
    ["typing", { do: "typing" }, "me/messages", { recipient: id, sender_action: "typing_on" }],
    ["typing no more", { do: "typed" }, "me/messages", { recipient: id, sender_action: "typing_off" }],
    ["seen", { do: "seen" }, "me/messages", { recipient: id, sender_action: "mark_seen" }],
    [
      "words below a comment",
      { do: "comment", to: "17900000000000001", text: "Thank you!" },
      "17900000000000001/replies",
      { message: "Thank you!" },
    ],
    ["taking control", { do: "take" }, "me/take_thread_control", { recipient: id }],
    [
      "a pass",
      { do: "pass", app: "1217981644879628", metadata: "{}" },
      "me/pass_thread_control",
      { recipient: id, target_app_id: "1217981644879628", metadata: "{}" },
    ],
  ])("of %s", async (_, deed, path, content) => {
    const { access, asked } = answering(sent);
    expect(await send(deed, ana, access)).toMatchObject({ ended: "done" });
    expect(asked).toMatchObject([{ method: "POST", path }]);
    const { appsecret_proof: _proof, appsecret_time: _time, ...body } = asked[0]?.body ?? {};
    expect(body).toEqual(content);
  });

  it("of a private reply is for the comment, which has no chat to show typing in", async () => {
    const { access, asked } = answering(sent);
    const commenter = { ...ana, person: "comment:17900000000000001" };
    await send({ do: "typing" }, commenter, access);
    await send({ do: "seen" }, commenter, access);
    await send(hello, commenter, access);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toMatchObject({
      recipient: { comment_id: "17900000000000001" },
      message: { text: "Hello" },
    });
    expect(messagingWindow(commenter.person)).toEqual({ window: 7 * DAY_MS, once: true });
    expect(messagingWindow(ana.person)).toEqual({ window: DAY_MS, once: false });
  });
});

describe("the result", () => {
  it("names the message", async () => {
    expect(await send(hello, ana, answering(sent).access)).toEqual({ ended: "done", mid: "aWdf.1" });
  });

  it.each<[string, unknown, object]>([
    ["sent although an error came back", refusal(1, 1_357_046), { ended: "done" }],
    ["an error of Meta's own", refusal(1), { ended: "unknown" }],
    ["a service that is down", refusal(2), { ended: "unknown" }],
    [
      "anything that Meta calls transient",
      Response.json(
        { error: { code: 100, error_subcode: 2_534_015, is_transient: true, message: "No." } },
        { status: 500 },
      ),
      { ended: "unknown" },
    ],
    ["an answer without an id", {}, { ended: "unknown" }],
    ["a broken connection", new TypeError("lost"), { ended: "unknown" }],
    ["too many calls", refusal(613, 2_534_040), { ended: "refused", failure: { class: "transient" } }],
    ["a file that could not be fetched", refusal(100, 2_018_008), { ended: "refused", failure: { class: "brief" } }],
    ["another app has it", refusal(100, 2_534_037), { ended: "taken" }],
    ["outside the window", refusal(10, 2_534_022), { ended: "refused", failure: { means: "window_closed" } }],
    ["blocked", refusal(100, 2_534_029), { ended: "refused", failure: { means: "recipient_unreachable" } }],
    ["a dead token", refusal(190), { ended: "refused", failure: { class: "token" } }],
    ["a comment too old", refusal(100, 2_534_025), { ended: "refused", failure: { means: "comment_reply_expired" } }],
  ])("of %s", async (_, answer, result) => {
    expect(await send(hello, ana, answering(answer).access)).toMatchObject(result);
  });

  it("of an answer to a message that was deleted is the message without it", async () => {
    const { access, asked } = answering([refusal(9_000_001), sent]);
    expect(await send({ ...hello, envelope: { reply_to: { mid: "m_1" } } }, ana, access)).toMatchObject({
      mid: "aWdf.1",
    });
    expect(asked.map(({ body }) => body?.["reply_to"])).toEqual([{ mid: "m_1" }, undefined]);
    const again = answering([refusal(9_000_001), sent]);
    expect(await send({ do: "react", mid: "m_1", emoji: "❤" }, ana, again.access)).toMatchObject({ ended: "refused" });
    expect(again.asked).toHaveLength(1);
  });
});

describe("an echo without a reference", () => {
  const echo = (text: string | undefined, ...types: string[]) => ({
    ...(text === undefined ? {} : { text }),
    attachments: types.map((type) => ({ type }) as Attachment),
  });
  const file = (type: string) => ({ attachment: { type, payload: { url: "https://a.example/a" } } });
  const pictures = { attachments: [file("image").attachment, file("image").attachment] };
  const heart = { attachment: { type: "like_heart" } };
  const card = { attachment: { type: "template", payload: {} } };
  it.each<[string, object, ReturnType<typeof echo>, boolean]>([
    ["the same words", { text: "Two  lines\nof it" }, echo("Two lines of it"), true],
    ["other words", { text: "Hello" }, echo("Hello!"), false],
    ["no words", { text: "Hello" }, echo(undefined, "image"), false],
    ["the same file", file("image"), echo(undefined, "image"), true],
    ["another file", file("image"), echo(undefined, "video"), false],
    ["words in place of a file", file("image"), echo("Hello"), false],
    ["as many pictures", pictures, echo(undefined, "image", "image"), true],
    ["fewer pictures", pictures, echo(undefined, "image"), false],
    ["a heart", heart, echo(undefined, "sticker"), true],
    ["a card", card, echo(undefined, "template"), true],
    ["a card that is not supported", card, echo(undefined), true],
    ["a picture in place of a card", card, echo(undefined, "image"), false],
    ["words in place of a card", card, echo("Hello"), false],
  ])("is of a message: %s", (_, message, seen, is) => {
    expect(isEchoOf(message as Record<string, unknown>, seen)).toBe(is);
  });
});

it("the thread is asked for as Instagram's", async () => {
  const data = [
    { id: "m_2", message: "Hi", from: { id: "17841405822304914" }, created_time: "2026-11-22T10:00:01+0000" },
    { id: "m_1", message: "hello", from: { id: ana.person }, created_time: "2026-11-22T10:00:00+0000" },
  ];
  const { access, asked } = answering([{ data: [{ id: "t_1" }] }, { messages: { data } }]);
  expect(await recent(ana, access)).toEqual([{ mid: "m_2", at: Date.UTC(2026, 10, 22, 10, 0, 1), text: "Hi" }]);
  expect(asked).toMatchObject([
    { path: "me/conversations", query: { platform: "instagram", user_id: ana.person } },
    { path: "t_1" },
  ]);
});
