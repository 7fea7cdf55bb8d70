// Written by docs/snippets.ts from docs/long-answers.md:5. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
export const bot = createBot({
  limit: "2m", // how long a handler may take
  fold: "2s", // three quick messages are one question
});

bot.otherwise(async (c) => {
  await c.sayNow("Let me look that up."); // out now, while the rest is made
  const answer = await c.once("answer", () => think(c.text)); // a handler that runs again does not think twice
  c.say(answer);
});

async function think(question: string): Promise<string> {
  return `You asked: ${question}`;
}
export { think, createBot };
