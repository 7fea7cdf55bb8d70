import { describe, expect, it } from "vitest";
import { feedback } from "../../../src/channels/messenger/builders.ts";
import { TAGS } from "../../../src/channels/messenger/tags.ts";
import { image, text, utility } from "../../../src/kit/say.ts";
import type { Content } from "../../../src/model/content.ts";
import type { RenderOptions, SendOptions } from "../../../src/model/rendering.ts";
import { render } from "../../support/render.ts";

const DAY_MS = 86_400_000;
const asked = { title: "How was it?", text: "One question.", button: "Rate it", id: "q", kind: "nps" } as const;
const survey = feedback({ ...asked, privacy: "https://bot.test/privacy" });
const envelopes = (content: Content = text("Hi"), manner?: SendOptions, more: Partial<RenderOptions> = {}) =>
  render(content, { ...more, ...(manner && { manner }) }).parts.map(({ envelope }) => envelope);

describe("how a message is said", () => {
  it("is not there when nothing was asked for", () => {
    expect(render(text("Hi")).parts[0]).not.toHaveProperty("envelope");
    expect(
      render(text("Hi"), { manner: { notification: "regular", purpose: "response" } }).parts[0],
    ).not.toHaveProperty("envelope");
  });

  it.each<[string, SendOptions, object]>([
    ["answers a message", { replyTo: "m_1" }, { reply_to: { mid: "m_1" } }],
    ["makes no sound", { notification: "silent" }, { notification_type: "SILENT_PUSH" }],
    ["is not announced", { notification: "none" }, { notification_type: "NO_PUSH" }],
    ["is a persona's", { persona: "77" }, { persona_id: "77" }],
    ["is the Page's own idea", { purpose: "update" }, { messaging_type: "UPDATE" }],
  ])("%s", (_, manner, envelope) => {
    expect(envelopes(text("Hi"), manner)).toEqual([envelope]);
  });

  it("holds for every part, but only the first one answers", () => {
    const said = image("https://bot.test/a.jpg", "Look");
    expect(envelopes(said, { replyTo: "m_1", persona: "77", purpose: "update" })).toEqual([
      { messaging_type: "UPDATE", persona_id: "77", reply_to: { mid: "m_1" } },
      { messaging_type: "UPDATE", persona_id: "77" },
    ]);
  });

  it("leaves an approved template's own type alone", () => {
    expect(envelopes(utility("order_shipped", {}), { purpose: "update", notification: "silent" })).toEqual([
      { notification_type: "SILENT_PUSH" },
    ]);
  });

  it("tags a feedback template, which may be said for seven days", () => {
    const [part] = render(survey, { manner: { purpose: "update", persona: "77" } }).parts;
    expect(part).toMatchObject({
      kind: "template.customer_feedback",
      envelope: { messaging_type: "MESSAGE_TAG", tag: "CUSTOMER_FEEDBACK", persona_id: "77" },
      reach: 7 * DAY_MS,
    });
  });

  it("carries HUMAN_AGENT for what a person wrote", () => {
    const [part] = render(text("I am back."), { manner: { tag: "HUMAN_AGENT" }, byPerson: true }).parts;
    expect(part).toMatchObject({ envelope: { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" }, reach: 7 * DAY_MS });
  });

  it.each<[SendOptions, string, string, Partial<RenderOptions>?]>([
    [{ tag: "HUMAN_AGENT" }, "tag", "a person wrote, not a bot. Hand the conversation over"],
    [{ tag: "CUSTOMER_FEEDBACK" }, "tag", "set by the customer feedback template itself"],
    [{ tag: "CUSTOMER_FEEDBACK" }, "tag", "itself", { byPerson: true }],
    [{ tag: "SHIPPING_UPDATE" }, "tag", "no tag of Messenger's"],
    [{ persona: " " }, "persona", "empty"],
    [{ replyTo: "" }, "replyTo", "empty"],
    [{ notification: "loud" as "none" }, "notification", "is none of regular, silent, none"],
    [{ purpose: "tag" as "update" }, "purpose", "response, update"],
  ])("is refused: %j", (manner, field, says, more) => {
    expect(() => envelopes(text("Hi"), manner, more)).toThrow(
      expect.objectContaining({ name: "ContentError", field, message: expect.stringContaining(says) }),
    );
  });

  it.each(Object.entries(TAGS).filter(([, tag]) => "ended" in tag))(
    "is refused with the tag %s, whose end and successor are named",
    (tag) => {
      expect(() => envelopes(text("Hi"), { tag })).toThrow(
        new RegExp(`^tag: Meta refuses ${tag} since 2026-04-27\\. Send an approved utility template instead\\.$`),
      );
    },
  );
});
