// Written by docs/snippets.ts from docs/reference.md:348. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { quick } from "edgewise";
import { standard, express } from "./reference.1.ts";
quick("How fast?", standard.as("Standard"), express.as("Express"))
export { quick, standard, express };
