/** Deliveries as Meta writes them for a Page, one for each kind of event and each of its variants. */

export const PAGE = "104662391827455";
export const PERSON = "7483920156118834";
export const BOT_APP = "1428093375561920";
export const INBOX_APP = "263902037430900";
/** A minute ago, whenever that is: whoever wrote yesterday may not be answered any more. Not a whole second. */
export const SENT_AT = Math.floor(Date.now() / 1000) * 1000 - 60_000 + 345;
export const ENTRY_AT = SENT_AT + 635;
/** Some of Meta's times are whole seconds. */
export const SENT_SECOND = Math.floor(SENT_AT / 1000);
export const MID = "m_Qx7Vd2LrT9w0eHkzB3nYc5Gm1JfUoPaS8iK4tXvR6yZ-hNqWbEjDlCgMuFsOaPeIrTnYkLdVxQzBwHmGcJfUo";
export const EARLIER = "m_9pLkJhGfDsAqWeRtYuIoPzXcVbNm1234567890-aSdFgHjKlQwErTyUiOpZxCvBnM_lKjHgFdSaPoIuYtReWq";

type Json = Readonly<Record<string, unknown>>;

const delivered = (item: Json) => ({ object: "page", entry: [{ id: PAGE, time: ENTRY_AT, messaging: [item] }] });
const onStandby = (item: Json) => ({ object: "page", entry: [{ id: PAGE, time: ENTRY_AT, standby: [item] }] });
const change = (field: string, value: unknown) => ({
  object: "page",
  entry: [{ id: PAGE, time: ENTRY_AT, changes: [{ field, value }] }],
});

const fromPerson = (fields: Json) => ({
  sender: { id: PERSON },
  recipient: { id: PAGE },
  timestamp: SENT_AT,
  ...fields,
});
const fromPage = (fields: Json) => ({ sender: { id: PAGE }, recipient: { id: PERSON }, timestamp: SENT_AT, ...fields });

const item = (fields: Json) => delivered(fromPerson(fields));
const standby = (fields: Json) => onStandby(fromPerson(fields));
const message = (fields: Json) => item({ message: { mid: MID, ...fields } });
const attachment = (type: string, payload: unknown, beside: Json = {}) =>
  message({ attachments: [{ type, payload, ...beside }] });
const echo = (fields: Json) => delivered(fromPage({ message: { mid: MID, is_echo: true, ...fields } }));

