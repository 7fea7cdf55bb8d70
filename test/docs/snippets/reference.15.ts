// Written by docs/snippets.ts from docs/reference.md:382. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { shape, signal } from "edgewise";
const shipped = signal("order.shipped", shape({ order: String, tracking: String }));
export { shipped, shape, signal };
