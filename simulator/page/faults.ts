/** The drawer of faults: what can be made to go wrong, each with what it needs. */
import type { Fault } from "../core/faults.ts";
import { h } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import { addFault, clearFault, state } from "./state.ts";

interface Offer {
  readonly title: string;
  readonly says: string;
  readonly fault: Fault;
  /** A number that can be changed, with its name for people. */
  readonly number?: { readonly field: string; readonly label: string };
}

const GRAPH: readonly Offer[] = [
  offer("Slow", "Every answer takes this long.", { fault: "latency", ms: 2000 }, "ms", "Milliseconds"),
  offer("Time-out before", "Meta does nothing and never answers.", { fault: "timeout", acts: false, times: 1 }),
  offer("Time-out after", "Meta sends it, and its answer never arrives.", { fault: "timeout", acts: true, times: 1 }),
  offer("Reset before", "The connection breaks and nothing was sent.", { fault: "reset", acts: false, times: 1 }),
  offer("Reset after", "It was sent, and the connection breaks.", { fault: "reset", acts: true, times: 1 }),
  offer("502 without a body", "A web page instead of an answer.", {
    fault: "status",
    status: 502,
    body: false,
    times: 1,
  }),
  offer("Any code", "Meta's error with this code.", { fault: "code", code: 551, times: 1 }, "code", "Code"),
  offer(
    "Rate limit",
    "Code 80006, with the usage headers.",
    { fault: "rate limit", minutes: 1, times: 1 },
    "minutes",
    "Minutes to regain",
  ),
  offer("Token revoked", "Code 190 until it is switched off.", { fault: "token revoked" }),
];

const WEBHOOKS: readonly Offer[] = [
  offer("Duplicated", "Each comes twice.", { fault: "duplicated" }),
  offer("Delayed", "Each comes late.", { fault: "delayed", ms: 3000 }, "ms", "Milliseconds"),
  offer("Reordered", "Two swap their places.", { fault: "reordered" }),
  offer(
    "Batched",
    "What comes within this time comes in one body.",
    { fault: "batched", ms: 2000 },
    "ms",
    "Milliseconds",
  ),
  offer("Echoes late", "After everything else.", { fault: "echoes late", ms: 10_000 }, "ms", "Milliseconds"),
  offer("No echoes", "As on a Page without that subscription.", { fault: "echoes off" }),
  offer("Wrong secret", "Signed with somebody else's.", { fault: "wrong secret", times: 2 }),
];

function offer(title: string, says: string, fault: Fault, field?: string, label = ""): Offer {
  return { title, says, fault, ...(field === undefined ? {} : { number: { field, label } }) };
}

/** Opens the drawer with every fault. */
export function openFaults(): void {
  openDrawer(
    "Faults",
    h("p", {}, "What is on stays on, unless it says once. Scenarios and the API use the same names: /api/faults."),
    h("h3", {}, "Graph API"),
    h("ul", { class: "faults" }, ...GRAPH.map(row)),
    h("h3", {}, "Webhooks"),
    h("ul", { class: "faults" }, ...WEBHOOKS.map(row)),
  );
}

function row({ title, says, fault, number }: Offer): HTMLElement {
  const now = state.faults.find((one) => same(one, fault));
  const box = h("input", { type: "checkbox", checked: now !== undefined });
  const value = number && (now ?? fault)[number.field as keyof Fault];
  const input =
    number &&
    h("input", { type: "number", class: "number", value: String(value), "aria-label": `${title}: ${number.label}` });
  const often = fault.times === undefined ? "" : fault.times === 1 ? " Once." : ` ${fault.times} times.`;
  const change = () => {
    const chosen = { ...fault, ...(number && input ? { [number.field]: Number(input.value) } : {}) } as Fault;
    void (box.checked ? addFault(chosen) : clearFault(fault.fault));
  };
  box.addEventListener("change", change);
  input?.addEventListener("change", () => box.checked && change());
  return h(
    "li",
    { class: "fault" },
    h("label", {}, box, h("span", {}, h("strong", {}, title), h("small", {}, `${says}${often}`))),
    input,
  );
}

/** Of the same name, and of the same kind where a name has two. */
function same(one: Fault, other: Fault): boolean {
  if (one.fault !== other.fault) return false;
  if ("acts" in one && "acts" in other) return one.acts === other.acts;
  return !("status" in one && "status" in other) || one.body === other.body;
}
