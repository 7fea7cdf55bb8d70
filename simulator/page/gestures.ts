/** What can be done to a message: a reaction, and an answer to it. By a button beside it, a long press or a swipe. */
import type { MessageItem } from "../core/chat.ts";
import { REACTIONS } from "../core/reactions.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import { act } from "./state.ts";

/** How long a press is a long one, in milliseconds, and how far a swipe goes, in pixels. */
const LONG = 450;
const FAR = 56;

const bar = h("div", { class: "reactions", popover: "auto", role: "group", "aria-label": "React or reply" });
document.body.append(bar);

/** The button beside a message. @param reply begins an answer to it */
export function gestureButton(item: MessageItem, reply: () => void): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "gesture",
      "data-key": "gesture",
      "aria-label": "React or reply",
      "aria-haspopup": "true",
      onclick: (event: Event) => openGestures(event.currentTarget as HTMLElement, item, reply),
    },
    icon("smile"),
  );
}

/** Long press and swipe, for fingers. */
export function listenToFingers(element: HTMLElement, item: MessageItem, reply: () => void): void {
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
      openGestures(element, item, reply);
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
    reply();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) element.addEventListener(name, end);
}

function openGestures(beside: HTMLElement, { id: mid, psid, from, reaction }: MessageItem, reply: () => void): void {
  // People react to the Page here; what the Page puts on theirs is the bot's to say.
  const emojis = from === "person" ? [] : REACTIONS;
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
    h(
      "button",
      {
        type: "button",
        class: "reply",
        onclick: () => {
          bar.hidePopover();
          reply();
        },
      },
      icon("reply"),
      "Reply",
    ),
  );
  bar.showPopover();
  const near = beside.getBoundingClientRect();
  const { width, height } = bar.getBoundingClientRect();
  const left = Math.min(Math.max(8, near.left + near.width / 2 - width / 2), innerWidth - width - 8);
  const top = near.top - height - 6;
  bar.style.left = `${left}px`;
  bar.style.top = `${top < 8 ? near.bottom + 6 : top}px`;
  bar.querySelector("button")?.focus();
}
