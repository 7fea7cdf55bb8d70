import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../../../src/channels/instagram/receive/decode.ts";
import { opensWindow } from "../../../src/channels/instagram/receive/window.ts";
import { type Event, type EventKind, kindName } from "../../../src/model/events.ts";
import * as deliveries from "./deliveries.ts";
import {
  ACCOUNT,
  BOT_APP,
  EARLIER,
  ENTRY_AT,
  file,
  INBOX_APP,
  MID,
  NOTHING,
  OTHER_ACCOUNT,
  OTHER_PERSON,
  PERSON,
  SENT_AT,
  STORY,
} from "./deliveries.ts";

const NOW = SENT_AT + 1055;

/** What a delivery is decoded into: the event, and the person where it is not the usual one. */
type Expected = { kind: EventKind; id?: string } & Record<string, unknown>;

const message = (fields: object): Expected => ({ kind: "message", id: MID, mid: MID, attachments: [], ...fields });
const attached = (...attachments: readonly object[]): Expected => message({ attachments });
const tap = (fields: object): Expected => ({ kind: "tap", id: `postback:${MID}`, source: "postback", ...fields });
const echo = (fields: object): Expected => ({ kind: "echo", id: `echo:${MID}`, mid: MID, attachments: [], ...fields });
const own = (name: string, data: object, fields: object): Expected => ({
  ...{ kind: "platform", channel: "instagram", name, data },
  ...fields,
});
const comment = (id: string, fields: object): Expected => ({
  kind: "comment",
  id: `comment:${id}`,
  commentId: id,
  text: "Price please?",
  postId: "18100000000000050",
  from: { id: PERSON, name: "sheena.n" },
  at: ENTRY_AT,
  person: `comment:${id}`,
  ...fields,
});
const LINK = { ref: "poster_12", source: "SHORTLINKS", type: "OPEN_THREAD" };
const POST = { type: "ig_post", url: file(10), title: "Sunday brunch", id: "18100000000000010" };
const HEART = { type: "sticker", stickerId: "like_heart", emoji: "❤️" };

