// Written by docs/snippets.ts from docs/reference.md:109. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { coupon } from "edgewise";
coupon({ title: "10% off everything", code: "10PERCENT", url: "/p/WATCH" })
export { coupon };
