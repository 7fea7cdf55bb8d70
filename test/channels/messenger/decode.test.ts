import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../../../src/channels/messenger/receive/decode.ts";
import { type EventKind, type Inbound, kindName } from "../../../src/model/events.ts";
import * as deliveries from "./deliveries.ts";
import { BOT_APP, EARLIER, ENTRY_AT, INBOX_APP, MID, PAGE, PERSON, SENT_AT, SENT_SECOND } from "./deliveries.ts";

const NOW = SENT_AT + 1055;
const DAY = 86_400_000;
const BIKE = "6120447712330981";
const LIKE = "369239263222822";

type Fixture = Exclude<
  keyof typeof deliveries,
  "PAGE" | "PERSON" | "BOT_APP" | "INBOX_APP" | "MID" | "EARLIER" | Times
>;
type Times = "SENT_AT" | "SENT_SECOND" | "ENTRY_AT";

/** What a fixture is decoded into: the event, and the rest where it is not the usual. */
type Expected = { kind: EventKind; id?: string } & Record<string, unknown>;

const message = (fields: object): Expected => ({ kind: "message", id: MID, mid: MID, attachments: [], ...fields });
const echo = (fields: object): Expected => ({ kind: "echo", id: `echo:${MID}`, mid: MID, attachments: [], ...fields });
const own = (name: string, data: object, fields: object = {}): Expected => ({
  ...{ kind: "platform", channel: "messenger", name, data },
  ...fields,
});
const tap = (fields: object): Expected => ({ kind: "tap", id: `postback:${MID}`, source: "postback", ...fields });

