/** What stands above the chat for a while: a simulator or a bot that does not run, and a colleague's side of the chat. */
import { byId, h, Slot } from "./dom.ts";
import { icon } from "./icons.ts";
import { act, state } from "./state.ts";

const botSlot = new Slot(byId("banners").appendChild(h("div")));
const colleagueSlot = new Slot(byId("banners").appendChild(h("div")));

export function showBanners(): void {
  const { bot, online, person } = state;
  botSlot.show([bot, online], () => {
    if (!online)
      return [alert("The simulator has stopped. Start it again with npm start: this page comes back by itself.")];
    if (bot.is !== "broken") return [];
    const words = "This version of the bot does not run. Save a repaired one, and what waits is delivered.";
    return [alert(words, h("pre", { tabindex: 0, role: "region", "aria-label": "Why it does not run" }, bot.error))];
  });
  const psid = person?.owner === "inbox" ? person.psid : undefined;
  colleagueSlot.show(psid, () => (psid === undefined ? [] : [colleague(psid)]));
}

function alert(words: string, ...more: readonly Node[]): HTMLElement {
  return h(
    "section",
    { class: "banner broken", role: "alert" },
    h("div", { class: "banner-head" }, icon("alert"), h("strong", {}, words)),
    ...more,
  );
}

function colleague(psid: string): HTMLElement {
  const field = h("input", {
    type: "text",
    class: "field",
    "data-key": "colleague",
    placeholder: "Answer as a colleague",
    "aria-label": "Answer as a colleague",
    autocomplete: "off",
  });
  const send = (event: Event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    void act({ do: "agent says", psid, text });
  };
  return h(
    "section",
    { class: "banner colleague", "aria-label": "The colleague's side" },
    h(
      "div",
      { class: "banner-head" },
      icon("headset"),
      h("strong", {}, "A colleague has this conversation"),
      h(
        "button",
        { type: "button", class: "give", onclick: () => void act({ do: "agent releases", psid }) },
        "Give back to the bot",
      ),
    ),
    h(
      "form",
      { class: "banner-form", onsubmit: send },
      field,
      h("button", { type: "submit", class: "round", "aria-label": "Send as a colleague" }, icon("send")),
    ),
  );
}
