// Written by docs/snippets.ts from docs/reference.md:439. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { english, spanish, when } from "edgewise";
when("When?", { languages: [english, spanish] })
export { english, spanish, when };
