// Written by docs/snippets.ts from docs/reference.md:546. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
createBot({ language: "es" })
export { createBot };
