/**
 * What can be done to a message: an answer to it, a reaction to one of the Page's; one's own is edited or taken back. By a
 * button beside it, a long press or a swipe.
 */
import { canEdit, type MessageItem } from "../core/chat.ts";
import { REACTIONS } from "../core/reactions.ts";
import { h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import { act, state } from "./state.ts";

/** How long a press is a long one, in milliseconds, and how far a swipe goes, in pixels. */
const LONG = 450;
const FAR = 56;

/** What is written of a message. */
export type Writes = "reply" | "edit";

const bar = h("div", { class: "reactions", popover: "auto", role: "group" });
document.body.append(bar);

const labelOf = ({ from }: MessageItem): string => (from === "person" ? "Reply or change" : "React or reply");

/** The button beside a message. @param write begins an answer to it, or its words anew */
export function gestureButton(item: MessageItem, write: (does: Writes) => void): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "gesture",
      "data-key": "gesture",
      "aria-label": labelOf(item),
      "aria-haspopup": "true",
      onclick: (event: Event) => openGestures(event.currentTarget as HTMLElement, item, write),
    },
    icon(item.from === "person" ? "more" : "smile"),
  );
}

/** Long press and swipe, for fingers. */
export function listenToFingers(element: HTMLElement, item: MessageItem, write: (does: Writes) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from: { readonly x: number; readonly y: number } | undefined;
  const end = () => {
    clearTimeout(timer);
    from = undefined;
    element.style.translate = "";
  };
  element.addEventListener("pointerdown", (event) => {
    // A carousel is swiped for its next card.
    if (event.pointerType === "mouse" || (event.target instanceof Element && event.target.closest(".track"))) return;
    from = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      end();
      openGestures(element, item, write);
    }, LONG);
  });
  element.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [right, down] = [event.clientX - from.x, Math.abs(event.clientY - from.y)];
    if (down > 12 || right > 12) clearTimeout(timer);
    if (down > 24) return end();
    if (right > 12) element.style.translate = `${Math.min(right, FAR + 12)}px`;
    if (right < FAR) return;
    end();
    write("reply");
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) element.addEventListener(name, end);
}

function openGestures(beside: HTMLElement, item: MessageItem, write: (does: Writes) => void): void {
  const { id: mid, psid, from, reaction } = item;
  const own = from === "person";
  // People react to the Page here; what the Page puts on theirs is the bot's to say.
  const emojis = own ? [] : REACTIONS;
  bar.ariaLabel = labelOf(item);
  bar.replaceChildren(
    ...emojis.map(([name, emoji]) => {
      const isOn = reaction === emoji;
      const change = () => {
        bar.hidePopover();
        void act(isOn ? { do: "unreact", psid, mid } : { do: "react", psid, mid, emoji, name });
      };
      return h(
        "button",
        {
          type: "button",
          class: "emoji",
          "aria-label": `React: ${name}`,
          "aria-pressed": String(isOn),
          onclick: change,
        },
        emoji,
      );
    }),
    choice("reply", "Reply", () => write("reply")),
    ...(own && canEdit(item, state.now()) ? [choice("pencil", "Edit", () => write("edit"))] : []),
    ...(own ? [choice("undo", "Take back", () => void act({ do: "take back", psid, mid }))] : []),
  );
  bar.showPopover();
  // Where it was last, it may have had less room.
  bar.style.left = "0";
  const near = beside.getBoundingClientRect();
  const { width, height } = bar.getBoundingClientRect();
  const left = Math.min(Math.max(8, near.left + near.width / 2 - width / 2), innerWidth - width - 8);
  const top = near.top - height - 6;
  bar.style.left = `${left}px`;
  bar.style.top = `${top < 8 ? near.bottom + 6 : top}px`;
  bar.querySelector("button")?.focus();
}

function choice(name: IconName, words: string, choose: () => void): HTMLElement {
  const chosen = () => {
    bar.hidePopover();
    choose();
  };
  return h("button", { type: "button", class: "choice", onclick: chosen }, icon(name), words);
}
