// Written by docs/snippets.ts from docs/reference.md:370. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { shape } from "edgewise";
shape({ order: String, items: [String], weight: Number })
export { shape };
