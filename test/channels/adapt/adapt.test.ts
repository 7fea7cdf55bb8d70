import { describe, expect, it } from "vitest";
import { checked, isReply, linkLines } from "../../../src/channels/adapt/actions.ts";
import { sayCard, sayCarousel } from "../../../src/channels/adapt/cards.ts";
import { Draft, type Platform } from "../../../src/channels/adapt/draft.ts";
import type { Element, Forms, Tap } from "../../../src/channels/adapt/forms.ts";
import type { Limit, TextLimit } from "../../../src/channels/adapt/limit.ts";
import { sayList } from "../../../src/channels/adapt/list.ts";
import { checkPlace, placeText } from "../../../src/channels/adapt/location.ts";
import { captionAsText } from "../../../src/channels/adapt/media.ts";
import { bodyOf, frameAsText, line, numbered, type Question, sayChoice } from "../../../src/channels/adapt/options.ts";
import { checkReceipt, receiptText } from "../../../src/channels/adapt/receipt.ts";
import { piecesOf } from "../../../src/channels/adapt/text.ts";
import type { Action, Content, Receipt } from "../../../src/model/content.ts";
import { ContentError, type Rendering, type RenderOptions } from "../../../src/model/rendering.ts";
import { LABELS } from "../../support/render.ts";

const items = (max: number): Limit => ({ max, unit: "items", mark: "guess", source: "made up" });
const bytes = (max: number): TextLimit => ({ max, unit: "bytes", mark: "guess", source: "made up" });
const characters = (max: number): TextLimit => ({ ...bytes(max), unit: "characters" });

/** A platform that counts bytes, and has its own names for everything. */
const TELEGRAPH: Platform = {
  channel: "messenger",
  name: "Telegraph",
  text: bytes(40),
  url: characters(100),
  payload: bytes(16),
};

const shown = (tap: Tap) => ("type" in tap ? `(${tap.what})` : tap.title);
const sayText: Forms["sayText"] = (draft, text, field, taps = []) => {
  const { earlier, last } = piecesOf(draft, text, field);
  for (const wire of earlier) draft.add("wire", { wire }, field);
  draft.add("wire", { wire: last, ...(taps.length > 0 && { keys: taps.map(shown) }) }, field);
};
const FORMS: Forms = {
  limits: {
    replies: items(4),
    replyTitle: bytes(8),
    buttons: items(2),
    buttonTitle: bytes(8),
    buttonText: bytes(20),
    elements: items(2),
    elementTitle: bytes(12),
    elementSubtitle: bytes(12),
  },
  sayText,
  sayButtons: (draft, text, field, buttons) => {
    const { earlier, last } = piecesOf(draft, text, field, bytes(20));
    for (const wire of earlier) draft.add("wire", { wire }, field);
    draft.add("switch", { above: last, switches: buttons.map(({ title }) => title) }, field);
  },
  sayElements: (draft, elements, field) => draft.add("plates", { plates: elements.map(plate) }, field),
  addMedia: (draft, media, field) => draft.add(media.kind, { at: media.url }, field),
};

function plate({ title, subtitle, picture, opens, buttons }: Element): string {
  return [title, subtitle, picture, opens?.url, ...buttons.map((button) => button.title)].join("|");
}

function rendered(say: (draft: Draft) => void, options: Partial<RenderOptions> = {}): Rendering {
  const draft = new Draft({ labels: LABELS, ...options }, TELEGRAPH);
  say(draft);
  return draft.done();
}

const messages = ({ parts }: Rendering) => parts.map(({ message }) => message);
const codes = ({ warnings }: Rendering) => warnings.map(({ code }) => code);
const reply = (title: string, payload = title): Action => ({ type: "reply", title, payload });