const FIXTURES: Record<Fixture, Expected> = {
  text: message({ text: "Heeft u de blauwe fiets nog? 🚲" }),
  textWithEntities: message({ text: "see you at 9" }),
  replyTo: message({ text: "That one", replyTo: EARLIER }),
  quickReply: {
    kind: "tap",
    id: MID,
    source: "quick_reply",
    mid: MID,
    title: "Pick up in Utrecht",
    payload: "pickup:utrecht",
    replyTo: EARLIER,
  },
  emailReply: {
    kind: "tap",
    id: MID,
    source: "quick_reply",
    mid: MID,
    title: "noor@example.org",
    payload: "noor@example.org",
    filled: true,
  },
  commands: message({ text: "/order where is my parcel", commands: ["order", "help"] }),
  firstAfterCheckbox: message({
    text: "Where is my order?",
    prior: { source: "checkbox_plugin", identifier: "checkbox-5521" },
  }),
  tapAfterCheckbox: {
    ...{ kind: "tap", id: MID, source: "quick_reply", mid: MID, title: "Where is it?", payload: "where" },
    prior: { source: "checkbox_plugin", identifier: "checkbox-5521" },
  },
  messageFromAd: message({
    text: "Is this still for sale?",
    referral: {
      ref: "autumn-sale",
      adId: "120213884770150266",
      source: "ADS",
      type: "OPEN_THREAD",
      ad: {
        ad_title: "Autumn sale",
        photo_url: "https://scontent.example/ad.jpg",
        post_id: "998877665544332",
        flow_id: "55667788",
      },
    },
  }),
  messageFromShop: message({ text: "Does it come in green?", referral: { product: BIKE } }),
  image: message({ attachments: [{ type: "image", url: "https://scontent.example/photo.jpg?oh=00_AfB" }] }),
  severalFiles: message({
    text: "Three things",
    attachments: [
      { type: "video", url: "https://video.example/v.mp4" },
      { type: "audio", url: "https://cdn.example/voice.mp4" },
      { type: "file", url: "https://cdn.example/invoice.pdf" },
    ],
  }),
  reel: message({
    attachments: [{ type: "reel", url: "/reel/921830047712", title: "Repair day", id: "921830047712" }],
  }),
  instagramReel: message({ attachments: [{ type: "ig_reel", url: "https://lookaside.example/ig", title: "A ride" }] }),
  post: message({
    attachments: [{ type: "post", url: "https://www.example/post", title: "We moved", id: "812230019923847" }],
  }),
  instagramPost: message({
    attachments: [{ type: "ig_post", url: "https://www.example/p/1", id: "18023345511220" }],
  }),
  linkPreview: message({
    text: "This is the one: https://shop.example/bike",
    link: { url: "https://l.example/?u=shop", title: "The blue bike" },
  }),
  oldLinkPreview: message({
    text: "https://shop.example/bike",
    link: { url: "https://shop.example/bike", title: "The blue bike" },
  }),
  sharedLink: message({ attachments: [{ type: "fallback", url: "https://shop.example/sale", title: "Sale" }] }),
  unsupportedShare: message({ attachments: [{ type: "fallback" }] }),
  unsupportedMessage: message({ attachments: [{ type: "unsupported" }] }),
  unsupportedAttachment: message({ attachments: [{ type: "unsupported" }] }),
  like: message({
    attachments: [{ type: "sticker", stickerId: LIKE, emoji: "👍", url: "https://scontent.example/like.png" }],
  }),
  stickerTwice: message({
    attachments: [{ type: "sticker", stickerId: LIKE, emoji: "👍", url: "https://scontent.example/like.png" }],
  }),
  stickerAsImage: message({
    attachments: [{ type: "sticker", stickerId: "1747081105", url: "https://scontent.example/cat.png" }],
  }),
  product: message({
    attachments: [
      {
        type: "product",
        products: [
          {
            id: BIKE,
            retailerId: "bike-blue-54",
            imageUrl: "https://scontent.example/bike.jpg",
            title: "Blue bike, 54 cm",
            subtitle: "€ 449.00",
          },
          { id: "6120447712331", title: "Bell" },
        ],
      },
    ],
  }),
  inboundTemplate: message({ attachments: [{ type: "template", title: "Shared card", url: "" }] }),
  appointment: message({
    attachments: [
      {
        type: "appointment_booking",
        bookingId: "9920338471",
        status: "confirmed",
        start: (SENT_SECOND + 772_800) * 1000,
        end: (SENT_SECOND + 776_400) * 1000,
        timezone: "Europe/Amsterdam",
      },
    ],
  }),
  location: message({
    attachments: [
      {
        type: "location",
        latitude: 52.0907,
        longitude: 5.1214,
        title: "Noor's Location",
        url: "https://maps.example/?q=52.0907,5.1214",
      },
    ],
  }),
  locationInWords: message({ attachments: [{ type: "location", latitude: -33.86, longitude: 151.2 }] }),
  locationWithoutPlace: message({ attachments: [{ type: "other", name: "location" }] }),
  futureAttachment: message({
    attachments: [{ type: "other", name: "hologram", url: "https://cdn.example/h.holo" }],
  }),
  deleted: { kind: "deleted", id: `deleted:${MID}`, mid: MID },
  emptyMessage: { kind: "unknown", keys: ["message"], raw: rawItem(deliveries.emptyMessage), byPerson: true, mid: MID },

  echoText: echo({ appId: BOT_APP, metadata: "part-01JD2", text: "We have two left." }),
  echoImage: echo({ appId: BOT_APP, attachments: [{ type: "image", url: "https://scontent.example/out.jpg" }] }),
  echoTemplate: echo({ appId: BOT_APP, attachments: [{ type: "template" }] }),
  echoFallback: echo({
    appId: BOT_APP,
    text: "https://shop.example",
    attachments: [{ type: "fallback", title: "Our shop", url: "https://shop.example/" }],
  }),
  echoReply: echo({ appId: INBOX_APP, text: "Yes, this one", replyTo: EARLIER }),
  echoMediaOnStandby: echo({
    appId: INBOX_APP,
    attachments: [{ type: "template", title: "", url: "https://www.example/commerce/update/" }],
    standby: true,
  }),
  echoToUserRef: echo({ text: "Thank you for your order", person: "user_ref:checkbox-5521" }),
  deletedByPage: { kind: "deleted", id: `deleted:${MID}`, mid: MID },
  unmarkedEcho: echo({ text: "From the Page" }),

  postback: tap({ mid: MID, title: "Opening hours", payload: "hours" }),
  getStarted: tap({
    mid: MID,
    title: "Get Started",
    payload: "GET_STARTED",
    start: true,
    referral: {
      ref: "poster-3",
      source: "SHORTLINK",
      type: "OPEN_THREAD",
      refererUri: "https://shop.example/contact",
    },
  }),
  startOfAnotherBot: tap({ mid: MID, title: "Get Started", payload: "start" }),
  postbackWithoutMid: { kind: "tap", source: "postback", title: "Opening hours", payload: "hours" },
  postbackOnStandby: tap({ mid: MID, title: "Opening hours", standby: true }),
  postbackAsChange: tap({
    mid: MID,
    title: "Opening hours",
    payload: "hours",
    at: SENT_SECOND * 1000,
    person: "user_ref:checkbox-5521",
  }),

  edit: { kind: "edit", id: `edit:${MID}:2`, mid: MID, text: "Two blue bikes, please", edits: 2 },
  reaction: {
    kind: "reaction",
    id: `reaction:${MID}:react:cc13ee6f:${SENT_AT}`,
    mid: MID,
    action: "react",
    reaction: "love",
    emoji: "❤",
  },
  otherReaction: {
    kind: "reaction",
    id: `reaction:${MID}:react:d9298a10:${SENT_AT}`,
    mid: MID,
    action: "react",
    reaction: "other",
  },
  unreact: { kind: "reaction", id: `reaction:${MID}:unreact::${SENT_AT}`, mid: MID, action: "unreact" },
  receipt: { kind: "receipt", status: "delivered", watermark: SENT_AT - 1345 },
  receiptWithoutMids: { kind: "receipt", status: "delivered", watermark: SENT_AT - 1345 },
  read: { kind: "receipt", status: "read", watermark: SENT_AT - 845 },
  readByMid: { kind: "receipt", status: "read", mid: MID },
  readOnStandby: { kind: "receipt", status: "read", watermark: SENT_AT - 845, standby: true },
  textOnStandby: message({ text: "Can a human help me?", standby: true }),

  referralByLink: {
    kind: "referral",
    referral: { ref: "newsletter-11", source: "SHORTLINK", type: "OPEN_THREAD" },
  },
  referralByAd: {
    kind: "referral",
    referral: {
      ref: "autumn-sale",
      adId: "120213884770150",
      source: "ADS",
      type: "OPEN_THREAD",
      ad: { ad_title: "Autumn sale", product_id: BIKE },
    },
  },
  optinToMessages: own("optin", {
    type: "notification_messages",
    payload: "weekly-news",
    token: "7719028833410092",
    status: "STOP NOTIFICATIONS",
    title: "News from the shop",
  }),
  optinOnce: own("optin", { type: "one_time_notif_req", payload: "back-in-stock", token: "5530918827364455" }),
  optinByPlugin: own("optin", { type: "plugin", ref: "product-page" }),
  optinByUserRef: own(
    "optin",
    {
      type: "plugin",
      ref: "checkout",
      userRef: "checkbox-5521",
    },
    { person: "user_ref:checkbox-5521" },
  ),

  linked: own("linking", { status: "linked", authorizationCode: "auth-7731" }),
  unlinked: own("linking", { status: "unlinked" }),
  passControl: { kind: "control", action: "pass", from: null, to: BOT_APP, metadata: "done" },
  passControlInWords: { kind: "control", action: "pass", from: null, to: BOT_APP },
  takeControl: { kind: "control", action: "take", from: BOT_APP, to: INBOX_APP, metadata: "taken over" },
  requestControl: { kind: "control", action: "request", to: BOT_APP, metadata: "please" },
  roles: own(
    "roles",
    {
      roles: { [BOT_APP]: ["primary_receiver"], [INBOX_APP]: ["secondary_receiver"] },
    },
    { person: null },
  ),
  blocked: {
    kind: "policy",
    action: "block",
    reason: "The bot sent too many promotional messages.",
    person: null,
  },
  warned: {
    kind: "policy",
    action: "warning",
    reason: "The bot sends too many promotional messages.",
    person: null,
  },
  unblocked: { kind: "policy", action: "unblock", person: null },

  feedback: own("feedback", {
    answers: [
      { screen: "0", question: "service", type: "csat", value: "4", followUp: "Quick answer" },
      { screen: "0", question: "again", type: "nps", value: "9" },
    ],
  }),
  goodResponse: own("responseFeedback", { good: true }, { mid: MID }),
  badResponse: own("responseFeedback", { good: false }, { mid: MID }),
  coupon: own("coupon", { payload: "welcome", code: "FIETS10" }),
  customerInformation: own("customerInformation", {
    answers: [
      { screen: "address", key: "city", value: "Utrecht" },
      { screen: "address", key: "postcode", value: "3511 AA" },
    ],
  }),
  cart: own("cart", {
    products: [
      { id: "6120447712331", retailerId: "bell", name: "Bell", price: 12.5, currency: "EUR", quantity: 2 },
      { id: "6120447712332", retailerId: "pump", name: "Pump", price: 19, currency: "EUR", quantity: 1 },
    ],
    note: "Please wrap it",
  }),
  gamePlay: own("gamePlay", {
    gameId: "441209983",
    playerId: "8812003",
    contextType: "SOLO",
    contextId: "771",
    score: 12,
    payload: "level-2",
  }),

  groupFeed: own(
    "groupFeed",
    {
      groupId: "33019928811",
      postId: "33019928811_9917",
      commentId: "33019928811_9918",
      from: { id: "5561200398", name: "Noor de Vries" },
    },
    { at: ENTRY_AT, person: null },
  ),
  groupFeedAsItem: own(
    "groupFeed",
    {
      groupId: "33019928811",
      postId: "33019928811_9917",
      from: { id: "5561200398", name: "Noor de Vries" },
    },
    { at: NOW, person: null },
  ),
  comment: {
    kind: "comment",
    id: "comment:5512_8871",
    text: "How much?",
    postId: "104662391827455_5512",
    commentId: "5512_8871",
    from: { id: "5561200398", name: "Noor de Vries" },
    at: ENTRY_AT,
    person: "comment:5512_8871",
  },
  visitorPost: {
    kind: "comment",
    id: "post:104662391827455_5513",
    text: "Are you open on Sunday?",
    postId: "104662391827455_5513",
    from: { id: "5561200398" },
    at: ENTRY_AT,
    person: "post:104662391827455_5513",
  },
  commentOfThePage: own(
    "feed",
    {
      item: "comment",
      verb: "add",
      postId: "104662391827455_5512",
      commentId: "5512_8872",
      value: JSON.stringify(deliveries.commentOfThePage.entry[0]?.changes[0]?.value),
    },
    { at: ENTRY_AT, person: null },
  ),
  commentOfNobody: own(
    "feed",
    {
      item: "comment",
      verb: "add",
      postId: "104662391827455_5512",
      commentId: "5512_8873",
      value: JSON.stringify(deliveries.commentOfNobody.entry[0]?.changes[0]?.value),
    },
    { at: ENTRY_AT, person: null },
  ),
  editedComment: own(
    "feed",
    {
      item: "comment",
      verb: "edited",
      postId: "104662391827455_5512",
      commentId: "5512_8871",
      value: JSON.stringify(deliveries.editedComment.entry[0]?.changes[0]?.value),
    },
    { at: ENTRY_AT, person: null },
  ),
  templateApproved: {
    kind: "template_status",
    template: "1689556908129",
    name: "order_sent",
    language: "nl",
    status: "APPROVED",
    reason: "NONE",
    at: ENTRY_AT,
    person: null,
  },
  templateRejected: {
    kind: "template_status",
    template: "1689556908130",
    name: "order_late",
    language: "en_US",
    status: "REJECTED",
    reason: "INVALID_FORMAT",
    at: ENTRY_AT,
    person: null,
  },
  unknownItem: {
    kind: "unknown",
    keys: ["payment", "requested"],
    raw: rawItem(deliveries.unknownItem),
    byPerson: true,
  },
  unknownChange: {
    kind: "unknown",
    keys: ["leadgen"],
    raw: '{"field":"leadgen","value":{"leadgen_id":"44412","form_id":"998"}}',
    at: ENTRY_AT,
    person: null,
  },
  unknownItemAsChange: {
    kind: "unknown",
    keys: ["payment"],
    byPerson: true,
    raw: JSON.stringify(deliveries.unknownItemAsChange.entry[0]?.changes[0]?.value),
  },
};

