/** What stands between the messages: handovers, refusals, and news of the bot itself. */
import type { Notice, NoticeItem, Owner } from "../core/chat.ts";
import type { TemplateDraft } from "../core/utility-templates.ts";
import type { BotNews, Done } from "../protocol.ts";
import { advice, NO_ERROR, NO_TEMPLATE } from "./advice.ts";
import { pageAvatar } from "./avatar.ts";
import { h } from "./dom.ts";
import { readTold } from "./handover.ts";
import { type IconName, icon } from "./icons.ts";
import { markOf } from "./marks.ts";
import { act } from "./state.ts";

const NEWS: Readonly<Record<BotNews["news"], readonly [IconName, string]>> = {
  reloaded: ["reload", "The bot was reloaded"],
  repaired: ["reload", "The bot is repaired and was reloaded"],
  killed: ["bolt", "The bot was killed in mid-sentence"],
  back: ["reload", "The bot is back, with what it had stored"],
  broken: ["alert", "The bot's newest version does not run"],
  down: ["cloud", "Meta is down: nothing goes out"],
  up: ["cloud", "Meta answers again: what waits goes out"],
};

export function botNews({ news }: BotNews): HTMLElement {
  const [name, words] = NEWS[news];
  return h("div", { class: `notice news ${news}` }, icon(name), h("span", {}, words));
}

/** @param isApproved whether the template that a refusal misses is there by now */
export function notice({ psid, notice: of }: NoticeItem, isApproved: boolean): HTMLElement {
  switch (of.about) {
    case "control":
      return control(of.to, of.metadata);
    case "refused":
      return problem(of, of.template && !isApproved ? approve(psid, of.template) : undefined);
    case "failed":
      return problem(of);
    case "approved":
      return approved(psid, of.what);
    case "lost":
      return h(
        "div",
        { class: "notice refused" },
        icon("alert"),
        h("div", {}, h("strong", {}, "Not delivered"), h("span", {}, of.what)),
        of.unsubscribed && subscribe(),
      );
  }
}

/** What should have been a bubble: the error as it came, what it means, and the way out. */
function problem(of: Extract<Notice, { about: "refused" | "failed" }>, offer?: HTMLElement): HTMLElement {
  const { title, error, code, mark, means, out } = of.about === "refused" ? refused(of) : failed(of);
  return h(
    "article",
    { class: "message bot ends problem", "aria-label": title },
    pageAvatar(),
    h(
      "div",
      { class: "content" },
      h(
        "div",
        { class: "bubble" },
        h("strong", {}, icon("alert"), title),
        h("span", { class: "problem-error" }, error),
        h("small", {}, code, mark),
        h("p", {}, means),
        h("p", { class: "problem-out" }, icon("right"), out),
        offer,
      ),
    ),
  );
}

/** The template is made with the parameters that were sent. Its words are made up: on Meta they are yours. */
const approve = (psid: string, template: TemplateDraft): HTMLElement =>
  h(
    "button",
    { type: "button", class: "primary", onclick: () => void act({ do: "approve", psid, template }) },
    "Approve it here",
  );

/** On Meta: `POST /<PAGE>/subscribed_apps`, for which `npm start` shows nobody its token. */
function subscribe(): HTMLElement {
  const again = h(
    "button",
    { type: "button", class: "again", onclick: () => void act({ do: "subscribe" }) },
    "Subscribe again",
  );
  again.addEventListener("click", () => {
    again.disabled = true;
  });
  return again;
}

/** What was refused for want of the template can go out now. */
function approved(psid: string, what: string): HTMLElement {
  const words = h("span", {}, what);
  const again = h("button", { type: "button", class: "again", onclick: () => void send() }, "Send it again");
  const send = async () => {
    again.disabled = true;
    const done = (await act({ do: "send again", psid })) as Done | undefined;
    if (done?.error !== undefined) words.textContent = done.error;
  };
  return h("div", { class: "notice" }, icon("check"), words, again);
}

function refused({ call, message, code, subcode, mark, template }: Extract<Notice, { about: "refused" }>) {
  // Without one of Meta's errors the code is the HTTP status.
  const isServer = code >= 500 && message.startsWith(`HTTP ${code},`);
  return {
    title: call === "message" ? "Meta refused a message" : `Meta refused ${call.replaceAll("_", " ")}`,
    error: message,
    code: `${isServer ? "Status" : "Code"} ${code}${subcode === undefined ? "" : `, subcode ${subcode}`}`,
    mark: markOf(mark),
    ...(isServer ? NO_ERROR : template === undefined ? advice(code, subcode) : NO_TEMPLATE),
  };
}

/** Tried again after 1, 4 and 10 seconds, unless it is a mistake in the code; then `onError` speaks. */
function failed({ what, place }: Extract<Notice, { about: "failed" }>) {
  const mistake = /^(TypeError|ReferenceError|RangeError|SyntaxError|ContentError)/.test(what);
  return {
    title: "A handler failed",
    error: what,
    code: place ?? "",
    mark: undefined,
    means: mistake
      ? "A mistake in the code is not tried again: bot.onError answers the person."
      : "Nothing that it said or remembered counts. It is tried again; then bot.onError answers the person.",
    out: place === undefined ? "Mend it and save." : `Mend ${place} and save.`,
  };
}

const CONTROL: Readonly<Record<Owner, readonly [IconName, string]>> = {
  inbox: ["headset", "Handed over to a colleague"],
  other: ["headset", "Another app has this conversation"],
  bot: ["bot", "The bot has this conversation again"],
  idle: ["bot", "The bot released this conversation"],
};

function control(to: Owner, metadata: string | undefined): HTMLElement {
  const [name, words] = CONTROL[to];
  const { reason, lines } = readTold(metadata);
  const head = [icon(name), h("span", {}, words)];
  if (reason === undefined && lines.length === 0) return h("div", { class: "notice" }, ...head);
  return h(
    "details",
    { class: "notice told" },
    h("summary", {}, ...head, icon("right", "icon turn")),
    h(
      "div",
      { class: "told-more" },
      reason !== undefined && h("p", {}, h("span", { class: "label" }, "Reason"), reason),
      lines.length > 0 && h("span", { class: "label" }, "Last lines"),
      lines.length > 0 &&
        h("ul", {}, ...lines.map(({ from, text }) => h("li", {}, from !== undefined && h("b", {}, `${from}: `), text))),
    ),
  );
}
