/** How well it is known that Meta does what the simulated one has done. */
import type { Mark } from "../../src/channels/adapt/limit.ts";
import { h } from "./dom.ts";
import { openDrawer } from "./drawer.ts";

/** A refusal without a mark was asked for by a fault. */
type Known = Mark | "asked for";

const MARKS: Readonly<Record<Known, readonly [title: string, says: string]>> = {
  documented: ["Documented", "A page of Meta's says so, with these words or with this code."],
  "third party": ["Third party", "Meta does not write of it. Bug reports and the code of others show it."],
  guess: ["Guess", "Meta certainly refuses it, or should; nobody has written down with which words."],
  "asked for": ["Asked for", "No rule was broken: a fault that is on made Meta say it."],
};

/** The mark as a small button that opens the legend. */
export function markOf(mark: Mark | undefined): HTMLElement {
  const known = mark ?? "asked for";
  const [title] = MARKS[known];
  return h(
    "button",
    {
      type: "button",
      class: `mark ${known.replace(" ", "-")}`,
      "aria-haspopup": "dialog",
      "aria-label": `${title}: how sure this is`,
      onclick: () => openDrawer("How sure a rule is", legend(known)),
    },
    title,
  );
}

function legend(chosen: Known): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    ...Object.entries(MARKS).map(([known, [title, says]]) =>
      h(
        "li",
        { "aria-current": known === chosen && "true" },
        h("span", { class: `mark ${known.replace(" ", "-")}` }, title),
        h("span", {}, says),
      ),
    ),
  );
}
