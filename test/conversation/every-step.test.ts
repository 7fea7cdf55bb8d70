/** Nothing lost, handled twice or said twice, at whichever step of its way a conversation dies. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { image } from "edgewise";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import type { Facts } from "../../src/conversation/schema.ts";
import { Store } from "../../src/conversation/store.ts";
import { bot, till } from "../support/bot.ts";
import { type Killer, killer, type Victim, type When } from "../support/killer.ts";
import { objectOf } from "../support/room.ts";
import { PAGE, worker, world } from "../support/world.ts";

// A Page asks for one thread a second: how many may be in doubt at once is another test's.
const w = world({ rates: "off" });
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

/** What happens as soon as so many messages are on the screen; what gives false has not happened yet. */
type Act = readonly [after: number, act: (psid: string) => unknown];

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

interface Story {
  readonly acts: readonly Act[];
  readonly sees: readonly string[];
}

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

interface Played extends Story {
  readonly psid: string;
  readonly victim: Victim;
  done: number;
}

/** Steps that are no write. */
const CALLS: ReadonlySet<string> = new Set(["a call", "its answer"]);

let knife: Killer;

beforeEach(async () => {
  Object.assign(till, { isBroken: false, isSlow: false, keys: [] });
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
  vi.spyOn(Account.prototype, "mayAskThread").mockReturnValue(true);
  knife = await killer();
  w.graph = async (request) => {
    if (request.method !== "POST") return undefined;
    const { recipient } = (await request.clone().json()) as { recipient?: { id?: string } };
    return knife.calls(recipient?.id ?? "", async () => (await w.meta.handle(request as never)) as never);
  };
});
afterEach(() => {
  knife.stops();
  vi.restoreAllMocks();
});

const screen = ({ psid }: Played) => w.screen(psid).map((line) => line.replace(/^Counted \d+ time\.$/, "Counted."));
const begins = (story: Story, at: number, when: When): Played => {
  const { psid } = w.joins();
  return { ...story, psid, victim: knife.aims(psid, at, when), done: 0 };
};
/** Like the platform, but at once: what the safety net would do after ten seconds. */
const wakes = ({ psid }: Played) => runDurableObjectAlarm(objectOf(psid)).catch(() => false);
const pendingOf = async ({ psid }: Played) =>
  (
    await objectOf(psid)
      .count()
      .catch(() => ({ pending: 1 }))
  ).pending;

async function goesOn(one: Played): Promise<boolean> {
  const [after, act] = one.acts[one.done] ?? [Number.POSITIVE_INFINITY];
  // An act in the object itself may be what is killed: then it is done again.
  if (screen(one).length >= after && (await Promise.resolve(act?.(one.psid)).catch(() => false)) !== false) one.done++;
  return one.done < one.acts.length || screen(one).length < one.sees.length || (await pendingOf(one)) > 0;
}

/** So often in a row nothing has moved, and everybody was woken meanwhile: nothing will. However slow the machine is. */
const STILL_ROUNDS = 300;

/** Plays all of them side by side, until everything is done or nothing moves any more. */
async function play(people: readonly Played[]): Promise<void> {
  let before = "";
  for (let round = 1, still = 0, open = people; open.length > 0 && still < STILL_ROUNDS; round++) {
    const moving = await Promise.all(open.map(goesOn));
    open = open.filter((_, index) => moving[index]);
    await w.meta.settle();
    await scheduler.wait(30);
    if (round % 10 === 0) await Promise.all(open.map(wakes));
    const now = JSON.stringify(open.map((one) => [one.done, screen(one).length]));
    still = now === before ? still + 1 : 0;
    before = now;
  }
  // What would be said twice is said now.
  await scheduler.wait(Number(worker["UNKNOWN_MS"]));
  await Promise.all(people.map(wakes));
  await w.settled();
}

/** Plays each story once, undisturbed: the steps that it takes. */
async function rehearse(): Promise<readonly Played[]> {
  const dry = Object.values(STORIES).map((story) => begins(story, Number.POSITIVE_INFINITY, "before"));
  await play(dry);
  expect(dry.map(screen)).toEqual(dry.map(({ sees }) => sees));
  return dry;
}

/** Everything was said once and in order, nothing is open, and nothing needs eyes but whoever was handed over. */
async function expectKept(people: readonly Played[]): Promise<void> {
  const ends = await Promise.all(
    people.map(async (one) => {
      const { at, when, steps, inAccept } = one.victim;
      // What had to take the queue may be overtaken.
      const sorted = (lines: readonly string[]) => (inAccept ? lines.toSorted() : lines);
      const death = `${when} step ${at}, ${steps[at - 1]}`;
      return {
        is: { death, sees: sorted(screen(one)), pending: await pendingOf(one) },
        expected: { death, sees: sorted(one.sees), pending: 0 },
      };
    }),
  );
  expect(ends.map(({ is }) => is)).toEqual(ends.map(({ expected }) => expected));
  expect(people.filter(({ victim }) => victim.isDead).length).toBeGreaterThan(0.9 * people.length);
  expect(Object.keys(await account().attention())).toEqual(["waiting_for_person"]);
}

it("keeps its promises when its object dies at any of its steps", { timeout: 300_000 }, async () => {
  const people = (await rehearse()).flatMap(({ acts, sees, victim }) =>
    // Every step, by turns just before it and just after it.
    victim.steps.map((_, n) => begins({ acts, sees }, n + 1, n % 2 === 0 ? "before" : "after")),
  );
  await play(people);
  await expectKept(people);
});

/** What is written with the next turn: a restart makes it up, or does without it. */
const withoutUnwritten = ({ floor: _, allowance: __, profile: ___, ...facts }: Readonly<Facts>) => facts;

/** What the object knows, and what stands on its disk. */
const knowledgeOf = ({ psid, victim: { at, when, steps, store } }: Played) =>
  runInDurableObject(objectOf(psid), (_, { storage }) => {
    const stored = new Store(storage, 0);
    const fault = `${when} at step ${at}, ${steps[at - 1]}`;
    const of = (known: Store) => ({ fault, facts: withoutUnwritten(known.facts), state: known.state });
    return { memory: store === undefined ? undefined : of(store), disk: of(stored) };
  });

it.each<When>(["full", "thrown"])(
  "keeps its promises when any of its writes fails, and knows no more than what is stored (%s)",
  { timeout: 300_000 },
  async (when) => {
    const people = (await rehearse()).flatMap(({ acts, sees, victim }) =>
      victim.steps.flatMap((what, n) => (CALLS.has(what) ? [] : [begins({ acts, sees }, n + 1, when)])),
    );
    const effects = till.keys.length;
    await play(people);
    await expectKept(people);
    const known = await Promise.all(people.map(knowledgeOf));
    expect(known.map(({ memory }) => memory)).toEqual(known.map(({ disk }) => disk));
    expect(till.keys.length - effects).toBe(new Set(till.keys.slice(effects)).size); // `c.once` did nothing twice
  },
);
