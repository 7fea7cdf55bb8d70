/** Stories in which a person's object dies at each of its steps, one person a step, side by side. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { type Killer, killer, type Victim, type When } from "./killer.ts";
import { objectOf } from "./room.ts";
import { type World, worker } from "./world.ts";

/** What happens as soon as so many messages are on the screen; what gives false has not happened yet. */
export type Act = readonly [after: number, act: (psid: string) => unknown];

export interface Story {
  readonly acts: readonly Act[];
  /** What stands on the screen in the end, as `reads` gives it. */
  readonly sees: readonly string[];
  /** The lines of the screen without what may be different each time. */
  readonly reads?: (lines: readonly string[], psid: string) => readonly string[];
}

export interface Played extends Story {
  readonly psid: string;
  readonly victim: Victim;
  done: number;
}

/** Has a killer ready in each test of a file, and lets every call to the Graph be a step. */
export function deadly(w: World): () => Killer {
  let knife: Killer;
  beforeEach(async () => {
    for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
    // A Page asks for one thread a second: how many may be in doubt at once is another test's.
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
  return () => knife;
}

/** So often in a row nothing has moved, and everybody was woken meanwhile: nothing will. However slow the machine is. */
const STILL_ROUNDS = 300;

/** How those end whose story is cut off at its n-th step: a person for each. */
type Ends = (n: number, what: string) => readonly When[];

/** By turns just before the step and just after it. */
export const byTurns: Ends = (n) => [n % 2 === 0 ? "after" : "before"];
/** Just before the step, and just after it. */
export const bothWays: Ends = () => ["before", "after"];

/**
 * Plays the stories as they are, and then again for each end at each step of each of them. Fails with the ends that spoilt
 * a story: something was lost, said twice or out of order, or is still open.
 * @param share how many of the deaths have to happen. Not every step comes again: typing dots depend on the time a story takes
 * @returns those whose stories were cut off
 */
export async function survives(
  w: World,
  knife: Killer,
  stories: readonly Story[],
  ends: Ends,
  share = 0.9,
): Promise<readonly Played[]> {
  const screen = ({ psid, reads = (lines) => lines }: Played) => reads(w.screen(psid), psid);
  const begins = (story: Story, at: number, when: When): Played => {
    const { psid } = w.joins();
    return { ...story, psid, victim: knife.aims(psid, at, when), done: 0 };
  };

  async function goesOn(one: Played): Promise<boolean> {
    const [after, act] = one.acts[one.done] ?? [Number.POSITIVE_INFINITY];
    // An act in the object itself may be what is killed: then it is done again.
    const isTime = w.screen(one.psid).length >= after;
    if (isTime && (await Promise.resolve(act?.(one.psid)).catch(() => false)) !== false) one.done++;
    return one.done < one.acts.length || screen(one).length < one.sees.length || (await pendingOf(one)) > 0;
  }

  /** Plays all of them side by side, until everything is done or nothing moves any more. */
  async function play(people: readonly Played[]): Promise<void> {
    let before = "";
    for (let round = 1, still = 0, open = people; open.length > 0 && still < STILL_ROUNDS; round++) {
      const moving = await Promise.all(open.map(goesOn));
      open = open.filter((_, index) => moving[index]);
      await w.meta.settle();
      await scheduler.wait(30);
      if (round % 10 === 0) await Promise.all(open.map(wakes));
      const now = JSON.stringify(open.map(({ done, psid }) => [done, w.screen(psid).length]));
      still = now === before ? still + 1 : 0;
      before = now;
    }
    // What would be said twice is said now.
    await scheduler.wait(Number(worker["UNKNOWN_MS"]));
    await Promise.all(people.map(wakes));
    await w.settled();
  }

  const dry = stories.map((story) => begins(story, Number.POSITIVE_INFINITY, "before"));
  await play(dry);
  expect(dry.map(screen)).toEqual(dry.map(({ sees }) => sees));

  const people = dry.flatMap((one, story) =>
    one.victim.steps.flatMap((what, n) => ends(n + 1, what).map((when) => begins(stories[story] ?? one, n + 1, when))),
  );
  await play(people);
  const found = await Promise.all(
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
  expect(found.map(({ is }) => is)).toEqual(found.map(({ expected }) => expected));
  expect(people.filter(({ victim }) => victim.isDead).length).toBeGreaterThan(share * people.length);
  return people;
}

/** Like the platform, but at once: what the safety net would do after ten seconds. */
const wakes = ({ psid }: Played) => runDurableObjectAlarm(objectOf(psid)).catch(() => false);

const pendingOf = async ({ psid }: Played): Promise<number> =>
  (
    await objectOf(psid)
      .count()
      .catch(() => ({ pending: 1 }))
  ).pending;
