/** The messenger's page: shows what the server reports, and says who looks at which chat. */
import { showBanners } from "./banners.ts";
import "./tip.ts";
import { showBar } from "./bar.ts";
import { showComposer, startComposer } from "./composer.ts";
import { showFaults } from "./faults.ts";
import { showLog } from "./log.ts";
import { showHeader, showPeople } from "./people.ts";
import { act, listen, state } from "./state.ts";
import { showTimeline } from "./timeline.ts";

let looking = "";

function show(): void {
  showPeople(choose);
  showHeader();
  showBanners();
  showComposer();
  showLog();
  showTimeline();
  showBar();
  showFaults();
  look();
  const unread = [...state.people.values()].filter((person) => state.unread(person)).length;
  document.title = `${unread > 0 ? `(${unread}) ` : ""}${state.pageName || "Messenger"}, simulated`;
}

function choose(psid: string): void {
  state.choose(psid);
  show();
  document.getElementById("field")?.focus();
}

/** Tells whose chat is open, so that what comes is seen; a hidden page sees nothing. */
function look(): void {
  const now = document.visibilityState === "visible" && state.online ? state.current : "";
  if (now === looking) return;
  const before = looking;
  looking = now;
  if (before !== "" && state.online) void act({ do: "leave", psid: before });
  if (now !== "") void act({ do: "open", psid: now });
}

document.addEventListener("visibilitychange", look);
addEventListener("pagehide", () => {
  if (looking === "") return;
  const left = { do: "leave", psid: looking };
  navigator.sendBeacon("/api/do", new Blob([JSON.stringify(left)], { type: "application/json" }));
  // What becomes invisible after this has left already.
  looking = "";
});
// Dots stop dancing by themselves.
setInterval(() => {
  if (state.person?.typingUntil !== undefined) showLog();
  showBar();
}, 1000);

startComposer();
listen(show);
