/** The suite is only as good as its counting: each kind of failure, planted, is seen; what is allowed is not. */
import { describe, expect, it } from "vitest";
import { count, percentile } from "./count.ts";
import { type Heard, readAnswer, type Said } from "./events.ts";

const ECHO_MS = 1_500;
let ticks = 0;
const tick = (): number => ++ticks;
let deliveries = 0;

function heard(more: Partial<Heard> = {}): Heard {
  deliveries++;
  const n = deliveries;
  const known = { key: `e${n}p`, person: 0, mid: `m_${n}`, parts: 1, delivery: n, place: 0, calm: false, said: [] };
  return { ...known, offered: tick(), acknowledged: tick(), offeredAt: 0, ...more };
}

const says = (event: Heard, more: Partial<Said> = {}): void => {
  event.said.push({ tick: tick(), at: 0, part: 1, time: 1, turn: 1, ...more });
};

/** One person: everything is offered, acknowledged and answered in the order given. */
function person(events: readonly Heard[]): readonly Heard[] {
  for (const [n, event] of events.entries()) says(event, { turn: n + 1 });
  return events;
}

const sizes = (events: readonly Heard[], queued: readonly string[] = []) => {
  const {
    lost,
    handledTwice,
    saidTwice,
    outOfOrder,
    overtakenInQueue,
    unacknowledged,
    silentTurns,
    mostSaid,
    lateEcho,
  } = count(events, new Set(queued), ECHO_MS);
  return {
    lost: lost.length,
    handledTwice: handledTwice.length,
    saidTwice: saidTwice.length,
    lateEcho: lateEcho.length,
    outOfOrder: outOfOrder.length,
    overtakenInQueue: overtakenInQueue.length,
    unacknowledged: unacknowledged.length,
    silentTurns,
    mostSaid,
  };
};

const FINE = {
  lost: 0,
  handledTwice: 0,
  saidTwice: 0,
  lateEcho: 0,
  outOfOrder: 0,
  overtakenInQueue: 0,
  unacknowledged: 0,
  silentTurns: 0,
  mostSaid: 1,
};

describe("counting", () => {
  it("finds nothing where nothing is wrong", () => {
    expect(sizes(person([heard(), heard(), heard()]))).toEqual(FINE);
  });

  it("sees an answer that never came, and half an answer", () => {
    const half = heard({ parts: 2 });
    says(half, { turn: 2 });
    expect(sizes([...person([heard()]), half, heard()])).toMatchObject({ lost: 2 });
  });

  it("calls lost only what was acknowledged", () => {
    expect(sizes([heard({ acknowledged: 0 })])).toMatchObject({ lost: 0, unacknowledged: 1 });
  });

  it("sees a second handling, by the bot's own count and by its turns", () => {
    const [again, other] = [heard(), heard({ person: 1 })];
    says(again, { time: 1, turn: 1 });
    says(again, { time: 2, turn: 2 });
    says(other, { turn: 1 });
    says(other, { turn: 2 });
    expect(sizes([again, other])).toMatchObject({ handledTwice: 2 });
  });

  it("sees what was said twice, and how often", () => {
    const event = heard();
    for (let n = 0; n < 3; n++) says(event);
    expect(sizes([event])).toMatchObject({ saidTwice: 1, mostSaid: 3, handledTwice: 0 });
  });

  it("tells apart what was said again because its echo was slower than anybody waits", () => {
    const [slow, prompt, mixed] = [heard(), heard({ person: 1 }), heard({ person: 2 })];
    for (const [event, echoes] of [
      [slow, [1_501, 10]],
      [prompt, [1_500, 10]],
      [mixed, [1_501, 10, 10]],
    ] as const) {
      for (const echoMs of echoes) says(event, { echoMs });
    }
    expect(sizes([slow, prompt, mixed])).toMatchObject({ saidTwice: 3, lateEcho: 1 });
  });

  it("sees an answer that came after a later one's", () => {
    const [first, second] = [heard(), heard()];
    says(second, { turn: 1 });
    says(first, { turn: 2 });
    expect(sizes([first, second])).toMatchObject({ outOfOrder: 1, overtakenInQueue: 0 });
    expect(sizes([first, second], [first.mid])).toMatchObject({ outOfOrder: 0, overtakenInQueue: 1 });
    expect(sizes([first, second], [second.mid])).toMatchObject({ outOfOrder: 1 });
  });

  it("wants the order of a delivery, and of the parts of an answer", () => {
    const [first, second] = [heard({ delivery: 1_000 }), heard({ delivery: 1_000, place: 1 })];
    says(second, { turn: 1 });
    says(first, { turn: 2 });
    const mixed = heard({ person: 1, parts: 2 });
    says(mixed, { part: 2 });
    says(mixed, { part: 1 });
    expect(sizes([first, second, mixed])).toMatchObject({ outOfOrder: 2 });
  });

  it("wants no order of what set out side by side, nor of different people", () => {
    const [offered, both] = [tick(), tick()];
    const [first, second] = [heard({ offered, acknowledged: tick() }), heard({ offered: both, acknowledged: tick() })];
    says(second, { turn: 1 });
    says(first, { turn: 2 });
    const [ana, ben] = [heard({ person: 1 }), heard({ person: 2 })];
    says(ben);
    says(ana);
    expect(sizes([first, second, ana, ben])).toEqual(FINE);
  });

  it("knows a turn that nobody saw by the gap in the bot's count", () => {
    const [first, second] = [heard(), heard()];
    says(first, { turn: 1 });
    says(second, { turn: 3 });
    expect(sizes([first, second])).toMatchObject({ silentTurns: 1 });
  });
});

describe("an answer", () => {
  it("is read as the bot writes it, and nothing else is", () => {
    const text = 'You said: "e7d" (time 1, turn 12, part 2 of 2)';
    expect(readAnswer(text)).toEqual({ key: "e7d", time: 1, turn: 12, part: 2 });
    expect(readAnswer("Something broke.")).toBeNull();
    expect(readAnswer(undefined)).toBeNull();
  });
});

describe("percentile", () => {
  it.each([
    [[5, 1, 3], 0.5, 3],
    [[1], 0.99, 1],
  ])("%j at %d is %d", (values, share, wanted) => expect(percentile(values, share)).toBe(wanted));
});
