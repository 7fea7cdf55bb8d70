/** Where the person writes: the field, what it answers to, and what can be chosen instead of written. */
import { canEdit, type MessageItem } from "../core/chat.ts";
import { attachments, thumb } from "./attach.ts";
import { byId, h, Slot } from "./dom.ts";
import { link } from "./format.ts";
import type { Writes } from "./gestures.ts";
import { icon } from "./icons.ts";
import { toEnd, writing } from "./log.ts";
import { summary } from "./message.ts";
import { commands, iceBreakers, type MenuItem, menu } from "./profile.ts";
import { entry, sheet } from "./sheet.ts";
import { act, state } from "./state.ts";

/** How many chips are enough, and how many commands. */
const CHIPS = 4;
const SHOWN = 8;

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
const persistent = sheet("persistent", "menu", "Menu");
const answering = h("div", { class: "answering", hidden: true });
const known = h("div", { class: "menu commands", hidden: true, role: "group", "aria-label": "Commands" });
const chips = h("div", { class: "chips", role: "group", "aria-label": "Suggestions" });
const chipSlot = new Slot(chips);
const menuSlot = new Slot(persistent.panel);
/** What is written of: a message that is answered, or one of one's own that is edited. */
let of: { readonly item: MessageItem; readonly does: Writes; readonly draft: string } | undefined;

/** Builds the composer. */
export function startComposer(): void {
  const refused = (why: string) => {
    field.placeholder = why;
  };
  const form = h(
    "form",
    { class: "composer" },
    persistent.button,
    persistent.panel,
    known,
    ...attachments(refused),
    field,
    button,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    resize();
    showCommands();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") begin(undefined);
    const [first] = known.querySelectorAll("button");
    if (first && !known.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      first.focus();
    }
    // An input method that is still composing a word uses Enter for itself.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (field.value.trim() !== "") submit();
  });
  known.addEventListener("keydown", ({ key }) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const all = [...known.querySelectorAll("button")];
    if (key === "Escape") field.focus();
    if (step !== undefined)
      all.at((all.indexOf(document.activeElement as HTMLButtonElement) + step) % all.length)?.focus();
  });
  writing.begin = (item, does) => begin({ item, does });
  byId("footer").append(answering, form, chips);
  resize();
}

/** Suggestions are for the start of a chat. */
export function showComposer(): void {
  const { person, current, online } = state;
  if (of && !isPossible(of)) begin(undefined);
  const written = state.chat(current).filter((item) => item.kind === "message" && item.from === "person").length;
  const chosen = suggestions();
  chips.hidden = written > 2 || person?.owner === "inbox" || chosen.length === 0;
  chipSlot.show(
    chosen.map(({ words }) => words),
    () => chosen.map(({ words, act }) => h("button", { type: "button", class: "chip", onclick: act }, words)),
  );
  const own = menu();
  const all = commands();
  persistent.button.hidden = own === undefined && all.length === 0;
  field.disabled = own?.writes === false;
  button.disabled = !online;
  field.placeholder = field.disabled ? "Choose from the menu" : "Write a message";
  menuSlot.show([own, all], () => [...(own?.items ?? []).map(menuEntry), ...all.map(commandEntry)]);
}

interface Suggestion {
  readonly words: string;
  readonly act: () => void;
}

/** The shop has its own; any other bot is asked what it offers. */
function suggestions(): readonly Suggestion[] {
  const { about } = state;
  const texts = about.suggestions.map((words) => ({ words, act: () => say(words) }));
  if (about.isShop) return texts;
  const taps = [
    ...iceBreakers().map(({ question, payload }) => ({ title: question, payload })),
    ...(menu()?.items ?? []).flatMap((item) => (item.type === "postback" ? [item] : [])),
  ];
  const chosen = taps.map(({ title, payload }) => ({ words: title, act: () => choose(title, payload) }));
  return [...(chosen.length > 0 ? chosen : texts)].slice(0, CHIPS);
}