const EXPECTED: Readonly<Record<string, Expected>> = {
  text: message({ text: "Hi, are you open on Sunday? 😀" }),
  replyToMessage: message({ text: "This one", replyTo: EARLIER }),
  replyToBusiness: message({ text: "yes, that one", replyTo: EARLIER }),
  replyToStory: message({ text: "Love this!", story: "17900000000000001" }),
  heartForStory: message({ attachments: [HEART], story: "17900000000000001" }),
  replyToStoryWithoutContent: message({ story: "17900000000000001" }),
  storyMention: own("storyMention", {}, { mid: MID }),
  storyMentionWithWords: message({ text: "Look!", attachments: [{ type: "other", name: "story_mention" }] }),
  sharedStory: attached({ type: "other", name: "ig_story" }),
  image: attached({ type: "image", url: file(2) }),
  severalImages: attached(...[3, 4, 5].map((n) => ({ type: "image", url: file(n) }))),
  audio: attached({ type: "audio", url: file(6) }),
  video: attached({ type: "video", url: file(7) }),
  pdf: attached({ type: "file", url: file(8) }),
  share: attached({ type: "post", url: file(9) }),
  shareAndPost: attached(POST),
  shareAndPostById: attached(POST),
  post: attached({ type: "ig_post", url: file(11), title: "Sunday brunch", id: "18100000000000011" }),
  reel: attached({ type: "reel", url: file(13), title: "How we bake", id: "18100000000000013" }),
  igReel: attached({ type: "ig_reel", url: file(12), title: "How we bake", id: "18100000000000012" }),
  reelTwice: attached({ type: "ig_reel", url: file(12), id: "18100000000000012" }),
  likeHeart: attached(HEART),
  ephemeral: attached({ type: "unsupported", name: "ephemeral" }),
  unsupported: attached({ type: "unsupported" }),
  unsupportedType: attached({ type: "unsupported" }),
  quickReply: tap({ id: MID, source: "quick_reply", mid: MID, title: "Small", payload: "size_s" }),
  // Nothing is filled in on Instagram, so a payload that is the title is a payload.
  quickReplyOfItsTitle: tap({ id: MID, source: "quick_reply", mid: MID, title: "Small", payload: "Small" }),
  postback: tap({ mid: MID, title: "Order", payload: "order_1" }),
  postbackReferral: tap({ mid: MID, title: "Get opening hours", payload: "HOURS", referral: LINK }),
  iceBreaker: tap({
    id: expect.stringMatching(/^tap:[0-9a-f]{32}$/),
    title: "Where are you located?",
    payload: "LOCATION",
  }),
  postbackToItself: tap({ mid: MID, title: "Order", payload: "order_1", person: ACCOUNT }),
  textToItself: echo({ text: "note to myself", self: true, person: ACCOUNT }),
  echoToItself: echo({ text: "note to myself", self: true, person: ACCOUNT }),
  reaction: {
    ...{ kind: "reaction", id: expect.stringMatching(`^reaction:${EARLIER}:react:`) },
    ...{ mid: EARLIER, action: "react", reaction: "love", emoji: "❤️" },
  },
  otherReaction: {
    ...{ kind: "reaction", id: expect.stringMatching(`^reaction:${EARLIER}:react:`) },
    ...{ mid: EARLIER, action: "react", reaction: "other", emoji: "🎉" },
  },
  unreact: {
    ...{ kind: "reaction", id: `reaction:${EARLIER}:unreact::${SENT_AT}` },
    ...{ mid: EARLIER, action: "unreact" },
  },
  seen: { kind: "receipt", status: "read", mid: EARLIER },
  edit: { kind: "edit", id: `edit:${EARLIER}:1`, mid: EARLIER, text: "Hi, are you open on Saturday?", edits: 1 },
  deleted: { kind: "deleted", id: `deleted:${MID}`, mid: MID },
  referral: { kind: "referral", referral: LINK },
  messageFromLink: message({ text: "Hello", referral: LINK }),
  messageFromAd: message({
    text: "Is it in stock?",
    referral: {
      ...{ ref: "ad_ref", adId: "120200000000000001", source: "ADS", type: "OPEN_THREAD" },
      ad: {
        ad_title: "Autumn sale",
        photo_url: "https://scontent.example.com/p.jpg",
        video_url: "https://scontent.example.com/v.mp4",
      },
    },
  }),
  messageFromProduct: message({ text: "Do you have it in blue?", referral: { product: "5300000000000001" } }),
  echoText: echo({ text: "Yes, from 10 to 18." }),
  echoOfApp: echo({ text: "Yes, from 10 to 18.", appId: BOT_APP }),
  echoImage: echo({ attachments: [{ type: "image", url: file(20) }] }),
  echoTemplate: echo({ attachments: [{ type: "template" }] }),
  standbyMessage: message({ text: "Hello?", standby: true }),
  standbyEcho: echo({ text: "A colleague will help you.", standby: true }),
  passControl: { kind: "control", action: "pass", from: INBOX_APP, to: BOT_APP, metadata: "handled" },
  takeControl: { kind: "control", action: "take", from: BOT_APP, to: INBOX_APP, metadata: "" },
  requestControl: { kind: "control", action: "request", to: "987654321098765", metadata: "please" },
  comment: comment("17900000000000050", {}),
  commentFlat: comment("17900000000000052", {}),
  commentOnAd: comment("17900000000000051", {
    text: "Me too",
    parentId: "17900000000000050",
    adId: "120200000000000001",
  }),
  liveComment: comment("17900000000000050", { postId: "18100000000000060", live: true }),
  mentionInComment: own(
    "mention",
    { mediaId: "18100000000000061", commentId: "17900000000000061" },
    { at: ENTRY_AT, person: null },
  ),
  mentionInCaption: own("mention", { mediaId: "18100000000000062" }, { at: ENTRY_AT, person: null }),
  messageAsChange: message({ text: "Hi" }),
  entryOfAnotherId: message({ text: "Hi" }),
  unknownItem: {
    kind: "unknown",
    byPerson: true,
    keys: ["message_request"],
    raw: JSON.stringify(
      (deliveries.unknownItem.entry[0] as { readonly messaging?: readonly unknown[] }).messaging?.[0],
    ),
  },
};

const isDelivery = (value: unknown): boolean => typeof value === "object" && value !== null && "entry" in value;
const FIXTURES: ReadonlyMap<string, unknown> = new Map(
  Object.entries<unknown>(deliveries).filter(([name, value]) => isDelivery(value) && name !== "batch"),
);

