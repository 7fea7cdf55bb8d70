/** One person's messages stand on their screen in the order in which they were answered, whatever the platform does with them. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { fake } from "../fake/channel.ts";
import { fakeSide } from "../fake/side.ts";
import { bot } from "../support/bot.ts";
import { until } from "../support/world.ts";
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

describe("a message that was sent last", () => {
  const s = fakeSide();

  it("is waited for after a restart too, until it has come", async () => {
    const { orderMs } = fake.evidence;
    Object.assign(fake.evidence, { orderMs: 8_000 });
    const person = s.joins();
    s.says(person, "one");
    await s.hears(person, 1);
    s.holdsEvidence();
    s.says(person, "two");
    await s.hears(person, 2);
    const { length } = s.platform.accepted;
    await runInDurableObject(s.objectOf(person), (_, state) => state.abort("It begins anew.")).catch(() => undefined);
    s.says(person, "three");
    await until(async () => (await s.objectOf(person).count()).acknowledged === 3);
    await scheduler.wait(400);
    expect(s.platform.accepted).toHaveLength(length);
    await s.tells();
    expect(await s.hears(person, 3)).toEqual(["one", "two", "three"].map(answer));
    Object.assign(fake.evidence, { orderMs });
  });
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
