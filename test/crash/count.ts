/** Counts what became of the events, from what the simulated Meta saw and nothing else. Pure. */
import type { Heard, Said } from "./events.ts";

export interface Counts {
  /** Acknowledged events of which a part of the answer never came. */
  readonly lost: readonly Heard[];
  /** Events that never got a 200: Meta would go on trying. */
  readonly unacknowledged: readonly Heard[];
  /** Events that the bot has handled and remembered more than once. */
  readonly handledTwice: readonly Heard[];
  /** Events of which a part of the answer stands in the chat more than once. */
  readonly saidTwice: readonly Heard[];
  /** Those of them whose echoes did not come while anybody waited for them: nobody promises anything of these. */
  readonly lateEcho: readonly Heard[];
  /** The most often that any part was said. */
  readonly mostSaid: number;
  /** Events that were overtaken by what came after them: acknowledged before the other one was first sent. */
  readonly outOfOrder: readonly Heard[];
  /** The same, of events that travelled through the queue, which promises no order. */
  readonly overtakenInQueue: readonly Heard[];
  /** Turns that were stored and of which nothing was ever seen. */
  readonly silentTurns: number;
}

/** @param echoMs how long an echo is waited for */
export function count(events: readonly Heard[], queued: ReadonlySet<string>, echoMs: number): Counts {
  const overtaken = [...Map.groupBy(events, ({ person }) => person).values()].flatMap(overtakenOf);
  const times = events.flatMap((event) => partsOf(event).map((part) => sayings(event, part).length));
  const saidTwice = events.filter((event) => partsOf(event).some((part) => sayings(event, part).length > 1));
  return {
    lost: events.filter((event) => event.acknowledged > 0 && partsOf(event).some((part) => !isSaid(event, part))),
    unacknowledged: events.filter(({ acknowledged }) => acknowledged === 0),
    handledTwice: events.filter(({ said }) => said.some(({ time }) => time > 1) || distinctTurns(said) > 1),
    saidTwice,
    lateEcho: saidTwice.filter((event) => partsOf(event).every((part) => isExcused(sayings(event, part), echoMs))),
    mostSaid: Math.max(0, ...times),
    outOfOrder: overtaken.filter(({ mid }) => !queued.has(mid)),
    overtakenInQueue: overtaken.filter(({ mid }) => queued.has(mid)),
    silentTurns: silentTurns(events),
  };
}

const partsOf = ({ parts }: Heard): number[] => Array.from({ length: parts }, (_, n) => n + 1);
const sayings = ({ said }: Heard, part: number): Said[] => said.filter((one) => one.part === part);
const isSaid = (event: Heard, part: number): boolean => sayings(event, part).length > 0;
/** Said once, or said again when the echo of the first time was later than anybody waits for it. */
function isExcused(sayings: readonly Said[], echoMs: number): boolean {
  return sayings.slice(0, -1).every((one) => (one.echoMs ?? Number.POSITIVE_INFINITY) > echoMs);
}
const distinctTurns = (said: readonly Said[]): number => new Set(said.map(({ turn }) => turn)).size;

/** When each part was said first. What is said once more is counted elsewhere. */
function firsts(event: Heard): number[] {
  return partsOf(event).flatMap((part) => {
    const [first] = sayings(event, part);
    return first === undefined ? [] : [first.tick];
  });
}

/** Whether `one` had to be answered before `other`: it was safely there before `other` set out, or stood before it. */
function isBefore(one: Heard, other: Heard): boolean {
  if (one.delivery === other.delivery) return one.place < other.place;
  return one.acknowledged > 0 && one.acknowledged < other.offered;
}

/** The events of one person that were answered after something that came later, or whose own parts are mixed up. */
function overtakenOf(events: readonly Heard[]): Heard[] {
  const answered = events.map((event) => ({ event, ticks: firsts(event) })).filter(({ ticks }) => ticks.length > 0);
  return answered
    .filter(({ event, ticks }) => {
      const last = Math.max(...ticks);
      const mixed = ticks.some((tick, n) => tick < (ticks[n - 1] ?? 0));
      return mixed || answered.some((other) => isBefore(event, other.event) && Math.min(...other.ticks) < last);
    })
    .map(({ event }) => event);
}

/** A person's turns are counted by the bot from 1 on: a number that nobody saw was handled, and never said. */
function silentTurns(events: readonly Heard[]): number {
  const people = Map.groupBy(events, ({ person }) => person);
  return [...people.values()].reduce((sum, theirs) => {
    const seen = new Set(theirs.flatMap(({ said }) => said.map(({ turn }) => turn)));
    return sum + Math.max(0, ...seen) - seen.size;
  }, 0);
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
