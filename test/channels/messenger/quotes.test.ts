import { expect, it } from "vitest";
import type { Content } from "../../../src/model/content.ts";
import { ContentError } from "../../../src/model/rendering.ts";
import { render } from "../../support/render.ts";

/** What somebody may have written, where a bot puts it into what it says. */
const WRITTEN: readonly unknown[] = [
  "Kanarie",
  "Kanarie\n  at Kanarie",
  "kanarie://kanarie.test",
  "http://kanarie.test/x y",
  "/kanarie",
  "Kanarie ".repeat(5_000),
  { kanarie: "Kanarie" },
  ["Kanarie"],
  -474_747.5,
  Number.NaN,
  "",
];
const MARK = /kanarie|474747/i;

const url = "https://shop.test/a.jpg";
const picture = { kind: "image", url } as const;
const actions = [
  { type: "reply", title: "Yes", payload: "YES", imageUrl: url, description: "Why not" },
  { type: "url", title: "Shop", url },
  { type: "call", title: "Call", phone: "+31201234567" },
] as const;
const card = { title: "A", text: "B", media: picture, url, actions, footer: "C" };
const totals = { subtotal: 10, shipping: 0, tax: 0, total: 10 };
const address = { street: "1", city: "2", postalCode: "3", state: "4", country: "NL" };
const items = [{ title: "A", subtitle: "B", quantity: 1, price: 10, imageUrl: url }];
const receipt = { recipient: "A", order: "1", currency: "EUR", payment: "Visa", items, totals, address, url, at: 1 };
const element = { title: "A", subtitle: "B", image_url: url, default_action: { type: "web_url", url } };

/** Something of each kind, with as much in it as there can be. */
const SAID = [
  { type: "text", text: "Hello" },
  { type: "media", media: { ...picture, filename: "a.jpg" }, caption: "A" },
  { type: "media", media: { kind: "sticker", mediaId: "369239263222822" } },
  { type: "images", images: [picture, picture] },
  {
    type: "choice",
    text: "Shall I?",
    options: actions,
    header: { text: "A" },
    footer: "B",
    presentation: "persistent",
  },
  { type: "choice", text: "Shall I?", options: [actions[0], { type: "ask", what: "phone" }] },
  { type: "card", card },
  { type: "carousel", text: "Look", cards: [card, card] },
  { type: "list", text: "A", button: "B", sections: [{ title: "C", rows: [{ title: "D", payload: "E" }] }] },
  { type: "location", latitude: 52, longitude: 5, name: "A", address: "B" },
  { type: "receipt", receipt },
  { type: "request", text: "A", what: "phone" },
  { type: "template", template: { name: "sent", language: "en", variables: ["A"], header: ["B"] } },
  {
    type: "native",
    channel: "messenger",
    payload: { text: "A", quick_replies: [{ content_type: "text", title: "A" }] },
  },
  {
    type: "native",
    channel: "messenger",
    payload: { attachment: { type: "template", payload: { template_type: "generic", elements: [element] } } },
  },
] as unknown as readonly Content[];

/** The same, with each of its values replaced in turn. */
function* withEach(value: unknown, put: unknown): Generator<unknown> {
  if (typeof value !== "object" || value === null) return yield put;
  for (const [key, one] of Object.entries(value)) {
    for (const changed of [put, ...withEach(one, put)]) {
      if (!Array.isArray(value)) yield { ...value, [key]: changed };
      else yield value.map((other, n) => (String(n) === key ? changed : other));
    }
  }
}

it("an error about content never quotes it, whatever stands where", () => {
  const quoting = new Set<string>();
  let refused = 0;
  for (const said of SAID) {
    for (const put of WRITTEN) {
      for (const content of withEach(said, put)) {
        for (const adaptation of ["best_effort", "lossless", "strict"] as const) {
          try {
            render(content as Content, { base: "https://bot.test", adaptation });
          } catch (error) {
            if (!(error instanceof ContentError)) continue; // a mistake of the code's, whose sentence is not logged
            refused++;
            if (MARK.test(`${error.message} ${error.field}`)) quoting.add(error.message.slice(0, 200));
          }
        }
      }
    }
  }
  expect([...quoting]).toEqual([]);
  expect(refused).toBeGreaterThan(1_000);
});
