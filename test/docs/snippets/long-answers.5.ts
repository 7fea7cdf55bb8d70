// Written by docs/snippets.ts from docs/long-answers.md:84. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, call } from "edgewise";
import { type Message, talkOf } from "./long-answers.4.ts";
/** Your model and your shop: bindings of the Worker's. */
interface Services {
  readonly MODEL: {
    step(talk: readonly Message[]): Promise<{ words: string; calls: { id: string; article: string }[] }>;
    write(talk: readonly Message[]): Promise<string>;
    stream(talk: readonly Message[]): AsyncIterable<string>;
  };
  readonly SHOP: { order(article: string, key: string): Promise<string> };
}

export const clerk = createBot({ limit: "2m" });

clerk.otherwise(async (c) => {
  const { MODEL, SHOP } = c.env as Services;
  const talk = talkOf(c);
  for (let step = 1; step <= 5; step++) {
    const { words, calls } = await c.once(`step ${step}`, () => MODEL.step(talk));
    if (calls.length === 0) return c.say(words);
    for (const [n, call] of calls.entries()) {
      const number = await c.once(`step ${step}, call ${n}`, (key) => SHOP.order(call.article, key));
      talk.push({ role: "assistant", content: JSON.stringify(call) }, { role: "tool", content: number });
    }
  }
  c.say("That is more than I can do at once.");
});
export { type Services, createBot, call, type Message, talkOf };
