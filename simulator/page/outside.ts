/** The drawer of what happens outside of Messenger: an order is shipped, a ticket is solved. */
import type { Done } from "../protocol.ts";
import { h } from "./dom.ts";
import { closeDrawer, openDrawer } from "./drawer.ts";
import { icon } from "./icons.ts";
import { act, state } from "./state.ts";

/** Opens the drawer with every signal that the bot answers. */
export function openOutside(): void {
  const { signals, current: psid, person } = state;
  const what =
    "An order is shipped, a ticket is solved: a signal enters the chat like a message, once. Elsewhere your systems do this with POST /admin/signals/<name>.";
  if (signals.length === 0) {
    openDrawer("Happens outside", h("p", {}, `${what} This bot answers none: write bot.on(signal(…), …).`));
    return;
  }
  const options = signals.map(({ name }) => h("option", { value: name }, name));
  const name = h("select", { class: "field", "aria-label": "Signal" }, ...options);
  const data = h("textarea", { class: "field code", rows: 6, "aria-label": "Data, as JSON", spellcheck: "false" });
  const said = h("p", { class: "saved", role: "status" });
  const fill = () => {
    const sample = signals.find((one) => one.name === name.value)?.sample;
    data.value = JSON.stringify(sample, null, 2);
  };
  const raise = async (event: Event) => {
    event.preventDefault();
    const value = parsed(data.value);
    const done: Done =
      value === undefined
        ? { error: "The data is not JSON." }
        : (((await act({ do: "signal", psid, name: name.value, data: value })) as Done | undefined) ?? {
            error: "The bot does not run.",
          });
    if (done.error === undefined) closeDrawer();
    else said.replaceChildren(icon("alert"), done.error);
  };
  name.addEventListener("change", fill);
  fill();
  openDrawer(
    "Happens outside",
    h("p", {}, what),
    h(
      "form",
      { class: "drawer-form outside", onsubmit: (event) => void raise(event) },
      name,
      data,
      h("button", { type: "submit", class: "primary" }, `Let it happen to ${person?.firstName ?? "them"}`),
    ),
    said,
  );
  name.focus();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