describe("each kind, in each of its forms", () => {
  test.each(Object.entries(EXPECTED))("%s", (name, { person = PERSON, ...event }) => {
    const id = expect.stringMatching(new RegExp(`^${String(event["name"] ?? event.kind)}:[0-9a-f]{32}$`));
    expect(decode(FIXTURES.get(name), NOW)).toStrictEqual([
      { account: ACCOUNT, person, event: { at: SENT_AT, id, ...event } },
    ]);
  });

  test("every fixture of deliveries.ts is in the table", () => {
    expect([...FIXTURES.keys()].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(Object.entries(NOTHING))("%s is acknowledged, and gives no event", (_name, body) => {
    expect(decode(body, NOW)).toEqual([]);
  });

  test("of two accounts in one delivery, in its order", () => {
    expect(decode(deliveries.batch, NOW).map((one) => [one.account, one.person, kindName(one.event)])).toEqual([
      [ACCOUNT, PERSON, "message"],
      [ACCOUNT, PERSON, "receipt"],
      [OTHER_ACCOUNT, OTHER_PERSON, "message"],
      [ACCOUNT, "comment:17900000000000050", "comment"],
    ]);
  });
});

describe("a story", () => {
  test("leaves its address in no event, in whatever item it came", () => {
    const story = { story: { url: STORY, id: "1" } };
    const mention = { type: "story_mention", payload: { url: STORY }, url: STORY };
    const items = [
      { message: { mid: MID, text: "x", reply_to: story, attachments: [mention, { type: "story", url: STORY }] } },
      { message: { reply_to: story, attachments: mention } },
      { message: { mid: MID, is_echo: true, attachments: [mention], reply_to: story } },
    ];
    const entry = { id: ACCOUNT, messaging: items, standby: items };
    const values = items.map((value) => ({ field: "messages", value: { ...value, sender: { id: PERSON } } }));
    const found = [
      { ...entry, changes: values },
      { id: ACCOUNT, ...values[0] },
    ].flatMap((one) => decode({ entry: [one] }, NOW));
    expect(found).toHaveLength(10);
    expect(JSON.stringify(found)).not.toContain(STORY);
  });

  test("that the account itself mentions is an echo", () => {
    const message = { mid: MID, is_echo: true, attachments: [{ type: "story_mention" }] };
    const item = { sender: { id: ACCOUNT }, recipient: { id: PERSON }, message };
    expect(decode({ entry: [{ id: ACCOUNT, messaging: [item] }] }, NOW)[0]?.event.kind).toBe("echo");
  });

  test("whose mention is taken back is a message that was taken back", () => {
    const message = { mid: MID, is_deleted: true, attachments: [{ type: "story_mention" }] };
    const item = { sender: { id: PERSON }, recipient: { id: ACCOUNT }, message };
    expect(decode({ entry: [{ id: ACCOUNT, messaging: [item] }] }, NOW)[0]?.event.kind).toBe("deleted");
  });
});

describe("shared posts", () => {
  const of = (...attachments: readonly object[]) => {
    const item = { sender: { id: PERSON }, recipient: { id: ACCOUNT }, message: { mid: MID, attachments } };
    const event = decode({ entry: [{ id: ACCOUNT, messaging: [item] }] }, NOW)[0]?.event;
    return event?.kind === "message" ? event.attachments.map(({ type }) => type) : event?.kind;
  };

  test("are as many as they are", () => {
    const [one, two] = [{ url: file(1) }, { url: file(2) }];
    expect(of({ type: "share", payload: one }, { type: "share", payload: two })).toEqual(["post", "post"]);
    expect(of({ type: "share", payload: one }, { type: "share", payload: one })).toEqual(["post"]);
    expect(of({ type: "share" }, { type: "ig_post" })).toEqual(["post", "ig_post"]);
    expect(of({ type: "image", payload: one }, { type: "image", payload: one })).toEqual(["image", "image"]);
  });
});

describe("ids", () => {
  test("of a tap without one are the same when it comes again, and another at another time", () => {
    const at = (timestamp: number) => {
      const postback = { title: "Where?", payload: "LOCATION" };
      const item = { sender: { id: PERSON }, recipient: { id: ACCOUNT }, timestamp, postback };
      return decode({ entry: [{ id: ACCOUNT, messaging: [item] }] }, NOW + timestamp)[0]?.event.id;
    };
    expect(at(SENT_AT)).toBe(at(SENT_AT));
    expect(at(SENT_AT)).not.toBe(at(SENT_AT + 1));
  });

  test("of a comment are the same for the post and for its ad", () => {
    const id = (media: object) => {
      const value = { id: "1", from: { id: PERSON }, text: "x", media };
      return decode({ entry: [{ id: ACCOUNT, changes: [{ field: "comments", value }] }] }, NOW)[0]?.event.id;
    };
    expect(id({ id: "2" })).toBe(id({ id: "3", ad_id: "4", original_media_id: "2" }));
  });
});

describe("the window", () => {
  test.each<[name: string, opens: boolean]>([
    ["text", true],
    ["replyToStory", true],
    ["storyMention", true],
    ["iceBreaker", true],
    ["quickReply", true],
    ["referral", true],
    ["comment", true],
    ["unknownItem", true],
    ["reaction", false],
    ["seen", false],
    ["edit", false],
    ["deleted", false],
    ["mentionInComment", false],
    ["takeControl", false],
  ])("after %s: %s", (name, opens) => {
    expect(opensWindow(decode(FIXTURES.get(name), NOW)[0]?.event as Event)).toBe(opens);
  });
});

describe("any JSON", () => {
  test("is decoded without an error, and to events that can be stored", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
        const entry = { id: ACCOUNT, messaging: [one, { message: two }], changes: [{ field: "comments", value: one }] };
        for (const body of [one, { entry: one }, { entry: [entry, { ...entry, field: two, value: one }] }]) {
          for (const found of decode(body, NOW)) expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        }
      }),
    );
  });
});
