import { beforeEach, describe, expect, test } from "vitest";
import { REFUSALS, type RefusalName } from "../../simulator/core/refusals.ts";
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { coupon, feedback, imageGrid, mediaTemplate, oneTime, products } from "./samples.ts";
import { ANA, hmac, simulated, TOKEN } from "./simulated.ts";

const long = ({ max }: { readonly max: number }) => "x".repeat(max + 1);
const many = <T>({ max }: { readonly max: number }, item: T) => Array.from({ length: max + 1 }, () => item);

const reply = { content_type: "text", title: "Yes", payload: "YES" };
const button = { type: "postback", title: "Yes", payload: "YES" };
const template = (payload: unknown) => ({ attachment: { type: "template", payload } });
const generic = (element: unknown) => template({ template_type: "generic", elements: [element] });
const buttons = (over: object) => template({ template_type: "button", text: "?", buttons: [button], ...over });
const order = {
  template_type: "receipt",
  recipient_name: "Ana",
  order_number: "1",
  currency: "EUR",
  payment_method: "Visa",
  summary: { total_cost: 1 },
};
const receipt = (over: object) => template({ ...order, ...over });
const image = (url: string) => ({ attachment: { type: "image", payload: { url } } });

const gridOf = (action: object) => many({ max: 1 }, { url: "https://x.test/a.png", action });

/** A message that Meta refuses, and how. */
const REFUSED: readonly [what: string, message: unknown, refusal: RefusalName][] = [
  ["no words", { text: "" }, "messageEmpty"],
  ["nothing at all", {}, "messageEmpty"],
  ["2,000 characters", { text: long(LIMITS.text) }, "tooLong"],
  ["words and an attachment", { text: "Hi", ...image("https://x.test/a.png") }, "textAndAttachment"],
  ["a long metadata", { text: "Hi", metadata: long(LIMITS.metadata) }, "tooLong"],
  ["fourteen quick replies", { text: "?", quick_replies: many(LIMITS.quickReplies, reply) }, "tooMany"],
  ["a long quick reply", { text: "?", quick_replies: [{ ...reply, title: long(LIMITS.quickReplyTitle) }] }, "tooLong"],
  [
    "a quick reply's long payload",
    { text: "?", quick_replies: [{ ...reply, payload: long(LIMITS.quickReplyPayload) }] },
    "tooLong",
  ],
  ["a quick reply without payload", { text: "?", quick_replies: [{ content_type: "text", title: "Yes" }] }, "required"],
  ["a location quick reply", { text: "?", quick_replies: [{ content_type: "location" }] }, "unknownValue"],
  ["an unknown template", template({ template_type: "list" }), "unknownValue"],
  ["a long button text", buttons({ text: long(LIMITS.buttonTemplateText) }), "tooLong"],
  ["no button", buttons({ buttons: [] }), "tooFew"],
  ["four buttons", buttons({ buttons: many(LIMITS.buttons, button) }), "tooMany"],
  ["a long button", buttons({ buttons: [{ ...button, title: long(LIMITS.buttonTitle) }] }), "tooLong"],
  ["a button's long payload", buttons({ buttons: [{ ...button, payload: long(LIMITS.buttonPayload) }] }), "tooLong"],
  ["an unknown button", buttons({ buttons: [{ ...button, type: "element_share" }] }), "unknownValue"],
  ["no card", template({ template_type: "generic", elements: [] }), "tooFew"],
  [
    "eleven cards",
    template({ template_type: "generic", elements: many(LIMITS.elements, { title: "a", subtitle: "b" }) }),
    "tooMany",
  ],
  ["a card's long title", generic({ title: long(LIMITS.elementTitle), subtitle: "b" }), "tooLong"],
  ["a card's long subtitle", generic({ title: "a", subtitle: long(LIMITS.elementSubtitle) }), "tooLong"],
  ["a card with a title only", generic({ title: "a" }), "elementBare"],
  ["a card with four buttons", generic({ title: "a", buttons: many(LIMITS.buttons, button) }), "tooMany"],
  ["a card's picture over http", generic({ title: "a", image_url: "http://x.test/a.png" }), "urlUnfit"],
  ["a receipt without its number", receipt({ order_number: undefined }), "required"],
  ["a receipt without a name", receipt({ recipient_name: "" }), "required"],
  ["a receipt without a currency", receipt({ currency: undefined }), "required"],
  ["a receipt without payment", receipt({ payment_method: undefined }), "required"],
  ["a receipt without a total", receipt({ summary: {} }), "required"],
  ["a receipt with 101 items", receipt({ elements: many(LIMITS.receiptItems, { title: "a", price: 1 }) }), "tooMany"],
  ["an item without a price", receipt({ elements: [{ title: "a" }] }), "required"],
  ["half an address", receipt({ address: { street_1: "Main Street 1" } }), "required"],
  ["a grid of one picture", imageGrid({ images: [{ url: "https://x.test/a.png" }] }), "tooFew"],
  [
    "a grid with two heroes",
    imageGrid({ images: many({ max: 1 }, { url: "https://x.test/a.png", is_hero_image: true }) }),
    "valueUnfit",
  ],
  ["a grid's picture that calls", imageGrid({ images: gridOf({ type: "phone_number" }) }), "unknownValue"],
  ["a grid's button that calls", imageGrid({ buttons: [{ ...button, type: "phone_number" }] }), "unknownValue"],
  ["a short question", feedback({}, { title: "How?" }), "valueUnfit"],
  ["feedback without privacy", feedback({ business_privacy: undefined }), "required"],
  ["a sticker that is no number", { sticker_id: "thumb" }, "wrongType"],
  ["media over http", image("http://x.test/a.png"), "urlUnfit"],
  ["media without address", { attachment: { type: "image", payload: {} } }, "required"],
  ["an unknown upload", { attachment: { type: "image", payload: { attachment_id: "1" } } }, "attachmentUnknown"],
  ["an unknown attachment", { attachment: { type: "location", payload: {} } }, "unknownValue"],
  [
    "31 images",
    { attachments: many(LIMITS.images, { type: "image", payload: { url: "https://x.test/a.png" } }) },
    "tooMany",
  ],
];

