/**
 * What is left of the promises when everything is killed, and when the Graph API is down. A message that was told 200
 * for is answered, whatever happens then. It is said twice only where nobody can know that it was said: when the request
 * had left, the answer to it was lost, and no echo told of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "./graph.ts";
import { answerTo, delivery, echoOf, rig, somebody, until, writes } from "./rig.ts";

const UNKNOWN_MS = 2_000;
const RECOVER_MS = 1_000;
/** Until an open send would have been said once more: its wait, the alarm behind it, and some time to do it. */
const SETTLED_MS = UNKNOWN_MS + RECOVER_MS + 500;

const r = rig({
  UNKNOWN_MS: String(UNKNOWN_MS),
  RECOVER_MS: String(RECOVER_MS),
  PAUSE_MS: "500",
  // Wrangler's queues forget when they are killed, Cloudflare's do not: nothing may take that way here.
  ACCEPT_MS: "15000",
  // As most will run it: pictures have the address that Meta's delivery came to, and that is known from nowhere else.
  PUBLIC_URL: "",
});

const HELLO = answerTo("hello");
/** What becomes of the next messages to somebody. "Seen" and the typing dots are nobody's promise and always pass. */
const plans = new Map<string, Plan[]>();
const told = (person: string): string[] => r.graph.wordsTo(person);
const isTold = (person: string): boolean => told(person).length > 0;
const isCalled = (person: string): boolean => r.graph.callsAbout(person).some(({ body }) => "message" in body);

async function write(person: string, words = "hello"): Promise<void> {
  expect(await r.bot.deliver(delivery(writes(person, words)))).toBe(200);
}

/** Meta tells about everything that it has sent to somebody. */
async function echo(person: string): Promise<void> {
  for (const send of r.graph.sendsTo(person)) expect(await r.bot.deliver(delivery(echoOf(send)))).toBe(200);
}

beforeAll(() => {
  r.graph.plan = ({ to, body }) => ("message" in body ? plans.get(to)?.shift() : undefined);
});

describe("kill -9", () => {
  it("twice before anything was done: what was accepted is answered all the same", async () => {
    const [ana, ben] = [somebody(), somebody()];
    // So long that no turn begins before the kill.
    const idle = { GATHER_MS: "60000" };
    await r.bot.crash();
    await r.start(idle);
    await Promise.all([write(ana), write(ben, "products")]);
    await r.bot.crash();
    await r.start(idle);
    await r.bot.crash();
    expect([...told(ana), ...told(ben)]).toEqual([]);
    await r.start();
    await until(() => isTold(ana) && isTold(ben));
    expect(told(ana)).toEqual([HELLO]);
    expect(told(ben)).toEqual(["[generic]"]);
  });

  it("right after the 200: everybody is answered, and nobody twice who need not be", async () => {
    interface Witness {
      readonly person: string;
      /** Whether Meta's echoes come after the restart. */
      readonly echoes: boolean;
      /** How often the Graph API had said it when the Worker was dead. */
      readonly before: number;
    }
    const witnesses: Witness[] = [];
    for (const delay of [0, 8, 16, 24, 32, 40]) {
      const people = Array.from({ length: 6 }, somebody);
      // The answer takes a while, so that some of the kills meet a request under way.
      for (const person of people) plans.set(person, [{ slow: 20 }]);
      await Promise.all(people.map((person) => write(person)));
      await sleep(delay);
      await r.bot.crash();
      const now = people.map((person, n) => ({ person, echoes: n % 2 === 0, before: told(person).length }));
      await r.start();
      await Promise.all(now.filter(({ echoes }) => echoes).map(({ person }) => echo(person)));
      await until(() => people.every(isTold));
      // The next kill is not to meet the answers to these.
      await sleep(200);
      witnesses.push(...now);
    }
    await sleep(SETTLED_MS);
    for (const { person, echoes, before } of witnesses) {
      // Whoever had nothing yet, or whose echo came, is told once. Of the others nobody knows.
      if (echoes || before === 0) expect(told(person)).toEqual([HELLO]);
      else expect([[HELLO], [HELLO, HELLO]]).toContainEqual(told(person));
    }
  });

  it("while a message is being sent: said once more after the wait, unless an echo comes", async () => {
    const [heard, unheard, unsaid] = [somebody(), somebody(), somebody()];
    plans.set(heard, [{ hang: "after" }]);
    plans.set(unheard, [{ hang: "after" }]);
    plans.set(unsaid, [{ hang: "before" }]);
    await Promise.all([write(heard), write(unheard), write(unsaid)]);
    await until(() => [heard, unheard, unsaid].every(isCalled));
    await r.bot.crash();
    const killed = Date.now();
    await r.start();
    await echo(heard);
    await until(() => told(unheard).length > 1 && isTold(unsaid));
    await sleep(SETTLED_MS);
    expect(told(heard)).toEqual([HELLO]);
    expect(told(unsaid)).toEqual([HELLO]);
    expect(told(unheard)).toEqual([HELLO, HELLO]);
    const [first, again] = r.graph.sendsTo(unheard);
    // The same part: an echo of either settles it.
    expect(again?.metadata).toBe(first?.metadata);
    expect((again?.at ?? 0) - killed).toBeGreaterThanOrEqual(UNKNOWN_MS);
  });
});

describe("the Graph API", () => {
  const busy = { error: { message: "Service temporarily unavailable", type: "OAuthException", code: 2 } };

  it.concurrent.each<[string, Plan[]]>([
    ["503 without a body", [{ status: 503 }]],
    ["a reset before it acts", [{ reset: "before" }]],
    [
      "503 with words of its own, twice",
      [
        { status: 503, body: busy },
        { status: 503, body: busy },
      ],
    ],
  ])("answers %s: said when it is up again, once", async (_, failures) => {
    const person = somebody();
    plans.set(person, [...failures]);
    await write(person);
    await until(() => isTold(person));
    await sleep(SETTLED_MS);
    expect(told(person)).toEqual([HELLO]);
  });

  it.concurrent("acts and then resets: an echo settles it", async () => {
    const person = somebody();
    plans.set(person, [{ reset: "after" }]);
    await write(person);
    await until(() => isTold(person));
    await echo(person);
    await sleep(SETTLED_MS + UNKNOWN_MS);
    expect(told(person)).toEqual([HELLO]);
  });

  it.concurrent("acts and then resets: said once more where nobody hears of it", async () => {
    const person = somebody();
    plans.set(person, [{ reset: "after" }]);
    await write(person);
    await until(() => told(person).length > 1);
    await sleep(SETTLED_MS);
    expect(told(person)).toEqual([HELLO, HELLO]);
    const [first, again] = r.graph.sendsTo(person);
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(UNKNOWN_MS);
  });
});

it("accepts without a Page token, says so, and answers once there is one", async () => {
  const person = somebody();
  await r.bot.crash();
  await r.start({ FACEBOOK_PAGE_ACCESS_TOKEN: "", TOKEN_ENCRYPTION_KEY: "" });
  const { status, sending, problems } = await r.bot.health();
  expect({ status, sending }).toEqual({ status: 200, sending: false });
  expect(problems).toContainEqual(expect.stringContaining("FACEBOOK_PAGE_ACCESS_TOKEN"));
  await write(person);
  // Longer than it takes to look at the account again.
  await sleep(800);
  expect(r.graph.callsAbout(person)).toEqual([]);
  await r.bot.crash();
  await r.start();
  await until(() => isTold(person));
  expect(told(person)).toEqual([HELLO]);
});

it("breaks over none of it", () => {
  expect(r.bot.faults).toEqual([]);
});
