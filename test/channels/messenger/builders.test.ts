import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { checkMessage as metaChecks } from "../../../simulator/core/rules.ts";
import type { Limit } from "../../../src/channels/adapt/limit.ts";
import {
  accountLink,
  accountUnlink,
  coupon,
  type FeedbackSpec,
  feedback,
  type GridImage,
  imageGrid,
  mediaCard,
  native,
  products,
  sticker,
} from "../../../src/channels/messenger/builders.ts";
import * as module from "../../../src/channels/messenger/index.ts";
import { LIMITS } from "../../../src/channels/messenger/limits.ts";
import * as kit from "../../../src/kit/index.ts";
import {
  askEmail,
  askPhone,
  audio,
  buttons,
  call,
  card,
  carousel,
  file,
  image,
  images,
  link,
  list,
  location,
  quick,
  receipt,
  request,
  text,
  utility,
  video,
  withImage,
} from "../../../src/kit/say.ts";
import type { Action, Content, ReplyAction } from "../../../src/model/content.ts";
import { ContentError, type ContentErrorCode, type Rendering } from "../../../src/model/rendering.ts";
import { render } from "../../support/render.ts";

const x = (length: number) => "x".repeat(length);
const base = "https://bot.test";
const photo = "https://cdn.test/a.jpg";
const reply = (title = "Buy", payload = "BUY_WATCH"): ReplyAction => ({ type: "reply", title, payload });
const postback = (title = "Buy", payload = "BUY_WATCH") => ({ type: "postback", title, payload });
const urls = (n: number) => Array.from({ length: n }, (_, i) => `${photo}?${i}`);
const shots = (n: number) =>
  urls(n).map((image) => ({ image })) as unknown as readonly [GridImage, GridImage, ...GridImage[]];
const asked = { title: "How was it?", text: "One question.", button: "Rate it", id: "q_1", privacy: "/privacy" };
const csat = (more: object = {}) => feedback({ ...asked, kind: "csat", ...more } as FeedbackSpec);

const messages = (content: Content) => render(content, { base }).parts.map(({ message }) => message);
const template = (type: string, fields: object) => ({
  attachment: { type: "template", payload: { template_type: type, ...fields } },
});
const picture = (url: string) => ({ type: "image", payload: { url } });

