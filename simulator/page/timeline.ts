/** Beside the phone: the life of each message as one line. On a narrow screen it is a sheet, opened from a message. */
import { type ChatItem, DOUBLE_TAP_MS, messagesIn } from "../core/chat.ts";
import type { Dot, Life } from "../core/life.ts";
import { byId, h, List } from "./dom.ts";
import { json, openDrawer } from "./drawer.ts";
import { clock } from "./format.ts";
import { icon } from "./icons.ts";
import { summary } from "./message.ts";
import { state } from "./state.ts";

const panel = byId("timeline");
const list = h("ol", { class: "lives" });
const hint = h(
  "p",
  { class: "lives-hint" },
  "Everything that is written draws its way here. Point at a dot for what it means; a click opens what went over the wire.",
);
const waiting = (name: Dot["name"], label: string): Dot => ({ name, label, mood: "waiting" });
/** What each dot stands for: the architecture, a sentence at a time. */
const EXPLAINED: Readonly<Record<Dot["name"], string>> = {
  webhook: "Meta posts what the person did to the Worker's /webhook, signed. An unsigned one gets no further.",
  answer: "Meta gets its 200 once the event is stored in the person's own conversation, and not before.",
  turn: "The handler at this line ran. What it said and what it remembered were stored together, in one step.",
  send: "What the bot said goes to Meta's Graph API, in its order. What fails for a while is tried again.",
  echo: "Meta tells the app what was sent in the Page's name. It settles a send whose answer was lost.",
  delivered: "Meta reports that it has reached the person's device.",
  read: "Meta reports that the person has seen it.",
};
/** What will be drawn, before there is anything. */
const example = h(
  "div",
  { class: "life example" },
  h("p", { class: "life-head" }, h("strong", {}, "Your first message")),
  h(
    "ol",
    { class: "line" },
    ...[
      waiting("webhook", "Signed webhook"),
      waiting("answer", "200, once it is stored"),
      waiting("turn", "src/bot.ts"),
      waiting("send", "Graph send"),
      waiting("echo", "Echo"),
      waiting("delivered", "Delivered"),
      waiting("read", "Read"),
    ].map((one, index) => dot(one, index)),
  ),
);
const close = h("button", { type: "button", class: "round quiet sheet-close", "aria-label": "Close" }, icon("close"));
const narrow = matchMedia("(max-width: 720px)");
const lives = new List(list);
let shownFor = "";
let chosen: string | undefined;
let openedBy: HTMLElement | undefined;

panel.append(h("header", { class: "timeline-head" }, h("h2", {}, "The way of a message"), close), hint, example, list);
close.addEventListener("click", closeSheet);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeSheet();
});

/** Shows the lives of the person who is chosen, newest last, and stays at the end. */
export function showTimeline(): void {
  const psid = state.current;
  if (shownFor !== psid) {
    shownFor = psid;
    lives.clear();
  }
  const all = state.lives(psid);
  const said = new Map(messagesIn(state.chat(psid)).map((item) => [item.id, item]));
  /** What was taken back is not quoted. */
  const quoted = (id: string) => {
    const item = said.get(id);
    return item === undefined || item.deleted ? "a message" : `“${summary(item)}”`;
  };
  hint.hidden = all.length > 0;
  example.hidden = all.length > 0;
  list.hidden = all.length === 0;
  const atEnd = panel.scrollTop > panel.scrollHeight - panel.clientHeight - 80;
  lives.show(
    all.map((life) => {
      const item = said.get(life.id);
      const own = life.about === undefined ? item && summary(item) : deed(life.what, quoted(life.about));
      const silent = silence(life, state.chat(psid));
      return { id: life.id, what: [life, own, silent], build: () => draw(life, own, silent) };
    }),
  );
  // A life that was drawn anew is still the chosen one: on a narrow screen nothing else shows.
  markChosen();
  if (atEnd && !narrow.matches) panel.scrollTop = panel.scrollHeight;
}

function markChosen(): void {
  const element = chosen === undefined ? undefined : lives.element(chosen);
  for (const one of lives.elements) one.classList.toggle("chosen", one === element);
}

/** Opens the life of a message: scrolled to beside the phone, a sheet on a narrow screen. */
export function openLife(mid: string, from: HTMLElement): void {
  const life = state.lives(state.current).find((one) => one.id === mid || one.sends.some((sent) => sent.mid === mid));
  const element = life && lives.element(life.id);
  if (!element) return;
  chosen = life.id;
  markChosen();
  if (narrow.matches) {
    panel.classList.add("open");
    openedBy = from;
    close.focus();
  }
  element.scrollIntoView({ block: "nearest" });
}

