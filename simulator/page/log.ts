/** The chat itself: messages in groups, notices, typing, receipts. An element is rebuilt only when its item changed. */
import {
  type ChatItem,
  type MessageItem,
  type Notice,
  type NoticeItem,
  type Person,
  quickReplies,
} from "../core/chat.ts";
import type { QuickReply } from "../core/message.ts";
import type { BotNews, Command } from "../protocol.ts";
import { colleagueAvatar, pageAvatar, personaAvatar } from "./avatar.ts";
import { byId, h, List, type Row } from "./dom.ts";
import { moment, time } from "./format.ts";
import { gestureButton, listenToFingers, type Writes } from "./gestures.ts";
import { icon } from "./icons.ts";
import { message, summary } from "./message.ts";
import { botNews, notice } from "./notice.ts";
import { greeting, iceBreakers } from "./profile.ts";
import { act, state } from "./state.ts";
import { openLife } from "./timeline.ts";

type Entry = ChatItem | { readonly kind: "news"; readonly id: string; readonly at: number; readonly news: BotNews };

/** Messages further apart do not stand in one group; much further apart, the time is written between them. */
const GROUP = 2 * 60_000;
const PAUSE = 15 * 60_000;

/** Begins an answer to a message, or its words anew. The composer hears it. */
export const writing: { begin: (item: MessageItem, does: Writes) => void } = { begin: () => {} };

const scroll = byId("scroll");
const content = h("div", { class: "log" });
const list = new List(content);
let shownFor = "";
let pinned = true;

const newest = h(
  "button",
  { type: "button", class: "round newest", "aria-label": "To the newest message", hidden: true, onclick: toEnd },
  icon("down"),
);

scroll.append(content);
scroll.after(newest);
// What scrolls must be reachable by keyboard.
scroll.tabIndex = 0;
scroll.addEventListener("scroll", () => {
  pinned = scroll.scrollTop > scroll.scrollHeight - scroll.clientHeight - 60;
  newest.hidden = pinned;
});
// Pictures arrive late, and the composer grows: whoever reads the end stays at the end.
const observer = new ResizeObserver(() => {
  if (pinned) scroll.scrollTop = scroll.scrollHeight;
});
observer.observe(content);
observer.observe(scroll);

export function showLog(): void {
  const { person } = state;
  if (!person) return;
  if (shownFor !== person.psid) {
    shownFor = person.psid;
    list.clear();
    pinned = true;
  }
  const items = state.chat(person.psid);
  const entries = merge(items, state.news);
  const own = items.findLast((item): item is MessageItem => item.kind === "message" && item.from === "person");
  const before = content.childElementCount;
  list.show(rows(person, items, entries, own));
  entries.forEach((entry, index) => {
    if (entry.kind !== "message") return;
    const { classList } = list.element(entry.id) ?? content;
    classList.toggle("joined", together(entries[index - 1], entry));
    classList.toggle("ends", !together(entry, entries[index + 1]));
  });
  if (pinned || (before !== content.childElementCount && own === items.at(-1))) toEnd();
}

/** All that stands in a chat, from above. @param own the person's newest message: how far it has come stands below it */
function rows(
  person: Person,
  items: readonly ChatItem[],
  entries: readonly Entry[],
  own: MessageItem | undefined,
): readonly Row[] {
  const { psid } = person;
  const now = state.now();
  const places = state.places(psid);
  const adaptations = state.adaptations(psid);
  const all: Row[] = [];
  const put = (id: string, what: unknown, build: Row["build"]) => all.push({ id, what, build });
  if (items.length === 0) put("welcome", [state.about.name, state.profile, psid], () => welcome(person));
  let lastAt = 0;
  for (const entry of entries) {
    if (entry.kind === "message") {
      const at = moment(entry.at, now);
      if (entry.at - lastAt > PAUSE) put(`time ${entry.id}`, at, () => h("p", { class: "pause" }, at));
      lastAt = entry.at;
    }
    const place = places.get(entry.id);
    const adapted = adaptations.get(entry.id) ?? [];
    const approved = isApproved(entry, items);
    put(entry.id, [entry, place, adapted, approved], () =>
      entry.kind === "notice" ? notice(entry, approved) : build(entry, items, place, adapted),
    );
    if (entry === own) put("progress", progress(own, person), () => progressLine(progress(own, person)));
  }
  if ((person.typingUntil ?? 0) > now) put("typing", "", typing);
  const replies = quickReplies(items);
  if (replies.length > 0) put("replies", replies, () => pills(psid, replies));
  return all;
}