export const text = message({ text: "Heeft u de blauwe fiets nog? 🚲" });
export const textWithEntities = message({ text: "see you at 9", nlp: { entities: {}, traits: {} } });
export const replyTo = message({ text: "That one", reply_to: { mid: EARLIER, is_self_reply: false } });
export const quickReply = message({
  text: "Pick up in Utrecht",
  quick_reply: { payload: "pickup:utrecht" },
  reply_to: { mid: EARLIER, is_self_reply: false },
});
export const emailReply = message({ text: "noor@example.org", quick_reply: { payload: "noor@example.org" } });
export const commands = message({
  text: "/order where is my parcel",
  commands: [{ name: "order" }, { name: "/help" }],
});
export const firstAfterCheckbox = item({
  prior_message: { source: "checkbox_plugin", identifier: "checkbox-5521" },
  message: { mid: MID, text: "Where is my order?" },
});
export const tapAfterCheckbox = item({
  message: { mid: MID, text: "Where is it?", quick_reply: { payload: "where" } },
  prior_message: { source: "checkbox_plugin", identifier: "checkbox-5521" },
});
export const messageFromAd = message({
  text: "Is this still for sale?",
  referral: {
    ref: "autumn-sale",
    ad_id: "120213884770150266",
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: {
      ad_title: "Autumn sale",
      photo_url: "https://scontent.example/ad.jpg",
      post_id: "998877665544332",
      flow_id: "55667788",
    },
  },
});
export const messageFromShop = message({
  text: "Does it come in green?",
  referral: { product: { id: "6120447712330981" } },
});
export const image = attachment("image", { url: "https://scontent.example/photo.jpg?oh=00_AfB" });
export const severalFiles = message({
  text: "Three things",
  attachments: [
    { type: "video", payload: { url: "https://video.example/v.mp4" } },
    { type: "audio", payload: { url: "https://cdn.example/voice.mp4" } },
    { type: "file", payload: { url: "https://cdn.example/invoice.pdf" } },
  ],
});
export const reel = attachment("reel", { url: "/reel/921830047712", title: "Repair day", reel_video_id: 921830047712 });
export const instagramReel = attachment("ig_reel", { url: "https://lookaside.example/ig", title: "A ride" });
export const post = attachment("post", { url: "https://www.example/post", title: "We moved", id: 812230019923847 });
export const instagramPost = attachment("ig_post", { url: "https://www.example/p/1", id: "18023345511220" });
export const linkPreview = message({
  text: "This is the one: https://shop.example/bike",
  attachments: [{ type: "fallback", payload: { url: "https://l.example/?u=shop", title: "The blue bike" } }],
});
export const oldLinkPreview = message({
  text: "https://shop.example/bike",
  attachments: [{ title: "The blue bike", url: "https://shop.example/bike", type: "fallback", payload: null }],
});
export const sharedLink = attachment("fallback", { url: "https://shop.example/sale", title: "Sale" });
export const unsupportedShare = message({ attachments: [{ type: "fallback" }] });
export const unsupportedMessage = message({ is_unsupported: true });
export const unsupportedAttachment = message({ is_unsupported: true, attachments: [{ type: "unsupported_type" }] });
export const like = attachment("sticker", { url: "https://scontent.example/like.png", sticker_id: 369239263222822 });
export const stickerTwice = message({
  attachments: [
    { type: "image", payload: { url: "https://scontent.example/like.png", sticker_id: 369239263222822 } },
    { type: "sticker", payload: { url: "https://scontent.example/like.png", sticker_id: "369239263222822" } },
  ],
});
export const stickerAsImage = attachment("image", { url: "https://scontent.example/cat.png", sticker_id: 1747081105 });
export const product = attachment("template", {
  product: {
    elements: [
      {
        id: "6120447712330981",
        retailer_id: "bike-blue-54",
        image_url: "https://scontent.example/bike.jpg",
        title: "Blue bike, 54 cm",
        subtitle: "€ 449.00",
      },
      { id: 6120447712331, title: "Bell" },
    ],
  },
});
export const inboundTemplate = attachment("template", { template_type: "generic" }, { title: "Shared card", url: "" });
export const appointment = attachment("appointment_booking", {
  booking_id: "9920338471",
  status: "confirmed",
  start_time: SENT_SECOND + 772_800,
  end_time: String(SENT_SECOND + 776_400),
  timezone: "Europe/Amsterdam",
});
export const location = attachment(
  "location",
  { coordinates: { lat: 52.0907, long: 5.1214 } },
  { title: "Noor's Location", url: "https://maps.example/?q=52.0907,5.1214" },
);
export const locationInWords = attachment("location", { coordinates: { lat: "-33.86", long: "151.2" } });
export const locationWithoutPlace = attachment("location", { coordinates: { lat: "here" } });
export const futureAttachment = attachment("hologram", { url: "https://cdn.example/h.holo" });
export const deleted = message({ is_deleted: true });
export const emptyMessage = message({});

export const echoText = echo({ app_id: 1428093375561920, metadata: "part-01JD2", text: "We have two left." });
export const echoImage = echo({
  app_id: 1428093375561920,
  attachments: [{ type: "image", payload: { url: "https://scontent.example/out.jpg" } }],
});
export const echoTemplate = echo({
  app_id: 1428093375561920,
  attachments: [
    {
      type: "template",
      payload: { template_type: "button", buttons: [{ type: "web_url", url: "https://shop.example", title: "Shop" }] },
    },
  ],
});
export const echoFallback = echo({
  app_id: 1428093375561920,
  text: "https://shop.example",
  attachments: [{ title: "Our shop", url: "https://shop.example/", type: "fallback", payload: null }],
});
export const echoReply = echo({
  app_id: "263902037430900",
  text: "Yes, this one",
  reply_to: { mid: EARLIER, is_self_reply: false },
});
export const echoMediaOnStandby = onStandby(
  fromPage({
    message: {
      mid: MID,
      is_echo: true,
      app_id: INBOX_APP,
      attachments: [
        {
          title: "",
          url: "https://www.example/commerce/update/",
          type: "template",
          payload: { template_type: "media", elements: [{ media_type: "image", attachment_id: 3120045599812345 }] },
        },
      ],
    },
  }),
);
export const echoToUserRef = delivered({
  sender: { id: PAGE },
  recipient: { user_ref: "checkbox-5521" },
  timestamp: SENT_AT,
  message: { mid: MID, is_echo: true, text: "Thank you for your order" },
});
export const deletedByPage = echo({ is_deleted: true });
export const unmarkedEcho = delivered(fromPage({ message: { mid: MID, text: "From the Page" } }));

