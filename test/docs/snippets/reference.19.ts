// Written by docs/snippets.ts from docs/reference.md:468. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { buy } from "./reference.1.ts";
buy.as("Buy Now", { sku: "WATCH" }) // sends BUY_WATCH when tapped
export { buy };
