// Written by docs/snippets.ts from docs/long-answers.md:132. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
import { talkOf } from "./long-answers.4.ts";
import { type Services } from "./long-answers.5.ts";
export const talker = createBot({ limit: "2m" });

talker.otherwise(async (c) => {
  const { MODEL } = c.env as Services;
  const talk = talkOf(c);
  let draft: AsyncIterator<string> | undefined; // begun where the kept sentences end
  for (let n = 1; ; n++) {
    const sentence = await c.once(`sentence ${n}`, async () => {
      draft ??= MODEL.stream([...talk])[Symbol.asyncIterator]();
      const { done, value } = await draft.next();
      return done ? null : value;
    });
    if (sentence === null) return;
    await c.sayNow(sentence);
    talk.push({ role: "assistant", content: sentence });
  }
});
export { createBot, talkOf, type Services };