function rawItem(delivery: typeof deliveries.text): string {
  return JSON.stringify(delivery.entry[0]?.messaging[0]);
}

function one(item: unknown, now = NOW): Inbound {
  const [found, ...more] = decode({ object: "page", entry: [{ id: PAGE, messaging: [item] }] }, now);
  if (!found || more.length > 0) throw new Error(`expected one event, not ${found ? more.length + 1 : 0}`);
  return found;
}

describe("each kind", () => {
  const bodies: ReadonlyMap<string, unknown> = new Map(Object.entries(deliveries));

  test.each(Object.entries(FIXTURES))("%s", (name, { person = PERSON, ...event }) => {
    expect(decode(bodies.get(name), NOW)).toStrictEqual([
      {
        account: PAGE,
        person,
        event: {
          at: SENT_AT,
          id: expect.stringMatching(
            new RegExp(`^${event.kind === "platform" ? event["name"] : event.kind}:[0-9a-f]{32}$`),
          ),
          ...event,
        },
      },
    ]);
  });

  test("every fixture of deliveries.ts is in the table", () => {
    const names = [...bodies].flatMap(([name, body]) => (typeof body === "object" ? name : []));
    expect(names.sort()).toEqual(Object.keys(FIXTURES).sort());
  });
});

describe("a delivery", () => {
  test("gives everything in its order: messaging, standby and changes of each entry", () => {
    const AT = SENT_AT - 10;
    const read = (watermark: number) => ({ sender: { id: PERSON }, recipient: { id: PAGE }, read: { watermark } });
    const body = {
      object: "page",
      entry: [
        {
          id: PAGE,
          messaging: [read(AT + 1), read(AT + 2)],
          standby: [read(AT + 3)],
          changes: [{ field: "messaging_reads", value: read(AT + 4) }],
        },
        null,
        { id: 7, messaging: [read(AT + 5)] },
      ],
    };
    const found = decode(body, NOW).map(({ account, event }) => [
      account,
      event.kind === "receipt" && event.watermark,
      event.standby,
    ]);
    expect(found).toEqual([
      [PAGE, AT + 1, undefined],
      [PAGE, AT + 2, undefined],
      [PAGE, AT + 3, true],
      [PAGE, AT + 4, undefined],
      ["7", AT + 5, undefined],
    ]);
  });

  test("names the account by the parties where the entry has no id", () => {
    const message = { mid: MID, text: "x" };
    const accounts = [
      { sender: { id: PERSON }, recipient: { id: 104662391827455 }, message },
      { sender: { id: PAGE }, recipient: { id: PERSON }, message: { ...message, is_echo: true } },
      { message },
    ].map((item) => decode({ entry: [{ messaging: [item] }] }, NOW)[0]);
    expect(accounts.map((found) => found?.account)).toEqual([PAGE, PAGE, ""]);
    expect(accounts.map((found) => found?.person)).toEqual([PERSON, PERSON, null]);
  });
});

