import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../src/channels/messenger/limits.ts";
import type { Card, Content, Media, Receipt, Row } from "../../../src/model/content.ts";
import { MAX_PARTS, type RenderOptions } from "../../../src/model/rendering.ts";
import {
  attached,
  buttons,
  call,
  card,
  choice,
  generic,
  goldenOf,
  image,
  link,
  lossless,
  phone,
  postback,
  quick,
  type Refusal,
  replies,
  reply,
  template,
  text,
  webUrl,
  words,
  x,
} from "../../support/golden.ts";
import { render } from "../../support/render.ts";
import { lawsOf } from "../../support/renderer-laws.ts";

const { table, refused, refusals } = goldenOf(render);

describe("text", () => {
  const { max } = LIMITS.text;
  table({
    fits: { content: { type: "text", text: x(max) }, sent: [text(x(max))] },
    "one over": {
      content: { type: "text", text: words(max + 1) },
      sent: [text(words(max + 1).slice(0, 1994)), text("wordx")],
      warnings: ["text_split text"],
    },
  });
  test("the warning names limit, size and what happened", () => {
    const { warnings } = render({ type: "text", text: x(max + 1) });
    expect(warnings).toEqual([
      { code: "text_split", field: "text", detail: "2000 > 1999 characters: sent as 2 messages" },
    ]);
  });
  test("twenty messages are sent", () => {
    expect(render({ type: "text", text: x(max * MAX_PARTS) }).parts).toHaveLength(MAX_PARTS);
  });
  refusals([
    [
      "more than twenty messages",
      { type: "text", text: x(max * MAX_PARTS + 1) },
      "content_too_long",
      "text",
      "39981 characters need 21 messages, 20 is",
    ],
    ["blank", { type: "text", text: " \n" }, "invalid_content", "text", "empty"],
    [
      "strict and too long",
      { type: "text", text: x(max + 1) },
      "content_too_long",
      "text",
      "2000 > 1999",
      { adaptation: "strict" },
    ],
    ["another kind", { type: "poll" } as unknown as Content, "content_not_supported", "type", "is not a kind"],
  ]);
});

describe("media", () => {
  const media = (kind: Media["kind"], more: Partial<Media> = {}): Content => ({
    type: "media",
    media: { kind, url: "https://cdn.example/a.jpg", ...more },
  });
  const own = (url: string): Content => ({ type: "media", media: image(url) });
  table({
    image: { content: media("image"), sent: [attached("image")] },
    video: { content: media("video"), sent: [attached("video")] },
    audio: { content: media("audio"), sent: [attached("audio")] },
    voice: { content: media("voice"), sent: [attached("audio")] },
    document: { content: media("document"), sent: [attached("file")] },
    "document with the name of its URL": {
      content: media("document", { filename: "a.jpg" }),
      sent: [attached("file")],
    },
    "document with another name": {
      content: media("document", { filename: "b.pdf" }),
      sent: [attached("file")],
      warnings: ["filename_dropped media.filename"],
      lossy: true,
    },
    sticker: { content: media("sticker"), sent: [attached("image")], warnings: ["media_as_image media.kind"] },
    uploaded: {
      content: { type: "media", media: { kind: "video", mediaId: "77" } },
      sent: [{ attachment: { type: "video", payload: { attachment_id: "77" } } }],
    },
    caption: {
      content: { type: "media", media: image(), caption: "Look" },
      sent: [attached("image"), text("Look")],
      warnings: ["caption_as_text caption"],
    },
    "a path": {
      content: own("/demo/x.jpg"),
      options: { base: "https://bot.example/" },
      sent: [attached("image", "https://bot.example/demo/x.jpg")],
    },
    "a path here": {
      content: own("/x.jpg"),
      options: { base: "http://localhost:8787" },
      sent: [attached("image", "http://localhost:8787/x.jpg")],
    },
    "http on 127.0.0.1": { content: own("http://127.0.0.1:1/a"), sent: [attached("image", "http://127.0.0.1:1/a")] },
    "http on [::1]": { content: own("http://[::1]:1/a"), sent: [attached("image", "http://[::1]:1/a")] },
  });
  refusals([
    ["a path without base", own("/x.jpg"), "media_unreachable", "media.url", "PUBLIC_URL"],
    ["http", own("http://cdn.example/a.jpg"), "invalid_content", "media.url", "https:"],
    ["http on a host like localhost", own("http://localhost.example/a"), "invalid_content", "media.url"],
    ["a path on an http base", own("/x.jpg"), "invalid_content", "media.url", "", { base: "http://bot.example" }],
    ["another scheme", own("javascript:alert(1)"), "invalid_content", "media.url", "does not begin with https:"],
    ["another host's path", own("//evil.example/a"), "invalid_content", "media.url"],
    ["no URL", own("a.jpg"), "invalid_content", "media.url"],
    ["a space", own("https://cdn.example/a b.jpg"), "invalid_content", "media.url", "%20"],
    ["a long URL", own(`https://cdn.example/${x(LIMITS.url.max)}`), "content_too_long", "media.url", "2020 > 2000"],
    ["nothing", { type: "media", media: { kind: "image" } }, "invalid_content", "media", "mediaId"],
    [
      "a lost name, lossless",
      media("document", { filename: "b.pdf" }),
      "content_not_supported",
      "media.filename",
      "",
      lossless,
    ],
    [
      "a caption, strict",
      { type: "media", media: image(), caption: "Look" },
      "content_not_supported",
      "caption",
      "lossless",
      { adaptation: "strict" },
    ],
  ]);
});

