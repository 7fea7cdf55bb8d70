/** Deliveries as Meta writes them for an Instagram account, one for each kind of event and each of its forms. */

export const ACCOUNT = "17841405822304914";
export const OTHER_ACCOUNT = "17841400000000002";
export const PERSON = "1234567890123456";
export const OTHER_PERSON = "2345678901234567";
export const BOT_APP = "256002347743983";
export const INBOX_APP = "1217981644879628";
/** A minute ago, whenever that is. Not a whole second. */
export const SENT_AT = Math.floor(Date.now() / 1000) * 1000 - 60_000 + 123;
export const ENTRY_AT = SENT_AT + 400;
const FORM =
  "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDA1ODIyMzA0OTE0OjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI1OTEyMzQ1Njc4OTA6MzAw";
export const MID = `${FORM}MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD001EZD`;
export const EARLIER = `${FORM}MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD0001ZD`;
export const file = (n: number): string =>
  `https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1790000000000${1000 + n}&signature=EXAMPLE`;
/** The address of a story. Nothing that is decoded may hold it. */
export const STORY = file(999);

type Json = Readonly<Record<string, unknown>>;

const delivery = (entry: Json) => ({ object: "instagram", entry: [{ id: ACCOUNT, time: ENTRY_AT, ...entry }] });
const parties = (from: string, to: string) => ({ sender: { id: from }, recipient: { id: to }, timestamp: SENT_AT });
const item = (fields: Json) => delivery({ messaging: [{ ...parties(PERSON, ACCOUNT), ...fields }] });
const message = (fields: Json) => item({ message: { mid: MID, ...fields } });
const attached = (...attachments: readonly Json[]) => message({ attachments });
const echo = (fields: Json) =>
  delivery({ messaging: [{ ...parties(ACCOUNT, PERSON), message: { mid: MID, ...fields, is_echo: true } }] });
const self = (fields: Json) => delivery({ messaging: [{ ...parties(ACCOUNT, ACCOUNT), ...fields }] });
const change = (field: string, value: Json) => delivery({ changes: [{ field, value }] });

const SHEENA = { id: PERSON, username: "sheena.n" };
const FEED = { id: "18100000000000050", media_product_type: "FEED" };
const COMMENT = { from: SHEENA, media: FEED, id: "17900000000000050", text: "Price please?" };
const LINK = { ref: "poster_12", source: "SHORTLINKS", type: "OPEN_THREAD" };