describe("the person", () => {
  const sender = { id: 7483920156118834 };
  test.each<[what: string, item: object, person: string | null]>([
    ["an id as a number", { sender, read: {} }, PERSON],
    ["the Page as sender", { sender: { id: PAGE }, recipient: { id: PERSON }, pass_thread_control: {} }, PERSON],
    ["a user_ref of the sender", { sender: { user_ref: "a" }, recipient: { id: PAGE }, read: {} }, "user_ref:a"],
    ["a user_ref of an opt-in", { recipient: { id: PAGE }, optin: { user_ref: 5 } }, "user_ref:5"],
    ["a user_ref of the recipient", { recipient: { user_ref: "b" }, read: {} }, "user_ref:b"],
    ["an id before a user_ref", { sender, optin: { user_ref: "c" } }, PERSON],
    ["nobody", { recipient: { id: PAGE }, read: {} }, null],
    ["an empty id", { sender: { id: "" }, read: {} }, null],
    ["an id of another type", { sender: { id: { id: PERSON } }, read: {} }, null],
    ["a policy", { sender, policy_enforcement: { action: "block" } }, null],
  ])("%s", (_what, item, person) => {
    expect(one(item).person).toBe(person);
  });
});

describe("the time", () => {
  test.each<[what: string, timestamp: unknown, at: number]>([
    ["milliseconds", SENT_AT, SENT_AT],
    ["seconds", SENT_SECOND, SENT_SECOND * 1000],
    ["seconds as a string", String(SENT_SECOND), SENT_SECOND * 1000],
    ["milliseconds as a string", String(SENT_AT), SENT_AT],
    ["a fraction of a second", SENT_AT / 1000, SENT_AT],
    ["almost a day ahead", NOW + DAY, NOW + DAY],
    ["more than a day ahead", NOW + DAY + 1, NOW],
    ["microseconds", `${SENT_AT}000`, NOW],
    ["missing", undefined, NOW],
    ["null", null, NOW],
    ["a word", "TIMESTAMP", NOW],
    ["nothing", "", NOW],
    ["negative", -1, NOW],
    ["zero", 0, NOW],
    ["older than Messenger's bots", Date.UTC(2015, 0, 1), NOW],
    ["a hexadecimal", "0x1A2B", NOW],
    ["too many digits", "9".repeat(400), NOW],
    ["infinite", Number.POSITIVE_INFINITY, NOW],
    ["a list", [SENT_AT], NOW],
    ["true", true, NOW],
  ])("%s", (_what, timestamp, at) => {
    expect(one({ timestamp, read: {} }).event.at).toBe(at);
    expect(one({ delivery: { watermark: timestamp } }).event).toMatchObject({ watermark: at });
  });

  test("a watermark that is missing is absent from a read, and one that cannot be true is the time of arrival", () => {
    expect(one({ read: {} }).event).not.toHaveProperty("watermark");
    expect(one({ read: { watermark: null } }).event).not.toHaveProperty("watermark");
    expect(one({ read: { watermark: "WATERMARK" } }).event).toMatchObject({ watermark: NOW });
  });
});