describe("choice", () => {
  const n13 = replies(LIMITS.quickReplies.max);
  const n14 = replies(LIMITS.quickReplies.max + 1);
  const numbered = n14.map(({ title }, i) => `${i + 1}. ${title}`).join("\n");
  const long = "An option of 21 chars";
  const longText = words(641);
  table({
    "no options": { content: choice([]), sent: [text("Which?")] },
    "13 replies": {
      content: choice(n13),
      sent: [
        text(
          "Which?",
          n13.map(({ title }) => quick(title)),
        ),
      ],
    },
    "14 replies": {
      content: choice(n14),
      sent: [text(`Which?\n${numbered}\nReply with a number.`)],
      warnings: ["options_as_numbered_text options"],
    },
    "a picture": {
      content: choice([reply("A", { imageUrl: "/a.png" })]),
      options: { base: "https://bot.example" },
      sent: [text("Which?", [quick("A", "p:A", { image_url: "https://bot.example/a.png" })])],
    },
    "the same title twice": {
      content: choice([reply("A"), reply("A")]),
      sent: [text("Which?", [quick("A"), quick("A")])],
    },
    "a title of 20": { content: choice([reply(x(20))]), sent: [text("Which?", [quick(x(20))])] },
    "a title of 21": {
      content: choice([reply(long)]),
      sent: [text("Which?", [quick("An option of 21 cha…", `p:${long}`)])],
      warnings: ["title_truncated options[0].title"],
      lossy: true,
    },
    "a title of 21, lossless": {
      content: choice([reply(long), reply("B")]),
      options: lossless,
      sent: [text(`Which?\n1. ${long}\n2. B\nReply with a number.`, [quick("1", `p:${long}`), quick("2", "p:B")])],
      warnings: ["options_as_numbered_text options[0].title"],
    },
    "titles that would be cut to the same": {
      content: choice([reply(`${x(20)}a`), reply(`${x(20)}b`)]),
      sent: [
        text(`Which?\n1. ${x(20)}a\n2. ${x(20)}b\nReply with a number.`, [
          quick("1", `p:${x(20)}a`),
          quick("2", `p:${x(20)}b`),
        ]),
      ],
      warnings: ["options_as_numbered_text options[0].title"],
    },
    "a long text": {
      content: choice([reply("A")], { text: words(2000) }),
      sent: [text(words(2000).slice(0, 1994)), text("wordx", [quick("A")])],
      warnings: ["text_split text"],
    },
    "a description": {
      content: choice([reply("A", { description: "€3" })]),
      sent: [text("Which?", [quick("A")])],
      warnings: ["description_dropped options[0].description"],
      lossy: true,
    },
    "a description, lossless": {
      content: choice([reply("A", { description: "€3" })]),
      options: lossless,
      sent: [text("Which?\nA — €3", [quick("A")])],
      warnings: ["description_as_text options[0].description"],
    },
    "persistent, 3": {
      content: choice(replies(3), { presentation: "persistent" }),
      sent: [buttons("Which?", postback("Option 1"), postback("Option 2"), postback("Option 3"))],
    },
    "persistent, 4": {
      content: choice(replies(4), { presentation: "persistent" }),
      sent: [
        text(
          "Which?",
          replies(4).map(({ title }) => quick(title)),
        ),
      ],
      warnings: ["options_as_quick_replies options"],
    },
    "persistent, text of 641": {
      content: choice([reply("A")], { presentation: "persistent", text: longText }),
      sent: [text(longText.slice(0, 639)), buttons("x", postback("A"))],
      warnings: ["text_split text"],
    },
    "persistent with a picture": {
      content: choice([reply("A", { imageUrl: "https://a.example/a" })], { presentation: "persistent" }),
      sent: [buttons("Which?", postback("A"))],
      warnings: ["image_dropped options[0].imageUrl"],
      lossy: true,
    },
    "persistent with a picture, lossless": {
      content: choice([reply("A", { imageUrl: "https://a.example/a" })], { presentation: "persistent" }),
      options: lossless,
      sent: [text("Which?", [quick("A", "p:A", { image_url: "https://a.example/a" })])],
      warnings: ["options_as_quick_replies options"],
    },
    "reply, link and call": {
      content: choice([reply("A"), link("B"), call("C")]),
      sent: [buttons("Which?", postback("A"), webUrl("B"), phone("C"))],
    },
    "a link beside replies that should go away": {
      content: choice([reply("A"), link("B")], { presentation: "ephemeral" }),
      sent: [buttons("Which?", postback("A"), webUrl("B"))],
      warnings: ["options_as_buttons options"],
    },
    "four with links": {
      content: choice([reply("A"), link("B"), call("C"), reply("D")]),
      sent: [text("Which?\nB: https://shop.example/a\nC: +31201234567", [quick("A"), quick("D")])],
      warnings: ["url_as_text options[1]", "call_as_text options[2]"],
    },
    "a long title on a link, lossless": {
      content: choice([reply("A"), link(long)]),
      options: lossless,
      sent: [text(`Which?\n${long}: https://shop.example/a`, [quick("A")])],
      warnings: ["url_as_text options[1]"],
    },
    "header and footer": {
      content: choice([reply("A")], { header: { text: "Sizes" }, footer: "No returns" }),
      sent: [text("Sizes\nWhich?\nNo returns", [quick("A")])],
      warnings: ["header_as_text header.text", "footer_appended footer"],
    },
    "a picture as header": {
      content: choice([reply("A")], { header: image() }),
      sent: [attached("image"), text("Which?", [quick("A")])],
      warnings: ["header_as_media header"],
    },
  });
  test("offers are what can be seen, with numbers where they are printed", () => {
    expect(render(choice([reply("A"), link("B")])).offers).toEqual([{ title: "A", payload: "p:A" }]);
    expect(render(choice([reply(long)])).offers).toEqual([{ title: "An option of 21 cha…", payload: `p:${long}` }]);
    expect(render(choice([reply(long)]), lossless).offers).toEqual([{ title: long, payload: `p:${long}`, number: 1 }]);
    expect(render(choice(n14)).offers[13]).toEqual({ title: "Option 14", payload: "p:Option 14", number: 14 });
  });
  const strict: Partial<RenderOptions> = { adaptation: "strict" };
  refusals([
    ["blank text", choice([reply("A")], { text: " " }), "invalid_content", "text"],
    ["a blank title", choice([reply(" ", { payload: "p" })]), "invalid_content", "options[0].title"],
    ["an empty payload", choice([reply("A", { payload: "" })]), "invalid_content", "options[0].payload"],
    [
      "a payload of 1001",
      choice([reply("A", { payload: x(1001) })]),
      "content_too_long",
      "options[0].payload",
      "1001 > 1000",
    ],
    [
      "a number without country",
      choice([{ type: "call", title: "A", phone: "020 1234567" }]),
      "invalid_content",
      "options[0].phone",
    ],
    [
      "an http link",
      choice([{ type: "url", title: "A", url: "http://a.example" }]),
      "invalid_content",
      "options[0].url",
    ],
    ["14 replies, strict", choice(n14), "too_many_options", "options", "14 > 13 items", strict],
    ["a long title, strict", choice([reply(long)]), "content_too_long", "options[0].title", "21 > 20", strict],
    [
      "a description, strict",
      choice([reply("A", { description: "d" })]),
      "content_not_supported",
      "options[0].description",
      "",
      strict,
    ],
    [
      "14 with a picture, lossless",
      choice([...replies(13), reply("A", { imageUrl: "https://a.example/a" })]),
      "content_not_supported",
      "options[13].imageUrl",
      "best_effort",
      lossless,
    ],
  ]);
});

