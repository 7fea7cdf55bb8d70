// Written by docs/snippets.ts from docs/reference.md:99. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { confirm } from "edgewise";
confirm("¿Lo pido?", { yes: "Pedir", no: "Todavía no", language: "es" })
export { confirm };