describe("what Messenger gets", () => {
  it.each<[string, Content, object[]]>([
    [
      "a picture with buttons",
      mediaCard({ kind: "image", id: "77" }, reply(), link("Open", "/p/1", { webview: "tall" }), accountUnlink()),
      [
        template("media", {
          elements: [
            {
              media_type: "image",
              attachment_id: "77",
              buttons: [
                postback(),
                { type: "web_url", title: "Open", url: `${base}/p/1`, webview_height_ratio: "tall" },
                { type: "account_unlink" },
              ],
            },
          ],
        }),
      ],
    ],
    [
      "a film of Facebook's",
      mediaCard({ kind: "video", url: "https://www.facebook.com/shop/videos/1" }),
      [template("media", { elements: [{ media_type: "video", url: "https://www.facebook.com/shop/videos/1" }] })],
    ],
    ["several pictures", images("/a.jpg", photo), [{ attachments: [picture(`${base}/a.jpg`), picture(photo)] }]],
    ["one picture", images(photo), [{ attachment: { type: "image", payload: { url: photo, is_reusable: true } } }]],
    ["a sticker", sticker("369239263222822"), [{ sticker_id: "369239263222822" }]],
    [
      "buttons for an account",
      buttons("Sign in?", accountLink("/login"), accountUnlink()),
      [
        template("button", {
          text: "Sign in?",
          buttons: [{ type: "account_link", url: `${base}/login` }, { type: "account_unlink" }],
        }),
      ],
    ],
    [
      "a page that covers half of the chat",
      card({ title: "Watch", url: "/p/WATCH", webview: "compact" }),
      [
        template("generic", {
          elements: [
            {
              title: "Watch",
              default_action: { type: "web_url", url: `${base}/p/WATCH`, webview_height_ratio: "compact" },
            },
          ],
        }),
      ],
    ],
    [
      "what Messenger fills in, at its place",
      quick("How can we reach you?", reply("Not at all", "NO"), askPhone(), reply("Later", "LATER"), askEmail()),
      [
        {
          text: "How can we reach you?",
          quick_replies: [
            { content_type: "text", title: "Not at all", payload: "NO" },
            { content_type: "user_phone_number" },
            { content_type: "text", title: "Later", payload: "LATER" },
            { content_type: "user_email" },
          ],
        },
      ],
    ],
    [
      "what Messenger fills in, alone and below a link",
      quick("Your number?", link("Why?", "/why"), askPhone()),
      [{ text: `Your number?\nWhy?: ${base}/why`, quick_replies: [{ content_type: "user_phone_number" }] }],
    ],
    [
      "a coupon",
      coupon({
        title: "10% off",
        text: "Until Friday",
        before: "For you:",
        code: "TEN",
        url: "/shop",
        button: "Shop",
        image: "/c.jpg",
        payload: "C1",
      }),
      [
        template("coupon", {
          title: "10% off",
          subtitle: "Until Friday",
          coupon_pre_message: "For you:",
          coupon_code: "TEN",
          coupon_url: `${base}/shop`,
          coupon_url_button_title: "Shop",
          image_url: `${base}/c.jpg`,
          payload: "C1",
        }),
      ],
    ],
    [
      "a question about how it was",
      csat({ question: "How was the soup?", scale: "five_emojis", followUp: "Tell us more", days: 3 }),
      [
        template("customer_feedback", {
          title: "How was it?",
          subtitle: "One question.",
          button_title: "Rate it",
          feedback_screens: [
            {
              questions: [
                {
                  id: "q_1",
                  type: "csat",
                  title: "How was the soup?",
                  score_option: "five_emojis",
                  follow_up: { type: "free_form", placeholder: "Tell us more" },
                },
              ],
            },
          ],
          business_privacy: { url: `${base}/privacy` },
          expires_in_days: 3,
        }),
      ],
    ],
    [
      "a grid of pictures",
      imageGrid({
        title: "New",
        text: "This week",
        images: [
          { image: "/a.jpg", hero: true, url: "/p/a" },
          { image: photo, tap: reply("Tell me of B", "B") },
        ],
        actions: [reply()],
      }),
      [
        template("image_grid", {
          elements: [
            {
              title: "New",
              subtitle: "This week",
              images: [
                { url: `${base}/a.jpg`, is_hero_image: true, action: { type: "web_url", url: `${base}/p/a` } },
                { url: photo, action: { type: "postback", payload: "B", text: "Tell me of B" } },
              ],
              buttons: [postback()],
            },
          ],
        }),
      ],
    ],
    ["products", products("11", "12"), [template("product", { elements: [{ id: "11" }, { id: "12" }] })]],
    [
      "a template with numbered values, a header and buttons",
      utility("order_shipped", ["1001", "Ana"], {
        language: "nl",
        header: ["Order"],
        buttons: [reply("Track", "TRACK_1001"), "1001"],
      }),
      [
        {
          template: {
            name: "order_shipped",
            language: { code: "nl" },
            components: [
              { type: "header", parameters: [{ type: "text", text: "Order" }] },
              {
                type: "body",
                parameters: [
                  { type: "text", text: "1001" },
                  { type: "text", text: "Ana" },
                ],
              },
              {
                type: "buttons",
                parameters: [
                  { type: "POSTBACK", payload: "TRACK_1001" },
                  { type: "URL", url: "1001" },
                ],
              },
            ],
          },
        },
      ],
    ],
    [
      "JSON with actions, paths, and a field of tomorrow",
      native({
        attachment: { type: "template", payload: { template_type: "button", text: "Well?", buttons: [reply()] } },
        quick_replies: [reply("Later", "LATER"), askEmail()],
        mood: "blue",
      }),
      [
        {
          ...template("button", { text: "Well?", buttons: [postback()] }),
          quick_replies: [{ content_type: "text", title: "Later", payload: "LATER" }, { content_type: "user_email" }],
          mood: "blue",
        },
      ],
    ],
    [
      "a button of tomorrow, and fields that are not given",
      native({
        text: "",
        attachments: null,
        attachment: { type: "template", payload: { template_type: "button", text: "a", buttons: [{ type: "dance" }] } },
      }),
      [{ text: "", attachments: null, ...template("button", { text: "a", buttons: [{ type: "dance" }] }) }],
    ],
    ["a template of tomorrow", native(template("hologram", { depth: 3 })), [template("hologram", { depth: 3 })]],
  ])("%s", (_, content, sent) => {
    expect(messages(content)).toEqual(sent);
  });

  it("is named as the platform names it", () => {
    const said = [images("/a", "/b"), sticker("1"), coupon({ title: "a", code: "b" }), native({ text: "a" })];
    expect(said.flatMap((content) => render(content, { base }).parts.map(({ kind }) => kind))).toEqual([
      "images",
      "sticker",
      "template.coupon",
      "text",
    ]);
    expect(render(native({ template: { name: "back" } })).parts[0]).toMatchObject({ kind: "utility", approved: true });
  });

  it("can be answered by typing, whoever wrote the JSON", () => {
    const { offers } = render(
      native({
        ...template("generic", { elements: [{ title: "a", buttons: [postback("Old", "OLD"), reply("New", "NEW")] }] }),
        quick_replies: [{ content_type: "text", title: "Later", payload: "LATER" }],
      }),
    );
    expect(offers).toEqual([
      { title: "Old", payload: "OLD" },
      { title: "New", payload: "NEW" },
      { title: "Later", payload: "LATER" },
    ]);
  });

  it("31 pictures are two messages, with a warning", () => {
    const { parts, warnings, lossy } = render(images(...urls(LIMITS.images.max + 1)));
    expect(parts.map(({ message }) => (message["attachments"] as unknown[]).length)).toEqual([30, 1]);
    expect(warnings).toMatchObject([
      { code: "images_split", field: "images", detail: expect.stringContaining("31 > 30") },
    ]);
    expect(lossy).toBe(false);
  });

  it("14 options of which two are asked for become numbers, and these stay", () => {
    const options = Array.from({ length: 12 }, (_, i) => reply(`Option ${i}`, `O${i}`));
    const { parts } = render(quick("Which?", askPhone(), ...options, askEmail()));
    expect(parts).toHaveLength(1);
    expect(parts[0]?.message).toMatchObject({
      text: expect.stringContaining("12. Option 11"),
      quick_replies: [{ content_type: "user_phone_number" }, { content_type: "user_email" }],
    });
  });
});