describe("card", () => {
  const full: Card = {
    title: "Watch",
    text: "Blue",
    media: image(),
    url: "https://shop.example/w",
    actions: [reply("Buy"), link("More"), call("Ask")],
  };
  const element = {
    title: "Watch",
    subtitle: "Blue",
    image_url: "https://cdn.example/a.jpg",
    default_action: { type: "web_url", url: "https://shop.example/w" },
    buttons: [postback("Buy"), webUrl("More"), phone("Ask")],
  };
  table({
    fits: { content: card(full), sent: [generic(element)] },
    "80 and 80": { content: card({ title: x(80), text: x(80) }), sent: [generic({ title: x(80), subtitle: x(80) })] },
    footer: {
      content: card({ title: "Watch", text: "Blue", footer: "No returns" }),
      sent: [generic({ title: "Watch", subtitle: "Blue\nNo returns" })],
      warnings: ["footer_appended card.footer"],
    },
    "a title alone": {
      content: card({ title: "Watch" }),
      sent: [text("Watch")],
      warnings: ["card_as_media_and_text card"],
    },
    "text of 81": {
      content: card({ ...full, text: x(81) }),
      sent: [attached("image"), buttons(`Watch\n${x(81)}\nhttps://shop.example/w`, ...element.buttons)],
      warnings: ["card_as_media_and_text card.text", "url_as_text card.url"],
    },
    "title of 81": {
      content: card({ title: x(81), actions: [reply("Buy")] }),
      sent: [buttons(x(81), postback("Buy"))],
      warnings: ["card_as_media_and_text card.title"],
    },
    "text of 641": {
      content: card({ title: "Watch", text: words(641), actions: [reply("Buy")] }),
      sent: [text(`Watch\n${words(641).slice(0, 634)}`), buttons("word x", postback("Buy"))],
      warnings: ["card_as_media_and_text card.text", "text_split card.text"],
    },
    "long text, no actions": {
      content: card({ title: "Watch", text: x(81), media: image() }),
      sent: [attached("image"), text(`Watch\n${x(81)}`)],
      warnings: ["card_as_media_and_text card.text"],
    },
    "four actions": {
      content: card({ title: "Watch", actions: replies(4) }),
      sent: [
        generic({ title: "Watch", buttons: [postback("Option 1"), postback("Option 2"), postback("Option 3")] }),
        buttons("Watch", postback("Option 4")),
      ],
      warnings: ["options_as_buttons card.actions"],
    },
    "four actions and a long text": {
      content: card({ title: "Watch", text: x(81), actions: replies(4) }),
      sent: [
        buttons(`Watch\n${x(81)}`, postback("Option 1"), postback("Option 2"), postback("Option 3")),
        buttons("Watch", postback("Option 4")),
      ],
      warnings: ["card_as_media_and_text card.text", "options_as_buttons card.actions"],
    },
    video: {
      content: card({
        title: "Watch",
        media: { kind: "video", url: "https://cdn.example/a.jpg" },
        actions: [reply("Buy")],
      }),
      sent: [attached("video"), buttons("Watch", postback("Buy"))],
      warnings: ["card_as_media_and_text card.media"],
    },
    "an uploaded picture": {
      content: card({ title: "Watch", media: { kind: "image", mediaId: "7" }, text: "Blue" }),
      sent: [{ attachment: { type: "image", payload: { attachment_id: "7" } } }, text("Watch\nBlue")],
      warnings: ["card_as_media_and_text card.media"],
    },
    "a long button": {
      content: card({ title: "Watch", actions: [reply(x(21))] }),
      sent: [generic({ title: "Watch", buttons: [postback(`${x(19)}…`, `p:${x(21)}`)] })],
      warnings: ["title_truncated card.actions[0].title"],
      lossy: true,
    },
    "a long button, lossless": {
      content: card({ title: "Watch", actions: [reply(x(21))] }),
      options: lossless,
      sent: [text(`Watch\n1. ${x(21)}\nReply with a number.`, [quick("1", `p:${x(21)}`)])],
      warnings: [
        "card_as_media_and_text card.actions[0].title",
        "options_as_quick_replies card.actions",
        "options_as_numbered_text card.actions[0].title",
      ],
    },
  });
  refusals([
    ["a blank title", card({ title: "" }), "invalid_content", "card.title"],
    [
      "long text, strict",
      card({ title: "a", text: x(81) }),
      "content_too_long",
      "card.text",
      "81 > 80",
      { adaptation: "strict" },
    ],
    [
      "four actions, strict",
      card({ title: "a", actions: replies(4) }),
      "too_many_options",
      "card.actions",
      "4 > 3",
      { adaptation: "strict" },
    ],
    [
      "more buttons than messages",
      card({ title: "a", actions: replies(61) }),
      "content_too_long",
      "card.actions",
      "20 messages",
    ],
  ]);
});

