// Written by docs/snippets.ts from docs/reference.md:421. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { utility } from "edgewise";
import { buy } from "./reference.1.ts";
utility("order_shipped", { order: "1001" }, { buttons: [buy.as("Buy again", { sku: "WATCH" }), "1001"] })
export { utility, buy };