export const text = message({ text: "Hi, are you open on Sunday? 😀" });
export const replyToMessage = message({ text: "This one", reply_to: { mid: EARLIER } });
export const replyToBusiness = message({ text: "yes, that one", reply_to: { mid: EARLIER, is_self_reply: false } });
export const replyToStory = message({
  text: "Love this!",
  reply_to: { story: { url: STORY, id: "17900000000000001" } },
});
export const heartForStory = message({
  attachments: [{ type: "like_heart" }],
  reply_to: { story: { url: STORY, id: "17900000000000001" } },
});
export const replyToStoryWithoutContent = message({ reply_to: { story: { id: "17900000000000001" } } });
export const storyMention = attached({ type: "story_mention", payload: { url: STORY } });
export const storyMentionWithWords = message({
  text: "Look!",
  attachments: [{ type: "story_mention", payload: { url: STORY } }],
});
export const sharedStory = attached({ type: "ig_story", payload: { url: STORY, title: "Ours" } });
export const image = attached({ type: "image", payload: { url: file(2) } });
export const severalImages = attached(
  { type: "image", payload: { url: file(3) } },
  { type: "image", payload: { url: file(4) } },
  { type: "image", payload: { url: file(5) } },
);
export const audio = attached({ type: "audio", payload: { url: file(6) } });
export const video = attached({ type: "video", payload: { url: file(7) } });
export const pdf = attached({ type: "file", payload: { url: file(8) } });
export const share = attached({ type: "share", payload: { url: file(9) } });
export const shareAndPost = attached(
  { type: "share", payload: { url: file(10) } },
  {
    type: "ig_post",
    payload: { url: file(10), title: "Sunday brunch", ig_post_media_id: "18100000000000010" },
  },
);
export const shareAndPostById = attached(
  { type: "ig_post", payload: { url: file(10), title: "Sunday brunch", ig_post_media_id: "18100000000000010" } },
  { type: "share", payload: { url: file(11), ig_post_media_id: "18100000000000010" } },
);
export const post = attached({
  type: "ig_post",
  payload: { url: file(11), title: "Sunday brunch", ig_post_media_id: "18100000000000011" },
});
export const reel = attached({
  type: "reel",
  payload: { url: file(13), title: "How we bake", reel_video_id: "18100000000000013" },
});
export const igReel = attached({
  type: "ig_reel",
  payload: { url: file(12), title: "How we bake", reel_video_id: "18100000000000012" },
});
export const reelTwice = attached(
  { type: "reel", payload: { url: file(12) } },
  { type: "ig_reel", payload: { url: file(12), reel_video_id: "18100000000000012" } },
);
export const likeHeart = attached({ type: "like_heart" });
export const ephemeral = attached({ type: "ephemeral" });
export const unsupported = message({ is_unsupported: true });
export const unsupportedType = attached({ type: "unsupported_type" });
export const quickReply = message({ text: "Small", quick_reply: { payload: "size_s" } });
export const quickReplyOfItsTitle = message({ text: "Small", quick_reply: { payload: "Small" } });
export const postback = item({ postback: { mid: MID, title: "Order", payload: "order_1" } });
export const postbackReferral = item({
  postback: { mid: MID, title: "Get opening hours", payload: "HOURS", referral: LINK },
});
export const iceBreaker = item({ postback: { title: "Where are you located?", payload: "LOCATION" } });
export const postbackToItself = self({
  is_self: true,
  postback: { mid: MID, title: "Order", payload: "order_1" },
});
export const textToItself = self({ message: { mid: MID, text: "note to myself", is_self: true } });
export const echoToItself = self({ message: { mid: MID, text: "note to myself", is_echo: true, is_self: true } });
export const reaction = item({ reaction: { mid: EARLIER, action: "react", reaction: "love", emoji: "❤️" } });
export const otherReaction = item({ reaction: { mid: EARLIER, action: "react", reaction: "other", emoji: "🎉" } });
export const unreact = item({ reaction: { mid: EARLIER, action: "unreact" } });
export const seen = item({ read: { mid: EARLIER } });
export const edit = item({
  message_edit: { mid: EARLIER, text: "Hi, are you open on Saturday?", num_edit: "1" },
});
export const deleted = message({ is_deleted: true });
export const referral = item({ referral: LINK });
export const messageFromLink = message({ text: "Hello", referral: LINK });
export const messageFromAd = message({
  text: "Is it in stock?",
  referral: {
    ref: "ad_ref",
    ad_id: "120200000000000001",
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: {
      ad_title: "Autumn sale",
      photo_url: "https://scontent.example.com/p.jpg",
      video_url: "https://scontent.example.com/v.mp4",
    },
  },
});
export const messageFromProduct = message({
  text: "Do you have it in blue?",
  referral: { product: { id: "5300000000000001" } },
});
export const echoText = echo({ text: "Yes, from 10 to 18." });
export const echoOfApp = echo({ text: "Yes, from 10 to 18.", app_id: 256002347743983 });
export const echoImage = echo({ attachments: [{ type: "image", payload: { url: file(20) } }] });
export const echoTemplate = echo({
  attachments: [{ type: "template", payload: { generic: { elements: [{ title: "Small", subtitle: "€3" }] } } }],
});
export const standbyMessage = delivery({
  standby: [{ ...parties(PERSON, ACCOUNT), message: { mid: MID, text: "Hello?" } }],
});
export const standbyEcho = delivery({
  standby: [{ ...parties(ACCOUNT, PERSON), message: { mid: MID, text: "A colleague will help you.", is_echo: true } }],
});
export const passControl = item({
  pass_thread_control: { previous_owner_app_id: INBOX_APP, new_owner_app_id: BOT_APP, metadata: "handled" },
});
export const takeControl = item({
  take_thread_control: { previous_owner_app_id: BOT_APP, new_owner_app_id: INBOX_APP, metadata: "" },
});
export const requestControl = item({
  request_thread_control: { requested_owner_app_id: "987654321098765", metadata: "please" },
});
export const comment = change("comments", COMMENT);
export const commentFlat = delivery({
  field: "comments",
  value: { ...COMMENT, id: undefined, comment_id: "17900000000000052" },
});
export const commentOnAd = change("comments", {
  from: SHEENA,
  media: {
    id: "18100000000000051",
    media_product_type: "AD",
    ad_id: "120200000000000001",
    ad_title: "Autumn sale",
    original_media_id: "18100000000000050",
  },
  id: "17900000000000051",
  parent_id: "17900000000000050",
  text: "Me too",
});
export const liveComment = change("live_comments", {
  ...COMMENT,
  media: { id: "18100000000000060", media_product_type: "LIVE" },
});
export const mentionInComment = change("mentions", { comment_id: "17900000000000061", media_id: "18100000000000061" });
export const mentionInCaption = change("mentions", { media_id: "18100000000000062" });
export const messageAsChange = change("messages", { ...parties(PERSON, ACCOUNT), message: { mid: MID, text: "Hi" } });
/** An entry that names neither party: the receiver is the account. */
export const entryOfAnotherId = delivery({
  id: "104662391827455",
  messaging: [{ ...parties(PERSON, ACCOUNT), message: { mid: MID, text: "Hi" } }],
});
export const unknownItem = item({ message_request: { story_mention: true, folder: "requests" } });

/** Deliveries that give no event at all. */
export const NOTHING = {
  dashboardTest: {
    object: "instagram",
    entry: [
      {
        id: "0",
        time: Math.floor(ENTRY_AT / 1000),
        changes: [
          {
            field: "messages",
            value: {
              sender: { id: "12334" },
              recipient: { id: "23245" },
              timestamp: "1527459824",
              message: { mid: "random_mid", text: "random_text" },
            },
          },
        ],
      },
    ],
  },
  ownComment: change("comments", {
    ...COMMENT,
    from: { id: "17800000000000001", username: "ourcafe", self_ig_scoped_id: OTHER_PERSON },
  }),
  commentByTheAccountsId: change("comments", { ...COMMENT, from: { id: ACCOUNT, username: "ourcafe" } }),
  storyInsights: change("story_insights", { media_id: "18100000000000063", impressions: 317, replies: 2 }),
};

/** Several events of two accounts in one delivery. */
export const batch = {
  object: "instagram",
  entry: [
    {
      id: ACCOUNT,
      time: ENTRY_AT,
      messaging: [
        { ...parties(PERSON, ACCOUNT), message: { mid: MID, text: "one" } },
        { ...parties(PERSON, ACCOUNT), read: { mid: EARLIER } },
      ],
    },
    {
      id: OTHER_ACCOUNT,
      time: ENTRY_AT,
      messaging: [{ ...parties(OTHER_PERSON, OTHER_ACCOUNT), message: { mid: `${MID}2`, text: "two" } }],
    },
    { id: ACCOUNT, time: ENTRY_AT, changes: [{ field: "comments", value: COMMENT }] },
  ],
};