describe("carousel", () => {
  const some = (n: number): Card[] => Array.from({ length: n }, (_, i) => ({ title: `Card ${i}`, text: "t" }));
  const elements = (n: number) => some(n).map(({ title }) => ({ title, subtitle: "t" }));
  const carousel = (cards: Card[], said?: string): Content => ({
    type: "carousel",
    cards,
    ...(said !== undefined && { text: said }),
  });
  table({
    "10 cards": { content: carousel(some(10)), sent: [generic(...elements(10))] },
    "11 cards": {
      content: carousel(some(11)),
      sent: [generic(...elements(11).slice(0, 10)), generic(...elements(11).slice(10))],
      warnings: ["carousel_split cards"],
    },
    text: { content: carousel(some(1), "Look"), sent: [text("Look"), generic(...elements(1))] },
    "too long": {
      content: carousel([{ title: x(81), text: x(81), actions: replies(4) }]),
      sent: [
        generic({
          title: `${x(79)}…`,
          subtitle: `${x(79)}…`,
          buttons: [postback("Option 1"), postback("Option 2"), postback("Option 3")],
        }),
      ],
      warnings: ["title_truncated cards[0].title", "text_truncated cards[0].text", "options_dropped cards[0].actions"],
      lossy: true,
    },
    "too long, lossless": {
      content: carousel([
        { title: "A", text: x(81) },
        { title: "B", text: "t" },
      ]),
      options: lossless,
      sent: [text(`A\n${x(81)}`), generic({ title: "B", subtitle: "t" })],
      warnings: ["carousel_as_cards cards[0].text", "card_as_media_and_text cards[0].text"],
    },
    video: {
      content: carousel([{ title: "A", text: "t", media: { kind: "video", url: "https://a.example/v" } }]),
      sent: [generic({ title: "A", subtitle: "t" })],
      warnings: ["image_dropped cards[0].media"],
      lossy: true,
    },
    "a title alone": {
      content: carousel([{ title: "A" }, { title: "B", text: "t" }]),
      sent: [text("A"), generic({ title: "B", subtitle: "t" })],
      warnings: ["carousel_as_cards cards[0]", "card_as_media_and_text cards[0]"],
    },
  });
  test("what was dropped is not offered", () => {
    expect(render(carousel([{ title: "A", actions: replies(4) }])).offers).toHaveLength(3);
  });
  refusals([
    ["no cards", carousel([]), "invalid_content", "cards"],
    ["11, strict", carousel(some(11)), "too_many_options", "cards", "11 > 10", { adaptation: "strict" }],
    [
      "too long, strict",
      carousel([{ title: x(81), text: "t" }]),
      "content_too_long",
      "cards[0].title",
      "81 > 80",
      { adaptation: "strict" },
    ],
    ["too many for one conversation", carousel(some(201)), "content_too_long", "cards"],
  ]);
});

