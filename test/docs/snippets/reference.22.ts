// Written by docs/snippets.ts from docs/reference.md:554. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot } from "edgewise";
createBot({ timeZone: "Europe/Madrid", hours: { monday: "9:00-17:00", except: { "2026-12-25": [] } } })
export { createBot };
