/** One person's messages stand on their screen in the order in which they were answered, whatever the platform does with them. */
import { describe, expect, it } from "vitest";
import { bot } from "../support/bot.ts";
import { answer, SIDES } from "./sides.ts";

const LINES = Array.from({ length: 6 }, (_, n) => `Line ${n + 1}.`);
bot.hears("count", (c) => {
  for (const line of LINES) c.say(line);
});
const LONG = Array.from({ length: 300 }, (_, n) => `word${n}`).join(" ");
bot.hears("tell", (c) => c.say(LONG));
bot.hears("say now", async (c) => {
  await c.sayNow("Before.");
  await c.sayNow("Meanwhile.");
  c.say("After.");
});

describe.each(SIDES)("on %s", (_, make) => {
  const s = make();

  it("has the parts of an answer in their order", async () => {
    const person = s.joins();
    s.says(person, "count");
    expect(await s.hears(person, LINES.length)).toEqual(LINES);
  });

  it("has the answers in the order of the texts, with one behind the other", async () => {
    const person = s.joins();
    const words = ["one", "two", "three", "four", "five"];
    for (const one of words) s.says(person, one);
    expect(await s.hears(person, words.length)).toEqual(words.map(answer));
  });

  it("has what is said in the middle of a turn before the rest of it, and after what came before", async () => {
    const person = s.joins();
    s.says(person, "hi");
    s.says(person, "say now");
    s.says(person, "bye");
    expect(await s.hears(person, 5)).toEqual([answer("hi"), "Before.", "Meanwhile.", "After.", answer("bye")]);
  });

  it("cuts what is too long for the channel, and says all of it in its order", async () => {
    const person = s.joins();
    s.says(person, "tell");
    s.says(person, "bye");
    await s.hears(person, 2);
    await s.settled();
    const lines = s.screen(person);
    expect(lines.at(-1)).toBe(answer("bye"));
    expect(lines.slice(0, -1).join(" ")).toBe(LONG);
  });
});
