// Written by docs/snippets.ts from docs/reference.md:264. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { logging } from "edgewise";
import { bot } from "./reference.5.ts";
bot.use(logging());
export { logging, bot };
