// Written by docs/snippets.ts from docs/reference.md:286. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { native } from "edgewise";
native({ attachment: { type: "audio", payload: { attachment_id: "1234567890" } } })
export { native };