const ACCEPTED: readonly [what: string, message: unknown][] = [
  ["1,999 characters", { text: "x".repeat(LIMITS.text.max) }],
  ["a media template", mediaTemplate(1)],
  ["a coupon", coupon({})],
  ["a question for feedback", feedback({})],
  ["a grid whose pictures do something", imageGrid({ images: gridOf({ type: "postback", payload: "A", text: "A" }) })],
  ["products", products(2)],
  ["a one-time request", oneTime()],
  ["a sticker", { sticker_id: 369239263222822 }],
  ["two pictures", { attachments: many({ max: 1 }, { type: "image", payload: { url: "https://x.test/a.png" } }) }],
  [
    "a phone number and an address to tap",
    { text: "?", quick_replies: [{ content_type: "user_phone_number" }, { content_type: "user_email" }] },
  ],
  ["13 quick replies", { text: "?", quick_replies: Array.from({ length: LIMITS.quickReplies.max }, () => reply) }],
  ["buttons", buttons({})],
  ["a carousel", generic({ title: "a", subtitle: "b", buttons: [button] })],
  ["a picture of this laptop's own", image("http://127.0.0.1:8787/a.png")],
  ["a receipt", receipt({})],
];

const wrote = () => {
  const simulation = simulated();
  simulation.meta.says(ANA, "Hi");
  return simulation;
};
let it = wrote();
beforeEach(() => {
  it = wrote();
});

function expectRefusal(answer: Awaited<ReturnType<typeof it.send>>, name: RefusalName): void {
  const row = REFUSALS[name];
  expect(answer.json.error).toMatchObject({ type: row.type, code: row.code, fbtrace_id: expect.any(String) });
  expect(answer.json.error?.error_subcode).toBe("subcode" in row ? row.subcode : undefined);
  expect(answer.status).toBe(row.status);
}

