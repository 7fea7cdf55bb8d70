/** Events that only Messenger has, from Meta's JSON to the handler that named them. */
import { expect, it } from "vitest";
import { messenger } from "../../src/channels/messenger/index.ts";
import { decode } from "../../src/channels/messenger/receive/decode.ts";
import { Status } from "../../src/conversation/schema.ts";
import type { Scope } from "../../src/conversation/scope.ts";
import { createBot } from "../../src/kit/index.ts";
import type { Event } from "../../src/model/events.ts";
import { inRoom } from "../support/room.ts";
import { PAGE, world } from "../support/world.ts";

const w = world();

/** What Meta sends of a person, as the channel decodes it. */
function told(psid: string, item: object): Event {
  const entry = { id: PAGE, messaging: [{ sender: { id: psid }, timestamp: Date.now(), ...item }] };
  const [found, ...more] = decode({ object: "page", entry: [entry] }, Date.now());
  if (found === undefined || more.length > 0) throw new Error("expected one event");
  return found.event;
}

const ITEMS = {
  coupon: { template: { type: "coupon", payload: "welcome", coupon_code: "FIETS10" } },
  linking: { account_linking: { status: "linked", authorization_code: "abc" } },
  feedback: {
    messaging_feedback: {
      feedback_screens: [{ screen_id: 0, questions: { q: { type: "csat", payload: "4" } } }],
    },
  },
  thumbs: { response_feedback: { mid: "m_7", feedback: "Good response" } },
  optin: { optin: { type: "one_time_notif_req", payload: "back", one_time_notif_token: "55" } },
  cart: { order: { products: [{ id: "1", name: "Bell" }] } },
  information: {
    messaging_customer_information: { screens: [{ responses: [{ key: "city", value: "Utrecht" }] }] },
  },
  game: { game_play: { game_id: "441", score: 12 } },
} as const;

it("each reaches the handler that named it, with its own fields", async () => {
  const bot = createBot();
  const heard: unknown[] = [];
  bot.otherwise(() => heard.push("otherwise"));
  bot.on(messenger.coupon, ({ event }) => heard.push(["coupon", event.code, event.payload]));
  bot.on(messenger.linking, ({ event }) => heard.push(["linking", event.status, event.authorizationCode]));
  bot.on(messenger.feedback, ({ event }) => heard.push(["feedback", event.answers[0]?.value]));
  bot.on(messenger.responseFeedback, ({ event }) => heard.push(["thumbs", event.mid, event.good]));
  bot.on(messenger.optin, ({ event }) => heard.push(["optin", event.type, event.token]));
  bot.on(messenger.cart, ({ event }) => heard.push(["cart", event.products[0]?.name]));
  bot.on(messenger.customerInformation, ({ event }) => heard.push(["information", event.answers[0]?.value]));
  bot.on(messenger.gamePlay, ({ event }) => heard.push(["game", event.gameId, event.score]));
  await inRoom("ana", bot, {}, async ({ takes, runs }) => {
    for (const item of Object.values(ITEMS)) takes(told("ana", item));
    await runs();
  });
  expect(heard).toEqual([
    ["coupon", "FIETS10", "welcome"],
    ["linking", "linked", "abc"],
    ["feedback", "4"],
    ["thumbs", "m_7", true],
    ["optin", "one_time_notif_req", "55"],
    ["cart", "Bell"],
    ["information", "Utrecht"],
    ["game", "441", 12],
  ]);
});

it("that no handler named is kept, and answered by nobody", async () => {
  const bot = createBot();
  bot.otherwise((c) => c.say("otherwise"));
  bot.on(messenger.linking, (c) => c.say("linked"));
  await inRoom("ana", bot, {}, async ({ scope, takes, runs }) => {
    const { seq } = takes(told("ana", ITEMS.coupon));
    await runs();
    expect(scope.store.row(seq)).toMatchObject({ status: Status.done, out: null });
  });
});

it.each([
  ["a coupon that was taken", ITEMS.coupon, true],
  ["a cart", ITEMS.cart, true],
  ["an opt-in", ITEMS.optin, true],
  ["an opt-in that was taken back", { optin: { notification_messages_status: "STOP NOTIFICATIONS" } }, false],
  ["an account that was linked", ITEMS.linking, false],
  ["a form that was answered", ITEMS.feedback, false],
  ["thumbs", ITEMS.thumbs, false],
  ["a game", ITEMS.game, false],
])("%s opens the window: %s", async (_, item, opens) => {
  await inRoom("ana", createBot(), {}, async ({ scope, takes }) => {
    takes(told("ana", item));
    expect(scope.store.facts.windowOpenedAt > 0).toBe(opens);
  });
});

it("a handler sees the account that was written to", async () => {
  const bot = createBot();
  const seen: unknown[] = [];
  bot.otherwise((c) => seen.push([c.channel, c.account, c.person]));
  const address: Scope["address"] = { channel: "messenger", account: "31415", person: "ana" };
  const says = async (own: Partial<Scope>) =>
    inRoom(
      "ana",
      bot,
      {},
      async (room) => {
        room.says("hello");
        await room.runs();
      },
      own,
    );
  await says({});
  await says({ address });
  expect(seen).toEqual([
    ["messenger", PAGE, "ana"],
    ["messenger", "31415", "ana"],
  ]);
  expect(w.meta.said("ana")).toEqual([]);
});