describe("the id", () => {
  const parties = { sender: { id: PERSON }, recipient: { id: PAGE } };
  const idOf = (item: unknown, now?: number) => one(item, now).event.id;

  test("is the same wherever and whenever the same item comes", () => {
    const item = { ...parties, timestamp: "later", read: { watermark: SENT_AT } };
    const body = {
      entry: [{ id: PAGE, messaging: [item], standby: [item], changes: [{ field: "message_reads", value: item }] }],
    };
    const ids = [...decode(body, NOW), ...decode(structuredClone(body), NOW + 1)].map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(1);
  });

  test("of a message does not depend on its timestamp", () => {
    const message = { mid: MID, text: "x" };
    expect(idOf({ ...parties, timestamp: 1, message })).toBe(idOf({ ...parties, timestamp: 2, message }));
  });

  test.each(["signal:paid:1", "later:check:1:5", "postback:m_1", "echo:m_1", "message:m_1"])(
    "of a message whose name begins like another kind's is told apart: %s",
    (mid) => {
      expect(idOf({ ...parties, message: { mid, text: "x" } })).toBe(`message:${mid}`);
      expect(idOf({ ...parties, message: { mid, text: "x", quick_reply: { payload: "P" } } })).toBe(`message:${mid}`);
    },
  );

  test("of a message is its name, with whatever Meta's have had", () => {
    for (const mid of ["m_a-B_1", "mid.1457764197618:41d102a3e1ae206a38", "mid.$cAAJ"]) {
      expect(idOf({ ...parties, message: { mid, text: "x" } })).toBe(mid);
    }
  });

  test("of a reaction does not depend on the time of arrival", () => {
    const item = { ...parties, reaction: { mid: MID, action: "unreact" } };
    expect(idOf(item, NOW)).toBe(idOf(item, NOW + 5));
  });

  test("differs by kind, account, person and content", () => {
    const read = { read: { watermark: SENT_AT } };
    const ids = [
      idOf({ ...parties, ...read }),
      idOf({ ...parties, sender: { id: "2" }, ...read }),
      idOf({ ...parties, read: { watermark: SENT_AT + 1 } }),
      idOf({ ...parties, delivery: { watermark: SENT_AT } }),
      decode({ entry: [{ id: "2", messaging: [{ ...parties, ...read }] }] }, NOW)[0]?.event.id,
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("of a change differs by the time of its entry: what it tells may come true again", () => {
    const status = { field: "message_template_status_update", value: { event: "APPROVED", message_template_id: 1 } };
    const unknown = { field: "new_field", value: { item: "a" } };
    for (const change of [status, unknown]) {
      const at = (time: unknown) => decode({ entry: [{ id: PAGE, time, changes: [change] }] }, NOW)[0]?.event.id;
      expect(at(ENTRY_AT)).toBe(at(ENTRY_AT));
      expect(at(ENTRY_AT)).toBe(at(String(ENTRY_AT)));
      expect(at(ENTRY_AT)).not.toBe(at(ENTRY_AT + 1));
      // Without one, the time of arrival is no part of it: the same delivery may come again.
      expect(at(undefined)).toBe(decode({ entry: [{ id: PAGE, changes: [change] }] }, NOW + 5)[0]?.event.id);
    }
  });

  test("of the parts of a message's life differs", () => {
    const ids = [
      idOf({ ...parties, message: { mid: MID, text: "x" } }),
      idOf({ ...parties, message: { mid: MID, is_deleted: true } }),
      idOf({ ...parties, message_edit: { mid: MID, text: "y", num_edit: 1 } }),
      idOf({ ...parties, message_edit: { mid: MID, text: "z", num_edit: 2 } }),
      idOf({ ...parties, postback: { mid: MID } }),
      idOf({ ...parties, message: { mid: MID, is_echo: true } }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has a digest in place of a mid of more than 500 characters", () => {
    const fits = "m".repeat(500);
    expect(idOf({ message: { mid: fits, text: "x" } })).toBe(fits);
    const long = `${fits}m`;
    const event = one({ message: { mid: long, text: "x" } }).event;
    expect(event).toMatchObject({ mid: long, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(idOf({ postback: { mid: long } })).toBe(`postback:${event.id}`);
    expect(idOf({ message: { mid: `${long}n`, text: "x" } })).not.toBe(event.id);
  });
});

describe("a tap", () => {
  const tapOf = (item: object) => one(item).event;

  test("with what Get Started carries begins the chat, whatever was tapped", () => {
    const again = { mid: MID, text: "Start over", quick_reply: { payload: "GET_STARTED" } };
    expect(tapOf({ message: again })).toMatchObject({ source: "quick_reply", start: true });
    expect(tapOf({ postback: { mid: MID, title: "Start over", payload: "GET_STARTED" } })).toMatchObject({
      start: true,
    });
    expect(tapOf({ postback: { mid: MID, title: "GET_STARTED", payload: "HELP" } })).not.toHaveProperty("start");
  });

  test("is filled in when its payload is what the person appears to say, and it is a quick reply", () => {
    const number = "+31201234567";
    expect(tapOf({ message: { mid: MID, text: number, quick_reply: { payload: number } } })).toMatchObject({
      payload: number,
      filled: true,
    });
    expect(tapOf({ message: { mid: MID, text: "Help", quick_reply: { payload: "HELP" } } })).not.toHaveProperty(
      "filled",
    );
    expect(tapOf({ message: { mid: MID, quick_reply: {} } })).not.toHaveProperty("filled");
    expect(tapOf({ postback: { mid: MID, title: number, payload: number } })).not.toHaveProperty("filled");
  });
});

describe("attachments", () => {
  const attachmentsOf = (attachments: unknown, fields: object = {}) => {
    const { event } = one({ message: { mid: MID, attachments, ...fields } });
    return event.kind === "message" ? event.attachments : event.kind;
  };

  test.each<[what: string, attachments: unknown, expected: unknown]>([
    ["values that are none", [null, 1, "image", [], { type: "image" }], [{ type: "image" }]],
    ["only values that are none", [null, "x"], "unknown"],
    ["one that is not in a list", { type: "image", payload: { url: "u" } }, [{ type: "image", url: "u" }]],
    ["no type", [{ payload: { url: "u" } }], [{ type: "other", url: "u" }]],
    ["a type from Object.prototype", [{ type: "constructor" }], [{ type: "other", name: "constructor" }]],
    ["a type __proto__", [{ type: "__proto__" }], [{ type: "other", name: "__proto__" }]],
    ["a sticker without an id", [{ type: "sticker", payload: {} }], [{ type: "other", name: "sticker" }]],
    [
      "two different stickers",
      [
        { type: "sticker", payload: { sticker_id: 1 } },
        { type: "image", payload: { sticker_id: 2 } },
      ],
      [
        { type: "sticker", stickerId: "1" },
        { type: "sticker", stickerId: "2" },
      ],
    ],
    ["a booking without an id", [{ type: "appointment_booking" }], [{ type: "other", name: "appointment_booking" }]],
    [
      "a booking at no time",
      [{ type: "appointment_booking", payload: { booking_id: 1, start_time: "soon" } }],
      [{ type: "appointment_booking", bookingId: "1" }],
    ],
    [
      "a place that is not on earth",
      [{ type: "location", payload: { coordinates: { lat: 91, long: 0 } } }],
      [{ type: "other", name: "location" }],
    ],
    ["products that are none", [{ type: "template", payload: { product: {} } }], [{ type: "product", products: [] }]],
  ])("%s", (_what, attachments, expected) => {
    expect(attachmentsOf(attachments)).toStrictEqual(expected);
  });

  const fallback = (url: string) => ({ type: "fallback", payload: { url } });
  test.each<[what: string, attachments: unknown[], links: unknown[], rest: unknown[]]>([
    ["two links", [fallback("a"), fallback("b")], [{ url: "a" }, { url: "b" }], []],
    ["three links", ["a", "b", "c"].map(fallback), [{ url: "a" }, { url: "b" }, { url: "c" }], []],
    ["a template", [{ type: "template", title: "Shop", url: "s", payload: null }], [{ title: "Shop", url: "s" }], []],
    ["a link and a template", [fallback("a"), { type: "template", payload: {} }], [{ url: "a" }, {}], []],
    ["a link without an address", [{ type: "fallback", payload: null }], [{}], []],
    ["an old link", [{ type: "fallback", title: "T", url: "u", payload: null }], [{ title: "T", url: "u" }], []],
    [
      "a link and a picture",
      [fallback("a"), { type: "image", payload: { url: "i" } }],
      [{ url: "a" }],
      [{ type: "image", url: "i" }],
    ],
    [
      "a product",
      [{ type: "template", payload: { product: { elements: [{ id: "1" }] } } }],
      [],
      [{ type: "product", products: [{ id: "1" }] }],
    ],
  ])("previews of %s beside a text are links, and none of its attachments", (_what, attachments, links, rest) => {
    const { event } = one({ message: { mid: MID, text: "look: a b c", attachments } });
    const more = { ...(links[0] !== undefined && { link: links[0] }), ...(links.length > 1 && { links }) };
    expect(event).toEqual({
      kind: "message",
      mid: MID,
      id: MID,
      at: NOW,
      text: "look: a b c",
      attachments: rest,
      ...more,
    });
  });
});

const deep = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

describe("what Meta never sends", () => {
  test.each<[what: string, body: unknown]>([
    ["null", null],
    ["a string", "page"],
    ["a list", [{ entry: [] }]],
    ["no entries", { object: "page" }],
    ["entries that are none", { entry: [null, 1, "x", [], true] }],
    ["an entry with nothing in it", { entry: [{ id: PAGE, messaging: [], standby: null }] }],
    ["deep nesting", deep(500_000)],
  ])("%s gives no event", (_what, body) => {
    expect(decode(body, NOW)).toEqual([]);
  });

  test.each<[what: string, item: unknown]>([
    ["null", null],
    ["a string", "hello"],
    ["a number", 5],
    ["a list", [{ message: { mid: MID, text: "x" } }]],
    ["an empty item", {}],
    ["a message that is a string", { message: "hi" }],
    ["a message without a mid", { message: { text: "hi" } }],
    ["an echo without a mid", { message: { is_echo: true, quick_reply: { payload: "x" } } }],
    ["wrong types everywhere", { message: { mid: {}, text: [], attachments: 5, quick_reply: "x", is_deleted: "y" } }],
    ["an empty text", { message: { mid: MID, text: "" } }],
    ["an edit without text", { message_edit: { mid: MID } }],
    ["a reaction without an action", { reaction: { mid: MID } }],
    ["a policy that does nothing", { policy_enforcement: {} }],
    ["a policy that does something new", { policy_enforcement: { action: "applaud" } }],
    ["a template that is no coupon", { template: { type: "other" } }],
    ["a cart without products", { order: { products: [null, {}] } }],
    ["feedback without answers", { messaging_feedback: { feedback_screens: [{ questions: [null] }] } }],
    ["a long text", { surprise: "x".repeat(2_000_000) }],
    ["deep nesting", { surprise: deep(500_000) }],
    ["a field __proto__", JSON.parse('{"__proto__":{"message":{"mid":"m","text":"x"}}}')],
  ])("%s is kept as unknown", (_what, item) => {
    const { event } = one(item);
    if (event.kind !== "unknown") throw new Error(`decoded as ${event.kind}`);
    expect(event.raw.length).toBeGreaterThan(0);
    expect(event.raw.length).toBeLessThanOrEqual(32_768);
  });

  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;
  const said = (message: object) => ({
    ...{ sender: { id: PERSON }, recipient: { id: PAGE }, timestamp: SENT_AT },
    message: { mid: MID, ...message },
  });
  const picture = (n: number) => ({
    type: "image",
    payload: { url: `https://scontent.example/v/t1.15752-9/${n}_${"9".repeat(40)}_n.jpg?${"_nc_x=AbC&".repeat(60)}` },
  });

  test.each<[what: string, message: { text?: string; attachments?: unknown[] }]>([
    ["19,900 characters in short lines", { text: "ab\n".repeat(6_633) }],
    ["20,000 characters of quotes", { text: '"'.repeat(20_000) }],
    ["20,000 characters of emoji", { text: "🚲".repeat(10_000) }],
    ["20,000 characters that JSON escapes", { text: "\u0001".repeat(20_000) }],
    ["20,000 characters of Thai", { text: "ก".repeat(20_000) }],
    ["60 pictures", { attachments: Array.from({ length: 60 }, (_, n) => picture(n)) }],
    [
      "a text and 60 pictures",
      { text: "x".repeat(19_900), attachments: Array.from({ length: 60 }, (_, n) => picture(n)) },
    ],
    ["900,000 characters", { text: "x".repeat(900_000) }],
  ])("%s are kept whole", (_what, message) => {
    const { event } = one(said(message));
    if (event.kind !== "message") throw new Error(`decoded as ${event.kind}`);
    expect(event).not.toHaveProperty("cut");
    expect(event.text).toBe(message.text);
    expect(event.attachments).toHaveLength(message.attachments?.length ?? 0);
  });

  test.each<[what: string, message: { text?: string; attachments?: unknown[] }]>([
    ["a text", { text: "ab\n".repeat(500_000) }],
    ["a text of emoji", { text: `x${"🚲".repeat(400_000)}` }],
    ["a text that JSON escapes", { text: "\u0001".repeat(300_000) }],
    [
      "a thousand and more pictures",
      { text: "all of them", attachments: Array.from({ length: 2_000 }, (_, n) => picture(n)) },
    ],
    ["one address without end", { attachments: [{ type: "image", payload: { url: "u".repeat(1_500_000) } }] }],
  ])("of %s beyond 1 MB the head is kept, with its id, person, time and size", (_what, message) => {
    const { account, person, event } = one(said(message));
    expect({ account, person }).toEqual({ account: PAGE, person: PERSON });
    if (event.kind !== "message") throw new Error(`decoded as ${event.kind}`);
    expect(event).toMatchObject({ id: MID, mid: MID, at: SENT_AT });
    expect(event.cut).toBeGreaterThan(1_000_000);
    expect(bytes(event)).toBeLessThanOrEqual(1_000_000);
    expect(bytes(event)).toBeGreaterThan(100_000);
    expect(message.text?.startsWith(event.text ?? "") ?? event.text === undefined).toBe(true);
    expect(JSON.stringify(event)).not.toMatch(/\\ud[89a-f]/);
    const [first] = event.attachments;
    if (message.attachments !== undefined) expect(first).toMatchObject({ type: "image", url: expect.any(String) });
    const standby = decode({ entry: [{ id: PAGE, standby: [said(message)] }] }, NOW)[0]?.event;
    expect(standby).toMatchObject({ kind: "message", id: MID, standby: true, cut: expect.any(Number) });
  });

  test.each<[what: string, entry: object, byPerson: boolean]>([
    ["whose sender is a person", { messaging: [{ sender: { id: PERSON }, new_thing: {} }] }, true],
    ["whose sender has a user_ref", { messaging: [{ sender: { user_ref: "r" }, new_thing: {} }] }, true],
    ["of the Page", { messaging: [{ sender: { id: PAGE }, recipient: { id: PERSON }, new_thing: {} }] }, false],
    ["that is an echo", { messaging: [{ sender: { id: PAGE }, message: { is_echo: true } }] }, false],
    ["on standby", { standby: [{ sender: { id: PERSON }, new_thing: {} }] }, false],
    ["without a sender", { messaging: [{ recipient: { id: PAGE }, new_thing: {} }] }, false],
    ["of the account", { changes: [{ field: "new_thing", value: {} }] }, false],
  ])("an unknown event %s tells whether a person has sent it", (_what, entry, byPerson) => {
    const { event } = decode({ entry: [{ id: PAGE, ...entry }] }, NOW)[0] ?? {};
    expect(event?.kind).toBe("unknown");
    expect(event !== undefined && "byPerson" in event).toBe(byPerson);
  });

  test("an event can be written as JSON, however deep its parts are nested", () => {
    const value = { item: "post", deep: deep(500_000) };
    const entry = [
      { messaging: [{ referral: { ads_context_data: value } }], changes: [{ field: "feed", value }] },
      { messaging: [{ optin: deep(500_000) }, { message: { mid: MID, text: "x", nlp: deep(500_000) } }] },
    ];
    const kinds = decode({ entry }, NOW).map(({ event }) => kindName(JSON.parse(JSON.stringify(event))));
    expect(kinds).toEqual(["referral", "messenger.feed", "unknown", "message"]);
  });

  test.each<[what: string, prior: unknown, told: unknown]>([
    [
      "of another source",
      { source: "customer_matching", identifier: "+31 6" },
      { source: "customer_matching", identifier: "+31 6" },
    ],
    [
      "of an identifier that is a number",
      { source: "checkbox_plugin", identifier: 5521 },
      { source: "checkbox_plugin", identifier: "5521" },
    ],
    ["without a source", { identifier: "checkbox-5521" }, { identifier: "checkbox-5521" }],
    ["with more than is known", { identifier: "a", new_thing: 1 }, { identifier: "a" }],
    ["without an identifier", { source: "checkbox_plugin" }, undefined],
    ["with an empty one", { source: "checkbox_plugin", identifier: "" }, undefined],
    ["that is null", null, undefined],
    ["that is no object", "checkbox-5521", undefined],
  ])("a prior message %s", (_what, prior_message, told) => {
    for (const said of [
      { message: { mid: MID, text: "Hi" } },
      { message: { mid: MID, attachments: [{ type: "image", payload: { url: "https://scontent.example/1.jpg" } }] } },
      { message: { mid: MID, text: "Hi", quick_reply: { payload: "hi" } } },
      { postback: { mid: MID, title: "Hi", payload: "hi" } },
      { new_thing: {} },
    ]) {
      const item = { sender: { id: PERSON }, recipient: { id: PAGE }, ...said };
      const [without, found] = [item, { ...item, prior_message }].map(
        (one) => decode({ entry: [{ messaging: [one] }] }, NOW)[0],
      );
      expect(found?.event).toHaveProperty("kind", without?.event.kind);
      expect(found?.event).toEqual(expect.objectContaining(told === undefined ? {} : { prior: told }));
      expect(found !== undefined && "prior" in found.event).toBe(told !== undefined);
    }
  });

  test.each([
    ["an echo", { sender: { id: PAGE }, recipient: { id: PERSON }, message: { mid: MID, is_echo: true, text: "Hi" } }],
    ["a read", { sender: { id: PERSON }, recipient: { id: PAGE }, read: { watermark: SENT_AT } }],
  ])("a prior message beside %s is nobody's first word", (_what, item) => {
    const beside = { ...item, prior_message: { source: "checkbox_plugin", identifier: "checkbox-5521" } };
    const [inbound] = decode({ entry: [{ id: PAGE, messaging: [beside] }] }, NOW);
    expect(inbound?.event).not.toHaveProperty("prior");
    expect(inbound?.event.kind).not.toBe("unknown");
  });

  test("a first word is the same event, whatever it tells of a prior message", () => {
    const message = { mid: MID, text: "Hi" };
    const [plain, told] = [{}, { prior_message: { source: "checkbox_plugin", identifier: "a" } }].map(
      (beside) =>
        decode({ entry: [{ id: PAGE, messaging: [{ sender: { id: PERSON }, message, ...beside }] }] }, NOW)[0],
    );
    expect(told?.person).toBe(PERSON);
    expect(told?.event.id).toBe(plain?.event.id);
  });

  test("roles of an app __proto__ stay a field", () => {
    const { event } = one({ app_roles: JSON.parse('{"__proto__":["a",null,1]}') });
    expect(JSON.stringify(event)).toContain('"roles":{"__proto__":["a","1"]}');
  });

  const named = (id: string, account: string) =>
    decode({ entry: [{ id: account, messaging: [{ sender: { id }, message: { mid: id, text: "x" } }] }] }, NOW);

  test("ids that are no Unicode stay apart where they are stored", () => {
    const ids = ["\ud800", "\ud801"].flatMap((half) =>
      named(`p${half}`, half).map(({ account, person, event }) => [account, person, event.id]),
    );
    expect(ids).toEqual([
      ["\\ud800", "p\\ud800", "p\\ud800"],
      ["\\ud801", "p\\ud801", "p\\ud801"],
    ]);
  });

  test.each([
    ["with a colon", "1:2"],
    ["without end", "9".repeat(301)],
  ])("an account %s is nobody's: it would name an object of somebody else, or none", (_what, account) => {
    expect(named(PERSON, account)).toMatchObject([{ account: "", person: PERSON }]);
  });

  test("a list of many is not slow", { timeout: 10_000 }, () => {
    const messaging = Array.from({ length: 100_000 }, (_, index) => index);
    expect(decode({ entry: [{ messaging }] }, NOW)).toHaveLength(100_000);
  });
});

describe("anything at all", () => {
  const good = Object.values(deliveries).filter((value) => typeof value === "object");

  test("any JSON, in any place", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        check(value);
        check({ entry: value });
        check({ entry: [{ id: other, messaging: value, standby: [other], changes: [{ field: "feed", value }] }] });
        check({ entry: [{ changes: [value, { field: other, value }] }] });
      }),
    );
  });

  test("a good delivery with a field deleted or replaced", () => {
    const hostile = fc.oneof(
      fc.constant(undefined),
      fc.constantFrom("", "null", "9".repeat(700), "😀".repeat(700), "__proto__", -1, 1e308, null, [], {}),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 3 }),
        (from, changes) => {
          const body = structuredClone(from);
          for (const [at, value] of changes) mutate(body, at, value);
          check(body);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  function check(body: unknown): void {
    for (const { account, person, event } of decode(body, NOW)) {
      expect(account).toBeTypeOf("string");
      expect(person === null || (typeof person === "string" && person.length > 0)).toBe(true);
      expect(event.id).toBeTypeOf("string");
      expect(event.id.length).toBeGreaterThan(0);
      expect(event.id.length).toBeLessThanOrEqual(600);
      expect(Number.isFinite(event.at)).toBe(true);
      expect(hasUndefined(event)).toBe(false);
    }
  }

  /** Deletes (`undefined`) or replaces one of all fields of a body, counted from its root. */
  function mutate(body: object, at: number, value: unknown): void {
    const places = placesIn(body);
    const [parent, key] = places[at % Math.max(places.length, 1)] ?? [{}, ""];
    if (value === undefined && Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (value === undefined) Reflect.deleteProperty(parent, key);
    else Reflect.set(parent, key, value);
  }

  function placesIn(value: unknown): [parent: object, key: string][] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => [[value, key] as [object, string], ...placesIn(inner)]);
  }

  function hasUndefined(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return value === undefined;
    return Object.values(value).some(hasUndefined);
  }
});