function menuEntry(item: MenuItem): HTMLElement {
  if (item.type === "postback") return entry(persistent, undefined, item.title, () => choose(item.title, item.payload));
  const anchor = link(item.url, item.title, icon("external"));
  anchor.className = "menu-entry";
  anchor.addEventListener("click", persistent.close);
  return anchor;
}

/** A tap on the menu or on an ice breaker: it needs nothing on the screen. */
export function choose(title: string, payload: string): void {
  toEnd();
  void act({ do: "choose", psid: state.current, title, payload });
}

/** What is written next answers this message, or stands in its place; undefined: neither. */
function begin(next: Pick<NonNullable<typeof of>, "item" | "does"> | undefined): void {
  // What stood in the field waits until the edit is over.
  const draft = of?.does === "edit" ? of.draft : field.value;
  of = next && { ...next, draft };
  field.value = next?.does === "edit" ? (next.item.message.text ?? "") : draft;
  resize();
  answering.hidden = !next;
  if (!next) return;
  const { item, does } = next;
  const whom = { person: "yourself", bot: state.pageName, colleague: "the colleague" }[item.from];
  const [name, words, not] =
    does === "edit"
      ? (["pencil", "Editing your message", "Do not edit it"] as const)
      : (["reply", `Replying to ${whom}`, "Do not reply to it"] as const);
  answering.replaceChildren(
    icon(name),
    h("span", { class: "answering-words" }, h("strong", {}, words), h("span", {}, summary(item))),
    h(
      "button",
      { type: "button", class: "round quiet", "aria-label": not, onclick: () => begin(undefined) },
      icon("close"),
    ),
  );
  field.focus();
}

/** Not what was taken back meanwhile, or is too old to be edited. */
function isPossible({ item: { id, psid }, does }: NonNullable<typeof of>): boolean {
  const item = state.chat(state.current).find((one) => one.id === id);
  if (psid !== state.current || item?.kind !== "message" || item.deleted) return false;
  return does === "reply" || canEdit(item, state.now());
}

function submit(): void {
  // What is written stays in the field until somebody is there to hear it.
  if (!state.online) return;
  const text = field.value.trim();
  if (of?.does === "edit") {
    edit(of.item, text);
    return;
  }
  if (text === "") {
    thumb();
    return;
  }
  field.value = "";
  resize();
  showCommands();
  say(text);
}

function edit({ id: mid, psid, message }: MessageItem, text: string): void {
  if (text === "") return;
  if (text !== message.text) void act({ do: "edit", psid, mid, text });
  begin(undefined);
  field.focus();
}

function say(text: string): void {
  toEnd();
  const psid = state.current;
  const command = commands().find(({ name }) => `/${name}` === text);
  if (command) void act({ do: "command", psid, name: command.name });
  else void act({ do: "say", psid, text, ...(of?.does === "reply" ? { replyTo: of.item.id } : {}) });
  begin(undefined);
  field.focus();
}

/** What begins as the field does. */
function showCommands(): void {
  const typed = /^\/(\S*)$/.exec(field.value)?.[1]?.toLowerCase();
  const fitting = typed === undefined ? [] : commands().filter(({ name }) => name.toLowerCase().startsWith(typed));
  known.hidden = fitting.length === 0;
  known.replaceChildren(...fitting.slice(0, SHOWN).map(commandEntry));
}

/** It is written, and not sent yet: something may have to stand behind it. */
function commandEntry({ name, description }: ReturnType<typeof commands>[number]): HTMLElement {
  const fill = () => {
    field.value = `/${name}`;
    known.hidden = true;
    persistent.close();
    resize();
    field.focus();
  };
  return h(
    "button",
    { type: "button", class: "menu-entry command", onclick: fill },
    h("strong", {}, `/${name}`),
    h("span", {}, description),
  );
}

/** The field grows with its text; without one the button sends a thumb, as everywhere. */
function resize(): void {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  const empty = field.value.trim() === "" && of?.does !== "edit";
  button.classList.toggle("bare", empty);
  button.setAttribute("aria-label", empty ? "Send a thumbs-up" : "Send");
  button.replaceChildren(icon(empty ? "thumb" : "send"));
}
