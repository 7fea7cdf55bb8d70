/** Who is answered, in which order, when many write at once. */
import { expect, it } from "vitest";
import { answerTo, delivery, rig, somebody, until, writes } from "./rig.ts";

// Two requests through a Worker that has just started can be further apart than the usual 25 ms of gathering.
const r = rig({ GATHER_MS: "250" });
const people = (count: number): string[] => Array.from({ length: count }, somebody);
/** Waits until everybody was told so often, and gives what each of them was told. */
async function told(persons: readonly string[], count: number): Promise<string[][]> {
  await until(() => persons.every((person) => r.graph.sendsTo(person).length >= count), 20_000);
  return persons.map((person) => r.graph.wordsTo(person));
}

it("answers two messages that are delivered at the same time in the order of their timestamps", async () => {
  for (const person of people(10)) {
    const at = Date.now();
    const first = delivery(writes(person, "first", at));
    const second = delivery(writes(person, "second", at + 1));
    // The later one sets out first.
    expect(await Promise.all([r.bot.deliver(second), r.bot.deliver(first)])).toEqual([200, 200]);
    expect(await told([person], 2)).toEqual([[answerTo("first"), answerTo("second")]]);
  }
});

it("answers a hundred people who write at the same time", async () => {
  const hundred = people(100);
  const statuses = await Promise.all(
    hundred.map((person) => r.bot.deliver(delivery(writes(person, `hello from ${person}`)))),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await told(hundred, 1)).toEqual(hundred.map((person) => [answerTo(`hello from ${person}`)]));
});

it("answers thirty people of one delivery, and one of them again right after it, in order", async () => {
  const thirty = people(30);
  const [again = "", ...others] = thirty;
  expect(await r.bot.deliver(delivery(...thirty.map((person) => writes(person, "one"))))).toBe(200);
  expect(await r.bot.deliver(delivery(writes(again, "two")))).toBe(200);
  expect(await told([again], 2)).toEqual([[answerTo("one"), answerTo("two")]]);
  expect(await told(others, 1)).toEqual(others.map(() => [answerTo("one")]));
});

it("has nothing to complain about", () => {
  expect(r.bot.faults).toEqual([]);
});
