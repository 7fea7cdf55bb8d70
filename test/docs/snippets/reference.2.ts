// Written by docs/snippets.ts from docs/reference.md:89. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { choice } from "edgewise";
choice("How fast?", { std: "Standard, $4.99", exp: "Express, $12" }) // answers "std" or "exp"
export { choice };
