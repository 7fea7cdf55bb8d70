/** Whatever a bot may say: content of every kind, with values of any length. */
import fc from "fast-check";
import type { Action, Card, Content, Media, ReplyAction, Row } from "../../src/model/content.ts";
import { words } from "./golden.ts";

const said = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength }),
      fc.lorem({ maxCount: 12 }),
      fc.integer({ min: 1, max: maxLength * 30 }).map(words),
    )
    .filter((one) => one.trim() !== "");
const url = fc.webUrl({ validSchemes: ["https"], withQueryParameters: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** Without the keys that are undefined. */
const record = <T extends object>(
  required: { [K in keyof T]: fc.Arbitrary<T[K]> },
  more: Record<string, fc.Arbitrary<unknown>> = {},
) =>
  fc
    .record({ ...required, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, optional(value)])) })
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as unknown as T);

export const anyReply = record<ReplyAction>(
  { type: fc.constant("reply"), title: said(24), payload: said(30) },
  { imageUrl: url, description: said(20) },
);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: anyReply },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("url" as const), title: said(24), url }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("call" as const), title: said(24), phone: fc.constant("+31201234567") }),
  },
);
const anyMedia = record<Media>({
  kind: fc.constantFrom("image", "video", "audio", "voice", "document", "sticker"),
  url,
});
const actions = fc.array(anyAction, { maxLength: 16 });
const anyCard = record<Card>(
  { title: said(40) },
  { text: said(60), media: anyMedia, url, actions: fc.array(anyAction, { maxLength: 5 }), footer: said(30) },
);
const row = record<Row>({ title: said(40), payload: said(20) }, { description: said(40), imageUrl: url });
const section = record<{ title?: string; rows: Row[] }>(
  { rows: fc.array(row, { minLength: 1, maxLength: 6 }) },
  { title: said(20) },
);
export const anyContent: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: said(300) }),
  record({ type: fc.constant("media") }, { caption: said(100) }).chain((made) =>
    anyMedia.map((media) => ({ ...made, media }) as Content),
  ),
  record(
    { type: fc.constant("choice") },
    {
      header: fc.oneof(anyMedia, fc.record({ text: said(30) })),
      footer: said(30),
      presentation: fc.constantFrom("auto", "ephemeral", "persistent"),
    },
  ).chain((made) => fc.record({ text: said(100), options: actions }).map((rest) => ({ ...made, ...rest }) as Content)),
  anyCard.map((one) => ({ type: "card", card: one }) as const),
  fc.record({
    type: fc.constant("carousel" as const),
    text: said(100),
    cards: fc.array(anyCard, { minLength: 1, maxLength: 12 }),
  }),
  record({ type: fc.constant("list") }, { header: said(30), footer: said(30), button: said(15) }).chain((made) =>
    fc
      .record({ text: said(100), sections: fc.array(section, { maxLength: 4 }) })
      .map((rest) => ({ ...made, ...rest }) as Content),
  ),
  record(
    {
      type: fc.constant("location"),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    },
    { name: said(30), address: said(60) },
  ).map((made) => made as Content),
  fc.record({
    type: fc.constant("request" as const),
    text: said(100),
    what: fc.constantFrom("phone" as const, "email" as const, "location" as const),
  }),
);
