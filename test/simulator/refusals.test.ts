import { expect, test } from "vitest";
import { REFUSALS, type RefusalName } from "../../simulator/core/refusals.ts";
import { taken } from "../support/legacy-uses.ts";
import * as sample from "./samples.ts";
import { type Answer, DAY, INBOX, many, type Simulation, UTILITY, wrote } from "./samples.ts";
import { ANA, hmac, simulated, TOKEN } from "./simulated.ts";

type Message = Readonly<Record<string, unknown>>;
type Provoke = (it: Simulation) => Promise<Answer>;

const says =
  (message: unknown, rest: Message = {}): Provoke =>
  (it) =>
    it.send(message, rest);
const calls =
  (path: string, body?: unknown, method?: string): Provoke =>
  (it) =>
    it.call(path, body, method === undefined ? {} : { method });
const acts = (rest: Message): Provoke => calls("/me/messages", { recipient: { id: ANA }, ...rest });
const toAna = { recipient: { id: ANA } };
const fails = (found: "unreachable" | "too large" | "timeout", type: string): Provoke => {
  return () => wrote({ fetches: async () => found }).send(sample.media(type));
};
/** Does the first of them so that the last is refused. */
const after =
  (...steps: readonly Provoke[]): Provoke =>
  async (it) => {
    let answer: Answer | undefined;
    for (const step of steps) answer = await step(it);
    if (answer === undefined) throw new Error("There are no steps.");
    return answer;
  };
const reviewed: Provoke = calls("/me/message_templates", sample.draft());
const passes: Provoke = calls("/me/pass_thread_control", { ...toAna, target_app_id: INBOX });

