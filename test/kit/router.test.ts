import { describe, expect, it } from "vitest";
import { action } from "../../src/kit/action.ts";
import { type Bot, createBot } from "../../src/kit/bot.ts";
import type { Dialog } from "../../src/kit/dialog.ts";
import { choice } from "../../src/kit/questions.ts";
import { quick } from "../../src/kit/say.ts";
import { Talk } from "./talk.ts";

/** Everything that could answer the text, or the tap, in the order in which it is asked. */
const RANKS = [
  "opt-out",
  "cancel",
  "anywhere",
  "action",
  "question",
  "offer",
  "hears",
  "second hears",
  "kind",
  "otherwise",
] as const;
type Rank = (typeof RANKS)[number];

const WORD = "stop";
const tapped = action("stop");
const offered = action("OFFERED");

/** A bot that has exactly these ways of answering the word "stop" or a tap that carries it, written in this order. */
function botOf(ranks: readonly Rank[]): { bot: Bot<Record<string, never>>; dialog: Dialog | null } {
  const has = (rank: Rank) => ranks.includes(rank);
  const bot = createBot({ optOut: has("opt-out") ? { stopped: "opt-out" } : false });
  let dialog: Dialog | null = null;
  if (has("cancel") || has("question")) {
    dialog = bot
      .dialog("open")
      // Where it is not the question's turn, the word is none of its options.
      .ask("it", () => choice("Which?", { stop: has("question") ? WORD : "something else", other: "Other" }))
      .cancelWords(...(has("cancel") ? [WORD] : []))
      .onCancel((c) => c.say("cancel"))
      .done((c) => c.say("question"));
  }
  const write: Partial<Record<Rank, () => void>> = {
    anywhere: () => bot.hears(WORD, { anywhere: true }, (c) => c.say("anywhere")),
    action: () => bot.on(tapped, (c) => c.say("action")),
    offer: () => bot.on(offered, (c) => c.say("offer")),
    hears: () => bot.hears(/^stop/, (c) => c.say("hears")),
    "second hears": () => bot.hears(/stop$/, (c) => c.say("second hears")),
    kind: () => bot.on("text", (c) => c.say("kind")),
    otherwise: () => bot.otherwise((c) => c.say("otherwise")),
  };
  for (const rank of ranks) write[rank]?.();
  bot.hears("begin", (c) => {
    if (dialog !== null) c.start(dialog);
    c.say(quick("?", offered.as(has("offer") ? WORD : "nothing of this")));
  });
  return { bot, dialog };
}

/** Which of them answers. */
async function winner(ranks: readonly Rank[], how: "text" | "tap"): Promise<string | undefined> {
  const talk = new Talk(botOf(ranks).bot);
  await talk.says("begin");
  const said = how === "text" ? await talk.says(WORD) : await talk.tapsOld("stop", WORD);
  return said[0];
}

/** `hears` keeps the order of writing; everything else may be written anywhere. */
const otherwiseFirst = (ranks: readonly Rank[]): Rank[] => {
  const heard = ranks.filter((rank) => rank.endsWith("hears"));
  return [...ranks.filter((rank) => !rank.endsWith("hears")).toReversed(), ...heard];
};

describe("the order in which a text is asked for an answer", () => {
  // A tapped action never answers a text. Without an open question the options on offer come after it.
  const order = RANKS.filter((rank) => rank !== "action");
  // What is an option on the screen is no order.
  const orders: readonly Rank[] = ["opt-out", "cancel"];
  const options: readonly Rank[] = ["question", "offer"];
  const table = order.map(
    (rank, index) =>
      [rank, order.slice(index).filter((one) => !orders.includes(rank) || !options.includes(one))] as const,
  );

  it.each(table)("%s comes before everything after it: %j", async (rank, ranks) => {
    expect(await winner(ranks, "text")).toBe(rank);
    expect(await winner(otherwiseFirst(ranks), "text")).toBe(rank);
  });

  it("is that of an option where the word is one: the question's, then any other", async () => {
    for (const order of ["opt-out", "cancel"] as const) {
      expect(await winner([order, "question", "offer", "hears", "otherwise"], "text")).toBe("question");
      expect(await winner([order, "offer", "hears", "otherwise"], "text")).toBe("offer");
      expect(await winner([order, "anywhere", "offer", "otherwise"], "text")).toBe("anywhere");
    }
    expect(await winner(["question", "offer", "hears", "otherwise"], "text")).toBe("question");
    expect(await winner(["offer", "hears", "otherwise"], "text")).toBe("offer");
  });

  it("gives hears marked anywhere its place among the others where no dialog is open", async () => {
    expect(await winner(["hears", "anywhere", "second hears"], "text")).toBe("anywhere");
  });
});

describe("the order in which a tap is asked for an answer", () => {
  const table = [
    ["action", RANKS],
    ["action", ["action", "question", "otherwise"]],
    ["otherwise", ["opt-out", "anywhere", "offer", "hears", "second hears", "kind", "otherwise"]],
    ["otherwise", ["cancel", "otherwise"]],
  ] as const;

  it.each(table)("%s comes first of %j", async (rank, ranks) => {
    expect(await winner(ranks, "tap")).toBe(rank);
    expect(await winner(otherwiseFirst(ranks), "tap")).toBe(rank);
  });

  it("is action, then the open question, then otherwise, for the payload of an option", async () => {
    const bot = createBot();
    const dialog = bot
      .dialog("open")
      .ask("it", () => choice("Which?", { a: "A", b: "B" }))
      .done((c, a) => c.say(`question ${a.it}`));
    bot.hears("begin", (c) => c.start(dialog));
    bot.otherwise((c) => c.say("otherwise"));
    const talk = new Talk(bot);
    await talk.says("begin");
    const { payload = "" } = talk.offers[0] ?? {};
    expect(await talk.tapsOld(payload, "A")).toEqual(["question a"]);
    expect(await talk.tapsOld(payload, "A")).toEqual(["otherwise"]);
  });

  it("does not give a dialog's options to a pattern that takes anything", async () => {
    const bot = createBot();
    const dialog = bot
      .dialog("open")
      .ask("it", () => choice("Which?", { a: "A", b: "B" }))
      .done((c, a) => c.say(`question ${a.it}`));
    bot.hears("begin", (c) => c.start(dialog));
    bot.on(action(":anything"), (c) => c.say("action"));
    const talk = new Talk(bot);
    await talk.says("begin");
    expect(await talk.taps("A")).toEqual(["question a"]);
  });
});
