import { describe, expect, it } from "vitest";
import { recentOf } from "../../../src/channels/meta/thread.ts";
import { answering, PAGE, PERSON, refusal } from "../../support/graph-double.ts";

const to = { account: PAGE, person: PERSON };
const thread = { data: [{ id: "t_1" }] };
const at = "2026-11-22T10:00:01+0000";

describe("what Meta shows of a thread", () => {
  it("is what the Page said in it", async () => {
    const messages = {
      data: [
        { id: "m_3", message: "", from: { id: PAGE }, created_time: at },
        { id: "m_2", message: "Your order is sent.", from: { id: PAGE }, created_time: at },
        { id: "m_1", message: "hello", from: { id: PERSON }, created_time: at },
      ],
    };
    const { access, asked } = answering([thread, { id: "t_1", messages }]);
    expect(await recentOf("messenger", to, access)).toEqual([
      { mid: "m_3", at: Date.UTC(2026, 10, 22, 10, 0, 1), text: "" },
      { mid: "m_2", at: Date.UTC(2026, 10, 22, 10, 0, 1), text: "Your order is sent." },
    ]);
    expect(asked).toMatchObject([
      { method: "GET", path: `${PAGE}/conversations`, query: { platform: "messenger", user_id: PERSON } },
      { method: "GET", path: "t_1", query: { fields: "messages.limit(20){id,created_time,from,message}" } },
    ]);
  });

  it.each<[string, unknown[]]>([
    ["no thread", [{ data: [] }]],
    ["a thread without a name", [{ data: [{}] }]],
    ["no list", [{ id: "t_1" }]],
    ["a refusal", [refusal(613)]],
    ["an empty answer", [new Response("")]],
    ["a thread without messages", [thread, { id: "t_1" }]],
    ["a refusal of its messages", [thread, refusal(613)]],
    ["a broken connection", [thread, new TypeError("lost")]],
  ])("is unknown after %s", async (_, answers) => {
    const { access } = answering(answers);
    expect(await recentOf("messenger", to, access)).toBe("unknown");
  });

  it("is not asked for of somebody who is no PSID", async () => {
    const { access, asked } = answering(thread);
    expect(await recentOf("messenger", { ...to, person: "user_ref:1" }, access)).toBe("unknown");
    expect(asked).toEqual([]);
  });
});
