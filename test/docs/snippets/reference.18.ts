// Written by docs/snippets.ts from docs/reference.md:449. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { quick, withImage } from "edgewise";
import { standard } from "./reference.1.ts";
quick("Which colour?", withImage(standard.as("Red"), "/red.png"))
export { quick, withImage, standard };
