// Written by docs/snippets.ts from docs/from-the-send-api.md:91. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { bot } from "./from-the-send-api.1.ts";
bot.hears("two", (c) => {
  c.say("First this.");
  c.say("Then that.", { after: "1.5s" }); // with the typing dots in between
});
export { bot };
