// Written by docs/snippets.ts from docs/long-answers.md:155. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { type Message } from "./long-answers.4.ts";
import { clerk } from "./long-answers.5.ts";
import { writer } from "./long-answers.6.ts";
import { talker } from "./long-answers.7.ts";
/** Never the same twice: other ids, another article, other words, more or fewer sentences. It can fail at a given time. */
class Model {
  asked = 0;
  readonly failsAt: number;
  constructor(failsAt = 0) {
    this.failsAt = failsAt;
  }
  next(): number {
    if (++this.asked === this.failsAt) throw new Error("The model broke off.");
    return this.asked;
  }
  async step(talk: readonly Message[]) {
    const n = this.next();
    const number = talk.findLast(({ role }) => role === "tool")?.content;
    if (number !== undefined) return { words: `Answer ${n}: order ${number}.`, calls: [] };
    return { words: "", calls: [{ id: crypto.randomUUID(), article: n % 2 === 0 ? "red" : "blue" }] };
  }
  async write() {
    const n = this.next();
    return Array.from({ length: n + 1 }, (_, at) => `Draft ${n} says ${at + 1} of ${n + 1}.`).join(" ");
  }
  async *stream(talk: readonly Message[]) {
    const own = talk.slice(talk.findLastIndex(({ role }) => role === "user") + 1).length;
    for (let said = own; said < 4; said++) yield `Sentence ${said + 1}, try ${this.next()}.`;
  }
}

class Shop {
  readonly orders = new Map<string, string>();
  async order(article: string, key: string) {
    if (!this.orders.has(key)) this.orders.set(key, `${article}-${this.orders.size + 1}`);
    return this.orders.get(key) ?? "";
  }
}

const linesOf = (screen: string) => screen.split("\n").filter((line) => line.startsWith("bot: "));

it.each([1, 2, 0])("places one order, whenever the model fails: at its answer %i", async (failsAt) => {
  const SHOP = new Shop();
  const ana = person(clerk, { env: { MODEL: new Model(failsAt), SHOP } });
  await ana.says("I take one");
  expect([...SHOP.orders.values()]).toEqual([failsAt === 1 ? "red-1" : "blue-1"]);
  expect(linesOf(ana.screen())).toEqual([expect.stringContaining(`order ${[...SHOP.orders.values()]}`)]);
});

it.each(["accept", "turn", "send"] as const)("says one draft, through a crash after: %s", async (crashAfter) => {
  const ana = person(writer, { crashAfter, env: { MODEL: new Model() } });
  await ana.says("How much?");
  expect(linesOf(ana.screen())).toEqual(["bot: Draft 1 says 1 of 2.", "bot: Draft 1 says 2 of 2."]);
});

it("goes on with the sentence at which the model broke off", async () => {
  const ana = person(talker, { env: { MODEL: new Model(3) } });
  await ana.says("How much?");
  const tries = [1, 2, 4, 5];
  expect(linesOf(ana.screen())).toEqual(tries.map((nth, n) => `bot: Sentence ${n + 1}, try ${nth}.`));
});

it("tells the model which lines a colleague wrote", async () => {
  let read: readonly Message[] = [];
  const MODEL = { step: async (talk: readonly Message[]) => ({ words: `Line ${(read = talk).length}`, calls: [] }) };
  const ana = person(clerk, { env: { MODEL } });
  await ana.says("Hi");
  await ana.agentSays("Kim here: you get it for 10.");
  await ana.agentReleases();
  await ana.says("How much is it?");
  expect(read).toEqual([
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Line 1" },
    { role: "assistant", content: "[A colleague] Kim here: you get it for 10." },
    { role: "user", content: "How much is it?" },
  ]);
});
export { Model, Shop, linesOf, person, expect, it, type Message, clerk, writer, talker };