const generic = (element: object) => native(template("generic", { elements: [element] }));
const grid = (element: object) => native(template("image_grid", { elements: [element] }));
const typed = (payload: unknown) => native(payload as Readonly<Record<string, unknown>>);

describe("what is refused", () => {
  it.each<[string, Content, ContentErrorCode, string, string]>([
    [
      "a fourth button",
      mediaCard({ kind: "image", id: "1" }, ...Array(4).fill(reply())),
      "too_many_options",
      "media.elements[0].buttons",
      "4 > 3",
    ],
    [
      "a title that is cut elsewhere",
      mediaCard({ kind: "image", id: "1" }, reply(x(21))),
      "content_too_long",
      "media.elements[0].buttons[0].title",
      "21 > 20",
    ],
    [
      "a long payload",
      mediaCard({ kind: "image", id: "1" }, reply("A", x(1001))),
      "content_too_long",
      "media.elements[0].buttons[0].payload",
      "1001 > 1000",
    ],
    [
      "a picture of elsewhere",
      mediaCard({ kind: "image", url: photo }),
      "invalid_content",
      "media.elements[0].url",
      "facebook.com",
    ],
    [
      "a host that looks like Facebook's",
      mediaCard({ kind: "image", url: "https://notfacebook.com/a" }),
      "invalid_content",
      "media.elements[0].url",
      "facebook.com",
    ],
    ["no pictures", images(), "invalid_content", "images", "at least one"],
    [
      "a film among pictures",
      {
        type: "images",
        images: [
          { kind: "video", url: photo },
          { kind: "image", url: photo },
        ],
      },
      "content_not_supported",
      "images[0]",
      "pictures",
    ],
    ["pictures over http", images(photo, "http://cdn.test/b.jpg"), "invalid_content", "images[1].url", "https:"],
    ["a coupon's title", coupon({ title: x(81), code: "A" }), "content_too_long", "coupon.title", "81 > 80"],
    [
      "a coupon's text",
      coupon({ title: "A", text: x(81), code: "A" }),
      "content_too_long",
      "coupon.subtitle",
      "81 > 80",
    ],
    [
      "a code with a space",
      coupon({ title: "A", code: "TEN OFF" }),
      "invalid_content",
      "coupon.coupon_code",
      "without spaces",
    ],
    ["a coupon of nothing", native(template("coupon", { title: "A" })), "invalid_content", "coupon", "coupon_code"],
    ["feedback: title", csat({ title: x(66) }), "content_too_long", "customer_feedback.title", "66 > 65"],
    ["feedback: text", csat({ text: x(81) }), "content_too_long", "customer_feedback.subtitle", "81 > 80"],
    ["feedback: button", csat({ button: x(21) }), "content_too_long", "customer_feedback.button_title", "21 > 20"],
    [
      "feedback: long question",
      csat({ question: x(86) }),
      "content_too_long",
      "customer_feedback.feedback_screens[0].questions[0].title",
      "86 > 85",
    ],
    [
      "feedback: short question",
      csat({ question: "Why?" }),
      "invalid_content",
      "customer_feedback.feedback_screens[0].questions[0].title",
      "5 is the least",
    ],
    [
      "feedback: id",
      csat({ id: "a b" }),
      "invalid_content",
      "customer_feedback.feedback_screens[0].questions[0].id",
      "letters",
    ],
    [
      "feedback: long id",
      csat({ id: x(81) }),
      "content_too_long",
      "customer_feedback.feedback_screens[0].questions[0].id",
      "81 > 80",
    ],
    [
      "feedback: placeholder",
      csat({ followUp: x(66) }),
      "content_too_long",
      "customer_feedback.feedback_screens[0].questions[0].follow_up.placeholder",
      "66 > 65",
    ],
    [
      "feedback: a scale of another kind",
      feedback({ ...asked, kind: "nps", scale: "five_stars" } as FeedbackSpec),
      "invalid_content",
      "customer_feedback.feedback_screens[0].questions[0].score_option",
      "zero_to_ten",
    ],
    ["feedback: eight days", csat({ days: 8 }), "invalid_content", "customer_feedback.expires_in_days", "from 1 to 7"],
    [
      "a grid of one",
      imageGrid({ images: shots(1) }),
      "invalid_content",
      "image_grid.elements[0].images",
      "2 is the least",
    ],
    ["a grid of seven", imageGrid({ images: shots(7) }), "too_many_options", "image_grid.elements[0].images", "7 > 6"],
    [
      "two heroes",
      grid({ images: urls(2).map((url) => ({ url, is_hero_image: true })) }),
      "invalid_content",
      "image_grid.elements[0].images",
      "heroes",
    ],
    [
      "a grid's title",
      imageGrid({ images: shots(2), title: x(46) }),
      "content_too_long",
      "image_grid.elements[0].title",
      "46 > 45",
    ],
    [
      "a grid's text",
      imageGrid({ images: shots(2), text: x(81) }),
      "content_too_long",
      "image_grid.elements[0].subtitle",
      "81 > 80",
    ],
    [
      "a call on a grid",
      grid({ images: urls(2).map((url) => ({ url })), buttons: [call("Call", "+31201234567")] }),
      "invalid_content",
      "image_grid.elements[0].buttons[0].type",
      "web_url, postback",
    ],
    ["eleven products", products("1", ...Array(10).fill("2")), "too_many_options", "product.elements", "11 > 10"],
    [
      "an account link that is a line of text",
      buttons("?", accountLink("/a"), ...Array.from({ length: 3 }, (_, i) => reply(`${i}`))),
      "content_not_supported",
      "options[0]",
      "button only",
    ],
    [
      "a button of another channel's own",
      buttons("?", { ...accountUnlink(), channel: "whatsapp" } as unknown as Action),
      "content_not_supported",
      "options[0].channel",
      "not messenger",
    ],
    ["an account link to nowhere", buttons("?", accountLink(" ")), "invalid_content", "options[0].url", "is empty"],
    ["the same asked twice", quick("?", askPhone(), askPhone()), "invalid_content", "options", "twice"],
    [
      "a template's fourth button",
      utility("a", {}, { buttons: ["1", "2", "3", "4"] }),
      "too_many_options",
      "template.buttons",
      "4 > 3",
    ],
    ["a template's empty value", utility("a", { order: " " }), "invalid_content", "template.variables.order", "empty"],
    ["a sticker without an id", native({ sticker_id: "cat" }), "invalid_content", "sticker_id", "digits"],
    ["half a day", csat({ days: 1.5 }), "invalid_content", "customer_feedback.expires_in_days", "whole number"],
    ["nothing", native({}), "invalid_content", "payload", "has none of"],
    [
      "text and attachment",
      native({ text: "a", attachment: { type: "image", payload: { url: photo } } }),
      "invalid_content",
      "payload",
      "text and attachment",
    ],
    ["metadata of one's own", native({ text: "a", metadata: "mine" }), "invalid_content", "metadata", "Leave it out"],
    ["a long text", native({ text: x(2000) }), "content_too_long", "text", "2000 > 1999"],
    ["a number for a text", native({ text: 1 }), "invalid_content", "text", "is not text"],
    [
      "an unknown attachment",
      native({ attachment: { type: "hologram", payload: {} } }),
      "invalid_content",
      "attachment.type",
      "is none of image",
    ],
    [
      "a file without an address",
      native({ attachment: { type: "file", payload: {} } }),
      "invalid_content",
      "attachment.payload",
      "neither attachment_id nor url",
    ],
    [
      "media over http",
      native({ attachment: { type: "video", payload: { url: "http://cdn.test/a.mp4" } } }),
      "invalid_content",
      "attachment.payload.url",
      "https:",
    ],
    ["31 pictures", native({ attachments: urls(31).map(picture) }), "too_many_options", "attachments", "31 > 30"],
    [
      "14 quick replies",
      native({ text: "a", quick_replies: Array(14).fill(reply()) }),
      "too_many_options",
      "quick_replies",
      "14 > 13",
    ],
    [
      "a quick reply of old",
      native({ text: "a", quick_replies: [{ content_type: "location" }] }),
      "invalid_content",
      "quick_replies[0].content_type",
      "user_email",
    ],
    [
      "a long title of one",
      native({ text: "a", quick_replies: [{ content_type: "text", title: x(21), payload: "A" }] }),
      "content_too_long",
      "quick_replies[0].title",
      "21 > 20",
    ],
    [
      "a link as a quick reply",
      native({ text: "a", quick_replies: [link("A", photo)] }),
      "invalid_content",
      "quick_replies[0].content_type",
      "text",
    ],
    [
      "quick replies that are no list",
      native({ text: "a", quick_replies: {} }),
      "invalid_content",
      "quick_replies",
      "not a list",
    ],
    ["a bare element", generic({ title: "A" }), "invalid_content", "generic.elements[0]", "nothing but a title"],
    [
      "a bad address of a page",
      generic({ title: "A", default_action: { type: "web_url", url: "nowhere" } }),
      "invalid_content",
      "generic.elements[0].default_action.url",
      "not a URL",
    ],
    [
      "a page of another size",
      generic({ title: "A", default_action: { type: "web_url", url: photo, webview_height_ratio: "huge" } }),
      "invalid_content",
      "generic.elements[0].default_action.webview_height_ratio",
      "is none of compact, tall, full",
    ],
    [
      "a text over buttons",
      native(template("button", { text: x(641), buttons: [reply()] })),
      "content_too_long",
      "button.text",
      "641 > 640",
    ],
    [
      "no buttons",
      native(template("button", { text: "A", buttons: [] })),
      "invalid_content",
      "button.buttons",
      "1 is the least",
    ],
    [
      "eleven elements",
      native(template("generic", { elements: Array(11).fill({ title: "A", subtitle: "B" }) })),
      "too_many_options",
      "generic.elements",
      "11 > 10",
    ],
    [
      "a receipt without a total",
      native(
        template("receipt", {
          recipient_name: "A",
          order_number: "1",
          currency: "USD",
          payment_method: "Visa",
          summary: {},
        }),
      ),
      "invalid_content",
      "receipt.summary.total_cost",
      "not a number",
    ],
    [
      "a one-time request's title",
      native(template("one_time_notif_req", { title: x(66), payload: "A" })),
      "content_too_long",
      "one_time_notif_req.title",
      "66 > 65",
    ],
    [
      "a template without a type",
      native({ attachment: { type: "template", payload: {} } }),
      "invalid_content",
      "attachment.payload.template_type",
      "none of button",
    ],
    ["a utility template's name", native({ template: { name: "Order" } }), "invalid_content", "template.name", "a-z"],
    ["a list for an attachment", typed({ attachment: [] }), "invalid_content", "attachment", "not an object"],
  ])("%s", (_, content, code, field, says) => {
    const error = refusalOf(content);
    expect([error?.code, error?.field]).toEqual([code, field]);
    expect(error?.message).toContain(says);
  });
});