describe("list", () => {
  const row = (title: string, more: Partial<Row> = {}): Row => ({ title, payload: `p:${title}`, ...more });
  const rows = (n: number, more: Partial<Row> = {}) => Array.from({ length: n }, (_, i) => row(`R${i + 1}`, more));
  const list = (all: { title?: string; rows: Row[] }[], more: object = {}): Content => ({
    type: "list",
    text: "Pick",
    sections: all,
    ...more,
  });
  const element = (title: string, button = "Choose", more = {}) => ({
    title,
    ...more,
    buttons: [postback(button, `p:${title}`)],
  });
  table({
    "no rows": { content: list([]), sent: [text("Pick")] },
    "plain rows": {
      content: list([{ rows: rows(13) }]),
      sent: [
        text(
          "Pick",
          rows(13).map(({ title }) => quick(title)),
        ),
      ],
      warnings: ["options_as_quick_replies sections"],
    },
    "14 rows": {
      content: list([{ rows: rows(14) }]),
      sent: [
        text(
          `Pick\n${rows(14)
            .map(({ title }, i) => `${i + 1}. ${title}`)
            .join("\n")}\nReply with a number.`,
        ),
      ],
      warnings: ["options_as_numbered_text sections"],
    },
    sections: {
      content: list([
        { title: "Hot", rows: [row("Tea")] },
        { title: "Cold", rows: [row("Cola")] },
      ]),
      sent: [text("Pick\n\nHot\n• Tea\n\nCold\n• Cola", [quick("Tea"), quick("Cola")])],
      warnings: ["options_as_quick_replies sections"],
    },
    "10 with descriptions": {
      content: list([{ rows: rows(10, { description: "d" }) }], { button: "Take it" }),
      sent: [text("Pick"), generic(...rows(10).map(({ title }) => element(title, "Take it", { subtitle: "d" })))],
      warnings: ["options_as_cards sections"],
    },
    "11 with descriptions": {
      content: list([{ rows: rows(11, { description: "d" }) }]),
      sent: [
        text(
          `Pick\n${rows(11)
            .map(({ title }) => `• ${title} — d`)
            .join("\n")}`,
          rows(11).map(({ title }) => quick(title)),
        ),
      ],
      warnings: ["options_as_quick_replies sections"],
    },
    "pictures in sections": {
      content: list(
        [
          { title: "Hot", rows: [row("Tea", { imageUrl: "https://a.example/t" })] },
          { title: "Cold", rows: [row("Cola")] },
        ],
        { header: "Bar", footer: "Cheers" },
      ),
      sent: [
        text("Bar\nPick\n\nHot\nCheers"),
        generic(element("Tea", "Choose", { image_url: "https://a.example/t" })),
        text("Cold"),
        generic(element("Cola")),
      ],
      warnings: ["options_as_cards sections", "header_as_text header", "footer_appended footer"],
    },
    "over 80": {
      content: list([{ rows: [row(x(81), { description: x(81) })] }], { button: x(21) }),
      sent: [
        text("Pick"),
        generic({ title: `${x(79)}…`, subtitle: `${x(79)}…`, buttons: [postback(`${x(19)}…`, `p:${x(81)}`)] }),
      ],
      warnings: [
        "options_as_cards sections",
        "title_truncated button",
        "title_truncated sections[0].rows[0].title",
        "text_truncated sections[0].rows[0].description",
      ],
      lossy: true,
    },
    "over 80, lossless": {
      content: list([{ rows: [row("A", { description: x(81) })] }]),
      options: lossless,
      sent: [text(`Pick\n• A — ${x(81)}`, [quick("A")])],
      warnings: ["options_as_quick_replies sections"],
    },
    "a long title": {
      content: list([{ title: "Hot", rows: [row(`${x(20)}a`), row(`${x(20)}b`)] }]),
      sent: [
        text(`Pick\n\nHot\n1. ${x(20)}a\n2. ${x(20)}b\nReply with a number.`, [
          quick("1", `p:${x(20)}a`),
          quick("2", `p:${x(20)}b`),
        ]),
      ],
      warnings: ["options_as_quick_replies sections", "options_as_numbered_text sections[0].rows[0].title"],
    },
  });
  test("cards are offered by the row's title, which is what people type", () => {
    expect(render(list([{ rows: [row("Tea", { description: "d" })] }])).offers).toEqual([
      { title: "Tea", payload: "p:Tea" },
    ]);
  });
  refusals([
    ["a blank title", list([{ rows: [row("")] }]), "invalid_content", "sections[0].rows[0].title"],
    ["strict", list([{ rows: [row("A")] }]), "content_not_supported", "sections", "", { adaptation: "strict" }],
  ]);
});

