import { expect, test } from "vitest";
import type { Limit } from "../../src/channels/adapt/limit.ts";
import { LIMITS, WINDOW } from "../../src/channels/messenger/limits.ts";
import * as sample from "./samples.ts";
import { type Answer, DAY, INBOX, long, many, wrote } from "./samples.ts";
import { ANA, APP } from "./simulated.ts";

/** Asks for something of this size, number or age in a world of its own. */
type Maker = (size: number) => Promise<Pick<Answer, "status">>;

const says = (message: unknown, rest?: Record<string, unknown>) => wrote().send(message, rest);
const sets = (profile: unknown) => wrote().call("/me/messenger_profile", profile);
const fetched = (type: string) => (size: number) => wrote({ fetches: async () => size }).send(sample.media(type));

/** The last of so many calls at the same moment. */
const times = async (count: number, call: (it: sample.Simulation) => Promise<Answer>): Promise<Answer> => {
  const it = wrote();
  let last = await call(it);
  for (let done = 1; done < count; done++) last = await call(it);
  return last;
};

/** For each limit a request at any size. A row that cannot be tried here stands in UNTRIED with its reason. */
const MAKERS: Readonly<Record<string, Maker>> = {
  text: (size) => says({ text: long(size) }),
  metadata: (size) => says({ text: "Hi", metadata: long(size) }),
  quickReplies: (size) => says({ text: "?", quick_replies: many(size, sample.reply) }),
  quickReplyTitle: (size) => says({ text: "?", quick_replies: [{ ...sample.reply, title: long(size) }] }),
  quickReplyPayload: (size) => says({ text: "?", quick_replies: [{ ...sample.reply, payload: long(size) }] }),
  buttonTitle: (size) => says(sample.buttons({ buttons: [{ ...sample.button, title: long(size) }] })),
  buttonPayload: (size) => says(sample.buttons({ buttons: [{ ...sample.button, payload: long(size) }] })),
  buttonTemplateText: (size) => says(sample.buttons({ text: long(size) })),
  buttons: (size) => says(sample.buttons({ buttons: many(size, sample.button) })),
  elements: (size) => says(sample.template({ template_type: "generic", elements: many(size, sample.card) })),
  elementTitle: (size) => says(sample.generic({ title: long(size) })),
  elementSubtitle: (size) => says(sample.generic({ subtitle: long(size) })),
  products: (size) => says(sample.products(size)),
  receiptItems: (size) => says(sample.receipt({ elements: many(size, { title: "a", price: 1 }) })),
  imageBytes: fetched("image"),
  attachmentBytes: fetched("video"),
  images: (size) => says({ attachments: many(size, sample.picture) }),
  mediaElements: (size) => says(sample.mediaTemplate(size)),
  couponTitle: (size) => says(sample.coupon({ title: long(size) })),
  couponSubtitle: (size) => says(sample.coupon({ subtitle: long(size) })),
  feedbackTitle: (size) => says(sample.feedback({ title: long(size) })),
  feedbackSubtitle: (size) => says(sample.feedback({ subtitle: long(size) })),
  feedbackButton: (size) => says(sample.feedback({ button_title: long(size) })),
  feedbackScreens: (size) => says(sample.feedback({ feedback_screens: many(size, { questions: [sample.question] }) })),
  feedbackQuestions: (size) =>
    says(sample.feedback({ feedback_screens: [{ questions: many(size, sample.question) }] })),
  feedbackQuestionId: (size) => says(sample.feedback({}, { id: long(size) })),
  feedbackQuestion: (size) => says(sample.feedback({}, { title: long(size) })),
  feedbackPlaceholder: (size) =>
    says(sample.feedback({}, { follow_up: { type: "free_form", placeholder: long(size) } })),
  feedbackExpiry: (size) => says(sample.feedback({ expires_in_days: size / DAY })),
  gridElements: (size) => says(sample.imageGrid({}, size)),
  gridImages: (size) => says(sample.imageGrid({ images: many(size, { url: "https://x.test/a.png" }) })),
  gridTitle: (size) => says(sample.imageGrid({ title: long(size) })),
  gridSubtitle: (size) => says(sample.imageGrid({ subtitle: long(size) })),
  oneTimeTitle: (size) => says(sample.oneTime({ title: long(size) })),
  utilityName: (size) => wrote().call("/me/message_templates", sample.draft({ name: long(size) })),
  templateName: (size) => wrote().call("/me/message_templates", sample.draft({ name: long(size) })),
  moderatedPeople(size) {
    const it = wrote();
    const user_ids = Array.from({ length: size }, () => ({ id: it.meta.joins().psid }));
    return it.call("/me/moderate_conversations", { user_ids, actions: ["block_user"] });
  },
  utilityButtons: (size) =>
    wrote().call(
      "/me/message_templates",
      sample.draft({
        components: [
          { type: "BODY", text: "Your order is on its way." },
          { type: "BUTTONS", buttons: many(size, { type: "POSTBACK", text: "Where is it?" }) },
        ],
      }),
    ),
  menuItems: (size) => sets(sample.profile.menu(many(size, sample.item))),
  menuTitle: (size) => sets(sample.profile.menu([{ ...sample.item, title: long(size) }])),
  menuPayload: (size) => sets(sample.profile.menu([{ ...sample.item, payload: long(size) }])),
  commands: (size) => sets(sample.profile.commands(many(size, sample.command))),
  commandName: (size) => sets(sample.profile.commands([{ ...sample.command, name: long(size) }])),
  commandDescription: (size) => sets(sample.profile.commands([{ ...sample.command, description: long(size) }])),
  iceBreakers: (size) => sets(sample.profile.iceBreakers(many(size, sample.iceBreaker))),
  iceBreakerQuestion: (size) => sets(sample.profile.iceBreakers([{ ...sample.iceBreaker, question: long(size) }])),
  iceBreakerPayload: (size) => sets(sample.profile.iceBreakers([{ ...sample.iceBreaker, payload: long(size) }])),
  greeting: (size) => sets({ greeting: [{ locale: "default", text: long(size) }] }),
  whitelistedDomains: (size) => sets({ whitelisted_domains: many(size, "https://shop.test") }),
  getStartedPayload: (size) => sets({ get_started: { payload: long(size) } }),
  profileCalls: (size) => times(size, (it) => it.call("/me/messenger_profile", { get_started: { payload: "START" } })),
  batchParts: (size) => wrote().call("/", { batch: many(size, { method: "GET", relative_url: "me" }) }),
  messageRate: (size) => times(size, (it) => it.send({ text: "Hi" })),
  mediaRate: (size) => times(size, (it) => it.send(sample.media("audio"))),
  async attachmentAge(age) {
    const it = wrote();
    const { attachment_id } = (await it.call("/me/message_attachments", { message: sample.media("image") })).json;
    it.clock.now += age;
    it.meta.says(ANA, "Again");
    return it.send({ attachment: { type: "image", payload: { attachment_id } } });
  },
  async tagReach(age) {
    const it = wrote();
    it.clock.now = (it.meta.person(ANA).actedAt ?? 0) + age;
    return it.send({ text: "Hi" }, sample.tagged("HUMAN_AGENT"));
  },
  async privateReplyReach(age) {
    const it = wrote();
    const comment_id = it.meta.comments("How much?");
    it.clock.now += age;
    return it.send({ text: "Ten" }, { recipient: { comment_id } });
  },
  async controlLapse(age) {
    const it = wrote();
    it.clock.now += age;
    const { data } = (await it.call(`/me/thread_owner?recipient=${ANA}`)).json as { data: unknown[] };
    return { status: data.length === 1 ? 200 : 400 };
  },
  controlExtension: (duration) =>
    wrote().call("/me/extend_thread_control", { recipient: { id: ANA }, duration: duration / 1000 }),
  url: (size) => says(sample.media("image", `https://x.test/${long(size - "https://x.test/".length)}`)),
  passMetadata: (size) =>
    wrote().call("/me/pass_thread_control", { recipient: { id: ANA }, target_app_id: INBOX, metadata: long(size) }),
};