/** Scrolls to the newest message. */
export function toEnd(): void {
  pinned = true;
  newest.hidden = true;
  scroll.scrollTop = scroll.scrollHeight;
}

/** Chat and news by time; of what happened several times in a row only the newest is news. */
function merge(items: readonly ChatItem[], news: readonly BotNews[]): Entry[] {
  const all: Entry[] = [
    ...items,
    ...news.map((one) => ({ kind: "news" as const, id: `news ${one.id}`, at: one.at, news: one })),
  ];
  all.sort((a, b) => a.at - b.at);
  const first = items[0]?.at ?? Number.POSITIVE_INFINITY;
  return all.filter(
    (entry, index) =>
      entry.kind !== "news" || (!isOutdated(entry.news, all, index) && (entry.at > first || items.length === 0)),
  );
}

/** A version is outdated by the next one, and a death by the next death; nothing was said in between. */
function isOutdated({ news }: BotNews, all: readonly Entry[], index: number): boolean {
  const kind = (one: BotNews["news"]) => (["reloaded", "repaired", "broken"].includes(one) ? "version" : one);
  for (let at = index + 1; ; at++) {
    const next = all[at];
    if (next?.kind !== "news") return false;
    if (kind(next.news.news) === kind(news)) return true;
  }
}

function together(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a?.kind !== "message" || b?.kind !== "message") return false;
  return a.from === b.from && a.persona === b.persona && b.at - a.at < GROUP;
}

/** Whether the template that was missing has been approved since. */
function isApproved(entry: Entry, items: readonly ChatItem[]): boolean {
  if (entry.kind !== "notice" || entry.notice.about !== "refused" || entry.notice.template === undefined) return false;
  const { name, language } = entry.notice.template;
  const isIt = (one: Notice) => one.about === "approved" && one.name === name && one.language === language;
  return items.some((item) => item.kind === "notice" && isIt(item.notice));
}

function build(
  entry: Exclude<Entry, NoticeItem>,
  items: readonly ChatItem[],
  place: string | undefined,
  adapted: readonly string[],
): HTMLElement {
  if (entry.kind === "news") return botNews(entry.news);
  const { psid } = entry;
  const quote = items.find((item) => item.id === entry.replyTo);
  const quoted = quote?.kind === "message" ? summary(quote) : undefined;
  const tap = {
    postback: (title: string, payload: string) => void act({ do: "tap", psid, title, payload }),
    beside: (title: string, payload: string) => void act({ do: "choose", psid, title, payload }),
    optIn: () => void act({ do: "opt in", psid }),
    rate: (value: string) => void act({ do: "feedback", psid, value }),
    coupon: () => void act({ do: "coupon", psid }),
    unlink: () => void act({ do: "unlink", psid }),
  };
  const { persona } = entry;
  const who = { person: "You", bot: persona ?? state.pageName, colleague: "Colleague" }[entry.from];
  const write = (does: Writes) => writing.begin(entry, does);
  const content = message(entry, quoted, tap);
  if (!entry.deleted) listenToFingers(content, entry, write);
  return h(
    "article",
    {
      class: `message ${entry.from}`,
      "aria-label": `${who}, ${time(entry.at)}`,
      title: time(entry.at),
      "data-mid": entry.id,
    },
    persona !== undefined && h("span", { class: "persona" }, persona),
    entry.from === "bot" && (persona === undefined ? pageAvatar() : personaAvatar(persona)),
    entry.from === "colleague" && colleagueAvatar(),
    content,
    entry.from === "colleague" ? undefined : way(entry, place),
    !entry.deleted && gestureButton(entry, write),
    adapted.length > 0 && changedToFit(adapted),
  );
}

