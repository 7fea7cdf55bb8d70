import { describe, expect, test } from "vitest";
import { heart, native, post, products } from "../../../src/channels/instagram/builders.ts";
import { LIMITS } from "../../../src/channels/instagram/limits.ts";
import type { Card, Content, Media, Receipt, Row } from "../../../src/model/content.ts";
import { MAX_PARTS, type RenderOptions } from "../../../src/model/rendering.ts";
import {
  buttons,
  call,
  card,
  choice,
  generic,
  goldenOf,
  image,
  link,
  lossless,
  messages,
  postback,
  quick,
  replies,
  reply,
  template,
  text,
  webUrl,
  words,
  x,
} from "../../support/golden.ts";
import { renderOnInstagram as render } from "../../support/render.ts";
import { lawsOf } from "../../support/renderer-laws.ts";

const { table, refused, refusals } = goldenOf(render);
const strict: Partial<RenderOptions> = { adaptation: "strict" };
/** Instagram takes no `is_reusable` in a message. */
const attached = (type: string, url = "https://cdn.example/a.jpg") => ({ attachment: { type, payload: { url } } });
const web = "not_visible_on_web type";
const family = "👨‍👩‍👧‍👦";

describe("text is cut by its bytes", () => {
  const say = (said: string): Content => ({ type: "text", text: said });
  const bytes = (said: string) => new TextEncoder().encode(said).byteLength;
  test.each([
    ["1000 of ASCII", x(1000), x(1001)],
    ["500 é", "é".repeat(500), "é".repeat(501)],
    ["250 😀", "😀".repeat(250), "😀".repeat(251)],
    ["40 families", family.repeat(40), family.repeat(41)],
  ])("%s fit, one more does not", (_, fits, over) => {
    expect(messages(render(say(fits)))).toEqual([text(fits)]);
    const rendering = render(say(over));
    expect(rendering.warnings.map(({ code }) => code)).toEqual(["text_split"]);
    const sent = messages(rendering).map((message) => String((message as { text: string }).text));
    expect(sent).toHaveLength(2);
    expect(sent.join("")).toBe(over);
    for (const one of sent) expect(bytes(one)).toBeLessThanOrEqual(1000);
  });

  test("never inside an emoji of several signs", () => {
    const said = x(990) + family;
    expect(messages(render(say(said)))).toEqual([text(x(990)), text(family)]);
  });

  test("the warning counts bytes", () => {
    expect(render(say("é".repeat(501))).warnings).toEqual([
      { code: "text_split", field: "text", detail: "1002 > 1000 bytes: sent as 2 messages" },
    ]);
  });

  test("twenty messages are sent", () => {
    expect(render(say(x(1000 * MAX_PARTS))).parts).toHaveLength(MAX_PARTS);
  });

  refusals([
    ["more than twenty", say(x(20_001)), "content_too_long", "text", "20001 bytes need 21 messages"],
    ["blank", say(" \n"), "invalid_content", "text"],
    ["strict and too long", say("é".repeat(501)), "content_too_long", "text", "1002 > 1000 bytes", strict],
    ["another kind", { type: "poll" } as unknown as Content, "content_not_supported", "type"],
  ]);
});

