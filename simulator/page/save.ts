/** A chat as a test: written into the project, or downloaded. */
import type { Saved } from "../protocol.ts";
import { h } from "./dom.ts";
import { json, openDrawer } from "./drawer.ts";
import { icon } from "./icons.ts";
import { act, state } from "./state.ts";

/** What a test cannot do again: said where it is saved, and not found out later. */
const LIMITS =
  "It does again what was written, tapped, reacted to and waited for. Faults and kills are left out, and what an AI or another service said may differ.";

/** Opens the drawer with the test's text, its name, and a button that writes it. */
export async function openSave(psid: string): Promise<void> {
  const text = (await act({ do: "test", psid })) as string | undefined;
  if (text === undefined) return;
  const { firstName = "chat" } = state.people.get(psid) ?? {};
  const name = h("input", {
    type: "text",
    class: "field",
    "aria-label": "Name of the test",
    value: firstName.toLowerCase(),
    autocomplete: "off",
    spellcheck: "false",
  });
  const said = h("p", { class: "saved", role: "status" });
  let overwrite = false;
  const button = h("button", { type: "submit", class: "primary" }, icon("file"), "Save");
  const ask = (yes: boolean) => {
    overwrite = yes;
    button.lastChild?.replaceWith(yes ? "Overwrite" : "Save");
  };
  name.addEventListener("input", () => ask(false));
  const save = async (event: Event) => {
    event.preventDefault();
    const saved = (await act({ do: "save", psid, name: name.value, overwrite })) as Saved | undefined;
    if (saved === undefined) said.replaceChildren("It could not be written. Download it instead.");
    else if (saved.written)
      said.replaceChildren(icon("check"), "Written to ", h("code", {}, saved.path), ". npm test runs it.");
    else said.replaceChildren(icon("alert"), h("code", {}, saved.path), " is there already.");
    ask(saved?.written === false);
  };
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  openDrawer(
    "Save as test",
    h("p", {}, LIMITS),
    h(
      "form",
      { class: "drawer-form save", onsubmit: (event) => void save(event) },
      h("span", { class: "path", "aria-hidden": "true" }, "test/chats/"),
      name,
      h("span", { class: "path", "aria-hidden": "true" }, ".test.ts"),
      button,
    ),
    said,
    json(text, "The test"),
    h("a", { class: "quiet-link", href, download: "chat.test.ts" }, "Download it instead"),
  );
  name.select();
}