describe("a message is refused", () => {
  test.each(REFUSED)("with %s", async (_, message, refusal) => {
    expectRefusal(await it.send(message), refusal);
    expect(it.meta.said(ANA)).toEqual([]);
  });

  test.each([
    ["a purpose that Meta does not know", { messaging_type: "PROMOTION" }, "messagingTypeInvalid"],
    ["a tag's purpose without a tag", { messaging_type: "MESSAGE_TAG" }, "tagMissing"],
    ["a dead tag", { messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE" }, "tagDead"],
    ["an unknown tag", { messaging_type: "MESSAGE_TAG", tag: "NEWS" }, "tagUnknown"],
    ["the feedback tag on plain words", { messaging_type: "MESSAGE_TAG", tag: "CUSTOMER_FEEDBACK" }, "tagMisused"],
    ["a utility message without its template", { messaging_type: "UTILITY" }, "utilityWithoutTemplate"],
    ["somebody unknown", { recipient: { id: "1" } }, "recipientUnknown"],
    ["nobody", { recipient: undefined }, "recipientMissing"],
    ["an action beside it", { sender_action: "typing_on" }, "messageAndAction"],
  ] as const)("with %s", async (_, rest, refusal) => {
    expectRefusal(await it.send({ text: "Hi" }, rest), refusal);
  });

  test("when the order number was used before", async () => {
    expect((await it.send(receipt({}))).status).toBe(200);
    expectRefusal(await it.send(receipt({})), "orderNumberUsed");
  });

  test("24 hours after the person's last word, but for 7 days not to a human", async () => {
    it.clock.now += 24 * 3_600_000 + 1;
    expectRefusal(await it.send({ text: "Hi" }), "windowClosed");
    expect((await it.send({ text: "Hi" }, { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" })).status).toBe(200);
    it.clock.now += 6 * 24 * 3_600_000;
    expectRefusal(await it.send({ text: "Hi" }, { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" }), "windowClosed");
    const utility = { template: { name: "order_shipped", language: { code: "en" } } };
    expect((await it.send(utility, { messaging_type: "UTILITY" })).status).toBe(200);
  });

  test("to somebody who never wrote", async () => {
    const { psid } = it.meta.joins();
    expectRefusal(await it.send({ text: "Hi" }, { recipient: { id: psid } }), "windowClosed");
  });

  test("when the file cannot be fetched, or is too large", async () => {
    for (const [found, refusal] of [
      ["unreachable", "mediaUnreachable"],
      ["too large", "mediaTooLarge"],
    ] as const) {
      it = simulated({ fetches: async () => found });
      it.meta.says(ANA, "Hi");
      expectRefusal(await it.send(image("https://x.test/a.png")), refusal);
    }
  });
});

test.each(ACCEPTED)("a message is accepted with %s", async (_, message) => {
  const { status, json } = await it.send(message);
  expect(status).toBe(200);
  expect(json).toEqual({ recipient_id: ANA, message_id: it.meta.said(ANA)[0]?.id });
});

describe("a call is refused", () => {
  test("without the Page's token", async () => {
    expectRefusal(await it.call("/me", undefined, { token: "other" }), "tokenInvalid");
  });

  test("without a proof, with a wrong one, and with one that is too old", async () => {
    expectRefusal(await it.call("/me", undefined, { proof: "" }), "proofMissing");
    expectRefusal(await it.call("/me", undefined, { proof: hmac(TOKEN, "other") }), "proofInvalid");
    const seconds = Math.floor(it.clock.now / 1000);
    const at = (time: number) => it.call(`/me?appsecret_time=${time}`, undefined, { proof: hmac(`${TOKEN}|${time}`) });
    expect((await at(seconds - 299)).status).toBe(200);
    expectRefusal(await at(seconds - 301), "proofExpired");
  });

  test("with the proof in the body it is fine", async () => {
    const body = { recipient: { id: ANA }, sender_action: "typing_on", appsecret_proof: hmac(TOKEN) };
    expect((await it.call("/me/messages", body, { proof: "" })).json).toEqual({ recipient_id: ANA });
  });

  test("on a path that Meta does not have", async () => {
    expectRefusal(await it.call("/me/mesages", {}), "pathUnknown");
    expectRefusal(await it.call("/me/messages/more", {}), "pathUnknown");
  });

  test("about somebody whom the Page does not know", async () => {
    expectRefusal(await it.call("/1"), "objectUnknown");
    expectRefusal(await it.call(`/${it.meta.joins().psid}`), "profileUnavailable");
    expectRefusal(await it.call(`/${ANA}?fields=birthday`), "fieldUnknown");
  });

  test("while another app has the conversation", async () => {
    await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: "263902037430900" });
    expectRefusal(await it.send({ text: "Hi" }), "otherAppControls");
    expectRefusal(
      await it.call("/me/messages", { recipient: { id: ANA }, sender_action: "typing_on" }),
      "otherAppControls",
    );
  });

  test("that passes with more than fits", async () => {
    const pass = { recipient: { id: ANA }, target_app_id: "263902037430900", metadata: long(LIMITS.passMetadata) };
    expectRefusal(await it.call("/me/pass_thread_control", pass), "tooLong");
    expect(it.meta.person(ANA).owner).toBe("bot");
  });

  test("that passes to an app that is not there", async () => {
    expectRefusal(
      await it.call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: "7" }),
      "appUnknown",
    );
  });
});