describe("location", () => {
  const at = (more: object): Content => ({ type: "location", latitude: 52.0907, longitude: 5.1214, ...more });
  const url = "https://www.google.com/maps/search/?api=1&query=52.0907,5.1214";
  const map = { type: "web_url", title: "Map", url };
  const warnings = ["location_as_link latitude"];
  table({
    "name and address": {
      content: at({ name: "Dom", address: "Domplein" }),
      sent: [generic({ title: "Dom", subtitle: "Domplein", buttons: [map] })],
      warnings,
    },
    address: { content: at({ address: "Domplein" }), sent: [generic({ title: "Domplein", buttons: [map] })], warnings },
    bare: { content: at({}), sent: [text(url)], warnings },
    "a long address": { content: at({ name: "Dom", address: x(81) }), sent: [text(`Dom\n${x(81)}\n${url}`)], warnings },
    "tiny figures": {
      content: { type: "location", latitude: -1e-9, longitude: 1e-6 },
      sent: [text("https://www.google.com/maps/search/?api=1&query=0,0.000001")],
      warnings,
    },
  });
  refusals([
    ["latitude", at({ latitude: 90.1 }), "invalid_content", "latitude", "90"],
    ["longitude", at({ longitude: -180.1 }), "invalid_content", "longitude", "180"],
    ["no number", at({ latitude: Number.NaN }), "invalid_content", "latitude"],
  ]);
});

