/** Nothing lost, handled twice or said twice, at whichever step of its way a conversation dies. */
import { runInDurableObject } from "cloudflare:test";
import { image } from "edgewise";
import { beforeEach, expect, it } from "vitest";
import { messenger } from "../../src/channels/messenger/channel.ts";
import type { Facts } from "../../src/conversation/schema.ts";
import { Store } from "../../src/conversation/store.ts";
import { bot, till } from "../support/bot.ts";
import { byTurns, deadly, type Played, type Story, survives } from "../support/deaths.ts";
import type { When } from "../support/killer.ts";
import { objectOf } from "../support/room.ts";
import { PAGE, worker, world } from "../support/world.ts";

const w = world({ rates: "off" });
const knife = deadly(w);
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const answer = (words: string) => `You said: "${words}". How can I help you today?`;

const failedFor = new Set<string>();
bot.hears("show it", (c) => c.say(image(`https://shop.test/${c.person}.png`)));
bot.hears("fail once", (c) => {
  if (!failedFor.has(c.person)) {
    failedFor.add(c.person);
    throw new Error("away");
  }
  c.say("Done.");
});
bot.hears("forget it all", (c) => {
  c.say("Gone.");
  c.erase();
});

const says = (words: string) => (psid: string) => w.meta.says(psid, words);
const taps = (title: string) => (psid: string) => w.meta.taps(psid, title);
const buys = (psid: string) => w.meta.taps(psid, { type: "postback", title: "Buy", payload: "BUY_WATCH" });
const comesDue = (psid: string) =>
  runInDurableObject(objectOf(psid), async (_, { storage }) => {
    storage.sql.exec("update later set due = ?", Date.now());
    await storage.setAlarm(Date.now());
  });
const saysWhenErased = (words: string) => async (psid: string) =>
  (await objectOf(psid).count()).acknowledged === 0 && w.meta.says(psid, words);

const STORIES: Readonly<Record<string, Story>> = {
  "texts in a row": {
    acts: [
      [0, says("one")],
      [0, says("two")],
      [2, says("three")],
    ],
    sees: ["one", "two", "three"].map(answer),
  },
  "c.sayNow and c.once": {
    acts: [
      [0, says("close the till")],
      [0, says("thanks")],
    ],
    sees: ["I count the money.", "Counted.", answer("thanks")],
    reads: (lines) => lines.map((line) => line.replace(/^Counted \d+ time\.$/, "Counted.")),
  },
  "a dialog to its end, and what comes later": {
    acts: [
      [0, buys],
      [1, taps("Checkout")],
      [2, taps("Express, $12.00")],
      [3, taps("Yes")],
      [4, comesDue],
    ],
    sees: [
      "WATCH is in your cart.",
      "How fast should it be?",
      "Shall I place the order?",
      "[receipt]",
      "How would you rate your experience today?",
    ],
  },
  "a hand-over": {
    acts: [
      [0, says("a human, please")],
      [1, says("anybody?")],
    ],
    sees: ["One moment, a colleague is coming."],
  },
  "a picture": {
    acts: [
      [0, says("show it")],
      [0, says("thanks")],
    ],
    sees: ["[image]", answer("thanks")],
  },
  "a handler that fails once": {
    acts: [
      [0, says("fail once")],
      [0, says("thanks")],
    ],
    sees: ["Done.", answer("thanks")],
  },
  "an erasure": {
    acts: [
      [0, says("hi")],
      [1, says("forget it all")],
      [2, saysWhenErased("again")],
    ],
    sees: [answer("hi"), "Gone.", answer("again")],
  },
};

beforeEach(() => {
  Object.assign(till, { isBroken: false, isSlow: false, keys: [] });
});

/** Nothing needs eyes but whoever was handed over. */
async function expectNoAlerts(): Promise<void> {
  expect(Object.keys(await account().attention())).toEqual(["waiting_for_person"]);
}

it("keeps its promises when its object dies at any of its steps", { timeout: 300_000 }, async () => {
  await survives(w, knife(), Object.values(STORIES), byTurns);
  await expectNoAlerts();
});

/** Steps that are no write. */
const CALLS: ReadonlySet<string> = new Set(["a call", "its answer"]);

/** What is written with the next turn: a restart makes it up, or does without it. */
const withoutUnwritten = ({ floor: _, allowances: __, profile: ___, ...facts }: Readonly<Facts>) => facts;

/** What the object knows, and what stands on its disk. */
const knowledgeOf = ({ psid, victim: { at, when, steps, store } }: Played) =>
  runInDurableObject(objectOf(psid), (_, { storage }) => {
    const stored = new Store(storage, 0, messenger.opensWindow);
    const fault = `${when} at step ${at}, ${steps[at - 1]}`;
    const of = (known: Store) => ({ fault, facts: withoutUnwritten(known.facts), state: known.state });
    return { memory: store === undefined ? undefined : of(store), disk: of(stored) };
  });

it.each<When>(["full", "thrown"])(
  "keeps its promises when any of its writes fails, and knows no more than what is stored (%s)",
  { timeout: 300_000 },
  async (when) => {
    const people = await survives(w, knife(), Object.values(STORIES), (_, what) => (CALLS.has(what) ? [] : [when]));
    await expectNoAlerts();
    const known = await Promise.all(people.map(knowledgeOf));
    expect(known.map(({ memory }) => memory)).toEqual(known.map(({ disk }) => disk));
    expect(till.keys.length).toBe(new Set(till.keys).size); // `c.once` did nothing twice
  },
);
