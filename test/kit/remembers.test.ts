import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/bot.ts";
import { runnable, type Stored } from "../../src/kit/runnable.ts";

const first = () => ({ visits: 0 });
const plain = createBot();
const counting = createBot({ state: { version: 2, initial: first } });
const forgetting = createBot({ state: { version: 2, initial: first, forget: "90d" } });
const asking = createBot();
asking
  .dialog("d")
  .ask("s", () => "S?")
  .done(() => {});
const broken = createBot({
  state: {
    version: 2,
    initial: () => {
      throw new Error("broken");
    },
  },
});

const answered = 1_000;
const dialog = { name: "d", step: "s", answers: {}, asked: 1, last: 2, others: 0, asks: [], from: {} };
const stored = (version: number, data: unknown, kit: Stored["kit"] = { answered }): Stored => ({ version, data, kit });
const FOR_GOOD = Number.POSITIVE_INFINITY;

describe("what a bot remembers of somebody", () => {
  it.each([
    ["nobody", counting, null, 0],
    ["when they were answered", plain, stored(0, {}, { answered, disclosed: 1 }), 0],
    ["the first state", counting, stored(2, first()), 0],
    ["from a time without state", counting, stored(0, {}), 0],
    ["another state", counting, stored(2, { visits: 1 }), FOR_GOOD],
    ["an older version's", counting, stored(1, first()), FOR_GOOD],
    ["of a bot that had a state", plain, stored(2, { visits: 1 }), FOR_GOOD],
    ["a first state that cannot be made", broken, stored(2, first()), FOR_GOOD],
    ["an open question, until its dialog ends", asking, stored(0, {}, { answered, dialog }), 2 + 86_400_000],
    ["a question and another state", asking, stored(1, {}, { answered, dialog }), FOR_GOOD],
    ["a question that a deploy took away", plain, stored(0, {}, { answered, dialog }), 2],
    ["an opt-out", counting, stored(2, first(), { optOut: { at: 1, words: "stop" } }), FOR_GOOD],
    ["a state that is forgotten in time", forgetting, stored(2, { visits: 1 }), answered + 90 * 86_400_000],
    ["a question and a state that is", forgetting, stored(2, {}, { answered, dialog }), answered + 90 * 86_400_000],
    ["what nobody was answered about", forgetting, stored(2, { visits: 1 }, {}), FOR_GOOD],
    ["an opt-out, although", forgetting, stored(2, {}, { answered, optOut: { at: 1, words: "stop" } }), FOR_GOOD],
  ])("%s", (_, bot, known, until) => {
    expect(bot[runnable].remembersUntil(known)).toBe(until);
  });
});