describe("receipt", () => {
  const receipt: Receipt = {
    recipient: "Ada",
    order: "A-1",
    currency: "EUR",
    payment: "Visa",
    items: [{ title: "Watch", price: 0.1 + 0.2 }],
    totals: { total: 0.3 },
  };
  const of = (more: object = {}): Content => ({ type: "receipt", receipt: { ...receipt, ...more } });
  const sentBare = { template_type: "receipt", recipient_name: "Ada", order_number: "A-1", payment_method: "Visa" };
  const sent = (more: object = {}) => [
    template({
      ...sentBare,
      currency: "EUR",
      elements: [{ title: "Watch", price: 0.3, currency: "EUR" }],
      summary: { total_cost: 0.3 },
      ...more,
    }),
  ];
  const address = {
    street: "Domplein 1",
    street2: "3rd floor",
    city: "Utrecht",
    postalCode: "3512",
    state: "UT",
    country: "NL",
  };
  table({
    small: { content: of(), sent: sent() },
    "no items": {
      content: of({ items: [] }),
      sent: [
        template({
          template_type: "receipt",
          recipient_name: "Ada",
          order_number: "A-1",
          currency: "EUR",
          payment_method: "Visa",
          summary: { total_cost: 0.3 },
        }),
      ],
    },
    whole: {
      content: of({
        items: [{ title: "Watch", subtitle: "Blue", quantity: 2, price: 37.5, imageUrl: "https://a.example/w" }],
        totals: { subtotal: 75, shipping: 4.95, tax: 6.19, total: 56.14 },
        adjustments: [
          { name: "New", amount: 20 },
          { name: "Coupon", amount: 10 },
        ],
        address,
        url: "https://shop.example/o",
        merchant: "Shop",
        at: 1795340513999,
      }),
      sent: sent({
        merchant_name: "Shop",
        order_url: "https://shop.example/o",
        timestamp: "1795340513",
        elements: [
          {
            title: "Watch",
            subtitle: "Blue",
            quantity: 2,
            price: 37.5,
            currency: "EUR",
            image_url: "https://a.example/w",
          },
        ],
        address: {
          street_1: "Domplein 1",
          street_2: "3rd floor",
          city: "Utrecht",
          postal_code: "3512",
          state: "UT",
          country: "NL",
        },
        summary: { subtotal: 75, shipping_cost: 4.95, total_tax: 6.19, total_cost: 56.14 },
        adjustments: [
          { name: "New", amount: 20 },
          { name: "Coupon", amount: 10 },
        ],
      }),
    },
    "a half cent goes up": {
      content: of({ totals: { total: 1.005 } }),
      sent: sent({ summary: { total_cost: 1.01 } }),
      warnings: ["amount_rounded receipt.totals.total"],
      lossy: true,
    },
    "what binary fractions add to an amount is no loss": {
      content: of({ totals: { total: 0.1 + 0.2 } }),
      sent: sent({ summary: { total_cost: 0.3 } }),
    },
    "a currency without decimals": {
      content: of({ items: [], currency: "JPY", totals: { total: 1500.5 } }),
      sent: [{ ...sentBare, currency: "JPY", summary: { total_cost: 1501 } }].map(template),
      warnings: ["amount_rounded receipt.totals.total"],
      lossy: true,
    },
    "a currency with three decimals": {
      content: of({ items: [], currency: "KWD", totals: { subtotal: 1.235, shipping: 0.5, tax: 0, total: 1.735 } }),
      sent: [
        {
          ...sentBare,
          currency: "KWD",
          summary: { subtotal: 1.235, shipping_cost: 0.5, total_tax: 0, total_cost: 1.735 },
        },
      ].map(template),
    },
    "three decimals that are one off": {
      content: of({ items: [], currency: "KWD", totals: { subtotal: 1.235, shipping: 0.5, tax: 0, total: 1.736 } }),
      sent: [
        {
          ...sentBare,
          currency: "KWD",
          summary: { subtotal: 1.235, shipping_cost: 0.5, total_tax: 0, total_cost: 1.736 },
        },
      ].map(template),
    },
    "a cent off": {
      content: of({ totals: { subtotal: 1, shipping: 1, tax: 1, total: 3.01 } }),
      sent: sent({ summary: { subtotal: 1, shipping_cost: 1, total_tax: 1, total_cost: 3.01 } }),
    },
    "not every figure": {
      content: of({ totals: { subtotal: 1, tax: 1, total: 9 } }),
      sent: sent({ summary: { subtotal: 1, total_tax: 1, total_cost: 9 } }),
    },
  });
  test("100 items are sent, 101 are not", () => {
    const items = Array.from({ length: 101 }, () => ({ title: "a", price: 1 }));
    expect(render(of({ items: items.slice(1) })).parts).toHaveLength(1);
    expect(refused(of({ items })).code).toBe("too_many_options");
  });
  refusals([
    ["no recipient", of({ recipient: "" }), "invalid_content", "receipt.recipient"],
    ["no order", of({ order: " " }), "invalid_content", "receipt.order"],
    ["no payment", of({ payment: "" }), "invalid_content", "receipt.payment"],
    ["no currency", of({ currency: "euro" }), "invalid_content", "receipt.currency", "USD"],
    ["no total", of({ totals: { total: Number.NaN } }), "invalid_content", "receipt.totals.total"],
    [
      "an endless price",
      of({ items: [{ title: "a", price: Number.POSITIVE_INFINITY }] }),
      "invalid_content",
      "receipt.items[0].price",
    ],
    [
      "half an item",
      of({ items: [{ title: "a", price: 1, quantity: 0.5 }] }),
      "invalid_content",
      "receipt.items[0].quantity",
    ],
    [
      "a country's name",
      of({ address: { ...address, country: "Netherlands" } }),
      "invalid_content",
      "receipt.address.country",
    ],
    ["no city", of({ address: { ...address, city: "" } }), "invalid_content", "receipt.address.city"],
    ["a time before 1970", of({ at: -1 }), "invalid_content", "receipt.at"],
    [
      "a wrong sum",
      of({ totals: { subtotal: 75, shipping: 5, tax: 5, total: 80 } }),
      "invalid_content",
      "receipt.totals.total",
      "is not subtotal + shipping + tax − adjustments",
    ],
  ]);
});

