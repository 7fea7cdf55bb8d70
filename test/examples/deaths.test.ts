/**
 * What the example of a model and the document on long answers advise, with a model that never answers the same twice, and
 * a death at every step: of the conversation, of each call to the model and to the shop.
 */
import { beforeEach, it, vi } from "vitest";
import { bot as example } from "../../examples/model/bot.ts";
import { bot } from "../../examples/shop/bot.ts";
import { clock } from "../../src/clock.ts";
import { type AnyBot, runnable } from "../../src/kit/runnable.ts";
import { clerk } from "../docs/snippets/long-answers.5.ts";
import { writer } from "../docs/snippets/long-answers.6.ts";
import { talker } from "../docs/snippets/long-answers.7.ts";
import { bothWays, deadly, type Story, survives } from "../support/deaths.ts";
import { world } from "../support/world.ts";

const w = world({ rates: "off" });
const knife = deadly(w);

interface Message {
  readonly role: string;
  readonly content: string;
}

/** The model and the shop of one person. Each call to them is a step, and so is its answer. */
class Services {
  readonly #psid: string;
  #asked = 0;
  /** By idempotency key. */
  readonly orders = new Map<string, string>();

  constructor(psid: string) {
    this.#psid = psid;
  }

  #answers<Answer>(make: (nth: number) => Answer): Promise<Answer> {
    return knife().calls(this.#psid, async () => make(++this.#asked));
  }

  /** Wants one article, or two others, by turns and under new ids; then tells which number is whose, in other words. */
  step(talk: readonly Message[]) {
    const told = talk.flatMap(({ role, content }, at) => {
      const article = /"article":"(\w+)"/.exec(talk[at - 1]?.content ?? "")?.[1];
      return role === "tool" ? [`${article} is ${/\w+-[-\w]+/.exec(content)}`] : [];
    });
    return this.#answers((nth) => {
      if (told.length > 0) return { words: `Answer ${nth}: ${told.join(", ")}`, calls: [] };
      const articles = nth % 2 === 0 ? ["watch", "headphones"] : ["headphones"];
      return { words: "", calls: articles.map((article) => ({ id: crypto.randomUUID(), article })) };
    });
  }

  write() {
    return this.#answers((nth) => {
      const count = 2 + (nth % 3);
      return Array.from({ length: count }, (_, n) => `Draft ${nth} says ${n + 1} of ${count}.`).join(" ");
    });
  }

  /** Goes on after what it is told that it has said. */
  async *stream(talk: readonly Message[]) {
    const told = talk.length - 1 - talk.findLastIndex(({ role }) => role === "user");
    for (let n = told + 1; n <= 3; n++) yield await this.#answers((nth) => `Sentence ${n} of 3, try ${nth}.`);
  }

  /** Of Workers AI. */
  async run(_model: string, { messages, tools }: { messages: readonly Message[]; tools?: unknown }) {
    const [last] = messages.slice(-1);
    if (tools === undefined) {
      const told = last?.role === "assistant" ? `after "${last.content}"` : "first";
      return this.#answers((nth) => ({ response: `Answer ${nth}, ${told}` }));
    }
    const { words, calls } = await this.step(messages);
    return {
      response: words,
      tool_calls: calls.map(({ id, article }) => ({ id, name: "reserve", arguments: { article } })),
    };
  }

  order(article: string, key: string) {
    return knife().calls(this.#psid, async () => {
      const known = this.orders.get(key);
      const number = known ?? `${article}-${crypto.randomUUID()}`;
      this.orders.set(key, number);
      return number;
    });
  }

  reserve(article: string, _person: string, key: string) {
    return this.order(article, key);
  }
}

const services = new Map<string, Services>();
const bots = new Map<string, AnyBot>();
const servicesOf = (psid: string) => services.get(psid) ?? new Services(psid);

beforeEach(() => {
  vi.spyOn(clock, "wait").mockResolvedValue(); // the pauses between bubbles
  const { run } = bot[runnable];
  vi.spyOn(bot[runnable], "run").mockImplementation((input) => {
    const own = servicesOf(input.person);
    const env = { MODEL: own, SHOP: own, AI: own };
    return (bots.get(input.person)?.[runnable].run ?? run)({ ...input, env });
  });
});

/** Somebody who writes to a bot of their own, once. */
const asks = (own: AnyBot, words: string, reads: (lines: readonly string[], own: Services) => boolean): Story => ({
  acts: [
    [
      0,
      (psid) => {
        bots.set(psid, own);
        services.set(psid, servicesOf(psid));
        return w.meta.says(psid, words);
      },
    ],
  ],
  sees: ["as it should be"],
  reads(all, psid) {
    const lines = all.filter((line) => !line.startsWith("A language model answers here"));
    return lines.length > 0 && reads(lines, servicesOf(psid)) ? ["as it should be"] : lines;
  },
});

/** One answer, which tells of all that was ordered, and of each as what it is. */
function isWhatWasOrdered(lines: readonly string[], { orders }: Services): boolean {
  const told = lines[0]
    ?.replace(/^Answer \d+: /, "")
    .split(", ")
    .toSorted();
  const ordered = [...orders.values()].map((number) => `${number.split("-")[0]} is ${number}`).toSorted();
  return lines.length === 1 && ordered.length > 0 && JSON.stringify(told) === JSON.stringify(ordered);
}

/** Every sentence of one draft, in its order. */
function isOneDraft(lines: readonly string[]): boolean {
  const [, nth] = /^Draft (\d+) /.exec(lines[0] ?? "") ?? [];
  return lines.every((line, n) => line === `Draft ${nth} says ${n + 1} of ${lines.length}.`);
}

/** Each sentence once, in its order: whoever goes on was told of what is said. */
function isOneTalk(lines: readonly string[]): boolean {
  const tries = lines.map((line, n) => Number(new RegExp(`^Sentence ${n + 1} of 3, try (\\d+)\\.$`).exec(line)?.[1]));
  return lines.length === 3 && tries.every((nth, n) => nth > (tries[n - 1] ?? 0));
}

/** The short answer, and then one that knows it. */
function isInTwo([short = "", long = "", ...rest]: readonly string[]): boolean {
  return /^Answer \d+, first$/.test(short) && long.endsWith(`, after "${short}"`) && rest.length === 0;
}

it.each([
  ["the example orders what it decided on, once", asks(example, "I take one", isWhatWasOrdered)],
  ["the example says a long answer in two that belong together", asks(example, "Explain it", isInTwo)],
  ["the document's clerk orders what it decided on, once", asks(clerk, "I take one", isWhatWasOrdered)],
  ["the document's writer says one draft", asks(writer, "How much?", isOneDraft)],
  ["the document's talker says each sentence once", asks(talker, "How much?", isOneTalk)],
])("wherever it dies, %s", { timeout: 300_000 }, async (_, story) => {
  // One story alone has few steps: seven of sixty that did not come again were seen.
  await survives(w, knife(), [story], bothWays, 0.8);
});