/** For each refusal of the table a call that meets it. */
const PROVOKED: Readonly<Record<RefusalName, Provoke>> = {
  pathUnknown: calls("/me/mesages", {}),
  objectUnknown: calls("/1"),
  tokenInvalid: (it) => it.call("/me", undefined, { token: "other" }),
  proofMissing: (it) => it.call("/me", undefined, { proof: "" }),
  proofInvalid: (it) => it.call("/me", undefined, { proof: hmac(TOKEN, "other") }),
  proofExpired: (it) => {
    const time = Math.floor(it.clock.now / 1000) - 301;
    return it.call(`/me?appsecret_time=${time}`, undefined, { proof: hmac(`${TOKEN}|${time}`) });
  },
  bodyUnreadable: calls("/me/messages", ["a list"]),
  fieldUnknown: calls(`/${ANA}?fields=birthday`),
  fieldForbidden: () => wrote({ permissions: ["pages_messaging"] }).call(`/${ANA}?fields=first_name,gender`),
  profileUnavailable: (it) => it.call(`/${it.meta.joins().psid}`),

  recipientMissing: says({ text: "Hi" }, { recipient: undefined }),
  recipientUnknown: says({ text: "Hi" }, { recipient: { id: "1" } }),
  messageAndAction: says({ text: "Hi" }, { sender_action: "typing_on" }),
  messageMissing: acts({}),
  messageEmpty: says({ text: " " }),
  textAndAttachment: says({ text: "Hi", ...sample.media("image") }),
  messagingTypeInvalid: says({ text: "Hi" }, { messaging_type: "PROMOTION" }),
  tagMissing: says({ text: "Hi" }, { messaging_type: "MESSAGE_TAG" }),
  tagUnknown: says({ text: "Hi" }, sample.tagged("NEWS")),
  tagDead: says({ text: "Hi" }, sample.tagged("ACCOUNT_UPDATE")),
  tagMisused: says({ text: "Hi" }, sample.tagged("CUSTOMER_FEEDBACK")),
  utilityWithoutTemplate: says({ text: "Hi" }, UTILITY),
  actionUnknown: acts({ sender_action: "dance" }),
  reactionInvalid: acts({ sender_action: "react", payload: {} }),
  messageUnknown: says({ text: "Hi" }, { reply_to: { mid: "m_unknown" } }),

  tooLong: says({ text: sample.long(2000) }),
  tooMany: says({ text: "?", quick_replies: many(14, sample.reply) }),
  tooFew: says(sample.buttons({ buttons: [] })),
  required: says(sample.receipt({ currency: undefined })),
  wrongType: says({ text: "?", quick_replies: "Yes" }),
  unknownValue: says({ text: "Hi" }, { notification_type: "LOUD" }),
  elementBare: says(sample.template({ template_type: "generic", elements: [{ title: "a" }] })),
  orderNumberUsed: after(says(sample.receipt({})), says(sample.receipt({}))),
  urlUnfit: says(sample.media("image", "http://x.test/a.png")),
  attachmentUnknown: says({ attachment: { type: "image", payload: { attachment_id: "1" } } }),
  mediaUnreachable: fails("unreachable", "image"),
  mediaTooLarge: fails("too large", "image"),
  videoTimeout: fails("timeout", "video"),
  attachmentMismatch: async (it) => {
    const { attachment_id } = (await it.call("/me/message_attachments", { message: sample.media("image") })).json;
    return it.send({ attachment: { type: "audio", payload: { attachment_id } } });
  },
  mediaTemplateUnfit: says(sample.mediaTemplate(1, { url: "https://x.test/a.png" })),
  couponWithoutCode: says(sample.coupon({ coupon_code: undefined })),
  couponCodeUnfit: says(sample.coupon({ coupon_code: "TEN OFF" })),
  valueUnfit: says(sample.feedback({ expires_in_days: 0 })),
  personaUnknown: says({ text: "Hi" }, { persona_id: "1" }),
  personaActs: acts({ sender_action: "mark_seen", persona_id: "1" }),
  messageDeleted: (it) => {
    const mid = it.meta.says(ANA, "Never mind");
    it.meta.deletes(ANA, mid);
    return it.send({ text: "What?" }, { reply_to: { mid } });
  },

  windowClosed: (it) => {
    it.clock.now += DAY + 1;
    return it.send({ text: "Hi" });
  },
  otherAppControls: after(passes, says({ text: "Hi" })),
  appUnknown: calls("/me/pass_thread_control", { ...toAna, target_app_id: "7" }),
  takeBlocked: async () => {
    const it = wrote({ defaultApp: false });
    return after(passes, calls("/me/take_thread_control", toAna))(it);
  },
  requestPointless: () => wrote({ defaultApp: false }).call("/me/request_thread_control", toAna),
  extensionUnfit: calls("/me/extend_thread_control", { ...toAna, duration: 0 }),

  permissionMissing: () => wrote({ permissions: [] }).send({ text: "Hi" }),
  featureMissing: () => wrote({ permissions: ["pages_messaging"] }).send({ text: "Hi" }, sample.tagged("HUMAN_AGENT")),
  policyBlocked: (it) => {
    it.meta.blocksPage("spam");
    return it.send({ text: "Hi" });
  },
  personUnavailable: (it) => {
    it.meta.blocks(ANA);
    return it.send({ text: "Hi" });
  },

  pageRate: () => wrote({ rates: { messages: 0 } }).send({ text: "Hi" }),
  appRate: () => wrote({ rates: { app: 0 } }).call("/me"),
  businessRate: () => wrote({ rates: { conversations: 0 } }).call("/me/conversations?platform=messenger"),

  menuWithoutGetStarted: calls("/me/messenger_profile", { persistent_menu: sample.menu([sample.item]) }),
  menuNested: calls("/me/messenger_profile", sample.profile.menu([{ type: "nested", title: "More" }])),
  localeMissing: calls("/me/messenger_profile", { greeting: [{ locale: "nl_NL", text: "Hallo" }] }),
  commandSlash: calls("/me/messenger_profile", sample.profile.commands([{ ...sample.command, name: "/help" }])),

  templateUnknown: () => wrote({ templates: [] }).send(sample.filled([]), UTILITY),
  templateNotApproved: async (it) => {
    const components = [{ type: "BODY", text: "A special offer, only for you and only today." }];
    await it.call("/me/message_templates", sample.draft({ components }));
    return it.send(sample.filled([]), UTILITY);
  },
  templateParameters: after(reviewed, says(sample.filled([]), UTILITY)),
  templateButton: after(
    reviewed,
    says(sample.filled([sample.parameter], { taps: [{ type: "POSTBACK", payload: "X" }] }), UTILITY),
  ),
  templateNameUnfit: calls("/me/message_templates", sample.draft({ name: "Order shipped" })),
  templateExists: after(reviewed, reviewed),
  tokenUsed: says({ text: "Hi" }, { recipient: { one_time_notif_token: "used" } }),

  privateReplyUsed: async (it) => {
    const to = { recipient: { comment_id: it.meta.comments("How much?") } };
    await it.send({ text: "Ten" }, to);
    return it.send({ text: "Or nine" }, to);
  },
  privateReplyExpired: async (it) => {
    const to = { recipient: { comment_id: it.meta.comments("How much?") } };
    it.clock.now += 7 * DAY + 1;
    return it.send({ text: "Ten" }, to);
  },
  commentUnknown: says({ text: "Ten" }, { recipient: { comment_id: "1_2" } }),

  legacyUse: async (it) => {
    const answer = await it.call("/?ids=1,2");
    taken(); // on purpose
    return answer;
  },

  batchReference: async (it) => {
    const { json } = await it.call("/", { batch: [{ method: "GET", relative_url: "{result=first:$.id}" }] });
    const [part] = json as unknown as [{ code: number; body: string }];
    return { status: part.code, json: JSON.parse(part.body) as Answer["json"] };
  },
  debugForbidden: (it) => it.call(`/debug_token?input_token=${TOKEN}`, undefined, { token: "other" }),
};

const literal = (text: string): string => text.replace(/[^\w\s]/g, "\\$&");

/** A row's sentence with anything in its gaps, so that no row is mistaken for another with the same code. */
const sentence = (message: string): RegExp =>
  new RegExp(
    `^${message
      .split(/\{\d\}/)
      .map(literal)
      .join(".*")}$`,
    "s",
  );

test.each(Object.entries(PROVOKED))("%s", async (name, provoke) => {
  const row = REFUSALS[name as RefusalName];
  const answer = await provoke(wrote());
  expect(answer.json.error).toMatchObject({ type: row.type, code: row.code, fbtrace_id: expect.any(String) });
  expect(answer.json.error?.error_subcode).toBe("subcode" in row ? row.subcode : undefined);
  expect(answer.json.error?.message).toMatch(sentence(row.message));
  expect(answer.json.error?.message).not.toMatch(/\{\d\}/);
  expect(answer.status).toBe(row.status);
});

test("somebody who never wrote cannot be written to", async () => {
  const it = simulated();
  expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 10, error_subcode: 2018278 });
});
