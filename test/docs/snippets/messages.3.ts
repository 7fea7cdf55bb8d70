// Written by docs/snippets.ts from docs/messages.md:110. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, utility } from "edgewise";
const track = action("TRACK_:order");
const byName = utility("order_shipped", { order: "1001", link: "https://example.com/t/1" });
const byNumber = utility("order_shipped_2", ["1001"], { language: "nl", header: ["Your order"], buttons: [track.as("Track", { order: "1001" }), "1001"] });
export { track, byName, byNumber, action, utility };
