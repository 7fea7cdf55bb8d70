/** The list of people, and the head of the chat. */
import type { Person } from "../core/chat.ts";
import { pageAvatar, personAvatar } from "./avatar.ts";
import { byId, h, Slot } from "./dom.ts";
import { icon } from "./icons.ts";
import { summary } from "./message.ts";
import { act, state } from "./state.ts";

const list = byId("people");
const listSlot = new Slot(list);
const headerSlot = new Slot(byId("header"));

export function showPeople(choose: (psid: string) => void): void {
  const people = [...state.people.values()].map((person) => ({
    person: {
      psid: person.psid,
      firstName: person.firstName,
      lastName: person.lastName,
      open: false,
      owner: person.owner,
      ...(person.page === undefined ? {} : { page: person.page }),
    },
    unread: person.psid !== state.current && state.unread(person),
    last: lastWords(person),
  }));
  listSlot.show([people, state.current], () => [
    h("h2", {}, "People"),
    h("p", { class: "people-note" }, "Each has a chat of their own."),
    h(
      "ul",
      {},
      ...people.map(({ person, unread, last }) => {
        const chosen = () => {
          close();
          choose(person.psid);
        };
        return h("li", {}, contact(person, last, unread, chosen));
      }),
    ),
    ...(state.pages.length > 1 ? state.pages : [undefined]).map((page) =>
      h(
        "button",
        { type: "button", class: "add", onclick: () => void join(choose, page) },
        icon("plus"),
        page === undefined ? "Add a person" : `Add a person of ${page}`,
      ),
    ),
  ]);
}

function contact(
  { psid, firstName, lastName, owner, page }: Person,
  last: string,
  unread: boolean,
  onclick: () => void,
): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "contact",
      "data-key": psid,
      "aria-current": psid === state.current && "true",
      onclick,
    },
    personAvatar({ psid, firstName, lastName }),
    h(
      "span",
      { class: "contact-words" },
      h("strong", {}, `${firstName} ${lastName}${page === undefined ? "" : ` · ${page}`}`),
      h("span", {}, last),
    ),
    owner === "inbox" && h("span", { class: "with-colleague", title: "With a colleague" }, icon("headset")),
    unread && h("span", { class: "unread", role: "img", "aria-label": "Unread" }),
  );
}

async function join(choose: (psid: string) => void, page: string | undefined): Promise<void> {
  const person = (await act({ do: "join", ...(page === undefined ? {} : { page }) })) as Person | undefined;
  if (!person) return;
  close();
  choose(person.psid);
}

function lastWords(person: Person): string {
  const last = state.chat(person.psid).findLast((item) => item.kind === "message");
  if (last?.kind !== "message") return "Has not written yet";
  return `${last.from === "person" ? "You: " : ""}${summary(last)}`;
}

export function showHeader(): void {
  const { person, bot, online } = state;
  if (!person) return;
  const unread = [...state.people.values()].some((one) => one.psid !== person.psid && state.unread(one));
  const isDown = state.faults.some(({ fault }) => fault === "down");
  const [mood, words] = status(person, isDown ? "down" : bot.is, online);
  headerSlot.show([person.psid, state.about, mood, words, unread], () => [
    pageAvatar(),
    h(
      "div",
      { class: "header-words" },
      h("strong", {}, state.pageName),
      h("span", { class: `status ${mood}`, role: "status" }, words),
    ),
    h(
      "button",
      {
        type: "button",
        class: "as",
        "data-key": "as",
        "aria-expanded": "false",
        "aria-controls": "people",
        title: "Choose a person",
        onclick: toggle,
      },
      h("span", { class: "as-words" }, h("small", {}, "You are"), h("span", {}, person.firstName)),
      personAvatar(person),
      unread && h("span", { class: "unread", role: "img", "aria-label": "Somebody has an unread message" }),
    ),
  ]);
}

function status(person: Person, bot: string, online: boolean): readonly [mood: string, words: string] {
  if (!online) return ["off", "The simulator has stopped"];
  if (bot === "starting") return ["off", "The bot starts…"];
  if (bot === "down") return ["off", "Meta is down"];
  if (bot === "broken") return ["off", "Does not build"];
  if (person.owner === "inbox") return ["human", "A colleague answers"];
  return ["fine", "Your bot answers"];
}

/** On a narrow screen the list is a sheet over the chat. */
function toggle(): void {
  if (list.classList.contains("open")) close();
  else {
    list.classList.add("open");
    document.querySelector(".as")?.setAttribute("aria-expanded", "true");
    list.querySelector<HTMLElement>("[aria-current]")?.focus();
  }
}

function close(): void {
  list.classList.remove("open");
  document.querySelector(".as")?.setAttribute("aria-expanded", "false");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
document.addEventListener("pointerdown", (event) => {
  if (event.target instanceof Element && !event.target.closest("#people, .as")) close();
});