describe("media", () => {
  const media = (kind: Media["kind"], url: string, more: Partial<Media> = {}): Content => ({
    type: "media",
    media: { kind, url, ...more },
  });
  const at = (name: string) => `https://cdn.example/${name}`;
  const taken: [Media["kind"], string, string][] = [
    ["image", "a.png", "image"],
    ["image", "a.JPG", "image"],
    ["image", "a.jpeg", "image"],
    ["image", "a", "image"],
    ["video", "a.mp4", "video"],
    ["video", "a.ogg", "video"],
    ["video", "a.avi", "video"],
    ["video", "a.mov", "video"],
    ["video", "a.webm", "video"],
    ["audio", "a.aac", "audio"],
    ["voice", "a.m4a", "audio"],
    ["audio", "a.wav", "audio"],
    ["audio", "a.mp4", "audio"],
    ["document", "a.pdf", "file"],
    ["document", "a", "file"],
  ];
  test.each(taken)("%s %s is an attachment", (kind, name, type) => {
    const rendering = render(media(kind, at(name)), strict);
    expect(messages(rendering)).toEqual([attached(type, at(name))]);
  });

  const not: [Media["kind"], string][] = [
    ["image", "a.gif"],
    ["image", "a.webp"],
    ["image", "a.svg"],
    ["video", "a.mkv"],
    ["audio", "a.mp3"],
    ["voice", "a.opus"],
    ["document", "a.docx"],
    ["sticker", "a.webp"],
  ];
  test.each(not)("%s %s is a link", (kind, name) => {
    const rendering = render(media(kind, at(name)), lossless);
    expect(messages(rendering)).toEqual([text(at(name))]);
    expect(rendering.warnings.map(({ code, field }) => `${code} ${field}`)).toEqual(["media_as_link media"]);
  });

  table({
    "a sticker that is a picture": {
      content: media("sticker", at("a.png")),
      sent: [attached("image", at("a.png"))],
      warnings: ["media_as_image media.kind"],
    },
    "a link has the file's name before it": {
      content: media("document", at("f/1"), { filename: "order.docx" }),
      sent: [text(`order.docx\n${at("f/1")}`)],
      warnings: ["media_as_link media"],
    },
    "a path of this Worker's own": {
      content: media("document", "/menu.zip"),
      options: { base: "https://bot.example" },
      sent: [text("https://bot.example/menu.zip")],
      warnings: ["media_as_link media"],
    },
    "a lost name": {
      content: media("document", at("a.pdf"), { filename: "b.pdf" }),
      sent: [attached("file", at("a.pdf"))],
      warnings: ["filename_dropped media.filename"],
      lossy: true,
    },
    uploaded: {
      content: { type: "media", media: { kind: "video", mediaId: "77" } },
      sent: [{ attachment: { type: "video", payload: { attachment_id: "77" } } }],
    },
    caption: {
      content: { type: "media", media: image(), caption: "Look" },
      sent: [attached("image"), text("Look")],
      warnings: ["caption_as_text caption"],
    },
    "a long caption": {
      content: { type: "media", media: image(), caption: x(1001) },
      sent: [attached("image"), text(x(1000)), text("x")],
      warnings: ["caption_as_text caption", "text_split caption"],
    },
  });
  refusals([
    ["nothing", { type: "media", media: { kind: "image" } }, "invalid_content", "media"],
    [
      "another platform's sticker",
      { type: "media", media: { kind: "sticker", mediaId: "369239263222822" } },
      "content_not_supported",
      "media.mediaId",
    ],
    ["a link, strict", media("image", at("a.gif")), "content_not_supported", "media", "", strict],
    [
      "a caption, strict",
      { type: "media", media: image(), caption: "a" },
      "content_not_supported",
      "caption",
      "",
      strict,
    ],
  ]);
});

describe("images", () => {
  const some = (n: number) => Array.from({ length: n }, (_, i) => image(`https://cdn.example/${i}.jpg`));
  const of = (images: readonly Media[]): Content => ({ type: "images", images });
  const one = ({ url = "" }: Media) => ({ type: "image", payload: { url } });
  table({
    "10 in one message": { content: of(some(10)), sent: [{ attachments: some(10).map(one) }] },
    "12 in two": {
      content: of(some(12)),
      sent: [{ attachments: some(10).map(one) }, { attachments: some(12).slice(10).map(one) }],
      warnings: ["images_split images"],
    },
    "11: the last one by itself": {
      content: of(some(11)),
      sent: [{ attachments: some(10).map(one) }, { attachment: some(11).slice(10).map(one)[0] }],
      warnings: ["images_split images"],
    },
    one: { content: of(some(1)), sent: [attached("image", "https://cdn.example/0.jpg")] },
    "uploaded and by address": {
      content: of([{ kind: "image", mediaId: "7" }, ...some(1)]),
      sent: [{ attachments: [{ type: "image", payload: { attachment_id: "7" } }, ...some(1).map(one)] }],
    },
    "one that is not taken": {
      content: of([...some(2), image("https://cdn.example/a.gif")]),
      sent: [{ attachments: some(2).map(one) }, text("https://cdn.example/a.gif")],
      warnings: ["media_as_link images[2]"],
    },
    "none that is taken": {
      content: of([image("https://cdn.example/a.gif"), image("https://cdn.example/b.gif")]),
      sent: [text("https://cdn.example/a.gif"), text("https://cdn.example/b.gif")],
      warnings: ["media_as_link images[0]", "media_as_link images[1]"],
    },
  });
  refusals([
    ["none", of([]), "invalid_content", "images"],
    ["a film", of([image(), { kind: "video", url: "https://a.example/v.mp4" }]), "content_not_supported", "images[1]"],
    ["11, strict", of(some(11)), "too_many_options", "images", "11 > 10", strict],
  ]);
});