function refusalOf(content: Content): ContentError | undefined {
  try {
    render(content, { base });
  } catch (error) {
    if (error instanceof ContentError) return error;
    throw error;
  }
  return undefined;
}

// What follows holds whatever a builder is given.

/** Text that is often exactly as long as the limit, or one longer. */
const near = (max: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }) },
    { weight: 2, arbitrary: fc.constantFrom(max - 1, max, max + 1).map(x) },
  );
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const address = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("/a.jpg", photo) },
  { weight: 1, arbitrary: fc.constant("http://cdn.test/a.jpg") },
);
const anyReply = fc.record({ title: near(20), payload: near(1000) }).map(({ title, payload }) => reply(title, payload));
const pictured = fc.tuple(anyReply, address).map(([one, url]) => withImage(one, url));
const webview = fc.constantFrom("compact" as const, "tall" as const, "full" as const);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  anyReply,
  fc.tuple(near(20), address, webview).map(([title, url, webview]) => link(title, url, { webview })),
  near(20).map((title) => call(title, "+31201234567")),
  address.map(accountLink),
  fc.constant(accountUnlink()),
);
const some = <T>(one: fc.Arbitrary<T>, max: number) => fc.array(one, { maxLength: max + 1 });
/** Without the keys that are undefined. */
const given = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .record(model)
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, one]) => one !== undefined)) as unknown);