/** Rows that say nothing about a request to Meta, each with its reason. */
const UNTRIED: Readonly<Record<string, string>> = {
  instantReply: "nothing is asked of Meta: it is how soon Meta answers in the Page's place",
};

const ROWS = Object.entries(LIMITS as Readonly<Record<string, Limit>>);

test("every limit is tried, or says why not", () => {
  expect(ROWS.map(([name]) => name).filter((name) => !(name in MAKERS) && !(name in UNTRIED))).toEqual([]);
});

test.each(ROWS.filter(([name]) => name in MAKERS))(
  "%s: the limit itself is fine, one more is not",
  async (name, { max }) => {
    const make = MAKERS[name];
    expect((await make?.(max))?.status).toBe(200);
    expect((await make?.(max + 1))?.status).toBe(400);
  },
);

test("a rate has room again when its time is over", async () => {
  const it = wrote();
  for (let sent = 0; sent < LIMITS.messageRate.max; sent++) await it.send({ text: "Hi" });
  expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 613 });
  it.clock.now += 1000;
  expect((await it.send({ text: "Hi" })).status).toBe(200);
});

test("the window is open for 24 hours, and not a millisecond longer", async () => {
  const it = wrote();
  it.clock.now = (it.meta.person(ANA).actedAt ?? 0) + WINDOW.max;
  expect((await it.send({ text: "Hi" })).status).toBe(200);
  it.clock.now++;
  expect((await it.send({ text: "Hi" })).json.error).toMatchObject({ code: 10, error_subcode: 2018278 });
});

test("an extended conversation stays, and one with words in it too", async () => {
  const it = wrote();
  const owner = async () => (await it.call(`/me/thread_owner?recipient=${ANA}`)).json["data"];
  await it.call("/me/extend_thread_control", { recipient: { id: ANA }, duration: 3 * 24 * 3600 });
  it.clock.now += 3 * DAY;
  expect(await owner()).toMatchObject([{ thread_owner: { app_id: APP } }]);
  it.clock.now++;
  expect(await owner()).toEqual([]);
  it.meta.says(ANA, "Hi");
  it.clock.now += DAY;
  it.meta.says(ANA, "Still here");
  it.clock.now += DAY;
  expect(await owner()).toMatchObject([{ thread_owner: { app_id: APP } }]);
});
