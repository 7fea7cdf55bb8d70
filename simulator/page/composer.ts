/** Where the person writes, and the menu of what else can be sent. */
import { byId, h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import { toEnd } from "./log.ts";
import { act, state } from "./state.ts";

const SUGGESTIONS = ["products", "help", "talk to a human"];

const PLACES = [
  { name: "Utrecht", lat: 52.0907, long: 5.1214 },
  { name: "Nairobi", lat: -1.2864, long: 36.8172 },
  { name: "São Paulo", lat: -23.5505, long: -46.6333 },
];

const field = h("textarea", {
  rows: 1,
  class: "field",
  id: "field",
  placeholder: "Write a message",
  "aria-label": "Message",
  autocomplete: "off",
  enterkeyhint: "send",
});
const button = h("button", { type: "submit", class: "round" });
const file = h("input", {
  type: "file",
  accept: "image/png,image/jpeg,image/gif,image/webp",
  hidden: true,
  tabindex: -1,
  "aria-label": "Picture",
});
const plus = h(
  "button",
  {
    type: "button",
    class: "round quiet",
    "aria-label": "Send something else",
    "aria-expanded": "false",
    "aria-controls": "more",
  },
  icon("plus"),
);
const menu = h(
  "div",
  { class: "menu", id: "more", hidden: true, role: "group", "aria-label": "Send something else" },
  entry("image", "Picture from this computer…", () => file.click()),
  entry(
    "mountain",
    "Sample picture",
    () => void act({ do: "picture", psid: state.current, url: `${location.origin}/page/sample.svg` }),
  ),
  ...PLACES.map(({ name, lat, long }) =>
    entry("pin", `Location: ${name}`, () => void act({ do: "location", psid: state.current, name, lat, long })),
  ),
  entry("thumb", "Thumbs up", thumb),
);
const chips = h(
  "div",
  { class: "chips", role: "group", "aria-label": "Suggestions" },
  ...SUGGESTIONS.map((text) => h("button", { type: "button", class: "chip", onclick: () => say(text) }, text)),
);

/** Builds the composer. */
export function startComposer(): void {
  const form = h("form", { class: "composer" }, plus, menu, file, field, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", resize);
  field.addEventListener("keydown", (event) => {
    // An input method that is still composing a word uses Enter for itself.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (field.value.trim() !== "") submit();
  });
  plus.addEventListener("click", () => open(Boolean(menu.hidden)));
  file.addEventListener("change", () => void sendFile());
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Element && !event.target.closest(".menu, .composer > .quiet")) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    open(false);
    plus.focus();
  });
  byId("footer").append(form, chips);
  resize();
}

/** Suggestions are for the start of a chat. */
export function showComposer(): void {
  const written = state.chat(state.current).filter((item) => item.kind === "message" && item.from === "person").length;
  chips.hidden = written > 2 || state.person?.owner === "inbox";
}

function submit(): void {
  const text = field.value.trim();
  if (text === "") {
    thumb();
    return;
  }
  field.value = "";
  resize();
  say(text);
}

function say(text: string): void {
  toEnd();
  void act({ do: "say", psid: state.current, text });
  field.focus();
}

function thumb(): void {
  void act({ do: "sticker", psid: state.current });
}

/** The field grows with its text; without one the button sends a thumb, as everywhere. */
function resize(): void {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  const empty = field.value.trim() === "";
  button.classList.toggle("bare", empty);
  button.setAttribute("aria-label", empty ? "Send a thumbs-up" : "Send");
  button.replaceChildren(icon(empty ? "thumb" : "send"));
}

function open(yes: boolean): void {
  menu.hidden = !yes;
  plus.setAttribute("aria-expanded", String(yes));
  if (yes) menu.querySelector("button")?.focus();
}

function entry(name: IconName, words: string, action: () => void): HTMLElement {
  const chosen = () => {
    open(false);
    plus.focus();
    action();
  };
  return h("button", { type: "button", class: "menu-entry", onclick: chosen }, icon(name), words);
}

async function sendFile(): Promise<void> {
  const picture = file.files?.[0];
  file.value = "";
  if (!picture) return;
  const response = await fetch("/api/uploads", {
    method: "POST",
    headers: { "content-type": picture.type },
    body: picture,
  });
  if (!response.ok) {
    field.value = "";
    field.placeholder = await response.text();
    return;
  }
  const { path } = (await response.json()) as { path: string };
  await act({ do: "picture", psid: state.current, url: `${location.origin}${path}` });
}