describe("a platform that counts bytes", () => {
  const text = (words: string) => rendered((draft) => sayText(draft, words, "text"));

  it.each([
    ["20 signs of two bytes", "é".repeat(20), ["é".repeat(20)]],
    ["21 of them", "é".repeat(21), ["é".repeat(20), "é"]],
    ["10 signs of four bytes", "😀".repeat(10), ["😀".repeat(10)]],
    ["11 of them", "😀".repeat(11), ["😀".repeat(10), "😀"]],
  ])("gets texts that fit by bytes: %s", (_, words, wires) => {
    expect(messages(text(words))).toEqual(wires.map((wire) => ({ wire })));
  });

  it("is told of in its own unit", () => {
    expect(text("é".repeat(21)).warnings).toEqual([
      { code: "text_split", field: "text", detail: "42 > 40 bytes: sent as 2 messages" },
    ]);
    expect(() => text("é".repeat(20 * 20 + 1))).toThrow(/text: 802 bytes need 21 messages, 20 is the limit/);
  });

  it("refuses payloads by bytes", () => {
    const check = (payload: string) => rendered((draft) => void checked(draft, reply("A", payload), "options[0]"));
    expect(check("é".repeat(8)).parts).toEqual([]);
    expect(() => check("é".repeat(9))).toThrow(/options\[0\]\.payload: 18 > 16 bytes/);
  });
});

describe("the ladder of options, with a platform's own forms", () => {
  const choice = (options: readonly Action[], more: Partial<Extract<Content, { type: "choice" }>> = {}) =>
    rendered((draft) => sayChoice(draft, FORMS, { type: "choice", text: "Which?", options, ...more }));

  it("has quick replies first, with titles that are cut by bytes", () => {
    const said = choice([reply("ééé"), reply("ééééé", "5")]);
    expect(messages(said)).toEqual([{ wire: "Which?", keys: ["ééé", "éé…"] }]);
    expect(said.warnings).toEqual([
      { code: "title_truncated", field: "options[1].title", detail: "10 > 8 bytes: cut" },
    ]);
    expect(said.offers).toEqual([
      { title: "ééé", payload: "ééé" },
      { title: "éé…", payload: "5" },
    ]);
  });

  it("numbers the lines when cut titles could be taken for each other", () => {
    const said = choice([reply("ééééa", "a"), reply("ééééb", "b")]);
    expect(messages(said).at(-1)).toMatchObject({ keys: ["1", "2"] });
    expect(said.offers).toEqual([
      { title: "ééééa", payload: "a", number: 1 },
      { title: "ééééb", payload: "b", number: 2 },
    ]);
  });

  it("has buttons for what stays, and names the platform in what has no form", () => {
    const said = choice([reply("A"), { type: "url", title: "Shop", url: "https://shop.example/" }], {
      header: { kind: "image", url: "https://shop.example/a.jpg" },
    });
    expect(messages(said)).toEqual([
      { at: "https://shop.example/a.jpg" },
      { above: "Which?", switches: ["A", "Shop"] },
    ]);
    expect(said.warnings[0]?.detail).toBe("Telegraph has no headers: sent before the text");
  });

  it("leaves its rungs to a platform with other forms: one link, and everything else as lines", () => {
    const said = rendered((draft) => {
      const options = [reply("Yes"), reply("No"), { type: "call", title: "Call", phone: "+31201234567" } as const].map(
        (action, i) => checked(draft, action, `options[${i}]`),
      );
      const question: Question = {
        header: line("Hi", "header"),
        text: { text: "Well?", field: "text" },
        groups: [{ options }],
        field: "options",
        presentation: "auto",
      };
      frameAsText(draft, question);
      const links = linkLines(draft, options, { detail: "no buttons" }, "give fewer");
      const { text, offers } = numbered(draft, question, options.filter(isReply), links);
      draft.add("wire", { wire: text, plain: bodyOf(question, []) }, "text");
      draft.offer(offers);
    });
    expect(messages(said)).toEqual([
      {
        wire: expect.stringMatching(/^Hi\nWell\?\n1\. Yes\n2\. No\nCall: \+31201234567\n/),
        plain: "Hi\nWell?",
      },
    ]);
    expect(codes(said)).toEqual(["header_as_text", "call_as_text"]);
    expect(said.offers).toHaveLength(2);
  });
});

