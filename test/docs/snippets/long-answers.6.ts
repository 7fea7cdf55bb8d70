// Written by docs/snippets.ts from docs/long-answers.md:119. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
import { talkOf } from "./long-answers.4.ts";
import { type Services } from "./long-answers.5.ts";
export const writer = createBot({ limit: "2m" });

writer.otherwise(async (c) => {
  const { MODEL } = c.env as Services;
  const draft = await c.once("draft", () => MODEL.write(talkOf(c)));
  for (const sentence of draft.split(/(?<=[.!?])\s+/)) c.say(sentence, { after: "1s" });
});
export { createBot, talkOf, type Services };