describe("request", () => {
  table({
    phone: {
      content: { type: "request", text: "Your number?", what: "phone" },
      sent: [text("Your number?", [{ content_type: "user_phone_number" }])],
    },
    email: {
      content: { type: "request", text: "Your mail?", what: "email" },
      sent: [text("Your mail?", [{ content_type: "user_email" }])],
    },
    location: {
      content: { type: "request", text: "Where?", what: "location" },
      sent: [text("Where?")],
      warnings: ["request_as_text what"],
    },
  });
});

describe("native", () => {
  const payload = { sticker_id: 369239263222822 };
  table({ "as it is": { content: { type: "native", channel: "messenger", payload }, sent: [payload] } });
  refusals([
    [
      "another channel's",
      { type: "native", channel: "whatsapp", payload } as unknown as Content,
      "content_not_supported",
      "channel",
    ],
  ]);
});

describe("template", () => {
  const approved = (name: string, variables: Record<string, string> = {}, language?: string): Content => ({
    type: "template",
    template: { name, variables, ...(language !== undefined && { language }) },
  });
  table({
    "with its values, by name": {
      content: approved("order_shipped", { order: "EW-1", link: "https://shop.example/t/1" }, "nl"),
      sent: [
        {
          template: {
            name: "order_shipped",
            language: { code: "nl" },
            components: [
              {
                type: "body",
                parameters: [
                  { type: "text", text: "EW-1", parameter_name: "order" },
                  { type: "text", text: "https://shop.example/t/1", parameter_name: "link" },
                ],
              },
            ],
          },
        },
      ],
    },
    "without values, in American English": {
      content: approved("we_are_back"),
      options: { adaptation: "strict" },
      sent: [{ template: { name: "we_are_back", language: { code: "en_US" } } }],
    },
  });
  test("beside the message, as one example of Meta's has it, with what else stands there", () => {
    const content: Content = { type: "template", template: { name: "we_are_back", variables: {}, beside: true } };
    expect(render(content, { adaptation: "strict", manner: { notification: "silent" } }).parts).toEqual([
      {
        kind: "utility",
        approved: true,
        message: {},
        envelope: {
          notification_type: "SILENT_PUSH",
          template: { name: "we_are_back", language: { code: "en_US" } },
        },
      },
    ]);
  });

  test("is marked as approved, which nothing else is, and offers nothing", () => {
    const { parts, offers } = render(approved("we_are_back"));
    expect(parts).toMatchObject([{ kind: "utility", approved: true }]);
    expect(offers).toEqual([]);
    expect(render({ type: "text", text: "a" }).parts[0]).not.toHaveProperty("approved");
  });
  test("takes names up to 512 characters", () => {
    expect(render(approved("a".repeat(512))).parts).toHaveLength(1);
  });
  refusals(
    ["", "Order", "order-shipped", "order shipped", "a".repeat(513)].map(
      (name): Refusal => [
        `the name ${JSON.stringify(name.slice(0, 20))}`,
        approved(name),
        "invalid_content",
        "template.name",
        "a-z, 0-9 and _ only",
      ],
    ),
  );
});

test("parts are named as the platform names them", () => {
  const contents: Content[] = [
    { type: "text", text: "a" },
    { type: "media", media: { kind: "document", url: "https://a.example/a" } },
    card({ title: "a", text: "b" }),
    choice([link("B")]),
  ];
  expect(contents.flatMap((content) => render(content).parts.map(({ kind }) => kind))).toEqual([
    "text",
    "file",
    "template.generic",
    "template.button",
  ]);
});

lawsOf(render, LIMITS);