const anyCard = given({
  title: near(80),
  text: maybe(near(80)),
  image: maybe(address),
  url: maybe(address),
  webview: maybe(webview),
  actions: maybe(some(anyAction, 3)),
}) as fc.Arbitrary<Parameters<typeof card>[0]>;
const line = given({ title: near(80), price: fc.integer({ min: 0, max: 99 }), quantity: maybe(fc.nat({ max: 3 })) });
const shot = fc.oneof(
  given({ image: address, hero: fc.constantFrom(...Array(9).fill(undefined), true), url: maybe(address) }),
  given({ image: address, tap: anyReply }),
);

const BUILDERS: Record<string, fc.Arbitrary<Content>> = {
  text: near(LIMITS.text.max).map(text),
  quick: fc
    .tuple(near(1999), some(fc.oneof(anyAction, pictured, fc.constantFrom(askPhone(), askEmail())), 13))
    .map(([words, options]) => quick(words, ...options)),
  buttons: fc.tuple(near(640), some(anyAction, 3)).map(([words, options]) => buttons(words, ...options)),
  card: anyCard.map(card),
  carousel: fc.array(anyCard, { minLength: 1, maxLength: 11 }).map((cards) => carousel(...cards)),
  image: fc.tuple(address, maybe(near(1999))).map(([url, caption]) => image(url, caption)),
  video: address.map((url) => video(url)),
  audio: fc
    .oneof(
      address,
      near(20).map((id) => ({ id })),
    )
    .map((source) => audio(source)),
  file: fc.tuple(address, maybe(near(1999))).map(([url, caption]) => file(url, caption)),
  images: some(address, 30).map((all) => images(...all)),
  sticker: fc.oneof(fc.nat().map(String), near(20)).map(sticker),
  list: fc
    .tuple(near(1999), some(given({ title: near(80), payload: near(1000), description: maybe(near(80)) }), 13))
    .map(([words, rows]) => list(words, { rows: rows as { title: string; payload: string }[] })),
  location: fc
    .tuple(fc.double({ min: -91, max: 91 }), fc.double({ min: -180, max: 180 }), near(80))
    .map(([latitude, longitude, name]) => location(latitude, longitude, name)),
  receipt: fc.tuple(some(line, 100), fc.constantFrom("USD", "usd")).map(([lines, currency]) =>
    receipt({
      to: "Ana",
      order: "1",
      currency,
      paidWith: "Visa",
      lines: lines as { title: string; price: number }[],
    }),
  ),
  request: fc
    .tuple(fc.constantFrom("phone" as const, "email" as const, "location" as const), near(1999))
    .map(([what, words]) => request(what, words)),
  utility: fc
    .tuple(
      fc.constantFrom("order_shipped", "Order"),
      fc.oneof(fc.dictionary(fc.constantFrom("order", "link"), near(80)), some(near(80), 3)),
      given({ header: maybe(some(near(60), 1)), buttons: maybe(some(fc.oneof(anyReply, near(80)), 3)) }),
    )
    .map(([name, values, options]) => utility(name, values, options as Parameters<typeof utility>[2])),
  mediaCard: fc
    .tuple(
      fc.constantFrom(
        { kind: "image", id: "77" } as const,
        { kind: "video", url: "https://facebook.com/a/videos/1" } as const,
        { kind: "image", url: photo } as const,
      ),
      some(anyAction, 3),
    )
    .map(([media, actions]) => mediaCard(media, ...actions)),
  coupon: given({
    title: near(80),
    text: maybe(near(80)),
    before: maybe(near(80)),
    code: maybe(fc.constantFrom("TEN", "TEN OFF")),
    url: maybe(address),
    button: maybe(near(20)),
    image: maybe(address),
    payload: maybe(near(1000)),
  }).map((spec) => coupon(spec as Parameters<typeof coupon>[0])),
  feedback: given({
    title: near(65),
    text: near(80),
    button: near(20),
    id: fc.oneof(fc.constant("q_1"), near(80)),
    kind: fc.constantFrom("csat", "nps", "ces", "free_form"),
    scale: maybe(fc.constantFrom("five_stars", "one_to_five", "zero_to_ten")),
    question: maybe(near(85)),
    followUp: maybe(near(65)),
    privacy: address,
    days: maybe(fc.integer({ min: 0, max: 8 })),
  }).map((spec) => feedback(spec as unknown as FeedbackSpec)),
  imageGrid: given({
    images: fc.array(shot, { minLength: 1, maxLength: 7 }),
    title: maybe(near(45)),
    text: maybe(near(80)),
    actions: maybe(some(anyReply, 3)),
  }).map((spec) => imageGrid(spec as unknown as Parameters<typeof imageGrid>[0])),
  products: fc
    .array(near(20), { minLength: 1, maxLength: 11 })
    .map(([first = "", ...others]) => products(first, ...others)),
};