export const postback = item({ postback: { mid: MID, title: "Opening hours", payload: "hours" } });
export const getStarted = item({
  postback: {
    mid: MID,
    title: "Get Started",
    payload: "GET_STARTED",
    referral: {
      ref: "poster-3",
      source: "SHORTLINK",
      type: "OPEN_THREAD",
      referer_uri: "https://shop.example/contact",
    },
  },
});
export const startOfAnotherBot = item({ postback: { mid: MID, title: "Get Started", payload: "start" } });
export const postbackWithoutMid = item({ postback: { title: "Opening hours", payload: "hours" } });
export const postbackOnStandby = standby({ postback: { mid: MID, title: "Opening hours" } });
export const postbackAsChange = change("messaging_postbacks", {
  sender: { user_ref: "checkbox-5521" },
  recipient: { id: PAGE },
  timestamp: String(SENT_SECOND),
  postback: { mid: MID, title: "Opening hours", payload: "hours" },
});

export const edit = item({ message_edit: { mid: MID, text: "Two blue bikes, please", num_edit: 2 } });
export const reaction = item({ reaction: { mid: MID, action: "react", reaction: "love", emoji: "❤" } });
export const otherReaction = item({ reaction: { mid: MID, action: "react", reaction: "other" } });
export const unreact = item({ reaction: { mid: MID, action: "unreact" } });
export const receipt = item({ delivery: { mids: [EARLIER, MID], watermark: SENT_AT - 1345 } });
export const receiptWithoutMids = item({ delivery: { watermark: String(SENT_SECOND - 1), seq: 37 } });
export const read = item({ read: { watermark: SENT_AT - 845 } });
export const readByMid = item({ read: { mid: MID } });
export const readOnStandby = standby({ read: { watermark: SENT_AT - 845 } });
export const textOnStandby = standby({ message: { mid: MID, text: "Can a human help me?" } });

export const referralByLink = item({
  referral: { ref: "newsletter-11", source: "SHORTLINK", type: "OPEN_THREAD" },
});
export const referralByAd = item({
  referral: {
    ref: "autumn-sale",
    ad_id: 120213884770150,
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: { ad_title: "Autumn sale", product_id: "6120447712330981" },
  },
});
export const optinToMessages = item({
  optin: {
    type: "notification_messages",
    payload: "weekly-news",
    notification_messages_token: "7719028833410092",
    notification_messages_frequency: "WEEKLY",
    notification_messages_timezone: "Europe/Amsterdam",
    token_expiry_timestamp: String(SENT_AT + 365 * 86_400_000),
    user_token_status: "NOT_REFRESHED",
    notification_messages_status: "STOP NOTIFICATIONS",
    title: "News from the shop",
  },
});
export const optinOnce = item({
  optin: { type: "one_time_notif_req", payload: "back-in-stock", one_time_notif_token: "5530918827364455" },
});
export const optinByPlugin = item({ optin: { ref: "product-page" } });
export const optinByUserRef = delivered({
  recipient: { id: PAGE },
  timestamp: SENT_AT,
  optin: { ref: "checkout", user_ref: "checkbox-5521" },
});

export const linked = item({ account_linking: { status: "linked", authorization_code: "auth-7731" } });
export const unlinked = item({ account_linking: { status: "unlinked" } });
export const passControl = item({
  pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: BOT_APP, metadata: "done" },
});
export const passControlInWords = delivered(
  fromPage({ pass_thread_control: { previous_owner_app_id: "null", new_owner_app_id: 1428093375561920 } }),
);
export const takeControl = item({
  take_thread_control: { previous_owner_app_id: BOT_APP, new_owner_app_id: INBOX_APP, metadata: "taken over" },
});
export const requestControl = item({
  request_thread_control: { requested_owner_app_id: 1428093375561920, metadata: "please" },
});
export const roles = delivered({
  recipient: { id: PAGE },
  timestamp: SENT_AT,
  app_roles: { [BOT_APP]: ["primary_receiver"], [INBOX_APP]: ["secondary_receiver"] },
});
export const blocked = item({
  "policy-enforcement": { action: "block", reason: "The bot sent too many promotional messages." },
});
export const warned = item({
  policy_enforcement: { action: "warning", reason: "The bot sends too many promotional messages." },
});
export const unblocked = item({ policy_enforcement: { action: "unblock" } });