describe("cards and lists, with a platform's own forms", () => {
  it("are elements as long as they fit", () => {
    const cards = ["ééé", "b", "c"].map((title) => ({ title, text: "éééé", url: "https://shop.example/" }));
    const said = rendered((draft) => sayCarousel(draft, FORMS, { type: "carousel", cards }));
    expect(messages(said)).toEqual([
      { plates: ["ééé|éééé||https://shop.example/", "b|éééé||https://shop.example/"] },
      { plates: ["c|éééé||https://shop.example/"] },
    ]);
    expect(codes(said)).toEqual(["carousel_split"]);
  });

  it("are text and what goes with it when they do not", () => {
    const card = { title: "ééééééé", actions: [reply("A")] };
    const said = rendered((draft) => sayCard(draft, FORMS, { type: "card", card }));
    expect(messages(said)).toEqual([{ above: "ééééééé", switches: ["A"] }]);
    expect(said.warnings).toMatchObject([
      { code: "card_as_media_and_text", detail: expect.stringContaining("14 > 12 bytes") },
    ]);
  });

  it("have a card of a title alone nowhere", () => {
    const said = rendered((draft) => sayCard(draft, FORMS, { type: "card", card: { title: "A" } }));
    expect(said.warnings[0]?.detail).toContain("Telegraph has no cards of a title alone");
  });

  it("say a list as elements where its rows are described", () => {
    const rows = [{ title: "A", description: "first", payload: "a" }];
    const said = rendered((draft) =>
      sayList(draft, FORMS, { type: "list", text: "Pick", button: "Take", sections: [{ rows }] }),
    );
    expect(messages(said)).toEqual([{ wire: "Pick" }, { plates: ["A|first|||Take"] }]);
    expect(said.offers).toEqual([{ title: "A", payload: "a" }]);
  });
});

describe("what has no form", () => {
  it("is text: a caption, and a place", () => {
    const said = rendered((draft) => {
      captionAsText(draft, "Look", sayText);
      captionAsText(draft, " ", sayText);
      sayText(draft, placeText(checkPlace({ type: "location", latitude: 1, longitude: 2, name: "Here" })), "name");
    });
    expect(messages(said)[0]).toEqual({ wire: "Look" });
    expect(said.warnings[0]?.detail).toBe("Telegraph has no captions: sent after the media");
    expect(JSON.stringify(messages(said))).toContain("Here");
  });

  it("is text: a receipt, in the decimals of its currency", () => {
    const receipt: Receipt = {
      recipient: "Ann",
      order: "7",
      currency: "JPY",
      payment: "Visa",
      merchant: " ",
      items: [
        { title: "Tea", quantity: 2, price: 500 },
        { title: "Cup", subtitle: "blue", price: 900 },
      ],
      totals: { subtotal: 1900, shipping: 0, tax: 190, total: 1990 },
      adjustments: [{ name: "Thanks", amount: 100 }],
      address: { street: "Main 1", city: "Kyoto", postalCode: "600", state: "Kyoto", country: "JP" },
      url: "https://shop.example/7",
    };
    const words = { order: "Order", subtotal: "Items", shipping: "Post", tax: "Tax", total: "Total", payment: "By" };
    const draft = new Draft({}, TELEGRAPH);
    expect(receiptText(checkReceipt(draft, receipt), words)).toBe(
      [
        "Order: 7",
        "",
        "2 × Tea: 500 JPY",
        "1 × Cup (blue): 900 JPY",
        "",
        "Items: 1900 JPY",
        "Post: 0 JPY",
        "Tax: 190 JPY",
        "Thanks: -100 JPY",
        "Total: 1990 JPY",
        "By: Visa",
        "",
        "Ann",
        "Main 1",
        "600 Kyoto",
        "Kyoto, JP",
        "",
        "https://shop.example/7",
      ].join("\n"),
    );
    const wrong = { ...receipt, totals: { ...receipt.totals, total: 2500 } };
    expect(() => checkReceipt(draft, wrong)).toThrow(ContentError);
  });
});
