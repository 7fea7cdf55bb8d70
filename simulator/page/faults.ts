/** The drawer of faults: what can be made to go wrong, each with what it needs. */
import type { Fault } from "../core/faults.ts";
import { h } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import { addFault, clearFault, state } from "./state.ts";

interface Offer {
  readonly title: string;
  readonly says: string;
  readonly fault: Fault;
  /** Numbers that can be changed, by field, with their names for people. An empty one is left out. */
  readonly numbers: Readonly<Record<string, string>>;
}

const MS = { ms: "Milliseconds" };

const GRAPH: readonly Offer[] = [
  offer("Down", "Errors, broken connections and silence in turns, as in an outage.", { fault: "down" }),
  offer("Slow", "Every answer takes this long.", { fault: "latency", ms: 2000 }, MS),
  offer("Time-out before", "Meta does nothing and never answers.", { fault: "timeout", acts: false, times: 1 }),
  offer("Time-out after", "Meta sends it, and its answer never arrives.", { fault: "timeout", acts: true, times: 1 }),
  offer("Reset before", "The connection breaks and nothing was sent.", { fault: "reset", acts: false, times: 1 }),
  offer("Reset after", "It was sent, and the connection breaks.", { fault: "reset", acts: true, times: 1 }),
  offer(
    "Error with a body",
    "Code 2 with this status.",
    { fault: "status", status: 503, body: true, times: 1 },
    { status: "Status" },
  ),
  offer(
    "Error without a body",
    "A web page with this status.",
    { fault: "status", status: 502, body: false, times: 1 },
    { status: "Status" },
  ),
  offer(
    "Any code",
    "Meta's error with this code.",
    { fault: "code", code: 551, times: 1 },
    { code: "Code", subcode: "Subcode" },
  ),
  offer(
    "Rate limit",
    "Code 80006, with the usage headers.",
    { fault: "rate limit", minutes: 1, times: 1 },
    { minutes: "Minutes to regain" },
  ),
  offer("Token revoked", "Code 190 until it is switched off.", { fault: "token revoked" }),
];

const WEBHOOKS: readonly Offer[] = [
  offer("Duplicated", "Each comes twice.", { fault: "duplicated" }),
  offer("Delayed", "Each comes late.", { fault: "delayed", ms: 3000 }, MS),
  offer("Reordered", "Two swap their places.", { fault: "reordered" }),
  offer("Batched", "What comes within this time comes in one body.", { fault: "batched", ms: 2000 }, MS),
  offer("Echoes late", "After everything else.", { fault: "echoes late", ms: 10_000 }, MS),
  offer("No echoes", "As on a Page without that subscription.", { fault: "echoes off" }),
  offer("Wrong secret", "Signed with somebody else's.", { fault: "wrong secret", times: 2 }),
];

function offer(title: string, says: string, fault: Fault, numbers: Offer["numbers"] = {}): Offer {
  return { title, says, fault, numbers };
}

/** The boxes of the open drawer, with what each switches on. */
const boxes = new Map<HTMLInputElement, Fault>();

/** Opens the drawer with every fault. */
export function openFaults(): void {
  boxes.clear();
  openDrawer(
    "Faults",
    h("p", {}, "What is on stays on, unless it says once. Scenarios and the API use the same names: /api/faults."),
    h("h3", {}, "Graph API"),
    h("ul", { class: "faults" }, ...GRAPH.map(row)),
    h("h3", {}, "Webhooks"),
    h("ul", { class: "faults" }, ...WEBHOOKS.map(row)),
  );
}

/** There is one fault of each name, and some are used up: the boxes follow. */
export function showFaults(): void {
  for (const [box, fault] of boxes) box.checked = state.faults.some((one) => same(one, fault));
}

function row({ title, says, fault, numbers }: Offer): HTMLElement {
  const now = state.faults.find((one) => same(one, fault));
  const box = h("input", { type: "checkbox", checked: now !== undefined });
  boxes.set(box, fault);
  const values = (now ?? fault) as Readonly<Record<string, unknown>>;
  const inputs = Object.entries(numbers).map(([field, label]) => {
    const value = values[field] === undefined ? "" : String(values[field]);
    const input = h("input", {
      type: "number",
      class: "number",
      value,
      "aria-label": `${title}: ${label}`,
    });
    return { field, input, labelled: h("label", { class: "number-label" }, h("small", {}, label), input) };
  });
  const often = fault.times === undefined ? "" : fault.times === 1 ? " Once." : ` ${fault.times} times.`;
  const change = () => {
    const given = inputs
      .filter(({ input }) => input.value !== "")
      .map(({ field, input }) => [field, Number(input.value)]);
    void (box.checked ? addFault({ ...fault, ...Object.fromEntries(given) } as Fault) : clearFault(fault.fault));
  };
  box.addEventListener("change", change);
  for (const { input } of inputs) input.addEventListener("change", () => box.checked && change());
  return h(
    "li",
    { class: "fault" },
    h("label", {}, box, h("span", {}, h("strong", {}, title), h("small", {}, `${says}${often}`))),
    ...inputs.map(({ labelled }) => labelled),
  );
}

/** Of the same name, and of the same kind where a name has two. */
function same(one: Fault, other: Fault): boolean {
  if (one.fault !== other.fault) return false;
  if ("acts" in one && "acts" in other) return one.acts === other.acts;
  return !("status" in one && "status" in other) || one.body === other.body;
}