describe("choice", () => {
  const n14 = replies(14);
  const numbered = n14.map(({ title }, i) => `${i + 1}. ${title}`).join("\n");
  const long = "An option of 21 chars";
  table({
    "13 replies": {
      content: choice(replies(13)),
      sent: [
        text(
          "Which?",
          replies(13).map(({ title }) => quick(title)),
        ),
      ],
    },
    "14 replies": {
      content: choice(n14),
      sent: [text(`Which?\n${numbered}\nReply with a number.`)],
      warnings: ["options_as_numbered_text options"],
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
      content: choice([reply("A")], { text: "é".repeat(501) }),
      sent: [text("é".repeat(500)), text("é", [quick("A")])],
      warnings: ["text_split text"],
    },
    "a picture": {
      content: choice([reply("A", { imageUrl: "https://a.example/a.png" })]),
      sent: [text("Which?", [quick("A")])],
      warnings: ["image_dropped options[0].imageUrl"],
      lossy: true,
    },
    "persistent, 3": {
      content: choice(replies(3), { presentation: "persistent" }),
      sent: [buttons("Which?", postback("Option 1"), postback("Option 2"), postback("Option 3"))],
      warnings: [web],
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
    "persistent, text of 640": {
      content: choice([reply("A")], { presentation: "persistent", text: x(640) }),
      sent: [buttons(x(640), postback("A"))],
      warnings: [web],
    },
    "persistent, text of 641": {
      content: choice([reply("A")], { presentation: "persistent", text: x(641) }),
      sent: [text(x(640)), buttons("x", postback("A"))],
      warnings: ["text_split text", web],
    },
    "reply and links": {
      content: choice([reply("A"), link("B"), link("C")]),
      sent: [buttons("Which?", postback("A"), webUrl("B"), webUrl("C"))],
      warnings: [web],
    },
    "a link's webview is not said": {
      content: choice([{ type: "url", title: "B", url: "https://shop.example/a", webview: "tall" }]),
      sent: [buttons("Which?", webUrl("B"))],
      warnings: [web],
    },
    "four with links": {
      content: choice([reply("A"), link("B"), link("C"), reply("D")]),
      sent: [text("Which?\nB: https://shop.example/a\nC: https://shop.example/a", [quick("A"), quick("D")])],
      warnings: ["url_as_text options[1]", "url_as_text options[2]"],
    },
    "a call is a line": {
      content: choice([reply("A"), call("Ring us")]),
      sent: [text("Which?\nRing us: +31201234567", [quick("A")])],
      warnings: ["call_as_text options[1]"],
    },
    "a call takes no button's place": {
      content: choice([reply("A"), link("B"), reply("C"), call("Ring us")]),
      sent: [buttons("Which?\nRing us: +31201234567", postback("A"), webUrl("B"), postback("C"))],
      warnings: ["call_as_text options[3]", web],
    },
    "what Instagram does not fill in": {
      content: choice([reply("A"), { type: "ask", what: "phone" } as never, { type: "ask", what: "email" } as never]),
      sent: [text("Which?", [quick("A")])],
      warnings: ["request_as_text options[1]", "request_as_text options[2]"],
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
    expect(render(choice([reply(long)])).offers).toEqual([{ title: "An option of 21 cha…", payload: `p:${long}` }]);
    expect(render(choice(n14)).offers[13]).toEqual({ title: "Option 14", payload: "p:Option 14", number: 14 });
  });
  refusals([
    ["a title twice", choice([reply("Blue"), reply(" bLUE ")]), "invalid_content", "options[1].title"],
    ["a payload of 1001", choice([reply("A", { payload: x(1001) })]), "content_too_long", "options[0].payload"],
    ["14, strict", choice(n14), "too_many_options", "options", "14 > 13 items", strict],
    ["a long title, strict", choice([reply(long)]), "content_too_long", "options[0].title", "21 > 20", strict],
    ["a call, strict", choice([call("A")]), "content_not_supported", "options[0]", "", strict],
    ["buttons, strict", choice([link("A")]), "content_not_supported", "type", "on the web", strict],
    [
      "a picture, lossless",
      choice([reply("A", { imageUrl: "https://a.example/a.png" })]),
      "content_not_supported",
      "options[0].imageUrl",
      "",
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
    actions: [reply("Buy"), link("More")],
  };
  const element = {
    title: "Watch",
    subtitle: "Blue",
    image_url: "https://cdn.example/a.jpg",
    default_action: { type: "web_url", url: "https://shop.example/w" },
    buttons: [postback("Buy"), webUrl("More")],
  };
  table({
    fits: { content: card({ ...full, webview: "tall" }), sent: [generic(element)], warnings: [web] },
    "80 and 80": {
      content: card({ title: x(80), text: x(80) }),
      sent: [generic({ title: x(80), subtitle: x(80) })],
      warnings: [web],
    },
    footer: {
      content: card({ title: "Watch", text: "Blue", footer: "No returns" }),
      sent: [generic({ title: "Watch", subtitle: "Blue\nNo returns" })],
      warnings: ["footer_appended card.footer", web],
    },
    "a call": {
      content: card({ ...full, actions: [reply("Buy"), call("Ring us")] }),
      sent: [generic({ ...element, subtitle: "Blue\nRing us: +31201234567", buttons: [postback("Buy")] })],
      warnings: ["call_as_text card.actions[1]", web],
    },
    "a call for which there is no room": {
      content: card({ title: "Watch", text: x(80), actions: [reply("Buy"), call("Ring us")] }),
      sent: [buttons(`Watch\n${x(80)}\nRing us: +31201234567`, postback("Buy"))],
      warnings: ["card_as_media_and_text card.text", "call_as_text card.actions[1]", web],
    },
    "three buttons and a call": {
      content: card({ title: "Watch", actions: [...replies(3), call("Ring us")] }),
      sent: [
        generic({
          title: "Watch",
          subtitle: "Ring us: +31201234567",
          buttons: [postback("Option 1"), postback("Option 2"), postback("Option 3")],
        }),
      ],
      warnings: ["call_as_text card.actions[3]", web],
    },
    "text of 81": {
      content: card({ ...full, text: x(81) }),
      sent: [attached("image"), buttons(`Watch\n${x(81)}\nhttps://shop.example/w`, ...element.buttons)],
      warnings: ["card_as_media_and_text card.text", "url_as_text card.url", web],
    },
    "a text of more than one message": {
      content: card({ title: "Watch", text: words(1001), actions: [reply("Buy")] }),
      sent: [text(`Watch\n${words(1001).slice(0, 994)}`), buttons("word x", postback("Buy"))],
      warnings: ["card_as_media_and_text card.text", "text_split card.text", web],
    },
    "a title alone": {
      content: card({ title: "Watch" }),
      sent: [text("Watch")],
      warnings: ["card_as_media_and_text card"],
    },
    "four actions": {
      content: card({ title: "Watch", actions: replies(4) }),
      sent: [
        generic({ title: "Watch", buttons: [postback("Option 1"), postback("Option 2"), postback("Option 3")] }),
        buttons("Watch", postback("Option 4")),
      ],
      warnings: ["options_as_buttons card.actions", web],
    },
    "a film": {
      content: card({
        title: "Watch",
        media: { kind: "video", url: "https://cdn.example/a.mp4" },
        actions: [reply("Buy")],
      }),
      sent: [attached("video", "https://cdn.example/a.mp4"), buttons("Watch", postback("Buy"))],
      warnings: ["card_as_media_and_text card.media", web],
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
    ["strict", card(full), "content_not_supported", "type", "on the web", strict],
  ]);
});

describe("carousel", () => {
  const some = (n: number): Card[] => Array.from({ length: n }, (_, i) => ({ title: `Card ${i}`, text: "t" }));
  const elements = (n: number) => some(n).map(({ title }) => ({ title, subtitle: "t" }));
  const carousel = (cards: Card[], more: object = {}): Content => ({ type: "carousel", cards, ...more });
  table({
    "10 cards": { content: carousel(some(10)), sent: [generic(...elements(10))], warnings: [web] },
    "11 cards": {
      content: carousel(some(11)),
      sent: [generic(...elements(11).slice(0, 10)), generic(...elements(11).slice(10))],
      warnings: ["carousel_split cards", web],
    },
    text: {
      content: carousel(some(1), { text: "Look" }),
      sent: [text("Look"), generic(...elements(1))],
      warnings: [web],
    },
    "too long": {
      content: carousel([{ title: x(81), text: x(81), actions: replies(4) }]),
      sent: [
        generic({
          title: `${x(79)}…`,
          subtitle: `${x(79)}…`,
          buttons: [postback("Option 1"), postback("Option 2"), postback("Option 3")],
        }),
      ],
      warnings: [
        "title_truncated cards[0].title",
        "text_truncated cards[0].text",
        "options_dropped cards[0].actions",
        web,
      ],
      lossy: true,
    },
    "too long, lossless": {
      content: carousel([
        { title: "A", text: x(81) },
        { title: "B", text: "t" },
      ]),
      options: lossless,
      sent: [text(`A\n${x(81)}`), generic({ title: "B", subtitle: "t" })],
      warnings: ["carousel_as_cards cards[0].text", "card_as_media_and_text cards[0].text", web],
    },
  });
  refusals([["no cards", carousel([]), "invalid_content", "cards"]]);
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
  table({
    "13 plain rows": {
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
    "10 with descriptions": {
      content: list([{ rows: rows(10, { description: "d" }) }]),
      sent: [
        text("Pick"),
        generic(
          ...rows(10).map(({ title }) => ({ title, subtitle: "d", buttons: [postback("Choose", `p:${title}`)] })),
        ),
      ],
      warnings: ["options_as_cards sections", web],
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
    sections: {
      content: list([
        { title: "Hot", rows: [row("Tea")] },
        { title: "Cold", rows: [row("Cola")] },
      ]),
      sent: [text("Pick\n\nHot\n• Tea\n\nCold\n• Cola", [quick("Tea"), quick("Cola")])],
      warnings: ["options_as_quick_replies sections"],
    },
  });
});

describe("what Instagram has no form for", () => {
  const place = (more: object): Content => ({ type: "location", latitude: 52.0907, longitude: 5.1214, ...more });
  const url = "https://www.google.com/maps/search/?api=1&query=52.0907,5.1214";
  const request = (what: "phone" | "email" | "location"): Content => ({ type: "request", text: "Your number?", what });
  const receipt: Receipt = {
    recipient: "Ada",
    order: "A-1",
    currency: "EUR",
    payment: "Visa",
    items: [{ title: "Watch", price: 50, quantity: 2 }],
    totals: { subtotal: 100, shipping: 5, tax: 21, total: 126 },
  };
  const asText = [
    "Order: A-1",
    "",
    "2 × Watch: 50.00 EUR",
    "",
    "Subtotal: 100.00 EUR",
    "Shipping: 5.00 EUR",
    "Tax: 21.00 EUR",
    "Total: 126.00 EUR",
    "Payment: Visa",
    "",
    "Ada",
  ].join("\n");
  table({
    "a place": {
      content: place({ name: "Dom", address: "Domplein" }),
      sent: [text(`Dom\nDomplein\n${url}`)],
      warnings: ["location_as_link latitude"],
    },
    "a bare place": { content: place({}), sent: [text(url)], warnings: ["location_as_link latitude"] },
    phone: { content: request("phone"), sent: [text("Your number?")], warnings: ["request_as_text what"] },
    email: { content: request("email"), sent: [text("Your number?")], warnings: ["request_as_text what"] },
    location: { content: request("location"), sent: [text("Your number?")], warnings: ["request_as_text what"] },
    "a receipt": { content: { type: "receipt", receipt }, sent: [text(asText)], warnings: ["receipt_as_text receipt"] },
    "a receipt with a picture": {
      content: {
        type: "receipt",
        receipt: {
          ...receipt,
          items: [{ title: "Watch", price: 50, quantity: 2, imageUrl: "https://a.example/w.jpg" }],
        },
      },
      sent: [text(asText)],
      warnings: ["receipt_as_text receipt", "image_dropped receipt.items[0].imageUrl"],
      lossy: true,
    },
  });
  test("a receipt takes any number of items", () => {
    const items = Array.from({ length: 101 }, () => ({ title: "Watch", price: 1 }));
    expect(render({ type: "receipt", receipt: { ...receipt, items, totals: { total: 1 } } }).parts.length).toBe(3);
  });
  refusals([
    [
      "an approved template",
      { type: "template", template: { name: "a", variables: {} } },
      "content_not_supported",
      "type",
    ],
    ["a request, strict", request("phone"), "content_not_supported", "what", "", strict],
  ]);
});

describe("native", () => {
  const of = (payload: object) => native(payload as Readonly<Record<string, unknown>>);
  table({
    heart: { content: heart(), options: strict, sent: [{ attachment: { type: "like_heart" } }] },
    "a post of the account's own": {
      content: post("17890000000000001"),
      options: strict,
      sent: [{ attachment: { type: "MEDIA_SHARE", payload: { id: "17890000000000001" } } }],
    },
    products: {
      content: products("1", "2"),
      options: strict,
      sent: [template({ template_type: "product", elements: [{ id: "1" }, { id: "2" }] })],
    },
    "quick replies with an action": {
      content: of({ text: "a", quick_replies: [reply("A", { payload: "p" })] }),
      sent: [text("a", [quick("A", "p")])],
    },
    "a card with an action": {
      content: of(template({ template_type: "generic", elements: [{ title: "a", buttons: [reply("A")] }] })),
      sent: [generic({ title: "a", buttons: [postback("A")] })],
    },
  });
  const eleven = Array.from({ length: 11 }, (_, i) => String(i));
  refusals([
    [
      "Messenger's own",
      { type: "native", channel: "messenger", payload: { text: "a" } },
      "content_not_supported",
      "channel",
    ],
    ["a text of 1001 bytes", of({ text: "é".repeat(501) }), "content_too_long", "text", "1002 > 1000 bytes"],
    ["nothing", of({}), "invalid_content", "payload", "has none of text, attachment, attachments"],
    ["metadata", of({ text: "a", metadata: "b" }), "invalid_content", "metadata"],
    ["11 products", products("a", ...eleven.slice(1)), "too_many_options", "product.elements", "11 > 10"],
    ["a receipt", of(template({ template_type: "receipt" })), "invalid_content", "attachment.payload.template_type"],
    [
      "a quick reply for a phone number",
      of({ text: "a", quick_replies: [{ content_type: "user_phone_number" }] }),
      "invalid_content",
      "quick_replies[0].content_type",
    ],
    [
      "a question for it",
      of({ text: "a", quick_replies: [{ type: "ask", what: "phone" }] }),
      "invalid_content",
      "quick_replies[0].content_type",
    ],
    [
      "a call",
      of(template({ template_type: "button", text: "a", buttons: [call("A")] })),
      "invalid_content",
      "button.buttons[0]",
      "no button that dials",
    ],
    [
      "11 pictures",
      of({ attachments: eleven.map(() => ({ type: "image", payload: { attachment_id: "1" } })) }),
      "too_many_options",
      "attachments",
    ],
  ]);
});

describe("how it is said", () => {
  const hi: Content = { type: "text", text: "Hi" };
  const DAY_MS = 86_400_000;
  test("what it answers stands on the first part alone", () => {
    const said: Content = { type: "text", text: x(1001) };
    const { parts } = render(said, { manner: { replyTo: "m_1" } });
    expect(parts.map(({ envelope }) => envelope)).toEqual([{ reply_to: { mid: "m_1" } }, undefined]);
  });
  test("a person's words may carry HUMAN_AGENT, for seven days", () => {
    const [part] = render(hi, { manner: { tag: "HUMAN_AGENT" }, byPerson: true }).parts;
    expect(part).toMatchObject({ envelope: { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" }, reach: 7 * DAY_MS });
  });
  test("a silent push and a persona are left out, and told", () => {
    const { parts, warnings, lossy } = render(hi, { manner: { notification: "silent", persona: "7" } });
    expect(parts[0]).not.toHaveProperty("envelope");
    expect(warnings.map(({ code, field }) => `${code} ${field}`)).toEqual([
      "manner_ignored notification",
      "manner_ignored persona",
    ]);
    expect(lossy).toBe(false);
    expect(render(hi, { manner: { notification: "regular" } }).warnings).toEqual([]);
  });
  refusals([
    ["a tag by the bot", hi, "content_not_supported", "tag", "a person wrote", { manner: { tag: "HUMAN_AGENT" } }],
    [
      "a tag of Messenger's",
      hi,
      "content_not_supported",
      "tag",
      "no tag of Instagram's",
      { manner: { tag: "CUSTOMER_FEEDBACK" }, byPerson: true },
    ],
    ["a persona, strict", hi, "content_not_supported", "persona", "", { ...strict, manner: { persona: "7" } }],
  ]);
  test("a refusal never quotes what was written", () => {
    expect(refused(choice([reply("Geheim"), reply("Geheim")])).message).not.toContain("Geheim");
  });
});

// Titles that a typed answer could not tell apart are refused: above.
lawsOf(render, LIMITS, (options) => {
  const titles = options.map(({ title }) => title.trim().toLowerCase());
  return new Set(titles).size === titles.length;
});