/** What Messenger would not take as it was written: a developer reads it where it shows. */
function changedToFit(sentences: readonly string[]): HTMLElement {
  return h(
    "ul",
    { class: "adapted", "aria-label": "Changed to fit Messenger" },
    ...sentences.map((sentence) => h("li", {}, icon("scissors"), h("span", {}, sentence))),
  );
}

/** Which line of the bot said it; a tap opens the message's way. */
function way({ id }: MessageItem, place: string | undefined): HTMLElement {
  const said = place === undefined ? "" : `, said by ${place}`;
  const open = (event: Event) => openLife(id, event.currentTarget as HTMLElement);
  return h(
    "button",
    {
      type: "button",
      class: "way",
      "data-key": "way",
      "aria-label": `The way of this message${said}`,
      "data-tip":
        place === undefined ? "Shows the way of this message" : "This line said it. Shows the way of the message",
      onclick: open,
    },
    place ?? icon("route"),
  );
}

/** What was tapped goes away; focus stays in the chat. */
function send(command: Command): void {
  scroll.focus({ preventScroll: true });
  void act(command);
}

function progress(own: MessageItem, person: Person): string {
  if ((person.pageSaw ?? 0) >= own.at) return "Seen";
  return { sent: "Sent", delivered: "Delivered", lost: "Not delivered" }[own.progress ?? "sent"];
}

function progressLine(words: string): HTMLElement {
  return h("p", { class: "progress", "aria-live": "off" }, words);
}

function typing(): HTMLElement {
  const dots = h("div", { class: "bubble dots", role: "img", "aria-label": "Typing" }, h("i"), h("i"), h("i"));
  return h("div", { class: "message bot ends typing" }, pageAvatar(), h("div", { class: "content" }, dots));
}

function pills(psid: string, replies: readonly QuickReply[]): HTMLElement {
  const fill = { text: "", user_phone_number: "+31 20 123 4567", user_email: "mira@example.com" };
  return h(
    "div",
    { class: "pills", role: "group", "aria-label": "Quick replies" },
    ...replies.map((reply) =>
      h(
        "button",
        { type: "button", class: "pill", onclick: () => send({ do: "reply", psid, reply }) },
        reply.image_url !== undefined && h("img", { src: reply.image_url, alt: "" }),
        reply.title ?? fill[reply.content_type],
      ),
    ),
  );
}

/** What an empty chat begins with: the Page's greeting and its questions, or Get Started. */
function welcome(person: Person): HTMLElement {
  const mark = pageAvatar();
  mark.classList.add("large");
  const { psid, firstName } = person;
  const questions = iceBreakers();
  const words = greeting(person);
  const explained = `Hi ${firstName}. This is where a chat with your bot begins. What you write goes to src/bot.ts, and nowhere else.`;
  return h(
    "section",
    { class: "welcome" },
    mark,
    h("h2", {}, state.pageName),
    h("p", {}, words || explained),
    questions.length > 0 &&
      h(
        "ul",
        { class: "ice-breakers", "aria-label": "Questions to begin with" },
        ...questions.map(({ question, payload }) => {
          const ask = () => send({ do: "choose", psid, title: question, payload });
          return h("li", {}, h("button", { type: "button", class: "ice-breaker", onclick: ask }, question));
        }),
      ),
    // As on Meta: questions stand in its place.
    questions.length === 0 &&
      h("button", { type: "button", class: "primary", onclick: () => send({ do: "start", psid }) }, "Get Started"),
  );
}
