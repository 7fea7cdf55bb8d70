/** The bar: the clock, and what can be done to the bot and to Meta. */
import type { Fault } from "../core/faults.ts";
import type { Replayed } from "../protocol.ts";
import { byId, h, Slot } from "./dom.ts";
import { closeDrawer, openDrawer } from "./drawer.ts";
import { openFaults } from "./faults.ts";
import { ahead, weekday } from "./format.ts";
import { type IconName, icon } from "./icons.ts";
import { openOutside } from "./outside.ts";
import { openSave } from "./save.ts";
import { act, addFault, clearFault, state } from "./state.ts";

const DOWN: Fault = { fault: "down" };

/** A smaller shift is not worth a word: it is shown in hours. */
const HALF_AN_HOUR = 1_800_000;

/** What each does, in a sentence. */
const TIPS = {
  hour: "An hour passes, for Meta and for the bot. What falls due on the way happens.",
  day: "A day and an hour pass: Meta's 24 hours for an answer are over.",
  kill: "The bot dies in the middle of its next sentence, and is started again with what it had stored.",
  replay: "Does everything of this chat again as somebody new, and shows what the bot says differently.",
  down: "Meta answers with errors, breaks connections or says nothing, until this is switched off.",
  faults: "Chooses what goes wrong, at the Graph API and at the webhook.",
  outside: "Something happens in your own systems: the bot is told, and may say so in the chat.",
  colleague: "Somebody answers from the Page's inbox. The bot hears it and keeps quiet.",
} as const;

const slot = new Slot(byId("bar"));
let jumping = false;
let replaying = false;
let replayedAt = 0;

export function showBar(): void {
  const { faults, tally, bot, shift, person, online } = state;
  const isDown = (one: Fault) => one.fault === "down";
  const down = faults.some(isDown);
  const others = faults.filter((one) => !isDown(one)).length;
  const edited = state.news.some(({ news, id }) => (news === "reloaded" || news === "repaired") && id > replayedAt);
  const minute = Math.floor(state.now() / 60_000);
  const what = [minute, shift, down, others, tally, bot.is, person?.psid, jumping, replaying, edited, online];
  slot.show(what, () => [
    h(
      "div",
      { class: "bar-group clock", role: "group", "aria-label": "Clock" },
      h("span", { class: "clock-time" }, weekday(state.now()), shift >= HALF_AN_HOUR && h("small", {}, ahead(shift))),
      tool("hour", undefined, "+1 h", () => void jump(1), { disabled: jumping }),
      tool("day", undefined, "+25 h", () => void jump(25), { disabled: jumping }),
    ),
    h(
      "div",
      { class: "bar-group", role: "group", "aria-label": "The bot" },
      tool("kill", "bolt", "Kill the bot", () => void act({ do: "kill", psid: state.current }), {
        disabled: bot.is !== "running",
      }),
      tally.killed > 0 &&
        h(
          "span",
          { class: "tally", role: "status" },
          ...count(tally.killed, "killed"),
          ...count(tally.lost, "lost"),
          ...count(tally.twice, "said twice"),
        ),
      tool("replay", "reload", replaying ? "Replaying…" : "Replay", () => void replay(), {
        disabled: replaying || bot.is !== "running",
        fresh: edited,
      }),
    ),
    h(
      "div",
      { class: "bar-group", role: "group", "aria-label": "Meta" },
      tool("down", "cloud", "Meta is down", () => void (down ? clearFault(DOWN.fault) : addFault(DOWN)), {
        pressed: down,
      }),
      tool("faults", "alert", others > 0 ? `Faults (${others})` : "Faults", openFaults, {
        pressed: others > 0,
        popup: true,
      }),
      tool("colleague", "headset", "A colleague answers", colleague, { popup: true }),
      tool("outside", "box", "Happens outside", openOutside, { popup: true }),
    ),
  ]);
}

interface Look {
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly fresh?: boolean;
  readonly popup?: boolean;
}

function tool(
  key: keyof typeof TIPS,
  name: IconName | undefined,
  words: string,
  action: () => void,
  look: Look = {},
): HTMLElement {
  const { disabled, pressed, fresh, popup } = look;
  return h(
    "button",
    {
      type: "button",
      class: `tool${fresh ? " fresh" : ""}${pressed ? " on" : ""}`,
      "data-key": key,
      disabled: disabled || !state.online,
      "aria-pressed": popup || pressed === undefined ? undefined : String(pressed),
      "aria-haspopup": popup && "dialog",
      "data-tip": TIPS[key],
      "aria-description": fresh ? `The bot was edited. ${TIPS[key]}` : TIPS[key],
      onclick: action,
    },
    name && icon(name),
    words,
  );
}

function count(number: number, words: string): Node[] {
  return [h("span", { class: number > 0 && words !== "killed" ? "bad" : "" }, h("b", {}, number), ` ${words}`)];
}

async function jump(hours: number): Promise<void> {
  jumping = true;
  showBar();
  await act({ do: "clock", ms: hours * 3_600_000 });
  jumping = false;
  showBar();
}

function colleague(): void {
  const psid = state.current;
  const field = h("input", {
    type: "text",
    class: "field",
    "aria-label": "What the colleague says",
    value: "Hi, this is Sam from the shop. I am looking into it.",
    autocomplete: "off",
  });
  const unnamed = h("input", { type: "checkbox" });
  const send = (event: Event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text !== "") void act({ do: "agent says", psid, text, unnamed: unnamed.checked });
    closeDrawer();
  };
  openDrawer(
    "A colleague answers",
    h(
      "p",
      {},
      "From the Page's inbox, as people do without asking the bot. The bot hears it as an echo and keeps quiet.",
    ),
    h(
      "form",
      { class: "drawer-form", onsubmit: send },
      field,
      h("button", { type: "submit", class: "round", "aria-label": "Send as a colleague" }, icon("send")),
    ),
    h(
      "div",
      { class: "fault beside" },
      h(
        "label",
        {},
        unnamed,
        h(
          "span",
          {},
          h("strong", {}, "Without an app id"),
          h("small", {}, "Meta does not say which app the words are from, as it happens with some tools."),
        ),
      ),
    ),
  );
  field.focus();
  field.select();
}

async function replay(): Promise<void> {
  const psid = state.current;
  replaying = true;
  replayedAt = state.news.at(-1)?.id ?? 0;
  showBar();
  const found = (await act({ do: "replay", psid })) as Replayed | undefined;
  replaying = false;
  showBar();
  if (!found) return;
  const changes = found.lines.filter(({ is }) => is !== "same").length;
  openDrawer(
    changes === 0 ? "Replay: nothing changed" : `Replay: ${changes} lines changed`,
    h(
      "p",
      {},
      changes === 0
        ? "The same was done again by somebody new, and the bot said the same."
        : "The same was done again by somebody new. What the bot says now is marked with +, what it said before with −.",
    ),
    h(
      "pre",
      { class: "json diff", tabindex: 0, role: "region", "aria-label": "What changed" },
      ...found.lines.map(({ is, text }) =>
        h("span", { class: is }, `${{ same: " ", gone: "−", new: "+" }[is]} ${text}\n`),
      ),
    ),
    h("button", { type: "button", class: "primary", onclick: () => void openSave(psid) }, icon("file"), "Save as test"),
  );
}
