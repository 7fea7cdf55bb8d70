// Written by docs/snippets.ts from docs/reference.md:274. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { mediaCard } from "edgewise";
import { buy } from "./reference.1.ts";
mediaCard({ kind: "image", id: "1234567890" }, buy.as("Buy Now", { sku: "WATCH" }))
export { mediaCard, buy };