export const feedback = item({
  messaging_feedback: {
    feedback_screens: [
      {
        screen_id: 0,
        questions: {
          service: { type: "csat", payload: "4", follow_up: { type: "free_form", payload: "Quick answer" } },
          again: { type: "nps", payload: 9 },
        },
      },
    ],
  },
});
export const goodResponse = item({ response_feedback: { feedback: "Good response", mid: MID } });
export const badResponse = item({ response_feedback: { feedback: "Bad response", mid: MID } });
export const coupon = item({ template: { type: "coupon", payload: "welcome", coupon_code: "FIETS10" } });
export const customerInformation = item({
  messaging_customer_information: {
    screens: [
      {
        screen_id: "address",
        responses: [
          { key: "city", value: "Utrecht" },
          { key: "postcode", value: "3511 AA" },
        ],
      },
    ],
  },
});
export const cart = item({
  order: {
    products: [
      { id: 6120447712331, retailer_id: "bell", name: "Bell", unit_price: 12.5, currency: "EUR", quantity: 2 },
      { id: "6120447712332", retailer_id: "pump", name: "Pump", unit_price: "19", currency: "EUR", quantity: 1 },
    ],
    note: "Please wrap it",
  },
});
export const gamePlay = item({
  game_play: {
    game_id: "441209983",
    player_id: "8812003",
    context_type: "SOLO",
    context_id: "771",
    score: 12,
    payload: "level-2",
  },
});

export const groupFeed = change("group_feed", {
  recipient: { id: PAGE },
  from: { id: "5561200398", name: "Noor de Vries" },
  group_id: 33019928811,
  post_id: "33019928811_9917",
  comment_id: "33019928811_9918",
  created_time: SENT_SECOND - 12,
});
export const groupFeedAsItem = delivered({
  recipient: { id: PAGE },
  from: { id: "5561200398", name: "Noor de Vries" },
  group_id: "33019928811",
  post_id: "33019928811_9917",
});
export const comment = change("feed", {
  item: "comment",
  verb: "add",
  post_id: "104662391827455_5512",
  comment_id: "5512_8871",
  from: { id: "5561200398", name: "Noor de Vries" },
  message: "How much?",
});
export const visitorPost = change("feed", {
  item: "status",
  verb: "add",
  post_id: "104662391827455_5513",
  from: { id: 5561200398 },
  message: "Are you open on Sunday?",
});
export const commentOfThePage = change("feed", {
  item: "comment",
  verb: "add",
  post_id: "104662391827455_5512",
  comment_id: "5512_8872",
  from: { id: PAGE, name: "The Shop" },
  message: "Ten euros.",
});
export const commentOfNobody = change("feed", {
  item: "comment",
  verb: "add",
  post_id: "104662391827455_5512",
  comment_id: "5512_8873",
  message: "How much?",
});
export const editedComment = change("feed", {
  item: "comment",
  verb: "edited",
  post_id: "104662391827455_5512",
  comment_id: "5512_8871",
  from: { id: "5561200398", name: "Noor de Vries" },
  message: "How much is it?",
});
export const templateApproved = change("message_template_status_update", {
  event: "APPROVED",
  message_template_id: 1689556908129,
  message_template_name: "order_sent",
  message_template_language: "nl",
  reason: "NONE",
});
export const templateRejected = change("messenger_template_status_update", {
  event: "REJECTED",
  message_template_id: "1689556908130",
  message_template_name: "order_late",
  message_template_language: "en_US",
  reason: "INVALID_FORMAT",
});
export const unknownItem = item({ payment: { amount: "12.00" }, requested: true });
export const unknownChange = change("leadgen", { leadgen_id: "44412", form_id: "998" });
export const unknownItemAsChange = change("messaging_payments", fromPerson({ payment: { amount: "12.00" } }));
