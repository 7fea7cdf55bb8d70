/** What Meta never sends, and what it does send, a little wrong: as the text of a body, so that no value is tidied up. */
import fc from "fast-check";
import * as deliveries from "../channels/messenger/deliveries.ts";

/** A text of JSON. */
type Json = string;

/** Names that code trips over, and those that Meta uses. */
const NAMES = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", "then", "length", "0"],
  ...["id", "sender", "recipient", "timestamp", "message", "mid", "text", "is_echo", "attachments", "payload", "type"],
  ...["quick_reply", "postback", "title", "reaction", "action", "optin", "user_ref", "delivery", "read", "watermark"],
  ...["mids", "entry", "messaging", "standby", "changes", "field", "value", "object", "app_roles", "metadata"],
] as const;

const ODD_TEXTS = [
  ...[
    "",
    " ",
    "\0",
    "\ud800",
    "\udfff",
    "\ud83d",
    "\u202e",
    "\ufeff",
    "é",
    "e\u0301",
    "👩‍👩‍👧‍👦",
    "null",
    "undefined",
    "NaN",
  ],
  ...["__proto__", "constructor", ":", "a:b", "#0", "%", "%00", "../..", "'; drop table event; --", "9".repeat(700)],
  ...["👋".repeat(400), "ew.1.0.abc", "page", "edgewise.unanswered"],
] as const;

const ODD_NUMBERS = [
  ...["0", "-0", "-1", "0.1", "1e999", "-1e999", "1e-999", "9007199254740993", "123456789012345678901234567890"],
  ...["1795340512345", "1795340512", "4102444800000", "-1795340512345", "1E3", "1.0000000000000000000001"],
] as const;

/** Any text, among it what is no Unicode: half a surrogate pair. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);

const key: fc.Arbitrary<string> = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, anyText);

const nested = fc
  .tuple(fc.constantFrom("[", '{"a":'), fc.constantFrom(10, 63, 64, 65, 1_000, 20_000))
  .map(([open, depth]) => `${open.repeat(depth)}0${(open === "[" ? "]" : "}").repeat(depth)}`);

const leaf: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: anyText.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD_NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom("null", "true", "false", "[]", "{}") },
  { weight: 1, arbitrary: nested },
);

/** Any JSON. Its objects may have a name twice, and names that objects have already. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }).map((values) => `[${values.join(",")}]`),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map(asObject),
  ),
})).value;

function asObject(fields: readonly (readonly [string, Json])[]): Json {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

const SAMPLES = Object.values(deliveries).filter((value) => typeof value === "object");

type Change =
  | { readonly do: "replace"; readonly by: Json }
  | { readonly do: "delete" }
  | { readonly do: "repeat"; readonly as: Json };

const change: fc.Arbitrary<Change> = fc.oneof(
  anyJson.map((by): Change => ({ do: "replace", by })),
  fc.constant<Change>({ do: "delete" }),
  anyJson.map((as): Change => ({ do: "repeat", as })),
);

/** A delivery as Meta writes it, with up to four of its values replaced, deleted, or given twice under one name. */
const mutated: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...SAMPLES), fc.array(fc.tuple(fc.nat(), change), { maxLength: 4 }))
  .map(([sample, changes]) => {
    const places = new Map<number, Change>();
    const count = countOf(sample);
    // The first place is the delivery itself.
    for (const [at, one] of changes) places.set(1 + (at % (count - 1)), one);
    let place = 0;
    return write(sample);

    function write(value: unknown): Json {
      const here = places.get(place++);
      const rest =
        typeof value !== "object" || value === null
          ? JSON.stringify(value)
          : Array.isArray(value)
            ? `[${value.map(write).filter(Boolean).join(",")}]`
            : `{${Object.entries(value)
                .flatMap(([name, inner]) => member(name, inner))
                .join(",")}}`;
      if (here === undefined) return rest;
      return here.do === "replace" ? here.by : here.do === "delete" ? "" : rest;
    }

    function member(name: string, value: unknown): Json[] {
      const here = places.get(place);
      const written = write(value);
      const twice = here?.do === "repeat" ? [here.as] : [];
      return [written, ...twice].filter(Boolean).map((text) => `${JSON.stringify(name)}:${text}`);
    }
  });

function countOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return 1 + Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 0);
}

/** A body that somebody who has the app secret might send. */
export const anyBody: fc.Arbitrary<Json> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: mutated },
      { weight: 2, arbitrary: anyJson.map((entry) => `{"object":"page","entry":${entry}}`) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(anyJson, anyJson, anyJson)
          .map(
            ([id, items, other]) => `{"object":"page","entry":[{"id":${id},"messaging":${items},"changes":${other}}]}`,
          ),
      },
      { weight: 1, arbitrary: anyJson },
      { weight: 1, arbitrary: anyText },
    ),
    fc.constantFrom("", "", "", "\ufeff", " \r\n"),
  )
  .map(([body, before]) => before + body);
