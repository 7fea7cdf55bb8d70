// Written by docs/snippets.ts from docs/reference.md:228. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { imageGrid } from "edgewise";
imageGrid({ images: [{ image: "/demo/WATCH.jpg", hero: true }, { image: "/demo/HEADPHONES.jpg" }] })
export { imageGrid };
