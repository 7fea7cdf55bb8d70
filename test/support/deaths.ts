/** Stories in which a person's object dies at each of its steps, one person a step, side by side. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { type Killer, killer, type Victim, type When } from "./killer.ts";
import type { Side } from "./side.ts";
import { worker } from "./world.ts";

/** What happens as soon as so many messages are on the screen; what gives false has not happened yet. */
export type Act = readonly [after: number, act: (person: string) => unknown];

export interface Story {
  readonly acts: readonly Act[];
  /** What stands on the screen in the end, as `reads` gives it. */
  readonly sees: readonly string[];
  /** The lines of the screen without what may be different each time. */
  readonly reads?: (lines: readonly string[], person: string) => readonly string[];
}

export interface Played extends Story {
  readonly person: string;
  readonly victim: Victim;
  done: number;
}

/** Has a killer ready in each test of a file, and lets every call to the platform be a step. */
export function deadly(side: Side): () => Killer {
  let knife: Killer;
  beforeEach(async () => {
    for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
    // A Page asks for one thread a second: how many may be in doubt at once is another test's.
    vi.spyOn(Account.prototype, "mayAskThread").mockReturnValue(true);
    knife = await killer(side.objectOf);
    side.graph = async (request) => {
      if (request.method !== "POST") return undefined;
      return knife.calls((await side.personOf(request)) ?? "", () => side.handle(request));
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

/** What a channel's promise leaves open. */
interface Allowed {
  /** How many of the deaths have to happen. Not every step comes again: typing dots depend on the time a story takes. */
  readonly share?: number;
  /** Whether a send to them stands on the list as one of which nobody knows: then it is missing, and nothing else is. */
  readonly isListed?: (one: Played) => Promise<boolean>;
}

/**
 * Plays the stories as they are, and then again for each end at each step of each of them. Fails with the ends that spoilt
 * a story: something was lost, said twice or out of order, or is still open.
 * @returns those whose stories were cut off
 */
export async function survives(
  side: Side,
  knife: Killer,
  stories: readonly Story[],
  ends: Ends,
  { share = 0.9, isListed = async () => false }: Allowed = {},
): Promise<readonly Played[]> {
  const screen = ({ person, reads = (lines) => lines }: Played) => reads(side.screen(person), person);
  const begins = (story: Story, at: number, when: When): Played => {
    const person = side.joins();
    return { ...story, person, victim: knife.aims(person, at, when), done: 0 };
  };

  async function goesOn(one: Played): Promise<boolean> {
    const [after, act] = one.acts[one.done] ?? [Number.POSITIVE_INFINITY];
    // An act in the object itself may be what is killed: then it is done again.
    const isTime = side.screen(one.person).length >= after;
    if (isTime && (await Promise.resolve(act?.(one.person)).catch(() => false)) !== false) one.done++;
    return one.done < one.acts.length || screen(one).length < one.sees.length || (await pendingOf(one)) > 0;
  }

  /** Plays all of them side by side, until everything is done or nothing moves any more. */
  async function play(people: readonly Played[]): Promise<void> {
    let before = "";
    for (let round = 1, still = 0, open = people; open.length > 0 && still < STILL_ROUNDS; round++) {
      const moving = await Promise.all(open.map(goesOn));
      open = open.filter((_, index) => moving[index]);
      await side.settle();
      await scheduler.wait(30);
      if (round % 10 === 0) await Promise.all(open.map(wakes));
      const now = JSON.stringify(open.map(({ done, person }) => [done, side.screen(person).length]));
      still = now === before ? still + 1 : 0;
      before = now;
    }
    // What would be said twice is said now.
    await scheduler.wait(Number(worker["UNKNOWN_MS"]));
    await Promise.all(people.map(wakes));
    await side.settled();
  }

  /** Like the platform, but at once: what the safety net would do after ten seconds. */
  const wakes = ({ person }: Played) => runDurableObjectAlarm(side.objectOf(person)).catch(() => false);

  const pendingOf = async ({ person }: Played): Promise<number> =>
    (
      await side
        .objectOf(person)
        .count()
        .catch(() => ({ pending: 1 }))
    ).pending;

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
      const sees = screen(one);
      const expected = (await isListed(one)) ? withoutMissing(one.sees, sees) : one.sees;
      return {
        is: { death, sees: sorted(sees), pending: await pendingOf(one) },
        expected: { death, sees: sorted(expected), pending: 0 },
      };
    }),
  );
  expect(found.map(({ is }) => is)).toEqual(found.map(({ expected }) => expected));
  expect(people.filter(({ victim }) => victim.isDead).length).toBeGreaterThan(share * people.length);
  return people;
}

/** What was to be seen, in its order, without what is not there. */
function withoutMissing(expected: readonly string[], seen: readonly string[]): readonly string[] {
  const left = [...seen];
  return expected.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
