import { describe, expect, it } from "vitest";
import { lastMessages } from "../../../src/channels/messenger/conversations.ts";
import { answering, PAGE, PERSON, refusal } from "../../support/graph-double.ts";

describe("lastMessages", () => {
  const messages = {
    data: [
      { id: "m_2", message: "Your order is sent.", from: { id: PAGE }, created_time: "2026-11-22T10:00:01+0000" },
      { id: "m_1", message: "hello", from: { id: PERSON }, created_time: "2026-11-22T10:00:00+0000" },
    ],
  };

  it("asks once, for the conversation and its messages", async () => {
    const headers = { "x-app-usage": '{"call_count":5}' };
    const { access, asked } = answering(Response.json({ data: [{ id: "t_1", messages }] }, { headers }));
    expect(await lastMessages(access, PAGE, PERSON)).toEqual({
      ended: "done",
      messages: [
        { mid: "m_2", text: "Your order is sent.", from: "page", at: Date.UTC(2026, 10, 22, 10, 0, 1) },
        { mid: "m_1", text: "hello", from: "person", at: Date.UTC(2026, 10, 22, 10) },
      ],
      usage: { percent: 5, regainMs: 0 },
    });
    expect(asked).toMatchObject([
      {
        ...{ method: "GET", path: `${PAGE}/conversations` },
        query: {
          ...{ platform: "messenger", user_id: PERSON },
          fields: "messages.limit(20){id,message,from,created_time}",
        },
      },
    ]);
  });

  it.each<[string, unknown, object]>([
    ["no conversation", { data: [] }, { ended: "done", messages: [] }],
    ["a conversation without messages", { data: [{ id: "t_1" }] }, { ended: "done", messages: [] }],
    ["no list", { id: "t_1" }, { ended: "unknown" }],
    ["an empty answer", new Response(""), { ended: "unknown" }],
    ["a limit", refusal(613), { ended: "refused", failure: { class: "transient" } }],
    ["a broken connection", new TypeError("lost"), { ended: "unknown", why: "TypeError" }],
  ])("understands %s", async (_, answer, outcome) => {
    const { access } = answering(answer);
    expect(await lastMessages(access, PAGE, PERSON)).toMatchObject(outcome);
  });
});