/** What a bot imports that makes no message by itself. `native` is what all the others are compared with. */
const NO_BUILDERS = [
  ...["GET_STARTED", "MediaError", "META_HOSTS", "PAGE_FIELDS", "REJECTIONS", "fetchAttachment", "messenger"],
  ...["GraphError", "action", "createBot", "logging", "shape", "signal", "native"],
  ...["choice", "confirm", "date", "email", "number", "payload", "phone", "picture", "place", "time", "when"],
  ...["daysAfter", "english", "french", "german", "portuguese", "spanish"],
  ...["accountLink", "accountUnlink", "askEmail", "askPhone", "call", "link", "withImage"],
];

test("every builder that a bot can import is tried", () => {
  expect([...Object.keys(BUILDERS), ...NO_BUILDERS].toSorted()).toEqual(Object.keys({ ...kit, ...module }).toSorted());
});

test.each(Object.entries(BUILDERS))(
  "%s: what is accepted is accepted by the simulated Meta, and as JSON of one's own",
  (_, content) => {
    let accepted = 0;
    fc.assert(
      fc.property(content, (said) => {
        if (refusalOf(said) !== undefined) return;
        accepted++;
        const { parts }: Rendering = render(said, { base });
        for (const { message, kind } of parts) {
          expect(metaChecks(message)).toBeUndefined();
          // The same checks pass what the renderer made, and change nothing.
          expect(render(native(message), { adaptation: "strict" }).parts).toMatchObject([{ kind, message }]);
        }
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(10);
  },
);

const rows = (count: number) => Array.from({ length: count }, (_, i) => reply(`${i}`, `P${i}`));
const cards = (count: number) => Array.from({ length: count }, (_, i) => ({ title: `${i}`, text: "b" }));
const spec = { to: "Ana", order: "1", currency: "USD", paidWith: "Visa" };

/** An address of that length. */
const at = (size: number) => `${base}/${x(size - base.length - 1)}`;

/** Each builder at any size, and the limit that it has there. */
const SIZED: readonly (readonly [what: string, limit: Limit, at: (size: number) => Content])[] = [
  ["text", LIMITS.text, (n) => text(x(n))],
  ["quick: words", LIMITS.text, (n) => quick(x(n), reply())],
  ["quick: options", LIMITS.quickReplies, (n) => quick("?", ...rows(n))],
  ["quick: a title", LIMITS.quickReplyTitle, (n) => quick("?", reply(x(n)))],
  ["quick: a payload", LIMITS.quickReplyPayload, (n) => quick("?", reply("A", x(n)))],
  ["buttons: words", LIMITS.buttonTemplateText, (n) => buttons(x(n), reply())],
  ["buttons: options", LIMITS.buttons, (n) => buttons("?", ...rows(n))],
  ["buttons: a title", LIMITS.buttonTitle, (n) => buttons("?", reply(x(n)))],
  ["buttons: a payload", LIMITS.buttonPayload, (n) => buttons("?", reply("A", x(n)))],
  ["quick: a picture's address", LIMITS.url, (n) => quick("?", withImage(reply(), at(n)))],
  ["buttons: an address", LIMITS.url, (n) => buttons("?", link("A", at(n)))],
  ["buttons: the address of a login", LIMITS.url, (n) => buttons("?", accountLink(at(n)))],
  ["card: a title", LIMITS.elementTitle, (n) => card({ title: x(n), text: "b" })],
  ["card: a text", LIMITS.elementSubtitle, (n) => card({ title: "a", text: x(n) })],
  ["card: buttons", LIMITS.buttons, (n) => card({ title: "a", actions: rows(n) })],
  ["card: an address", LIMITS.url, (n) => card({ title: "a", url: at(n) })],
  ["card: a picture's address", LIMITS.url, (n) => card({ title: "a", image: at(n) })],
  ["carousel: cards", LIMITS.elements, (n) => carousel(...cards(n))],
  ["carousel: a title", LIMITS.elementTitle, (n) => carousel({ title: x(n), text: "b" }, { title: "c", text: "d" })],
  ["carousel: buttons", LIMITS.buttons, (n) => carousel({ title: "a", actions: rows(n) }, { title: "c", text: "d" })],
  ["image: an address", LIMITS.url, (n) => image(at(n))],
  ["video: an address", LIMITS.url, (n) => video(at(n))],
  ["audio: an address", LIMITS.url, (n) => audio(at(n))],
  ["file: an address", LIMITS.url, (n) => file(at(n))],
  ["images", LIMITS.images, (n) => images(...urls(n))],
  ["images: an address", LIMITS.url, (n) => images(photo, at(n))],
  ["request: words", LIMITS.text, (n) => request("phone", x(n))],
  ["receipt: lines", LIMITS.receiptItems, (n) => receipt({ ...spec, lines: Array(n).fill({ title: "a", price: 1 }) })],
  ["receipt: an address", LIMITS.url, (n) => receipt({ ...spec, url: at(n), lines: [{ title: "a", price: 1 }] })],
  ["utility: buttons", LIMITS.utilityButtons, (n) => utility("a", {}, { buttons: Array(n).fill("1") })],
  ["utility: a name", LIMITS.utilityName, (n) => utility(x(n), {})],
  ["mediaCard: buttons", LIMITS.buttons, (n) => mediaCard({ kind: "image", id: "7" }, ...rows(n))],
  ["mediaCard: a title", LIMITS.buttonTitle, (n) => mediaCard({ kind: "image", id: "7" }, reply(x(n)))],
  ["mediaCard: a payload", LIMITS.buttonPayload, (n) => mediaCard({ kind: "image", id: "7" }, reply("A", x(n)))],
  ["coupon: an address", LIMITS.url, (n) => coupon({ title: "A", url: at(n) })],
  ["coupon: a title", LIMITS.couponTitle, (n) => coupon({ title: x(n), code: "A" })],
  ["coupon: a text", LIMITS.couponSubtitle, (n) => coupon({ title: "A", text: x(n), code: "A" })],
  ["feedback: a title", LIMITS.feedbackTitle, (n) => csat({ title: x(n) })],
  ["feedback: a text", LIMITS.feedbackSubtitle, (n) => csat({ text: x(n) })],
  ["feedback: a button", LIMITS.feedbackButton, (n) => csat({ button: x(n) })],
  ["feedback: an id", LIMITS.feedbackQuestionId, (n) => csat({ id: x(n) })],
  ["feedback: a question", LIMITS.feedbackQuestion, (n) => csat({ question: x(n) })],
  ["feedback: a placeholder", LIMITS.feedbackPlaceholder, (n) => csat({ followUp: x(n) })],
  ["feedback: days", { ...LIMITS.feedbackExpiry, max: 7 }, (n) => csat({ days: n })],
  ["imageGrid: pictures", LIMITS.gridImages, (n) => imageGrid({ images: shots(n) })],
  ["imageGrid: buttons", LIMITS.buttons, (n) => imageGrid({ images: shots(2), actions: rows(n) })],
  ["imageGrid: a title", LIMITS.gridTitle, (n) => imageGrid({ images: shots(2), title: x(n) })],
  ["imageGrid: a text", LIMITS.gridSubtitle, (n) => imageGrid({ images: shots(2), text: x(n) })],
  ["products", LIMITS.products, (n) => products("1", ...Array<string>(n - 1).fill("2"))],
];

test("every builder that something can be too long for is tried", () => {
  // A sticker is an id; a list and a location are always said in another form.
  const tried = [...new Set(SIZED.map(([what]) => what.split(":")[0] ?? "")), "sticker", "list", "location"];
  expect(tried.toSorted()).toEqual(Object.keys(BUILDERS).toSorted());
});

test.each(SIZED)(
  "%s: the most is taken as it is, and one more is refused or said in another form",
  (_, { max }, at) => {
    const said = (size: number, adaptation: "strict" | "best_effort") => {
      try {
        return render(at(size), { base, adaptation });
      } catch (error) {
        return error;
      }
    };
    const most = said(max, "strict") as Rendering;
    expect(most).toMatchObject({ warnings: [], parts: [{}] });
    expect(metaChecks(most.parts[0]?.message ?? {})).toBeUndefined();
    const over = said(max + 1, "strict");
    expect(over).toBeInstanceOf(ContentError);
    expect(String(over)).toContain(`${max}`);
    const adapted = said(max + 1, "best_effort");
    if (adapted instanceof ContentError) return;
    expect((adapted as Rendering).warnings).not.toEqual([]);
    for (const { message } of (adapted as Rendering).parts) expect(metaChecks(message)).toBeUndefined();
  },
);
