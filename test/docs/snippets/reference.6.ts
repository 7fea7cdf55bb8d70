// Written by docs/snippets.ts from docs/reference.md:158. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { feedback } from "edgewise";
feedback({
  title: "How was your order?", text: "One question, ten seconds.", button: "Rate it",
  id: "order", kind: "csat", scale: "five_stars", privacy: "/p/privacy",
})
export { feedback };