function closeSheet(): void {
  if (!panel.classList.contains("open")) return;
  panel.classList.remove("open");
  openedBy?.focus();
}

/** What was done to a message. */
function deed(what: string, quoted: string): string {
  if (what === "deleted") return "Took a message back";
  return `${what === "message_edit" ? "Edit of" : "Reaction to"} ${quoted}`;
}

/** What begins a life and has no words of its own. */
const OTHERS: Readonly<Record<string, string>> = {
  later: "Something that was due",
  optin: "Notify me",
  messaging_feedback: "Feedback",
  template: "Coupon taken",
  account_linking: "Log out",
};

/** The name of a signal that came from outside. */
const outside = ({ what, id }: Life): string | undefined =>
  what === "signal" ? `Outside: ${id.split(":")[1]}` : undefined;

function draw(life: Life, words: string | undefined, silent: string | undefined): HTMLElement {
  const [first, ...others] = life.sends;
  let count = 0;
  const dots = (line: readonly Dot[], label: string, className = "line") =>
    h("ol", { class: className, "aria-label": label }, ...line.map((one) => dot(one, count++)));
  return h(
    "li",
    { class: "life" },
    h(
      "p",
      { class: "life-head" },
      h("strong", {}, words ?? outside(life) ?? OTHERS[life.what] ?? life.what.replaceAll("_", " ")),
      h("time", {}, clock(life.at)),
    ),
    dots([...life.dots, ...(first?.dots ?? [])], "Its way"),
    ...others.map((sent, index) => dots(sent.dots, `Answer ${index + 2}`, "line branch")),
    silent !== undefined && h("p", { class: "life-note" }, silent),
  );
}

/** Why nothing came of a message that was taken in: it was the second half of a double tap, or somebody else speaks. */
function silence({ id, dots, at }: Life, chat: readonly ChatItem[]): string | undefined {
  const [, answer, turn] = dots;
  if (turn !== undefined || answer?.name !== "answer" || answer.mood !== "fine") return undefined;
  if (isDoubleTap(id, chat)) return "The same tap again, at once: the bot takes both for one.";
  const before = chat.findLast(
    (item) => item.at <= at && (item.kind === "message" ? item.from !== "person" : item.notice.about === "control"),
  );
  const isColleague =
    before?.kind === "message"
      ? before.from === "colleague"
      : before?.notice.about === "control" && before.notice.to !== "bot" && before.notice.to !== "idle";
  return isColleague ? "The bot hears it and keeps quiet: a colleague has the conversation." : undefined;
}

function isDoubleTap(mid: string, chat: readonly ChatItem[]): boolean {
  const own = messagesIn(chat).filter(({ from }) => from === "person");
  const at = own.findIndex(({ id }) => id === mid);
  const [before, tap] = [own[at - 1], own[at]];
  if (!before?.tap || !tap?.tap || before.message.text !== tap.message.text) return false;
  return tap.at - before.at <= DOUBLE_TAP_MS;
}

function dot(of: Dot, index: number): HTMLElement {
  const [words, tip] = [of.label, EXPLAINED[of.name]];
  const mark = h("span", { class: `dot ${of.mood}`, "aria-hidden": "true" });
  // A long path breaks at its slashes.
  const parts = words.split(/(?<=\/)/).flatMap((part, n) => (n === 0 ? [part] : [h("wbr"), part]));
  const label = h("span", { class: of.name === "turn" ? "dot-label place" : "dot-label" }, ...parts);
  if (of.json === undefined)
    return h(
      "li",
      { class: `step ${of.name} ${of.mood}` },
      h("span", { class: "dot-button", "data-tip": tip }, mark, label),
    );
  return h(
    "li",
    { class: `step ${of.name} ${of.mood}` },
    h(
      "button",
      {
        type: "button",
        class: "dot-button",
        "data-key": index,
        "aria-haspopup": "dialog",
        "data-tip": tip,
        ...(of.mood === "failed" ? { "aria-label": `${words}, failed` } : {}),
        onclick: () => openDrawer(words, h("p", {}, tip), ...sections(of.json)),
      },
      mark,
      label,
    ),
  );
}

/** Each field of a dot under a heading of its own: headers, body, answer. */
function sections(value: unknown): Node[] {
  const fields = Object.entries(value as Readonly<Record<string, unknown>>).filter(([, field]) => field !== undefined);
  const small = fields.filter(([, field]) => typeof field !== "object" || field === null);
  const large = fields.filter(([, field]) => typeof field === "object" && field !== null);
  return [
    h(
      "dl",
      { class: "facts" },
      ...small.map(([name, field]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(field)))),
    ),
    ...large.flatMap(([name, field]) => [h("h3", {}, name), json(field, name)]),
  ];
}
